//! Reading, in three rounds: what there is; what the groups grant; the names of systems, if any group grants one.

use dayone_core::baseline::{GrantKind, Living, LivingGroup, Things};
use dayone_core::fault::Fault;
use dayone_core::snapshot::Named;
use dayone_jumpcloud::{Client, GraphType};

use super::extent::Extent;
use super::{BaselineError, emails, groups};
use crate::survey::shared::organization;
use crate::tenant::Tenant;

/// Reads as much as is needed, with the key for reading.
pub(super) async fn read(tenant: &Tenant, extent: Extent<'_>) -> Result<Living, BaselineError> {
    let client = tenant.reader();
    let kinds = extent.emails();
    let (organization, groups, things, emails) = futures::try_join!(
        async { Ok(organization(client, &tenant.settings).await?) },
        async { Ok::<_, BaselineError>(all_groups(client).await?) },
        async { Ok(things(client).await?) },
        async { Ok(emails::read(client, &kinds).await?) },
    )?;
    if !tenant.has_read_key() {
        tenant.confirm(&organization.id);
    }
    let organization = Named { id: organization.id, name: organization.name };
    let mut living = Living { organization, groups, things, emails };
    let of_systems = living.groups.iter().filter(|group| group.kind == dayone_core::baseline::GroupKind::System);
    let of_systems = of_systems.map(|group| Named { id: group.id.clone(), name: group.name.clone() }).collect();
    living.things.insert(GrantKind::SystemGroup, of_systems);
    living.groups = filled(client, std::mem::take(&mut living.groups), &living.things, extent).await?;
    let grants_systems = living.groups.iter().flat_map(|group| &group.grants).any(|it| it.kind == GrantKind::System);
    if grants_systems || extent.names_systems() {
        living.things.insert(GrantKind::System, systems(client).await?);
    }
    Ok(living)
}

/// Every group, without what it grants.
async fn all_groups(client: &Client) -> Result<Vec<LivingGroup>, Fault> {
    let (of_users, of_systems) = futures::try_join!(client.user_groups(), client.system_groups())?;
    let of_systems = of_systems.into_iter().map(groups::of_systems);
    Ok(of_systems.chain(of_users.into_iter().map(groups::of_users)).collect())
}

/// The groups with what they grant, and with the number of their members, as far as either matters.
async fn filled(
    client: &Client,
    groups: Vec<LivingGroup>,
    things: &Things,
    extent: Extent<'_>,
) -> Result<Vec<LivingGroup>, Fault> {
    let granting = extent.granting(&groups);
    let reads = groups.into_iter().zip(granting).map(|(mut group, grants)| async move {
        if grants {
            group.grants = groups::grants(client, &group, things).await?;
        }
        if extent.counts(&group) {
            group.members = Some(groups::members(client, &group).await?);
        }
        Ok::<_, Fault>(group)
    });
    futures::future::try_join_all(reads).await
}

/// Everything that can be granted, but systems and their groups.
async fn things(client: &Client) -> Result<Things, Fault> {
    let (applications, directories, ldap_servers, radius_servers, policies, policy_groups) = futures::try_join!(
        client.applications(),
        client.directories(),
        client.ldap_servers(),
        client.radius_servers(),
        client.policies(),
        client.policy_groups(),
    )?;
    let of_type = |kind: GraphType| {
        let directories = directories.iter().filter(|directory| directory.kind == kind);
        directories.map(|it| Named { id: it.id.clone(), name: it.name.clone() }).collect::<Vec<_>>()
    };
    let mut things = Things::default();
    things.insert(GrantKind::GSuite, of_type(GraphType::GSuite));
    things.insert(GrantKind::Office365, of_type(GraphType::Office365));
    let applications = applications.into_iter().map(|it| Named { name: it.label().to_owned(), id: it.id });
    things.insert(GrantKind::Application, applications.collect());
    let named = |id, name| Named { id, name };
    things.insert(GrantKind::LdapServer, ldap_servers.into_iter().map(|it| named(it.id, it.name)).collect());
    things.insert(GrantKind::RadiusServer, radius_servers.into_iter().map(|it| named(it.id, it.name)).collect());
    things.insert(GrantKind::Policy, policies.into_iter().map(|it| named(it.id, it.name)).collect());
    things.insert(GrantKind::PolicyGroup, policy_groups.into_iter().map(|it| named(it.id, it.name)).collect());
    Ok(things)
}

async fn systems(client: &Client) -> Result<Vec<Named>, Fault> {
    let systems = client.systems(&[]).await?;
    Ok(systems.into_iter().map(|system| Named { name: system.label().to_owned(), id: system.id }).collect())
}
