//! Everybody: the access review list of a tenant.

use std::collections::{BTreeMap, BTreeSet};

use dayone_core::account::AccountFacts;
use dayone_core::mapping::Facts;
use dayone_core::provenance::Provenance;
use dayone_core::settings::TenantSettings;
use dayone_core::snapshot::{Access as Granted, Group, Membership};

use super::why::{Known, Why};
use super::{Access, AccessKind, ExplainError, Holder};
use crate::census::{Census, ReadBindings};
use crate::engine::Engine;
use crate::survey;
use crate::tenant::Tenant;

/// How far the list of everybody goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Groups and direct bindings.
    Held,
    /// What the groups grant, too: five calls for each group that has members.
    Reached,
}

/// What everybody has. Rows are made one account after the other, so that the list need not be held.
pub struct ExplainedAll {
    census: Census,
    memberships: Vec<Vec<u32>>,
    provenances: BTreeMap<String, Provenance>,
    granted: BTreeMap<String, Granted>,
    settings: TenantSettings,
}

impl Engine {
    /// Why each account of a tenant has what it has.
    ///
    /// # Errors
    /// The directory or the store could not be read.
    pub async fn explain_all(&self, tenant: &Tenant, depth: Depth) -> Result<ExplainedAll, ExplainError> {
        let census = Census::read(tenant, ReadBindings::All).await?;
        let granted = match depth {
            Depth::Held => BTreeMap::new(),
            Depth::Reached => {
                let with_members = census.groups.iter().enumerate().filter(|(place, _)| census.size(*place) > 0);
                let ids: Vec<String> = with_members.map(|(_, group)| group.id.clone()).collect();
                survey::access_now(tenant.reader(), &ids).await?
            }
        };
        let provenances = self.provenances(tenant).await?;
        let memberships = census.memberships();
        Ok(ExplainedAll { census, memberships, provenances, granted, settings: tenant.settings.clone() })
    }
}

impl ExplainedAll {
    /// How many accounts there are.
    #[must_use]
    pub fn accounts(&self) -> usize {
        self.census.accounts.len()
    }

    /// Each account with its access, by username.
    pub fn each(&self) -> impl Iterator<Item = (Holder, Vec<Access>)> {
        self.census.accounts.iter().enumerate().map(move |(place, account)| {
            let provenance = self.provenances.get(&account.id);
            let none = Provenance::default();
            let known = Known::of(&Facts::from(account), &self.settings, provenance.unwrap_or(&none));
            let groups = self.memberships[place].iter().filter_map(|group| self.census.groups.get(*group as usize));
            let mut all: Vec<Access> = groups.flat_map(|group| self.through(account, group, &known)).collect();
            all.extend(self.census.bound_to(place).map(|binding| Access {
                kind: AccessKind::System,
                id: binding.system.id.clone(),
                name: binding.system.name.clone(),
                path: "direct".into(),
                sudo: binding.system.sudo || account.sudo,
                why: known.bound(&binding.system.id),
            }));
            all.sort_by(|one, other| (one.kind, &one.name, &one.path).cmp(&(other.kind, &other.name, &other.path)));
            (Holder::from(account), all)
        })
    }

    /// The membership itself, and what it grants.
    fn through(&self, account: &AccountFacts, group: &Group, known: &Known<'_>) -> Vec<Access> {
        let why = match &group.membership {
            Membership::Automatic { query } => Why::dynamic(query),
            Membership::Static | Membership::Reviewed => known.member(&group.id, &group.name),
        };
        let access = |kind: AccessKind, id: &str, name: &str, path: &str, sudo: bool| Access {
            kind,
            id: id.to_owned(),
            name: name.to_owned(),
            path: path.to_owned(),
            sudo,
            why: why.clone(),
        };
        let path = group.name.as_str();
        let mut all = vec![access(AccessKind::Group, &group.id, path, "member", false)];
        let Some(granted) = self.granted.get(&group.id) else { return all };
        let systems: BTreeSet<(&str, &str, bool)> =
            granted.systems.iter().map(|one| (one.id.as_str(), one.name.as_str(), one.sudo || account.sudo)).collect();
        all.extend(systems.iter().map(|(id, name, sudo)| access(AccessKind::System, id, name, path, *sudo)));
        let applications = granted.applications.iter();
        all.extend(applications.map(|one| access(AccessKind::Application, &one.id, &one.name, path, false)));
        for (kind, servers) in
            [(AccessKind::LdapServer, &granted.ldap_servers), (AccessKind::RadiusServer, &granted.radius_servers)]
        {
            all.extend(servers.iter().map(|one| access(kind, &one.id, &one.name, path, false)));
        }
        all
    }
}
