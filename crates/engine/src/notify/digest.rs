//! One message about all people of a batch.

use dayone_core::steps::Step;
use jiff::Timestamp;
use serde::Serialize;

use super::NoticeValues;

/// One message about several people.
#[derive(Debug, Clone)]
pub struct Digest {
    /// The batch.
    pub batch: String,
    /// The run under whose number it is sent: its Message-ID is made of batch, run and step.
    pub run_id: String,
    /// The step that sends it.
    pub step: Step,
    /// Addresses; not used for chat.
    pub to: Vec<String>,
    /// When: the mail's date.
    pub at: Timestamp,
    /// What templates may show.
    pub values: DigestValues,
}

/// What templates of digests may show, besides `run_id`. As in single messages there is no field for a secret.
#[derive(Debug, Clone, Serialize)]
pub struct DigestValues {
    /// The batch.
    pub batch: String,
    /// The tenant's name.
    pub tenant: String,
    /// The organisation's name.
    pub organization: String,
    /// Everybody whom this message is about.
    pub people: Vec<DigestPerson>,
    /// Runs of the same batch that this message is not about, by state, such as `failed` or `waiting`.
    pub others: Vec<Others>,
    /// Where people sign in.
    pub login_portal: String,
    /// IANA time zone in which times are shown.
    pub time_zone: String,
}

/// One of the people.
#[derive(Debug, Clone, Serialize)]
pub struct DigestPerson {
    /// The person's run.
    pub run_id: String,
    /// The ticket.
    pub ticket: Option<String>,
    /// The same as in a message about this person alone.
    #[serde(flatten)]
    pub values: NoticeValues,
}

/// Runs that are not told about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Others {
    /// The state, as in lists of runs.
    pub state: String,
    /// How many.
    pub count: u64,
}
