//! `provision`: plan, ask, run, report.

use dayone_core::plan::{Dates, Refusal};
use dayone_core::report::report;
use dayone_core::request::Request;
use dayone_core::run::Run;
use dayone_core::steps::Step;
use dayone_engine::{Known, Proposal, Waiter, key_reused};

use super::carry::{Until, carry};
use super::hire::{Ended, Hire};
use super::note::note;
use super::runs::reschedule;
use super::seal::seal;
use super::stop::{StopSignal, deaf};
use super::{freeze, outcome, plan};
use crate::args::{Global, OutputFormat, ProvisionArgs};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::render::plan as plan_page;
use crate::render::run::{self as run_page, Advice};

pub(crate) async fn provision(global: &Global, args: &ProvisionArgs, printer: &Printer) -> Result<Exit, Failure> {
    if !args.yes && !printer.can_ask() {
        return Err(nobody_to_ask());
    }
    let done = async {
        let hire = Hire::begin(global, &args.request, printer).await?;
        work(&hire, args, printer).await
    };
    done.await.or_else(Ended::into_result)
}

fn nobody_to_ask() -> Failure {
    let hint = "look at `dayone plan` first, then give --yes";
    Failure::usage("nobody can be asked here, and --yes was not given").hint(hint)
}

async fn work(hire: &Hire, args: &ProvisionArgs, printer: &Printer) -> Result<Exit, Ended> {
    let Hire { engine, tenant, .. } = hire;
    let parsed = match engine.read(tenant, &hire.document) {
        Ok(parsed) => parsed,
        Err(refused) => return open(hire, *refused, None, None, args, printer).await,
    };
    let attempt_of = match engine.known(tenant, &parsed.request).await? {
        Known::Nothing => None,
        Known::Attempt { of } => Some(of),
        Known::Same(run) => return same(hire, &run, args, printer).await,
        Known::Unfinished(run) => return Ok(unfinished(&run, printer)),
        Known::DatesMoved { run, .. } => return moved(hire, &run, &parsed.request, args, printer).await,
        Known::Different { run, differences } => {
            let refusal = Refusal { problems: vec![key_reused(&run, &differences)], completed: Vec::new() };
            return Ok(hire.refuse(refusal, printer));
        }
    };
    let proposal = engine.propose_in(args.manner.manner(), tenant, parsed).await;
    let mut agreed = args.plan_digest.clone();
    if let Ok(planned) = &proposal.verdict {
        if let Some(problem) = engine.nobody_waits(&planned.plan, waiter(args)).await? {
            return Ok(hire.refuse(Refusal { problems: vec![problem], completed: Vec::new() }, printer));
        }
        if planned.plan.contract.is_some() && !engine.has_worker().await? {
            note(printer, "no worker is running (`dayone serve`): nobody would be warned before the last day");
        }
        let digest = planned.plan.digest.to_string();
        let has_moved = agreed.as_ref().is_some_and(|agreed| !digest.starts_with(&agreed.to_lowercase()));
        if !args.yes && !has_moved {
            if !agrees(hire, &proposal, printer).await? {
                note(printer, "not agreed: nothing was written");
                return Ok(Exit::Failed);
            }
            agreed = Some(digest);
        }
    }
    open(hire, proposal, agreed, attempt_of, args, printer).await
}

/// Shows the plan, and asks.
async fn agrees(hire: &Hire, proposal: &Proposal, printer: &Printer) -> Result<bool, Failure> {
    let Ok(planned) = &proposal.verdict else { return Ok(false) };
    let plan = &planned.plan;
    if let Some(view) = plan::view(hire, proposal, plan, false, None).await? {
        printer.tell(&plan_page::page(&view, printer.width()));
    }
    let (name, organization) = (&plan.account.username, &plan.organization.name);
    printer.agrees(&format!("Create {name} in {} ({organization}), plan {}?", plan.tenant, plan.digest.short()))
}

