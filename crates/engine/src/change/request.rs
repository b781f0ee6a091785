//! What somebody asks for, and why it can't be planned.

use dayone_core::change::review;
use dayone_core::fault::Fault;
use dayone_core::problem::Problem;
use dayone_core::request::{Alteration, Request};

use crate::error::EngineError;
use crate::survey::{self, SurveyError};
use crate::tenant::Tenant;

/// What somebody asks for.
#[derive(Debug, Clone)]
pub enum ChangeRequest {
    /// Somebody who is there becomes different.
    Move {
        /// Whose account.
        username: String,
        /// What becomes different.
        alteration: Box<Alteration>,
        /// Days for which access stays that no rule gives any more; None: as the tenant has it.
        grace_days: Option<u16>,
    },
    /// Somebody leaves.
    Leave(LeaverRequest),
    /// Somebody comes back.
    Rehire(Box<Request>),
    /// What a run did is taken back.
    Undo {
        /// The run.
        run: String,
    },
    /// A review has found access that is to go.
    Review {
        /// Whose account.
        username: String,
        /// What is to go.
        remove: Vec<review::Needless>,
    },
    /// The account of somebody who left is deleted.
    Delete {
        /// The run that locked it.
        run: String,
    },
}

/// Somebody leaves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeaverRequest {
    /// Whose account.
    pub username: String,
    /// The e-mail of whoever takes over the reports. None: the person's own manager.
    pub hand_over_to: Option<String>,
    /// Shown everywhere.
    pub ticket: Option<String>,
    /// Who asked for it.
    pub requested_by: Option<String>,
}

/// Why there is no plan.
#[derive(Debug)]
pub enum ProposeError {
    /// Everything that is wrong. Nothing was changed.
    Refused(Vec<Problem>),
    /// The directory could not be read.
    Unread(Box<Fault>),
    /// The store failed.
    Engine(EngineError),
}

impl From<Fault> for ProposeError {
    fn from(fault: Fault) -> Self {
        ProposeError::Unread(Box::new(fault))
    }
}

impl From<EngineError> for ProposeError {
    fn from(error: EngineError) -> Self {
        ProposeError::Engine(error)
    }
}

impl From<dayone_store::StoreError> for ProposeError {
    fn from(error: dayone_store::StoreError) -> Self {
        ProposeError::Engine(error.into())
    }
}

impl From<dayone_core::run::IllegalEvent> for ProposeError {
    fn from(error: dayone_core::run::IllegalEvent) -> Self {
        ProposeError::Engine(error.into())
    }
}

impl From<Vec<Problem>> for ProposeError {
    fn from(problems: Vec<Problem>) -> Self {
        ProposeError::Refused(problems)
    }
}

impl From<SurveyError> for ProposeError {
    fn from(error: SurveyError) -> Self {
        match error {
            SurveyError::Fault(fault) => fault.into(),
            SurveyError::Problem(problem) => ProposeError::Refused(vec![*problem]),
            SurveyError::Store(error) => ProposeError::Engine(*error),
        }
    }
}

impl ProposeError {
    /// The problems to show.
    ///
    /// # Errors
    /// Those of the store.
    pub fn problems(self, tenant: &Tenant) -> Result<Vec<Problem>, EngineError> {
        match self {
            ProposeError::Refused(problems) => Ok(problems),
            ProposeError::Unread(fault) => {
                Ok(vec![survey::unreadable(tenant, &fault).with_impact("Nothing was changed.")])
            }
            ProposeError::Engine(error) => Err(error),
        }
    }
}

pub(crate) fn refused(field: &str, message: impl Into<String>, mend: impl Into<String>) -> ProposeError {
    ProposeError::Refused(vec![Problem::with_field(field, message, mend).with_impact("Nothing was changed.")])
}
