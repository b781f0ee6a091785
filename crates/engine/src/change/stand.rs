//! Where an account stands in the directory, and how it came to be so.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use dayone_core::account::AccountFacts;
use dayone_core::change::{Addressee, Bound, BoundKind, Held, HeldAccess, Key, Report, Standing};
use dayone_core::fault::Fault;
use dayone_core::mapping;
use dayone_core::snapshot::{Membership, Named};
use dayone_jumpcloud::{Client, Filter, GraphType, Holder, Reach, SearchTerm, System, User, UserQuery};

use super::history::exempted;
use super::request::ProposeError;
use crate::accounts;
use crate::course::RunOf;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::survey;
use crate::tenant::Tenant;

/// By what an account is found.
#[derive(Debug, Clone, Copy)]
pub(crate) enum By {
    Username,
    Email,
    EmployeeId,
}

impl By {
    fn field(self) -> &'static str {
        match self {
            By::Username => "username",
            By::Email => "email",
            By::EmployeeId => "employeeIdentifier",
        }
    }

    fn of(self, user: &User) -> &str {
        match self {
            By::Username => &user.username,
            By::Email => &user.email,
            By::EmployeeId => &user.employee_identifier,
        }
    }
}

/// The account that has exactly this, in any case: the search finds parts of words.
pub(crate) async fn find(client: &Client, by: By, value: &str) -> Result<Option<User>, Fault> {
    if value.trim().is_empty() {
        return Ok(None);
    }
    let term = SearchTerm { words: vec![value.to_owned()], fields: vec![by.field()] };
    let query = UserQuery { any_of: Vec::new(), term: Some(term), fields: Vec::new() };
    let found = client.search_users(&query).await?;
    Ok(found.into_iter().find(|user| by.of(user).eq_ignore_ascii_case(value)))
}

/// Somebody as they are told, and named as manager.
pub(crate) fn addressee(user: &User) -> Addressee {
    let name = match user.displayname.trim() {
        "" => format!("{} {}", user.firstname, user.lastname).trim().to_owned(),
        name => name.to_owned(),
    };
    Addressee { account_id: user.id.clone(), email: user.email.clone(), name }
}

/// Whoever is above an account, nearest first. A circle that is there already ends it.
pub(crate) async fn chain_above(client: &Client, manager: Option<String>) -> Result<Vec<String>, Fault> {
    let mut chain: Vec<String> = Vec::new();
    let mut next = manager;
    while let Some(id) = next.filter(|id| !id.is_empty() && !chain.contains(id)) {
        chain.push(id.clone());
        next = client.user(&id).await?.and_then(|user| user.manager);
    }
    Ok(chain)
}

impl Engine {
    /// Where an account stands.
    pub(crate) async fn stand(&self, tenant: &Tenant, user: User) -> Result<Standing, ProposeError> {
        let facts = accounts::facts(user);
        let client = tenant.reader();
        let now = self.0.clock.now();
        let base = survey::base(client, tenant, now).await?;
        let shared = Arc::clone(&base.shared);
        let id = facts.id.as_str();
        let of_manager = [Filter::is("manager", id)];
        let direct = BoundKind::ALL.map(|kind| direct(client, id, kind));
        let (member_of, bindings, keys, reports, manager, systems, scheduled) = futures::try_join!(
            client.groups_of_user(id),
            futures::future::try_join_all(direct),
            client.ssh_keys(id),
            client.users(&of_manager, &["username", "displayname", "firstname", "lastname", "manager"]),
            async {
                match facts.manager.as_deref().filter(|manager| !manager.is_empty()) {
                    Some(manager) => client.user(manager).await,
                    None => Ok(None),
                }
            },
            client.reached_by_user(id, Reach::Systems),
            client.scheduled_states(id),
        )?;
        let bindings = named(client, bindings.into_iter().flatten().collect()).await?;
        let groups = member_of
            .into_iter()
            .map(|object| {
                let group = shared.groups.iter().find(|group| group.id == object.id);
                Held {
                    group: Named {
                        name: group.map_or_else(|| object.id.clone(), |group| group.name.clone()),
                        id: object.id,
                    },
                    automatic: group.is_some_and(|group| matches!(group.membership, Membership::Automatic { .. })),
                }
            })
            .collect();
        let provenance = self.provenance(tenant, &facts).await?;
        let exempted = self.exemptions(tenant, &facts).await?;
        Ok(Standing {
            shared,
            groups,
            bindings: bindings.into_iter().map(|to| HeldAccess { to }).collect(),
            keys: keys.into_iter().map(|key| Key { id: key.id, name: key.name, line: key.public_key }).collect(),
            reports: reports
                .into_iter()
                .filter(|user| user.manager.as_deref() == Some(id))
                .map(|user| Report { name: addressee(&user).name, id: user.id })
                .collect(),
            manager: manager.as_ref().map(addressee),
            systems_reached: systems.len(),
            scheduled: !scheduled.is_empty(),
            exempted,
            provenance,
            access: BTreeMap::new(),
            systems: BTreeMap::new(),
            facts,
        })
    }

