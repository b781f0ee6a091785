//! `runs`: look at runs, and take them on.

mod erase;
mod list;
mod release;
pub(super) mod reschedule;
mod resume;
mod reveal;
mod show;

use super::carry::follow;
use super::change;
use super::note::note;
use super::outcome;
use super::patience::once_free;
use super::seal::seal;
use super::stop::{StopSignal, deaf};
use dayone_engine::Engine;

use crate::args::{Global, Runs};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::setup::{Setup, actor};

pub(crate) async fn runs(global: &Global, verb: Runs, printer: &Printer) -> Result<Exit, Failure> {
    let setup = Setup::load(global)?;
    let engine = setup.engine(printer).await?;
    let actor = actor(&setup.environment);
    if let Some(run) = change_of(&engine, &verb).await? {
        return on_change(&engine, &run, verb, &actor, printer).await;
    }
    match verb {
        Runs::List(args) => list::list(&engine, global.tenant.as_deref(), &args, printer).await,
        Runs::Show { run } => show::show(&engine, &run, printer).await,
        Runs::Watch { run } => {
            let stop = StopSignal::listen().map_err(deaf)?;
            outcome::announce(&engine.run(&run).await?, None, printer);
            Ok(outcome::print(&follow(&engine, &run, stop, printer).await?, printer))
        }
        Runs::Resume(args) => resume::resume(&setup, &engine, &args, &actor, printer).await,
        Runs::Release(args) => {
            let all_of = match args.all {
                true => Some(setup.tenant(global.tenant.as_deref(), None)?.settings.name.clone()),
                false => None,
            };
            release::release(&engine, &args, all_of.as_deref(), &actor, printer).await
        }
        Runs::Cancel { run, reason, yes } => {
            let known = engine.run(&run).await?;
            outcome::announce(&known, None, printer);
            if !yes && !printer.agrees(&format!("Stop run {run}?"))? {
                return Ok(Exit::Failed);
            }
            let run = once_free(printer, || engine.cancel(&run, &actor, &reason)).await?;
            show::print(&run, printer);
            if let Some(account) = &run.account {
                let text = format!(
                    "account {} stays in JumpCloud as it is; if nobody is to use it, delete it in the admin console",
                    account.id
                );
                note(printer, text);
            }
            seal(&engine, &run.tenant, printer).await;
            Ok(Exit::Done)
        }
        Runs::Undo(args) => change::undo(&engine, &args, &actor, printer).await,
        Runs::Reschedule(args) => reschedule::reschedule(&engine, &args, &actor, printer).await,
        Runs::Erase { run, yes } => erase::erase(&engine, &run, yes, &actor, printer).await,
        Runs::Reveal { run } => reveal::reveal(&engine, &run, &actor, printer).await,
    }
}

/// The run that the verb is about, if that is a change, and the verb treats changes in a way of their own.
async fn change_of(engine: &Engine, verb: &Runs) -> Result<Option<String>, Failure> {
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
async fn on_change(engine: &Engine, run: &str, verb: Runs, actor: &str, printer: &Printer) -> Result<Exit, Failure> {
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
