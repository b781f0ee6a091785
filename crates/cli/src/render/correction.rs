//! Other inputs for a run, as a difference: what, from, to, and what becomes of it.

use std::collections::BTreeSet;

use dayone_core::plan::Plan;
use dayone_core::request::Difference;
use dayone_core::run::{Run, masked};
use dayone_engine::Correcting;
use serde_json::Value;

use super::fields::Margins;
use super::line::{Ink, Page, Span};
use super::run::heading;

/// Column of what differs.
const ITEMS: usize = 24;

/// What would change of a run that goes on.
#[must_use]
pub fn page(correcting: &Correcting, width: usize) -> Page {
    let mut page = heading(&correcting.run, Some("other inputs"), width);
    let margins = Margins { items: ITEMS, ..Margins::details(width) };
    differences(&mut page, &correcting.differences, margins);
    let after = &correcting.after().plan;
    let Some(before) = correcting.before() else { return page };
    let (old, new) = (parts(before), parts(after));
    for gained in new.difference(&old) {
        margins.add(&mut page, "to be done", [gained]);
    }
    for dropped in old.difference(&new) {
        margins.add(&mut page, "dropped", [dropped]);
    }
    for warning in after.warnings.iter().filter(|warning| !before.warnings.contains(warning)) {
        margins.add(&mut page, Span::new(Ink::Caution, "WARNING"), [&warning.message]);
        margins.add(&mut page, "", [format!("mend: {}", warning.mend)]);
    }
    for weakening in after.weakening.iter().filter(|weakening| !before.weakening.contains(weakening)) {
        margins.add(&mut page, Span::new(Ink::Caution, "WEAKENS"), [weakening.field()]);
    }
    let failed = correcting.run.failures().count();
    margins.add(&mut page, "done again", [format!("{failed} that failed, if still wanted; what is settled stays")]);
    margins.add(&mut page, "digest", [arrow(&before.digest.short(), &after.digest.short())]);
    page
}

/// What would differ from an earlier attempt.
#[must_use]
pub fn attempt(of: &Run, found: &[Difference], width: usize) -> Page {
    let mut page = heading(of, Some("a new attempt: this one created no account"), width);
    differences(&mut page, found, Margins { items: ITEMS, ..Margins::details(width) });
    page.gap();
    page
}

fn differences(page: &mut Page, found: &[Difference], margins: Margins) {
    for Difference { field, before, after } in found {
        margins.add(page, field.as_str(), [arrow(&shown(field, before), &shown(field, after))]);
    }
}

fn shown(field: &str, value: &Option<Value>) -> String {
    match value {
        None => "none".into(),
        Some(Value::String(text)) if field == "personal_email" => masked(text),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) if items.is_empty() => "none".into(),
        Some(Value::Array(items)) => {
            let items = items.iter().map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned));
            items.collect::<Vec<_>>().join(", ")
        }
        Some(Value::Object(table)) => {
            let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            table.iter().map(|(name, value)| format!("{name}={}", text(value))).collect::<Vec<_>>().join(", ")
        }
        Some(other) => other.to_string(),
    }
}

fn arrow(before: &str, after: &str) -> String {
    format!("{before} -> {after}")
}

/// What of a plan a correction can touch, in words.
fn parts(plan: &Plan) -> BTreeSet<String> {
    let mut parts = BTreeSet::new();
    for group in &plan.groups {
        parts.insert(format!("group {}", group.name));
    }
    for group in &plan.missing_groups {
        let create = if group.create { ", created" } else { ", which is missing" };
        parts.insert(format!("group {}{create}", group.name));
    }
    for system in &plan.systems {
        let sudo = if system.sudo { " with sudo" } else { "" };
        parts.insert(format!("system {}{sudo}", system.name));
    }
    if plan.ldap.asked() {
        parts.insert("LDAP".into());
    }
    parts.extend(plan.ssh_key.as_ref().map(|key| format!("SSH key {}", key.fingerprint)));
    parts.extend(plan.manager.as_ref().map(|manager| {
        let known = if manager.account_id.is_some() { "in the directory" } else { "not in the directory" };
        format!("manager {}, {known}", manager.email)
    }));
    parts.extend(plan.account.attributes.iter().map(|(name, value)| format!("attribute {name}={value}")));
    let mail =
        plan.activation.recipient().map_or_else(|| "without mail".to_owned(), |to| format!("mail to {}", masked(to)));
    parts.insert(format!("activation {mail}"));
    parts
}
