//! Names for ids: each kind of thing is read once a process, systems as they are needed.

use std::collections::{BTreeMap, BTreeSet};

use dayone_core::fault::Fault;
use dayone_core::snapshot::{Access, Application, ApplicationKind, Named, System};
use dayone_jumpcloud::Client;

use super::access::Reached;

/// What is known by name. None: this kind has not been read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    systems: BTreeMap<String, System>,
    applications: Option<BTreeMap<String, (String, bool)>>,
    directories: Option<BTreeMap<String, String>>,
    ldap_servers: Option<BTreeMap<String, String>>,
    radius_servers: Option<BTreeMap<String, String>>,
    system_groups: Option<BTreeMap<String, String>>,
    policy_names: Option<BTreeMap<String, String>>,
    /// The ids of the policies that hold on a system group, by its id.
    policies: BTreeMap<String, Vec<String>>,
}

/// Reads the names that are missing, all at once; says whether any call was made.
pub(super) async fn read(
    client: &Client,
    known: &Names,
    reached: &BTreeMap<String, Reached>,
    systems: &[String],
    ldap: bool,
) -> Result<(Names, bool), Fault> {
    let mut names = known.clone();
    let all = || reached.values();
    let system_ids: BTreeSet<&String> =
        all().flat_map(|found| &found.systems).map(|(id, _)| id).chain(systems).collect();
    let unnamed: Vec<String> = system_ids.into_iter().filter(|id| !names.systems.contains_key(*id)).cloned().collect();
    let system_groups: BTreeSet<&String> = all().flat_map(|found| &found.system_groups).collect();
    let without_policies: Vec<&String> =
        system_groups.iter().filter(|id| !names.policies.contains_key(**id)).copied().collect();

    let want_systems = !unnamed.is_empty();
    let want_applications = names.applications.is_none() && all().any(|found| !found.applications.is_empty());
    let want_directories =
        names.directories.is_none() && all().any(|found| !found.g_suites.is_empty() || !found.office_365s.is_empty());
    let want_ldap = names.ldap_servers.is_none() && (ldap || all().any(|found| !found.ldap_servers.is_empty()));
    let want_radius = names.radius_servers.is_none() && all().any(|found| !found.radius_servers.is_empty());
    let want_groups = names.system_groups.is_none() && !system_groups.is_empty();

    let want_policies = names.policy_names.is_none() && !system_groups.is_empty();

    let (systems, applications, directories, ldap_servers, radius_servers, groups, policy_names, policies) = futures::try_join!(
        when(want_systems, async { client.systems_by_id(&unnamed).await }),
        when(want_applications, client.applications()),
        when(want_directories, client.directories()),
        when(want_ldap, client.ldap_servers()),
        when(want_radius, client.radius_servers()),
        when(want_groups, client.system_groups()),
        when(want_policies, client.policies()),
        futures::future::try_join_all(without_policies.iter().map(|id| policies(client, id))),
    )?;
    let asked = want_systems
        || want_applications
        || want_directories
        || want_ldap
        || want_radius
        || want_groups
        || !without_policies.is_empty();

    for system in systems.into_iter().flatten() {
        let os = format!("{} {}", system.os, system.version).trim().to_owned();
        let named = System { name: system.label().to_owned(), os, sudo: false, id: system.id.clone() };
        names.systems.insert(system.id, named);
    }
    if let Some(list) = applications {
        let entry = |app: dayone_jumpcloud::Application| {
            let sso = app.sso.is_some() || !app.sso_url.is_empty();
            (app.id.clone(), (app.label().to_owned(), sso))
        };
        names.applications = Some(list.into_iter().map(entry).collect());
    }
    names.directories =
        directories.map(|list| list.into_iter().map(|it| (it.id, it.name)).collect()).or(names.directories);
    names.ldap_servers =
        ldap_servers.map(|list| list.into_iter().map(|it| (it.id, it.name)).collect()).or(names.ldap_servers);
    names.radius_servers =
        radius_servers.map(|list| list.into_iter().map(|it| (it.id, it.name)).collect()).or(names.radius_servers);
    names.system_groups =
        groups.map(|list| list.into_iter().map(|it| (it.id, it.name)).collect()).or(names.system_groups);
    names.policy_names =
        policy_names.map(|list| list.into_iter().map(|it| (it.id, it.name)).collect()).or(names.policy_names);
    names.policies.extend(policies);
    Ok((names, asked))
}

async fn when<T>(wanted: bool, read: impl Future<Output = Result<T, Fault>>) -> Result<Option<T>, Fault> {
    if wanted { read.await.map(Some) } else { Ok(None) }
}

/// The policies that hold on a system group, by the ids of both.
async fn policies(client: &Client, group: &str) -> Result<(String, Vec<String>), Fault> {
    let found = client.system_group_policies(group).await?;
    Ok((group.to_owned(), found.into_iter().map(|policy| policy.id).collect()))
}

impl Names {
    /// A system, if its name was read.
    pub(super) fn system(&self, id: &str) -> Option<System> {
        self.systems.get(id).cloned()
    }

    /// All LDAP servers, if they were read.
    pub(super) fn ldap_servers(&self) -> Vec<Named> {
        let all = self.ldap_servers.iter().flatten();
        all.map(|(id, name)| Named { id: id.clone(), name: name.clone() }).collect()
    }

    /// What a group grants, with names; what has no name keeps its id.
    pub(super) fn access(&self, reached: &Reached) -> Access {
        let systems = reached.systems.iter().map(|(id, sudo)| {
            let named = self.system(id).unwrap_or_else(|| System {
                id: id.clone(),
                name: id.clone(),
                os: String::new(),
                sudo: false,
            });
            System { sudo: *sudo, ..named }
        });
        let mut applications: Vec<Application> = reached
            .applications
            .iter()
            .map(|id| {
                let known = self.applications.as_ref().and_then(|all| all.get(id)).cloned();
                let (name, sso) = known.unwrap_or_else(|| (id.clone(), false));
                Application { id: id.clone(), name, kind: ApplicationKind::Application, sso }
            })
            .collect();
        let directories =
            [(&reached.g_suites, ApplicationKind::GSuite), (&reached.office_365s, ApplicationKind::Office365)];
        for (ids, kind) in directories {
            applications.extend(named(ids, &self.directories).into_iter().map(|directory| Application {
                id: directory.id,
                name: directory.name,
                kind,
                sso: true,
            }));
        }
        let policies: BTreeSet<&String> =
            reached.system_groups.iter().filter_map(|id| self.policies.get(id)).flatten().collect();
        let policies: Vec<String> = policies.into_iter().cloned().collect();
        Access {
            systems: systems.collect(),
            applications,
            ldap_servers: named(&reached.ldap_servers, &self.ldap_servers),
            radius_servers: named(&reached.radius_servers, &self.radius_servers),
            system_groups: named(&reached.system_groups, &self.system_groups),
            policies: named(&policies, &self.policy_names),
        }
    }
}

fn named(ids: &[String], names: &Option<BTreeMap<String, String>>) -> Vec<Named> {
    ids.iter()
        .map(|id| {
            let name = names.as_ref().and_then(|all| all.get(id)).unwrap_or(id);
            Named { id: id.clone(), name: name.clone() }
        })
        .collect()
}
