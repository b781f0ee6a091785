//! What a group grants directly.

use dayone_core::baseline::{GrantKind, GroupKind, GroupRef, Sudo, Thing};
use dayone_core::fault::{Fault, FaultKind};
use dayone_jumpcloud::{Added, Client, Edge, Grant, Holder, Removed};

use super::Ensured;
use super::find::{self, group_id, thing_id};
use super::group::{gone, rights};
use crate::baseline::groups::{graph_type, sudo as sudo_of};

/// A group with a thing, by their ids.
struct Pair<'a> {
    group: &'a GroupRef,
    thing: &'a Thing,
    group_id: String,
    thing_id: String,
}

impl<'a> Pair<'a> {
    async fn find(client: &Client, group: &'a GroupRef, thing: &'a Thing) -> Result<Self, Fault> {
        let (group_id, thing_id) = futures::try_join!(group_id(client, group), thing_id(client, thing))?;
        Ok(Pair { group, thing, group_id, thing_id })
    }

    fn holder(&self) -> Holder<'_> {
        match self.group.kind {
            GroupKind::User => Holder::UserGroup(&self.group_id),
            GroupKind::System => Holder::SystemGroup(&self.group_id),
        }
    }

    fn grant(&self, sudo: Option<Sudo>) -> Grant {
        Grant { kind: graph_type(self.thing.kind), id: self.thing_id.clone(), sudo: sudo.map(rights) }
    }

    /// The connection as it is now.
    async fn edge(&self, client: &Client) -> Result<Option<Edge>, Fault> {
        let edges = client.associations(self.holder(), graph_type(self.thing.kind)).await?;
        Ok(edges.into_iter().find(|edge| edge.to.id == self.thing_id))
    }

    /// What a 404 means: the group is gone; or it was just made and does not show yet; or the thing is gone.
    async fn missing(&self, client: &Client, fault: Fault) -> Result<Ensured, Fault> {
        if find::group(client, self.group).await?.is_none() {
            return Ok(gone(self.group));
        }
        if self.group.id.is_none() || self.thing.id.is_none() {
            return Err(Fault { kind: FaultKind::Unavailable, ..fault });
        }
        let (kind, name) = (self.thing.kind.noun(), &self.thing.name);
        Ok(Ensured::Refused(format!("{kind} {name} is gone since the plan was made")))
    }
}

/// A group grants a thing, with these rights.
pub(super) async fn grant(client: &Client, group: &GroupRef, thing: &Thing, sudo: Sudo) -> Result<Ensured, Fault> {
    let pair = Pair::find(client, group, thing).await?;
    let stated = (sudo != Sudo::Off).then_some(sudo);
    match client.add_association(pair.holder(), &pair.grant(stated)).await {
        Ok(Added::Added) => Ok(Ensured::Changed),
        Ok(Added::AlreadyThere) if thing.kind != GrantKind::System => Ok(Ensured::AlreadySo),
        Ok(Added::AlreadyThere) => match pair.edge(client).await? {
            Some(edge) if sudo_of(edge.sudo()) == sudo => Ok(Ensured::AlreadySo),
            _ => update(client, &pair, sudo).await,
        },
        Err(fault) if fault.status == Some(404) => pair.missing(client, fault).await,
        // Google Workspace and Microsoft 365 answer so to what is there already.
        // Source: PowerShell module's tests, read 2026-08.
        Err(fault) if fault.kind == FaultKind::Refused => match pair.edge(client).await? {
            Some(_) => Ok(Ensured::AlreadySo),
            None => Err(fault),
        },
        Err(fault) => Err(fault),
    }
}

/// A group grants a thing with other rights; if it does not grant it any more, it does again.
pub(super) async fn set_sudo(client: &Client, group: &GroupRef, thing: &Thing, sudo: Sudo) -> Result<Ensured, Fault> {
    let pair = Pair::find(client, group, thing).await?;
    match pair.edge(client).await {
        Ok(Some(edge)) if sudo_of(edge.sudo()) == sudo => Ok(Ensured::AlreadySo),
        Ok(Some(_)) => update(client, &pair, sudo).await,
        Ok(None) => grant(client, group, thing, sudo).await,
        Err(fault) if fault.status == Some(404) => pair.missing(client, fault).await,
        Err(fault) => Err(fault),
    }
}

async fn update(client: &Client, pair: &Pair<'_>, sudo: Sudo) -> Result<Ensured, Fault> {
    client.update_association(pair.holder(), &pair.grant(Some(sudo))).await.map(|()| Ensured::Changed)
}

/// A group does not grant a thing.
pub(super) async fn revoke(client: &Client, group: &GroupRef, thing: &Thing) -> Result<Ensured, Fault> {
    let pair = Pair::find(client, group, thing).await?;
    match client.remove_association(pair.holder(), graph_type(thing.kind), &pair.thing_id).await {
        Ok(Removed::Removed) => Ok(Ensured::Changed),
        Ok(Removed::NotThere) => Ok(Ensured::AlreadySo),
        Err(fault) if fault.kind == FaultKind::Refused => match pair.edge(client).await? {
            None => Ok(Ensured::AlreadySo),
            Some(_) => Err(fault),
        },
        Err(fault) => Err(fault),
    }
}
