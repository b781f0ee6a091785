//! Changes of state that the directory makes later by itself.
// Source: JumpCloud API v2, read 2026-03.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::lenient;
use super::user_parts::UserState;
use crate::paging::Row;

/// A change to schedule for several users at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewScheduledState {
    /// The users' ids.
    pub user_ids: Vec<String>,
    /// Activated or suspended.
    pub state: UserState,
    /// When.
    pub start_date: Timestamp,
    /// Whether activation mails go out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub send_activation_emails: Option<bool>,
    /// Where the mail goes instead; for a single user only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activation_email_override: Option<String>,
}

/// A change that is scheduled.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ScheduledState {
    /// The user's id.
    #[serde(deserialize_with = "lenient::or_default")]
    pub system_user_id: String,
    /// The state to come.
    #[serde(deserialize_with = "lenient::or_default")]
    pub state: UserState,
    /// When.
    #[serde(deserialize_with = "lenient::instant")]
    pub scheduled_date: Option<Timestamp>,
    /// The id by which it can be cancelled.
    #[serde(deserialize_with = "lenient::or_default")]
    pub scheduled_job_id: String,
}

impl Row for ScheduledState {
    fn key(&self) -> &str {
        // One job may schedule several users, so its id alone tells no rows apart; lists are of one user.
        &self.scheduled_job_id
    }
}
