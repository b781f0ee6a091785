//! The table of all rows.

use maud::{Markup, html};

use super::mend::{name, sentence};
use super::state::{Counts, badge, needs_somebody};
use super::words::{clock, grouped, plain, short, took};
use crate::summary::{RowState, RowSummary, Summary};

/// Most rows of the table: a page of more is of no use, and CSV and JSON hold all.
const MOST: usize = 5_000;

pub(super) fn section(summary: &Summary, counts: &Counts) -> Markup {
    let open: usize = counts.present().filter(|(state, _)| needs_somebody(*state)).map(|(_, count)| count).sum();
    let rows = summary.rows.len();
    let kept = kept(summary);
    html! {
        section.people aria-labelledby="people" {
            div.head-row {
                h2 id="people" { "All people" }
                @if open > 0 && open < rows {
                    fieldset.filter {
                        legend.vh { "Show" }
                        label { input type="radio" name="show" id="show-all" checked; span { "All " (grouped(rows as u64)) } }
                        label { input type="radio" name="show" id="show-open"; span { "Need you " (grouped(open as u64)) } }
                        label { input type="radio" name="show" id="show-well"; span { "Well " (grouped((rows - open) as u64)) } }
                    }
                }
            }
            @if kept.len() < rows {
                p.note {
                    "Of " (grouped(rows as u64)) " rows these are " (grouped(kept.len() as u64)) ", those that need you first to be kept; "
                    "the summary as CSV or JSON has all."
                }
            }
            table.stack.all {
                caption.vh { "All rows of the file" }
                thead {
                    tr {
                        th.num scope="col" { "Line" }
                        th scope="col" { "Person" }
                        th scope="col" { "Tenant" }
                        th scope="col" { "State" }
                        th scope="col" { "Run" }
                        th.num scope="col" { "Done at" }
                        th.num scope="col" { "Took" }
                        th.num scope="col" { "Groups" }
                        th.num scope="col" { "Calls" }
                    }
                }
                tbody { @for row in kept { (line(row)) } }
            }
        }
    }
}

fn kept(summary: &Summary) -> Vec<&RowSummary> {
    let open = summary.rows.iter().filter(|row| needs_somebody(row.state)).count();
    let mut room = MOST.saturating_sub(open);
    let mut rows: Vec<&RowSummary> = Vec::new();
    for row in &summary.rows {
        if rows.len() == MOST {
            break;
        }
        if needs_somebody(row.state) {
            rows.push(row);
        } else if room > 0 {
            room -= 1;
            rows.push(row);
        }
    }
    rows
}

fn line(row: &RowSummary) -> Markup {
    html! {
        tr.open[needs_somebody(row.state)].well[!needs_somebody(row.state)] id={ "line-" (row.line) } {
            td.num data-label="Line" { (row.line) }
            th scope="row" {
                bdi { (name(row)) }
                small {
                    @if let Some(username) = &row.username { bdi.mono { (short(username)) } " " }
                    @if let Some(email) = &row.email { bdi { (short(email)) } }
                }
                @for issue in &row.problems {
                    p.issue {
                        @if let Some(column) = &issue.column { span.column { (short(column)) } " " }
                        bdi { (sentence(&issue.message)) }
                    }
                }
            }
            td data-label="Tenant" { bdi { (plain(&row.tenant)) } }
            td data-label="State" { (badge(row.state)) }
            td.mono data-label="Run" { (option(row.run.as_deref())) }
            td.num data-label="Done at" {
                @match row.ended { Some(at) if has_ended(row.state) => { (clock(at)) } _ => { span.quiet { "–" } } }
            }
            td.num data-label="Took" {
                @match (row.started, row.ended) { (Some(from), Some(to)) => { (took(from, to)) } _ => { span.quiet { "–" } } }
            }
            td.num data-label="Groups" { (row.groups) }
            td.num data-label="Calls" { (row.calls) }
        }
    }
}

fn has_ended(state: RowState) -> bool {
    matches!(state, RowState::Done | RowState::AlreadyDone | RowState::Partial | RowState::Failed)
}

fn option(text: Option<&str>) -> Markup {
    html! { @match text { Some(text) => { (plain(text)) } None => { span.quiet { "–" } } } }
}
