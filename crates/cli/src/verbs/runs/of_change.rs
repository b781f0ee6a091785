//! Verbs of `runs` that treat changes in a way of their own.

use dayone_engine::Engine;

use crate::args::Runs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::verbs::change;
use crate::verbs::patience::once_free;
use crate::verbs::seal::seal;
use crate::verbs::stop::{StopSignal, deaf};

/// The run that the verb is about, if that is a change, and the verb treats changes in a way of their own.
pub(super) async fn run(engine: &Engine, verb: &Runs) -> Result<Option<String>, Failure> {
    let run = match verb {
        Runs::Show { run } | Runs::Watch { run } | Runs::Cancel { run, .. } => run,
        Runs::Resume(args) => &args.run,
        Runs::Release(args) => match &args.runs[..] {
            [run] => run,
            _ => return Ok(None),
        },
        Runs::List(_) | Runs::Undo(_) | Runs::Reschedule(_) | Runs::Erase { .. } | Runs::Reveal { .. } => {
            return Ok(None);
        }
    };
    Ok(engine.change_kind(run).await?.map(|_| run.clone()))
}

/// The verb, on a change.
pub(super) async fn perform(
    engine: &Engine,
    run: &str,
    verb: Runs,
    actor: &str,
    printer: &Printer,
) -> Result<Exit, Failure> {
    match verb {
        Runs::Watch { .. } => {
            let mut stop = StopSignal::listen().map_err(deaf)?;
            change::announce(&engine.change(run).await?, None, printer);
            loop {
                let seen = engine.change(run).await?;
                if seen.ending().is_some() {
                    return Ok(change::print(&seen, printer));
                }
                tokio::select! {
                    () = tokio::time::sleep(std::time::Duration::from_millis(500)) => {}
                    () = stop.wait() => return Ok(Exit::Interrupted),
                }
            }
        }
        Runs::Resume(args) if args.changes().is_some() || args.plan_digest.is_some() => {
            let failure = Failure::usage(format!("run {run} is a change, and goes on as it was planned"));
            Err(failure.hint("leave out --set, --unset and --plan-digest; what else is wanted is a change of its own"))
        }
        Runs::Resume(args) => change::resume(engine, run, actor, args.wait, printer).await,
        Runs::Cancel { reason, yes, .. } => change::cancel(engine, run, actor, &reason, yes, printer).await,
        Runs::Release(args) => {
            change::announce(&engine.change(run).await?, None, printer);
            if !args.yes && !printer.agrees(&format!("Release run {run}?"))? {
                return Ok(Exit::Failed);
            }
            let released = once_free(printer, || engine.release_change(run, actor, &args.reason)).await?;
            if args.no_wait {
                seal(engine, &released.tenant, printer).await;
                return Ok(change::print(&released, printer));
            }
            let stop = StopSignal::listen().map_err(deaf)?;
            change::go_on(engine, run, false, stop, printer).await
        }
        _ => {
            change::print(&engine.change(run).await?, printer);
            Ok(Exit::Done)
        }
    }
}
