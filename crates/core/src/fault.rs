//! What can go wrong between us and the directory, by what has to happen next.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A failed call to the directory, classified by what to do about it.
///
/// The classification rests on the HTTP status alone; the directory's own words are kept for people and are
/// never parsed. Source: `JumpCloud` documents no stable error texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// What has to happen next.
    pub kind: FaultKind,
    /// Whether the directory may have carried the call out.
    pub delivery: Delivery,
    /// The operation that failed, as in the specification: `POST /systemusers`.
    pub operation: String,
    /// The HTTP status, if an answer arrived.
    pub status: Option<u16>,
    /// How long the directory asked us to wait.
    pub retry_after: Option<Duration>,
    /// The directory's own words. May hold personal values: never log, always seal.
    pub detail: Option<String>,
}

/// What has to happen next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// Too many calls (429): wait, then try again.
    RateLimited,
    /// The directory can't be reached or is out of order (5xx, time-out, broken connection): try again.
    Unavailable,
    /// The directory already holds what was sent, or something in its way (409).
    Conflict,
    /// The directory refuses this content (400, 404, 405, 422): trying again would not help.
    Refused,
    /// The key is invalid or expired (401).
    Unauthenticated,
    /// The key may not do this, or the address is blocked (403).
    Forbidden,
    /// The answer comes from, or is about, another organisation than the configured one.
    WrongOrganization,
    /// The answer has a shape that the specification does not allow.
    Unintelligible,
    /// Writes are frozen: the call was not sent.
    Frozen,
}

/// Whether the directory may have carried the call out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// The call never reached the directory, or was answered with a refusal: nothing has changed.
    NotApplied,
    /// The call was sent and its answer is lost or ambiguous: look before doing it again.
    Unknown,
}

impl Fault {
    /// True if the same call may succeed later.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self.kind, FaultKind::RateLimited | FaultKind::Unavailable)
    }

    /// True if no further call of this tenant can succeed until a person mends the credentials.
    #[must_use]
    pub fn stops_the_tenant(&self) -> bool {
        matches!(self.kind, FaultKind::Unauthenticated | FaultKind::Forbidden | FaultKind::WrongOrganization)
    }
}

impl std::fmt::Display for Fault {
    /// Operation, kind and status: nothing personal, safe to log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let what = match self.kind {
            FaultKind::RateLimited => "was refused for exceeding the rate limit",
            FaultKind::Unavailable => "got no usable answer",
            FaultKind::Conflict => "met something already there",
            FaultKind::Refused => "was refused",
            FaultKind::Unauthenticated => "was refused: the key is invalid or expired",
            FaultKind::Forbidden => "was refused: the key may not do this",
            FaultKind::WrongOrganization => "was answered by another organisation",
            FaultKind::Unintelligible => "got an answer of an unknown shape",
            FaultKind::Frozen => "was not sent: writes are frozen",
        };
        write!(f, "{} {what}", self.operation)?;
        match self.status {
            Some(status) => write!(f, " (HTTP {status})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Fault {}
