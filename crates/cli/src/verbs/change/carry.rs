//! Carrying a change on while people watch.

use std::time::Duration;

use dayone_core::change::Change;
use dayone_engine::{Engine, Halt};
use jiff::SignedDuration;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::verbs::carry::PATIENCE;
use crate::verbs::patience::once_free;
use crate::verbs::stop::StopSignal;

/// How often a change is looked at that waits for a person.
const LOOK: Duration = Duration::from_millis(500);

/// Carries a change on until it waits, or with `wait` until it ends.
pub(crate) async fn carry(
    engine: &Engine,
    run_id: &str,
    wait: bool,
    mut stop: StopSignal,
    printer: &Printer,
) -> Result<(Change, Halt), Failure> {
    let patience = if wait { SignedDuration::MAX } else { PATIENCE };
    loop {
        let (change, halt) = {
            let mut driven = std::pin::pin!(once_free(printer, || engine.drive_change(run_id, patience)));
            let mut interrupt = std::pin::pin!(stop.wait());
            tokio::select! {
                driven = &mut driven => driven?,
                () = &mut interrupt => return Err(interrupted(run_id)),
            }
        };
        match halt {
            Halt::AwaitingApproval(_) | Halt::Quarantined | Halt::Frozen if wait => tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                () = stop.wait() => return Err(interrupted(run_id)),
            },
            _ => return Ok((change, halt)),
        }
    }
}

fn interrupted(run_id: &str) -> Failure {
    Failure::new(Exit::Interrupted, format!("stopped; run {run_id} is kept as far as it came"))
        .hint(format!("`dayone runs resume {run_id}` goes on, `dayone runs cancel {run_id}` ends it"))
}
