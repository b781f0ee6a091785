//! Everything that hires read, read once: each operation on its own, all at once.

use std::collections::BTreeSet;

use dayone_core::fault::Fault;
use dayone_core::settings::Rules;
use dayone_jumpcloud::{
    Application, Client, GraphType, Holder, LdapServer, Reach, SearchTerm, System, SystemGroup, User, UserGroup,
    UserQuery,
};

use super::capability::{self as can, judge, untried};
use super::finding::{Area, Finding};
use super::trial::PREFIX;
use crate::tenant::Tenant;

/// An id that nothing has: asking for it proves that asking is allowed.
const NOBODY: &str = "000000000000000000000000";

/// What was read, as far as it could be.
pub(super) struct Read {
    pub(super) users: Option<u64>,
    pub(super) groups: Option<Vec<UserGroup>>,
    pub(super) system_groups: Option<Vec<SystemGroup>>,
    pub(super) ldap_servers: Option<Vec<LdapServer>>,
    pub(super) applications: Option<Vec<Application>>,
    /// Of the systems that rules bind, those that exist.
    pub(super) bound: Option<Vec<System>>,
}

pub(super) async fn read(tenant: &Tenant, organization: &str, findings: &mut Vec<Finding>) -> Read {
    let client = tenant.reader();
    let mut bound: Vec<String> = every(&tenant.settings.system_bindings).into_iter().map(str::to_owned).collect();
    if bound.is_empty() {
        bound.push(NOBODY.to_owned());
    }
    let leftovers = UserQuery {
        any_of: Vec::new(),
        term: Some(SearchTerm { words: vec![PREFIX.to_owned()], fields: vec!["username"] }),
        fields: vec!["username"],
    };
    let (users, left, systems, applications, radius, groups, system_groups, ldap, directories, policies) = futures::join!(
        client.users_page(&[], &["_id", "organization"], 0),
        client.search_users(&leftovers),
        client.systems_by_id(&bound),
        client.applications(),
        client.radius_servers(),
        client.user_groups(),
        client.system_groups(),
        client.ldap_servers(),
        client.directories(),
        client.policies(),
    );
    let users = judge(&can::USERS, users, findings);
    let left = judge(&can::SEARCH, left, findings);
    let bound = judge(&can::SYSTEMS, systems, findings);
    let applications = judge(&can::APPLICATIONS, applications, findings);
    judge(&can::RADIUS, radius, findings);
    let groups = judge(&can::GROUPS, groups, findings);
    let system_groups = judge(&can::SYSTEM_GROUPS, system_groups, findings);
    let ldap_servers = judge(&can::LDAP, ldap, findings);
    judge(&can::DIRECTORIES, directories, findings);
    judge(&can::POLICIES, policies, findings);

    let user = users.as_ref().and_then(|page| page.rows.first());
    findings.extend(user.and_then(|user| whose(user, organization)));
    findings.extend(left_behind(left.unwrap_or_default()));
    let first = |id: Option<&String>| id.cloned();
    let one_group = first(groups.as_ref().and_then(|all| all.first()).map(|group| &group.id));
    let one_system_group = first(system_groups.as_ref().and_then(|all| all.first()).map(|group| &group.id));
    let (of_group, of_system_group, of_user) = futures::join!(
        of_group(client, one_group.as_deref()),
        of_system_group(client, one_system_group.as_deref()),
        of_user(client, user.map(|user| user.id.as_str())),
    );
    findings.extend(of_group);
    findings.extend(of_system_group);
    findings.extend(of_user);
    Read { users: users.and_then(|page| page.total), groups, system_groups, ldap_servers, applications, bound }
}

/// Everything that rules name.
pub(super) fn every(rules: &Rules) -> BTreeSet<&str> {
    let Rules { default, department, role, location, employee_type } = rules;
    let maps = [department, role, location, employee_type];
    default.iter().chain(maps.into_iter().flat_map(|map| map.values().flatten())).map(String::as_str).collect()
}

/// A user says which organisation answers.
fn whose(user: &User, organization: &str) -> Option<Finding> {
    (!user.organization.is_empty() && user.organization != organization).then(|| {
        Area::Organization.fail(
            format!("Users come from organisation {}, not from {organization}.", user.organization),
            "Set jumpcloud_org_id and key of one and the same organisation.",
        )
    })
}

/// Accounts of earlier trials that were not deleted.
fn left_behind(found: Vec<User>) -> Option<Finding> {
    let left: Vec<User> = found.into_iter().filter(|user| user.username.starts_with(PREFIX)).collect();
    (!left.is_empty()).then(|| {
        let names: Vec<String> = left.iter().map(|user| format!("{} ({})", user.username, user.id)).collect();
        Area::Directory.warn(
            format!("Accounts of an earlier trial are still there: {}.", names.join(", ")),
            "Delete them in the admin console; they are staged, and nobody can sign in with them.",
        )
    })
}

async fn of_group(client: &Client, id: Option<&str>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let Some(id) = id else {
        untried(&can::MEMBERS, "user group", &mut findings);
        untried(&can::GRANTS, "user group", &mut findings);
        return findings;
    };
    let kinds = [Reach::Systems, Reach::Applications, Reach::Directories, Reach::RadiusServers, Reach::SystemGroups];
    let grants = kinds.map(|kind| client.reached_by_user_group(id, kind));
    let (members, grants) = futures::join!(client.members_page(id, 0), futures::future::try_join_all(grants));
    judge(&can::MEMBERS, members, &mut findings);
    judge(&can::GRANTS, grants, &mut findings);
    findings
}

async fn of_system_group(client: &Client, id: Option<&str>) -> Vec<Finding> {
    let mut findings = Vec::new();
    match id {
        None => untried(&can::GROUP_POLICIES, "system group", &mut findings),
        Some(id) => {
            judge(&can::GROUP_POLICIES, client.system_group_policies(id).await, &mut findings);
        }
    }
    findings
}

async fn of_user(client: &Client, id: Option<&str>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let Some(id) = id else {
        for capability in [&can::MEMBER_OF, &can::REACH, &can::BINDINGS, &can::KEYS] {
            untried(capability, "user", &mut findings);
        }
        return findings;
    };
    let kinds = [Reach::Systems, Reach::Applications, Reach::LdapServers, Reach::RadiusServers, Reach::Directories];
    let reach = kinds.map(|kind| client.reached_by_user(id, kind));
    let (groups, reach, bindings, keys): (_, Result<Vec<_>, Fault>, _, _) = futures::join!(
        client.groups_of_user(id),
        futures::future::try_join_all(reach),
        client.associations(Holder::User(id), GraphType::System),
        client.ssh_keys(id),
    );
    judge(&can::MEMBER_OF, groups, &mut findings);
    judge(&can::REACH, reach, &mut findings);
    judge(&can::BINDINGS, bindings, &mut findings);
    judge(&can::KEYS, keys, &mut findings);
    findings
}
