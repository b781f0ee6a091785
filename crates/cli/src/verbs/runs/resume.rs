//! `runs resume`: as it was planned, or with other inputs that are shown as a difference and agreed to.

use dayone_config::{Address, Tenant};
use dayone_core::plan::Plan;
use dayone_core::problem::{Affected, ErrorType, Problem};
use dayone_core::steps::Step;
use dayone_engine::{Correcting, Corrections, Engine, NewAttempt, Waiter};

use crate::args::ResumeArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::render::correction;
use crate::render::plan::{self, PlanView};
use crate::setup::Setup;
use crate::verbs::carry::{Until, carry};
use crate::verbs::note::note;
use crate::verbs::outcome;
use crate::verbs::patience::once_free;
use crate::verbs::seal::seal;
use crate::verbs::stop::{StopSignal, deaf};

pub(super) async fn resume(
    setup: &Setup,
    engine: &Engine,
    args: &ResumeArgs,
    actor: &str,
    printer: &Printer,
) -> Result<Exit, Failure> {
    let Some(changes) = args.changes() else {
        if args.plan_digest.is_some() {
            return Err(Failure::usage(
                "--plan-digest goes with --set or --unset: without them nothing is planned again",
            ));
        }
        let resumed = once_free(printer, || engine.resume(&args.run, actor)).await?;
        let stop = StopSignal::listen().map_err(deaf)?;
        outcome::announce(&resumed, Some("resumed"), printer);
        return go_on(engine, &args.run, args, stop, printer).await;
    };
    match engine.propose_correction(&args.run, &changes).await? {
        Corrections::Refused(problems) => Err(Failure::of_problems(&problems)),
        Corrections::Attempt(attempt) => try_anew(setup, engine, *attempt, args, actor, printer).await,
        Corrections::Same(correcting) => correct(engine, *correcting, args, actor, printer).await,
    }
}

/// The run goes on with other inputs.
async fn correct(
    engine: &Engine,
    correcting: Correcting,
    args: &ResumeArgs,
    actor: &str,
    printer: &Printer,
) -> Result<Exit, Failure> {
    printer.tell(&correction::page(&correcting, printer.width()));
    let run = &correcting.run;
    if !agrees(&correcting.after().plan, args, &format!("Let run {} go on so?", run.id), printer)? {
        return Ok(Exit::Failed);
    }
    let corrected = once_free(printer, || engine.correct(correcting.clone(), actor)).await?;
    let stop = StopSignal::listen().map_err(deaf)?;
    outcome::announce(&corrected, Some("corrected"), printer);
    go_on(engine, &corrected.id, args, stop, printer).await
}

/// The corrected request is a run of its own.
async fn try_anew(
    setup: &Setup,
    engine: &Engine,
    attempt: NewAttempt,
    args: &ResumeArgs,
    actor: &str,
    printer: &Printer,
) -> Result<Exit, Failure> {
    let NewAttempt { of, proposal, differences } = attempt;
    let (Ok(planned), Some(request)) = (&proposal.verdict, proposal.request.as_deref()) else {
        return Err(Failure::usage("nothing could be planned"));
    };
    printer.tell(&correction::attempt(&of, &differences, printer.width()));
    let region = setup.config.tenants.get(&proposal.tenant).and_then(region);
    let (plan, survey) = (&planned.plan, proposal.cost);
    let view = PlanView { plan, request, region, survey, every_call: false, frozen: None, next: None };
    printer.tell(&plan::page(&view, printer.width()));
    let (name, digest) = (&plan.account.username, plan.digest.to_string());
    let question = format!("Create {name} in {} ({})?", plan.tenant, plan.organization.name);
    if !agrees(plan, args, &question, printer)? {
        return Ok(Exit::Failed);
    }
    let waiter = if args.wait { Waiter::ThisProcess } else { Waiter::Worker };
    if let Some(problem) = engine.nobody_waits(plan, waiter).await? {
        return Err(Failure::of_problems(&[problem]));
    }
    let run_id = engine.open(proposal, actor, Some(&digest), Some(of.id)).await?;
    let stop = StopSignal::listen().map_err(deaf)?;
    outcome::announce(&engine.run(&run_id).await?, Some("a new attempt"), printer);
    go_on(engine, &run_id, args, stop, printer).await
}

/// A digest that was given is the agreement; else somebody is asked.
fn agrees(plan: &Plan, args: &ResumeArgs, question: &str, printer: &Printer) -> Result<bool, Failure> {
    if let Some(agreed) = &args.plan_digest {
        if plan.digest.to_string().starts_with(agreed) {
            return Ok(true);
        }
        let short = agreed.get(..12).unwrap_or(agreed);
        let message =
            format!("The corrected plan is another one: agreed was {short}, now it is {}", plan.digest.short());
        let mend = "Look at the difference again, and agree to the new digest";
        let problem = Problem::before_creation(ErrorType::PlanStale, Step::UserCreation, message, mend);
        return Err(Failure::of_problems(&[problem.about(Affected::Field("plan_digest".into()))]));
    }
    if !args.yes && !printer.can_ask() {
        let hint = format!("look at the difference, then give --plan-digest {} or --yes", plan.digest.short());
        return Err(Failure::usage("nobody can be asked here, and nobody has agreed").hint(hint));
    }
    let agreed = args.yes || printer.agrees(question)?;
    if !agreed {
        note(printer, "not agreed: nothing was written");
    }
    Ok(agreed)
}

async fn go_on(
    engine: &Engine,
    run_id: &str,
    args: &ResumeArgs,
    stop: StopSignal,
    printer: &Printer,
) -> Result<Exit, Failure> {
    let until = if args.wait { Until::ItEnds } else { Until::ItWaits };
    let (run, halt) = carry(engine, run_id, until, stop, printer).await?;
    seal(engine, &run.tenant, printer).await;
    outcome::print_halted(engine, &run, halt, printer).await
}

fn region(tenant: &Tenant) -> Option<&'static str> {
    match tenant.connection.address {
        Address::Region(region) => Some(region.name()),
        Address::BaseUrl(_) => None,
    }
}
