//! Groups: created, changed, deleted.

use dayone_core::baseline::{GroupKind, GroupRef, LivingGroup, Rule, RuleMembers, Sudo};
use dayone_core::fault::{Fault, FaultKind};
use dayone_jumpcloud::{
    self as jumpcloud, Client, Gone, GroupAttributes, MembershipMethod, NewSystemGroup, NewUserGroup,
    SystemGroupReplacement, UserGroupReplacement,
};
use serde_json::Value;

use super::find::{self, Found};
use super::{Ensured, Tried};
use crate::baseline::groups::{members, of_systems, of_users};

/// What a new group is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) description: &'a str,
    pub(super) sudo: Sudo,
    pub(super) rule: Option<&'a Rule>,
}

/// What is changed of a group.
#[derive(Debug, Clone, Copy)]
pub(super) enum Field<'a> {
    Description(&'a str),
    Sudo(Sudo),
    Rule(Option<&'a Rule>),
}

/// A group of this name is there, and all of this.
pub(super) async fn create(
    client: &Client,
    group: &GroupRef,
    wanted: Wanted<'_>,
    tried: Tried,
) -> Result<Ensured, Fault> {
    if tried == Tried::Perhaps
        && let Some(found) = find::named(client, group.kind, &group.name).await?
    {
        return complete(client, group, found, wanted).await;
    }
    match make(client, group, wanted).await {
        Ok(()) => Ok(Ensured::Changed),
        // A name is unique: somebody else has made it meanwhile, or an earlier try has.
        Err(fault) if matches!(fault.kind, FaultKind::Conflict | FaultKind::Refused) => {
            match find::named(client, group.kind, &group.name).await? {
                Some(found) => complete(client, group, found, wanted).await,
                // The name is taken by a group that does not show yet.
                None if fault.kind == FaultKind::Conflict => Err(Fault { kind: FaultKind::Unavailable, ..fault }),
                None => Err(fault),
            }
        }
        Err(fault) => Err(fault),
    }
}

async fn make(client: &Client, group: &GroupRef, wanted: Wanted<'_>) -> Result<(), Fault> {
    let name = group.name.clone();
    let description = (!wanted.description.is_empty()).then(|| wanted.description.to_owned());
    let membership_method = wanted.rule.map(|rule| method(Some(rule)));
    let member_query = wanted.rule.map(|rule| rule.test.to_query());
    match group.kind {
        GroupKind::User => {
            let sudo = (wanted.sudo != Sudo::Off).then(|| rights(wanted.sudo));
            let attributes = sudo.map(|sudo| GroupAttributes { sudo: Some(sudo), ..GroupAttributes::default() });
            let new = NewUserGroup { name, description, attributes, membership_method, member_query };
            client.create_user_group(&new).await.map(drop)
        }
        GroupKind::System => {
            let new = NewSystemGroup { name, description, membership_method, member_query };
            client.create_system_group(&new).await.map(drop)
        }
    }
}

/// Makes a group that is there what it should be.
async fn complete(client: &Client, group: &GroupRef, found: Found, wanted: Wanted<'_>) -> Result<Ensured, Fault> {
    let fields = [Field::Description(wanted.description), Field::Sudo(wanted.sudo), Field::Rule(wanted.rule)];
    replace(client, group, found, &fields).await
}

/// A group that was there is changed in one thing; everything else stays as it is now.
pub(super) async fn change(client: &Client, group: &GroupRef, field: Field<'_>) -> Result<Ensured, Fault> {
    match find::group(client, group).await? {
        Some(found) => replace(client, group, found, &[field]).await,
        None => Ok(gone(group)),
    }
}

async fn replace(client: &Client, group: &GroupRef, found: Found, fields: &[Field<'_>]) -> Result<Ensured, Fault> {
    let (now, stated) = match &found {
        Found::User(found) => (of_users(found.clone()), found.membership_method),
        Found::System(found) => (of_systems(found.clone()), found.membership_method),
    };
    let open: Vec<Field<'_>> = fields.iter().copied().filter(|field| !field.holds(&now)).collect();
    if open.is_empty() {
        return Ok(Ensured::AlreadySo);
    }
    if stated == MembershipMethod::Unknown {
        let name = &group.name;
        return Ok(Ensured::Refused(format!(
            "how {name} gets its members is stated in a word that dayone doesn't know"
        )));
    }
    match found {
        Found::User(found) => {
            let id = found.id.clone();
            let mut next = UserGroupReplacement::from(found);
            for field in open {
                match field {
                    Field::Description(text) => next.description = text.to_owned(),
                    Field::Sudo(sudo) => next.attributes.sudo = Some(rights(sudo)),
                    Field::Rule(rule) => (next.membership_method, next.member_query) = ruled(rule),
                }
            }
            client.replace_user_group(&id, &next).await?;
        }
        Found::System(found) => {
            let id = found.id.clone();
            let mut next = SystemGroupReplacement::from(found);
            for field in open {
                match field {
                    Field::Description(text) => next.description = text.to_owned(),
                    Field::Sudo(_) => {}
                    Field::Rule(rule) => (next.membership_method, next.member_query) = ruled(rule),
                }
            }
            client.replace_system_group(&id, &next).await?;
        }
    }
    Ok(Ensured::Changed)
}

impl Field<'_> {
    fn holds(&self, now: &LivingGroup) -> bool {
        match self {
            Field::Description(text) => now.description == *text,
            Field::Sudo(sudo) => now.sudo == *sudo,
            Field::Rule(rule) => now.rule.as_ref() == *rule,
        }
    }
}

/// A group is gone, unless more people or systems are in it than the plan says.
pub(super) async fn delete(client: &Client, group: &GroupRef, planned: u64) -> Result<Ensured, Fault> {
    let Some(found) = find::group(client, group).await? else { return Ok(Ensured::AlreadySo) };
    let there = match found {
        Found::User(found) => of_users(found),
        Found::System(found) => of_systems(found),
    };
    let now = members(client, &there).await?;
    if now > planned {
        let (kind, name) = (group.kind.noun(), &group.name);
        return Ok(Ensured::Refused(format!("members of {kind} {name}: {now} now, {planned} in the plan")));
    }
    let gone = match group.kind {
        GroupKind::User => client.delete_user_group(&there.id).await?,
        GroupKind::System => client.delete_system_group(&there.id).await?,
    };
    Ok(match gone {
        Gone::Deleted => Ensured::Changed,
        Gone::AlreadyGone => Ensured::AlreadySo,
    })
}

/// The group that the plan names is no longer there.
pub(super) fn gone(group: &GroupRef) -> Ensured {
    Ensured::Refused(format!("{} {} is gone since the plan was made", group.kind.noun(), group.name))
}

/// Rights as the directory writes them.
pub(super) fn rights(sudo: Sudo) -> jumpcloud::Sudo {
    jumpcloud::Sudo { enabled: sudo != Sudo::Off, without_password: sudo == Sudo::WithoutPassword }
}

fn ruled(rule: Option<&Rule>) -> (MembershipMethod, Option<Value>) {
    (method(rule), rule.map(|rule| rule.test.to_query()))
}

fn method(rule: Option<&Rule>) -> MembershipMethod {
    match rule.map(|rule| rule.members) {
        None => MembershipMethod::Static,
        Some(RuleMembers::Automatic) => MembershipMethod::DynamicAutomated,
        Some(RuleMembers::Reviewed) => MembershipMethod::DynamicReviewRequired,
    }
}
