//! A run's row: what lists show and workers look for. A cache of the fold, without personal values.

use dayone_core::decide::{Decision, decide};
use dayone_core::effect::Effect;
use dayone_core::event::Ending;
use dayone_core::recorded::Recorded;
use dayone_core::run::{Run, Stage};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::guards;

/// The state of a run that waits for the others of its batch.
pub(crate) const AWAITING_BATCH: &str = "awaiting_batch";

/// The row after an append.
pub(crate) struct After {
    pub(crate) state: String,
    pub(crate) due_us: Option<i64>,
    pub(crate) summary: Value,
    pub(crate) joins: bool,
    pub(crate) closed_us: Option<i64>,
    pub(crate) username: Named,
}

/// How far the run's username has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    /// It is to be given.
    Reserved,
    /// The account has it.
    Given,
    /// There will be no account.
    Freed,
}

impl Named {
    /// How far a run's username has come. While nobody knows whether there is an account, it stays reserved.
    pub(crate) fn of(run: &Run) -> Named {
        if run.account.is_some() {
            return Named::Given;
        }
        let may_exist = run.account_is_uncertain() || run.may_have_happened(&Effect::CreateAccount.key());
        match run.ending() {
            Some(_) if !may_exist => Named::Freed,
            Some(_) | None => Named::Reserved,
        }
    }
}

impl After {
    /// The row of a run as it stands.
    pub(crate) fn of(run: &Run, now: Timestamp) -> After {
        let due = match decide(run, now) {
            Decision::Rest | Decision::AwaitRelease => None,
            Decision::WaitUntil(time) | Decision::AwaitApproval(time) | Decision::AwaitBatch(time) => Some(time),
            Decision::Perform(_) | Decision::Expire | Decision::Close(_) => Some(now),
        };
        let closed = match &run.stage {
            Stage::Closed { at, .. } => Some(at.as_microsecond()),
            _ => None,
        };
        After {
            state: state(run, now).into(),
            due_us: due.map(Timestamp::as_microsecond),
            summary: summary(run),
            joins: guards::joins(run),
            closed_us: closed,
            username: Named::of(run),
        }
    }
}

/// The word under which lists show a run.
fn state(run: &Run, now: Timestamp) -> &'static str {
    match (&run.stage, run.ending()) {
        (Stage::Erased { .. }, _) => "erased",
        (_, Some(Ending::Succeeded)) => "succeeded",
        (_, Some(Ending::Partial)) => "partial",
        (_, Some(Ending::Failed)) => "failed",
        (_, Some(Ending::Cancelled)) => "cancelled",
        (Stage::Quarantined(_), None) => "quarantined",
        (Stage::AwaitingApproval { .. }, None) => "awaiting_approval",
        _ => match decide(run, now) {
            Decision::WaitUntil(_) => "waiting",
            Decision::AwaitBatch(_) => AWAITING_BATCH,
            _ => "running",
        },
    }
}

fn summary(run: &Run) -> Value {
    let errors: Vec<&str> = match &run.stage {
        Stage::Closed { last, .. } => match &**last {
            Stage::Refused { refusal, .. } => refusal.problems.iter().map(|problem| problem.kind.name()).collect(),
            _ => failures(run),
        },
        _ => failures(run),
    };
    json!({
        "kind": run.recorded().map_or("joiner", Recorded::kind),
        "account_created": run.account.is_some(),
        "calls": run.calls,
        "round_trips": run.round_trips(),
        "errors": errors,
        "attempt_of": run.attempt_of,
        "guards": run.plan().map_or(Vec::new(), |plan| plan.guards.iter().map(|tripped| tripped.guard.name()).collect()),
        "warnings": run.plan().map_or(0, |plan| plan.warnings.len()),
    })
}

fn failures(run: &Run) -> Vec<&'static str> {
    run.failures()
        .filter_map(|(_, settled)| match settled.outcome {
            dayone_core::event::Outcome::Failed(kind) => Some(kind.name()),
            _ => None,
        })
        .collect()
}
