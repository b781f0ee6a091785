//! Ids of groups that an act before this one has created: found by their names.

use dayone_core::baseline::{GrantKind, GroupKind, GroupRef, Thing};
use dayone_core::fault::{Delivery, Fault, FaultKind};
use dayone_jumpcloud::{Client, SystemGroup, UserGroup};

/// A group as the directory answers it.
#[derive(Debug, Clone)]
pub(super) enum Found {
    User(UserGroup),
    System(SystemGroup),
}

impl Found {
    pub(super) fn id(&self) -> &str {
        match self {
            Found::User(group) => &group.id,
            Found::System(group) => &group.id,
        }
    }
}

/// The group of exactly this name.
pub(super) async fn named(client: &Client, kind: GroupKind, name: &str) -> Result<Option<Found>, Fault> {
    Ok(match kind {
        GroupKind::User => client.user_group_named(name).await?.map(Found::User),
        GroupKind::System => client.system_group_named(name).await?.map(Found::System),
    })
}

/// The group that is meant, as it is now.
pub(super) async fn group(client: &Client, wanted: &GroupRef) -> Result<Option<Found>, Fault> {
    let Some(id) = &wanted.id else { return named(client, wanted.kind, &wanted.name).await };
    Ok(match wanted.kind {
        GroupKind::User => client.user_group(id).await?.map(Found::User),
        GroupKind::System => client.system_group(id).await?.map(Found::System),
    })
}

/// The id of the group that is meant. One that was just created may not show yet.
pub(super) async fn group_id(client: &Client, wanted: &GroupRef) -> Result<String, Fault> {
    match &wanted.id {
        Some(id) => Ok(id.clone()),
        None => match named(client, wanted.kind, &wanted.name).await? {
            Some(found) => Ok(found.id().to_owned()),
            None => Err(not_yet(wanted.kind)),
        },
    }
}

/// The id of the thing that is meant.
pub(super) async fn thing_id(client: &Client, wanted: &Thing) -> Result<String, Fault> {
    match (&wanted.id, wanted.kind) {
        (Some(id), _) => Ok(id.clone()),
        (None, GrantKind::SystemGroup) => match client.system_group_named(&wanted.name).await? {
            Some(found) => Ok(found.id),
            None => Err(not_yet(GroupKind::System)),
        },
        // Nothing else is created by a baseline, so the plan knows its id.
        (None, _) => Err(Fault { kind: FaultKind::Refused, ..not_yet(GroupKind::System) }),
    }
}

fn not_yet(kind: GroupKind) -> Fault {
    let operation = match kind {
        GroupKind::User => "GET /v2/usergroups",
        GroupKind::System => "GET /v2/systemgroups",
    };
    Fault {
        kind: FaultKind::Unavailable,
        delivery: Delivery::NotApplied,
        operation: operation.into(),
        status: None,
        retry_after: None,
        detail: Some("a group that was created does not show".into()),
    }
}
