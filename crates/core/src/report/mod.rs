//! The report of a run: computed from its events, never copied.

mod contract;
mod document;
mod failure;
mod schema;
mod sections;

use jiff::{SignedDuration, Timestamp, TimestampRound, Unit};

pub use document::*;
pub use schema::{ERROR_KEYS, SUCCESS_KEYS, schema};

use crate::event::Ending;
use crate::run::{Run, Stage};

/// The document of a run, as far as it has come.
#[must_use]
pub fn report(run: &Run) -> Report {
    let success = run.ending() == Some(Ending::Succeeded);
    let mut report = Report {
        success,
        partial_completion: None,
        user_info: sections::user_info(run),
        completed_steps: None,
        skipped_steps: None,
        failed_steps: None,
        account_created: None,
        jumpcloud_user_id: None,
        groups_assigned: None,
        groups_failed: None,
        manual_intervention_required: None,
        recommended_actions: None,
        account_details: None,
        security_settings: None,
        unix_attributes: None,
        group_assignments: None,
        system_bindings: None,
        application_access: None,
        custom_attributes: None,
        special_access: None,
        notifications_sent: None,
        contract: None,
        person_erased: matches!(run.stage, Stage::Erased { .. }).then_some(true),
        audit_trail: audit_trail(run, success),
    };
    if let (Some(plan), Some(account)) = (run.plan(), &run.account) {
        let groups = sections::groups(run, plan);
        report.account_details = Some(sections::account_details(run, plan, account));
        report.security_settings = Some(sections::security_settings(run, plan, account));
        report.unix_attributes = Some(sections::unix_attributes(plan, account));
        report.system_bindings = Some(sections::systems(run, plan, account, &groups));
        report.application_access = Some(sections::applications(&groups));
        report.custom_attributes = Some(sections::attributes(plan, account));
        report.special_access = Some(sections::special_access(run, plan, account));
        report.notifications_sent = Some(sections::notifications(run, plan));
        report.group_assignments = Some(sections::group_assignments(run, &groups));
        report.contract = contract::contract(run, plan);
    }
    if !success {
        failure::complete(&mut report, run);
    }
    report
}

fn audit_trail(run: &Run, success: bool) -> AuditTrail {
    let completed = match &run.stage {
        Stage::Closed { at, .. } => Some(*at),
        _ => None,
    };
    let started = seconds(run.opened_at);
    let completed = completed.map(seconds);
    AuditTrail {
        workflow_run_id: run.id.clone(),
        initiated_by: run.actor.clone(),
        initiated_timestamp: started,
        completed_timestamp: completed,
        duration_seconds: completed.map_or(SignedDuration::ZERO, |end| end.duration_since(started)).as_secs(),
        all_steps_successful: success,
        tenant: run.tenant.clone(),
        ticket: run.ticket.clone(),
        requested_by: run.request.as_ref().and_then(|request| request.requested_by.as_ref()).map(ToString::to_string),
        attempt_of: run.attempt_of.clone(),
        plan_digest: run.plan().map(|plan| plan.digest.short()),
        batch: run.batch.as_ref().map(|batch| batch.id.clone()),
        api_calls: run.calls,
        round_trips: run.round_trips(),
    }
}

/// A time as reports show it: to the second.
pub(crate) fn seconds(time: Timestamp) -> Timestamp {
    let round = TimestampRound::new().smallest(Unit::Second).mode(jiff::RoundMode::Trunc);
    time.round(round).unwrap_or(time)
}
