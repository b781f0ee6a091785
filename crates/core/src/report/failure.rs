//! The error keys of a report: what was done, what failed, what it means, what to do.

use super::document::*;
use super::seconds;
use crate::effect::Effect;
use crate::plan::Plan;
use crate::problem::{Affected, ErrorType, Problem};
use crate::run::{Run, Stage, StepState, Stop};
use crate::steps::Step;

/// Fills the error keys of a report that is no success.
pub(super) fn complete(report: &mut Report, run: &Run) {
    let created = run.succeeded(&Effect::CreateAccount);
    let problems = problems(run);
    let steps = run.steps();
    let with = |wanted: StepState| steps.iter().filter(move |status| status.state == wanted);
    report.partial_completion = Some(created);
    report.completed_steps = Some(with(StepState::Ok).map(|status| status.step).collect());
    report.skipped_steps = Some(
        with(StepState::Skipped).map(|status| SkippedStep { step: status.step, reason: status.note.clone() }).collect(),
    );
    report.account_created = Some(created);
    report.jumpcloud_user_id = Some(run.account.as_ref().map(|account| account.id.clone()));
    let assigned = report.group_assignments.as_ref();
    report.groups_assigned = Some(assigned.map_or(0, |groups| groups.total_groups_assigned));
    report.groups_failed =
        Some(assigned.map_or(0, |groups| groups.groups_not_found.len() + groups.groups_failed.len()));
    report.manual_intervention_required = Some(!problems.is_empty());
    let mut actions: Vec<String> = Vec::new();
    for action in problems.iter().flat_map(|(_, problem)| &problem.actions) {
        if !actions.contains(action) {
            actions.push(action.clone());
        }
    }
    if (created || run.account_is_uncertain()) && !problems.is_empty() {
        actions.push(format!("dayone runs resume {}", run.id));
    }
    report.recommended_actions = Some(actions);
    report.failed_steps = Some(
        problems
            .into_iter()
            .map(|(at, problem)| FailedStep {
                step: problem.step,
                error: step_error(&problem, at),
                impact: problem.impact,
                remediation: problem.remediation,
            })
            .collect(),
    );
}

/// Every error of the run, in the order of the steps, with its time.
fn problems(run: &Run) -> Vec<(jiff::Timestamp, Problem)> {
    let (stage, at) = match &run.stage {
        Stage::Closed { last, at, .. } => (&**last, *at),
        stage => (stage, run.opened_at),
    };
    match stage {
        Stage::Refused { refusal, .. } => refusal.problems.iter().map(|problem| (at, problem.clone())).collect(),
        Stage::Quarantined(plan) => guards(run, plan).map(|problem| (at, problem)).collect(),
        Stage::Stopped { why, .. } => failed(run).chain([(at, stopped(run, *why))]).collect(),
        _ => failed(run).collect(),
    }
}

fn failed(run: &Run) -> impl Iterator<Item = (jiff::Timestamp, Problem)> {
    run.failures().filter_map(|(key, settled)| {
        let mut problem = settled.detail.problem.clone()?;
        if *key == Effect::CreateAccount.key() && run.account_is_uncertain() {
            problem.impact =
                "No account was found, but an answer of JumpCloud was lost: it is not certain that none was created."
                    .into();
            problem.remediation =
                "Resume the run when JumpCloud answers again: it looks for the account before it creates one".into();
        }
        Some((settled.at, problem))
    })
}

/// What holds a quarantined run back, under the first step that it keeps from being done.
fn guards<'a>(run: &'a Run, plan: &'a Plan) -> impl Iterator<Item = Problem> + 'a {
    plan.guards.iter().map(move |tripped| tripped.problem().with_actions([release_command(run)]))
}

fn release_command(run: &Run) -> String {
    format!("dayone runs release {} --reason TEXT", run.id)
}

/// The error of a run that was stopped: under the first step that was not done any more.
fn stopped(run: &Run, why: Stop) -> Problem {
    let problem = |kind, message: &str, mend: &str| Problem::before_creation(kind, Step::UserCreation, message, mend);
    match why {
        Stop::Denied => {
            problem(ErrorType::ApprovalDenied, "The plan was not approved", "Ask the approver, then make a new request")
        }
        Stop::Expired => problem(
            ErrorType::ApprovalExpired,
            "Nobody approved the plan in time",
            "Make the request again when an approver is there",
        ),
        Stop::Cancelled if run.succeeded(&Effect::CreateAccount) => {
            let next = Step::all().find(|step| {
                matches!(run.step(*step).state, StepState::Pending | StepState::Running | StepState::Waiting(_))
            });
            let mut problem = problem(
                ErrorType::RunCancelled,
                "The run was cancelled after the account was created",
                "Resume the run, or delete the account in the JumpCloud admin console",
            );
            problem.step = next.unwrap_or(Step::Documentation);
            problem.with_impact("The account exists; what was not yet done is missing.")
        }
        Stop::Cancelled => {
            problem(ErrorType::RunCancelled, "The run was cancelled", "Make the request again if it is still wanted")
        }
    }
}

fn step_error(problem: &Problem, at: jiff::Timestamp) -> StepError {
    let mut error = StepError {
        kind: problem.kind,
        message: problem.message.clone(),
        code: problem.kind.code().into(),
        timestamp: seconds(at),
        affected_group: None,
        affected_field: None,
        affected_system: None,
        affected_user: None,
        affected_organization: None,
        affected_recipient: None,
        affected_ldap_server: None,
        affected_attribute: None,
        affected_tenant: None,
    };
    match problem.affected.clone() {
        Some(Affected::Group(name)) => error.affected_group = Some(name),
        Some(Affected::Field(name)) => error.affected_field = Some(name),
        Some(Affected::System(name)) => error.affected_system = Some(name),
        Some(Affected::User(name)) => error.affected_user = Some(name),
        Some(Affected::Organization(id)) => error.affected_organization = Some(id),
        Some(Affected::Recipient(name)) => error.affected_recipient = Some(name),
        Some(Affected::LdapServer(name)) => error.affected_ldap_server = Some(name),
        Some(Affected::Attribute(name)) => error.affected_attribute = Some(name),
        Some(Affected::Tenant(name)) => error.affected_tenant = Some(name),
        None => {}
    }
    error
}
