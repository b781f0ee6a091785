//! The summary as one page: it needs nothing but itself, runs no script, and prints.

mod causes;
mod chart;
mod mend;
mod people;
mod state;
mod totals;
mod words;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::{RowState, Summary};
use words::{clock, grouped, long_date, took};

const STYLE: &str = include_str!("style.css");

/// The summary as an HTML page of its own. Every text of the file stands in it as text.
#[must_use]
pub fn summary_html(summary: &Summary) -> String {
    let counts = state::counts(&summary.rows);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy());
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                meta name="robots" content="noindex";
                title { (words::plain(&summary.batch)) " · dayone" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                (state::symbols())
                main {
                    (head(summary, &counts))
                    (totals::section(summary, &counts))
                    (mend::section(summary))
                    (chart::section(summary))
                    (people::section(summary, &counts))
                    (foot(summary))
                }
            }
        }
    };
    page.into_string()
}

/// Nothing is loaded, and no style but ours applies.
fn policy() -> String {
    let digest = BASE64_STANDARD.encode(Sha256::digest(STYLE));
    format!("default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'")
}

fn head(summary: &Summary, counts: &state::Counts) -> Markup {
    html! {
        header {
            p.brand { svg viewBox="0 0 24 24" aria-hidden="true" { use href="#mark" {} } "dayone" }
            h1 { (headline(summary, counts)) }
            p.lead {
                span.file { bdi { (words::plain(&summary.file)) } }
                " by " bdi { (words::plain(&summary.actor)) } ", "
                time datetime=(summary.started) { (long_date(summary.started)) ", " (clock(summary.started)) }
                " to "
                time datetime=(summary.ended) {
                    @if long_date(summary.ended) != long_date(summary.started) { (long_date(summary.ended)) ", " }
                    (clock(summary.ended)) " UTC"
                }
                " (" (took(summary.started, summary.ended)) ")"
            }
        }
    }
}

fn headline(summary: &Summary, counts: &state::Counts) -> String {
    let there = counts.of(RowState::Done) + counts.of(RowState::AlreadyDone);
    let rows = summary.rows.len();
    let people = if rows == 1 { "person is" } else { "people are" };
    match (there, counts.of(RowState::Scheduled)) {
        (there, _) if there == rows && rows > 1 => format!("All {} people are on board", grouped(rows as u64)),
        (0, scheduled) if scheduled == rows && rows > 1 => {
            format!("All {} people are planned for their day", grouped(rows as u64))
        }
        (there, _) => format!("{} of {} {people} on board", grouped(there as u64), grouped(rows as u64)),
    }
}

fn foot(summary: &Summary) -> Markup {
    html! {
        footer {
            dl.facts {
                div { dt { "Batch" } dd.mono { (words::plain(&summary.batch)) } }
                div { dt { "Plans" } dd.mono { (words::plain(&summary.digest)) } }
                div { dt { "Calls" } dd { (grouped(summary.calls)) } }
                div { dt { "Answers 429" } dd { (grouped(summary.rate_limited)) } }
                div { dt { "Runs at once" } dd { (grouped(u64::from(summary.in_flight))) } }
            }
            p.note { "This page holds personal data. All times are UTC." }
        }
    }
}
