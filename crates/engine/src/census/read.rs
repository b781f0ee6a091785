//! Reading it: users and groups at once, then the members of all groups, and, where wanted, who is bound to which system.

use dayone_core::account::AccountFacts;
use dayone_core::fault::Fault;
use dayone_core::snapshot::{Group, System};
use dayone_jumpcloud::{Client, Edge, EnrollmentStatus, GraphType, User};
use futures::future::try_join_all;

use super::{Binding, Bindings, Census, ReadBindings};
use crate::accounts;
use crate::survey::shared;
use crate::tenant::Tenant;

/// The fields of accounts that any question needs: ten thousand whole accounts would be many times as long.
const FIELDS: [&str; 21] = [
    "_id",
    "organization",
    "username",
    "email",
    "firstname",
    "lastname",
    "displayname",
    "department",
    "jobTitle",
    "location",
    "employeeType",
    "employeeIdentifier",
    "state",
    "activated",
    "suspended",
    "created",
    "mfa",
    "mfaEnrollment",
    "totp_enabled",
    "enable_user_portal_multifactor",
    "sudo",
];

impl Census {
    /// Reads a tenant's whole organisation.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn read(tenant: &Tenant, bindings: ReadBindings) -> Result<Census, Fault> {
        let client = tenant.reader();
        let (users, groups) = futures::try_join!(client.users(&[], &FIELDS), client.user_groups())?;
        let mut accounts: Vec<AccountFacts> = users.into_iter().map(account).collect();
        accounts.sort_by(|one, other| one.username.cmp(&other.username).then(one.id.cmp(&other.id)));
        let mut groups: Vec<Group> = groups.into_iter().map(shared::group).collect();
        groups.sort_by(|one, other| one.name.cmp(&other.name).then(one.id.cmp(&other.id)));
        let members = members(client, &groups, &accounts).await?;
        let bindings = read_bindings(client, &accounts, bindings).await?;
        Ok(Census { accounts, groups, members, bindings })
    }
}

fn account(user: User) -> AccountFacts {
    let enrolled = user.totp_enabled || user.mfa_enrollment.overall_status == EnrollmentStatus::Enrolled;
    let mut facts = accounts::facts(user);
    facts.mfa_configured |= enrolled;
    facts
}

/// The members of each group, as places of accounts. Whoever has come since the accounts were read is left out.
async fn members(client: &Client, groups: &[Group], accounts: &[AccountFacts]) -> Result<Vec<Vec<u32>>, Fault> {
    let places = Census::places(accounts);
    let place = |edge: Edge| places.get(edge.to.id.as_str()).copied();
    let reads = groups.iter().map(|group| async {
        let mut members: Vec<u32> = client.members(&group.id).await?.into_iter().filter_map(place).collect();
        members.sort_unstable();
        members.dedup();
        Ok(members)
    });
    try_join_all(reads).await
}

async fn read_bindings(client: &Client, accounts: &[AccountFacts], wanted: ReadBindings) -> Result<Bindings, Fault> {
    let most = match wanted {
        ReadBindings::No => return Ok(Bindings::NotAsked),
        ReadBindings::UpTo(most) => most,
        ReadBindings::All => usize::MAX,
    };
    let systems = client.systems(&[]).await?;
    if systems.len() > most {
        return Ok(Bindings::TooManySystems(systems.len()));
    }
    let places = Census::places(accounts);
    let reads = systems.into_iter().map(|system| async {
        let edges = client.users_bound_to(&system.id).await?;
        let os = format!("{} {}", system.os, system.version).trim().to_owned();
        let named = System { name: system.label().to_owned(), os, sudo: false, id: system.id };
        let bound = edges.into_iter().filter(|edge| edge.to.kind == GraphType::User).filter_map(|edge| {
            let account = *places.get(edge.to.id.as_str())? as usize;
            Some(Binding { account, system: System { sudo: edge.sudo().enabled, ..named.clone() } })
        });
        Ok::<_, Fault>(bound.collect::<Vec<_>>())
    });
    let mut bound: Vec<Binding> = try_join_all(reads).await?.into_iter().flatten().collect();
    bound.sort_by(|one, other| {
        (one.account, &one.system.name, &one.system.id).cmp(&(other.account, &other.system.name, &other.system.id))
    });
    Ok(Bindings::Read(bound))
}
