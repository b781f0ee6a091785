//! What happens next in a change: nothing but its events and the time decide.

use jiff::Timestamp;

use super::{Act, Change, ChangePlan, ChangeStage, Phase, PlannedAct};
use crate::event::{Ending, Outcome, Skip};
use crate::failure::PATIENCE;
use crate::run::{Progress, Stop};

/// The most acts that go out at once.
pub const PLACES: usize = 64;

/// What happens next.
#[derive(Debug, Clone, PartialEq)]
pub enum ChangeDecision {
    /// These acts, all at once.
    Perform(Vec<PlannedAct>),
    /// Nothing before this time.
    WaitUntil(Timestamp),
    /// A person has to look, and to release it.
    AwaitRelease,
    /// A person has to agree by this time.
    AwaitApproval(Timestamp),
    /// Nobody agreed in time.
    Expire,
    /// Nothing more: record the ending.
    Close(Ending),
    /// Nothing at all: the change is closed.
    Rest,
}

/// Decides on the next batch of acts.
#[must_use]
pub fn decide(change: &Change, now: Timestamp) -> ChangeDecision {
    match &change.stage {
        ChangeStage::Quarantined(_) => ChangeDecision::AwaitRelease,
        ChangeStage::AwaitingApproval { until, .. } if *until <= now => ChangeDecision::Expire,
        ChangeStage::AwaitingApproval { until, .. } => ChangeDecision::AwaitApproval(*until),
        ChangeStage::Stopped { why: Stop::Cancelled, .. } => ChangeDecision::Close(Ending::Cancelled),
        ChangeStage::Stopped { .. } => ChangeDecision::Close(Ending::Failed),
        ChangeStage::Active(plan) => decide_active(change, plan, now),
        ChangeStage::Closed { .. } | ChangeStage::Erased { .. } => ChangeDecision::Rest,
    }
}

fn decide_active(change: &Change, plan: &ChangePlan, now: Timestamp) -> ChangeDecision {
    // Acts are in the order of their phases: the first that is open says which phase it is.
    let open = |planned: &&PlannedAct| change.settled(&planned.act.key()).is_none();
    let Some(first) = plan.acts.iter().find(open) else { return ended(change) };
    let opens = plan.opens(now);
    let mut ready = Vec::new();
    let mut later: Option<Timestamp> = None;
    for planned in plan.of_phase(first.phase).filter(open) {
        let progress = change.acts.get(&planned.act.key());
        let mut due = match progress {
            Some(Progress::Waiting { retry_at, .. }) => (*retry_at).max(now),
            _ => now,
        };
        due = planned.not_before.map_or(due, |time| due.max(time));
        if planned.act.writes_to_directory() && not_tried(change, plan, planned).is_none() && !begun(progress, now) {
            due = due.max(opens);
        }
        if due <= now {
            ready.push(planned.clone());
        } else {
            later = Some(later.map_or(due, |time| time.min(due)));
        }
    }
    ready.truncate(PLACES);
    match (ready.is_empty(), later) {
        (false, _) => ChangeDecision::Perform(ready),
        (true, Some(time)) => ChangeDecision::WaitUntil(time),
        (true, None) => ended(change),
    }
}

/// It was begun a moment ago: it is not left half done because the change window closes.
fn begun(progress: Option<&Progress>, now: Timestamp) -> bool {
    let at = match progress {
        Some(Progress::Intended { at, .. }) => Some(*at),
        Some(Progress::Waiting { tries, .. }) => tries.first,
        Some(Progress::Settled(_)) | None => None,
    };
    at.is_some_and(|at| now.duration_since(at) <= PATIENCE)
}

fn ended(change: &Change) -> ChangeDecision {
    let held = change.acts.values().any(|progress| match progress {
        Progress::Settled(settled) => settled.outcome == Outcome::Skipped(Skip::HeldByAccess),
        _ => false,
    });
    let complete = !held && change.failures().next().is_none();
    ChangeDecision::Close(if complete { Ending::Succeeded } else { Ending::Partial })
}

/// How an act that is not tried ends, where the change already says so.
#[must_use]
pub fn not_tried(change: &Change, plan: &ChangePlan, planned: &PlannedAct) -> Option<Outcome> {
    let skip = match (&planned.act, planned.phase) {
        // Nobody gets in again, and nothing is deleted, before everything else is as it should be.
        (_, Phase::Unlock | Phase::Delete) if incomplete(change, plan, planned.phase) => Some(Skip::HeldByAccess),
        (Act::TellManager, _) if plan.manager.is_none() => Some(Skip::NotAsked),
        (Act::TellManager, _) if !plan.mail_configured => Some(Skip::NotConfigured),
        (Act::TellIt { channel }, _)
            if channel == "mail" && (plan.it_recipients.is_empty() || !plan.mail_configured) =>
        {
            Some(Skip::NotConfigured)
        }
        _ => None,
    };
    skip.map(Outcome::Skipped)
}

/// Something of an earlier phase failed.
fn incomplete(change: &Change, plan: &ChangePlan, phase: Phase) -> bool {
    change.failures().any(|(key, _)| plan.act(key).is_some_and(|planned| planned.phase < phase))
}
