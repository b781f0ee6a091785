//! Review: what of everybody and of all groups somebody should look at, and what was decided about it.

use std::collections::BTreeMap;

use dayone_core::change::Field;
use dayone_core::change::review::Needless;
use dayone_core::event::{Fact, Private};
use dayone_core::provenance::Provenance;
use dayone_core::recorded::{NotedAccount, Reviewed};
use dayone_core::request::Alteration;
use dayone_core::review::{self, Decided, Finding, Person, Removal, RemovalOf, Verdict};
use dayone_core::snapshot::{Group, System};
use jiff::{SignedDuration, Timestamp};

use crate::census::{Bindings, Census, ReadBindings};
use crate::change::{ChangeRequest, LeaverRequest};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::mapping::MappingError;
use crate::provenance::Past;
use crate::recording::{Author, Note};
use crate::tenant::Tenant;

/// What somebody should look at.
#[derive(Debug, Clone, Default)]
pub struct Review {
    /// Accounts that were looked at.
    pub accounts: usize,
    /// Groups that were looked at.
    pub groups: usize,
    /// What was found: accounts by username, then groups by name.
    pub findings: Vec<Finding>,
    /// What was found too, but was kept lately.
    pub kept: usize,
    /// Direct bindings were not read: there are so many systems.
    pub unread_systems: Option<usize>,
}

impl Engine {
    /// What of everybody and of all groups somebody should look at. What was kept within the last `due_days` days is
    /// left out.
    ///
    /// # Errors
    /// The directory or the store could not be read.
    pub async fn review(&self, tenant: &Tenant, due_days: u16, bindings: ReadBindings) -> Result<Review, MappingError> {
        let census = Census::read(tenant, bindings).await?;
        let past = self.past(tenant).await?;
        let now = self.clock().now();
        let kept_since = now - SignedDuration::from_hours(24 * i64::from(due_days));
        let mut found = Review {
            accounts: census.accounts.len(),
            groups: census.groups.len(),
            unread_systems: match census.bindings {
                Bindings::TooManySystems(systems) => Some(systems),
                Bindings::NotAsked | Bindings::Read(_) => None,
            },
            ..Review::default()
        };
        for finding in findings(&census, &past, tenant, now) {
            let judged = past.judged.get(&finding.key());
            match judged.map(|judged| (judged.verdict, judged)) {
                Some((Verdict::Keep, judged)) if judged.at > kept_since => found.kept += 1,
                Some((Verdict::Remove, judged)) => {
                    let detail = format!("{}; run {} decided that it goes", finding.detail, judged.run);
                    found.findings.push(Finding { detail, ..finding });
                }
                _ => found.findings.push(finding),
            }
        }
        Ok(found)
    }

    /// Records what was decided, one run for each account and one for the groups; says how many are new.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn record_decisions(
        &self,
        tenant: &Tenant,
        decisions: &[(&Finding, Decided)],
        author: Author<'_>,
    ) -> Result<usize, EngineError> {
        let mut by_account: BTreeMap<&str, Reviewed> = BTreeMap::new();
        for (finding, decided) in decisions {
            let id = finding.account.as_ref().map_or("", |account| &account.id);
            let none = || Reviewed { account: finding.account.clone(), decided: Vec::new() };
            by_account.entry(id).or_insert_with(none).decided.push(decided.clone());
        }
        let mut new = 0;
        for reviewed in by_account.values() {
            new += usize::from(self.write_down(tenant, note(reviewed, self.clock().now()), author).await?);
        }
        Ok(new)
    }
}

fn note(reviewed: &Reviewed, now: Timestamp) -> Note<'_> {
    let fact = |decided: &Decided| {
        let subject = decided.subject.as_ref().map(|subject| subject.id.clone());
        (decided.matter, subject, decided.verdict)
    };
    Note {
        account: reviewed.account.as_ref(),
        fact: Fact::Reviewed { decided: reviewed.decided.iter().map(fact).collect() },
        private: Private::Review(Box::new(reviewed.clone())),
        // Each time is a decision of its own.
        key: format!("review\n{now}"),
    }
}

/// Everything that is to be looked at, whether it was before or not.
fn findings(census: &Census, past: &Past, tenant: &Tenant, now: Timestamp) -> Vec<Finding> {
    let memberships = census.memberships();
    let none = Provenance::default();
    let mut found = Vec::new();
    for (place, account) in census.accounts.iter().enumerate() {
        let groups: Vec<&Group> =
            memberships[place].iter().filter_map(|group| census.groups.get(*group as usize)).collect();
        let systems: Vec<&System> = census.bound_to(place).map(|binding| &binding.system).collect();
        let person = Person {
            account,
            groups: &groups,
            systems: &systems,
            provenance: past.provenances.get(&account.id).unwrap_or(&none),
            standing: past.standings.get(&account.id),
            judged: &past.judged,
        };
        found.extend(review::of_account(&person, &tenant.settings, now));
    }
    let groups = census.groups.iter().enumerate().map(|(place, group)| (group, census.size(place)));
    found.extend(review::of_groups(groups, &tenant.settings));
    found
}

/// What is to go, as changes: one an account. Whoever is to leave loses everything else with that.
#[must_use]
pub fn changes(removals: &[Removal], ticket: Option<&str>) -> Vec<(NotedAccount, ChangeRequest)> {
    let mut by_account: BTreeMap<&str, Vec<&Removal>> = BTreeMap::new();
    for removal in removals {
        by_account.entry(&removal.account.id).or_default().push(removal);
    }
    by_account.into_values().flat_map(|removals| of_one(&removals, ticket)).collect()
}

fn of_one(removals: &[&Removal], ticket: Option<&str>) -> Vec<(NotedAccount, ChangeRequest)> {
    let Some(account) = removals.first().map(|removal| removal.account.clone()) else { return Vec::new() };
    let username = account.username.clone();
    if removals.iter().any(|removal| removal.of == RemovalOf::Person) {
        let ticket = ticket.map(str::to_owned);
        let leave = ChangeRequest::Leave(LeaverRequest { username, ticket, ..LeaverRequest::default() });
        return vec![(account, leave)];
    }
    let mut requests = Vec::new();
    let needless: Vec<Needless> = removals
        .iter()
        .filter_map(|removal| match &removal.of {
            RemovalOf::Membership(subject) | RemovalOf::Binding(subject) => {
                Some(Needless { id: subject.id.clone(), because: removal.reason.clone() })
            }
            RemovalOf::Sudo | RemovalOf::Person => None,
        })
        .collect();
    if !needless.is_empty() {
        requests.push((account.clone(), ChangeRequest::Review { username: username.clone(), remove: needless }));
    }
    if removals.iter().any(|removal| removal.of == RemovalOf::Sudo) {
        let alteration =
            Alteration { fields: BTreeMap::from([(Field::Sudo, "false".into())]), ..Alteration::default() };
        let alteration = Box::new(alteration);
        requests.push((account, ChangeRequest::Move { username, alteration, grace_days: None }));
    }
    requests
}
