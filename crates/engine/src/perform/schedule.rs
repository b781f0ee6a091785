//! What the directory is to do by itself later: scheduled once, whatever happened before, and taken back.

use dayone_core::effect::StateChange;
use dayone_core::fault::Fault;
use dayone_core::plan::ActivationMail;
use dayone_core::problem::ErrorType;
use dayone_jumpcloud::{NewScheduledState, UserState};
use jiff::{SignedDuration, Timestamp};

use super::{Context, End};

/// Times that differ by no more are the same: the directory may keep whole seconds.
const SAME: SignedDuration = SignedDuration::from_secs(1);

/// Makes sure that this change is scheduled for this time and, as far as this run has asked for it, for no other.
///
/// It looks first, so it can be repeated. Of an activation the old time goes before the new one is there, so that
/// nobody gets in too early; of a suspension after that, so that nobody stays in for ever.
pub(super) async fn ensure(context: &Context<'_>, change: StateChange, at: Option<Timestamp>) -> Result<End, Fault> {
    let account = context.account()?.id.clone();
    if change == StateChange::Suspension && at.is_some_and(|at| at <= context.engine.clock().now()) {
        context.client.suspend_user(&account).await?;
        return Ok(End::changed().with_note("the contract has ended: suspended at once"));
    }
    let found = look(context, &account, change, at).await?;
    let mut changed = false;
    if change == StateChange::Activation {
        changed |= take_back(context, &found.stale).await?;
    }
    if let Some(at) = at.filter(|_| !found.is_there) {
        if !make(context, &account, change, at).await? {
            let message = format!("JumpCloud took the {}, but scheduled none for {account}", change.name());
            return Ok(context.failed(ErrorType::ScheduleFailed, message));
        }
        changed = true;
    }
    if change == StateChange::Suspension {
        changed |= take_back(context, &found.stale).await?;
    }
    let end = if changed { End::changed() } else { End::already_so() };
    if found.foreign.is_empty() {
        return Ok(end);
    }
    let times: Vec<String> = found.foreign.iter().map(ToString::to_string).collect();
    Ok(end.with_note(format!(
        "JumpCloud also holds a {} that this run did not make: {}",
        change.name(),
        times.join(", ")
    )))
}

/// What is scheduled already.
struct Found {
    /// What is wanted is there.
    is_there: bool,
    /// Jobs of this run that are not wanted any more.
    stale: Vec<String>,
    /// Times that somebody else has chosen.
    foreign: Vec<Timestamp>,
}

async fn look(
    context: &Context<'_>,
    account: &str,
    change: StateChange,
    at: Option<Timestamp>,
) -> Result<Found, Fault> {
    let mut found = Found { is_there: false, stale: Vec::new(), foreign: Vec::new() };
    for scheduled in context.client.scheduled_states(account).await? {
        let Some(time) = scheduled.scheduled_date.filter(|_| scheduled.state == state(change)) else { continue };
        let is = |other: &Timestamp| time.duration_since(*other).abs() <= SAME;
        let ours = context.run.asked.get(&change).is_some_and(|times| times.iter().any(is));
        if at.as_ref().is_some_and(is) && !found.is_there {
            found.is_there = true;
        } else if ours || at.as_ref().is_some_and(is) {
            found.stale.push(scheduled.scheduled_job_id);
        } else {
            found.foreign.push(time);
        }
    }
    Ok(found)
}

/// Schedules it, for this account alone: a job that holds several could only be taken back for all of them. False if
/// the answer does not name the account.
async fn make(context: &Context<'_>, account: &str, change: StateChange, at: Timestamp) -> Result<bool, Fault> {
    let mail = (change == StateChange::Activation).then_some(&context.plan.activation.mail);
    let change = NewScheduledState {
        user_ids: vec![account.to_owned()],
        state: state(change),
        start_date: at,
        send_activation_emails: mail.map(|mail| *mail != ActivationMail::Suppressed),
        activation_email_override: match mail {
            Some(ActivationMail::Override { recipient }) => Some(recipient.clone()),
            _ => None,
        },
    };
    let made = context.client.schedule_state(&change).await?;
    Ok(made.iter().any(|scheduled| scheduled.system_user_id == account))
}

async fn take_back(context: &Context<'_>, jobs: &[String]) -> Result<bool, Fault> {
    for job in jobs {
        context.client.unschedule_state(job).await?;
    }
    Ok(!jobs.is_empty())
}

/// As the directory calls it.
pub(crate) fn state(change: StateChange) -> UserState {
    match change {
        StateChange::Activation => UserState::Activated,
        StateChange::Suspension => UserState::Suspended,
    }
}
