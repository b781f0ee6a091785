//! A tenant's baseline against its living directory: reading, planning, importing.

mod emails;
mod extent;
mod groups;
mod read;

use dayone_core::baseline::{self, Declaration, Plan, Prune, Refusal, declare};
use dayone_core::fault::Fault;
use dayone_core::problem::Problem;
use dayone_core::snapshot::Named;
use thiserror::Error;

use self::extent::Extent;
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

impl Engine {
    /// What makes the directory what is declared. Nothing is written.
    ///
    /// # Errors
    /// A directory that can't be read, and names that it does not know or knows twice.
    pub async fn plan_baseline(
        &self,
        tenant: &Tenant,
        declaration: &Declaration,
        prune: Prune,
    ) -> Result<Plan, BaselineError> {
        let living = read::read(tenant, Extent::Declared { declaration, prune }).await?;
        baseline::plan(&tenant.settings, declaration, &living, prune).map_err(BaselineError::Unresolved)
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
