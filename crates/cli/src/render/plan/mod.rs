//! The plan for people: what, why, access, calls, warnings, next.

mod access;
mod calls;
mod details;
mod document;
mod groups;

use dayone_core::event::Cost;
use dayone_core::plan::Plan;
use dayone_core::request::Request;

use super::duration::duration;
use super::fields::Margins;
use super::line::{Ink, Page, Span};

pub use document::document;
pub(crate) use groups::because;

/// A plan and what is told with it.
#[derive(Debug, Clone)]
pub struct PlanView<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// What it was made from.
    pub request: &'a Request,
    /// Where the organisation's data is, where that is known.
    pub region: Option<&'a str>,
    /// What reading the directory cost.
    pub survey: Cost,
    /// List every call.
    pub every_call: bool,
    /// Writes of the tenant are frozen: by whom, since when, why.
    pub frozen: Option<String>,
    /// The command that carries it out.
    pub next: Option<String>,
}

/// The plan on a page of some width.
#[must_use]
pub fn page(view: &PlanView<'_>, width: usize) -> Page {
    let plan = view.plan;
    let details = Margins::details(width);
    let mut page = Page::default();
    heading(&mut page, view, width);
    details::add(&mut page, view, details);
    page.gap();
    groups::add(&mut page, plan, width);
    access::add(&mut page, plan, details);
    page.gap();
    calls_line(&mut page, view, details);
    if view.every_call {
        calls::add(&mut page, plan, width);
    }
    for warning in &plan.warnings {
        details.add(&mut page, Span::new(Ink::Caution, "WARNING"), [&warning.message]);
        details.add(&mut page, "", [format!("mend: {}", warning.mend)]);
    }
    approval(&mut page, plan, details);
    guard(&mut page, plan, details);
    if let Some(frozen) = &view.frozen {
        details.add(&mut page, Span::new(Ink::Caution, "FROZEN"), [&format!("a run would wait: {frozen}")]);
    }
    details.add(&mut page, "digest", [plan.digest.short()]);
    if let Some(next) = &view.next {
        details.add_command(&mut page, "next", next);
    }
    page
}

fn heading(page: &mut Page, view: &PlanView<'_>, width: usize) {
    let plan = view.plan;
    let organization = &plan.organization;
    let region = view.region.map(|region| format!(", {}", region.to_uppercase())).unwrap_or_default();
    let tenant = format!("tenant {} ({}, {}{region})", plan.tenant, organization.name, short_id(&organization.id));
    let items = [
        Span::new(Ink::Strong, format!("{}, joiner", plan.account.display_name)),
        Span::from(tenant),
        Span::new(Ink::Faint, "nothing was written"),
    ];
    Margins::heading(width).add(page, Span::new(Ink::Strong, "PLAN"), items);
}

/// The first eight digits of an id: enough for people.
fn short_id(id: &str) -> String {
    match id.char_indices().nth(8) {
        Some((at, _)) => format!("{}…", &id[..at]),
        None => id.to_owned(),
    }
}

fn calls_line(page: &mut Page, view: &PlanView<'_>, margins: Margins) {
    let Cost { calls, took_us, .. } = view.survey;
    let mut items = vec![calls::summary(view.plan)];
    if calls > 0 {
        items.push(format!("{calls} {} made, {}", if calls == 1 { "read" } else { "reads" }, duration(took_us)));
    }
    if !view.every_call && view.next.is_some() {
        items.push("(--calls shows each)".into());
    }
    margins.add(page, "calls", items);
}

fn approval(page: &mut Page, plan: &Plan, margins: Margins) {
    if plan.approval.is_empty() {
        margins.add(page, "APPROVAL", ["not needed"]);
        return;
    }
    let reasons = plan.approval.join("; ");
    let needed = Span::new(Ink::Caution, format!("needed: {reasons}"));
    let silence = Span::from(format!("nobody answers for {} h: denied", plan.approval_hours));
    margins.add(page, Span::new(Ink::Caution, "APPROVAL"), [needed, silence]);
}

fn guard(page: &mut Page, plan: &Plan, margins: Margins) {
    if plan.guards.is_empty() {
        margins.add(page, "GUARD", ["ok"]);
        return;
    }
    let tripped: Vec<&str> = plan.guards.iter().map(|tripped| tripped.message.as_str()).collect();
    let why = Span::new(Ink::Caution, format!("tripped: {}", tripped.join("; ")));
    let then = Span::from("the run would be quarantined until somebody releases it");
    margins.add(page, Span::new(Ink::Caution, "GUARD"), [why, then]);
}
