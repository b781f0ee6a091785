//! What a fault means for an effect: try again, or give up with an error that people can act on.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::after_care::{Care, Warned};
use crate::effect::{Effect, StateChange};
use crate::fault::{Fault, FaultKind};
use crate::plan::Plan;
use crate::problem::{Affected, ErrorType, Problem};
use crate::run::Tries;
use crate::steps::Step;

/// How long one effect is tried for.
pub(crate) const PATIENCE: SignedDuration = SignedDuration::from_mins(10);
/// The longest wait that the directory may ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(300);
/// The wait before the second try; each later one may be twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// The longest wait between tries that we choose ourselves.
const LONGEST_OWN_WAIT: Duration = Duration::from_secs(60);

/// What happens after a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The effect is tried again.
    RetryAt(Timestamp),
    /// It has failed.
    GiveUp,
}

/// Decides whether an effect is tried again. `tries` are those before this one; `jitter` is uniform in 0 to 1.
#[must_use]
pub fn after_fault(effect: &Effect, tries: Tries, fault: &Fault, now: Timestamp, jitter: f64) -> Next {
    next_try(effect.tries(), tries, fault, now, jitter)
}

/// The same for anything that is tried so often at most.
#[must_use]
pub fn next_try(most: u32, tries: Tries, fault: &Fault, now: Timestamp, jitter: f64) -> Next {
    let made = tries.count + 1;
    let waited = tries.first.map_or(SignedDuration::ZERO, |first| now.duration_since(first));
    if !fault.is_transient() || made >= most || waited >= PATIENCE {
        return Next::GiveUp;
    }
    let wait = match fault.retry_after {
        Some(asked) => asked.min(LONGEST_WAIT),
        None => {
            let ceiling = FIRST_WAIT.saturating_mul(2u32.saturating_pow(tries.count)).min(LONGEST_OWN_WAIT);
            // Half fixed, half random: never at once, never all together.
            ceiling / 2 + ceiling.mul_f64(jitter.clamp(0.0, 1.0) / 2.0)
        }
    };
    let wait = SignedDuration::try_from(wait).unwrap_or(PATIENCE);
    Next::RetryAt(now.checked_add(wait).unwrap_or(now))
}

/// The type of error that a fault is, where the directory as a whole is the cause; else the effect's own.
#[must_use]
pub fn error_type(effect: &Effect, fault: &Fault) -> ErrorType {
    match fault.kind {
        FaultKind::RateLimited => ErrorType::ApiRateLimit,
        FaultKind::Unavailable | FaultKind::Unintelligible => ErrorType::ApiUnavailable,
        FaultKind::Unauthenticated => ErrorType::AuthenticationFailed,
        FaultKind::Forbidden => ErrorType::PermissionDenied,
        FaultKind::WrongOrganization => ErrorType::OrganizationNotFound,
        FaultKind::Frozen => ErrorType::WritesFrozen,
        FaultKind::Conflict | FaultKind::Refused => own_type(effect, fault.status),
    }
}

fn own_type(effect: &Effect, status: Option<u16>) -> ErrorType {
    match effect {
        Effect::CreateAccount => ErrorType::InvalidInput,
        Effect::Amend(crate::effect::Amendment::Mfa) | Effect::SetGrace => ErrorType::MfaConfigurationFailed,
        Effect::Amend(crate::effect::Amendment::LdapFlag) | Effect::BindLdap { .. } => ErrorType::LdapBindingFailed,
        Effect::Amend(crate::effect::Amendment::Attributes | crate::effect::Amendment::Manager) => {
            ErrorType::AttributeFailed
        }
        Effect::Amend(crate::effect::Amendment::Sudo) => ErrorType::AttributeFailed,
        Effect::AddMember { .. } | Effect::AddToNamed { .. } if status == Some(404) => ErrorType::GroupNotFound,
        Effect::AddMember { .. } | Effect::AddToNamed { .. } | Effect::CreateGroup { .. } => {
            ErrorType::GroupMembershipFailed
        }
        Effect::BindSystem { .. } if status == Some(404) => ErrorType::SystemNotFound,
        Effect::BindSystem { .. } => ErrorType::SystemBindingFailed,
        Effect::AddKey => ErrorType::SshKeyInvalid,
        Effect::SetPassword => ErrorType::PasswordPolicyViolation,
        Effect::Activate => ErrorType::ActivationFailed,
        Effect::Schedule { .. } => ErrorType::ScheduleFailed,
        Effect::NotifyManager | Effect::NotifyIt(_) => ErrorType::NotificationFailed,
        Effect::ReadBack => ErrorType::ApiUnavailable,
        Effect::Care(care) if care.tells() => ErrorType::NotificationFailed,
        Effect::Care(_) => ErrorType::ApiUnavailable,
    }
}

