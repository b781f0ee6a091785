//! Mails: those JumpCloud "sent", and those that an outside sink reports as arrived.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One mail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mail {
    /// Address it went to.
    pub to: String,
    /// `activation` (with a link to set a password), `welcome`, `password_expiration_warning`, `password_expiration`, or
    /// `bulk_job_results`; `received` for mails that a sink reported.
    pub kind: String,
    /// The user it is about; absent for received mails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// The organisation it belongs to; absent for received mails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// When, by the simulator's clock.
    pub at: String,
    /// What else is known: of a sink's report from, subject, text, html, message_id; of a bulk job its id; of an
    /// activation its subject, where the organisation has words of its own.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}
