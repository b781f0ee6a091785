//! What all parts of the drawing share: its width, its time, its grid.

use maud::{Markup, html};

use super::scale::{step, time_label, time_step};
use super::story::Story;
use crate::summary::html::words::grouped;

/// One of the two drawings.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    pub(super) width: f64,
    left: f64,
    right: f64,
    /// Whether it is the one for wide pages.
    pub(super) is_wide: bool,
}

impl Frame {
    pub(super) const WIDE: Frame = Frame { width: 1080.0, left: 44.0, right: 26.0, is_wide: true };
    pub(super) const NARROW: Frame = Frame { width: 328.0, left: 34.0, right: 16.0, is_wide: false };

    pub(super) fn class(self) -> &'static str {
        if self.is_wide { "wide" } else { "narrow" }
    }

    pub(super) fn left(self) -> f64 {
        self.left
    }

    pub(super) fn right(self) -> f64 {
        self.width - self.right
    }

    /// Where a time stands.
    pub(super) fn x(self, at: f64, story: &Story<'_>) -> f64 {
        self.left + (self.right() - self.left) * at / story.length
    }
}

/// A length, as short as it can be written.
pub(super) fn px(length: f64) -> String {
    format!("{length:.1}")
}

/// The lines of time through all parts, and their labels at the bottom.
pub(super) fn time_grid(story: &Story<'_>, frame: Frame, bottom: f64) -> Markup {
    let step = time_step(story.length, if frame.is_wide { 9.0 } else { 4.0 });
    let count = (story.length / step).floor();
    html! {
        g.time {
            @for at in (0..=count as u32).map(|n| f64::from(n) * step) {
                @let x = px(frame.x(at, story));
                line.grid x1=(x) y1="22" x2=(x) y2=(px(bottom)) {}
                text.tick.middle x=(x) y=(px(bottom + 17.0)) { (time_label(at, step)) }
            }
        }
    }
}

/// The upper end of an axis and its round steps.
pub(super) fn axis(most: f64, parts: f64) -> (f64, Vec<f64>) {
    let step = step(most, parts);
    let count = (most / step).ceil().max(1.0);
    (count * step, (0..=count as u32).map(|n| f64::from(n) * step).collect())
}

/// The lines across a part, with the numbers at their left.
pub(super) fn levels(frame: Frame, ticks: &[f64], y: impl Fn(f64) -> f64) -> Markup {
    html! {
        @for tick in ticks {
            @let at = px(y(*tick));
            line.grid.base[*tick == 0.0] x1=(px(frame.left())) y1=(at) x2=(px(frame.right())) y2=(at) {}
            text.tick.end x=(px(frame.left() - 7.0)) y=(px(y(*tick) + 4.0)) { (grouped(*tick as u64)) }
        }
    }
}

/// The heading of a part.
pub(super) fn heading(text: &str) -> Markup {
    html! { text.heading x="0" y="13" { (text) } }
}
