//! Fields of the account that the answer to its creation lacks.

use dayone_core::account::AccountFacts;
use dayone_core::effect::{Amendment, Effect};
use dayone_core::fault::Fault;
use dayone_core::problem::ErrorType;
use dayone_jumpcloud::{MfaSettings, UserPatch};
use jiff::SignedDuration;

use super::{Context, End};
use crate::accounts;

/// Puts what is missing, and checks it in the answer.
pub(super) async fn amend(context: &Context<'_>, amendment: Amendment) -> Result<End, Fault> {
    let facts = context.account()?;
    let plan = context.plan;
    let patch = match amendment {
        Amendment::Attributes => accounts::attributes_patch(plan, facts),
        Amendment::Manager => UserPatch { manager: plan.account.manager.clone(), ..UserPatch::default() },
        Amendment::Sudo => UserPatch { sudo: Some(plan.account.sudo), ..UserPatch::default() },
        Amendment::LdapFlag => {
            UserPatch { ldap_binding_user: Some(plan.account.ldap_binding_user), ..UserPatch::default() }
        }
        Amendment::Mfa => accounts::mfa_patch(plan),
    };
    let answer = accounts::facts(context.client.update_user(&facts.id, &patch).await?);
    let (as_planned, kind, what) = match amendment {
        Amendment::Attributes => {
            let missing = plan.account.missing_attributes(&answer).join(", ");
            (missing.is_empty(), ErrorType::AttributeFailed, format!("attributes {missing} are missing"))
        }
        Amendment::Manager => {
            (answer.manager == plan.account.manager, ErrorType::AttributeFailed, "the manager is not set".to_owned())
        }
        Amendment::Sudo => (
            answer.sudo == plan.account.sudo,
            ErrorType::AttributeFailed,
            format!("sudo is {}, planned is {}", answer.sudo, plan.account.sudo),
        ),
        Amendment::LdapFlag => (
            answer.ldap_binding_user == plan.account.ldap_binding_user,
            ErrorType::LdapBindingFailed,
            "the account is no LDAP bind user".to_owned(),
        ),
        Amendment::Mfa => (
            plan.account.mfa_as_planned(&answer),
            ErrorType::MfaConfigurationFailed,
            format!("MFA required is {}, planned is {}", answer.mfa_required, plan.account.mfa.required),
        ),
    };
    if as_planned {
        return Ok(End::changed().with_account(answer));
    }
    let message = format!("JumpCloud took the change of '{}' but did not keep it: {what}", plan.account.username);
    let mut end = context.failed(kind, message);
    end.detail.account = Some(Box::new(answer));
    Ok(end)
}

/// Sets the password, right before activation, so that its age starts now.
pub(super) async fn set_password(context: &Context<'_>) -> Result<End, Fault> {
    let id = &context.account()?.id;
    if context.may_have_happened()
        && let Some(user) = context.client.user(id).await?
        && user.activated
    {
        return Ok(End::already_so().with_account(accounts::facts(user)));
    }
    let Some(password) = context.password else {
        return Ok(
            context.failed(ErrorType::ActivationFailed, "The sealed password is gone: it was revealed or erased")
        );
    };
    let user = context.client.set_password(id, password.clone()).await?;
    Ok(End::changed().with_account(accounts::facts(user)))
}

/// Sets the end of the grace period, where activation did not.
pub(super) async fn set_grace(context: &Context<'_>) -> Result<End, Fault> {
    let id = &context.account()?.id;
    let activated = context.run.settled(&Effect::Activate).map(|settled| settled.at);
    let days = i64::from(context.plan.account.mfa.grace_days);
    let until = activated.and_then(|at| at.checked_add(SignedDuration::from_hours(24 * days)).ok());
    let Some(until) = until else { return Err(context.unintelligible("the time of activation is not known")) };
    let settings = MfaSettings { exclusion: Some(true), exclusion_days: None, exclusion_until: Some(until) };
    let patch = UserPatch { mfa: Some(settings), ..UserPatch::default() };
    let facts: AccountFacts = accounts::facts(context.client.update_user(id, &patch).await?);
    if facts.mfa_exclusion_until.is_some() {
        return Ok(End::changed().with_account(facts));
    }
    let message = format!("JumpCloud took the MFA grace period of '{}' but did not keep it", facts.username);
    let mut end = context.failed(ErrorType::MfaConfigurationFailed, message);
    end.detail.account = Some(Box::new(facts));
    Ok(end)
}
