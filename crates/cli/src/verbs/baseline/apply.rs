//! `baseline apply`: the directory becomes what is declared.

use dayone_core::baseline::Plan;
use dayone_engine::baseline::{BaselineError, Removals};

use super::plan::Declared;
use crate::args::{BaselineApply, Global};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::render::baseline::{document, page};
use crate::verbs::change;
use crate::verbs::note::note;
use crate::verbs::seal::seal;
use crate::verbs::stop::{StopSignal, deaf};

pub(super) async fn apply(global: &Global, args: &BaselineApply, printer: &Printer) -> Result<Exit, Failure> {
    if !args.yes && !printer.can_ask() {
        let hint = "look at `dayone baseline plan` first, then give --yes";
        return Err(Failure::usage("nobody can be asked here, and --yes was not given").hint(hint));
    }
    let declared = Declared::read(global, printer).await?;
    let Declared { engine, tenant, actor, .. } = &declared;
    if let Some(digest) = &args.plan_digest
        && let Some(run) = engine.baseline_under_way(tenant, digest).await?
    {
        note(printer, format!("this plan is run {} already", run.id));
        return change::resume(engine, &run.id, actor, false, printer).await;
    }
    let proposal = declared.propose(args.prune).await?;
    let plan = proposal.plan.clone();
    if plan.is_done() {
        let view = declared.view(&plan, None).await?;
        printer.document(&document(&view), |width| page(&view, width));
        return Ok(Exit::Done);
    }
    if !args.allow_removals && !plan.guards.is_empty() {
        return Err(BaselineError::Held(plan.guards).into());
    }
    let mut agreed = args.plan_digest.clone();
    let has_moved = agreed.as_ref().is_some_and(|agreed| !plan.digest.to_string().starts_with(agreed.as_str()));
    if !args.yes && !has_moved {
        if !agrees(&declared, &plan, printer).await? {
            note(printer, "not agreed: nothing was written");
            return Ok(Exit::Failed);
        }
        agreed = Some(plan.digest.to_string());
    }
    let stop = StopSignal::listen().map_err(deaf)?;
    let removals = if args.allow_removals { Removals::Allowed } else { Removals::Guarded };
    let run_id = engine.open_baseline(tenant, proposal, removals, actor, agreed.as_deref()).await?;
    let opened = engine.change(&run_id).await?;
    change::announce(&opened, args.plan_digest.is_some().then_some("plan unchanged"), printer);
    if args.no_wait {
        seal(engine, &opened.tenant, printer).await;
        return Ok(change::print_announced(&opened, printer));
    }
    change::go_on(engine, &run_id, false, stop, printer).await
}

/// Shows the plan, and asks.
async fn agrees(declared: &Declared, plan: &Plan, printer: &Printer) -> Result<bool, Failure> {
    let view = declared.view(plan, None).await?;
    printer.tell(&page(&view, printer.width()));
    let (count, organization) = (plan.acts.len(), &plan.organization.name);
    let changes = if count == 1 { "this change".to_owned() } else { format!("these {count} changes") };
    printer.agrees(&format!("Make {changes} in {} ({organization}), plan {}?", plan.tenant, plan.digest.short()))
}
