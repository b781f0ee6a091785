//! What happened when: hires over time, calls a second, and every run, on one line of time.

mod curves;
mod drawing;
mod rate;
mod runs;
mod scale;
mod story;

use maud::{Markup, html};

use super::state::badge;
use super::words::{grouped, plain};
use crate::summary::{RowState, Summary};
use drawing::Frame;
use story::Story;

/// Most tenants in the legend.
const MOST_NAMES: usize = 12;

pub(super) fn section(summary: &Summary) -> Markup {
    let Some(story) = Story::of(summary) else { return html! {} };
    html! {
        section.story aria-labelledby="story" {
            h2 id="story" { "What happened when" }
            (legend(&story))
            // One drawing for wide pages and one for narrow ones, so that its words stay readable on both.
            (drawing(&story, Frame::WIDE))
            (drawing(&story, Frame::NARROW))
        }
    }
}

fn legend(story: &Story<'_>) -> Markup {
    html! {
        ul.legend {
            @for (place, series) in story.series.iter().take(MOST_NAMES).enumerate() {
                li { span.swatch.{ "t" (place % 8 + 1) } aria-hidden="true" {} bdi { (plain(series.name)) } " " b { (grouped(series.done.len() as u64)) } }
            }
            @if story.series.len() > MOST_NAMES { li.quiet { "and " (story.series.len() - MOST_NAMES) " more" } }
            @for state in [RowState::Partial, RowState::Failed, RowState::WaitingApproval, RowState::Quarantined] {
                @if story.troubles.iter().any(|(_, row)| row.state == state) { li { (badge(state)) } }
            }
        }
    }
}

/// All parts, one under the other, and the time below.
fn drawing(story: &Story<'_>, frame: Frame) -> Markup {
    let mut parts = vec![curves::part(story, frame)];
    parts.extend(rate::part(story, frame));
    parts.push(runs::part(story, frame));
    let mut top = 0.0;
    let placed: Vec<(f64, Markup)> = parts
        .into_iter()
        .map(|(height, part)| {
            top += height;
            (top - height, part)
        })
        .collect();
    let height = top + 26.0;
    html! {
        svg.drawing.(frame.class()) viewBox={ "0 0 " (frame.width) " " (format!("{height:.0}")) } role="img" aria-label=(told(story)) {
            (drawing::time_grid(story, frame, top))
            @for (top, part) in placed { g transform={ "translate(0 " (format!("{top:.1}")) ")" } { (part) } }
        }
    }
}

/// The drawing in words.
fn told(story: &Story<'_>) -> String {
    let tenants: Vec<String> =
        story.series.iter().take(MOST_NAMES).map(|series| format!("{} {}", series.name, series.done.len())).collect();
    format!(
        "People on board over time by tenant: {}. Rows in trouble: {}.",
        plain(&tenants.join(", ")),
        story.troubles.len()
    )
}
