//! The account: created once, whatever happens to the answer.

use std::time::Duration;

use dayone_core::account::AccountFacts;
use dayone_core::event::Outcome;
use dayone_core::fault::{Delivery, Fault, FaultKind};
use dayone_core::problem::ErrorType;
use dayone_core::request::Parsed;
use dayone_jumpcloud::{User, UserKey, UserQuery};
use jiff::{SignedDuration, Timestamp};

use super::{Context, End};
use crate::accounts;

/// How old a plan may be when its account is created; an older one is made again and compared.
const PLAN_STAYS: SignedDuration = SignedDuration::from_secs(60);
/// Waits between looks for an account whose creation was not answered: ten seconds in all.
const LOOKS: [u64; 5] = [0, 500, 1500, 3000, 5000];

/// Creates the account, or finds the one that an earlier try created.
pub(super) async fn account(context: &Context<'_>) -> Result<End, Fault> {
    let earlier = context.may_have_happened();
    if earlier && let Some(end) = look(context, &LOOKS).await? {
        return Ok(end);
    }
    if !earlier && let Some(end) = moved(context).await {
        return Ok(end);
    }
    let password = context.password.filter(|_| !context.plan.sets_password_late()).cloned();
    match context.client.create_user(&accounts::new_user(context.plan, password)).await {
        Ok(user) => created(context, user).await,
        // If nobody can look now, the next try does: what counts is that the account may be there.
        Err(fault) if fault.delivery == Delivery::Unknown => match look(context, &LOOKS).await {
            Ok(Some(end)) => Ok(end),
            Ok(None) | Err(_) => Err(fault),
        },
        // The directory does not say which field collides, if one does: look who has it.
        Err(fault) if matches!(fault.kind, FaultKind::Refused | FaultKind::Conflict) => {
            match taken(context, earlier).await? {
                Some(end) => Ok(end),
                None => Ok(refused(context, &fault)),
            }
        }
        Err(fault) => Err(fault),
    }
}

/// The answer to the creation: it must come from the organisation that the plan names.
async fn created(context: &Context<'_>, user: User) -> Result<End, Fault> {
    let facts = accounts::facts(user);
    if facts.organization.as_deref().is_some_and(|id| id != context.plan.organization.id) {
        let fault = context.fault(FaultKind::WrongOrganization, None, None);
        // The account exists, in the wrong place: nothing more is written, and a person has to know.
        let stopped = context.engine.stop_tenant(&context.run.tenant, &fault).await;
        let organization = facts.organization.as_deref().unwrap_or_default();
        let planned = &context.plan.organization.id;
        let message = format!(
            "Account {} was created in organisation {organization}, not in {planned}: all writes of the tenant are stopped{}",
            facts.id,
            if stopped.is_err() { " for this run" } else { "" },
        );
        let mut end = context.failed(ErrorType::OrganizationNotFound, message);
        if let Some(problem) = &mut end.detail.problem {
            problem.impact =
                format!("An account is in the wrong organisation, staged; nothing was created in {planned}.");
            problem.actions.insert(0, format!("Delete account {} in organisation {organization}", facts.id));
        }
        return Ok(end);
    }
    context.tenant.count_seat();
    Ok(End::changed().with_account(facts))
}

/// Looks for the account of a creation that was not answered, until it shows or the waits are over.
async fn look(context: &Context<'_>, waits: &[u64]) -> Result<Option<End>, Fault> {
    for wait in waits {
        context.engine.clock().sleep(Duration::from_millis(*wait)).await;
        if let Some(end) = taken(context, true).await? {
            return Ok(Some(end));
        }
    }
    Ok(None)
}

