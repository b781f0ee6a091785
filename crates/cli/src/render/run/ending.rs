//! How a run stands, and what a person can do about it.

use dayone_core::effect::{Effect, StateChange};
use dayone_core::event::Ending;
use dayone_core::plan::{Plan, PlannedPassword};
use dayone_core::report::{AccountStatus, FailedStep, Report, report};
use dayone_core::run::{Run, Stage, StepState, Stop};
use dayone_core::steps::Step;
use jiff::{SignedDuration, Timestamp};

use crate::render::duration::duration;
use crate::render::fields::Margins;
use crate::render::line::{Ink, Page, Span};
use crate::render::problems;

/// For how long JumpCloud's activation link is valid.
const LINK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Whether commands that help are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advice {
    /// They are.
    Given,
    /// They are not: the run is gone when the command ends.
    Withheld,
}

/// The line that says how the run stands, its failures, and what comes next.
#[must_use]
pub fn ending(run: &Run, advice: Advice, width: usize) -> Page {
    let report = report(run);
    let mut page = Page::default();
    let standing = standing(run);
    let label = Span::new(standing.ink, standing.word);
    let margins = Margins { label: 0, items: label.width() + 1, width };
    let mut items = vec![Span::from(standing.text)];
    if run.calls > 0 {
        items.push(Span::from(format!("{} calls, {} round trips", run.calls, run.round_trips())));
    }
    items.extend(account(&report).map(Span::from));
    margins.add(&mut page, label, items);
    for failed in report.failed_steps.iter().flatten() {
        page.append(failure(failed, report.account_created == Some(true), width));
    }
    let details = Margins { items: 13, ..Margins::details(width) };
    let to_come = to_come(run, &report);
    if !to_come.is_empty() {
        details.add(&mut page, "to come", [to_come.join("; ")]);
    }
    let commands = if advice == Advice::Given { commands(run, &report) } else { Vec::new() };
    for (label, command) in commands {
        details.add_command(&mut page, label, command);
    }
    page
}

/// A failed step: what, what it means if there is an account, how to mend it.
fn failure(failed: &FailedStep, created: bool, width: usize) -> Page {
    let means = created.then_some(failed.impact.as_str());
    let place = format!("{}  {} {}", failed.step, failed.error.kind.name(), failed.error.code);
    problems::point(&place, &failed.error.message, means, &failed.remediation, width)
}

struct Standing {
    word: &'static str,
    ink: Ink,
    text: String,
}

fn standing(run: &Run) -> Standing {
    let say = |word, ink, text: String| Standing { word, ink, text };
    let took = |at: Timestamp| duration(at.duration_since(run.opened_at).as_micros().try_into().unwrap_or(i64::MAX));
    match &run.stage {
        Stage::Closed { ending, at, last } => match (ending, &**last) {
            (_, Stage::Recorded(_)) => say("RECORDED", Ink::Good, "nothing was done to JumpCloud".into()),
            (Ending::Succeeded, _) => match to_be_activated(run) {
                Some(due) => say("SCHEDULED", Ink::Good, format!("JumpCloud activates the account on {}", moment(due))),
                None => say("DONE", Ink::Good, format!("in {}", took(*at))),
            },
            (Ending::Partial, _) => say("PARTIAL", Ink::Bad, format!("in {}", took(*at))),
            (Ending::Cancelled, _) => say("CANCELLED", Ink::Caution, format!("after {}", took(*at))),
            (Ending::Failed, Stage::Stopped { why, .. }) => say("STOPPED", Ink::Caution, stopped(*why).into()),
            (Ending::Failed, _) => say("FAILED", Ink::Bad, format!("in {}, no account was created", took(*at))),
        },
        Stage::Recorded(_) => say("OPEN", Ink::Caution, "to be recorded".into()),
        Stage::Refused { .. } => say("FAILED", Ink::Bad, "no account was created".into()),
        Stage::Stopped { why, .. } => say("STOPPED", Ink::Caution, stopped(*why).into()),
        Stage::Quarantined(_) => {
            say("QUARANTINED", Ink::Caution, "nothing was written; it waits until somebody releases it".into())
        }
        Stage::AwaitingApproval { until, plan } => {
            let reasons = plan.approval.join("; ");
            say("WAITING", Ink::Caution, format!("for a second person, until {}: {reasons}", moment(*until)))
        }
        Stage::Active(plan) if run.effects.is_empty() && plan.starts_at.is_some() => {
            let opens = plan.starts_at.map(moment).unwrap_or_default();
            say("WAITING", Ink::Good, format!("for the change window, which opens on {opens}"))
        }
        Stage::Active(_) => match run.step(Step::ActivationEmail).state {
            StepState::Waiting(due) if run.account.is_some() => {
                say("SCHEDULED", Ink::Good, format!("activation on {}", moment(due)))
            }
            _ => say("OPEN", Ink::Caution, "not finished".into()),
        },
        Stage::Received => say("OPEN", Ink::Caution, "not planned yet".into()),
        Stage::Erased { .. } => say("ERASED", Ink::Faint, "the person's values were erased".into()),
    }
}

