//! Lists and documents of systems, applications and RADIUS servers.

use serde_json::Value;

use crate::filter::{Test, anywhere, of_v1_query};
use crate::kind::Kind;
use crate::page::{Page, envelope};
use crate::reply::{Answer, Reply};
use crate::scene::Scene;

/// A page of the kind in the path.
pub(crate) fn list(scene: &mut Scene<'_>) -> Answer {
    let kind = kind(scene)?;
    let page = Page::of_v1_query(scene.call)?;
    let filter = of_v1_query(scene.call)?;
    let search = if kind == Kind::System {
        anywhere(scene.call.query("search").unwrap_or(""), &["hostname", "displayName", "serialNumber"])
    } else {
        Test::All(Vec::new())
    };
    let (things, total) = page.select(scene.organization.of(kind), &scene.sight(), &Test::All(vec![filter, search]));
    Ok(envelope(things.into_iter().map(|thing| page.project(shown(thing))).collect(), total))
}

/// One document of the kind in the path.
pub(crate) fn get(scene: &mut Scene<'_>) -> Answer {
    let kind = kind(scene)?;
    let thing = shown(scene.read(kind, scene.call.segment(1))?.clone());
    if kind != Kind::System {
        return Ok(Reply::ok(thing));
    }
    of_v1_query(scene.call)?;
    let page = Page::of_fields(scene.call);
    Ok(Reply::ok(page.project(thing)))
}

fn kind(scene: &Scene<'_>) -> Result<Kind, Reply> {
    Kind::of_segment(scene.call.segment(0)).ok_or_else(Reply::not_found)
}

/// Without what an answer must not show.
fn shown(mut thing: Value) -> Value {
    if let Value::Object(map) = &mut thing {
        map.shift_remove("sharedSecret");
    }
    thing
}
