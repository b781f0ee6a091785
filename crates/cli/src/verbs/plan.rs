//! `plan`: the dry run.

use dayone_core::plan::{Dates, Plan};
use dayone_engine::{Known, Proposal};

use super::again::carry_out_command;
use super::freeze;
use super::hire::{Ended, Hire};
use super::note::note;
use crate::args::{Global, PlanArgs};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::render::plan::{PlanView, document, page};
use crate::render::reschedule;

pub(crate) async fn plan(global: &Global, args: &PlanArgs, printer: &Printer) -> Result<Exit, Failure> {
    let hire = match Hire::begin(global, &args.request, printer).await {
        Ok(hire) => hire,
        Err(ended) => return ended.into_result(),
    };
    match show(&hire, args, printer).await {
        Ok(exit) => Ok(exit),
        Err(ended) => ended.into_result(),
    }
}

async fn show(hire: &Hire, args: &PlanArgs, printer: &Printer) -> Result<Exit, Ended> {
    let Hire { engine, tenant, .. } = hire;
    let parsed = match engine.read(tenant, &hire.document) {
        Ok(parsed) => parsed,
        Err(proposal) => return Ok(refused(hire, *proposal, printer)),
    };
    match engine.known(tenant, &parsed.request).await? {
        Known::Same(run) => note(printer, format!("this request is run {} already: `dayone runs show {0}`", run.id)),
        Known::Unfinished(run) => {
            note(printer, format!("this request is run {}, which is not complete: `dayone runs resume {0}`", run.id));
        }
        Known::Different { run, .. } => {
            note(
                printer,
                format!("run {} is for the same person, with other content: it will stand in the way", run.id),
            );
        }
        Known::DatesMoved { run, .. } => {
            let dates = Dates::of(&parsed.request);
            let new = engine.propose_dates(&run.id, |_| dates).await?;
            printer.document(&reschedule::document(&new), |width| reschedule::page(&new, width));
            return Ok(Exit::Done);
        }
        Known::Nothing | Known::Attempt { .. } => {}
    }
    let proposal = engine.propose_in(args.manner.manner(), tenant, parsed).await;
    let Ok(planned) = &proposal.verdict else { return Ok(refused(hire, proposal, printer)) };
    let next =
        carry_out_command(std::env::args_os(), ["plan", "provision"], &["--calls"], &planned.plan.digest.short());
    if let Some(view) = view(hire, &proposal, &planned.plan, args.calls, Some(next)).await? {
        printer.document(&document(&view), |width| page(&view, width));
    }
    Ok(Exit::Done)
}

/// A plan with what is told beside it.
pub(crate) async fn view<'a>(
    hire: &'a Hire,
    proposal: &'a Proposal,
    plan: &'a Plan,
    every_call: bool,
    next: Option<String>,
) -> Result<Option<PlanView<'a>>, Failure> {
    let Some(request) = proposal.request.as_deref() else { return Ok(None) };
    let frozen = hire.engine.frozen(&hire.tenant.settings.name).await?;
    let frozen = frozen.map(|freeze| freeze::words(&freeze).join("; "));
    Ok(Some(PlanView { plan, request, region: hire.region, survey: proposal.cost, every_call, frozen, next }))
}

fn refused(hire: &Hire, proposal: Proposal, printer: &Printer) -> Exit {
    match proposal.verdict {
        Err(refusal) => hire.refuse(refusal, printer),
        Ok(_) => Exit::Done,
    }
}