/// The error of an effect that could not be done.
#[must_use]
pub fn problem(plan: &Plan, effect: &Effect, fault: &Fault) -> Problem {
    let kind = error_type(effect, fault);
    let why = because(fault);
    let message = match kind {
        ErrorType::GroupNotFound => {
            format!("User group '{}' does not exist in JumpCloud", subject(plan, effect))
        }
        ErrorType::SystemNotFound => format!("System '{}' does not exist in JumpCloud any more", subject(plan, effect)),
        _ => format!("{} {why}", attempt(plan, effect)),
    };
    failed(plan, effect, kind, message)
}

/// The error of an effect that was not tried because all writes of its tenant are stopped.
#[must_use]
pub fn stopped(plan: &Plan, effect: &Effect, kind: ErrorType, reason: &str) -> Problem {
    failed(plan, effect, kind, format!("{} was not tried: {reason}", attempt(plan, effect)))
}

/// An error of an effect, with what it means and what to do.
#[must_use]
pub fn failed(plan: &Plan, effect: &Effect, kind: ErrorType, message: String) -> Problem {
    Problem {
        kind,
        step: effect.key().step,
        message,
        affected: affected(plan, effect),
        impact: impact(plan, kind, effect),
        remediation: remediation(plan, kind, effect),
        actions: actions(plan, kind, effect),
    }
}

/// What happened to something that met a fault, for people: `failed: …`, `was refused by JumpCloud …`.
#[must_use]
pub fn because(fault: &Fault) -> String {
    let status = fault.status.map_or(String::new(), |status| format!(" (HTTP {status})"));
    let words = fault.detail.as_deref().map_or(String::new(), |detail| format!(": {detail}"));
    match fault.kind {
        FaultKind::RateLimited => format!("failed: JumpCloud's rate limit was exceeded on every try{status}"),
        FaultKind::Unavailable => format!("failed: JumpCloud gave no usable answer on any try{status}"),
        FaultKind::Unintelligible => format!("failed: JumpCloud's answer has an unknown shape{status}"),
        FaultKind::Unauthenticated => format!("failed: the JumpCloud API key is invalid or expired{status}"),
        FaultKind::Forbidden => format!("failed: the JumpCloud API key may not do this{status}"),
        FaultKind::WrongOrganization => "failed: another organisation answered".to_owned(),
        FaultKind::Frozen => "was not tried: writes are frozen".to_owned(),
        FaultKind::Conflict | FaultKind::Refused => format!("was refused by JumpCloud{status}{words}"),
    }
}

