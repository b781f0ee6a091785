//! Multi-factor settings and enrolment of a user.
// Source: JumpCloud API v1, read 2026-03.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::lenient;

/// What is asked for. While staged, an account takes `exclusionDays`; the clock starts with activation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct MfaSettings {
    /// Whether the user is excused from a second factor for a while.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclusion: Option<bool>,
    /// Days of excuse, at least 1.
    #[serde(rename = "exclusionDays", skip_serializing_if = "Option::is_none")]
    pub exclusion_days: Option<u32>,
    /// End of the excuse.
    #[serde(rename = "exclusionUntil", skip_serializing_if = "Option::is_none")]
    pub exclusion_until: Option<Timestamp>,
}

/// What is set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Mfa {
    /// The user has enrolled.
    #[serde(deserialize_with = "lenient::or_default")]
    pub configured: bool,
    /// The user is excused for a while.
    #[serde(deserialize_with = "lenient::or_default")]
    pub exclusion: bool,
    /// End of the excuse.
    #[serde(deserialize_with = "lenient::instant")]
    pub exclusion_until: Option<Timestamp>,
    /// Days of excuse that start with activation.
    #[serde(deserialize_with = "lenient::whole")]
    pub exclusion_days: Option<i64>,
}

/// How far a user's enrolment is, over all and for each factor.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct MfaEnrollment {
    /// Over all factors.
    #[serde(deserialize_with = "lenient::or_default")]
    pub overall_status: EnrollmentStatus,
    /// One-time codes.
    #[serde(deserialize_with = "lenient::or_default")]
    pub totp_status: EnrollmentStatus,
    /// Security keys and built-in authenticators.
    #[serde(deserialize_with = "lenient::or_default")]
    pub web_authn_status: EnrollmentStatus,
    /// `JumpCloud` Protect.
    #[serde(deserialize_with = "lenient::or_default")]
    pub push_status: EnrollmentStatus,
    /// `JumpCloud` Go.
    #[serde(deserialize_with = "lenient::or_default")]
    pub jc_go_status: EnrollmentStatus,
}

/// How far an enrolment is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EnrollmentStatus {
    /// Nothing is set up.
    NotEnrolled,
    /// The factor is off.
    Disabled,
    /// Begins with activation.
    PendingActivation,
    /// The time for it has run out.
    EnrollmentExpired,
    /// Under way.
    InEnrollment,
    /// About to begin.
    PreEnrollment,
    /// Done.
    Enrolled,
    /// Not stated, or in a word that we don't know.
    #[default]
    #[serde(other)]
    Unknown,
}
