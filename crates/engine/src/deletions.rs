//! Accounts of those who left long ago: their deletion is planned when it comes due, and waits for a second person.

use std::collections::BTreeSet;
use std::time::Duration;

use dayone_core::change::{ChangeKind, deletion};
use dayone_store::{Before, DailyWork, RunFilter};
use jiff::{SignedDuration, Timestamp};

use crate::change::{ChangeRequest, ProposeError};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::tenant::Tenant;

/// The name under which a day's deletions are claimed.
const TASK: &str = "deletions";
/// How long a process may take for it before another one takes over.
const CLAIM: Duration = Duration::from_secs(10 * 60);
/// Runs that are read at a time.
const PAGE: i64 = 500;
/// Who asks for what the configuration asks for.
const ACTOR: &str = "dayone:deletion.after_days";

impl Engine {
    /// Plans the deletions that have come due, once a day, by one of all processes: each waits for a second person, and
    /// lapses if nobody agrees in time. Then it is planned again when as many days have passed.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn plan_deletions_where_due(&self) -> Result<(), EngineError> {
        for (name, tenant) in &self.0.tenants {
            let Some(days) = tenant.settings.deletion_after_days else { continue };
            let day = self.0.clock.now().strftime("%Y-%m-%d").to_string();
            let work = DailyWork { tenant: name.clone(), task: TASK.into(), day };
            if self.0.store.claim_daily(work.clone(), CLAIM).await? {
                self.plan_deletions(tenant, days.max(deletion::LEAST_DAYS)).await?;
                self.0.store.finish_daily(work).await?;
            }
        }
        Ok(())
    }

    /// Plans the deletions of a tenant that have come due, and returns their runs.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn plan_deletions(&self, tenant: &Tenant, days: u16) -> Result<Vec<String>, EngineError> {
        let long_ago = self.0.clock.now() - SignedDuration::from_hours(24 * i64::from(days));
        let asked = self.asked_lately(tenant, long_ago).await?;
        let mut opened = Vec::new();
        for run in self.leavers_before(tenant, long_ago).await? {
            if asked.contains(&run) {
                continue;
            }
            let planned = match self.propose_change(tenant, ChangeRequest::Delete { run: run.clone() }).await {
                Ok(proposal) => self.open_change(tenant, proposal, ACTOR, None).await,
                Err(refused) => Err(refused),
            };
            match planned {
                Ok(deletion) => opened.push(deletion),
                // The account is gone, or in use again.
                Err(ProposeError::Refused(_)) => {}
                Err(ProposeError::Unread(fault)) => {
                    tracing::warn!(tenant = tenant.settings.name, %fault, "what is to be deleted was not looked at");
                    break;
                }
                Err(ProposeError::Engine(error)) => return Err(error),
            }
        }
        Ok(opened)
    }

    /// Leavers whose run succeeded before a time, oldest first.
    async fn leavers_before(&self, tenant: &Tenant, time: Timestamp) -> Result<Vec<String>, EngineError> {
        let start = Before { opened_us: time.as_microsecond(), run_id: String::new() };
        let mut runs = self.runs_of_kind(tenant, ChangeKind::Leaver, vec!["succeeded".into()], Some(start)).await?;
        runs.reverse();
        Ok(runs.into_iter().map(|row| row.run_id).collect())
    }

    /// Leavers whose deletion was planned since a time.
    async fn asked_lately(&self, tenant: &Tenant, since: Timestamp) -> Result<BTreeSet<String>, EngineError> {
        let rows = self.runs_of_kind(tenant, ChangeKind::Deletion, Vec::new(), None).await?;
        let lately = rows.into_iter().filter(|row| row.opened_us >= since.as_microsecond());
        let of = |summary: &str| -> Option<String> {
            serde_json::from_str::<serde_json::Value>(summary).ok()?["of"].as_str().map(str::to_owned)
        };
        Ok(lately.filter_map(|row| of(&row.summary)).collect())
    }

    async fn runs_of_kind(
        &self,
        tenant: &Tenant,
        kind: ChangeKind,
        states: Vec<String>,
        mut before: Option<Before>,
    ) -> Result<Vec<dayone_store::RunRow>, EngineError> {
        let mut all = Vec::new();
        loop {
            let filter = RunFilter {
                tenant: Some(tenant.settings.name.clone()),
                kind: Some(kind.name().into()),
                states: states.clone(),
                before: before.take(),
                limit: PAGE,
                ..RunFilter::default()
            };
            let rows = self.0.store.runs(&filter).await?;
            before = rows.last().map(|row| Before { opened_us: row.opened_us, run_id: row.run_id.clone() });
            all.extend(rows);
            if before.is_none() {
                return Ok(all);
            }
        }
    }
}
