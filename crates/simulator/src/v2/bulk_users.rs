//! `POST` and `PATCH /bulk/users`: jobs that create or change many users; the answer is only the job's id.

use jiff::SignedDuration;
use serde_json::{Map, Value, json};

use crate::clock::written;
use crate::due::Due;
use crate::field_table::{Write, check};
use crate::id::is_object_id;
use crate::kind::Kind;
use crate::reply::{Answer, Reply, Violation};
use crate::scene::Scene;
use crate::user_fields::USER;
use crate::v1::user_create::refusal;

// Source: JumpCloud API v2, bulk_usersCreate, read 2026-03.
const SOURCES: &[&str] = &[
    "jumpcloud:gapps",
    "jumpcloud:o365",
    "jumpcloud:workday",
    "jumpcloud:scim",
    "jumpcloud:bulk",
    "jumpcloud:custom_integration",
];

/// Accepts a job that creates users.
pub(crate) fn create(scene: &mut Scene<'_>) -> Answer {
    accept(scene, "create", Write::Post)
}

/// Accepts a job that changes users.
pub(crate) fn update(scene: &mut Scene<'_>) -> Answer {
    accept(scene, "update", Write::Put)
}

fn accept(scene: &mut Scene<'_>, operation: &str, write: Write) -> Answer {
    let suppress = scene.call.query("suppressEmail") == Some("true");
    let source = scene.call.creation_source.clone().unwrap_or_else(|| "jumpcloud:bulk".to_owned());
    if !SOURCES.contains(&source.as_str()) {
        return Err(Reply::error(400, "invalid creation-source header"));
    }
    let bodies = scene.call.objects()?;
    // Source: JumpCloud's staff on their PowerShell module: 800 users a job. The status is SYNTHETIC.
    if bodies.len() > scene.house.switches.bulk_rows {
        return Err(Reply::error(400, format!("a job has at most {} users", scene.house.switches.bulk_rows)));
    }
    let mut wrong = Vec::new();
    for (index, body) in bodies.iter().enumerate() {
        row(scene, index, body, write, &mut wrong);
    }
    if !wrong.is_empty() {
        return Err(refusal(&wrong));
    }
    let now = scene.house.clock.now();
    let each = SignedDuration::try_from(scene.house.bulk_row_time).unwrap_or_default();
    let created = written(now);
    let mut at = now;
    let mut first = None;
    let mut rows = Vec::with_capacity(bodies.len());
    for body in bodies {
        at = at.saturating_add(each).unwrap_or(at);
        first.get_or_insert(at);
        rows.push(json!({
            "id": scene.house.ids.fresh(),
            "status": "pending",
            "statusMsg": "",
            "meta": {},
            "persistedFields": {},
            "createdAt": created,
            "updatedAt": created,
            "due": at.to_string(),
            "body": body,
        }));
    }
    let job = json!({
        "operation": operation,
        "creationSource": source,
        "suppressEmail": suppress,
        "rows": rows,
    });
    let job = scene.insert(Kind::BulkJob, job);
    let id = job.get("id").and_then(Value::as_str).unwrap_or_default();
    scene.organization.agenda.extend(first.map(|at| (at, Due::Job(id.to_owned()))));
    Ok(Reply::ok(json!({ "jobId": id })))
}

/// A wrong type is refused with the whole job; what only the directory can know is the row's result.
// SYNTHETIC: which mistakes refuse the job, and which are results of its rows.
fn row(scene: &mut Scene<'_>, index: usize, body: &Map<String, Value>, write: Write, wrong: &mut Vec<Violation>) {
    let mut fields = body.clone();
    if write == Write::Put {
        let id = fields.shift_remove("id");
        if !id.as_ref().and_then(Value::as_str).is_some_and(is_object_id) {
            wrong.push(Violation::new(format!("[{index}].id"), "must be an object id"));
        }
        if fields.get("state").and_then(Value::as_str) == Some("STAGED") {
            wrong.push(Violation::new(format!("[{index}].state"), "must be one of ACTIVATED, SUSPENDED"));
        }
        fields.shift_remove("organization");
    }
    let checked = check(USER, write, &fields);
    scene.call.outside.extend(checked.outside);
    wrong.extend(
        checked.violations.into_iter().map(|v| Violation::new(format!("[{index}].{}", v.field), v.description)),
    );
}
