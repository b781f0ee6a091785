//! What is looked after when a run has closed.

use dayone_core::account::AccountState;
use dayone_core::after_care::{Care, Warned};
use dayone_core::effect::StateChange;
use dayone_core::fault::Fault;
use dayone_core::problem::ErrorType;
use jiff::Timestamp;
use jiff::civil::Date;

use super::notify::told;
use super::{Context, End};
use crate::accounts;
use crate::notify::{ContractEnds, Letter, LetterAbout, NotAsScheduled, Subject};

/// Warns, looks, or tells what was found.
pub(super) async fn look_after(context: &Context<'_>, care: Care) -> Result<End, Fault> {
    match care {
        Care::Confirm { change, due } => confirm(context, change, due).await,
        Care::Warn { who, end_date, .. } => {
            let to = match who {
                Warned::Manager => context.plan.manager.iter().map(|manager| manager.email.clone()).collect(),
                Warned::It => context.plan.it_recipients.clone(),
            };
            let about = LetterAbout::ContractEnds(contract_ends(context, who, end_date));
            send(context, to, about).await
        }
        Care::Alarm { change, due } => {
            let about = LetterAbout::NotAsScheduled(not_as_scheduled(context, change, due));
            send(context, context.plan.it_recipients.clone(), about).await
        }
    }
}

/// Whether the change has come. An account that is gone can't be used, which is what a suspension wants.
async fn confirm(context: &Context<'_>, change: StateChange, due: Timestamp) -> Result<End, Fault> {
    let account = &context.account()?.id;
    let found = context.client.user(account).await?.map(accounts::facts);
    let state = found.as_ref().map(|facts| facts.state);
    let (is_so, found_as) = match (change, state) {
        (StateChange::Activation, Some(AccountState::Staged)) => (false, "STAGED"),
        (StateChange::Activation, None) => (false, "deleted"),
        (StateChange::Activation, Some(AccountState::Activated | AccountState::Suspended)) => (true, ""),
        (StateChange::Suspension, Some(AccountState::Suspended | AccountState::Staged) | None) => (true, ""),
        (StateChange::Suspension, Some(AccountState::Activated)) => (false, "ACTIVATED"),
    };
    if is_so {
        return Ok(End::already_so());
    }
    let message = format!("The {} of {account} was due {due}, but the account is {found_as}", change.name());
    Ok(context.failed(ErrorType::ScheduleFailed, message))
}

async fn send(context: &Context<'_>, to: Vec<String>, about: LetterAbout) -> Result<End, Fault> {
    let key = context.effect.key();
    let letter = Letter {
        // The same for the same care of the same run, so that a second copy is recognised.
        id: format!("{}.{}.{}", context.run.id, key.step, key.subject),
        to: to.clone(),
        ticket: context.run.ticket.clone(),
        at: context.engine.clock().now(),
        about,
    };
    let sent = context.engine.notifier().letter(&letter).await;
    told(context, sent, to)
}

fn subject(context: &Context<'_>) -> Subject {
    let plan = context.plan;
    let request = context.run.request.as_ref();
    Subject {
        display_name: plan.account.display_name.clone(),
        username: plan.account.username.clone(),
        email: plan.account.email.clone(),
        department: Some(plan.account.department.clone()),
        tenant: plan.tenant.clone(),
        organization: plan.organization.name.clone(),
        run_id: Some(context.run.id.clone()),
        requested_by: request.and_then(|request| request.requested_by.as_ref()).map(ToString::to_string),
        time_zone: plan.activation.time_zone.clone(),
    }
}

fn contract_ends(context: &Context<'_>, who: Warned, end_date: Date) -> ContractEnds {
    let now = context.engine.clock().now();
    let zone = jiff::tz::TimeZone::get(&context.plan.activation.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let today = now.to_zoned_datetime(zone).date();
    ContractEnds {
        subject: subject(context),
        end_date,
        days_left: today.until(end_date).map(|span| span.get_days()).unwrap_or_default(),
        suspends_at: context.plan.contract.as_ref().map(|contract| contract.suspends_at),
        is_for_it: who == Warned::It,
    }
}

fn not_as_scheduled(context: &Context<'_>, change: StateChange, due: Timestamp) -> NotAsScheduled {
    let confirm = dayone_core::effect::Effect::Care(Care::Confirm { change, due });
    let found = context.run.settled(&confirm).and_then(|settled| settled.detail.problem.as_ref());
    NotAsScheduled {
        subject: subject(context),
        change: change.name().to_owned(),
        due,
        found: found
            .map_or_else(|| "it is not known how the account stands".to_owned(), |problem| problem.message.clone()),
    }
}
