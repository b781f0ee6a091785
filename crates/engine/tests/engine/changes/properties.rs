//! What holds whatever somebody's career is.

use std::collections::BTreeSet;

use dayone_core::event::Ending;
use dayone_core::mapping::{Facts, resolve};
use dayone_simulator::{Control, Kind};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use super::story::{directory, john};
use super::{mapped, place, to_leave, to_move};
use crate::place::{Place, Process};

const JOHN: &str = "john.smith";
const DEPARTMENTS: [&str; 4] = ["Engineering", "Sales", "Platform", "Nowhere"];
const TITLES: [&str; 4] = ["Software Developer", "Engineering Manager", "Seller", "Tester"];
const LOCATIONS: [&str; 2] = ["Seattle", "Lisbon"];
/// Groups that somebody gives by hand, some of which rules give too.
const BY_HAND: [&str; 4] = ["UG-Project-Phoenix", "UG-Sales", "UG-Finance", "UG-Engineering"];

/// One thing that happens to somebody.
#[derive(Debug, Clone)]
enum Turn {
    Moves {
        department: usize,
        title: usize,
        location: usize,
    },
    /// dayone gives a group by name.
    IsGiven(usize),
    /// Somebody gives a group in the admin console.
    IsGivenByHand(usize),
}

fn turn() -> impl Strategy<Value = Turn> {
    prop_oneof![
        3 => (0..DEPARTMENTS.len(), 0..TITLES.len(), 0..LOCATIONS.len())
            .prop_map(|(department, title, location)| Turn::Moves { department, title, location }),
        1 => (0..BY_HAND.len()).prop_map(Turn::IsGiven),
        1 => (0..BY_HAND.len()).prop_map(Turn::IsGivenByHand),
    ]
}

/// Static groups that the account is in.
fn groups(control: &Control) -> BTreeSet<String> {
    let account = control.id_of(Kind::User, JOHN).expect("the account");
    let all = control.state()["organizations"][0]["user_groups"].as_array().cloned().unwrap_or_default();
    all.iter()
        .filter(|group| group["membershipMethod"] != "DYNAMIC_AUTOMATED")
        .filter(|group| {
            let id = group["id"].as_str().unwrap_or_default();
            control.is_connected((Kind::UserGroup, id), (Kind::User, &account))
        })
        .map(|group| group["name"].as_str().unwrap_or_default().to_owned())
        .collect()
}

fn ruled(department: &str, title: &str, location: &str) -> BTreeSet<String> {
    let facts = Facts { department, job_title: title, location, employee_type: "" };
    resolve(&mapped().groups, &facts).into_iter().map(|grant| grant.name).collect()
}

async fn career(turns: &[Turn]) -> (Place, Process) {
    let place = place().await;
    let process = place.process().await;
    let control = place.control();
    process.hire(&john()).await;
    let mut by_hand: BTreeSet<String> = ["UG-Project-Phoenix".to_owned()].into();
    let (mut department, mut title, mut location) = ("Engineering", "Software Developer", "Seattle");
    for turn in turns {
        let before = groups(&control);
        let request = match turn {
            Turn::Moves { department: d, title: t, location: l } => {
                (department, title, location) = (DEPARTMENTS[*d], TITLES[*t], LOCATIONS[*l]);
                json!({ "department": department, "job_title": title, "office_location": location })
            }
            Turn::IsGiven(group) => {
                // Who has it by rule is not given it by hand as well.
                if !before.contains(BY_HAND[*group]) {
                    by_hand.insert(BY_HAND[*group].into());
                }
                json!({ "additional_groups": [BY_HAND[*group]] })
            }
            Turn::IsGivenByHand(group) => {
                let id = control.id_of(Kind::UserGroup, BY_HAND[*group]).expect("the group");
                let account = control.id_of(Kind::User, JOHN).expect("the account");
                if !before.contains(BY_HAND[*group]) {
                    control.associate((Kind::UserGroup, &id), (Kind::User, &account), Value::Null).expect("added");
                    by_hand.insert(BY_HAND[*group].into());
                }
                continue;
            }
        };
        let proposal = process.engine.propose_change(&process.tenant, to_move(JOHN, request.clone()));
        let proposal = proposal.await.expect("a plan");
        if proposal.plan.changes_anything() {
            let change = process.change(to_move(JOHN, request.clone())).await;
            assert_eq!(change.ending(), Some(Ending::Succeeded), "{turns:?}: {:#?}", change.failures().next());
        }
        let again = process.engine.propose_change(&process.tenant, to_move(JOHN, request)).await.expect("a plan");
        assert!(!again.plan.changes_anything(), "{turns:?}: done twice, it changes nothing: {:#?}", again.plan.acts);
        let expected: BTreeSet<String> = ruled(department, title, location).union(&by_hand).cloned().collect();
        assert_eq!(groups(&control), expected, "{turns:?} after {turn:?}");
    }
    (place, process)
}

fn check(cases: u32, test: impl AsyncFn(Vec<Turn>)) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 20, ..Config::default() };
    let mut runner = TestRunner::new(config);
    let ran = runner.run(&proptest::collection::vec(turn(), 1..6), |turns| {
        runtime.block_on(test(turns));
        Ok(())
    });
    ran.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn somebody_has_what_rules_give_now_and_what_hands_gave_ever() {
    check(12, async |turns| {
        let (place, process) = career(&turns).await;
        place.assert_sound(&process).await;
    });
}

#[test]
fn whoever_moves_back_is_where_they_began() {
    check(8, async |turns| {
        let only_moves: Vec<Turn> = turns.into_iter().filter(|turn| matches!(turn, Turn::Moves { .. })).collect();
        let place = place().await;
        let process = place.process().await;
        process.hire(&john()).await;
        let before = directory(&place);
        for turn in only_moves.iter().chain([&Turn::Moves { department: 0, title: 0, location: 0 }]) {
            let Turn::Moves { department, title, location } = turn else { continue };
            let request = json!({
                "department": DEPARTMENTS[*department],
                "job_title": TITLES[*title],
                "office_location": LOCATIONS[*location],
            });
            let proposal = process.engine.propose_change(&process.tenant, to_move(JOHN, request.clone()));
            if proposal.await.expect("a plan").plan.changes_anything() {
                process.change(to_move(JOHN, request)).await;
            }
        }
        assert_eq!(directory(&place), before, "{only_moves:?}");
    });
}

#[test]
fn whoever_leaves_has_no_way_to_anything() {
    check(6, async |turns| {
        let (place, process) = career(&turns).await;
        let left = process.change(to_leave(JOHN)).await;
        assert_eq!(left.ending(), Some(Ending::Succeeded), "{turns:?}: {:#?}", left.failures().next());
        let edges = directory(&place)["edges"].to_string();
        assert!(!edges.contains("user:john.smith"), "{turns:?}: {edges}");
    });
}
