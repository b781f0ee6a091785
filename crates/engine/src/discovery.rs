//! Organisations that nothing is configured for yet: which a key can manage, and what each looks like. Reads only.

use std::collections::{BTreeMap, BTreeSet};

use dayone_core::fault::Fault;
use dayone_core::proposal::{Colleague, Proposals, propose};
use dayone_jumpcloud::{Client, User, UserGroup, UserState};
use futures::stream::{self, StreamExt, TryStreamExt};

/// Whose beginnings of names mark a group as one of people that rules give.
const PREFIX: &str = "UG-";
/// The fields that rules and domains are made from.
const FIELDS: [&str; 8] = ["_id", "email", "department", "jobTitle", "location", "employeeType", "state", "suspended"];
/// Member lists that are read at once; the pace is the client's.
const AT_ONCE: usize = 8;

/// An organisation that a key can manage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManagedOrganization {
    /// 24 hex digits.
    pub id: String,
    /// As shown in the admin console.
    pub name: String,
}

/// What an organisation looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discovered {
    /// Accounts that are not suspended.
    pub people: usize,
    /// Groups whose members were read.
    pub groups: usize,
    /// The domains of the accounts' e-mail with how many have each, the most common first.
    pub email_domains: Vec<(String, usize)>,
    /// The rules that its memberships suggest.
    pub proposals: Proposals,
}

/// The organisations that a key can manage, by name: one call for a hundred.
///
/// # Errors
/// Any [`Fault`].
pub async fn managed_organizations(client: &Client) -> Result<Vec<ManagedOrganization>, Fault> {
    let listed = client.organizations().await?;
    let mut found: Vec<_> =
        listed.into_iter().map(|one| ManagedOrganization { id: one.id, name: one.display_name }).collect();
    found.sort_by(|one, other| one.name.to_lowercase().cmp(&other.name.to_lowercase()).then(one.id.cmp(&other.id)));
    Ok(found)
}

/// The same, as the list of this provider has them.
///
/// # Errors
/// Any [`Fault`].
pub async fn organizations_of_provider(client: &Client, provider: &str) -> Result<Vec<ManagedOrganization>, Fault> {
    let listed = client.provider_organizations(provider).await?;
    Ok(listed.into_iter().map(|one| ManagedOrganization { id: one.id, name: one.name }).collect())
}

/// Looks at the organisation that a client names: its people a hundred a call, its groups, and the members of those
/// groups that rules may give, by group.
///
/// # Errors
/// Any [`Fault`]: what could be read without the rest would mislead.
pub async fn discover(client: &Client) -> Result<Discovered, Fault> {
    let (users, groups) = futures::try_join!(client.users(&[], &FIELDS), client.user_groups())?;
    let users: Vec<User> = users.into_iter().filter(|user| !is_gone(user)).collect();
    let groups: Vec<UserGroup> = groups.into_iter().filter(is_given_by_rules).collect();
    let ids: Vec<String> = groups.iter().map(|group| group.id.clone()).collect();
    let members: Vec<_> =
        stream::iter(ids).map(|id| async move { client.members(&id).await }).buffered(AT_ONCE).try_collect().await?;
    let mut of_user: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (place, edges) in members.into_iter().enumerate() {
        for edge in edges {
            of_user.entry(edge.to.id).or_default().insert(place);
        }
    }
    let email_domains = domains(&users);
    let people: Vec<Colleague> = users
        .into_iter()
        .map(|user| Colleague {
            groups: of_user.remove(&user.id).unwrap_or_default(),
            department: user.department,
            job_title: user.job_title,
            location: user.location,
            employee_type: user.employee_type,
        })
        .collect();
    let names: Vec<String> = groups.into_iter().map(|group| group.name).collect();
    Ok(Discovered { people: people.len(), groups: names.len(), email_domains, proposals: propose(&names, &people) })
}

fn is_gone(user: &User) -> bool {
    user.suspended || user.state == UserState::Suspended
}

/// A group that is filled by its own rule needs none of ours.
fn is_given_by_rules(group: &UserGroup) -> bool {
    group.name.get(..PREFIX.len()).is_some_and(|start| start.eq_ignore_ascii_case(PREFIX)) && !group.is_automatic()
}

fn domains(users: &[User]) -> Vec<(String, usize)> {
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    for (_, domain) in users.iter().filter_map(|user| user.email.rsplit_once('@')) {
        *found.entry(domain.to_lowercase()).or_default() += 1;
    }
    let mut domains: Vec<_> = found.into_iter().collect();
    domains.sort_by(|(one, few), (other, many)| many.cmp(few).then(one.cmp(other)));
    domains
}
