//! What differs between a baseline and the directory, for people.

mod changes;
mod document;

use dayone_core::baseline::{GroupKind, Plan, Renamed};

use super::fields::Margins;
use super::line::{Ink, Page, Span};

pub use document::{document, records};

/// A plan and what is told with it.
#[derive(Debug, Clone)]
pub struct BaselineView<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// How much is declared, in words.
    pub declared: String,
    /// Writes of the tenant are frozen: by whom, since when, why.
    pub frozen: Option<String>,
    /// The command that carries it out.
    pub next: Option<String>,
}

/// The plan on a page of some width.
#[must_use]
pub fn page(view: &BaselineView<'_>, width: usize) -> Page {
    let plan = view.plan;
    let mut page = Page::default();
    heading(&mut page, plan, width);
    let details = Margins::details(width);
    details.add(&mut page, "declared", [&view.declared]);
    if !plan.acts.is_empty() {
        page.gap();
        changes::add(&mut page, &plan.acts, width);
        page.gap();
    }
    left_alone(&mut page, plan, details);
    for pair in &plan.renamed {
        renamed(&mut page, pair, details);
    }
    for planned in &plan.protected {
        let what = format!("{} {}: {}", planned.act.verb(), planned.act.subject(), planned.act.what());
        let label = Span::new(Ink::Caution, "PROTECTED");
        details.add(&mut page, label, [what, "not done: protected.groups names it".to_owned()]);
    }
    for tripped in &plan.guards {
        let why = Span::new(Ink::Caution, format!("held back: {}", tripped.message));
        let then = Span::from("--allow-removals lets it go on");
        details.add(&mut page, Span::new(Ink::Caution, "GUARD"), [why, then]);
    }
    if let Some(frozen) = &view.frozen {
        details.add(&mut page, Span::new(Ink::Caution, "FROZEN"), [&format!("a run would wait: {frozen}")]);
    }
    if !plan.acts.is_empty() {
        details.add(&mut page, "digest", [plan.digest.short()]);
        if let Some(next) = &view.next {
            details.add_command(&mut page, "next", next);
        }
    }
    page
}

fn heading(page: &mut Page, plan: &Plan, width: usize) {
    let id: String = plan.organization.id.chars().take(8).collect();
    let verdict = match plan.acts.len() {
        0 => Span::new(Ink::Good, "the directory is as declared"),
        1 => Span::new(Ink::Caution, "1 difference"),
        count => Span::new(Ink::Caution, format!("{count} differences")),
    };
    let items = [
        Span::from(format!("tenant {} ({}, {id}…)", plan.tenant, plan.organization.name)),
        verdict,
        Span::new(Ink::Faint, "nothing was written"),
    ];
    Margins { items: 10, ..Margins::heading(width) }.add(page, Span::new(Ink::Strong, "BASELINE"), items);
}

fn left_alone(page: &mut Page, plan: &Plan, margins: Margins) {
    for kind in GroupKind::ALL {
        let names: Vec<&str> =
            plan.left_alone.iter().filter(|group| group.kind == kind).map(|group| group.name.as_str()).collect();
        if !names.is_empty() {
            let count = counted(names.len(), kind.noun());
            margins.add(page, "left alone", [format!("{count} not declared: {}", names.join(", "))]);
        }
    }
}

fn renamed(page: &mut Page, pair: &Renamed, margins: Margins) {
    let Renamed { kind, declared, there } = pair;
    let what = format!("{} {declared} is missing, and {there}, which is not declared, is like it", kind.noun());
    margins.add(page, Span::new(Ink::Caution, "RENAMED?"), [what]);
    margins.add(
        page,
        "",
        [format!("mend: declare it as {there}, or rename it in JumpCloud; else a second one is made")],
    );
}

/// `1 user group`, `2 user groups`.
#[must_use]
pub(crate) fn counted(count: usize, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        count => format!("{count} {noun}s"),
    }
}
