//! The error types of reports: what happened to which thing, what it means, what to do.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::steps::Step;

macro_rules! error_types {
    ($($(#[$doc:meta])* $variant:ident $name:literal $code:literal $exit:ident;)*) => {
        /// What kind of error it is: the type and code that scripts match on.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        pub enum ErrorType { $($(#[$doc])* #[serde(rename = $name)] $variant,)* }

        impl ErrorType {
            /// All of them.
            pub const ALL: &[ErrorType] = &[$(ErrorType::$variant,)*];

            /// `GROUP_NOT_FOUND`.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(ErrorType::$variant => $name,)* }
            }

            /// `ERR-GRP-001`.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(ErrorType::$variant => $code,)* }
            }

            /// How a command that ends with this error exits, when nothing was created.
            #[must_use]
            pub fn exit(self) -> Exit {
                match self { $(ErrorType::$variant => Exit::$exit,)* }
            }
        }
    };
}

/// How a command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 1: partial, failed, or the directory differs from what was expected.
    Failed,
    /// 2: bad input, policy, key, credentials, organisation or configuration.
    Input,
    /// 3: directory or database unreachable before creation.
    Unreachable,
}

error_types! {
    /// Username, e-mail or employee id is taken.
    UserAlreadyExists "USER_ALREADY_EXISTS" "ERR-USR-001" Failed;
    /// The username has a form that `JumpCloud` or an operating system refuses.
    InvalidUsernameFormat "INVALID_USERNAME_FORMAT" "ERR-USR-002" Input;
    /// A group does not exist.
    GroupNotFound "GROUP_NOT_FOUND" "ERR-GRP-001" Failed;
    /// A group exists, but the account could not be added.
    GroupMembershipFailed "GROUP_MEMBERSHIP_FAILED" "ERR-GRP-002" Failed;
    /// A system could not be bound.
    SystemBindingFailed "SYSTEM_BINDING_FAILED" "ERR-SYS-001" Failed;
    /// A system id is unknown.
    SystemNotFound "SYSTEM_NOT_FOUND" "ERR-SYS-002" Input;
    /// The SSH public key is malformed, weak, or no public key at all.
    SshKeyInvalid "SSH_KEY_INVALID" "ERR-SSH-001" Input;
    /// The directory's rate limit held for longer than we try.
    ApiRateLimit "API_RATE_LIMIT" "ERR-API-001" Unreachable;
    /// The key is invalid or expired.
    AuthenticationFailed "AUTHENTICATION_FAILED" "ERR-API-002" Input;
    /// The directory could not be reached for longer than we try.
    ApiUnavailable "API_UNAVAILABLE" "ERR-API-003" Unreachable;
    /// The key may not do this.
    PermissionDenied "PERMISSION_DENIED" "ERR-API-004" Input;
    /// The organisation is unknown, or another than the configured one.
    OrganizationNotFound "ORGANIZATION_NOT_FOUND" "ERR-ORG-001" Input;
    /// Every seat of the organisation is taken.
    SeatsExhausted "SEATS_EXHAUSTED" "ERR-ORG-002" Input;
    /// Writes to this tenant are stopped.
    WritesFrozen "WRITES_FROZEN" "ERR-ORG-003" Input;
    /// The password does not meet the policy.
    PasswordPolicyViolation "PASSWORD_POLICY_VIOLATION" "ERR-PWD-001" Input;
    /// MFA could not be set as planned.
    MfaConfigurationFailed "MFA_CONFIGURATION_FAILED" "ERR-MFA-001" Failed;
    /// A field is missing, malformed or refused by policy.
    InvalidInput "INVALID_INPUT" "ERR-VAL-001" Input;
    /// The request key is in use for other content.
    RequestKeyReused "REQUEST_KEY_REUSED" "ERR-VAL-002" Input;
    /// The manager is not an account of the directory, and policy asks for one.
    ManagerNotFound "MANAGER_NOT_FOUND" "ERR-VAL-003" Input;
    /// LDAP could not be bound.
    LdapBindingFailed "LDAP_BINDING_FAILED" "ERR-LDP-001" Failed;
    /// Attributes or account fields could not be set as planned.
    AttributeFailed "ATTRIBUTE_FAILED" "ERR-ATT-001" Failed;
    /// The account could not be activated.
    ActivationFailed "ACTIVATION_FAILED" "ERR-ACT-001" Failed;
    /// A change of state could not be scheduled in the directory, or did not come.
    ScheduleFailed "SCHEDULE_FAILED" "ERR-SCH-001" Failed;
    /// Something is to be done later, and nobody is there who would do it.
    NoWorker "NO_WORKER" "ERR-SCH-002" Input;
    /// A notification was not accepted.
    NotificationFailed "NOTIFICATION_FAILED" "ERR-NTF-001" Failed;
    /// The directory or the configuration moved since the plan was made.
    PlanStale "PLAN_STALE" "ERR-PLN-001" Failed;
    /// A person said no.
    ApprovalDenied "APPROVAL_DENIED" "ERR-PLN-002" Failed;
    /// Nobody answered in time.
    ApprovalExpired "APPROVAL_EXPIRED" "ERR-PLN-003" Failed;
    /// A guard held the run back.
    GuardTripped "GUARD_TRIPPED" "ERR-PLN-004" Failed;
    /// A person stopped the run.
    RunCancelled "RUN_CANCELLED" "ERR-PLN-005" Failed;
}