fn subject(plan: &Plan, effect: &Effect) -> String {
    match effect {
        Effect::AddMember { name, .. } | Effect::AddToNamed { name } | Effect::CreateGroup { name } => name.clone(),
        Effect::BindSystem { id, .. } => {
            plan.systems.iter().find(|system| system.id == *id).map_or(id.clone(), |system| system.name.clone())
        }
        Effect::BindLdap { id } => match &plan.ldap {
            crate::plan::PlannedLdap::Direct { server } => server.name.clone(),
            _ => id.clone(),
        },
        Effect::AddKey => plan.ssh_key.as_ref().map(|key| key.fingerprint.clone()).unwrap_or_default(),
        Effect::NotifyManager => plan.manager.as_ref().map(|manager| manager.email.clone()).unwrap_or_default(),
        Effect::NotifyIt(crate::effect::Channel::Mail) => plan.it_recipients.join(", "),
        Effect::NotifyIt(channel) => channel.name().to_owned(),
        Effect::Care(Care::Warn { who: Warned::Manager, .. }) => {
            plan.manager.as_ref().map(|manager| manager.email.clone()).unwrap_or_default()
        }
        Effect::Care(Care::Warn { who: Warned::It, .. } | Care::Alarm { .. }) => plan.it_recipients.join(", "),
        _ => plan.account.username.clone(),
    }
}

fn attempt(plan: &Plan, effect: &Effect) -> String {
    let subject = subject(plan, effect);
    match effect {
        Effect::CreateAccount => format!("Creating account '{subject}'"),
        Effect::Amend(crate::effect::Amendment::Attributes) => format!("Setting custom attributes of '{subject}'"),
        Effect::Amend(crate::effect::Amendment::Manager) => format!("Setting the manager of '{subject}'"),
        Effect::Amend(crate::effect::Amendment::Sudo) => format!("Setting sudo of '{subject}'"),
        Effect::Amend(crate::effect::Amendment::LdapFlag) => format!("Making '{subject}' an LDAP bind user"),
        Effect::Amend(crate::effect::Amendment::Mfa) => format!("Setting MFA of '{subject}'"),
        Effect::SetGrace => format!("Setting the MFA grace period of '{subject}'"),
        Effect::CreateGroup { .. } => format!("Creating user group '{subject}'"),
        Effect::AddMember { .. } | Effect::AddToNamed { .. } => format!("Adding the account to user group '{subject}'"),
        Effect::BindSystem { .. } => format!("Binding system '{subject}'"),
        Effect::BindLdap { .. } => format!("Binding LDAP server '{subject}'"),
        Effect::AddKey => format!("Adding SSH key {subject}"),
        Effect::SetPassword => format!("Setting the password of '{subject}'"),
        Effect::Activate => format!("Activating '{subject}'"),
        Effect::Schedule { change, at: Some(at) } => {
            format!("Scheduling the {} of '{subject}' for {at}", change.name())
        }
        Effect::Schedule { change, at: None } => format!("Taking back the scheduled {} of '{subject}'", change.name()),
        Effect::Care(care) if care.tells() => format!("Mail about the account to {subject}"),
        Effect::Care(_) => format!("Looking at account '{subject}'"),
        Effect::NotifyManager => format!("Mail to manager {subject}"),
        Effect::NotifyIt(_) => format!("Message to IT ({subject})"),
        Effect::ReadBack => format!("Reading back account '{subject}'"),
    }
}

fn affected(plan: &Plan, effect: &Effect) -> Option<Affected> {
    let subject = subject(plan, effect);
    Some(match effect {
        Effect::AddMember { .. } | Effect::AddToNamed { .. } | Effect::CreateGroup { .. } => Affected::Group(subject),
        Effect::BindSystem { .. } => Affected::System(subject),
        Effect::BindLdap { .. } => Affected::LdapServer(subject),
        Effect::NotifyManager | Effect::NotifyIt(_) => Affected::Recipient(subject),
        Effect::Care(care) if care.tells() => Affected::Recipient(subject),
        Effect::Amend(crate::effect::Amendment::Attributes) => {
            Affected::Attribute(plan.account.attributes.keys().cloned().collect::<Vec<_>>().join(", "))
        }
        Effect::AddKey => Affected::Field("public_key".into()),
        _ => Affected::User(subject),
    })
}

