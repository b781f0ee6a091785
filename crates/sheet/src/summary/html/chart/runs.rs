//! Every run from its beginning to its end; of many, how many were under way.

use std::fmt::Write as _;

use maud::{Markup, html};

use super::drawing::{Frame, axis, heading, levels, px};
use super::story::Story;
use crate::summary::html::mend::name;
use crate::summary::html::state::{class, needs_somebody};
use crate::summary::html::words::plain;

/// Most runs that get a bar of their own.
const MOST_BARS: usize = 300;

/// Space between the bars of two tenants.
const GAP: f64 = 8.0;

pub(super) fn part(story: &Story<'_>, frame: Frame) -> (f64, Markup) {
    if story.runs.len() > MOST_BARS { density(story, frame) } else { bars(story, frame) }
}

fn bars(story: &Story<'_>, frame: Frame) -> (f64, Markup) {
    let top = 30.0;
    let pitch = (380.0 / story.runs.len().max(1) as f64).clamp(1.8, 7.0);
    let mut y = top;
    let mut before = None;
    let mut bands = Vec::new();
    let placed: Vec<(f64, &super::story::Bar<'_>)> = story
        .runs
        .iter()
        .map(|run| {
            if before != Some(run.series) {
                if before.is_some() {
                    y += GAP;
                }
                bands.push((run.series, y));
                before = Some(run.series);
            }
            y += pitch;
            (y - pitch, run)
        })
        .collect();
    let thick = px((pitch * 0.72).max(1.3));
    let part = html! {
        (heading("Every run, by tenant"))
        @for (y, run) in placed {
            @let (from, to) = (frame.x(run.from, story), frame.x(run.to, story));
            rect.bar.{ "t" (run.series % 8 + 1) }.(if needs_somebody(run.row.state) { class(run.row.state) } else { "fine" })
                x=(px(from)) y=(px(y)) width=(px((to - from).max(1.5))) height=(thick) rx="1" {
                title { "line " (run.row.line) ", " (name(run.row)) ": " (run.row.state.word()) }
            }
        }
        @if frame.is_wide {
            @for (series, y) in bands {
                @if let Some(series) = story.series.get(series) {
                    text.band x="0" y=(px(y + 9.0)) { (cut(series.name)) }
                }
            }
        }
    };
    (y + 8.0, part)
}

/// A name that fits beside the bars.
fn cut(name: &str) -> String {
    let name = plain(name);
    match name.char_indices().nth(6) {
        Some((at, _)) if name.chars().count() > 7 => format!("{}…", &name[..at]),
        _ => name,
    }
}

fn density(story: &Story<'_>, frame: Frame) -> (f64, Markup) {
    let (top, height) = (30.0, if frame.is_wide { 110.0 } else { 84.0 });
    let pieces = if frame.is_wide { 180 } else { 80 };
    let counts = under_way(story, pieces);
    let most = counts.iter().map(|counts| counts.iter().sum::<f64>()).fold(0.0, f64::max);
    let (end, ticks) = axis(most, 3.0);
    let y = |count: f64| top + height - height * count / end;
    let part = html! {
        (heading("Runs under way"))
        (levels(frame, &ticks, y))
        @for place in 0..story.series.len() {
            path.layer.{ "t" (place % 8 + 1) } d=(layer(story, frame, &counts, place, y)) {}
        }
    };
    (top + height + 8.0, part)
}

/// How many runs of each tenant were under way, on average over each piece of time.
fn under_way(story: &Story<'_>, pieces: usize) -> Vec<Vec<f64>> {
    let piece = story.length / pieces as f64;
    let mut counts = vec![vec![0.0; story.series.len()]; pieces];
    for run in &story.runs {
        let (first, last) = ((run.from / piece) as usize, ((run.to / piece) as usize).min(pieces - 1));
        for (place, counts) in counts.iter_mut().enumerate().take(last + 1).skip(first) {
            let begin = place as f64 * piece;
            let overlap = (run.to.min(begin + piece) - run.from.max(begin)).max(0.0);
            counts[run.series] += overlap / piece;
        }
    }
    counts
}

/// The area of one tenant, on top of those before it.
fn layer(story: &Story<'_>, frame: Frame, counts: &[Vec<f64>], place: usize, y: impl Fn(f64) -> f64) -> String {
    let at = |piece: usize| px(frame.x(story.length * piece as f64 / counts.len() as f64, story));
    let mut path = String::new();
    let below: Vec<f64> = counts.iter().map(|counts| counts[..place].iter().sum()).collect();
    for (piece, (counts, below)) in counts.iter().zip(&below).enumerate() {
        let level = px(y(below + counts[place]));
        // Writing to a String does not fail.
        let _ = match piece {
            0 => write!(path, "M{} {level}H{}", at(0), at(1)),
            piece => write!(path, "V{level}H{}", at(piece + 1)),
        };
    }
    for (piece, below) in below.iter().enumerate().rev() {
        let _ = write!(path, "V{}H{}", px(y(*below)), at(piece));
    }
    path.push('Z');
    path
}
