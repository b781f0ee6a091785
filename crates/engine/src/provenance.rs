//! Why accounts have what they have, as the log knows it.

use std::collections::{BTreeMap, BTreeSet};

use dayone_core::account::AccountFacts;
use dayone_core::provenance::{Entry, Provenance, history};
use dayone_store::{Before, RunFilter, TokenKind};

use crate::engine::{Engine, Inner};
use crate::error::EngineError;
use crate::journal;
use crate::tenant::Tenant;

/// Runs that are listed at once.
const PAGE: i64 = 500;

impl Engine {
    /// Why an account has what runs have given it. The person's runs are found by username, e-mail and employee id, also
    /// by those that the account had before.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn provenance(&self, tenant: &Tenant, account: &AccountFacts) -> Result<Provenance, EngineError> {
        let name = &tenant.settings.name;
        let mut people = BTreeSet::new();
        for (kind, value) in [
            (TokenKind::Username, &account.username),
            (TokenKind::Email, &account.email),
            (TokenKind::EmployeeId, &account.employee_id),
        ] {
            if value.trim().is_empty() {
                continue;
            }
            let token = self.token(tenant, kind, value).await?;
            people.extend(self.0.store.find_people(name, &token).await?.into_iter().map(|found| found.person));
        }
        let mut entries = Vec::new();
        for person in people {
            for run in self.0.store.runs_of_person(name, &person).await? {
                entries.extend(self.0.entries(name, &run).await?);
            }
        }
        // The runs of another account that the person had, or of another person, say nothing of this one.
        entries.retain(|entry| entry.account == account.id);
        Ok(Provenance::fold(entries))
    }

    /// The same for every account that the tenant's runs know, by its id.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn provenances(&self, tenant: &Tenant) -> Result<BTreeMap<String, Provenance>, EngineError> {
        let name = &tenant.settings.name;
        let mut entries: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
        let mut filter = RunFilter { tenant: Some(name.clone()), limit: PAGE, ..RunFilter::default() };
        loop {
            let rows = self.0.store.runs(&filter).await?;
            for row in &rows {
                for entry in self.0.entries(name, &row.run_id).await? {
                    entries.entry(entry.account.clone()).or_default().push(entry);
                }
            }
            match rows.last() {
                Some(last) => {
                    filter.before = Some(Before { opened_us: last.opened_us, run_id: last.run_id.clone() });
                }
                None => break,
            }
        }
        Ok(entries.into_iter().map(|(account, entries)| (account, Provenance::fold(entries))).collect())
    }
}

impl Inner {
    /// What a run did to its account.
    async fn entries(&self, tenant: &str, run_id: &str) -> Result<Vec<Entry>, EngineError> {
        let events = journal::events(&self.store, &self.vault, tenant, run_id).await?;
        Ok(history(run_id, &events.list)?)
    }
}
