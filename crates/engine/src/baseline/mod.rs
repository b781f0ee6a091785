//! A tenant's baseline against its living directory: reading, planning, importing.

mod emails;
mod ensure;
mod extent;
mod groups;
mod open;
mod read;

use dayone_core::baseline::{self, Declaration, Plan, Prune, Refusal, TrippedBaselineGuard, declare};
use dayone_core::event::Cost;
use dayone_core::fault::Fault;
use dayone_core::problem::Problem;
use dayone_core::snapshot::Named;
use jiff::Timestamp;
use thiserror::Error;

pub(crate) use self::ensure::{Ensured, Tried, ensure};
use self::extent::Extent;
pub use self::open::Removals;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::survey::SurveyError;
use crate::tenant::Tenant;

/// Why nothing can be said about a baseline.
#[derive(Debug, Error)]
pub enum BaselineError {
    /// The directory did not answer as it should.
    #[error("JumpCloud could not be read: {0}")]
    Directory(#[from] Fault),
    /// The organisation can't be used.
    #[error("{}", .0.message)]
    Organization(Box<Problem>),
    /// The plan is another one than was agreed to.
    #[error("the plan has moved: agreed was {agreed}, now it is {now}")]
    Stale {
        /// The digest that was agreed to.
        agreed: String,
        /// The digest now.
        now: String,
    },
    /// The plan takes so much that somebody has to say so.
    #[error("the plan is held back")]
    Held(Vec<TrippedBaselineGuard>),
    /// The engine's own errors.
    #[error(transparent)]
    Engine(Box<EngineError>),
    /// The declaration names what the directory does not know, or knows twice.
    #[error("the baseline can't be meant so")]
    Unresolved(Refusal),
}

/// The declaration of a living organisation.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The organisation that was read.
    pub organization: Named,
    /// What it is.
    pub declaration: Declaration,
}

/// What would be done. Nothing has been written.
#[derive(Debug, Clone)]
pub struct BaselineProposal {
    /// The plan.
    pub plan: Plan,
    declaration: Declaration,
    prune: Prune,
    cost: Cost,
    made_at: Timestamp,
}

impl Engine {
    /// What makes the directory what is declared. Nothing is written.
    ///
    /// # Errors
    /// A directory that can't be read, and names that it does not know or knows twice.
    pub async fn propose_baseline(
        &self,
        tenant: &Tenant,
        declaration: Declaration,
        prune: Prune,
    ) -> Result<BaselineProposal, BaselineError> {
        let before = tenant.paced().calls;
        let living = read::read(tenant, Extent::Declared { declaration: &declaration, prune }).await?;
        let plan = baseline::plan(&tenant.settings, &declaration, &living, prune).map_err(BaselineError::Unresolved)?;
        let calls = u32::try_from(tenant.paced().calls.saturating_sub(before)).unwrap_or(u32::MAX);
        let cost = Cost { calls, ..Cost::default() };
        Ok(BaselineProposal { plan, declaration, prune, cost, made_at: self.0.clock.now() })
    }

    /// The declaration of the organisation as it is. Nothing is written.
    ///
    /// # Errors
    /// A directory that can't be read.
    pub async fn import_baseline(&self, tenant: &Tenant) -> Result<Imported, BaselineError> {
        let living = read::read(tenant, Extent::Everything).await?;
        let declaration = declare(&living);
        Ok(Imported { organization: living.organization, declaration })
    }
}

impl From<SurveyError> for BaselineError {
    fn from(error: SurveyError) -> Self {
        match error {
            SurveyError::Fault(fault) => BaselineError::Directory(fault),
            SurveyError::Problem(problem) => BaselineError::Organization(problem),
            SurveyError::Store(error) => BaselineError::Engine(error),
        }
    }
}
