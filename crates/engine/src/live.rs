//! The account as the directory has it now, and everything that it reaches.

use std::collections::{BTreeMap, BTreeSet};

use dayone_core::account::AccountFacts;
use dayone_core::fault::Fault;
use dayone_jumpcloud::{
    Client, Edge, EnrollmentStatus, GraphObject, GraphType, Holder, Reach, SearchTerm, System, User, UserQuery,
};
use serde_json::Value;

use crate::accounts;
use crate::survey::shared::by_rule_alone;

/// What was read.
pub(crate) struct Live {
    pub(crate) facts: AccountFacts,
    pub(crate) enrollment: EnrollmentStatus,
    pub(crate) passwordless_sudo: bool,
    /// Groups that the account is in, by id.
    pub(crate) member_of: BTreeSet<String>,
    /// Every user group: id and name.
    pub(crate) groups: BTreeMap<String, String>,
    /// The rules of the groups whose own rule alone decides who is in them, by the group's id.
    pub(crate) rules: BTreeMap<String, Value>,
    /// Systems reached, each with its ways.
    pub(crate) systems: Vec<GraphObject>,
    /// Applications reached, and directories that are reported as applications.
    pub(crate) applications: Vec<GraphObject>,
    pub(crate) ldap_servers: Vec<GraphObject>,
    pub(crate) radius_servers: Vec<GraphObject>,
    /// Systems bound directly.
    pub(crate) bindings: Vec<Edge>,
    /// SHA-256 fingerprints of its SSH keys.
    pub(crate) fingerprints: Vec<String>,
    /// The systems reached, by id.
    pub(crate) machines: BTreeMap<String, System>,
    /// Names of everything else reached, by id.
    names: BTreeMap<String, String>,
}

/// Reads the account of this id, or else of this username; None if there is none.
pub(crate) async fn read(client: &Client, id: Option<&str>, username: &str) -> Result<Option<Live>, Fault> {
    let user = match id {
        Some(id) => client.user(id).await?,
        None => by_username(client, username).await?,
    };
    match user {
        Some(user) => Ok(Some(reach(client, user).await?)),
        None => Ok(None),
    }
}

/// The search finds parts of words in any case: the name itself decides.
async fn by_username(client: &Client, username: &str) -> Result<Option<User>, Fault> {
    if username.is_empty() {
        return Ok(None);
    }
    let term = SearchTerm { words: vec![username.to_owned()], fields: vec!["username"] };
    let query = UserQuery { any_of: Vec::new(), term: Some(term), fields: Vec::new() };
    let found = client.search_users(&query).await?;
    Ok(found.into_iter().find(|user| user.username.eq_ignore_ascii_case(username)))
}

async fn reach(client: &Client, user: User) -> Result<Live, Fault> {
    let id = user.id.clone();
    let (member_of, groups, systems, mut applications, ldap_servers, radius_servers, directories, bindings, keys) = futures::try_join!(
        client.groups_of_user(&id),
        client.user_groups(),
        client.reached_by_user(&id, Reach::Systems),
        client.reached_by_user(&id, Reach::Applications),
        client.reached_by_user(&id, Reach::LdapServers),
        client.reached_by_user(&id, Reach::RadiusServers),
        client.reached_by_user(&id, Reach::Directories),
        client.associations(Holder::User(&id), GraphType::System),
        client.ssh_keys(&id),
    )?;
    let as_application = |object: &GraphObject| matches!(object.kind, GraphType::GSuite | GraphType::Office365);
    applications.extend(directories.into_iter().filter(as_application));
    let ids: BTreeSet<String> =
        systems.iter().map(|object| object.id.clone()).chain(bindings.iter().map(|edge| edge.to.id.clone())).collect();
    let ids: Vec<String> = ids.into_iter().collect();
    let (machines, apps, directories, radius) = futures::try_join!(
        async { if ids.is_empty() { Ok(Vec::new()) } else { client.systems_by_id(&ids).await } },
        client.applications(),
        client.directories(),
        client.radius_servers(),
    )?;
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    names.extend(apps.iter().map(|app| (app.id.clone(), app.label().to_owned())));
    names.extend(directories.into_iter().map(|directory| (directory.id, directory.name)));
    names.extend(radius.into_iter().map(|server| (server.id, server.name)));
    Ok(Live {
        enrollment: user.mfa_enrollment.overall_status,
        passwordless_sudo: user.passwordless_sudo,
        facts: accounts::facts(user),
        member_of: member_of.into_iter().map(|group| group.id).collect(),
        rules: groups
            .iter()
            .filter(|group| by_rule_alone(group))
            .map(|group| (group.id.clone(), group.member_query.clone().unwrap_or_default()))
            .collect(),
        groups: groups.into_iter().map(|group| (group.id, group.name)).collect(),
        systems,
        applications,
        ldap_servers,
        radius_servers,
        bindings,
        fingerprints: keys
            .iter()
            .filter_map(|key| dayone_core::ssh_key::parse(&key.public_key).ok())
            .map(|key| key.fingerprint)
            .collect(),
        machines: machines.into_iter().map(|system| (system.id.clone(), system)).collect(),
        names,
    })
}

impl Live {
    /// The name of something reached, or else its id.
    pub(crate) fn name<'a>(&'a self, id: &'a str) -> &'a str {
        let machine = self.machines.get(id).map(System::label).filter(|label| !label.is_empty());
        let known = machine.or_else(|| self.names.get(id).map(String::as_str));
        known.or_else(|| self.groups.get(id).map(String::as_str)).unwrap_or(id)
    }

    /// The id of the group of exactly this name.
    pub(crate) fn group_id(&self, name: &str) -> Option<&str> {
        self.groups.iter().find(|(_, other)| *other == name).map(|(id, _)| id.as_str())
    }

    /// The ways to something: `direct`, names of groups.
    pub(crate) fn ways(&self, object: &GraphObject) -> String {
        let direct = object.is_direct().then_some("direct");
        let groups = object.via_user_groups().into_iter().map(|id| self.name(id));
        direct.into_iter().chain(groups).collect::<Vec<_>>().join(", ")
    }
}
