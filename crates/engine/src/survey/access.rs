//! What membership of groups grants: five traversals a group, all at once.

use std::collections::BTreeMap;

use dayone_core::fault::Fault;
use dayone_jumpcloud::{Client, GraphObject, GraphType, Reach};

/// What a group reaches, by id.
#[derive(Debug, Clone, Default)]
pub(super) struct Reached {
    /// Systems, each with whether this way gives sudo.
    pub(super) systems: Vec<(String, bool)>,
    pub(super) applications: Vec<String>,
    pub(super) g_suites: Vec<String>,
    pub(super) office_365s: Vec<String>,
    pub(super) ldap_servers: Vec<String>,
    pub(super) radius_servers: Vec<String>,
    pub(super) system_groups: Vec<String>,
}

/// Reads it for each of the groups.
pub(super) async fn read(client: &Client, groups: &[String]) -> Result<BTreeMap<String, Reached>, Fault> {
    let reads = groups.iter().map(|id| async move { Ok::<_, Fault>((id.clone(), of_group(client, id).await?)) });
    Ok(futures::future::try_join_all(reads).await?.into_iter().collect())
}

async fn of_group(client: &Client, id: &str) -> Result<Reached, Fault> {
    let (systems, applications, directories, radius_servers, system_groups) = futures::try_join!(
        client.reached_by_user_group(id, Reach::Systems),
        client.reached_by_user_group(id, Reach::Applications),
        client.reached_by_user_group(id, Reach::Directories),
        client.reached_by_user_group(id, Reach::RadiusServers),
        client.reached_by_user_group(id, Reach::SystemGroups),
    )?;
    let of_kind = |kind: GraphType| ids(directories.iter().filter(|object| object.kind == kind));
    Ok(Reached {
        systems: systems.iter().map(|object| (object.id.clone(), object.sudo().enabled)).collect(),
        applications: ids(applications.iter()),
        g_suites: of_kind(GraphType::GSuite),
        office_365s: of_kind(GraphType::Office365),
        ldap_servers: of_kind(GraphType::LdapServer),
        radius_servers: ids(radius_servers.iter()),
        system_groups: ids(system_groups.iter()),
    })
}

fn ids<'a>(objects: impl Iterator<Item = &'a GraphObject>) -> Vec<String> {
    objects.map(|object| object.id.clone()).collect()
}
