//! How far a batch has come, tenant by tenant, while it is carried out.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use dayone_jumpcloud::Paced;
use dayone_sheet::RowState;
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;

use super::checked::Checked;
use crate::printer::Printer;
use crate::render::bulk::{TenantProgress, progress_line};
use crate::render::line::Page;
use crate::render::progress::Mode;

/// How often lines are printed where there is no terminal.
const LINES_EVERY: Duration = Duration::from_secs(10);

/// The tenants of a batch, and how far each has come.
pub(super) struct Board {
    tenants: Vec<Tenant>,
    states: BTreeMap<usize, Progress>,
    mode: Mode,
    width: usize,
    live: Option<(MultiProgress, Vec<ProgressBar>)>,
    began: Instant,
    printed: Instant,
    stopping: bool,
}

struct Tenant {
    name: String,
    to_do: usize,
    /// Runs that have come as far as people being told.
    settled: usize,
    attention: usize,
    waiting: usize,
    ended: Option<Duration>,
    before: Option<Paced>,
}

/// How far a row has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    /// Somebody is at it.
    Begun,
    /// All is done but what is done for all at once: telling people, reading back.
    ToBeTold,
    /// It has come as far as it comes for now.
    Ended(RowState),
}

impl Progress {
    /// What it adds to the rows that are settled, that need attention, and that wait.
    fn counted(self) -> (usize, usize, usize) {
        match self {
            Progress::ToBeTold | Progress::Ended(RowState::Done | RowState::AlreadyDone) => (1, 0, 0),
            Progress::Ended(RowState::Scheduled | RowState::WaitingApproval | RowState::Quarantined) => (1, 0, 1),
            Progress::Ended(RowState::Partial | RowState::Failed) => (1, 1, 0),
            Progress::Begun | Progress::Ended(RowState::Stopped | RowState::NotStarted) => (0, 0, 0),
        }
    }
}

impl Board {
    /// How often it is drawn.
    pub(super) const EVERY: Duration = Duration::from_millis(250);

    pub(super) fn new(checked: &Checked, printer: &Printer) -> Board {
        let tenants: Vec<Tenant> = checked
            .tenants
            .iter()
            .map(|tenant| Tenant {
                name: tenant.name.clone(),
                to_do: tenant.to_do,
                settled: 0,
                attention: 0,
                waiting: 0,
                ended: None,
                before: None,
            })
            .collect();
        let mode = printer.progress_mode();
        let live = (mode == Mode::InPlace).then(|| {
            let all = MultiProgress::with_draw_target(ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("{msg}").unwrap_or_else(|_| ProgressStyle::default_spinner());
            let shown = tenants.iter().filter(|tenant| tenant.to_do > 0);
            let lines = shown.map(|_| all.add(ProgressBar::new_spinner().with_style(style.clone()))).collect();
            (all, lines)
        });
        let now = Instant::now();
        let states = BTreeMap::new();
        Board { tenants, states, mode, width: printer.width(), live, began: now, printed: now, stopping: false }
    }

    /// A row stands otherwise now.
    pub(super) fn note(&mut self, place: usize, row: usize, progress: Progress) {
        let before = self.states.insert(row, progress);
        let Some(tenant) = self.tenants.get_mut(place) else { return };
        let (settled, attention, waiting) = before.map_or((0, 0, 0), Progress::counted);
        tenant.settled -= settled;
        tenant.attention -= attention;
        tenant.waiting -= waiting;
        let (settled, attention, waiting) = progress.counted();
        tenant.settled += settled;
        tenant.attention += attention;
        tenant.waiting += waiting;
    }

    /// A run has come as far as people being told: what is left is one message and one reading for all.
    pub(super) fn tenant_ended(&mut self, place: usize, _at: Timestamp) {
        if let Some(tenant) = self.tenants.get_mut(place) {
            tenant.ended = Some(self.began.elapsed());
        }
    }

    pub(super) fn stopping(&mut self) {
        self.stopping = true;
    }

    /// Draws in place; what is to be printed comes back.
    pub(super) fn draw(&mut self, paced: &[Paced]) -> Page {
        let mut page = Page::default();
        // The rate is that from the first look on, whether anything is printed then or not.
        for (tenant, paced) in self.tenants.iter_mut().zip(paced) {
            tenant.before.get_or_insert(*paced);
        }
        let due = self.printed.elapsed() >= LINES_EVERY;
        if self.mode == Mode::Silent || (self.mode == Mode::Lines && !due) {
            return page;
        }
        self.printed = Instant::now();
        let elapsed = self.began.elapsed();
        let tenants = self.tenants.iter_mut().enumerate().filter(|(_, tenant)| tenant.to_do > 0);
        for (shown, (place, tenant)) in tenants.enumerate() {
            let now = paced.get(place).copied().unwrap_or_default();
            let before = *tenant.before.get_or_insert(now);
            let begun = self.states.len();
            let view = TenantProgress {
                name: &tenant.name,
                settled: tenant.settled,
                to_do: tenant.to_do,
                attention: tenant.attention,
                waiting: tenant.waiting,
                calls: now.calls - before.calls,
                elapsed,
                ended: tenant.ended,
                stopping: self.stopping,
                begun: begun > 0,
            };
            let line = progress_line(&view, self.width);
            match &self.live {
                Some((_, bars)) => {
                    if let Some(bar) = bars.get(shown) {
                        bar.set_message(line.text(false).trim_end().to_owned());
                    }
                }
                None => page.append(line),
            }
        }
        page
    }

    /// Lines in place stay where they are.
    pub(super) fn end(&mut self) {
        if let Some((_, bars)) = &self.live {
            for bar in bars {
                bar.abandon();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hire_that_only_waits_for_the_digest_counts_as_come_far_enough() {
        assert_eq!(Progress::Begun.counted(), (0, 0, 0));
        assert_eq!(Progress::ToBeTold.counted(), (1, 0, 0));
        assert_eq!(Progress::Ended(RowState::Partial).counted(), (1, 1, 0));
        assert_eq!(Progress::Ended(RowState::WaitingApproval).counted(), (1, 0, 1));
    }
}
