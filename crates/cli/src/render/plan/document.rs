//! The plan for programs.

use dayone_core::event::Cost;
use dayone_core::guard::TrippedGuard;
use dayone_core::plan::ActivationMail;
use dayone_core::run::masked;
use serde_json::{Value, json};

use super::{PlanView, calls};

/// The plan as JSON. The address of the activation mail is masked, as on screens: plans are passed around.
#[must_use]
pub fn document(view: &PlanView<'_>) -> Value {
    let mut plan = view.plan.clone();
    for call in 0..plan.calls.len() {
        plan.calls[call].about = calls::what(view.plan, &view.plan.calls[call]);
    }
    match &mut plan.activation.mail {
        ActivationMail::Default { recipient } | ActivationMail::Override { recipient } => {
            *recipient = masked(recipient)
        }
        ActivationMail::Suppressed => {}
    }
    let Cost { calls, round_trips, took_us } = view.survey;
    let mut document = serde_json::to_value(&plan).unwrap_or_default();
    if let Value::Object(map) = &mut document {
        map.insert("username_because".into(), view.plan.username_source.because().into());
        map.insert("writes".into(), view.plan.writes().into());
        map.insert("survey".into(), json!({ "calls": calls, "round_trips": round_trips, "took_us": took_us }));
        map.insert("ticket".into(), view.request.ticket.as_ref().map(ToString::to_string).into());
        map.insert("guards".into(), view.plan.guards.iter().map(guard).collect());
        map.insert("frozen".into(), view.frozen.clone().into());
        map.insert("next".into(), view.next.clone().into());
    }
    document
}

/// A guard that tripped, with the type of error that the run would show.
fn guard(tripped: &TrippedGuard) -> Value {
    let kind = tripped.problem().kind;
    json!({
        "type": kind.name(),
        "code": kind.code(),
        "guard": tripped.guard.name(),
        "joiners": tripped.joiners,
        "limit": tripped.limit,
        "message": tripped.message,
    })
}
