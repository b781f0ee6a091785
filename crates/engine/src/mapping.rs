//! Mappings over everybody who is there: how rules and people cover each other, and what other rules would do.

use std::collections::{BTreeMap, BTreeSet};

use dayone_core::account::{AccountFacts, AccountState};
use dayone_core::fault::Fault;
use dayone_core::mapping::Facts;
use dayone_core::mapping::coverage::{Coverage, coverage};
use dayone_core::mapping::what_if::{Change, Outcome, Person, Row, WhatIf};
use dayone_core::provenance::{Holding, Provenance};
use dayone_core::settings::{Rules, TenantSettings};

use crate::census::{Census, ReadBindings};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::explain::Holder;
use crate::tenant::Tenant;

/// Why a mapping could not be looked at.
#[derive(Debug, thiserror::Error)]
pub enum MappingError {
    /// The engine's own errors.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The directory could not be read.
    #[error("JumpCloud could not be read: {0}")]
    Directory(#[from] Fault),
}

/// What another mapping would do to everybody. Made one account after the other, so that it need not be held.
pub struct WhatIfAll {
    before: TenantSettings,
    after: TenantSettings,
    census: Census,
    memberships: Vec<Vec<u32>>,
    provenances: BTreeMap<String, Provenance>,
}

/// What it comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// Accounts that were looked at: all but suspended ones.
    pub people: usize,
    /// Those who would gain or lose something.
    pub changed: usize,
    /// Differences from the present mapping that are there already.
    pub pending: usize,
    /// How often each thing is gained, lost, stays, or can't be given, by its name.
    pub by_name: BTreeMap<String, BTreeMap<Change, usize>>,
}

impl Engine {
    /// How the tenant's rules and the people who are there cover each other.
    ///
    /// # Errors
    /// The directory could not be read.
    pub async fn coverage(&self, tenant: &Tenant) -> Result<Coverage, MappingError> {
        let census = Census::read(tenant, ReadBindings::No).await?;
        let people = census.accounts.iter().filter(|account| is_here(account)).map(Facts::from);
        Ok(coverage(&tenant.settings, people, &census.groups))
    }

    /// What the rules of `after` would do to everybody who is there.
    ///
    /// # Errors
    /// The directory or the store could not be read.
    pub async fn what_if(&self, tenant: &Tenant, after: &TenantSettings) -> Result<WhatIfAll, MappingError> {
        let (mut before, mut after) = (tenant.settings.clone(), after.clone());
        let bindings = match before.system_bindings == after.system_bindings {
            // What is given before and after alike need not be read: without rules it changes nothing.
            true => {
                before.system_bindings = Rules::default();
                after.system_bindings = Rules::default();
                ReadBindings::No
            }
            false => ReadBindings::All,
        };
        let census = Census::read(tenant, bindings).await?;
        let provenances = self.provenances(tenant).await?;
        let memberships = census.memberships();
        Ok(WhatIfAll { before, after, census, memberships, provenances })
    }
}

impl WhatIfAll {
    /// Each account that is there, with what would come of it, by username.
    pub fn each(&self) -> impl Iterator<Item = (Holder, Outcome)> {
        let what_if = WhatIf::new(&self.before, &self.after, &self.census.groups);
        let here = self.census.accounts.iter().enumerate().filter(|(_, account)| is_here(account));
        here.map(move |(place, account)| {
            let none = Provenance::default();
            let held = self.held(place);
            let provenance = self.provenances.get(&account.id).unwrap_or(&none);
            let outcome = what_if.of(&Person { facts: Facts::from(account), held: &held, provenance });
            (Holder::from(account), outcome)
        })
    }

    /// The name of what a row is about.
    #[must_use]
    pub fn name<'a>(&'a self, row: &'a Row) -> &'a str {
        let Some(Holding::System(id)) = &row.holding else { return &row.name };
        let named = self.census.bound().iter().find(|binding| binding.system.id == *id);
        named.map_or(&row.name, |binding| &binding.system.name)
    }

    /// What it comes to.
    #[must_use]
    pub fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        for (_, outcome) in self.each() {
            totals.people += 1;
            totals.pending += outcome.pending;
            let changes = |row: &Row| matches!(row.change, Change::Gain | Change::Lose);
            totals.changed += usize::from(outcome.rows.iter().any(changes));
            for row in &outcome.rows {
                let counts = totals.by_name.entry(self.name(row).to_owned()).or_default();
                *counts.entry(row.change).or_default() += 1;
            }
        }
        totals
    }

    fn held(&self, place: usize) -> BTreeSet<Holding> {
        let groups = self.memberships[place].iter().filter_map(|group| self.census.groups.get(*group as usize));
        let groups = groups.map(|group| Holding::Group(group.id.clone()));
        let systems = self.census.bound_to(place).map(|binding| Holding::System(binding.system.id.clone()));
        groups.chain(systems).collect()
    }
}

/// Suspended accounts belong to people who have left.
fn is_here(account: &AccountFacts) -> bool {
    account.state != AccountState::Suspended && !account.suspended
}
