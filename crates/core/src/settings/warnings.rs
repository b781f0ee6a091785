//! What is unusual or weakens security, and how a tenant treats it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a warning is treated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WarningLevel {
    /// Not shown.
    Off,
    /// Shown; the run goes on.
    #[default]
    Warn,
    /// The request is refused.
    Refuse,
}

/// What is unusual about a plan, though allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each name says it; the texts stand in plan warnings")]
pub enum WarningCode {
    UsernameDiffersFromNaming,
    UsernameLong,
    UsernameNotForPeople,
    UsernameSpelledRoughly,
    GroupOutsidePrefixes,
    GroupNeedsReview,
    MfaOff,
    MfaGraceLong,
    Sudo,
    DirectBinding,
    LdapAsked,
    StartFarAway,
    StartWithoutDate,
    StartPassed,
    PasswordNeverExpires,
    DepartmentUnmapped,
    ManagerNotInDirectory,
    ManagerNotActive,
    PublicKeyNotAllowed,
    ActivationUnreachable,
    ActivationLinkLapses,
    DynamicUnpredictable,
    SeatsLow,
    ActivationOutsideWindow,
    ActivationByDirectory,
}

/// An input that weakens security: always marked; policy may refuse it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Weakening {
    /// `allow_sudo: true`.
    AllowSudo,
    /// `enable_mfa: false`.
    MfaDisabled,
    /// `mfa_exclusion_days` over 30.
    LongMfaGrace,
    /// `password_never_expires: true`.
    PasswordNeverExpires,
    /// `skip_group_defaults: true`.
    SkipGroupDefaults,
    /// `unix_uid` or `unix_guid` given.
    UnixIds,
    /// `system_bindings` given.
    DirectBindings,
    /// An e-mail outside `email_domains`.
    ForeignEmail,
}

impl Weakening {
    /// The input that weakens.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Weakening::AllowSudo => "allow_sudo",
            Weakening::MfaDisabled => "enable_mfa",
            Weakening::LongMfaGrace => "mfa_exclusion_days",
            Weakening::PasswordNeverExpires => "password_never_expires",
            Weakening::SkipGroupDefaults => "skip_group_defaults",
            Weakening::UnixIds => "unix_uid",
            Weakening::DirectBindings => "system_bindings",
            Weakening::ForeignEmail => "email",
        }
    }
}