async fn open(
    hire: &Hire,
    proposal: Proposal,
    agreed: Option<String>,
    attempt_of: Option<String>,
    args: &ProvisionArgs,
    printer: &Printer,
) -> Result<Exit, Ended> {
    let engine = &hire.engine;
    let run_id = engine.open(proposal, &hire.actor, agreed.as_deref(), attempt_of).await?;
    let run = engine.run(&run_id).await?;
    let is_planned = run.plan().is_some();
    let unchanged = (args.plan_digest.is_some() && is_planned).then_some("plan unchanged");
    let stop = StopSignal::listen().map_err(deaf)?;
    outcome::announce(&run, unchanged, printer);
    go_on(hire, &run, args, stop, printer).await
}

/// Carries the run on, or leaves it to a worker.
async fn go_on(
    hire: &Hire,
    run: &Run,
    args: &ProvisionArgs,
    stop: StopSignal,
    printer: &Printer,
) -> Result<Exit, Ended> {
    if args.no_wait && run.plan().is_some() {
        let value = serde_json::to_value(report(run)).unwrap_or_default();
        printer.document(&value, |width| run_page::ending(run, Advice::Given, width));
        seal(&hire.engine, &run.tenant, printer).await;
        if hire.engine.frozen(&run.tenant).await?.is_some() {
            freeze::tell(&hire.engine, &run.tenant, &run.id, printer).await?;
            return Ok(Exit::Waiting);
        }
        return Ok(Exit::of_run(run));
    }
    let until = if args.wait { Until::ItEnds } else { Until::ItWaits };
    let (run, halt) = carry(&hire.engine, &run.id, until, stop, printer).await?;
    seal(&hire.engine, &run.tenant, printer).await;
    Ok(outcome::print_halted(&hire.engine, &run, halt, printer).await?)
}

/// The same request with other dates, for a run that waits for its start.
async fn moved(
    hire: &Hire,
    run: &Run,
    request: &Request,
    args: &ProvisionArgs,
    printer: &Printer,
) -> Result<Exit, Ended> {
    note(printer, format!("this request is run {} already, with other dates", run.id));
    let new = hire.engine.propose_dates(&run.id, |_| Dates::of(request)).await?;
    if !reschedule::agrees(&new, args.yes, printer)? {
        return Ok(Exit::Failed);
    }
    Ok(reschedule::carry_out(&hire.engine, new, &hire.actor, waiter(args), printer).await?)
}

fn waiter(args: &ProvisionArgs) -> Waiter {
    if args.wait { Waiter::ThisProcess } else { Waiter::Worker }
}

/// The same request again: what became of it, or the rest of it.
async fn same(hire: &Hire, run: &Run, args: &ProvisionArgs, printer: &Printer) -> Result<Exit, Ended> {
    let stop = StopSignal::listen().map_err(deaf)?;
    note(printer, format!("this request is run {} already", run.id));
    if run.ending().is_none() {
        return go_on(hire, run, args, stop, printer).await;
    }
    Ok(shown(run, printer))
}

/// The same request again, whose run ended with something missing.
fn unfinished(run: &Run, printer: &Printer) -> Exit {
    shown(run, printer);
    let missing = run.steps().into_iter().filter(|status| status.step > Step::UserCreation);
    let missing = missing.filter(|status| status.state == dayone_core::run::StepState::Failed).count();
    let failure = Failure::new(Exit::Failed, format!("run {} has {missing} failed steps", run.id));
    printer.failure(&failure.hint(format!("mend the cause, then `dayone runs resume {}`", run.id)));
    Exit::Failed
}

/// A run whose steps nobody has seen.
fn shown(run: &Run, printer: &Printer) -> Exit {
    match printer.format() {
        OutputFormat::Table => printer.page(&run_page::page(run, Advice::Given, printer.width())),
        _ => printer.document(&serde_json::to_value(report(run)).unwrap_or_default(), |width| {
            run_page::page(run, Advice::Given, width)
        }),
    }
    Exit::of_run(run)
}
