//! The report of a change: computed from its events, never copied.

use jiff::Timestamp;
use serde::Serialize;

use super::{Act, Change, ChangeStage, Given, Kept, Note, Subject};
use crate::event::Ending;
use crate::problem::Problem;
use crate::run::Progress;

/// The document of a change, as far as it has come.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "named as shown")]
pub struct ChangeReport {
    pub success: bool,
    pub run_id: String,
    pub tenant: String,
    pub kind: &'static str,
    pub state: &'static str,
    pub opened_at: Timestamp,
    pub closed_at: Option<Timestamp>,
    pub initiated_by: String,
    pub approved_by: Option<String>,
    pub requested_by: Option<String>,
    pub ticket: Option<String>,
    /// The run that is undone, or that locked the account.
    pub of_run: Option<String>,
    /// None: the person's values were erased.
    pub person: Option<Subject>,
    pub digest: Option<String>,
    pub acts: Vec<ActReport>,
    pub kept: Vec<Kept>,
    pub warnings: Vec<Note>,
    pub errors: Vec<Problem>,
    pub calls: u32,
}

/// What became of an act.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "named as shown")]
pub struct ActReport {
    pub act: String,
    /// The act as data.
    pub detail: Act,
    pub because: String,
    pub given_by: Given,
    /// `open`, `waiting`, `changed`, `already_so`, `skipped`, or the type of an error.
    pub outcome: &'static str,
    pub at: Option<Timestamp>,
    pub not_before: Option<Timestamp>,
    pub tries: u32,
}

/// The document of a change, as far as it has come.
#[must_use]
pub fn report(change: &Change) -> ChangeReport {
    let plan = change.plan();
    let acts = plan.map_or(Vec::new(), |plan| plan.acts.iter().map(|planned| act(change, planned)).collect());
    let errors = change.failures().filter_map(|(_, settled)| settled.detail.problem.clone()).collect();
    ChangeReport {
        success: change.ending() == Some(Ending::Succeeded),
        run_id: change.id.clone(),
        tenant: change.tenant.clone(),
        kind: change.kind.name(),
        state: state(change),
        opened_at: change.opened_at,
        closed_at: match &change.stage {
            ChangeStage::Closed { at, .. } => Some(*at),
            _ => None,
        },
        initiated_by: change.actor.clone(),
        approved_by: change.approver.clone(),
        requested_by: plan.and_then(|plan| plan.requested_by.clone()),
        ticket: change.ticket.clone(),
        of_run: change.of.clone(),
        person: plan.map(|plan| plan.subject.clone()),
        digest: plan.map(|plan| plan.digest.to_string()),
        acts,
        kept: plan.map_or(Vec::new(), |plan| plan.kept.clone()),
        warnings: plan.map_or(Vec::new(), |plan| plan.warnings.clone()),
        errors,
        calls: change.calls,
    }
}

/// The word under which a change is shown.
fn state(change: &Change) -> &'static str {
    match &change.stage {
        ChangeStage::Active(_) => "running",
        ChangeStage::Quarantined(_) => "quarantined",
        ChangeStage::AwaitingApproval { .. } => "awaiting_approval",
        ChangeStage::Stopped { .. } => "stopped",
        ChangeStage::Erased { .. } => "erased",
        ChangeStage::Closed { ending, .. } => match ending {
            Ending::Succeeded => "succeeded",
            Ending::Partial => "partial",
            Ending::Failed => "failed",
            Ending::Cancelled => "cancelled",
        },
    }
}

fn act(change: &Change, planned: &super::PlannedAct) -> ActReport {
    let key = planned.act.key();
    let (outcome, at) = match change.acts.get(&key) {
        None => ("open", None),
        Some(Progress::Intended { .. } | Progress::Waiting { .. }) => ("waiting", None),
        Some(Progress::Settled(settled)) => (settled.outcome.word(), Some(settled.at)),
    };
    ActReport {
        act: planned.act.describe(),
        detail: planned.act.clone(),
        because: planned.because.clone(),
        given_by: planned.given,
        outcome,
        at,
        not_before: planned.not_before,
        tries: change.settled(&key).map_or(change.tries(&key).count, |settled| settled.tries.count),
    }
}
