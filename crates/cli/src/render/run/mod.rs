//! A run for people: who, sixteen steps, how it stands, what comes next.

mod ending;
mod steps;

use dayone_core::report::report;
use dayone_core::run::{Run, Stage};

use super::fields::Margins;
use super::line::{Ink, Page, Span};
use super::text;

pub use ending::{Advice, ending};
pub use steps::{step, steps};

/// The whole run on a page.
#[must_use]
pub fn page(run: &Run, advice: Advice, width: usize) -> Page {
    let mut page = heading(run, None, width);
    // Of an erased run, nothing is left that could tell how a step went.
    if !matches!(run.stage, Stage::Erased { .. }) {
        page.append(steps(run, width));
    }
    page.append(ending(run, advice, width));
    page
}

/// Who, where, by whom; with a note of the caller's.
#[must_use]
pub fn heading(run: &Run, note: Option<&str>, width: usize) -> Page {
    let label = format!("RUN {}", run.id);
    let margins = Margins { label: 0, items: text::width(&label) + 2, width };
    let place = match run.plan() {
        Some(plan) => format!("{} ({})", run.tenant, plan.organization.name),
        None => run.tenant.clone(),
    };
    let mut items =
        vec![Span::new(Ink::Strong, format!("{} -> {place}", person(run))), Span::from(format!("by {}", run.actor))];
    items.extend(run.ticket.as_ref().map(Span::from));
    items.extend(run.batch.as_ref().map(|batch| Span::from(format!("batch {}", batch.id))));
    items.extend(run.attempt_of.as_ref().map(|earlier| Span::from(format!("again, after {earlier}"))));
    items.extend(note.map(|note| Span::new(Ink::Faint, note)));
    let mut page = Page::default();
    margins.add(&mut page, Span::new(Ink::Strong, label), items);
    page
}

/// The person's name, or whatever is known instead.
#[must_use]
pub fn person(run: &Run) -> String {
    if let Some(plan) = run.plan() {
        return plan.account.display_name.clone();
    }
    let info = report(run).user_info;
    let names: Vec<String> = [info.first_name, info.last_name].into_iter().flatten().collect();
    match (names.is_empty(), info.username.or(info.email)) {
        (false, _) => names.join(" "),
        (true, Some(name)) => name,
        (true, None) => "somebody".into(),
    }
}
