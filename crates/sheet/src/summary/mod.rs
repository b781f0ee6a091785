//! What became of a batch: for people as a page, for spreadsheets as CSV, for programs as JSON.

mod csv;
mod html;

use jiff::Timestamp;
use serde::Serialize;

pub use csv::summary_csv;
pub use html::summary_html;

/// What became of a batch. As JSON it is for programs; its names are kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// The batch.
    pub batch: String,
    /// The name of the file.
    pub file: String,
    /// Who ran it.
    pub actor: String,
    /// When it began.
    pub started: Timestamp,
    /// When it ended.
    pub ended: Timestamp,
    /// The digest of its plans.
    pub digest: String,
    /// The file of the rows to mend, if one was written.
    pub failed_rows: Option<String>,
    /// By tenant, in the order in which they are shown.
    pub tenants: Vec<TenantSummary>,
    /// Every row, in the file's order.
    pub rows: Vec<RowSummary>,
    /// Calls to the directory.
    pub calls: u64,
    /// Answers that asked to slow down.
    pub rate_limited: u64,
    /// Runs that were under way at once, at most.
    pub in_flight: u32,
}

/// What became of a tenant's rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the counts are the states of RowState")]
pub struct TenantSummary {
    /// Its configured name.
    pub tenant: String,
    /// The organisation's name.
    pub organization: String,
    /// Its rows.
    pub rows: usize,
    pub done: usize,
    pub already_done: usize,
    pub scheduled: usize,
    pub partial: usize,
    pub failed: usize,
    pub waiting_approval: usize,
    pub quarantined: usize,
    /// Not begun: the input is wrong, or the batch was stopped before.
    pub not_started: usize,
    /// Calls to its directory.
    pub calls: u64,
    /// Answers that asked to slow down.
    pub rate_limited: u64,
    /// When its first hire was done.
    pub first_done: Option<Timestamp>,
    /// When its last hire was done.
    pub last_done: Option<Timestamp>,
    /// Who was told, with masked addresses.
    pub notified: Vec<String>,
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RowSummary {
    /// The line of the file in which it begins.
    pub line: u64,
    /// Its tenant; empty if it names none.
    pub tenant: String,
    /// The person.
    pub name: String,
    /// The username, if it is known.
    pub username: Option<String>,
    /// The e-mail address, if it is known.
    pub email: Option<String>,
    /// The run, if one was begun.
    pub run: Option<String>,
    /// How it stands.
    pub state: RowState,
    /// When its run began.
    pub started: Option<Timestamp>,
    /// When its run ended or began to wait.
    pub ended: Option<Timestamp>,
    /// Groups that it was added to.
    pub groups: usize,
    /// Calls that it took.
    pub calls: u32,
    /// What is wrong.
    pub problems: Vec<RowIssue>,
}

/// One thing that is wrong with a row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RowIssue {
    /// `ERR-GRP-001`.
    pub code: Option<String>,
    /// `GROUP_NOT_FOUND`.
    pub error_type: Option<String>,
    /// The column, if it is about a cell.
    pub column: Option<String>,
    /// The value, if it may be shown.
    pub value: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub mend: String,
}

/// How a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RowState {
    /// The account exists as planned.
    Done,
    /// An earlier run had done it.
    AlreadyDone,
    /// Planned for a later day.
    Scheduled,
    /// The account exists, something is missing.
    Partial,
    /// No account was created.
    Failed,
    /// A second person has to agree.
    WaitingApproval,
    /// A guard holds it until it is released.
    Quarantined,
    /// Not begun, since its cells are to be mended.
    NotStarted,
    /// Not begun, since the batch was stopped.
    Stopped,
}

impl RowState {
    /// All of them, in the order in which people read them: what went well first.
    pub const ALL: [RowState; 9] = [
        RowState::Done,
        RowState::AlreadyDone,
        RowState::Scheduled,
        RowState::WaitingApproval,
        RowState::Quarantined,
        RowState::Stopped,
        RowState::NotStarted,
        RowState::Partial,
        RowState::Failed,
    ];

    /// The word that stands beside every mark.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            RowState::Done => "done",
            RowState::AlreadyDone => "already done",
            RowState::Scheduled => "scheduled",
            RowState::Partial => "partial",
            RowState::Failed => "failed",
            RowState::WaitingApproval => "waits for approval",
            RowState::Quarantined => "quarantined",
            RowState::NotStarted => "not started (input)",
            RowState::Stopped => "stopped",
        }
    }
}
