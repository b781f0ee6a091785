//! Everything read back: what was given is there, what was taken is not, and whoever has left reaches nothing.

use std::collections::BTreeSet;

use dayone_core::change::{Act, BoundKind, Phase};
use dayone_core::event::{Detail, Outcome};
use dayone_core::fault::Fault;
use dayone_core::problem::ErrorType;
use dayone_jumpcloud::{Holder, Reach};

use super::perform::Scene;
use super::stand::graph;
use crate::accounts;

/// Reads back what the acts before it did.
pub(super) async fn read_back(scene: &Scene<'_>, late: bool, nothing_left: bool) -> Result<(Outcome, Detail), Fault> {
    let (client, id) = (&scene.client, scene.account());
    let deleted = scene.plan.acts.iter().any(|planned| planned.act == Act::DeleteAccount);
    let Some(user) = client.user(id).await? else {
        return Ok(match deleted {
            true => (Outcome::AlreadySo, Detail::default()),
            false => scene.failed(ErrorType::AttributeFailed, "The account is gone"),
        });
    };
    let facts = accounts::facts(user);
    let kinds: BTreeSet<BoundKind> = scene
        .plan
        .acts
        .iter()
        .filter_map(|planned| match &planned.act {
            Act::Bind { to } | Act::Unbind { to } => Some(to.kind),
            _ => None,
        })
        .collect();
    let bound = kinds.iter().map(|kind| client.associations(Holder::User(id), graph(*kind)));
    let (member_of, bound) = futures::try_join!(client.groups_of_user(id), futures::future::try_join_all(bound))?;
    let groups: BTreeSet<String> = member_of.into_iter().map(|group| group.id).collect();
    let bound: BTreeSet<String> = bound.into_iter().flatten().map(|edge| edge.to.id).collect();
    let mut wrong = Vec::new();
    for planned in scene.plan.acts.iter().filter(|planned| late || planned.phase < Phase::TakeLate) {
        // What failed is told under its own act.
        if scene.change.settled(&planned.act.key()).is_none_or(|settled| !settled.outcome.is_success()) {
            continue;
        }
        let so = match &planned.act {
            Act::AddMember { group } => groups.contains(&group.id),
            Act::RemoveMember { group } | Act::Exempt { group } => !groups.contains(&group.id),
            Act::Bind { to } => bound.contains(&to.id),
            Act::Unbind { to } => !bound.contains(&to.id),
            Act::SetFields { changes, .. } => {
                changes.iter().all(|change| change.field.same(&change.field.of(&facts), &change.to))
            }
            Act::Suspend => facts.suspended,
            Act::Reactivate => !facts.suspended,
            Act::DeleteAccount => false,
            _ => true,
        };
        if !so {
            wrong.push(planned.act.describe());
        }
    }
    if nothing_left {
        wrong.extend(reachable(scene).await?);
    }
    if wrong.is_empty() {
        let memberships = Some(groups.into_iter().collect());
        let detail = Detail { account: Some(Box::new(facts)), memberships, ..Detail::default() };
        return Ok((Outcome::AlreadySo, detail));
    }
    let message = format!("What was read back is not as planned: {}", wrong.join("; "));
    Ok(scene.failed(ErrorType::GroupMembershipFailed, message))
}

/// What the account still reaches, by whatever way.
async fn reachable(scene: &Scene<'_>) -> Result<Vec<String>, Fault> {
    let reads = Reach::ALL.map(|what| scene.client.reached_by_user(scene.account(), what));
    let found = futures::future::try_join_all(reads).await?;
    let mut seen = BTreeSet::new();
    let objects = found.into_iter().flatten().filter(|object| seen.insert(object.id.clone()));
    Ok(objects.map(|object| format!("{} {} is still reached", object.kind.as_str(), object.id)).collect())
}
