//! Other dates for a run, as a difference: for people and for programs.

use dayone_core::effect::StateChange;
use dayone_core::plan::Plan;
use dayone_engine::Rescheduling;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::fields::Margins;
use super::line::{Ink, Page, Span};
use super::run::heading;

/// What would change, on a page of some width.
#[must_use]
pub fn page(new: &Rescheduling, width: usize) -> Page {
    let mut page = heading(&new.run, Some("other dates"), width);
    let margins = Margins { items: 16, ..Margins::details(width) };
    for difference in &new.differences {
        let shown = |value: &Option<Value>| match value {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => "none".into(),
        };
        margins.add(
            &mut page,
            difference.field.as_str(),
            [arrow(&shown(&difference.before), &shown(&difference.after))],
        );
    }
    let after = &new.moved.plan;
    let Some(before) = new.before() else { return page };
    let (old, now) = (activation(before), activation(after));
    if old != now {
        margins.add(&mut page, "activation", [arrow(&old, &now)]);
    }
    let (old, now) = (suspension(before), suspension(after));
    if old != now {
        margins.add(&mut page, "suspension", [arrow(&old, &now)]);
    }
    for warning in after.warnings.iter().filter(|warning| !before.warnings.contains(warning)) {
        margins.add(&mut page, Span::new(Ink::Caution, "WARNING"), [&warning.message]);
        margins.add(&mut page, "", [format!("mend: {}", warning.mend)]);
    }
    margins.add(&mut page, "digest", [arrow(&before.digest.short(), &after.digest.short())]);
    page
}

/// The same for programs.
#[must_use]
pub fn document(new: &Rescheduling) -> Value {
    let change = |of: &dyn Fn(&Plan) -> Value| json!({ "before": new.before().map(of), "after": of(&new.moved.plan) });
    let differences: Vec<Value> = new
        .differences
        .iter()
        .map(|difference| json!({ "field": difference.field, "before": difference.before, "after": difference.after }))
        .collect();
    json!({
        "run": new.run.id,
        "tenant": new.run.tenant,
        "differences": differences,
        "activation": change(&|plan| json!(plan.activates_at())),
        "suspension": change(&|plan| json!(plan.scheduled_for(StateChange::Suspension))),
        "digest": change(&|plan| json!(plan.digest.short())),
    })
}

fn arrow(before: &str, after: &str) -> String {
    format!("{before} -> {after}")
}

fn activation(plan: &Plan) -> String {
    let by = if plan.by_directory() { ", by JumpCloud" } else { "" };
    plan.activates_at().map_or_else(|| "at once".to_owned(), |at| format!("{}{by}", moment(at, plan)))
}

fn suspension(plan: &Plan) -> String {
    plan.scheduled_for(StateChange::Suspension).map_or_else(|| "never".to_owned(), |at| moment(at, plan))
}

fn moment(at: Timestamp, plan: &Plan) -> String {
    let zone = TimeZone::get(&plan.activation.time_zone).unwrap_or(TimeZone::UTC);
    at.to_zoned_datetime(zone).strftime("%Y-%m-%d %H:%M (%Q)").to_string()
}
