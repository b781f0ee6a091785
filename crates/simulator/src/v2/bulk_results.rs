//! `GET /bulk/users/{job_id}/results`: how each row of a job went, or that it is still to come.

use serde_json::{Map, Value};

use crate::document::object;
use crate::kind::Kind;
use crate::page::{Page, bare};
use crate::reply::Answer;
use crate::scene::Scene;

/// The rows of a job, in their order.
pub(crate) fn list(scene: &mut Scene<'_>) -> Answer {
    let page = Page::of_v2_query(scene.call)?;
    let job = scene.read(Kind::BulkJob, scene.call.segment(3))?;
    let rows = job.get("rows").and_then(Value::as_array).into_iter().flatten();
    let (rows, total) = page.window(rows);
    Ok(bare(rows.into_iter().map(shown).collect(), total))
}

/// The row without what is still to be done.
fn shown(row: &Value) -> Value {
    let fields = object(row.clone()).into_iter().filter(|(name, _)| name != "due" && name != "body");
    Value::Object(fields.collect::<Map<String, Value>>())
}
