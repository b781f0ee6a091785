//! A verification, for people and for programs: every line of the steps after a hire.

use dayone_engine::verify::{Basis, CheckState, Verified};
use serde_json::json;

use super::columns::{fixed, wrapped};
use super::fields::Margins;
use super::line::{Ink, Page, Span};
use super::records::{Records, object};

/// The verification on a page of some width.
#[must_use]
pub fn page(verified: &Verified, width: usize) -> Page {
    let mut page = Page::default();
    let basis = match &verified.basis {
        Basis::Plan { run } => format!("compared with the plan of run {run}"),
        Basis::Change { run } => {
            format!("changed since the hire, last by run {run}: compared with the mapping, and what was given by name")
        }
        Basis::Mapping => "no run knows the account: compared with what the mapping gives now".to_owned(),
    };
    let items = [
        Span::new(Ink::Strong, &verified.username),
        Span::from(format!("tenant {}", verified.tenant)),
        Span::from(verified.account_id.as_deref().unwrap_or("no account")),
        Span::from(basis),
    ];
    Margins { label: 0, items: 8, width }.add(&mut page, Span::new(Ink::Strong, "VERIFY"), items);
    let margins = Margins { label: 2, items: 13, width };
    let mut section = "";
    for check in &verified.checks {
        if check.section != section {
            section = check.section;
            Margins { label: 1, items: 2, width }.add(&mut page, "", [Span::new(Ink::Strong, section)]);
        }
        let ink = match check.state {
            CheckState::Confirmed => Ink::Good,
            CheckState::Manual => Ink::Caution,
            CheckState::Differs => Ink::Bad,
        };
        let subject = if check.subject.is_empty() { String::new() } else { format!(" ({})", check.subject) };
        let line = format!("{}{subject}", check.line);
        margins.add(&mut page, Span::new(ink, check.state.name()), [line]);
        margins.add(&mut page, "", [format!("found: {}", check.found)]);
        if let Some(instruction) = &check.instruction {
            margins.add(&mut page, "", [format!("do: {instruction}")]);
        }
        if let Some(target) = &check.target {
            margins.add(&mut page, "", [format!("at: {target}")]);
        }
    }
    let counted = [CheckState::Differs, CheckState::Manual, CheckState::Confirmed]
        .map(|state| format!("{} {}", verified.count(state), state.name()));
    let (word, ink) = if verified.differs() { ("DIFFERS", Ink::Bad) } else { ("AS PLANNED", Ink::Good) };
    Margins { label: 0, items: 12, width }.add(&mut page, Span::new(ink, word), [counted.join(", ")]);
    page
}

/// The checks for programs.
#[must_use]
pub fn records(verified: &Verified) -> Records {
    let columns = vec![
        ("section", wrapped("SECTION")),
        ("line", wrapped("LINE")),
        ("subject", fixed("SUBJECT")),
        ("state", fixed("STATE")),
        ("found", wrapped("FOUND")),
        ("instruction", wrapped("DO")),
        ("target", wrapped("AT")),
    ];
    let rows = verified.checks.iter().map(|check| {
        object(json!({
            "section": check.section, "line": check.line, "subject": check.subject, "state": check.state,
            "found": check.found, "instruction": check.instruction, "target": check.target,
        }))
    });
    Records { columns, rows: rows.collect() }
}
