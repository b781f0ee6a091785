//! What can go wrong in the engine itself: the hire's own errors are part of its report.

use dayone_core::run::IllegalEvent;
use dayone_store::{AppendError, StoreError};

/// Why the engine could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Another worker has taken the run over.
    #[error("{stream} was taken over by another worker")]
    Fenced {
        /// The run.
        stream: String,
    },
    /// The run is being worked on elsewhere.
    #[error("run {run} is being worked on by {owner}")]
    HeldElsewhere {
        /// The run.
        run: String,
        /// Who works on it.
        owner: String,
    },
    /// There is no such run.
    #[error("there is no run {0}")]
    NoSuchRun(String),
    /// There is no such tenant.
    #[error("there is no tenant '{0}' in the configuration")]
    NoSuchTenant(String),
    /// The log holds an event that can't follow the ones before.
    #[error(transparent)]
    Illegal(#[from] IllegalEvent),
    /// The log holds an event that can't be read.
    #[error("event {seq} of run {run} can't be read: it was written by a newer version, or damaged")]
    Unreadable {
        /// The run.
        run: String,
        /// The event.
        seq: i64,
    },
    /// An event can't be written.
    #[error("event {seq} of run {run} can't be written down")]
    Unstorable {
        /// The run.
        run: String,
        /// The event.
        seq: i64,
    },
    /// What was asked for can't be done to this run now.
    #[error("run {run} can't be {act}: {why}")]
    NotNow {
        /// The run.
        run: String,
        /// What was asked for: `resumed`, `cancelled`, `revealed`.
        act: &'static str,
        /// Why not.
        why: String,
    },
    /// An anchor could not be written.
    #[error("the signed ledger head could not be pushed to {anchor}: {why}")]
    Anchor {
        /// The anchor.
        anchor: String,
        /// Why not.
        why: String,
    },
}

impl EngineError {
    pub(crate) fn unstorable(run: &str, seq: i64) -> EngineError {
        EngineError::Unstorable { run: run.to_owned(), seq }
    }
}

impl From<AppendError> for EngineError {
    fn from(error: AppendError) -> Self {
        match error {
            AppendError::Fenced { stream } => EngineError::Fenced { stream },
            AppendError::Store(error) => EngineError::Store(error),
        }
    }
}
