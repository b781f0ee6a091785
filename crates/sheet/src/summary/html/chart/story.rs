//! The times of a batch, made ready to be drawn.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::summary::{RowState, RowSummary, Summary};

/// What is drawn. Times are milliseconds since the batch began.
pub(super) struct Story<'a> {
    /// How long the batch took.
    pub(super) length: f64,
    /// By tenant, in the order of the summary.
    pub(super) series: Vec<Series<'a>>,
    /// Rows that failed or wait, by the time at which they did.
    pub(super) troubles: Vec<(f64, &'a RowSummary)>,
    /// Every run, by tenant and then by its beginning.
    pub(super) runs: Vec<Bar<'a>>,
}

pub(super) struct Series<'a> {
    pub(super) name: &'a str,
    /// When each of its people was on board, in order.
    pub(super) done: Vec<f64>,
}

pub(super) struct Bar<'a> {
    /// The place of its tenant.
    pub(super) series: usize,
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) row: &'a RowSummary,
}

impl<'a> Story<'a> {
    /// None if no run was begun, so that there is nothing to draw.
    pub(super) fn of(summary: &'a Summary) -> Option<Story<'a>> {
        let length = milliseconds(summary.started, summary.ended).max(1.0);
        let since = |at: Timestamp| Some(milliseconds(summary.started, at)).filter(|at| (0.0..=length).contains(at));
        let mut series: Vec<Series<'a>> =
            summary.tenants.iter().map(|tenant| Series { name: &tenant.tenant, done: Vec::new() }).collect();
        let places: HashMap<&str, usize> =
            summary.tenants.iter().enumerate().map(|(place, tenant)| (tenant.tenant.as_str(), place)).collect();
        let (mut troubles, mut runs) = (Vec::new(), Vec::new());
        for row in &summary.rows {
            let Some(place) = places.get(row.tenant.as_str()).copied() else { continue };
            let ended = row.ended.and_then(since);
            if let Some(at) = ended {
                match row.state {
                    RowState::Done => series[place].done.push(at),
                    RowState::Partial | RowState::Failed | RowState::WaitingApproval | RowState::Quarantined => {
                        troubles.push((at, row));
                    }
                    RowState::AlreadyDone | RowState::Scheduled | RowState::NotStarted | RowState::Stopped => {}
                }
            }
            if let (Some(from), Some(to)) = (row.started.and_then(since), ended) {
                runs.push(Bar { series: place, from, to: to.max(from), row });
            }
        }
        series.iter_mut().for_each(|series| series.done.sort_by(f64::total_cmp));
        troubles.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        runs.sort_by(|one, other| one.series.cmp(&other.series).then(one.from.total_cmp(&other.from)));
        let is_empty = runs.is_empty() && series.iter().all(|series| series.done.is_empty());
        (!is_empty).then_some(Story { length, series, troubles, runs })
    }
}

fn milliseconds(from: Timestamp, to: Timestamp) -> f64 {
    to.as_millisecond().saturating_sub(from.as_millisecond()) as f64
}