fn impact(plan: &Plan, kind: ErrorType, effect: &Effect) -> String {
    match effect {
        Effect::CreateAccount => "No account was created; the directory is unchanged.".into(),
        Effect::AddMember { .. } | Effect::AddToNamed { .. } | Effect::CreateGroup { .. } => {
            let name = subject(plan, effect);
            let wanted = plan.groups.iter().filter(|group| group.is_static()).count() + plan.missing_groups.len();
            let resources = name.strip_prefix("UG-").unwrap_or(&name).replace('-', " ");
            format!("User created but not added to 1 of {wanted} groups. Missing access to {resources} resources.")
        }
        Effect::BindSystem { .. } => {
            format!("User created, but can't sign in to system {} directly.", subject(plan, effect))
        }
        Effect::BindLdap { .. } | Effect::Amend(crate::effect::Amendment::LdapFlag) => {
            "User created, but LDAP applications will not accept the account.".into()
        }
        Effect::AddKey => "User created, but the SSH key is not on the account.".into(),
        Effect::Amend(crate::effect::Amendment::Attributes) => {
            "User created, but custom attributes are missing: reports and dynamic groups that use them are wrong."
                .into()
        }
        Effect::Amend(crate::effect::Amendment::Manager) => {
            "User created, but without its manager: approvals and reports that use it are wrong.".into()
        }
        Effect::Amend(crate::effect::Amendment::Sudo) => {
            "The account's sudo is not as planned; it stays staged and nobody can sign in.".into()
        }
        Effect::Amend(crate::effect::Amendment::Mfa) => {
            "The account's MFA is not as planned; it stays staged and nobody can sign in.".into()
        }
        Effect::SetGrace => "The account is active, but the MFA grace period is not set as planned.".into(),
        Effect::SetPassword | Effect::Activate => "User created and still staged: the person can't sign in.".into(),
        Effect::Schedule { change: StateChange::Activation, at: Some(_) } => {
            "User created and still staged: nothing activates the account on the first day.".into()
        }
        Effect::Schedule { change: StateChange::Suspension, at: Some(at) } => {
            format!("Nothing suspends the account when the contract ends, {at}.")
        }
        Effect::Schedule { change, at: None } => {
            format!("The {} that was scheduled before may still come.", change.name())
        }
        Effect::Care(care) if care.tells() => "Nobody was told by dayone.".into(),
        Effect::Care(_) => "Whether the account is as it should be is not known.".into(),
        Effect::NotifyManager => "The manager was not told by dayone.".into(),
        Effect::NotifyIt(_) => "IT was not told by dayone through this channel.".into(),
        Effect::ReadBack if matches!(kind, ErrorType::AttributeFailed | ErrorType::GroupMembershipFailed) => {
            "The account exists, but is not as planned.".into()
        }
        Effect::ReadBack => "What was done has not been proved by reading it back.".into(),
    }
}

fn remediation(plan: &Plan, kind: ErrorType, effect: &Effect) -> String {
    match kind {
        ErrorType::GroupNotFound => match nearest_group(plan, effect) {
            Some(nearest) => {
                format!(
                    "Did you mean '{nearest}'? Otherwise create the group in JumpCloud admin console, or update group mapping"
                )
            }
            None => "Create the group in JumpCloud admin console or update group mapping".into(),
        },
        ErrorType::ApiRateLimit => "Wait until JumpCloud's rate limit has passed, then resume the run".into(),
        ErrorType::ApiUnavailable => "Wait until JumpCloud answers again, then resume the run".into(),
        ErrorType::AuthenticationFailed => {
            "Give a valid API key to the tenant's configuration, then run `dayone doctor`".into()
        }
        ErrorType::PermissionDenied => {
            "Give the API key's administrator a role that may do this, then run `dayone doctor`".into()
        }
        ErrorType::OrganizationNotFound => {
            "Correct jumpcloud_org_id or the API key of the tenant, then run `dayone doctor`".into()
        }
        ErrorType::WritesFrozen => "Find out why writes are frozen, then run `dayone unfreeze`".into(),
        ErrorType::NotificationFailed => {
            "Check the address and the settings under [notify], then resume the run: only what failed is sent".into()
        }
        ErrorType::UserAlreadyExists => "Find out whose account it is before going on".into(),
        ErrorType::SystemNotFound => {
            "Resume the run when the system is back, or make the request again without it if it is gone for good".into()
        }
        ErrorType::ScheduleFailed => {
            "Mend the cause and resume the run, or schedule the change in the JumpCloud admin console".into()
        }
        ErrorType::PlanStale => "Make a new plan, look at what has changed, and agree to it".into(),
        _ if effect.key().step == Step::UserCreation => {
            "Correct the field that JumpCloud names and send it again".into()
        }
        _ => "Mend the cause in the JumpCloud admin console, then resume the run".into(),
    }
}

