//! The audit chain of one run.

use dayone_core::chain::{self, Head};
use dayone_store::Store;

use crate::error::EngineError;

/// How the chain of a run is.
pub(super) enum Chain {
    /// Every event follows the one before, and the one that the run's row knows is among them.
    Sound {
        /// How many events.
        events: usize,
    },
    /// It is not as it was written.
    Broken {
        /// What is wrong.
        why: String,
    },
}

/// Walks it.
pub(super) async fn walk(store: &Store, run: &str) -> Result<Chain, EngineError> {
    let row = store.run(run).await?.ok_or_else(|| EngineError::NoSuchRun(run.to_owned()))?;
    let records = store.events(run, 0, i64::MAX).await?;
    // Events may have been added since the row was read: the row's last event must be the one that it was then.
    let known = usize::try_from(row.head.seq - 1).ok().and_then(|index| records.get(index));
    Ok(match (chain::verify(Head::EMPTY, &records), known) {
        (Err(tampered), _) => Chain::Broken { why: tampered.to_string() },
        (Ok(_), Some(record)) if record.digest == row.head.digest => Chain::Sound { events: records.len() },
        (Ok(head), None) => {
            Chain::Broken { why: format!("planned {} events, found {}: its end was cut off", row.head.seq, head.seq) }
        }
        (Ok(_), Some(record)) => {
            Chain::Broken { why: format!("event {} is not the one that the run's row knows", record.seq) }
        }
    })
}
