//! The rows of a batch for a spreadsheet: one line each, no cell a formula.

use super::{RowIssue, RowSummary, Summary};
use crate::guard::guarded;
use crate::shown::visible;

const HEADER: [&str; 14] = [
    "line", "tenant", "name", "username", "email", "state", "run", "started", "ended", "groups", "calls", "error",
    "problem", "mend",
];

/// The summary as CSV: a header and one line for each row.
#[must_use]
pub fn summary_csv(summary: &Summary) -> String {
    let mut text = String::new();
    add(&mut text, HEADER.iter().map(|name| (*name).to_owned()));
    for row in &summary.rows {
        add(&mut text, cells(row).into_iter());
    }
    text
}

fn cells(row: &RowSummary) -> [String; 14] {
    let time = |at: Option<jiff::Timestamp>| at.map_or_else(String::new, |at| at.to_string());
    let option = |text: &Option<String>| text.clone().unwrap_or_default();
    let of_issues = |part: fn(&RowIssue) -> String| {
        row.problems.iter().map(part).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("; ")
    };
    [
        row.line.to_string(),
        row.tenant.clone(),
        row.name.clone(),
        option(&row.username),
        option(&row.email),
        row.state.word().to_owned(),
        option(&row.run),
        time(row.started),
        time(row.ended),
        row.groups.to_string(),
        row.calls.to_string(),
        of_issues(|issue| issue.code.clone().unwrap_or_default()),
        of_issues(|issue| match &issue.column {
            Some(column) => format!("{column}: {}", issue.message),
            None => issue.message.clone(),
        }),
        of_issues(|issue| issue.mend.clone()),
    ]
}

fn add(text: &mut String, cells: impl Iterator<Item = String>) {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            text.push(',');
        }
        let cell = visible(&cell);
        let cell = guarded(&cell).unwrap_or(cell);
        match cell.contains([',', '"', ';', '\t']) {
            true => {
                text.push('"');
                text.push_str(&cell.replace('"', "\"\""));
                text.push('"');
            }
            false => text.push_str(&cell),
        }
    }
    text.push_str("\r\n");
}
