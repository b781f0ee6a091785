//! Directory Insights: `/insights/directory/v1/events`, and what is counted of them.
// Source: JumpCloud's PowerShell SDK for Directory Insights, read 2026-03.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use crate::clock::written;
use crate::document::{at, scalar, text};
use crate::event::Event;
use crate::field_table::{Field, Shape, Use, Write, check};
use crate::reply::{Answer, Reply, Violation};
use crate::scene::Scene;
use crate::v1::user_create::refusal;

const fn field(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, post: Use::Listed, put: Use::Listed }
}

const QUERY: &[Field] = &[
    field("service", Shape::Texts(64)),
    field("start_time", Shape::DateTime),
    field("end_time", Shape::DateTime),
    field("search_term", Shape::AnyObject),
    field("fields", Shape::Texts(1024)),
    field("sort", Shape::OneOf(&["ASC", "DESC"])),
    field("limit", Shape::Whole(1)),
    field("search_after", Shape::Any),
    field("q", Shape::Text(1024)),
    // Of distinct values and of intervals.
    field("field", Shape::Text(1024)),
    field("interval_unit", Shape::OneOf(&["m", "h", "d"])),
    field("interval_value", Shape::Any),
    field("timezone", Shape::Text(64)),
];

/// Most events of an answer; as many without a limit is SYNTHETIC.
const MOST: usize = 10_000;

/// The events that a query asks for, a page at a time.
// SYNTHETIC: newest first unless told otherwise.
pub(crate) fn events(scene: &mut Scene<'_>) -> Answer {
    let (query, mut found) = asked(scene)?;
    if query.get("sort").and_then(Value::as_str) != Some("ASC") {
        found.reverse();
    }
    if let Some(after) = query.get("search_after").and_then(Value::as_array).and_then(|after| after.last()) {
        let place = found.iter().position(|event| event.get("id") == Some(after));
        found.drain(..place.map_or(0, |place| place + 1));
    }
    let limit = query.get("limit").and_then(Value::as_u64).and_then(|limit| usize::try_from(limit).ok());
    let limit = limit.unwrap_or(MOST).min(MOST);
    found.truncate(limit);
    let after = found.last().map_or_else(|| json!([]), |last| json!([text(last, "timestamp"), text(last, "id")]));
    let count = found.len();
    let fields: Vec<&str> =
        query.get("fields").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let shown = found.into_iter().map(|event| project(event, &fields)).collect();
    let reply = Reply::ok(Value::Array(shown)).with_header("x-result-count", count.to_string());
    Ok(reply.with_header("x-limit", limit.to_string()).with_header("x-search_after", after.to_string()))
}

/// How many events a query finds.
pub(crate) fn count(scene: &mut Scene<'_>) -> Answer {
    let (_, found) = asked(scene)?;
    Ok(Reply::ok(json!({ "count": found.len() })))
}

/// The values of a field, with how many events have each.
// SYNTHETIC: the form of the answer.
pub(crate) fn distinct(scene: &mut Scene<'_>) -> Answer {
    let (query, found) = asked(scene)?;
    let field = query.get("field").and_then(Value::as_str).filter(|field| !field.is_empty());
    let field = field.ok_or_else(|| Violation::new("field", "is required").refuse())?;
    Ok(buckets(found.iter().filter_map(|event| at(event, field).and_then(scalar))))
}

/// How many events each interval of time has.
// SYNTHETIC: the form of the answer.
pub(crate) fn interval(scene: &mut Scene<'_>) -> Answer {
    let (query, found) = asked(scene)?;
    let seconds = match query.get("interval_unit").and_then(Value::as_str) {
        Some("m") => 60,
        Some("h") => 3600,
        Some("d") => 86_400,
        _ => return Err(Violation::new("interval_unit", "must be one of m, h, d").refuse()),
    };
    let units = query.get("interval_value").and_then(scalar).and_then(|value| value.parse::<i64>().ok()).unwrap_or(1);
    let length = seconds * units.clamp(1, 10_000);
    let opened = |event: &Value| {
        let second = text(event, "timestamp").parse::<Timestamp>().ok()?.as_second();
        Timestamp::from_second(second.div_euclid(length) * length).ok().map(written)
    };
    Ok(buckets(found.iter().filter_map(opened)))
}

