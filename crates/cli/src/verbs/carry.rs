//! Carrying a run on while people watch.

use std::time::Duration;

use dayone_core::run::Run;
use dayone_engine::{Engine, EngineError, Halt};
use jiff::SignedDuration;
use tokio::sync::broadcast::error::RecvError;

use super::patience::once_free;
use super::stop::StopSignal;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;

/// Longer than any repeated try, shorter than a night: what is due within it is waited for.
pub(crate) const PATIENCE: SignedDuration = SignedDuration::from_mins(15);
/// How often a run is looked at that somebody else carries on.
const LOOK: Duration = Duration::from_millis(500);

/// How long the person wants to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Until {
    /// Until it ends, or waits for a person or a day.
    ItWaits,
    /// Until it ends.
    ItEnds,
}

/// Carries a run on, and shows each step of it.
///
/// Where it stands then is told beside it.
///
/// `stop` listens before the run is announced: whoever reads its number may stop it at once.
pub(crate) async fn carry(
    engine: &Engine,
    run_id: &str,
    until: Until,
    mut stop: StopSignal,
    printer: &Printer,
) -> Result<(Run, Halt), Failure> {
    let patience = match until {
        Until::ItWaits => PATIENCE,
        Until::ItEnds => SignedDuration::MAX,
    };
    loop {
        let (run, halt) = drive(engine, run_id, patience, &mut stop, printer).await?;
        match (halt, until) {
            (Halt::AwaitingApproval(_) | Halt::Quarantined | Halt::Frozen, Until::ItEnds) => {
                interruptible(run_id, tokio::time::sleep(LOOK), &mut stop).await?;
            }
            _ => return Ok((run, halt)),
        }
    }
}

async fn drive(
    engine: &Engine,
    run_id: &str,
    patience: SignedDuration,
    stop: &mut StopSignal,
    printer: &Printer,
) -> Result<(Run, Halt), Failure> {
    let mut watch = engine.watch();
    let mut progress = printer.progress();
    let driven = {
        let mut drive = std::pin::pin!(once_free(printer, || engine.drive(run_id, patience)));
        let mut interrupt = std::pin::pin!(stop.wait());
        loop {
            tokio::select! {
                driven = &mut drive => break driven.map_err(Failure::from),
                seen = watch.recv() => match seen {
                    Ok(run) if run.id == run_id => printer.tell(&progress.show(&run)),
                    Ok(_) | Err(RecvError::Lagged(_)) => {}
                    // The engine lives as long as it is driven.
                    Err(RecvError::Closed) => tokio::task::yield_now().await,
                },
                () = &mut interrupt => break Err(interrupted(run_id)),
            }
        }
    };
    if let Ok((run, _)) = &driven {
        printer.tell(&progress.show(run));
    }
    progress.end();
    driven
}

/// Shows a run that somebody else carries on, until it ends.
pub(crate) async fn follow(
    engine: &Engine,
    run_id: &str,
    mut stop: StopSignal,
    printer: &Printer,
) -> Result<Run, Failure> {
    let mut progress = printer.progress();
    let followed = interruptible(
        run_id,
        async {
            loop {
                let run = engine.run(run_id).await?;
                printer.tell(&progress.show(&run));
                if run.ending().is_some() {
                    return Ok::<Run, EngineError>(run);
                }
                tokio::time::sleep(LOOK).await;
            }
        },
        &mut stop,
    )
    .await;
    progress.end();
    Ok(followed??)
}

async fn interruptible<T>(run_id: &str, work: impl Future<Output = T>, stop: &mut StopSignal) -> Result<T, Failure> {
    tokio::select! {
        done = work => Ok(done),
        () = stop.wait() => Err(interrupted(run_id)),
    }
}

fn interrupted(run_id: &str) -> Failure {
    Failure::new(Exit::Interrupted, format!("stopped; run {run_id} is kept as far as it came"))
        .hint(format!("`dayone runs resume {run_id}` goes on, `dayone runs cancel {run_id}` ends it"))
}
