//! Making, changing and deleting systems, applications, servers, directories, commands and policies.

use serde_json::{Map, Value};

use crate::blank::blank;
use crate::document::{set, text};
use crate::field_table::{Write, check};
use crate::kind::Kind;
use crate::reply::{Reply, Violation};
use crate::scene::Scene;
use crate::thing_fields::rules;
use crate::v1::user_create::refusal;

/// The body of a write, checked; what is required must be there, and not empty.
pub(crate) fn given(scene: &mut Scene<'_>, kind: Kind, write: Write) -> Result<Map<String, Value>, Reply> {
    let rules = rules(kind);
    let checked = check(rules.table, write, &scene.call.object()?);
    scene.call.outside.extend(checked.outside);
    let mut wrong = checked.violations;
    for name in rules.required {
        let missing = checked.fields.get(*name).is_none_or(|value| value.as_str() == Some(""));
        if missing && !wrong.iter().any(|violation| violation.field == *name) {
            wrong.push(Violation::new(*name, "is required"));
        }
    }
    if wrong.is_empty() { Ok(checked.fields) } else { Err(refusal(&wrong)) }
}

/// Stores a new thing.
pub(crate) fn create(scene: &mut Scene<'_>, kind: Kind, fields: Map<String, Value>) -> Value {
    let created = scene.house.now_text();
    let thing = blank(kind, "", &scene.organization.id, &created);
    let thing = scene.insert(kind, with(thing, fields));
    scene.tell(format!("{}_create", kind.name()), kind, &thing, Vec::new());
    thing
}

/// Changes a thing: fields given are replaced, all others stay.
pub(crate) fn change(scene: &mut Scene<'_>, kind: Kind, id: &str, fields: Map<String, Value>) -> Result<Value, Reply> {
    let thing = with(scene.current(kind, id)?, fields);
    scene.put(kind, id, thing.clone());
    if kind == Kind::System {
        scene.follow_rules(kind, id);
    }
    scene.tell(format!("{}_update", kind.name()), kind, &thing, Vec::new());
    Ok(thing)
}

/// Deletes a thing with all its edges.
pub(crate) fn delete(scene: &mut Scene<'_>, kind: Kind, id: &str) -> Result<Value, Reply> {
    let thing = scene.current(kind, id)?;
    scene.erase(kind, id);
    scene.tell(format!("{}_delete", kind.name()), kind, &thing, Vec::new());
    Ok(thing)
}

fn with(mut thing: Value, fields: Map<String, Value>) -> Value {
    for (name, value) in fields {
        set(&mut thing, &name, value);
    }
    thing
}

/// 409 if another thing of the kind has this name.
// SYNTHETIC: that names of servers and policies are unique, and the answer.
pub(crate) fn unique_name(scene: &Scene<'_>, kind: Kind, name: &str, except: &str) -> Result<(), Reply> {
    let taken = scene.organization.of(kind).all().any(|(id, thing)| id != except && text(thing, "name") == name);
    if taken { Err(Reply::already_exists()) } else { Ok(()) }
}
