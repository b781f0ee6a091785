//! Why a notification did not go, and whether to try again.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A notification that was not accepted, classified by what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct NotifyFault {
    /// The same notification may be accepted later.
    pub transient: bool,
    /// Whether it may have gone all the same.
    pub delivery: Delivery,
    /// How long the other side asked us to wait.
    pub retry_after: Option<Duration>,
    /// What happened, for people. Holds no secret, no address and none of the other side's own words.
    pub message: String,
}

/// Whether a notification that was not accepted may have gone all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// It has not gone.
    NotSent,
    /// Some of several recipients were accepted, the others never will be.
    ToSome,
    /// It was handed over and the answer is lost: a second copy has the same Message-ID.
    Unknown,
}

impl NotifyFault {
    /// Nothing has gone; trying again may help.
    pub(crate) fn later(message: impl Into<String>) -> NotifyFault {
        NotifyFault { transient: true, delivery: Delivery::NotSent, retry_after: None, message: message.into() }
    }

    /// Nothing has gone; trying again does not help.
    pub(crate) fn never(message: impl Into<String>) -> NotifyFault {
        NotifyFault { transient: false, ..NotifyFault::later(message) }
    }

    /// The same fault, with another delivery.
    pub(crate) fn with_delivery(self, delivery: Delivery) -> NotifyFault {
        NotifyFault { delivery, ..self }
    }
}
