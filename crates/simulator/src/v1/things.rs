//! Systems, applications, RADIUS servers and commands: lists, documents, and what is written of them.

use serde_json::{Map, Value};

use crate::field_table::Write;
use crate::filter::{Test, anywhere, of_v1_query};
use crate::kind::Kind;
use crate::page::{Page, envelope};
use crate::reply::{Answer, Reply};
use crate::scene::Scene;
use crate::thing_write::{self, given, unique_name};

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
    Ok(selected(scene, kind, &page, filter, search))
}

/// The page of a kind that passes two tests.
pub(crate) fn selected(scene: &Scene<'_>, kind: Kind, page: &Page, filter: Test, search: Test) -> Reply {
    let (things, total) = page.select(scene.organization.of(kind), &scene.sight(), &Test::All(vec![filter, search]));
    envelope(things.into_iter().map(|thing| page.project(listed(kind, thing.to_value()))).collect(), total)
}

/// One document of the kind in the path.
pub(crate) fn get(scene: &mut Scene<'_>) -> Answer {
    let kind = kind(scene)?;
    let thing = shown(kind, scene.read(kind, scene.call.segment(1))?.to_value());
    match kind {
        Kind::System => {
            of_v1_query(scene.call)?;
            let page = Page::of_fields(scene.call);
            Ok(Reply::ok(page.project(thing)))
        }
        Kind::Command => {
            let page = Page::of_fields(scene.call);
            Ok(Reply::ok(page.project(thing)))
        }
        _ => Ok(Reply::ok(thing)),
    }
}

/// Makes one: 200.
pub(crate) fn create(scene: &mut Scene<'_>) -> Answer {
    let kind = kind(scene)?;
    let fields = given(scene, kind, Write::Post)?;
    free(scene, kind, &fields, "")?;
    let thing = thing_write::create(scene, kind, fields);
    Ok(Reply::ok(shown(kind, thing)))
}

/// Changes one: fields given are replaced, all others stay.
pub(crate) fn update(scene: &mut Scene<'_>) -> Answer {
    let kind = kind(scene)?;
    let id = scene.call.segment(1).to_owned();
    scene.demand(kind, &id)?;
    let fields = given(scene, kind, Write::Put)?;
    free(scene, kind, &fields, &id)?;
    let thing = thing_write::change(scene, kind, &id, fields)?;
    Ok(Reply::ok(written(kind, thing)))
}

/// Deletes one and answers what it was.
pub(crate) fn delete(scene: &mut Scene<'_>) -> Answer {
    let kind = kind(scene)?;
    let id = scene.call.segment(1).to_owned();
    let thing = thing_write::delete(scene, kind, &id)?;
    Ok(Reply::ok(written(kind, thing)))
}

/// RADIUS servers are told apart by name.
fn free(scene: &Scene<'_>, kind: Kind, fields: &Map<String, Value>, except: &str) -> Result<(), Reply> {
    match fields.get("name").and_then(Value::as_str).filter(|_| kind == Kind::RadiusServer) {
        Some(name) => unique_name(scene, kind, name, except),
        None => Ok(()),
    }
}

fn kind(scene: &Scene<'_>) -> Result<Kind, Reply> {
    Kind::of_segment(scene.call.segment(0)).ok_or_else(Reply::not_found)
}

/// What a list shows of each.
// Source: JumpCloud API v1, commandslist, read 2026-03.
fn listed(kind: Kind, thing: Value) -> Value {
    const COMMAND: &[&str] = &[
        "_id",
        "id",
        "aiGenerated",
        "command",
        "commandType",
        "launchType",
        "listensTo",
        "name",
        "organization",
        "schedule",
        "scheduleRepeatType",
        "templatingRequired",
        "trigger",
    ];
    match (kind, thing) {
        (Kind::Command, Value::Object(map)) => {
            Value::Object(map.into_iter().filter(|(name, _)| COMMAND.contains(&name.as_str())).collect())
        }
        (_, thing) => shown(kind, thing),
    }
}

/// As changes and deletions answer it: a RADIUS server is without its organisation there.
// Source: JumpCloud API v1, radiusserverput, read 2026-03.
fn written(kind: Kind, thing: Value) -> Value {
    let mut thing = shown(kind, thing);
    if let (Kind::RadiusServer, Value::Object(map)) = (kind, &mut thing) {
        map.shift_remove("organization");
    }
    thing
}

/// Without what an answer must not show.
fn shown(kind: Kind, mut thing: Value) -> Value {
    if let (Kind::RadiusServer, Value::Object(map)) = (kind, &mut thing) {
        map.shift_remove("sharedSecret");
    }
    if let (Kind::System, Value::Object(map)) = (kind, &mut thing) {
        map.shift_remove("agentBoundMessages");
    }
    thing
}
