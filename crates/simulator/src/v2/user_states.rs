//! `/bulk/userstates`: states that users will enter at a given time.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::clock::written;
use crate::document::{set, text};
use crate::due::Due;
use crate::field_table::{Field, Shape, Use, Write, check};
use crate::filter::of_v2_query;
use crate::id::is_object_id;
use crate::kind::Kind;
use crate::page::{Page, bare};
use crate::reply::{Answer, Reply, Violation};
use crate::scene::Scene;
use crate::v1::user_create::refusal;
use crate::v1::user_state;
use crate::v1::user_update::store;

const fn field(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, post: Use::Listed, put: Use::Listed }
}

// Source: JumpCloud API v2, BulkScheduledStatechangeCreate, read 2026-03.
const SCHEDULE: &[Field] = &[
    field("user_ids", Shape::Texts(24)),
    field("state", Shape::OneOf(&["ACTIVATED", "SUSPENDED"])),
    field("start_date", Shape::DateTime),
    field("send_activation_emails", Shape::Flag),
    field("activation_email_override", Shape::Text(1024)),
];

/// Schedules a state for users: 201. A date in the past is due at once.
// SYNTHETIC: each user's change has an id of its own, unknown users are 400, and a date in the past is taken.
pub(crate) fn schedule(scene: &mut Scene<'_>) -> Answer {
    let checked = check(SCHEDULE, Write::Post, &scene.call.object()?);
    scene.call.outside.extend(checked.outside);
    let (fields, mut wrong) = (checked.fields, checked.violations);
    for name in ["user_ids", "state", "start_date"] {
        if !fields.contains_key(name) && !wrong.iter().any(|violation| violation.field == name) {
            wrong.push(Violation::new(name, "is required"));
        }
    }
    let ids: Vec<&str> =
        fields.get("user_ids").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    if !ids.iter().all(|id| is_object_id(id) && scene.organization.has(Kind::User, id)) {
        wrong.push(Violation::new("user_ids", "must be users of this organization"));
    }
    let state = fields.get("state").and_then(Value::as_str).unwrap_or("");
    let activates = state == "ACTIVATED";
    for name in ["send_activation_emails", "activation_email_override"] {
        if fields.contains_key(name) && !activates {
            wrong.push(Violation::new(name, "can only be used with the state ACTIVATED"));
        }
    }
    if fields.contains_key("activation_email_override") && ids.len() > 1 {
        wrong.push(Violation::new("activation_email_override", "can only be used with a single user"));
    }
    if !wrong.is_empty() {
        return Err(refusal(&wrong));
    }
    let at = fields.get("start_date").and_then(Value::as_str).and_then(|date| date.parse::<Timestamp>().ok());
    let at = at.unwrap_or_else(|| scene.house.clock.now());
    let mut scheduled = Vec::new();
    for user in ids {
        let mut one = json!({ "systemUserId": user, "state": state, "scheduledDate": written(at) });
        for name in ["send_activation_emails", "activation_email_override"] {
            if let Some(value) = fields.get(name) {
                set(&mut one, name, value.clone());
            }
        }
        let one = scene.insert(Kind::ScheduledState, one);
        scene.organization.agenda.insert((at, Due::State(text(&one, "id").to_owned())));
        scheduled.push(shown(&one));
    }
    Ok(Reply::json(201, Value::Array(scheduled)))
}

/// What is still to come, the next first.
pub(crate) fn list(scene: &mut Scene<'_>) -> Answer {
    let page = Page::of_v2_query(scene.call)?;
    let test = of_v2_query(scene.call)?;
    let user = scene.call.query("userid").unwrap_or("").to_owned();
    let mut all = coming(scene);
    all.retain(|one| (user.is_empty() || text(one, "systemUserId") == user) && test.holds(one));
    let (items, total) = page.window(all.into_iter());
    Ok(bare(items, total))
}

/// The next event of each state for each of up to 100 users.
pub(crate) fn next(scene: &mut Scene<'_>) -> Answer {
    let page = Page::of_v2_query(scene.call)?;
    scene.call.knows(&["users"]);
    let stated = scene.call.query.iter().filter(|(key, _)| key == "users").flat_map(|(_, value)| value.split(','));
    let users: BTreeSet<String> = stated.filter(|id| !id.is_empty()).map(str::to_owned).collect();
    if users.is_empty() || users.len() > 100 {
        return Err(Reply::error(400, "users must be 1 to 100 ids"));
    }
    let mut seen = BTreeSet::new();
    let events = coming(scene).into_iter().filter(|one| {
        let (user, state) = (text(one, "systemUserId").to_owned(), text(one, "state").to_owned());
        users.contains(&user) && seen.insert((user, state))
    });
    let (results, total) = page.window(events);
    Ok(Reply::ok(json!({ "results": results, "events_count": total })))
}

/// Takes a scheduled state back: 204.
pub(crate) fn cancel(scene: &mut Scene<'_>) -> Answer {
    let id = scene.call.segment(3).to_owned();
    scene.demand(Kind::ScheduledState, &id)?;
    scene.erase(Kind::ScheduledState, &id);
    scene.organization.agenda.retain(|(_, due)| *due != Due::State(id.clone()));
    Ok(Reply::empty(204))
}

/// Everything to come, in the order of time.
fn coming(scene: &Scene<'_>) -> Vec<Value> {
    let mut all: Vec<Value> =
        scene.organization.of(Kind::ScheduledState).all().map(|(_, one)| shown(&one.to_value())).collect();
    all.sort_by(|a, b| {
        let key = |one: &Value| text(one, "scheduledDate").parse::<Timestamp>().ok();
        key(a).cmp(&key(b)).then_with(|| text(a, "scheduledJobId").cmp(text(b, "scheduledJobId")))
    });
    all
}

fn shown(one: &Value) -> Value {
    json!({
        "systemUserId": one["systemUserId"],
        "state": one["state"],
        "scheduledDate": one["scheduledDate"],
        "scheduledJobId": one["id"],
    })
}

/// A scheduled state came due: the user enters it, with the mail that was asked for.
pub(crate) fn enter(scene: &mut Scene<'_>, id: &str) {
    let written = scene.house.written();
    let Some(scheduled) = scene.organization.erase(Kind::ScheduledState, id, written) else { return };
    let user_id = text(&scheduled, "systemUserId").to_owned();
    // The user may be gone by now.
    let Ok(mut user) = scene.current(Kind::User, &user_id) else { return };
    let state = text(&scheduled, "state");
    if text(&user, "state") == state {
        return;
    }
    let was_staged = text(&user, "state") == "STAGED";
    user_state::enter(scene, &mut user, state);
    store(scene, &user_id, user.clone());
    let told = if state == "ACTIVATED" { "user_activated" } else { "user_suspended" };
    scene.tell(told, Kind::User, &user, Vec::new());
    let sends = scheduled.get("send_activation_emails").and_then(Value::as_bool);
    // SYNTHETIC: what is mailed when nothing is said about it.
    if was_staged && state == "ACTIVATED" && sends.unwrap_or(scene.house.switches.scheduled_activation_mails) {
        let to = scheduled.get("activation_email_override").and_then(Value::as_str).filter(|to| !to.is_empty());
        user_state::mail(scene, &user, to.map(str::to_owned));
    }
}
