//! Users by id.

use std::collections::{BTreeSet, HashMap};

use dayone_core::fault::Fault;
use tokio::sync::oneshot;

use crate::client::Client;
use crate::wire::User;

pub(super) struct Ask {
    pub(super) participant: u64,
    pub(super) id: String,
    pub(super) reply: oneshot::Sender<Result<Option<User>, Fault>>,
}

/// The answers, in the order of `asks`.
pub(super) async fn read(client: &Client, asks: &[Ask]) -> Vec<Result<Option<User>, Fault>> {
    let ids: BTreeSet<_> = asks.iter().map(|ask| ask.id.clone()).collect();
    let ids: Vec<_> = ids.into_iter().collect();
    let found = match ids.as_slice() {
        [id] => client.user(id).await.map(|user| user.into_iter().collect()),
        ids => client.users_by_id(ids).await,
    };
    match found {
        Ok(users) => {
            let users: HashMap<_, _> = users.into_iter().map(|user| (user.id.clone(), user)).collect();
            asks.iter().map(|ask| Ok(users.get(&ask.id).cloned())).collect()
        }
        Err(fault) => asks.iter().map(|_| Err(fault.clone())).collect(),
    }
}
