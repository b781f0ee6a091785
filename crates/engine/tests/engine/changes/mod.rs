//! Movers, leavers, rehires, what is undone.

mod kill;
mod properties;
mod refusals;
mod story;

use dayone_core::change::Change;
use dayone_core::guard::GuardSettings;
use dayone_core::problem::Problem;
use dayone_core::request::alteration;
use dayone_core::settings::TenantSettings;
use dayone_engine::{ChangeRequest, LeaverRequest, ProposeError};
use jiff::SignedDuration;
use serde_json::{Map, Value};

use crate::place::{ACTOR, PATIENCE, Place, Process, document, full_settings};

/// A mapping in which moving to Sales gives something.
pub(crate) fn mapped() -> TenantSettings {
    let mut settings = full_settings();
    settings.groups.department.insert("Sales".into(), vec!["UG-Sales".into()]);
    settings.guards =
        GuardSettings { movers_per_hour: 10_000, leavers_per_hour: 10_000, leavers_percent: 100, ..settings.guards };
    settings
}

pub(super) async fn place() -> Place {
    Place::with_settings(mapped()).await
}

/// What was done, and how it ended, whoever did it.
pub(crate) fn acts(change: &Change) -> Vec<String> {
    let plan = change.plan().expect("a plan");
    let word = |planned: &dayone_core::change::PlannedAct| {
        let settled = change.settled(&planned.act.key()).expect("settled");
        // Done by the killed process, or by the one after it.
        let outcome = if settled.outcome.is_success() { "done" } else { settled.outcome.word() };
        format!("{} because {}: {outcome}", planned.act.describe(), planned.because)
    };
    plan.acts.iter().map(word).collect()
}

/// What is to become different about somebody.
pub(crate) fn to_move(username: &str, changes: Value) -> ChangeRequest {
    ChangeRequest::Move {
        username: username.into(),
        alteration: Box::new(alteration(&document(changes)).expect("a request that can be read")),
        grace_days: None,
    }
}

/// Somebody leaves, and Priya takes over.
pub(crate) fn to_leave(username: &str) -> ChangeRequest {
    ChangeRequest::Leave(LeaverRequest {
        username: username.into(),
        hand_over_to: Some("priya.shah@company.com".into()),
        ..LeaverRequest::default()
    })
}

/// Somebody comes back.
pub(crate) fn to_rehire(process: &Process, request: &Map<String, Value>) -> ChangeRequest {
    let Ok(parsed) = process.engine.read(&process.tenant, request) else { panic!("a request that can be read") };
    ChangeRequest::Rehire(Box::new(parsed.request))
}

impl Process {
    /// Plans a change, opens it, and carries it to where it waits or ends.
    pub(crate) async fn change(&self, request: ChangeRequest) -> Change {
        let proposal = self.engine.propose_change(&self.tenant, request).await.expect("a plan");
        // No two things happen to somebody at the same time.
        let clock = self.engine.clock();
        clock.sleep_until(clock.now() + SignedDuration::from_secs(1)).await;
        let run = self.engine.open_change(&self.tenant, proposal, ACTOR, None).await.expect("an opened run");
        self.engine.drive_change(&run, PATIENCE).await.expect("a driven run").0
    }

    /// Why there is no plan.
    pub(crate) async fn refusal(&self, request: ChangeRequest) -> Vec<Problem> {
        match self.engine.propose_change(&self.tenant, request).await {
            Err(ProposeError::Refused(problems)) => problems,
            Err(other) => panic!("{other:?}"),
            Ok(proposal) => panic!("a plan: {:#?}", proposal.plan),
        }
    }
}
