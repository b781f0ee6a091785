//! What goes into a batch, and what it tells.

use dayone_core::event::Batch;
use dayone_core::plan::{Manner, Refusal};
use dayone_core::request::Parsed;
use dayone_core::run::Run;

use crate::drive::Halt;
use crate::error::EngineError;
use crate::guards::Judgement;

/// What a batch is carried out with.
#[derive(Debug, Clone)]
pub struct BatchOptions {
    /// The batch.
    pub batch: Batch,
    /// Who asks.
    pub actor: String,
    /// Runs in hand at once.
    pub at_once: usize,
    /// How the plans are carried out.
    pub manner: Manner,
    /// What the guards said of all of them.
    pub judgement: Judgement,
    /// An operator has said how many there are: those that an earlier try has quarantined are released.
    pub release: bool,
}

/// A row to be carried out.
pub struct Row {
    /// Its number, the caller's.
    pub number: u64,
    /// The request.
    pub parsed: Parsed,
    /// The digest of the plan that was agreed to.
    pub agreed: String,
}

/// What became of a row.
#[derive(Debug)]
pub enum RowEvent {
    /// Its run was opened, or taken up again.
    Started {
        /// The row.
        number: u64,
        /// The run.
        run_id: String,
        /// The batch had done it before.
        earlier: bool,
    },
    /// Its run has come as far as it comes for now.
    Halted {
        /// The row; None: told by the run alone, at the end of the batch.
        number: Option<u64>,
        /// The run.
        run: Box<Run>,
        /// Where it stands.
        halt: Halt,
    },
    /// Its run had ended before, with success.
    AlreadyDone {
        /// The row.
        number: u64,
        /// The run.
        run: Box<Run>,
    },
    /// Nothing was begun: the request key is in use for other content.
    Refused {
        /// The row.
        number: u64,
        /// Why.
        refusal: Refusal,
    },
    /// Somebody else is carrying its run on.
    Elsewhere {
        /// The row.
        number: u64,
    },
}

/// Why a batch ended before its rows did.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// The engine could not go on.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The tenant's writes are stopped.
    #[error("writes of tenant '{tenant}' are stopped: {why}")]
    Held {
        /// The tenant.
        tenant: String,
        /// The hold's words.
        why: String,
    },
}
