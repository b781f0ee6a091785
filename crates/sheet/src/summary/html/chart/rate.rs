//! Calls a second, as far as they are known: each run's calls, spread over its time.

use std::fmt::Write as _;

use maud::{Markup, html};

use super::drawing::{Frame, axis, heading, levels, px};
use super::scale::time_step;
use super::story::Story;

pub(super) fn part(story: &Story<'_>, frame: Frame) -> Option<(f64, Markup)> {
    let (top, height) = (30.0, if frame.is_wide { 64.0 } else { 52.0 });
    let piece = time_step(story.length, if frame.is_wide { 120.0 } else { 50.0 }).max(1_000.0);
    let rates = rates(story, piece);
    let most = rates.iter().copied().fold(0.0, f64::max);
    if most <= 0.0 {
        return None;
    }
    let (end, ticks) = axis(most, 2.0);
    let y = |rate: f64| top + height - height * rate / end;
    let mut path = format!("M{} {}", px(frame.x(0.0, story)), px(y(0.0)));
    for (place, rate) in rates.iter().enumerate() {
        let to = ((place + 1) as f64 * piece).min(story.length);
        // Writing to a String does not fail.
        let _ = write!(path, "V{}H{}", px(y(*rate)), px(frame.x(to, story)));
    }
    let _ = write!(path, "V{}Z", px(y(0.0)));
    Some((
        top + height + 22.0,
        html! {
            (heading("Calls a second"))
            (levels(frame, &ticks, y))
            path.area d=(path) {}
        },
    ))
}

/// Calls a second in each piece of the batch's time.
fn rates(story: &Story<'_>, piece: f64) -> Vec<f64> {
    let mut calls = vec![0.0; (story.length / piece).ceil().max(1.0) as usize];
    let last = calls.len() - 1;
    for run in story.runs.iter().filter(|run| run.row.calls > 0) {
        let (first, end) = ((run.from / piece) as usize, ((run.to / piece) as usize).min(last));
        let length = (run.to - run.from).max(1.0);
        for (place, sum) in calls.iter_mut().enumerate().take(end + 1).skip(first.min(last)) {
            let begin = place as f64 * piece;
            let overlap = (run.to.min(begin + piece) - run.from.max(begin)).max(0.0);
            let share = if run.to - run.from < 1.0 { 1.0 } else { overlap / length };
            *sum += f64::from(run.row.calls) * share;
        }
    }
    calls
        .into_iter()
        .enumerate()
        .map(|(place, calls)| {
            let length = (story.length - place as f64 * piece).clamp(1.0, piece);
            1_000.0 * calls / length.max(250.0)
        })
        .collect()
}
