//! What the account should have: by the plan, or by what the mapping gives now.

use std::collections::{BTreeMap, BTreeSet};

use dayone_core::fault::Fault;
use dayone_core::mapping::{self, Facts};
use dayone_core::plan::{Plan, PlannedLdap, Prediction};
use dayone_core::provenance::{Holding, Provenance};
use dayone_core::run::Run;
use dayone_core::snapshot::Access;
use dayone_jumpcloud::Client;

use crate::live::Live;
use crate::survey;
use crate::tenant::Tenant;

/// What the account should have.
#[derive(Default)]
pub(super) struct Expected {
    pub(super) groups: Vec<ExpectedGroup>,
    /// Groups whose own rule decides, unpredictably: membership is neither asked for nor odd. By id.
    pub(super) open: BTreeSet<String>,
    /// Systems bound directly: id, and the planned name and sudo.
    pub(super) direct: BTreeMap<String, (String, bool)>,
    /// Things reached, by id, with their names.
    pub(super) systems: BTreeMap<String, String>,
    /// Of the systems, those on which some way gives sudo.
    pub(super) sudo: BTreeSet<String>,
    pub(super) applications: BTreeMap<String, String>,
    pub(super) ldap_servers: BTreeMap<String, String>,
    pub(super) radius_servers: BTreeMap<String, String>,
}

/// A group that the account should be in.
pub(super) struct ExpectedGroup {
    /// None: the directory has no such group.
    pub(super) id: Option<String>,
    pub(super) name: String,
    pub(super) because: String,
}

/// By the plan: a change made by hand since then is a difference.
pub(super) async fn of_plan(client: &Client, run: &Run, plan: &Plan, live: Option<&Live>) -> Result<Expected, Fault> {
    let mut expected = Expected::default();
    for group in plan.granting_groups() {
        expected.group(Some(group.id.clone()), &group.name, &group.because);
        expected.grants(&group.access);
    }
    let automatic = plan.groups.iter().chain(&plan.dynamic_groups);
    let unsure = automatic.filter(|group| matches!(group.automatic, Some(Prediction::Unknown(_))));
    expected.open.extend(unsure.map(|group| group.id.clone()));
    let mut unread = Vec::new();
    for missing in &plan.missing_groups {
        let id = match run.found_group(&missing.name) {
            Some(found) => {
                expected.grants(&found.access);
                Some(found.id.clone())
            }
            None => {
                let id = live.and_then(|live| live.group_id(&missing.name)).map(str::to_owned);
                unread.extend(id.clone());
                id
            }
        };
        expected.group(id, &missing.name, &missing.because);
    }
    expected.read_grants(client, unread).await?;
    for system in &plan.systems {
        expected.bind(&system.id, &system.name, system.sudo);
    }
    if let PlannedLdap::Direct { server } = &plan.ldap {
        expected.ldap_servers.insert(server.id.clone(), server.name.clone());
    }
    Ok(expected)
}

/// By the mapping, and by what was given by name: what goes beyond that may have been given by hand, and is only noted.
pub(super) async fn of_mapping(tenant: &Tenant, live: &Live, provenance: &Provenance) -> Result<Expected, Fault> {
    let settings = &tenant.settings;
    let person = Facts::from(&live.facts);
    let mut expected = Expected::default();
    let mut ids = Vec::new();
    for grant in mapping::resolve(&settings.groups, &person) {
        let id = live.group_id(&grant.name).map(str::to_owned);
        ids.extend(id.clone());
        expected.group(id, &grant.name, &grant.because);
    }
    for (holding, origin) in provenance.iter().filter(|(_, origin)| origin.grounds.is_by_hand()) {
        let Holding::Group(id) = holding else { continue };
        if !ids.contains(id) {
            ids.push(id.clone());
            expected.group(Some(id.clone()), live.name(id), origin.grounds.because());
        }
    }
    expected.read_grants(tenant.reader(), ids).await?;
    for grant in mapping::resolve(&settings.system_bindings, &person) {
        expected.bind(&grant.name, live.name(&grant.name), false);
    }
    Ok(expected)
}

impl Expected {
    fn group(&mut self, id: Option<String>, name: &str, because: &str) {
        self.groups.push(ExpectedGroup { id, name: name.to_owned(), because: because.to_owned() });
    }

    fn bind(&mut self, id: &str, name: &str, sudo: bool) {
        self.direct.insert(id.to_owned(), (name.to_owned(), sudo));
        self.systems.insert(id.to_owned(), name.to_owned());
        if sudo {
            self.sudo.insert(id.to_owned());
        }
    }

    fn grants(&mut self, access: &Access) {
        self.systems.extend(access.systems.iter().map(|system| (system.id.clone(), system.name.clone())));
        self.sudo.extend(access.systems.iter().filter(|system| system.sudo).map(|system| system.id.clone()));
        self.applications.extend(access.applications.iter().map(|one| (one.id.clone(), one.name.clone())));
        self.ldap_servers.extend(access.ldap_servers.iter().map(|one| (one.id.clone(), one.name.clone())));
        self.radius_servers.extend(access.radius_servers.iter().map(|one| (one.id.clone(), one.name.clone())));
    }

    /// What groups grant now, where no plan says what they should.
    async fn read_grants(&mut self, client: &Client, ids: Vec<String>) -> Result<(), Fault> {
        if ids.is_empty() {
            return Ok(());
        }
        for access in survey::access_now(client, &ids).await?.values() {
            self.grants(access);
        }
        Ok(())
    }
}
