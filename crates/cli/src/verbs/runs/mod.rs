//! `runs`: look at runs, and take them on.

mod erase;
mod list;
mod of_change;
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
use crate::args::{Global, Runs};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::setup::{Setup, actor};

pub(crate) async fn runs(global: &Global, verb: Runs, printer: &Printer) -> Result<Exit, Failure> {
    let setup = Setup::load(global)?;
    let engine = setup.engine(printer).await?;
    let actor = actor(&setup.environment);
    if let Some(run) = of_change::run(&engine, &verb).await? {
        return of_change::perform(&engine, &run, verb, &actor, printer).await;
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
