//! What all requests of a tenant share: the organisation and its groups.

use std::sync::Arc;

use dayone_core::password::{Compliance, LivePolicy};
use dayone_core::problem::{Affected, ErrorType, Problem};
use dayone_core::settings::TenantSettings;
use dayone_core::snapshot::{Group, Membership, Organization, Shared};
use dayone_core::steps::Step;
use dayone_jumpcloud::{Client, MembershipMethod, OrganizationSettings, UserGroup};
use jiff::Timestamp;

use super::{Cache, SurveyError, names::Names};

/// Rounds of calls that this takes at most: a key without a configured organisation has to ask for its id first.
pub(super) const ROUND_TRIPS: u32 = 1;

/// Reads it.
pub(super) async fn read(client: &Client, settings: &TenantSettings, now: Timestamp) -> Result<Cache, SurveyError> {
    let groups = async { Ok(client.user_groups().await?) };
    let count = async { Ok(client.users_page(&[], &["_id"], 0).await?.total) };
    let (organization, groups, used) = futures::try_join!(organization(client, settings), groups, count)?;
    let shared = Shared {
        organization: Organization { seats_used: used, ..organization },
        groups: groups.into_iter().map(group).collect(),
        ..Shared::default()
    };
    Ok(Cache { taken_at: now, shared: Arc::new(shared), names: Arc::new(Names::default()) })
}

/// The organisation behind the key: its id and name are read before the first write of a process.
pub(crate) async fn organization(client: &Client, settings: &TenantSettings) -> Result<Organization, SurveyError> {
    let id = match &settings.organization_id {
        Some(id) => id.clone(),
        None => only_organization(client, settings).await?,
    };
    let found = client.organization(&id).await?.filter(|organization| organization.id == id);
    let Some(organization) = found else {
        return Err(unknown(settings, &id, "JumpCloud does not know it, or the key can't see it").into());
    };
    let seats = seats(&organization);
    let name = match organization.display_name.as_str() {
        "" => organization.settings.name.clone(),
        name => name.to_owned(),
    };
    Ok(Organization {
        id: organization.id,
        name,
        password_policy: policy(&organization.settings),
        seats,
        seats_used: None,
    })
}

async fn only_organization(client: &Client, settings: &TenantSettings) -> Result<String, SurveyError> {
    let mut all = client.organizations().await?;
    match all.len() {
        1 => Ok(all.remove(0).id),
        0 => Err(unknown(settings, "(not configured)", "the key sees no organisation").into()),
        several => {
            let why = format!("the key sees {several} organisations, and jumpcloud_org_id names none of them");
            Err(unknown(settings, "(not configured)", &why).into())
        }
    }
}

fn unknown(settings: &TenantSettings, id: &str, why: &str) -> Problem {
    Problem::before_creation(
        ErrorType::OrganizationNotFound,
        Step::DuplicateCheck,
        format!("Organisation {id} of tenant '{}' can't be used: {why}", settings.name),
        "Set jumpcloud_org_id to the id under Settings in the admin console, then run `dayone doctor`",
    )
    .about(Affected::Organization(id.to_owned()))
}

/// Seats, where JumpCloud states a number: 0 states none.
pub(crate) fn seats(organization: &dayone_jumpcloud::Organization) -> Option<u64> {
    let entitled = organization.entitlement.max_user_quantity.filter(|_| organization.entitlement.cap_user_quantity);
    let seats = entitled.or(organization.settings.max_system_users)?;
    u64::try_from(seats).ok().filter(|seats| *seats > 0)
}

/// The organisation's password policy.
pub(crate) fn policy(settings: &OrganizationSettings) -> LivePolicy {
    let policy = &settings.password_policy;
    LivePolicy {
        compliance: match settings.password_compliance.as_str() {
            "pci3" => Compliance::Pci3,
            "windows" => Compliance::Windows,
            _ => Compliance::Custom,
        },
        min_length: policy
            .min_length
            .filter(|_| policy.enable_min_length)
            .and_then(|length| u16::try_from(length).ok()),
        needs_lowercase: policy.needs_lowercase,
        needs_uppercase: policy.needs_uppercase,
        needs_numeric: policy.needs_numeric,
        needs_symbolic: policy.needs_symbolic,
        allow_username_substring: policy.allow_username_substring.unwrap_or(false),
        disallow_common: policy.disallow_commonly_used_passwords,
        disallow_repetitive: policy.disallow_sequential_or_repetitive_chars,
    }
}

/// Nobody can be added: the group's rule alone decides. Older groups state no method; one with a rule is not to be
/// added to by hand.
pub(crate) fn by_rule_alone(group: &UserGroup) -> bool {
    match group.membership_method {
        MembershipMethod::DynamicAutomated => true,
        MembershipMethod::NotSet | MembershipMethod::Unknown => group.member_query.is_some(),
        MembershipMethod::Static | MembershipMethod::DynamicReviewRequired => false,
    }
}

/// A group as the plan sees it.
pub(crate) fn group(group: UserGroup) -> Group {
    Group {
        grants_sudo: group.attributes.sudo.as_ref().is_some_and(|sudo| sudo.enabled),
        membership: match (by_rule_alone(&group), group.membership_method) {
            (true, _) => Membership::Automatic { query: group.member_query.unwrap_or_default() },
            (false, MembershipMethod::DynamicReviewRequired) => Membership::Reviewed,
            (false, _) => Membership::Static,
        },
        id: group.id,
        name: group.name,
    }
}
