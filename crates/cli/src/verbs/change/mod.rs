//! `move`, `offboard`, `rehire`, `runs undo`: plan, ask, carry out, report.

mod carry;
mod leave;
mod moves;
mod rehire;
mod undo;

use std::sync::Arc;

use dayone_core::change::{Change, ChangeStage, report};
use dayone_engine::{ChangeRequest, Engine, Halt, Tenant};

use super::freeze;
use super::note::note;
use super::patience::once_free;
use super::seal::seal;
use super::stop::{StopSignal, deaf};
use crate::args::{ChangeFlags, Global, OutputFormat};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::render::change as change_page;
use crate::render::line::Page;
use crate::setup::{Setup, actor};

pub(crate) use carry::carry;
pub(crate) use leave::offboard;
pub(crate) use moves::moves;
pub(crate) use rehire::rehire;
pub(crate) use undo::undo;

/// What a change is made with.
pub(crate) struct Desk {
    pub(crate) engine: Engine,
    pub(crate) tenant: Arc<Tenant>,
    pub(crate) actor: String,
}

impl Desk {
    async fn open(global: &Global, company: Option<&str>, printer: &Printer) -> Result<Desk, Failure> {
        let setup = Setup::load(global)?;
        let actor = actor(&setup.environment);
        let name = setup.tenant(global.tenant.as_deref(), company)?.settings.name.clone();
        let engine = setup.engine(printer).await?;
        let tenant = engine.tenant(&name)?;
        Ok(Desk { engine, tenant, actor })
    }
}

/// Nobody can be asked, and nobody has agreed.
fn refuse_if_mute(flags: &ChangeFlags, printer: &Printer) -> Result<(), Failure> {
    if flags.check || flags.yes || printer.can_ask() {
        return Ok(());
    }
    let hint = "look at the plan with --check first, then give --yes";
    Err(Failure::usage("nobody can be asked here, and --yes was not given").hint(hint))
}

/// Plans, asks, carries out. `question` is what is asked, `next` the command that carries out what --check shows.
async fn change(
    desk: &Desk,
    request: ChangeRequest,
    flags: &ChangeFlags,
    question: impl Fn(&str) -> String,
    printer: &Printer,
) -> Result<Exit, Failure> {
    let Desk { engine, tenant, actor } = desk;
    let proposal = match engine.propose_change(tenant, request).await {
        Ok(proposal) => proposal,
        Err(error) => return Err(Failure::of_problems(&error.problems(tenant)?)),
    };
    let plan = proposal.plan.clone();
    if flags.check || !plan.changes_anything() {
        let next = super::again::change_command(std::env::args_os(), &plan.digest.short());
        let value = serde_json::to_value(&plan).unwrap_or_default();
        printer.document(&value, |width| change_page::plan(&plan, flags.check.then_some(next.as_str()), width));
        return Ok(Exit::Done);
    }
    let mut agreed = flags.plan_digest.clone();
    let has_moved = agreed.as_ref().is_some_and(|agreed| !plan.digest.to_string().starts_with(agreed.as_str()));
    if !flags.yes && !has_moved {
        printer.tell(&change_page::plan(&plan, None, printer.width()));
        for earlier in &proposal.supersedes {
            note(printer, format!("run {earlier} is cancelled: this one takes its place"));
        }
        let who = format!("{} in {} ({})", plan.subject.username, plan.tenant, plan.organization.name);
        if !printer.agrees(&format!("{}, plan {}?", question(&who), plan.digest.short()))? {
            note(printer, "not agreed: nothing was written");
            return Ok(Exit::Failed);
        }
        agreed = Some(plan.digest.to_string());
    }
    let stop = StopSignal::listen().map_err(deaf)?;
    let opened = engine.open_change(tenant, proposal, actor, agreed.as_deref()).await;
    let run_id = match opened {
        Ok(run_id) => run_id,
        Err(error) => return Err(Failure::of_problems(&error.problems(tenant)?)),
    };
    announce(&engine.change(&run_id).await?, None, printer);
    if flags.no_wait {
        let opened = engine.change(&run_id).await?;
        seal(engine, &opened.tenant, printer).await;
        return Ok(print_announced(&opened, printer));
    }
    go_on(engine, &run_id, flags.wait, stop, printer).await
}

/// Carries a change on, and reports.
pub(crate) async fn go_on(
    engine: &Engine,
    run_id: &str,
    wait: bool,
    stop: StopSignal,
    printer: &Printer,
) -> Result<Exit, Failure> {
    let (done, halt) = carry(engine, run_id, wait, stop, printer).await?;
    seal(engine, &done.tenant, printer).await;
    let exit = print_announced(&done, printer);
    if halt == Halt::Frozen {
        freeze::tell(engine, &done.tenant, run_id, printer).await?;
        return Ok(Exit::Waiting);
    }
    Ok(exit)
}

/// `runs resume` of a change.
pub(crate) async fn resume(
    engine: &Engine,
    run_id: &str,
    actor: &str,
    wait: bool,
    printer: &Printer,
) -> Result<Exit, Failure> {
    let resumed = once_free(printer, || engine.resume_change(run_id, actor)).await?;
    let stop = StopSignal::listen().map_err(deaf)?;
    announce(&resumed, Some("resumed"), printer);
    go_on(engine, run_id, wait, stop, printer).await
}

/// `runs cancel` of a change.
pub(crate) async fn cancel(
    engine: &Engine,
    run_id: &str,
    actor: &str,
    reason: &str,
    yes: bool,
    printer: &Printer,
) -> Result<Exit, Failure> {
    announce(&engine.change(run_id).await?, None, printer);
    if !yes && !printer.agrees(&format!("Stop run {run_id}?"))? {
        return Ok(Exit::Failed);
    }
    let stopped = once_free(printer, || engine.cancel_change(run_id, actor, reason)).await?;
    print(&stopped, printer);
    seal(engine, &stopped.tenant, printer).await;
    Ok(Exit::Done)
}

/// Prints who and where, before anything happens.
pub(crate) fn announce(change: &Change, note: Option<&str>, printer: &Printer) {
    printer.tell(&change_page::heading(change, note, printer.width()));
}

/// Prints a change: who and where, every act, how it stands.
pub(crate) fn print(change: &Change, printer: &Printer) -> Exit {
    if printer.format() == OutputFormat::Table {
        printer.page(&change_page::heading(change, None, printer.width()));
    }
    print_announced(change, printer)
}

/// The same for a change that has been announced.
fn print_announced(change: &Change, printer: &Printer) -> Exit {
    match printer.format() {
        OutputFormat::Table => printer.page(&change_page::acts(change, printer.width())),
        _ => {
            printer.document(&serde_json::to_value(report(change)).unwrap_or_default(), |_| Page::default());
            printer.tell(&change_page::ending(change, printer.width()));
        }
    }
    exit_of(change)
}

/// How a command ends whose change has come this far.
pub(crate) fn exit_of(change: &Change) -> Exit {
    match &change.stage {
        ChangeStage::Quarantined(_) | ChangeStage::AwaitingApproval { .. } => Exit::Waiting,
        ChangeStage::Active(_) => Exit::Done,
        ChangeStage::Stopped { .. } => Exit::Failed,
        ChangeStage::Closed { ending, .. } => Exit::from(*ending),
        ChangeStage::Erased { ending } => ending.map_or(Exit::Done, Exit::from),
    }
}
