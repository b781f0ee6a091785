//! A run may still be held by a process that was killed: its lease ends by itself.

use std::time::{Duration, Instant};

use dayone_engine::{EngineError, LEASE};

use super::note::note;
use crate::printer::Printer;

/// How often it is tried.
const LOOK: Duration = Duration::from_millis(250);

/// Tries until nobody else holds the run, for two leases at most: whoever is alive renews within one.
pub(crate) async fn once_free<T, F, R>(printer: &Printer, act: F) -> Result<T, EngineError>
where
    F: Fn() -> R,
    R: Future<Output = Result<T, EngineError>>,
{
    let started = Instant::now();
    let mut told = false;
    loop {
        match act().await {
            Err(EngineError::HeldElsewhere { run, owner }) if started.elapsed() < LEASE * 2 => {
                if !told {
                    note(printer, format!("run {run} is held by {owner}; waiting for its lease to end"));
                    told = true;
                }
                tokio::time::sleep(LOOK).await;
            }
            done => return done,
        }
    }
}
