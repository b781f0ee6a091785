//! What the log knows of somebody: their person in the store, and the runs that changed their account.

use dayone_core::account::AccountFacts;
use dayone_core::change::{Act, ChangeKind};
use dayone_core::event::Outcome;
use dayone_core::snapshot::Named;
use dayone_store::{RunRow, TokenKind};

use crate::course::RunOf;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::journal;
use crate::opening::JOINER;
use crate::tenant::Tenant;

impl Engine {
    /// The person in the store whose account this is. The employee id says it first, then the e-mail, then the username.
    pub(crate) async fn person_of(
        &self,
        tenant: &Tenant,
        account: &AccountFacts,
    ) -> Result<Option<String>, EngineError> {
        let known = [
            (TokenKind::EmployeeId, &account.employee_id),
            (TokenKind::Email, &account.email),
            (TokenKind::Username, &account.username),
        ];
        for (kind, value) in known {
            if value.trim().is_empty() {
                continue;
            }
            let token = self.token(tenant, kind, value).await?;
            let found = self.0.store.find_people(&tenant.settings.name, &token).await?;
            if let Some(found) = found.into_iter().next() {
                return Ok(Some(found.person));
            }
        }
        Ok(None)
    }

    /// The runs of a person, oldest first.
    pub(crate) async fn recorded(&self, tenant: &Tenant, person: &str) -> Result<Vec<(RunRow, RunOf)>, EngineError> {
        let name = &tenant.settings.name;
        let mut recorded = Vec::new();
        for row in self.0.store.runs_of_person(name, person).await? {
            let (store, vault) = (&self.0.store, &self.0.vault);
            let run = match row.kind.as_str() {
                JOINER => RunOf::Hire(Box::new(journal::load(store, vault, name, &row.run_id).await?.run)),
                kind if ChangeKind::named(kind).is_some() => {
                    RunOf::Change(Box::new(journal::load(store, vault, name, &row.run_id).await?.run))
                }
                _ => continue,
            };
            recorded.push((row, run));
        }
        Ok(recorded)
    }
}

/// Groups by whose rule the account is not counted in, since a leaver's run had it so.
pub(crate) fn exempted(recorded: &[(RunRow, RunOf)]) -> Vec<Named> {
    let mut exempted: Vec<Named> = Vec::new();
    for (_, run) in recorded {
        let RunOf::Change(change) = run else { continue };
        let Some(plan) = change.plan() else { continue };
        for planned in &plan.acts {
            let changed = change.settled(&planned.act.key()).is_some_and(|settled| settled.outcome == Outcome::Changed);
            match &planned.act {
                Act::Exempt { group } if changed => exempted.push(group.clone()),
                Act::Include { group } if changed => exempted.retain(|other| other.id != group.id),
                _ => {}
            }
        }
    }
    exempted
}
