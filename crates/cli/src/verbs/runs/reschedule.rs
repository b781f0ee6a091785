//! `runs reschedule`: other dates for a run, shown as a difference, agreed to, carried out.

use dayone_engine::{Engine, Rescheduling, Waiter};

use crate::args::RescheduleArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::render::reschedule::page;
use crate::verbs::carry::{Until, carry};
use crate::verbs::note::note;
use crate::verbs::outcome;
use crate::verbs::patience::once_free;
use crate::verbs::seal::seal;
use crate::verbs::stop::{StopSignal, deaf};

pub(super) async fn reschedule(
    engine: &Engine,
    args: &RescheduleArgs,
    actor: &str,
    printer: &Printer,
) -> Result<Exit, Failure> {
    let new = engine.propose_dates(&args.run, |dates| args.change(dates)).await?;
    if !agrees(&new, args.yes, printer)? {
        return Ok(Exit::Failed);
    }
    carry_out(engine, new, actor, Waiter::Worker, printer).await
}

/// Shows what would change, and asks.
pub(crate) fn agrees(new: &Rescheduling, yes: bool, printer: &Printer) -> Result<bool, Failure> {
    printer.tell(&page(new, printer.width()));
    let agreed = yes || printer.agrees(&format!("Give run {} these dates?", new.run.id))?;
    if !agreed {
        note(printer, "not agreed: nothing was written");
    }
    Ok(agreed)
}

/// Gives the run the dates, and carries it on.
pub(crate) async fn carry_out(
    engine: &Engine,
    new: Rescheduling,
    actor: &str,
    waiter: Waiter,
    printer: &Printer,
) -> Result<Exit, Failure> {
    if let Some(problem) = engine.nobody_waits(&new.moved.plan, waiter).await? {
        return Err(Failure::of_problems(&[problem]));
    }
    let run = once_free(printer, || engine.reschedule(new.clone(), actor)).await?;
    let stop = StopSignal::listen().map_err(deaf)?;
    let until = if waiter == Waiter::ThisProcess { Until::ItEnds } else { Until::ItWaits };
    let (run, halt) = carry(engine, &run.id, until, stop, printer).await?;
    seal(engine, &run.tenant, printer).await;
    outcome::print_halted(engine, &run, halt, printer).await
}