/// Whether the username, e-mail or employee id is taken: by the account of an earlier try, which is adopted, or by
/// another.
async fn taken(context: &Context<'_>, may_be_ours: bool) -> Result<Option<End>, Fault> {
    let wanted = &context.plan.account;
    let mut any_of = vec![(UserKey::Username, wanted.username.clone()), (UserKey::Email, wanted.email.clone())];
    any_of.extend(wanted.employee_id.clone().map(|id| (UserKey::EmployeeIdentifier, id)));
    let query = UserQuery { any_of, ..UserQuery::default() };
    let found: Vec<AccountFacts> =
        context.client.search_users(&query).await?.into_iter().map(accounts::facts).collect();
    let Some(holder) = found.first() else { return Ok(None) };
    let ours = found.len() == 1 && may_be_ours && is_ours(context, holder);
    if ours {
        context.tenant.count_seat();
        let end = End::of(Outcome::AlreadySo).with_account(holder.clone());
        return Ok(Some(end.with_note("created by an earlier try whose answer was lost; every field is as sent")));
    }
    Ok(Some(exists(context, holder)))
}

/// An account is ours only if every field that we sent is equal, and it was created between intent and look-up, by
/// the directory's own clock.
fn is_ours(context: &Context<'_>, facts: &AccountFacts) -> bool {
    if !context.plan.account.differences(facts).is_empty() {
        return false;
    }
    let tries = context.run.tries(&context.effect.key());
    let intended = tries.first_directory_time.or(context.directory_time);
    let looked = context.client.directory_time();
    let (Some(created), Some(intended), Some(looked)) = (facts.created, intended, looked) else { return false };
    // The Date header has whole seconds.
    let second = SignedDuration::from_secs(1);
    let after = intended.checked_sub(second).unwrap_or(Timestamp::MIN);
    let before = looked.checked_add(second).unwrap_or(Timestamp::MAX);
    after <= created && created <= before
}

fn exists(context: &Context<'_>, holder: &AccountFacts) -> End {
    let wanted = &context.plan.account;
    let (what, value) = if holder.username.eq_ignore_ascii_case(&wanted.username) {
        ("Username", wanted.username.as_str())
    } else if holder.email.eq_ignore_ascii_case(&wanted.email) {
        ("E-mail", wanted.email.as_str())
    } else {
        ("Employee id", wanted.employee_id.as_deref().unwrap_or_default())
    };
    let message =
        format!("{what} '{value}' is already registered in JumpCloud: account {} ({})", holder.username, holder.id);
    context.failed(ErrorType::UserAlreadyExists, message)
}

/// The directory refuses the content, though nothing collides.
fn refused(context: &Context<'_>, fault: &Fault) -> End {
    let words = fault.detail.as_deref().unwrap_or("it gives no reason");
    // The only field whose violations the directory names by itself: it is asked to (fullValidationDetails=password).
    let about_password = context.password.is_some() && words.to_lowercase().contains("password");
    let kind = if about_password { ErrorType::PasswordPolicyViolation } else { ErrorType::InvalidInput };
    let status = fault.status.map_or(String::new(), |status| format!(" (HTTP {status})"));
    context.failed(kind, format!("JumpCloud refuses account '{}'{status}: {words}", context.plan.account.username))
}

/// Makes an old plan again: if the directory has moved, nothing is created.
async fn moved(context: &Context<'_>) -> Option<End> {
    let age = context.engine.clock().now().duration_since(context.run.opened_at);
    let request = context.run.request.as_deref()?;
    if age <= PLAN_STAYS {
        return None;
    }
    context.tenant.forget_older(PLAN_STAYS, context.engine.clock().now());
    let parsed = Parsed { request: request.clone(), password: context.password.cloned() };
    let (seen_at, manner) = (context.run.dates_set_at, context.plan.manner);
    let message = match context.engine.propose_as_of(seen_at, manner, context.tenant, parsed).await.verdict {
        // Guards are about others than this person; what they held back has been released.
        Ok(planned) if planned.plan.digest == context.plan.digest_without_guards() => return None,
        Ok(planned) => format!(
            "The plan has moved since it was made: it was {}, now it is {}",
            context.plan.digest_without_guards().short(),
            planned.plan.digest.short()
        ),
        Err(refusal) => {
            let first = refusal.problems.first().map(|problem| problem.message.clone()).unwrap_or_default();
            format!("The plan can't be made any more: {first}")
        }
    };
    Some(context.failed(ErrorType::PlanStale, message))
}
