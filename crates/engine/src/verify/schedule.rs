//! What JumpCloud is to do by itself, compared with what was planned.

use dayone_core::effect::StateChange;
use dayone_core::event::Ending;
use dayone_jumpcloud::ScheduledState;
use jiff::{SignedDuration, Timestamp};

use super::check::Check;
use super::line::Line;
use super::{Examination, target};
use crate::perform::schedule_state;

/// Times that differ by no more are the same.
const SAME: SignedDuration = SignedDuration::from_secs(1);

/// The checks, where a run has scheduled something or should have.
pub(super) fn checks(examination: &Examination<'_>) -> Vec<Check> {
    let (Some(live), Some(scheduled)) = (&examination.live, &examination.schedule) else { return Vec::new() };
    let console = target::console(&examination.tenant.settings.login_portal, &live.facts.id);
    StateChange::ALL
        .into_iter()
        .filter_map(|change| check(examination, scheduled, change))
        .map(|check| check.at(console.clone()))
        .collect()
}

fn check(examination: &Examination<'_>, scheduled: &[ScheduledState], change: StateChange) -> Option<Check> {
    let subject = match change {
        StateChange::Activation => "scheduled activation",
        StateChange::Suspension => "scheduled suspension",
    };
    let times: Vec<Timestamp> = scheduled
        .iter()
        .filter(|one| one.state == schedule_state(change))
        .filter_map(|one| one.scheduled_date)
        .collect();
    let shown = times.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let (line, wanted) = (Line::Status, wanted(examination, change));
    Some(match (wanted, times.as_slice()) {
        (None, []) => return None,
        (None, _) => Check::differs(line, subject, format!("planned none, found {shown}"))
            .instructed("Find out who scheduled it; the admin console takes it back."),
        (Some(at), [only]) if only.duration_since(at).abs() <= SAME => {
            Check::confirmed(line, subject, format!("JumpCloud does it by itself, {at}"))
        }
        (Some(at), []) => Check::differs(line, subject, format!("planned {at}, found none"))
            .instructed("Schedule it in the admin console, or give other dates: `dayone runs reschedule RUN`."),
        (Some(at), _) => Check::differs(line, subject, format!("planned {at} alone, found {shown}"))
            .instructed("Find out who scheduled the others; the earliest one counts."),
    })
}

/// When the change should come, if it is still to come.
fn wanted(examination: &Examination<'_>, change: StateChange) -> Option<Timestamp> {
    let (run, plan) = examination.run?;
    let is_on = !matches!(run.ending(), Some(Ending::Cancelled | Ending::Failed)) && run.lets_in();
    plan.scheduled_for(change).filter(|at| is_on && *at > examination.now)
}
