//! Systems, applications, RADIUS servers and commands: lists, documents, and what is written of them.

use serde_json::{Map, Value};

use crate::field_table::Write;
use crate::filter::{Test, anywhere, of_v1_query};
use crate::kind::Kind;
use crate::page::{self, Page};
use crate::reply::{Answer, Reply};
use crate::scene::Scene;
use crate::shown::Shown;
use crate::stored::Stored;
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
    page::shown(things.iter().map(|thing| page.show(listed(kind, thing))).collect(), total)
}

/// One document of the kind in the path.
pub(crate) fn get(scene: &mut Scene<'_>) -> Answer {
    let kind = kind(scene)?;
    let thing = shown(kind, scene.read(kind, scene.call.segment(1))?);
    if kind == Kind::System {
        of_v1_query(scene.call)?;
    }
    let takes_fields = matches!(kind, Kind::System | Kind::Command);
    Ok(Reply::shown(if takes_fields { Page::of_fields(scene.call).show(thing) } else { thing }))
}

/// Makes one: 200.
pub(crate) fn create(scene: &mut Scene<'_>) -> Answer {
    let kind = kind(scene)?;
    let fields = given(scene, kind, Write::Post)?;
    free(scene, kind, &fields, "")?;
    let thing = thing_write::create(scene, kind, fields);
    Ok(Reply::ok(showable(kind, thing)))
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
fn listed(kind: Kind, thing: &Stored) -> Shown {
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
    let shown = shown(kind, thing);
    if kind == Kind::Command { shown.among(COMMAND) } else { shown }
}

/// As changes and deletions answer it: a RADIUS server is without its organisation there.
// Source: JumpCloud API v1, radiusserverput, read 2026-03.
fn written(kind: Kind, thing: Value) -> Value {
    let mut thing = showable(kind, thing);
    if let (Kind::RadiusServer, Value::Object(map)) = (kind, &mut thing) {
        map.shift_remove("organization");
    }
    thing
}

/// A stored thing without what an answer must not show.
fn shown(kind: Kind, thing: &Stored) -> Shown {
    let shown = Shown::new(thing.clone());
    if let Some(name) = hidden(kind) { shown.without(name) } else { shown }
}

/// The same of a thing that was just written.
fn showable(kind: Kind, mut thing: Value) -> Value {
    if let (Some(name), Value::Object(map)) = (hidden(kind), &mut thing) {
        map.shift_remove(name);
    }
    thing
}

/// The field that an answer must not show.
fn hidden(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::RadiusServer => Some("sharedSecret"),
        Kind::System => Some("agentBoundMessages"),
        _ => None,
    }
}