fn buckets(keys: impl Iterator<Item = String>) -> Reply {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for key in keys {
        *counts.entry(key).or_default() += 1;
    }
    let buckets: Vec<Value> =
        counts.into_iter().map(|(key, count)| json!({ "key": key, "doc_count": count })).collect();
    Reply::ok(json!({ "buckets": buckets }))
}

/// The query and all events that it finds, oldest first.
fn asked(scene: &mut Scene<'_>) -> Result<(Map<String, Value>, Vec<Value>), Reply> {
    let checked = check(QUERY, Write::Post, &scene.call.object()?);
    scene.call.outside.extend(checked.outside);
    let (query, mut wrong) = (checked.fields, checked.violations);
    for name in ["service", "start_time"] {
        if !query.contains_key(name) && !wrong.iter().any(|violation| violation.field == name) {
            wrong.push(Violation::new(name, "is required"));
        }
    }
    let most = i64::try_from(MOST).unwrap_or(i64::MAX);
    if query.get("limit").and_then(Value::as_i64).is_some_and(|limit| limit > most) {
        wrong.push(Violation::new("limit", format!("must be at most {MOST}")));
    }
    if !wrong.is_empty() {
        return Err(refusal(&wrong));
    }
    let services = query.get("service").and_then(Value::as_array).into_iter().flatten();
    let ours = services.into_iter().any(|service| matches!(service.as_str(), Some("all" | "directory")));
    let time = |name: &str| query.get(name).and_then(Value::as_str).and_then(|time| time.parse::<Timestamp>().ok());
    let from = time("start_time").unwrap_or(Timestamp::UNIX_EPOCH);
    let until = time("end_time").unwrap_or(Timestamp::MAX);
    // Source: JumpCloud knowledge base: events are kept for 90 days.
    let kept = scene.house.clock.now().saturating_sub(SignedDuration::from_hours(90 * 24)).unwrap_or(from);
    let within = |event: &&Event| event.at >= from.max(kept) && event.at <= until;
    let organization = &*scene.organization;
    let seen = organization.events.seen(scene.house.sight()).filter(|_| ours).filter(within);
    let described = seen.map(|event| event.described(&organization.id));
    let found = described.filter(|event| query.get("search_term").is_none_or(|term| holds(term, event)));
    let found = found.collect();
    Ok((query, found))
}

/// A search term: `and` or `or` of objects whose fields have a value or one of several.
fn holds(term: &Value, event: &Value) -> bool {
    let Some(map) = term.as_object() else { return true };
    map.iter().all(|(name, value)| match (name.as_str(), value.as_array()) {
        ("and", Some(terms)) => terms.iter().all(|term| holds(term, event)),
        ("or", Some(terms)) => terms.iter().any(|term| holds(term, event)),
        ("not", Some(terms)) => !terms.iter().any(|term| holds(term, event)),
        (path, Some(values)) => values.iter().any(|value| is(event, path, value)),
        (path, None) => is(event, path, value),
    })
}

fn is(event: &Value, path: &str, value: &Value) -> bool {
    at(event, path).and_then(scalar).is_some_and(|found| scalar(value).is_some_and(|value| value == found))
}

fn project(event: Value, fields: &[&str]) -> Value {
    match event {
        Value::Object(map) if !fields.is_empty() => {
            let wanted = |name: &str| fields.iter().any(|field| field.split('.').next() == Some(name));
            Value::Object(map.into_iter().filter(|(name, _)| wanted(name)).collect())
        }
        event => event,
    }
}
