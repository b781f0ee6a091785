//! People on board over time, a line for each tenant, and below them a mark for each row in trouble.

use std::fmt::Write as _;

use maud::{Markup, html};

use super::drawing::{Frame, axis, heading, levels, px};
use super::story::Story;
use crate::summary::RowState;
use crate::summary::html::mend::name;
use crate::summary::html::state::class;

/// Marks of one state that are nearer than this are drawn as one.
const APART: f64 = 9.0;

/// Height of the strip in which the marks of one state stand.
const STRIP: f64 = 16.0;

/// Most marks that are tied to the curves by a line; more would hide them.
const MOST_TIED: usize = 12;

pub(super) fn part(story: &Story<'_>, frame: Frame) -> (f64, Markup) {
    let (top, height) = (30.0, if frame.is_wide { 190.0 } else { 140.0 });
    let most = story.series.iter().map(|series| series.done.len()).max().unwrap_or(0);
    let (end, ticks) = axis(most as f64, 4.0);
    let y = |count: f64| top + height - height * count / end;
    let states: Vec<RowState> =
        RowState::ALL.into_iter().filter(|state| story.troubles.iter().any(|(_, row)| row.state == *state)).collect();
    let strips = STRIP * states.len() as f64;
    let part = html! {
        (heading("People on board"))
        (levels(frame, &ticks, y))
        @for (place, series) in story.series.iter().enumerate() {
            @if !series.done.is_empty() {
                path.line.{ "t" (place % 8 + 1) } d=(stairs(story, frame, &series.done, y)) {}
                @let last = series.done.last().copied().unwrap_or(0.0);
                circle.end-dot.{ "t" (place % 8 + 1) } cx=(px(frame.x(last, story))) cy=(px(y(series.done.len() as f64))) r="3.5" {}
            }
        }
        @for (place, state) in states.iter().enumerate() {
            (marks(story, frame, *state, top + height + 13.0 + STRIP * place as f64))
        }
    };
    (top + height + strips + 26.0, part)
}

/// One stair for each person; what would not show as a stair of its own is left out.
fn stairs(story: &Story<'_>, frame: Frame, done: &[f64], y: impl Fn(f64) -> f64) -> String {
    let mut path = format!("M{} {}", px(frame.x(0.0, story)), px(y(0.0)));
    let mut drawn = f64::NEG_INFINITY;
    for (place, at) in done.iter().enumerate() {
        let x = frame.x(*at, story);
        if x - drawn >= 0.5 || place + 1 == done.len() {
            // Writing to a String does not fail.
            let _ = write!(path, "H{}V{}", px(x), px(y(place as f64 + 1.0)));
            drawn = x;
        }
    }
    path
}

fn marks(story: &Story<'_>, frame: Frame, state: RowState, y: f64) -> Markup {
    let mut drawn = f64::NEG_INFINITY;
    let shown: Vec<_> = story
        .troubles
        .iter()
        .filter(|(at, row)| {
            let x = frame.x(*at, story);
            let is_shown = row.state == state && x - drawn >= APART;
            if is_shown {
                drawn = x;
            }
            is_shown
        })
        .collect();
    html! {
        @for (at, row) in shown {
            @let x = frame.x(*at, story);
            g.mark.(class(row.state)) {
                title { "line " (row.line) ", " (name(row)) ": " (row.state.word()) }
                @if story.troubles.len() <= MOST_TIED {
                    line.drop x1=(px(x)) y1="30" x2=(px(x)) y2=(px(y - 8.0)) {}
                }
                svg.i.(class(row.state)) x=(px(x - 7.0)) y=(px(y - 7.0)) width="14" height="14" viewBox="0 0 20 20" {
                    use href={ "#" (class(row.state)) } {}
                }
            }
        }
    }
}
