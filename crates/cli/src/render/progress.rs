//! The sixteen steps while they happen: in place on a terminal, as lines elsewhere.

use std::collections::BTreeMap;

use dayone_core::run::{Run, StepState, StepStatus};
use dayone_core::steps::{STEPS, Step};
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::line::Page;
use super::run::step;
use super::text;

/// How progress is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Not at all.
    Silent,
    /// A line when a step is done.
    Lines,
    /// Sixteen lines that change in place.
    InPlace,
}

/// How a step was last shown.
type Shown = BTreeMap<Step, (StepState, String)>;

/// The progress of one run. The caller prints the pages that it gives back; lines in place draw themselves.
pub struct Progress {
    mode: Mode,
    width: usize,
    colour: bool,
    shown: Shown,
    live: Option<Live>,
}

struct Live {
    /// Keeps the lines together.
    _all: MultiProgress,
    lines: Vec<ProgressBar>,
}

impl Progress {
    /// Begins. In place, sixteen lines appear on stderr.
    #[must_use]
    pub fn begin(mode: Mode, width: usize, colour: bool) -> Progress {
        let live = (mode == Mode::InPlace).then(Live::begin);
        Progress { mode, width, colour, shown: Shown::new(), live }
    }

    /// Shows how the run stands now; what is to be printed comes back.
    pub fn show(&mut self, run: &Run) -> Page {
        let mut page = Page::default();
        for status in run.steps() {
            if let Some(live) = &self.live {
                live.draw(&status, self.width, self.colour);
                continue;
            }
            // Told in order: what is done early waits for the steps before it.
            let waits_for_it = !is_done(status.state) && run.ending().is_none();
            if self.mode == Mode::Lines && is_news(&self.shown, &status) {
                page.append(step(&status, self.width));
                self.shown.insert(status.step, (status.state, status.note));
            }
            if waits_for_it {
                break;
            }
        }
        page
    }

    /// Ends: lines in place stay where they are.
    pub fn end(self) {
        if let Some(live) = self.live {
            for line in live.lines {
                line.abandon();
            }
        }
    }
}

fn is_done(state: StepState) -> bool {
    matches!(state, StepState::Ok | StepState::Skipped | StepState::Incomplete | StepState::Failed)
}

/// A step is told of when it is done, once; and again only if it turned out otherwise.
fn is_news(shown: &Shown, status: &StepStatus) -> bool {
    let done = matches!(status.state, StepState::Ok | StepState::Skipped | StepState::Incomplete | StepState::Failed);
    let waits = matches!(status.state, StepState::Waiting(_));
    match shown.get(&status.step) {
        None => done || waits,
        Some((state, note)) if waits => *state != status.state && note != &status.note,
        Some((state, _)) => done && *state != status.state,
    }
}

/// A count that changes in place.
pub struct Counter {
    line: Option<ProgressBar>,
    what: &'static str,
}

impl Counter {
    pub(crate) fn begin(mode: Mode, what: &'static str) -> Counter {
        let style = ProgressStyle::with_template("{msg}").unwrap_or_else(|_| ProgressStyle::default_spinner());
        let line = (mode == Mode::InPlace)
            .then(|| ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_style(style));
        Counter { line, what }
    }

    /// Shows how many.
    pub fn show(&mut self, count: usize) {
        if let Some(line) = &self.line
            && count.is_multiple_of(50)
        {
            line.set_message(format!("{count} {}", self.what));
        }
    }

    /// The line goes.
    pub fn end(self) {
        if let Some(line) = self.line {
            line.finish_and_clear();
        }
    }
}

impl Live {
    fn begin() -> Live {
        let all = MultiProgress::with_draw_target(ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{msg}").unwrap_or_else(|_| ProgressStyle::default_spinner());
        let lines = STEPS.iter().map(|_| all.add(ProgressBar::new_spinner().with_style(style.clone()))).collect();
        Live { _all: all, lines }
    }

    fn draw(&self, status: &StepStatus, width: usize, colour: bool) {
        let Some(line) = self.lines.get(status.step.number() - 1) else { return };
        // One line a step while it moves: what does not fit is told at the end.
        let room = width.saturating_sub(48);
        let status = StepStatus { note: text::cut(&text::safe(&status.note), room), ..status.clone() };
        line.set_message(step(&status, width).text(colour).trim_end().to_owned());
    }
}
