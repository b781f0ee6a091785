//! Memberships, from the users' or from the groups' side.

use std::collections::{BTreeMap, BTreeSet};

use dayone_core::fault::Fault;
use futures::future::join_all;
use tokio::sync::oneshot;

use super::plan::{self, Candidate, Plan};
use super::{Coverage, Memberships};
use crate::client::Client;
use crate::wire::GraphType;

pub(super) struct Ask {
    pub(super) participant: u64,
    pub(super) user_id: String,
    pub(super) candidates: Vec<Candidate>,
    pub(super) reply: oneshot::Sender<Result<Memberships, Fault>>,
}

/// The answers, in the order of `asks`.
pub(super) async fn read(client: &Client, asks: &[Ask]) -> Vec<Result<Memberships, Fault>> {
    let wanted = asks.iter().map(|ask| (ask.user_id.as_str(), ask.candidates.as_slice()));
    let Plan { by_user, by_group } = plan::cheapest(wanted);
    let users = by_user.into_iter().map(|id| async move {
        let groups = of_user(client, &id).await;
        (id, groups)
    });
    let groups = by_group.into_iter().map(|id| async move {
        let members = members(client, &id).await;
        (id, members)
    });
    let (users, groups) = tokio::join!(join_all(users), join_all(groups));
    let users: BTreeMap<_, _> = users.into_iter().collect();
    let groups: BTreeMap<_, _> = groups.into_iter().collect();
    asks.iter()
        .map(|ask| match users.get(&ask.user_id) {
            Some(answer) => answer.clone(),
            None => among(&groups, ask),
        })
        .collect()
}

async fn of_user(client: &Client, user_id: &str) -> Result<Memberships, Fault> {
    let groups = client.groups_of_user(user_id).await?;
    let groups = groups.into_iter().filter(|group| group.kind == GraphType::UserGroup).map(|group| group.id);
    Ok(Memberships { groups: groups.collect(), coverage: Coverage::Every })
}

async fn members(client: &Client, group_id: &str) -> Result<BTreeSet<String>, Fault> {
    Ok(client.members(group_id).await?.into_iter().map(|edge| edge.to.id).collect())
}

fn among(groups: &BTreeMap<String, Result<BTreeSet<String>, Fault>>, ask: &Ask) -> Result<Memberships, Fault> {
    let mut found = BTreeSet::new();
    for Candidate { group_id, .. } in &ask.candidates {
        match groups.get(group_id) {
            Some(Ok(members)) if members.contains(&ask.user_id) => {
                found.insert(group_id.clone());
            }
            Some(Err(fault)) => return Err(fault.clone()),
            Some(Ok(_)) | None => {}
        }
    }
    Ok(Memberships { groups: found, coverage: Coverage::Candidates })
}