    /// By which rules an account is not counted since it left.
    async fn exemptions(&self, tenant: &Tenant, facts: &AccountFacts) -> Result<Vec<Named>, EngineError> {
        let Some(person) = self.person_of(tenant, facts).await? else { return Ok(Vec::new()) };
        let recorded: Vec<_> = self.recorded(tenant, &person).await?;
        let of_this = |run: &RunOf| match run {
            RunOf::Hire(_) => false,
            RunOf::Change(change) => change.plan().is_some_and(|plan| plan.subject.account_id == facts.id),
        };
        let changes: Vec<_> = recorded.into_iter().filter(|(_, run)| of_this(run)).collect();
        Ok(exempted(&changes))
    }

    /// What groups and systems that may be given are about: read once it is known which ones.
    pub(crate) async fn consider(
        &self,
        tenant: &Tenant,
        standing: &mut Standing,
        names: &BTreeSet<String>,
        systems: &BTreeSet<String>,
    ) -> Result<(), ProposeError> {
        let client = tenant.reader();
        let held: BTreeSet<&str> = standing.group_ids();
        let unread: Vec<String> = names
            .iter()
            .filter_map(|name| standing.shared.group(name))
            .filter(|group| !held.contains(group.id.as_str()))
            .map(|group| group.id.clone())
            .collect();
        let ids: Vec<String> = systems.iter().cloned().collect();
        let (access, systems) = futures::try_join!(survey::access_now(client, &unread), async {
            match ids.is_empty() {
                true => Ok(Vec::new()),
                false => client.systems_by_id(&ids).await,
            }
        })?;
        standing.access = access;
        standing.systems = systems.iter().map(|system| (system.id.clone(), System::label(system).to_owned())).collect();
        Ok(())
    }
}

/// Every name and system that the mapping may give somebody.
pub(crate) fn mapped(tenant: &Tenant, facts: &mapping::Facts<'_>) -> (BTreeSet<String>, BTreeSet<String>) {
    let names = mapping::resolve(&tenant.settings.groups, facts).into_iter().map(|grant| grant.name).collect();
    let systems =
        mapping::resolve(&tenant.settings.system_bindings, facts).into_iter().map(|grant| grant.name).collect();
    (names, systems)
}

/// The directory's word for what an account can be bound to.
pub(crate) fn graph(kind: BoundKind) -> GraphType {
    match kind {
        BoundKind::System => GraphType::System,
        BoundKind::SystemGroup => GraphType::SystemGroup,
        BoundKind::Application => GraphType::Application,
        BoundKind::LdapServer => GraphType::LdapServer,
        BoundKind::RadiusServer => GraphType::RadiusServer,
        BoundKind::GSuite => GraphType::GSuite,
        BoundKind::Office365 => GraphType::Office365,
        BoundKind::ActiveDirectory => GraphType::ActiveDirectory,
    }
}

async fn direct(client: &Client, id: &str, kind: BoundKind) -> Result<Vec<Bound>, Fault> {
    let edges = client.associations(Holder::User(id), graph(kind)).await?;
    let bound = |edge: dayone_jumpcloud::Edge| Bound {
        kind,
        sudo: edge.sudo().enabled,
        name: edge.to.id.clone(),
        id: edge.to.id,
    };
    Ok(edges.into_iter().map(bound).collect())
}

/// Names for what is bound; each list is read only where something of the kind is bound.
async fn named(client: &Client, mut bindings: Vec<Bound>) -> Result<Vec<Bound>, Fault> {
    let has = |kinds: &[BoundKind]| bindings.iter().any(|bound| kinds.contains(&bound.kind));
    let of_kind = |kind: BoundKind| -> Vec<String> {
        bindings.iter().filter(|bound| bound.kind == kind).map(|bound| bound.id.clone()).collect()
    };
    let systems = of_kind(BoundKind::System);
    let directories = [BoundKind::GSuite, BoundKind::Office365, BoundKind::ActiveDirectory];
    let (machines, groups, applications, directories, ldap, radius) = futures::try_join!(
        async { if systems.is_empty() { Ok(Vec::new()) } else { client.systems_by_id(&systems).await } },
        async { if has(&[BoundKind::SystemGroup]) { client.system_groups().await } else { Ok(Vec::new()) } },
        async { if has(&[BoundKind::Application]) { client.applications().await } else { Ok(Vec::new()) } },
        async { if has(&directories) { client.directories().await } else { Ok(Vec::new()) } },
        async { if has(&[BoundKind::LdapServer]) { client.ldap_servers().await } else { Ok(Vec::new()) } },
        async { if has(&[BoundKind::RadiusServer]) { client.radius_servers().await } else { Ok(Vec::new()) } },
    )?;
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    names.extend(machines.iter().map(|system| (system.id.clone(), system.label().to_owned())));
    names.extend(groups.into_iter().map(|group| (group.id, group.name)));
    names.extend(applications.iter().map(|app| (app.id.clone(), app.label().to_owned())));
    names.extend(directories.into_iter().map(|directory| (directory.id, directory.name)));
    names.extend(ldap.into_iter().map(|server| (server.id, server.name)));
    names.extend(radius.into_iter().map(|server| (server.id, server.name)));
    for bound in &mut bindings {
        if let Some(name) = names.get(&bound.id).filter(|name| !name.is_empty()) {
            bound.name.clone_from(name);
        }
    }
    bindings.sort();
    Ok(bindings)
}