/// The nearest name that existed when the plan was made.
fn nearest_group<'a>(plan: &'a Plan, effect: &Effect) -> Option<&'a str> {
    let Effect::AddToNamed { name } = effect else { return None };
    plan.missing_groups.iter().find(|missing| missing.name == *name)?.nearest.as_deref()
}

fn actions(plan: &Plan, kind: ErrorType, effect: &Effect) -> Vec<String> {
    let subject = subject(plan, effect);
    let mut actions = match kind {
        ErrorType::GroupNotFound => vec![
            format!("Verify group '{subject}' exists in JumpCloud admin console"),
            "Create the missing group or update the department-to-group mapping".into(),
            "Manually add the user to the correct group via JumpCloud admin portal, or resume the run".into(),
        ],
        ErrorType::AuthenticationFailed | ErrorType::PermissionDenied | ErrorType::OrganizationNotFound => {
            vec!["Run `dayone doctor`: it names what is wrong with key, role or organisation".into()]
        }
        ErrorType::UserAlreadyExists => vec![
            format!("Look at the account: dayone verify {subject}"),
            "If it is another person, give other values and run the request again".into(),
            "If it is the same person, update the account that exists instead of creating one".into(),
        ],
        ErrorType::ApiRateLimit | ErrorType::ApiUnavailable => {
            vec!["Look at JumpCloud's status page; wait until calls succeed again".into()]
        }
        _ => vec![remediation(plan, kind, effect)],
    };
    if effect.key().step > Step::UserCreation && kind != ErrorType::GroupNotFound {
        actions.push("Resume the run: only what is missing is done".into());
    }
    actions
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fault::Delivery;

    fn fault(kind: FaultKind, retry_after: Option<Duration>) -> Fault {
        Fault {
            kind,
            delivery: Delivery::NotApplied,
            operation: "POST /x".into(),
            status: None,
            retry_after,
            detail: None,
        }
    }

    proptest! {
        #[test]
        fn a_transient_fault_is_retried_later_but_not_for_ever(
            count in 0u32..8, jitter in 0.0f64..1.0, asked in proptest::option::of(0u64..10_000),
        ) {
            let now = Timestamp::UNIX_EPOCH;
            let tries = Tries { count, first: Some(now), ..Tries::default() };
            let next = after_fault(&Effect::CreateAccount, tries, &fault(FaultKind::RateLimited, asked.map(Duration::from_secs)), now, jitter);
            match next {
                Next::RetryAt(at) => {
                    prop_assert!(count + 1 < 5);
                    prop_assert!(at >= now && at.duration_since(now) <= SignedDuration::from_secs(300));
                }
                Next::GiveUp => prop_assert!(count + 1 >= 5),
            }
        }
    }

    #[test]
    fn a_refusal_is_never_retried() {
        let next = after_fault(
            &Effect::Activate,
            Tries::default(),
            &fault(FaultKind::Refused, None),
            Timestamp::UNIX_EPOCH,
            0.5,
        );
        assert_eq!(next, Next::GiveUp);
    }
}
