//! Rows that need somebody, by what is wrong with them.

use std::collections::HashMap;

use super::state::needs_somebody;
use super::words::word;
use crate::summary::{RowIssue, RowState, RowSummary, Summary};

/// One cause, and the rows that it holds up.
pub(super) struct Cause<'a> {
    pub(super) state: RowState,
    /// `GROUP_NOT_FOUND`, `ERR-GRP-001`.
    pub(super) kind: Option<(&'a str, &'a str)>,
    pub(super) message: &'a str,
    pub(super) mend: &'a str,
    /// Each with the issue that puts it here.
    pub(super) rows: Vec<(&'a RowSummary, Option<&'a RowIssue>)>,
}

/// The causes, the most pressing first: accounts that lack something, then people without one.
pub(super) fn causes(summary: &Summary) -> Vec<Cause<'_>> {
    let mut causes: Vec<Cause<'_>> = Vec::new();
    let mut places: HashMap<(RowState, &str, &str, &str), usize> = HashMap::new();
    for row in summary.rows.iter().filter(|row| needs_somebody(row.state)) {
        let issues: Vec<Option<&RowIssue>> =
            if row.problems.is_empty() { vec![None] } else { row.problems.iter().map(Some).collect() };
        for issue in issues {
            // Cells to mend are one cause, and each tells what is wrong with it.
            let told = issue.filter(|_| row.state != RowState::NotStarted);
            let (message, mend) =
                told.map_or_else(|| by_state(row.state), |issue| (issue.message.as_str(), issue.mend.as_str()));
            let code = told.and_then(|issue| issue.code.as_deref()).unwrap_or_default();
            let place = *places.entry((row.state, code, message, mend)).or_insert_with(|| {
                let name = told.and_then(|issue| issue.error_type.as_deref()).unwrap_or_default();
                let kind = (!code.is_empty() || !name.is_empty()).then_some((name, code));
                causes.push(Cause { state: row.state, kind, message, mend, rows: Vec::new() });
                causes.len() - 1
            });
            if let Some(cause) = causes.get_mut(place) {
                cause.rows.push((row, issue));
            }
        }
    }
    causes.sort_by_key(|cause| (urgency(cause.state), std::cmp::Reverse(cause.rows.len())));
    causes
}

fn urgency(state: RowState) -> u8 {
    match state {
        RowState::Partial => 0,
        RowState::Failed => 1,
        RowState::NotStarted => 2,
        RowState::Quarantined => 3,
        RowState::WaitingApproval => 4,
        RowState::Stopped => 5,
        RowState::Done | RowState::AlreadyDone | RowState::Scheduled => 6,
    }
}

/// What is said where no problem is told.
fn by_state(state: RowState) -> (&'static str, &'static str) {
    match state {
        RowState::WaitingApproval => ("A second person has to agree", "ask an approver"),
        RowState::Quarantined => ("A guard holds the run back", "look at it, then release it"),
        RowState::Stopped => {
            ("The batch was stopped before these rows", "run the file again: it goes on where it stopped")
        }
        RowState::NotStarted => (
            "Cells to mend before these people can be hired",
            "correct the cells in the file of rows to mend, or in your own",
        ),
        RowState::Partial => ("The account exists, something is missing", "look at the run"),
        RowState::Failed => ("No account was created", "look at the run"),
        RowState::Done | RowState::AlreadyDone | RowState::Scheduled => ("", ""),
    }
}

/// The command for one row: that which mends it, or shows what there is to know.
pub(super) fn command(row: &RowSummary) -> Option<String> {
    let run = word(row.run.as_ref()?);
    match row.state {
        RowState::Partial => Some(format!("dayone runs resume {run}")),
        RowState::Quarantined => Some(format!("dayone runs release {run}")),
        RowState::Failed | RowState::WaitingApproval => Some(format!("dayone runs show {run}")),
        RowState::NotStarted | RowState::Stopped => None,
        RowState::Done | RowState::AlreadyDone | RowState::Scheduled => None,
    }
}

/// The command that begins all rows of a state again, once the cause is gone.
pub(super) fn then(state: RowState, summary: &Summary) -> Option<String> {
    match state {
        RowState::NotStarted | RowState::Failed => {
            Some(format!("dayone bulk {}", word(summary.failed_rows.as_ref().unwrap_or(&summary.file))))
        }
        RowState::Stopped => Some(format!("dayone bulk {}", word(&summary.file))),
        RowState::Partial | RowState::Quarantined | RowState::WaitingApproval => None,
        RowState::Done | RowState::AlreadyDone | RowState::Scheduled => None,
    }
}
