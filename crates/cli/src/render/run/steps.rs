//! The sixteen step lines.

use dayone_core::run::{Run, StepState, StepStatus};

use crate::render::duration::duration;
use crate::render::line::{Ink, Line, Page, Span};
use crate::render::text;

/// Column of the word, of the name, of the end of the duration, of the note.
const WORD: usize = 4;
const NAME: usize = 15;
const DURATION: usize = 45;
const NOTE: usize = 47;

/// All sixteen.
#[must_use]
pub fn steps(run: &Run, width: usize) -> Page {
    let mut page = Page::default();
    for status in run.steps() {
        page.append(step(&status, width));
    }
    page
}

/// One step: number, word, name, duration, note. Long notes go on below.
#[must_use]
pub fn step(status: &StepStatus, width: usize) -> Page {
    let mut page = Page::default();
    let mut line = Line::default();
    line.push(format!("{:>3}", status.step.number()));
    line.pad_to(WORD, 0);
    line.push(Span::new(ink(status.state), status.state.word()));
    line.pad_to(NAME, 1);
    line.push(status.step.name());
    if let Some(took) = status.took_us.map(duration) {
        line.pad_to(DURATION.saturating_sub(text::width(&took)), 1);
        line.push(Span::new(Ink::Faint, took));
    }
    for (place, part) in Span::from(&status.note).wrap(width.saturating_sub(NOTE)).into_iter().enumerate() {
        if place > 0 {
            page.push(std::mem::take(&mut line));
        }
        line.pad_to(NOTE, 0);
        line.push(part);
    }
    page.push(line);
    page
}

fn ink(state: StepState) -> Ink {
    match state {
        StepState::Ok => Ink::Good,
        StepState::Failed => Ink::Bad,
        StepState::Incomplete | StepState::Waiting(_) | StepState::Running => Ink::Caution,
        StepState::Skipped | StepState::Pending => Ink::Faint,
    }
}
