//! A change's row: what lists show and workers look for. Without personal values.

use dayone_core::change::{Change, ChangeDecision, ChangeStage, decide};
use dayone_core::event::{Ending, Outcome};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::row::{After, Named};

/// The row of a change as it stands.
pub(crate) fn after(change: &Change, now: Timestamp) -> After {
    let decision = decide(change, now);
    let due = match &decision {
        ChangeDecision::Rest | ChangeDecision::AwaitRelease => None,
        ChangeDecision::WaitUntil(time) | ChangeDecision::AwaitApproval(time) => Some(*time),
        ChangeDecision::Perform(_) | ChangeDecision::Expire | ChangeDecision::Close(_) => Some(now),
    };
    let closed = match &change.stage {
        ChangeStage::Closed { at, .. } => Some(at.as_microsecond()),
        _ => None,
    };
    After {
        state: state(change, &decision).into(),
        due_us: due.map(Timestamp::as_microsecond),
        summary: summary(change),
        joins: false,
        closed_us: closed,
        username: Named::Reserved,
    }
}

/// The word under which lists show a change.
fn state(change: &Change, decision: &ChangeDecision) -> &'static str {
    match (&change.stage, change.ending(), decision) {
        (ChangeStage::Erased { .. }, _, _) => "erased",
        (_, Some(Ending::Succeeded), _) => "succeeded",
        (_, Some(Ending::Partial), _) => "partial",
        (_, Some(Ending::Failed), _) => "failed",
        (_, Some(Ending::Cancelled), _) => "cancelled",
        (ChangeStage::Quarantined(_), None, _) => "quarantined",
        (ChangeStage::AwaitingApproval { .. }, None, _) => "awaiting_approval",
        (_, None, ChangeDecision::WaitUntil(_)) => "waiting",
        (_, None, _) => "running",
    }
}

fn summary(change: &Change) -> Value {
    let errors: Vec<&str> = change
        .failures()
        .filter_map(|(_, settled)| match settled.outcome {
            Outcome::Failed(kind) => Some(kind.name()),
            _ => None,
        })
        .collect();
    let plan = change.plan();
    json!({
        "kind": change.kind.name(),
        "account_created": false,
        "calls": change.calls,
        "errors": errors,
        "of": change.of,
        "guards": plan.map_or(Vec::new(), |plan| plan.guards.iter().map(|tripped| tripped.guard.name()).collect()),
        "warnings": plan.map_or(0, |plan| plan.warnings.len()),
    })
}
