//! One line a tenant while its hires are carried out.

use std::time::Duration;

use crate::render::duration::duration;
use crate::render::line::{Ink, Line, Page, Span};

/// Columns of the bar.
const BAR: usize = 28;

/// How far a tenant has come.
pub(crate) struct TenantProgress<'a> {
    pub(crate) name: &'a str,
    pub(crate) settled: usize,
    pub(crate) to_do: usize,
    pub(crate) attention: usize,
    pub(crate) waiting: usize,
    pub(crate) calls: u64,
    pub(crate) elapsed: Duration,
    /// How long all of it took.
    pub(crate) ended: Option<Duration>,
    pub(crate) stopping: bool,
    pub(crate) begun: bool,
}

/// `acme  ████████····  61/97  9.8 calls/s  about 8 s left`.
pub(crate) fn progress_line(view: &TenantProgress<'_>, width: usize) -> Page {
    let mut line = Line::default();
    line.push(Span::new(Ink::Strong, view.name));
    line.pad_to(12, 1);
    let bar = BAR.min(width / 4);
    let full = (view.settled * bar).checked_div(view.to_do).unwrap_or(bar).min(bar);
    line.push(Span::new(Ink::Good, "█".repeat(full)));
    line.push(Span::new(Ink::Faint, "·".repeat(bar - full)));
    line.push(format!("  {:>width$}/{}", view.settled, view.to_do, width = view.to_do.to_string().len()));
    let seconds = view.ended.unwrap_or(view.elapsed).as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let rate = view.calls as f64 / seconds.max(0.001);
    line.push(format!("  {rate:>5.1} calls/s"));
    let mut words = Vec::new();
    match view.ended {
        Some(took) => words.push(format!("done after {}", in_words(took))),
        None if view.stopping => words.push("stopping".into()),
        None if !view.begun => words.push("starting".into()),
        None if view.settled == view.to_do => words.push("telling people, reading back".into()),
        None if view.settled > 0 => {
            #[expect(clippy::cast_precision_loss, reason = "an estimate for people")]
            let left = view.elapsed.mul_f64((view.to_do - view.settled) as f64 / view.settled as f64);
            words.push(format!("about {} left", in_words(Duration::from_secs(left.as_secs().max(1)))));
        }
        None => {}
    }
    if view.waiting > 0 {
        words.push(format!("{} wait", view.waiting));
    }
    if view.attention > 0 {
        words.push(format!("{} need attention", view.attention));
    }
    line.push(format!("  {}", words.join(", ")));
    let mut page = Page::default();
    page.push(line);
    page
}

fn in_words(time: Duration) -> String {
    duration(i64::try_from(time.as_micros()).unwrap_or(i64::MAX))
}
