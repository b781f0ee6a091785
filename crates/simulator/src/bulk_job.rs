//! Bulk jobs at work: each row in its turn, as the operation on one user would do it.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::call::{Call, Payload};
use crate::document::{flag, object, set, text};
use crate::due::Due;
use crate::kind::Kind;
use crate::mail::Mail;
use crate::reply::{Answer, Body, Reply};
use crate::scene::Scene;
use crate::v1::{user_create, user_update};

/// Works on the rows of a job that are due until `now`, each at its time.
pub(crate) fn work(scene: &mut Scene<'_>, id: &str, now: Timestamp) {
    let Ok(mut job) = scene.current(Kind::BulkJob, id) else { return };
    let rows = job.get_mut("rows").map(Value::take);
    let Some(Value::Array(mut rows)) = rows else { return };
    let mut next = None;
    for row in &mut rows {
        let Ok(due) = text(row, "due").parse::<Timestamp>() else { continue };
        if due > now {
            next = Some(due);
            break;
        }
        scene.house.clock.hold(due);
        row_done(scene, &job, row);
    }
    set(&mut job, "rows", rows);
    scene.put(Kind::BulkJob, id, job.clone());
    match next {
        Some(at) => {
            scene.organization.agenda.insert((at, Due::Job(id.to_owned())));
        }
        None => results_mail(scene, &job),
    }
}

/// Carries out one row and writes down how it went.
// SYNTHETIC: the words of `status` but `finished`, and what is in `persistedFields` and `meta`.
fn row_done(scene: &mut Scene<'_>, job: &Value, row: &mut Value) {
    let body = object(row.get_mut("body").map(Value::take).unwrap_or_default());
    let mut persisted = body.clone();
    persisted.shift_remove("password");
    let answer = match text(job, "operation") {
        "create" => created(scene, job, body),
        _ => updated(scene, body),
    };
    let now = scene.house.now_text();
    let (status, message) = match &answer {
        Ok(Reply { body: Body::Json(user), .. }) => {
            persisted.insert("id".to_owned(), text(user, "_id").into());
            ("finished".to_owned(), String::new())
        }
        Ok(_) => ("finished".to_owned(), String::new()),
        Err(refusal) => (scene.house.switches.bulk_failure_status.clone(), message(refusal)),
    };
    set(row, "status", status);
    set(row, "statusMsg", message);
    set(row, "persistedFields", if answer.is_ok() { persisted } else { Map::new() });
    set(row, "updatedAt", now);
    if let Value::Object(map) = row {
        map.shift_remove("body");
        map.shift_remove("due");
    }
}

fn created(scene: &mut Scene<'_>, job: &Value, mut body: Map<String, Value>) -> Answer {
    let source = text(job, "creationSource");
    if !body.contains_key("state") && !body.contains_key("suspended") {
        let name = if source == "jumpcloud:bulk" { "csvImport" } else { "applicationImport" };
        let default = scene.organization.setting(&format!("newSystemUserStateDefaults.{name}")).cloned();
        body.extend(default.map(|state| ("state".to_owned(), state)));
    }
    let reply = one(scene, Vec::new(), body, user_create::create)?;
    if let Body::Json(user) = &reply.body {
        let id = text(user, "_id").to_owned();
        let mut user = scene.current(Kind::User, &id)?;
        set(&mut user, "creationSource", source);
        scene.put(Kind::User, &id, user);
    }
    Ok(reply)
}

fn updated(scene: &mut Scene<'_>, mut body: Map<String, Value>) -> Answer {
    let id = body.shift_remove("id").and_then(|id| id.as_str().map(str::to_owned)).unwrap_or_default();
    one(scene, vec!["systemusers".to_owned(), id], body, user_update::update)
}

/// The operation on one user, with a call of its own.
fn one(
    scene: &mut Scene<'_>,
    segments: Vec<String>,
    body: Map<String, Value>,
    handler: fn(&mut Scene<'_>) -> Answer,
) -> Answer {
    let mut call = Call::new(segments);
    call.body = Payload::Json(Value::Object(body));
    handler(&mut Scene { organization: &mut *scene.organization, house: &mut *scene.house, call: &mut call })
}

fn message(refusal: &Reply) -> String {
    match &refusal.body {
        Body::Json(body) => text(body, "message").to_owned(),
        _ => refusal.status.to_string(),
    }
}

/// Tells the administrator how the job went, unless that is suppressed.
// SYNTHETIC: which address is the administrator's; here the organisation's contact.
fn results_mail(scene: &mut Scene<'_>, job: &Value) {
    let to = scene.organization.setting("contactEmail").and_then(Value::as_str).unwrap_or("").to_owned();
    if flag(job, "suppressEmail") || to.is_empty() {
        return;
    }
    let more = json!({ "job_id": text(job, "id") });
    scene.house.mail.push(Mail {
        to,
        kind: "bulk_job_results".to_owned(),
        user_id: None,
        organization: Some(scene.organization.id.clone()),
        at: scene.house.now_text(),
        more: object(more),
    });
}
