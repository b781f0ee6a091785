//! States: a mark of its own outline, a colour, and always the word.

use maud::{Markup, PreEscaped, html};

use crate::summary::{RowState, RowSummary};

/// How many rows are in each state.
pub(super) struct Counts([usize; RowState::ALL.len()]);

pub(super) fn counts<'a>(rows: impl IntoIterator<Item = &'a RowSummary>) -> Counts {
    let mut counts = [0; RowState::ALL.len()];
    for row in rows {
        if let Some(place) = RowState::ALL.iter().position(|state| *state == row.state) {
            counts[place] += 1;
        }
    }
    Counts(counts)
}

impl Counts {
    pub(super) fn of(&self, state: RowState) -> usize {
        self.present().find(|(one, _)| *one == state).map_or(0, |(_, count)| count)
    }

    /// The states that some row is in, in the order of [`RowState::ALL`].
    pub(super) fn present(&self) -> impl Iterator<Item = (RowState, usize)> {
        RowState::ALL.into_iter().zip(self.0).filter(|(_, count)| *count > 0)
    }
}

/// The name of a state in styles and marks.
pub(super) fn class(state: RowState) -> &'static str {
    match state {
        RowState::Done => "done",
        RowState::AlreadyDone => "already",
        RowState::Scheduled => "scheduled",
        RowState::Partial => "partial",
        RowState::Failed => "failed",
        RowState::WaitingApproval => "waiting",
        RowState::Quarantined => "quarantined",
        RowState::NotStarted => "input",
        RowState::Stopped => "stopped",
    }
}

/// A person has to do something about it.
pub(super) fn needs_somebody(state: RowState) -> bool {
    match state {
        RowState::Done | RowState::AlreadyDone | RowState::Scheduled => false,
        RowState::Partial
        | RowState::Failed
        | RowState::WaitingApproval
        | RowState::Quarantined
        | RowState::NotStarted
        | RowState::Stopped => true,
    }
}

/// The mark alone; the word stands beside it.
pub(super) fn mark(state: RowState) -> Markup {
    let name = class(state);
    html! { svg.i.(name) viewBox="0 0 20 20" aria-hidden="true" { use href={ "#" (name) } {} } }
}

/// Mark and word.
pub(super) fn badge(state: RowState) -> Markup {
    html! { span.state.(class(state)) { (mark(state)) (state.word()) } }
}

/// The shapes of all marks, drawn once.
pub(super) fn symbols() -> Markup {
    PreEscaped(include_str!("symbols.svg").to_owned())
}
