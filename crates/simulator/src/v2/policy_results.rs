//! `/policyresults` and `policystatuses`: what came of each policy on each system that it reaches.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::document::{flag, text};
use crate::filter::of_v2_query;
use crate::graph::Node;
use crate::id::{mix, words_of};
use crate::kind::Kind;
use crate::page::{Page, shown_bare};
use crate::reply::{Answer, Reply};
use crate::scene::Scene;
use crate::shape::Shapes;
use crate::shown::Shown;
use crate::stored::Stored;
use crate::traversal::reached;

/// A policy and a system that it reaches.
type Pair = (String, String);

/// Every result of the organisation.
pub(crate) fn all(scene: &mut Scene<'_>) -> Answer {
    let results = results(scene, &all_pairs(scene), |_| true);
    answer(scene, results)
}

/// Every result of one policy, those of systems that it no longer reaches included.
pub(crate) fn of_policy(scene: &mut Scene<'_>) -> Answer {
    let policy = scene.call.segment(2).to_owned();
    scene.read(Kind::Policy, &policy)?;
    let pairs = reached_systems(scene, &policy);
    let results = results(scene, &pairs, |result| text(result, "policyID") == policy);
    answer(scene, results)
}

/// The latest result of one policy on each system that it reaches.
pub(crate) fn latest_of_policy(scene: &mut Scene<'_>) -> Answer {
    let policy = scene.call.segment(2).to_owned();
    scene.read(Kind::Policy, &policy)?;
    let pairs = reached_systems(scene, &policy);
    let latest = latest(scene, &pairs);
    answer(scene, latest)
}

/// The latest result of each policy that reaches one system.
pub(crate) fn latest_of_system(scene: &mut Scene<'_>) -> Answer {
    let system = scene.call.segment(2).to_owned();
    scene.read(Kind::System, &system)?;
    let node: Node = (Kind::System, system.clone());
    let reaching = reached(scene.organization, scene.sight(), &node, &[Kind::Policy]);
    let pairs = reaching.iter().map(|policy| (policy.id().to_owned(), system.clone())).collect();
    let latest = latest(scene, &pairs);
    answer(scene, latest)
}

/// One result.
pub(crate) fn get(scene: &mut Scene<'_>) -> Answer {
    let id = scene.call.segment(2).to_owned();
    let sight = scene.sight();
    if let Some(stored) = scene.organization.of(Kind::PolicyResult).seen(&id, &sight) {
        return Ok(Reply::shown(Shown::new(stored.clone())));
    }
    let found =
        all_pairs(scene).into_iter().find(|pair| expected_id(pair) == id).and_then(|pair| expected(scene, &pair));
    found.map(Reply::ok).ok_or_else(Reply::not_found)
}

fn answer(scene: &mut Scene<'_>, results: Vec<Stored>) -> Answer {
    scene.call.knows(&["sort", "fields"]);
    let page = Page::of_v2_query(scene.call)?;
    let test = of_v2_query(scene.call)?;
    let (items, total) = page.cut(results.into_iter().filter(|result| test.holds(result)).collect());
    Ok(shown_bare(items.into_iter().map(|item| page.show(Shown::new(item))).collect(), total))
}

/// Each policy with each system that it reaches.
fn all_pairs(scene: &Scene<'_>) -> BTreeSet<Pair> {
    let sight = scene.sight();
    let policies = scene.organization.seen(Kind::Policy, &sight);
    policies.flat_map(|policy| reached_systems(scene, text(policy, "id"))).collect()
}

/// The policy with each system that it reaches, directly or through groups.
fn reached_systems(scene: &Scene<'_>, policy: &str) -> BTreeSet<Pair> {
    let node: Node = (Kind::Policy, policy.to_owned());
    let systems = reached(scene.organization, scene.sight(), &node, &[Kind::System]);
    systems.iter().map(|system| (policy.to_owned(), system.id().to_owned())).collect()
}

/// What was reported, and what is to be expected of the pairs of which nothing was, in the order of ids.
fn results(scene: &Scene<'_>, pairs: &BTreeSet<Pair>, wanted: impl Fn(&Stored) -> bool) -> Vec<Stored> {
    let sight = scene.sight();
    let reported = scene.organization.seen(Kind::PolicyResult, &sight).filter(|result| wanted(result));
    let mut all: Vec<Stored> = reported.cloned().collect();
    let known: BTreeSet<Pair> = all.iter().map(pair_of).collect();
    // What is expected is alike for most, so that it is worth sharing.
    let mut shapes = Shapes::default();
    let expected = pairs.difference(&known).filter_map(|pair| expected(scene, pair));
    all.extend(expected.map(|result| shapes.store(result, None)));
    all.sort_by(|a, b| text(a, "id").cmp(text(b, "id")));
    all
}

/// The latest result of each pair.
fn latest(scene: &Scene<'_>, pairs: &BTreeSet<Pair>) -> Vec<Stored> {
    let mut newest: BTreeMap<Pair, Stored> = BTreeMap::new();
    for result in results(scene, pairs, |result| pairs.contains(&pair_of(result))) {
        let when = |result: &Stored| text(result, "startedAt").parse::<jiff::Timestamp>().ok();
        let pair = pair_of(&result);
        if newest.get(&pair).is_none_or(|known| when(known) <= when(&result)) {
            newest.insert(pair, result);
        }
    }
    let mut latest: Vec<Stored> = newest.into_values().collect();
    latest.sort_by(|a, b| text(a, "id").cmp(text(b, "id")));
    latest
}

fn pair_of(result: &Stored) -> Pair {
    (text(result, "policyID").to_owned(), text(result, "systemID").to_owned())
}

/// What a system answers of a policy that reaches it, when nobody put in a result of the two.
// SYNTHETIC: a system that is there has applied the policy when it was last heard of, any other is still to do it.
fn expected(scene: &Scene<'_>, pair: &Pair) -> Option<Value> {
    let system = scene.organization.of(Kind::System).get(&pair.1)?;
    let heard = text(system, "lastContact");
    let ids = json!({ "id": expected_id(pair), "policyID": pair.0, "systemID": pair.1 });
    let mut result = crate::document::object(ids);
    let rest = if flag(system, "active") && !heard.is_empty() {
        json!({
            "state": "success", "success": true, "exitStatus": 0, "startedAt": heard, "endedAt": heard, "detail": "",
            "stdOut": "", "stdErr": "",
        })
    } else {
        json!({ "state": "pending", "success": false, "detail": "" })
    };
    result.extend(crate::document::object(rest));
    Some(Value::Object(result))
}

/// An id that is the same as long as the policy and the system are.
fn expected_id(pair: &Pair) -> String {
    let number = words_of(&pair.0).chain(words_of(&pair.1)).fold(0, |sum, word| mix(sum ^ word));
    format!("{:08x}{number:016x}", mix(number) >> 32)
}