/// When JumpCloud activates the account, if nothing of ours does.
fn to_be_activated(run: &Run) -> Option<Timestamp> {
    let at = run.plan().and_then(|plan| plan.scheduled_for(StateChange::Activation));
    at.filter(|_| run.is_scheduled(StateChange::Activation) && !run.succeeded(&Effect::Activate))
}

fn stopped(why: Stop) -> &'static str {
    match why {
        Stop::Cancelled => "by a person",
        Stop::Denied => "the plan was not approved",
        Stop::Expired => "nobody approved the plan in time",
    }
}

fn account(report: &Report) -> Option<&'static str> {
    report.account_details.as_ref().map(|details| match details.account_status {
        AccountStatus::Activated => "account activated",
        AccountStatus::PendingActivation => "account pending_activation",
        AccountStatus::Suspended => "account suspended",
    })
}

/// What the person still does, and by when.
fn to_come(run: &Run, report: &Report) -> Vec<String> {
    let (Some(plan), Some(settled)) = (run.plan(), run.settled(&Effect::Activate)) else { return Vec::new() };
    if !settled.outcome.is_success() {
        return Vec::new();
    }
    let person = &plan.account.first_name;
    let mut parts = Vec::new();
    if plan.password == PlannedPassword::ActivationLink && plan.activation.recipient().is_some() {
        let until = settled.at.checked_add(LINK).unwrap_or(settled.at);
        parts.push(format!("{person} accepts the link by {}", moment(until)));
    }
    let security = report.security_settings.as_ref();
    if let Some(security) = security.filter(|security| security.mfa_required && !security.mfa_configured) {
        let by = security.mfa_exclusion_until.map_or("at first sign-in".to_owned(), |at| format!("by {}", moment(at)));
        parts.push(format!("{person} enrols MFA {by}"));
    }
    parts
}

/// Commands that help now. Only verbs that exist.
fn commands(run: &Run, report: &Report) -> Vec<(&'static str, String)> {
    let id = &run.id;
    let mut commands = Vec::new();
    if run.plan().is_some_and(|plan| to_reveal(run, plan)) {
        commands.push(("password", format!("dayone runs reveal {id}")));
    }
    if report.partial_completion == Some(true) && run.ending() == Some(Ending::Partial) {
        commands.push(("then", format!("dayone runs resume {id}")));
    }
    if run.ending().is_some() && to_be_activated(run).is_some() {
        commands.push(("wrong?", format!("dayone runs cancel {id}")));
    }
    if run.ending() == Some(Ending::Cancelled) && run.account.is_some() {
        commands.push(("after all", format!("dayone runs resume {id}")));
    }
    if matches!(run.stage, Stage::Quarantined(_)) {
        commands.push(("release", format!("dayone runs release {id} --reason TEXT")));
    }
    if run.ending().is_none() {
        commands.push(("follow", format!("dayone runs watch {id}")));
        commands.push(("wrong?", format!("dayone runs cancel {id}")));
    }
    commands.push(("report", format!("dayone runs show {id} -o json")));
    if run.account.is_some() {
        commands.push(("check", format!("dayone verify {id}")));
    }
    commands
}

/// A generated password that nobody has seen yet.
fn to_reveal(run: &Run, plan: &Plan) -> bool {
    plan.password == PlannedPassword::Generated && run.account.is_some() && !run.revealed
}

fn moment(at: Timestamp) -> String {
    at.strftime("%-d %b %Y %H:%M UTC").to_string()
}
