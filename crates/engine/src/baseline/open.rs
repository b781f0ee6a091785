//! From a proposal to an open run, which is carried out like any other change.

use dayone_core::change::{Change, ChangeKind};
use dayone_store::RunFilter;

use super::{BaselineError, BaselineProposal};
use crate::change::{PLAN_STAYS, Whose};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::tenant::Tenant;

/// States of runs that are under way.
const OPEN: [&str; 4] = ["running", "waiting", "quarantined", "awaiting_approval"];

/// Whether somebody said that much may be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removals {
    /// Nobody said so: what trips a guard is held back.
    Guarded,
    /// Somebody said so.
    Allowed,
}

impl Engine {
    /// Records the plan, and holds the run for [`Engine::drive_change`]. Runs of baselines that are under way are
    /// cancelled: what they have not done is in this plan.
    ///
    /// `agreed` is the digest, or the beginning of one, that a person agreed to.
    ///
    /// # Errors
    /// The plan has moved, or is held back; those of reading, and of the store.
    pub async fn open_baseline(
        &self,
        tenant: &Tenant,
        mut proposal: BaselineProposal,
        removals: Removals,
        actor: &str,
        agreed: Option<&str>,
    ) -> Result<String, BaselineError> {
        let agreed = agreed.map_or_else(|| proposal.plan.digest.to_string(), str::to_lowercase);
        if self.0.clock.now().duration_since(proposal.made_at) > PLAN_STAYS {
            proposal = self.propose_baseline(tenant, proposal.declaration, proposal.prune).await?;
        }
        let plan = &proposal.plan;
        if !plan.digest.to_string().starts_with(&agreed) {
            let agreed = agreed.chars().take(12).collect();
            return Err(BaselineError::Stale { agreed, now: plan.digest.short() });
        }
        if removals == Removals::Guarded && !plan.guards.is_empty() {
            return Err(BaselineError::Held(plan.guards.clone()));
        }
        let run_id = self.0.randomness.id(8);
        for earlier in self.baselines_under_way(tenant).await? {
            self.cancel_change(&earlier, actor, &format!("run {run_id} takes its place")).await?;
        }
        self.record_change(tenant, &plan.change(&tenant.settings), Whose::Nobody, proposal.cost, &run_id, actor)
            .await?;
        Ok(run_id)
    }

    /// The run of this plan that is under way, if there is one.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn baseline_under_way(&self, tenant: &Tenant, digest: &str) -> Result<Option<Change>, EngineError> {
        for run_id in self.baselines_under_way(tenant).await? {
            let change = self.change(&run_id).await?;
            let is_it = change.plan().is_some_and(|plan| plan.digest.to_string().starts_with(&digest.to_lowercase()));
            if is_it {
                return Ok(Some(change));
            }
        }
        Ok(None)
    }

    async fn baselines_under_way(&self, tenant: &Tenant) -> Result<Vec<String>, EngineError> {
        let filter = RunFilter {
            tenant: Some(tenant.settings.name.clone()),
            kind: Some(ChangeKind::Baseline.name().into()),
            states: OPEN.map(str::to_owned).to_vec(),
            ..RunFilter::default()
        };
        Ok(self.0.store.runs(&filter).await?.into_iter().map(|row| row.run_id).collect())
    }
}

impl From<EngineError> for BaselineError {
    fn from(error: EngineError) -> Self {
        BaselineError::Engine(Box::new(error))
    }
}
