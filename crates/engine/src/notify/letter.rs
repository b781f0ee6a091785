//! Mails that are not about how a hire went: a contract that ends, a change that did not come, what will fail soon.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

/// One mail.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Makes the Message-ID: the same for the same mail, however often it is sent.
    pub id: String,
    /// Addresses.
    pub to: Vec<String>,
    /// Shown in the subject.
    pub ticket: Option<String>,
    /// When: the mail's date.
    pub at: Timestamp,
    /// What it is about.
    pub about: LetterAbout,
}

/// What a mail is about. There is no field for a password, key, token or link to set one.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum LetterAbout {
    /// A contract ends.
    ContractEnds(ContractEnds),
    /// The directory did not make a change that was scheduled there.
    NotAsScheduled(NotAsScheduled),
    /// Hires that come due soon would fail.
    LookAhead(LookAheadMail),
    /// Somebody moved, left, came back, or what a run did was taken back.
    Changed(Changed),
}

/// The person, and where.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "named as in notices")]
pub struct Subject {
    pub display_name: String,
    pub username: String,
    pub email: String,
    pub department: Option<String>,
    pub tenant: String,
    pub organization: String,
    pub run_id: Option<String>,
    pub requested_by: Option<String>,
    /// IANA time zone in which times are shown.
    pub time_zone: String,
}

/// A contract ends.
#[derive(Debug, Clone, Serialize)]
pub struct ContractEnds {
    /// The person.
    #[serde(flatten)]
    pub subject: Subject,
    /// The last day of work.
    pub end_date: Date,
    /// Days until then.
    pub days_left: i32,
    /// When the account is suspended.
    pub suspends_at: Option<Timestamp>,
    /// IT reads it; else the manager.
    pub is_for_it: bool,
}

/// A change that did not come.
#[derive(Debug, Clone, Serialize)]
pub struct NotAsScheduled {
    /// The person.
    #[serde(flatten)]
    pub subject: Subject,
    /// `activation` or `suspension`.
    pub change: String,
    /// When it was due.
    pub due: Timestamp,
    /// What was found instead.
    pub found: String,
}

/// Hires that come due soon would fail.
#[derive(Debug, Clone, Serialize)]
pub struct LookAheadMail {
    /// The tenant's name.
    pub tenant: String,
    /// The organisation's name, or the tenant's.
    pub organization: String,
    /// None: it is about several runs.
    pub run_id: Option<String>,
    /// None: nobody asked for it.
    pub requested_by: Option<String>,
    /// IANA time zone in which times are shown.
    pub time_zone: String,
    /// Until when was looked.
    pub until: Timestamp,
    /// How many hires come due until then.
    pub due: usize,
    /// What would fail.
    pub findings: Vec<LookAheadFinding>,
}

/// How a change went.
#[derive(Debug, Clone, Serialize)]
pub struct Changed {
    /// The person.
    #[serde(flatten)]
    pub subject: Subject,
    /// `mover`, `leaver` and so on.
    pub kind: String,
    /// What happened to the person, for people: `has moved`.
    pub what: String,
    /// What was done.
    pub done: Vec<String>,
    /// What is done later.
    pub later: Vec<LaterAct>,
    /// Access that stays.
    pub kept: Vec<String>,
    /// What failed; not empty: a person has to do something.
    pub failures: Vec<ChangeFailure>,
    /// What was unusual.
    pub warnings: Vec<String>,
    /// IT reads it; else the manager.
    pub is_for_it: bool,
}

/// Something that is done later.
#[derive(Debug, Clone, Serialize)]
pub struct LaterAct {
    /// What.
    pub what: String,
    /// When.
    pub at: Timestamp,
}

/// Something that failed.
#[derive(Debug, Clone, Serialize)]
pub struct ChangeFailure {
    /// What happened to which thing.
    pub message: String,
    /// What to do.
    pub remediation: String,
}

/// A hire that would fail.
#[derive(Debug, Clone, Serialize)]
pub struct LookAheadFinding {
    /// The person.
    pub person: String,
    /// The run.
    pub run_id: String,
    /// When it comes due.
    pub due: Timestamp,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub remediation: String,
    /// The command that goes on afterwards.
    pub command: String,
}

impl LetterAbout {
    /// The templates' name.
    pub(super) fn name(&self) -> &'static str {
        match self {
            LetterAbout::ContractEnds(_) => "contract_ends",
            LetterAbout::NotAsScheduled(_) => "not_as_scheduled",
            LetterAbout::LookAhead(_) => "look_ahead",
            LetterAbout::Changed(_) => "changed",
        }
    }
}
