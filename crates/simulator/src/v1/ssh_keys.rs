//! `/systemusers/{id}/sshkeys`.

use serde_json::Value;

use crate::document::text;
use crate::field_table::{Field, Shape, Use, Write, check};
use crate::kind::Kind;
use crate::reply::{Answer, Reply, Violation};
use crate::scene::Scene;
use crate::ssh_key::is_public_key;
use crate::v1::user_create::refusal;
use crate::v1::user_rules::add_ssh_key;
use crate::v1::user_update::store;

const KEY: &[Field] = &[
    Field { name: "name", shape: Shape::Text(1024), post: Use::Listed, put: Use::Listed },
    Field { name: "public_key", shape: Shape::Text(16_384), post: Use::Listed, put: Use::Listed },
];

/// The keys of a user, as a bare array.
pub(crate) fn list(scene: &mut Scene<'_>) -> Answer {
    let user = scene.read(Kind::User, scene.call.segment(1))?;
    Ok(Reply::ok(user.get("ssh_keys").cloned().unwrap_or_default()))
}

/// Adds a named key.
pub(crate) fn add(scene: &mut Scene<'_>) -> Answer {
    let id = scene.call.segment(1).to_owned();
    let mut user = scene.current(Kind::User, &id)?;
    let checked = check(KEY, Write::Post, &scene.call.object()?);
    scene.call.outside.extend(checked.outside);
    let mut wrong = checked.violations;
    let field = |name: &str| checked.fields.get(name).and_then(Value::as_str).unwrap_or("");
    let (name, key) = (field("name"), field("public_key"));
    if name.is_empty() {
        wrong.push(Violation::new("name", "is required"));
    }
    // SYNTHETIC: the body for a key that is none.
    if !is_public_key(key) {
        wrong.push(Violation::new("public_key", "is not a valid public key"));
    }
    if !wrong.is_empty() {
        return Err(refusal(&wrong));
    }
    let key = add_ssh_key(scene, &mut user, name, key);
    store(scene, &id, user);
    Ok(Reply::ok(key))
}

/// Removes a key.
pub(crate) fn remove(scene: &mut Scene<'_>) -> Answer {
    let id = scene.call.segment(1).to_owned();
    let key = scene.call.segment(3).to_owned();
    let mut user = scene.current(Kind::User, &id)?;
    let keys = user.get_mut("ssh_keys").and_then(Value::as_array_mut).ok_or_else(Reply::not_found)?;
    let before = keys.len();
    keys.retain(|one| text(one, "_id") != key);
    if keys.len() == before {
        return Err(Reply::not_found());
    }
    store(scene, &id, user);
    Ok(scene.done())
}
