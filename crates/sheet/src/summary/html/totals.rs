//! Totals: all rows by state, and the same by tenant.

use maud::{Markup, html};

use super::state::{Counts, class, mark};
use super::words::{clock, grouped, plain};
use crate::summary::{RowState, Summary, TenantSummary};

pub(super) fn section(summary: &Summary, counts: &Counts) -> Markup {
    html! {
        section aria-label="Totals" {
            (bar(summary.rows.len(), counts.present()))
            dl.totals {
                @for (state, count) in counts.present() {
                    div { dt { (mark(state)) (state.word()) } dd { (grouped(count as u64)) } }
                }
            }
            @if summary.tenants.len() > 1 || !summary.tenants.iter().all(|tenant| tenant.notified.is_empty()) {
                (by_tenant(summary))
            }
        }
    }
}

/// The parts of a whole, side by side.
fn bar(rows: usize, parts: impl Iterator<Item = (RowState, usize)>) -> Markup {
    let mut left = 0.0;
    let parts: Vec<(RowState, f64, f64)> = parts
        .map(|(state, count)| {
            let width = 1000.0 * count as f64 / rows.max(1) as f64;
            left += width;
            (state, left - width, width)
        })
        .collect();
    html! {
        svg.parts viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" {
            @for (state, left, width) in parts {
                rect.part.(class(state)) x=(format!("{left:.1}")) y="0" width=(format!("{:.1}", (width - 2.0).max(1.5))) height="10" {}
            }
        }
    }
}

/// The states that a tenant counts. What was not started counts once, whyever it was not.
const COLUMNS: [RowState; 8] = [
    RowState::Done,
    RowState::AlreadyDone,
    RowState::Scheduled,
    RowState::WaitingApproval,
    RowState::Quarantined,
    RowState::NotStarted,
    RowState::Partial,
    RowState::Failed,
];

fn count(tenant: &TenantSummary, state: RowState) -> usize {
    match state {
        RowState::Done => tenant.done,
        RowState::AlreadyDone => tenant.already_done,
        RowState::Scheduled => tenant.scheduled,
        RowState::Partial => tenant.partial,
        RowState::Failed => tenant.failed,
        RowState::WaitingApproval => tenant.waiting_approval,
        RowState::Quarantined => tenant.quarantined,
        RowState::NotStarted => tenant.not_started,
        RowState::Stopped => 0,
    }
}

fn heading(state: RowState) -> &'static str {
    match state {
        RowState::NotStarted => "not started",
        other => other.word(),
    }
}

fn by_tenant(summary: &Summary) -> Markup {
    let columns: Vec<RowState> =
        COLUMNS.into_iter().filter(|state| summary.tenants.iter().any(|tenant| count(tenant, *state) > 0)).collect();
    html! {
        table.stack.tenants {
            caption.vh { "Totals by tenant" }
            thead {
                tr {
                    th scope="col" { "Tenant" }
                    th.num scope="col" { "Rows" }
                    @for state in &columns { th.num scope="col" { (heading(*state)) } }
                    th.num scope="col" { "Calls" }
                    th.num scope="col" { "429" }
                    th scope="col" { "First and last done" }
                }
            }
            tbody {
                @for (place, tenant) in summary.tenants.iter().enumerate() {
                    tr {
                        th scope="row" {
                            span.swatch.{ "t" (place % 8 + 1) } aria-hidden="true" {}
                            bdi { (plain(&tenant.tenant)) } " " small { bdi { (plain(&tenant.organization)) } }
                            (bar(tenant.rows, columns.iter().map(|state| (*state, count(tenant, *state))).filter(|(_, count)| *count > 0)))
                            (told(&tenant.notified))
                        }
                        td.num data-label="Rows" { (grouped(tenant.rows as u64)) }
                        @for state in &columns {
                            td.num.zero[count(tenant, *state) == 0].(class(*state)) data-label=(heading(*state)) { (grouped(count(tenant, *state) as u64)) }
                        }
                        td.num data-label="Calls" { (grouped(tenant.calls)) }
                        td.num.zero[tenant.rate_limited == 0] data-label="429" { (grouped(tenant.rate_limited)) }
                        td.when data-label="First and last done" { (first_and_last(tenant)) }
                    }
                }
            }
        }
    }
}

fn told(addresses: &[String]) -> Markup {
    html! {
        small.told {
            @if addresses.is_empty() { "nobody was told" } @else { "told: " }
            @for (place, address) in addresses.iter().enumerate() {
                @if place > 0 { ", " }
                bdi { (plain(address)) }
            }
        }
    }
}

fn first_and_last(tenant: &TenantSummary) -> Markup {
    html! {
        @match (tenant.first_done, tenant.last_done) {
            (Some(first), Some(last)) => { (clock(first)) " to " (clock(last)) }
            _ => { span.quiet { "none" } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::state;
    use super::*;

    #[test]
    fn parts_of_nothing_are_drawn_as_nothing() {
        assert!(!bar(0, state::counts([]).present()).into_string().contains("rect"));
    }
}
