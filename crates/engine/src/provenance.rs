//! Why accounts have what they have, as the log knows it.

use std::collections::{BTreeMap, BTreeSet};

use dayone_core::account::AccountFacts;
use dayone_core::provenance::{Entry, History, Judged, Provenance, Standing, history};
use dayone_core::review::Key;
use dayone_store::{Before, RunFilter, TokenKind};
use futures::stream::{self, StreamExt as _, TryStreamExt as _};

use crate::engine::{Engine, Inner};
use crate::error::EngineError;
use crate::journal;
use crate::tenant::Tenant;

/// Runs that are read at once.
const AT_ONCE: usize = 8;
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
                entries.extend(self.0.history(name, &run.run_id).await?.entries);
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
        Ok(self.past(tenant).await?.provenances)
    }

    /// Everything that the tenant's runs say of accounts and groups.
    pub(crate) async fn past(&self, tenant: &Tenant) -> Result<Past, EngineError> {
        let name = &tenant.settings.name;
        let mut past = Past::default();
        let mut entries: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
        let mut filter = RunFilter { tenant: Some(name.clone()), limit: PAGE, ..RunFilter::default() };
        loop {
            let rows = self.0.store.runs(&filter).await?;
            let reads = rows.iter().map(|row| self.0.history(name, &row.run_id));
            let histories: Vec<History> = stream::iter(reads).buffered(AT_ONCE).try_collect().await?;
            for history in histories {
                for entry in history.entries {
                    entries.entry(entry.account.clone()).or_default().push(entry);
                }
                past.standing(history.standing);
                history.judged.into_iter().for_each(|judged| past.judge(judged));
            }
            match rows.last() {
                Some(last) => {
                    filter.before = Some(Before { opened_us: last.opened_us, run_id: last.run_id.clone() });
                }
                None => break,
            }
        }
        past.provenances = entries.into_iter().map(|(account, entries)| (account, Provenance::fold(entries))).collect();
        Ok(past)
    }
}

/// Everything that a tenant's runs say of accounts and groups.
#[derive(Debug, Default)]
pub(crate) struct Past {
    /// Why accounts have what runs have given them, by the account's id.
    pub(crate) provenances: BTreeMap<String, Provenance>,
    /// What the latest hire of each account says of its beginning and its end.
    pub(crate) standings: BTreeMap<String, Standing>,
    /// What was decided last about each finding.
    pub(crate) judged: BTreeMap<Key, Judged>,
}

impl Past {
    fn standing(&mut self, of: Option<(String, Standing)>) {
        let Some((account, standing)) = of else { return };
        let known = self.standings.get(&account);
        if known.is_none_or(|known| known.opened_at < standing.opened_at) {
            self.standings.insert(account, standing);
        }
    }

    fn judge(&mut self, judged: Judged) {
        let known = self.judged.get(&judged.key);
        if known.is_none_or(|known| known.at < judged.at) {
            self.judged.insert(judged.key.clone(), judged);
        }
    }
}

impl Inner {
    /// What a run says that lasts longer than itself.
    async fn history(&self, tenant: &str, run_id: &str) -> Result<History, EngineError> {
        let events = journal::events(&self.store, &self.vault, tenant, run_id).await?;
        Ok(history(run_id, &events.list)?)
    }
}
