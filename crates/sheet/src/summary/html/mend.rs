//! What needs mending, the most pressing first: one block a cause.

use maud::{Markup, html};

use super::causes::{Cause, causes, command, then};
use super::state::badge;
use super::words::{grouped, plain, short};
use crate::summary::{RowIssue, RowState, RowSummary, Summary};

/// Most rows that are listed under a cause; the table below has all.
const MOST: usize = 8;

/// Most cells to mend that are listed.
const MOST_CELLS: usize = 20;

/// Most causes; a file in which every row is wrong in its own way has more than anybody reads.
const MOST_CAUSES: usize = 60;

pub(super) fn section(summary: &Summary) -> Markup {
    let causes = causes(summary);
    html! {
        @if !causes.is_empty() {
            section aria-labelledby="mend" {
                h2 id="mend" { "What needs you" }
                @for cause in causes.iter().take(MOST_CAUSES) { (block(cause, summary)) }
                @if causes.len() > MOST_CAUSES {
                    p.note { "And " (grouped((causes.len() - MOST_CAUSES) as u64)) " further causes: the table of all people has them." }
                }
            }
        }
    }
}

fn block(cause: &Cause<'_>, summary: &Summary) -> Markup {
    let most = if cause.state == RowState::NotStarted { MOST_CELLS } else { MOST };
    html! {
        article.cause {
            header {
                h3 { bdi { (sentence(cause.message)) } }
                p.kind {
                    (badge(cause.state))
                    " " span { (rows(cause)) }
                    @if let Some((name, code)) = cause.kind { " " span.mono { (short(name)) " " (short(code)) } }
                }
            }
            @if !cause.mend.is_empty() { p.remedy { span.label { "Mend" } bdi { (sentence(cause.mend)) } } }
            @if let Some(command) = then(cause.state, summary) { p.remedy { span.label { "Then" } code { (command) } } }
            ul.rows.cells[cause.state == RowState::NotStarted] {
                @for (row, issue) in cause.rows.iter().take(most) { (line(row, *issue)) }
                @if cause.rows.len() > most {
                    li.more { "and " (grouped((cause.rows.len() - most) as u64)) " more, in the table of all people" }
                }
            }
        }
    }
}

/// How many rows a cause holds up; a row with two cells to mend is one row.
fn rows(cause: &Cause<'_>) -> String {
    let mut lines: Vec<u64> = cause.rows.iter().map(|(row, _)| row.line).collect();
    lines.dedup();
    match lines.len() {
        1 => "1 row".into(),
        count => format!("{} rows", grouped(count as u64)),
    }
}

fn line(row: &RowSummary, issue: Option<&RowIssue>) -> Markup {
    html! {
        li {
            a href={ "#line-" (row.line) } { "line " (row.line) }
            span.person {
                bdi { (name(row)) }
                @if !row.tenant.is_empty() { small { bdi { (plain(&row.tenant)) } } }
            }
            span.cell {
                @if let Some(issue) = issue {
                    @if let Some(column) = &issue.column { span.column { (short(column)) } }
                    @if let Some(value) = &issue.value { " " q { bdi { (short(value)) } } }
                }
            }
            @match (command(row), issue) {
                (Some(command), _) => code { (command) },
                // Each cell has its own problem, told beside it.
                (None, Some(issue)) => span.what { bdi { (sentence(&issue.message)) } " " span.how { bdi { (sentence(&issue.mend)) } } },
                (None, None) => {}
            }
        }
    }
}

/// The person, or what is known instead.
pub(super) fn name(row: &RowSummary) -> String {
    let known = [Some(&row.name), row.username.as_ref(), row.email.as_ref()];
    known
        .into_iter()
        .flatten()
        .find(|text| !text.trim().is_empty())
        .map_or_else(|| "no name".into(), |text| plain(text))
}

/// The text with a capital at its beginning, unless it begins with a name: a column, a username, a command.
pub(super) fn sentence(text: &str) -> String {
    let text = plain(text);
    let first = text.split(' ').next().unwrap_or_default();
    let is_name = first == "dayone" || !first.chars().all(|c| c.is_ascii_lowercase() || matches!(c, ',' | ':'));
    let mut rest = text.chars();
    match rest.next() {
        Some(initial) if !is_name => initial.to_uppercase().chain(rest).collect(),
        _ => text,
    }
}
