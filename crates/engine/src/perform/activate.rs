//! Activation: the last directory write, after the access that it opens was looked at once more.

use dayone_core::account::AccountState;
use dayone_core::fault::{Fault, FaultKind};
use dayone_core::plan::ActivationMail;
use dayone_core::problem::ErrorType;
use dayone_jumpcloud::Activation;

use super::{Context, End};
use crate::accounts;
use crate::survey;

/// Activates the account, unless an earlier try did.
pub(super) async fn activate(context: &Context<'_>) -> Result<End, Fault> {
    let account = &context.account()?.id;
    if context.may_have_happened()
        && let Some(end) = activated(context, account).await?
    {
        return Ok(end);
    }
    if let Some(contract) = &context.plan.contract
        && contract.suspends_at <= context.engine.clock().now()
    {
        let message = format!("The contract ended on {}: the account is not activated any more", contract.end_date);
        let mut end = context.failed(ErrorType::ActivationFailed, message);
        if let Some(problem) = &mut end.detail.problem {
            let mend =
                format!("dayone runs reschedule {} --end-date DATE, if the person is still to come", context.run.id);
            problem.actions = vec![mend.clone()];
            problem.remediation = mend;
        }
        return Ok(end);
    }
    if let Some(end) = access_moved(context).await? {
        return Ok(end);
    }
    let mail = match &context.plan.activation.mail {
        ActivationMail::Default { .. } => Activation::Send,
        ActivationMail::Override { recipient } => Activation::SendTo(recipient.clone()),
        ActivationMail::Suppressed => Activation::Suppress,
    };
    match context.client.activate_user(account, &mail).await {
        Ok(()) => Ok(End::changed()),
        // Somebody may have activated it by hand.
        Err(fault) if matches!(fault.kind, FaultKind::Refused | FaultKind::Conflict) => {
            activated(context, account).await?.ok_or(fault)
        }
        Err(fault) => Err(fault),
    }
}

/// The end of an activation that has happened already.
async fn activated(context: &Context<'_>, account: &str) -> Result<Option<End>, Fault> {
    let user = context.client.user(account).await?.map(accounts::facts);
    let active = user.filter(|facts| facts.state == AccountState::Activated);
    Ok(active.map(|facts| End::already_so().with_account(facts)))
}

/// The groups of an old plan may grant other access by now than was agreed to.
async fn access_moved(context: &Context<'_>) -> Result<Option<End>, Fault> {
    let now = context.engine.clock().now();
    if now.duration_since(context.run.opened_at) < survey::FRESH {
        return Ok(None);
    }
    let ids: Vec<String> = context.plan.granting_groups().map(|group| group.id.clone()).collect();
    let read = survey::access_now(&context.client, &ids).await?;
    let moved: Vec<&str> = context.plan.moved_groups(|id| read.get(id).cloned()).collect();
    if moved.is_empty() {
        return Ok(None);
    }
    let message = format!("What these groups grant has changed since the plan was made: {}", moved.join(", "));
    Ok(Some(context.failed(ErrorType::PlanStale, message)))
}
