//! Memberships.

use dayone_core::event::FoundGroup;
use dayone_core::fault::{Fault, FaultKind};
use dayone_core::problem::ErrorType;
use dayone_core::snapshot::Access;
use dayone_jumpcloud::{Added, NewUserGroup};

use super::{Context, End};
use crate::survey;

/// Adds the account to a group.
pub(super) async fn add(context: &Context<'_>, group: &str) -> Result<End, Fault> {
    let account = &context.account()?.id;
    match context.client.add_member(group, account).await {
        Ok(Added::Added) => Ok(End::changed()),
        Ok(Added::AlreadyThere) => Ok(End::already_so()),
        // The group is gone, or the account does not show yet: only the first is final.
        Err(fault) if fault.status == Some(404) && context.client.user_group(group).await?.is_some() => {
            Err(Fault { kind: FaultKind::Unavailable, ..fault })
        }
        Err(fault) => Err(fault),
    }
}

/// Creates a group that the plan creates, or finds it.
pub(super) async fn create(context: &Context<'_>, name: &str) -> Result<End, Fault> {
    if context.may_have_happened()
        && let Some(found) = look(context, name).await?
    {
        return Ok(with_group(End::already_so(), found));
    }
    let group = NewUserGroup { name: name.to_owned(), ..NewUserGroup::default() };
    match context.client.create_user_group(&group).await {
        Ok(group) => Ok(with_group(End::changed(), FoundGroup { id: group.id, access: Access::default() })),
        // Somebody else has created it meanwhile.
        Err(fault) if matches!(fault.kind, FaultKind::Conflict | FaultKind::Refused) => {
            match look(context, name).await? {
                Some(found) => Ok(with_group(End::already_so(), found)),
                None => Err(fault),
            }
        }
        Err(fault) => Err(fault),
    }
}

/// Adds the account to a group that did not exist when the plan was made.
pub(super) async fn add_to_named(context: &Context<'_>, name: &str) -> Result<End, Fault> {
    let found = match context.run.found_group(name) {
        Some(found) => Some(found.clone()),
        None => find(context, name).await?,
    };
    let Some(found) = found else {
        let message = format!("User group '{name}' does not exist in JumpCloud");
        return Ok(context.failed(ErrorType::GroupNotFound, message));
    };
    Ok(with_group(add(context, &found.id).await?, found))
}

/// A group by its exact name, with what it grants. A fresh survey is believed; else the groups are read again.
async fn find(context: &Context<'_>, name: &str) -> Result<Option<FoundGroup>, Fault> {
    let now = context.engine.clock().now();
    let known = context.tenant.cached().filter(|cache| now.duration_since(cache.taken_at) < survey::FRESH);
    match known {
        Some(cache) => match cache.shared.group(name) {
            Some(group) => Ok(Some(granting(context, group.id.clone()).await?)),
            None => Ok(None),
        },
        None => look(context, name).await,
    }
}

/// The same, from the directory as it is now.
async fn look(context: &Context<'_>, name: &str) -> Result<Option<FoundGroup>, Fault> {
    match context.client.user_groups().await?.into_iter().find(|group| group.name == name) {
        Some(group) => Ok(Some(granting(context, group.id).await?)),
        None => Ok(None),
    }
}

async fn granting(context: &Context<'_>, id: String) -> Result<FoundGroup, Fault> {
    let access = survey::access_now(&context.client, std::slice::from_ref(&id)).await?;
    Ok(FoundGroup { access: access.into_values().next().unwrap_or_default(), id })
}

fn with_group(mut end: End, found: FoundGroup) -> End {
    end.detail.group = Some(found);
    end
}