/// The thing that an error is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Affected {
    /// A field of the request, with the value given if it may be shown.
    Field(String),
    /// A group, by name.
    Group(String),
    /// A system, by id or name.
    System(String),
    /// An account, by username or e-mail.
    User(String),
    /// An organisation, by id.
    Organization(String),
    /// A recipient or channel of a notification.
    Recipient(String),
    /// An LDAP server, by name or id.
    LdapServer(String),
    /// An attribute, by name.
    Attribute(String),
    /// A tenant, by name.
    Tenant(String),
}

/// One error of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Type and code.
    pub kind: ErrorType,
    /// The step that owns the failed value.
    pub step: Step,
    /// What happened to which thing: one sentence.
    pub message: String,
    /// The thing.
    pub affected: Option<Affected>,
    /// What it means for the person.
    pub impact: String,
    /// What to do: one sentence.
    pub remediation: String,
    /// Steps a person can take, in order.
    pub actions: Vec<String>,
}

impl Problem {
    /// A problem found before anything was written.
    #[must_use]
    pub fn before_creation(
        kind: ErrorType,
        step: Step,
        message: impl Into<String>,
        mend: impl Into<String>,
    ) -> Problem {
        let mend = mend.into();
        Problem {
            kind,
            step,
            message: message.into(),
            affected: None,
            impact: "No account was created; the directory is unchanged.".into(),
            actions: vec![mend.clone()],
            remediation: mend,
        }
    }

    /// A problem with one field of the request.
    #[must_use]
    pub fn with_field(field: &str, message: impl Into<String>, mend: impl Into<String>) -> Problem {
        Problem::before_creation(ErrorType::InvalidInput, Step::InputValidation, message, mend)
            .about(Affected::Field(field.into()))
    }

    /// The same problem, about this thing.
    #[must_use]
    pub fn about(mut self, affected: Affected) -> Problem {
        self.affected = Some(affected);
        self
    }

    /// The same problem with another meaning for the person.
    #[must_use]
    pub fn with_impact(mut self, impact: impl Into<String>) -> Problem {
        self.impact = impact.into();
        self
    }

    /// The same problem with these steps to take.
    #[must_use]
    pub fn with_actions<const N: usize>(mut self, actions: [String; N]) -> Problem {
        self.actions = actions.into();
        self
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}: {}", self.kind.name(), self.kind.code(), self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_error_types_share_a_code() {
        let mut codes: Vec<_> = ErrorType::ALL.iter().map(|kind| kind.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), ErrorType::ALL.len());
    }
}
