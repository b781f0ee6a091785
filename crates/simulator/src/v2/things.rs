//! LDAP servers, policies and their templates, and the directories people are synchronised to.

use serde_json::{Map, Value, json};

use crate::document::{set, text};
use crate::field_table::Write;
use crate::filter::of_v2_query;
use crate::kind::Kind;
use crate::page::{Page, bare};
use crate::reply::{Answer, Reply, Violation};
use crate::scene::Scene;
use crate::stored::Stored;
use crate::thing_write::{self, given, unique_name};

fn kind(scene: &Scene<'_>) -> Result<Kind, Reply> {
    Kind::of_segment(scene.call.segment(1)).ok_or_else(Reply::not_found)
}

/// A page of the kind in the path.
pub(crate) fn list(scene: &mut Scene<'_>) -> Answer {
    let kind = kind(scene)?;
    scene.call.knows(&["sort", "fields"]);
    let page = Page::of_v2_query(scene.call)?;
    let test = of_v2_query(scene.call)?;
    let (things, total) = page.select(scene.organization.of(kind), &scene.sight(), &test);
    Ok(bare(things.into_iter().map(|thing| page.project(listed(kind, thing.to_value()))).collect(), total))
}

/// One document of the kind in the path.
pub(crate) fn get(scene: &mut Scene<'_>) -> Answer {
    let kind = kind(scene)?;
    Ok(Reply::ok(shown(kind, scene.read(kind, scene.call.segment(2))?.to_value())))
}

/// Makes one: 201.
pub(crate) fn create(scene: &mut Scene<'_>) -> Answer {
    let kind = kind(scene)?;
    let mut fields = given(scene, kind, Write::Post)?;
    if kind == Kind::Policy {
        let name = fields.get("name").and_then(Value::as_str).unwrap_or_default();
        unique_name(scene, kind, name, "")?;
        let template = template(scene, &fields)?;
        fields.insert("template".to_owned(), template);
    }
    let thing = thing_write::create(scene, kind, fields);
    Ok(Reply::json(201, shown(kind, thing)))
}

/// Changes one: a policy is replaced, of others the fields given.
pub(crate) fn update(scene: &mut Scene<'_>) -> Answer {
    let kind = kind(scene)?;
    let id = scene.call.segment(2).to_owned();
    scene.demand(kind, &id)?;
    let mut fields = given(scene, kind, Write::Put)?;
    if kind == Kind::Policy {
        let name = fields.get("name").and_then(Value::as_str).unwrap_or_default();
        unique_name(scene, kind, name, &id)?;
        fields.entry("notes").or_insert_with(|| "".into());
        fields.entry("values").or_insert_with(|| json!([]));
    }
    let thing = thing_write::change(scene, kind, &id, fields)?;
    Ok(Reply::ok(if kind == Kind::Policy { listed(kind, thing) } else { shown(kind, thing) }))
}

/// Deletes one and answers what it was.
pub(crate) fn delete(scene: &mut Scene<'_>) -> Answer {
    let kind = kind(scene)?;
    let id = scene.call.segment(2).to_owned();
    let thing = thing_write::delete(scene, kind, &id)?;
    Ok(if kind == Kind::Policy { Reply::empty(204) } else { Reply::ok(shown(kind, thing)) })
}

/// The template that a policy is made from.
// SYNTHETIC: the answer to an unknown template.
fn template(scene: &Scene<'_>, fields: &Map<String, Value>) -> Result<Value, Reply> {
    let id = fields.get("template").map_or("", |template| text(template, "id"));
    let known = scene.organization.of(Kind::PolicyTemplate).get(id).map(Stored::to_value);
    known.ok_or_else(|| Violation::new("template.id", "is not a policy template").refuse())
}

/// What a list shows of each.
fn listed(kind: Kind, thing: Value) -> Value {
    match (kind, thing) {
        (Kind::Policy, Value::Object(map)) => {
            let some = map.into_iter().filter(|(name, _)| matches!(name.as_str(), "id" | "name" | "template"));
            Value::Object(some.collect())
        }
        (_, thing) => shown(kind, thing),
    }
}

/// Without what an answer must not show: how to enter a Workday.
fn shown(kind: Kind, mut thing: Value) -> Value {
    if kind == Kind::Workday && thing.get("auth").is_some() {
        set(&mut thing, "auth", json!({}));
    }
    thing
}

/// Everything people can be synchronised to.
pub(crate) fn directories(scene: &mut Scene<'_>) -> Answer {
    scene.call.knows(&["sort", "fields"]);
    let page = Page::of_v2_query(scene.call)?;
    let sight = scene.sight();
    let mut all: Vec<Value> = Vec::new();
    for kind in [Kind::ActiveDirectory, Kind::GSuite, Kind::LdapServer, Kind::Office365, Kind::Workday] {
        let things = scene.organization.seen(kind, &sight);
        all.extend(things.map(|thing| {
            // An Active Directory has a domain in place of a name.
            let name = if text(thing, "name").is_empty() { text(thing, "domain") } else { text(thing, "name") };
            json!({ "id": text(thing, "id"), "name": name, "type": kind.name() })
        }));
    }
    all.sort_by(|a, b| text(a, "id").cmp(text(b, "id")));
    let (items, total) = page.cut(all);
    Ok(bare(items.into_iter().map(|item| page.project(item)).collect(), total))
}
