//! What became of a batch, row by row.

use dayone_core::run::masked;
use dayone_sheet::{RowState, RowSummary, Summary, TenantSummary};

use super::carry::Carried;
use super::checked::{Checked, CheckedRow, Fate};
use super::outcome::Outcome;
use super::{Work, files};

/// The summary of a batch that was carried out.
pub(super) fn of(work: &Work<'_>, checked: &Checked, carried: &Carried, batch: &str) -> Summary {
    let rows: Vec<(Option<usize>, RowSummary)> = checked
        .rows
        .iter()
        .enumerate()
        .map(|(index, row)| (row.tenant, summary_of(checked, row, carried.rows.get(&index))))
        .collect();
    let tenants = checked.tenants.iter().enumerate().map(|(place, tenant)| {
        let own = || rows.iter().filter(|(of, _)| *of == Some(place)).map(|(_, row)| row);
        let count = |state: RowState| own().filter(|row| row.state == state).count();
        let ends = || own().filter(|row| row.state == RowState::Done).filter_map(|row| row.ended);
        let (calls, rate_limited) = carried.calls.get(place).copied().unwrap_or_default();
        let told = checked.rows.iter().enumerate().filter(|(_, row)| row.tenant == Some(place));
        let told = told.filter_map(|(index, _)| carried.rows.get(&index)).flat_map(|outcome| &outcome.told);
        let mut notified: Vec<String> = told.map(|address| shown(address)).collect();
        notified.sort();
        notified.dedup();
        TenantSummary {
            tenant: tenant.name.clone(),
            organization: tenant.organization.clone(),
            rows: own().count(),
            done: count(RowState::Done),
            already_done: count(RowState::AlreadyDone),
            scheduled: count(RowState::Scheduled),
            partial: count(RowState::Partial),
            failed: count(RowState::Failed),
            waiting_approval: count(RowState::WaitingApproval),
            quarantined: count(RowState::Quarantined),
            not_started: count(RowState::NotStarted) + count(RowState::Stopped),
            calls,
            rate_limited,
            first_done: ends().min(),
            last_done: ends().max(),
            notified,
        }
    });
    let tenants: Vec<TenantSummary> = tenants.collect();
    let sum = |pick: fn(&TenantSummary) -> u64| tenants.iter().map(pick).sum();
    let at_once = usize::from(work.setup.config.limits.max_in_flight) * 2;
    Summary {
        batch: batch.to_owned(),
        file: work.source.short_name(),
        actor: work.actor.clone(),
        started: carried.started,
        ended: carried.ended,
        digest: checked.digest.short(),
        failed_rows: files::failed_rows_name(work),
        calls: sum(|tenant| tenant.calls),
        rate_limited: sum(|tenant| tenant.rate_limited),
        in_flight: u32::try_from(if work.args.sequential { 1 } else { at_once }).unwrap_or(u32::MAX),
        tenants,
        rows: rows.into_iter().map(|(_, row)| row).collect(),
    }
}

/// The summary of a file that was only checked.
pub(super) fn of_check(work: &Work<'_>, checked: &Checked) -> Summary {
    let now = work.now();
    let carried = Carried {
        rows: std::collections::BTreeMap::new(),
        calls: Vec::new(),
        started: now,
        ended: now,
        stopped: false,
        failures: Vec::new(),
    };
    of(work, checked, &carried, "")
}

fn summary_of(checked: &Checked, row: &CheckedRow, outcome: Option<&Outcome>) -> RowSummary {
    let tenant = row.tenant.and_then(|place| checked.tenants.get(place));
    let mut summary = RowSummary {
        line: row.line,
        tenant: tenant.map_or(String::new(), |tenant| tenant.name.clone()),
        name: row.name.clone(),
        username: row.username.clone(),
        email: row.email.clone(),
        run: None,
        state: RowState::Stopped,
        started: None,
        ended: None,
        groups: 0,
        calls: 0,
        problems: Vec::new(),
    };
    match (&row.fate, outcome) {
        (_, Some(outcome)) => {
            summary.run.clone_from(&outcome.run);
            summary.state = outcome.state;
            summary.username = outcome.username.clone().or(summary.username);
            summary.started = outcome.started;
            summary.ended = outcome.ended;
            summary.groups = outcome.groups;
            summary.calls = outcome.calls;
            summary.problems.clone_from(&outcome.issues);
        }
        (Fate::Bad(issues), None) => {
            summary.state = RowState::NotStarted;
            summary.problems.clone_from(issues);
        }
        (Fate::Done { run }, None) => {
            summary.state = RowState::AlreadyDone;
            summary.run = Some(run.clone());
        }
        (Fate::New(_) | Fate::GoesOn | Fate::Moves(_), None) => {}
    }
    summary
}

/// An address masked; a channel's name as it is.
fn shown(address: &str) -> String {
    if address.contains('@') { masked(address) } else { address.to_owned() }
}
