//! `PUT /systemusers/{id}`: fields given are replaced, arrays as a whole; all others stay.

use serde_json::{Map, Value};

use crate::document::{set, text};
use crate::field_table::{Write, check};
use crate::kind::Kind;
use crate::password;
use crate::password_expiry;
use crate::reply::{Answer, Reply, Violation};
use crate::scene::Scene;
use crate::user_fields::USER;
use crate::user_view::present;
use crate::v1::user_create::refusal;
use crate::v1::{user_rules, user_state};

/// Changes a user.
pub(crate) fn update(scene: &mut Scene<'_>) -> Answer {
    let detailed = scene.call.query("fullValidationDetails") == Some("password");
    let id = scene.call.segment(1).to_owned();
    let mut user = scene.current(Kind::User, &id)?;
    let body = scene.call.object()?;
    let checked = check(USER, Write::Put, &body);
    scene.call.outside.extend(checked.outside);
    let fields = checked.fields;
    let mut wrong = checked.violations;
    wrong.extend(user_rules::violations(scene, &fields));
    if fields.get("state").and_then(Value::as_str) == Some("STAGED") && text(&user, "state") != "STAGED" {
        wrong.push(Violation::new("state", "must be one of ACTIVATED, SUSPENDED"));
    }
    if !wrong.is_empty() {
        return Err(refusal(&wrong));
    }
    renaming(scene, &user, &fields)?;
    user_rules::uniqueness(scene, &fields, &id)?;
    let password = fields.get("password").and_then(Value::as_str).unwrap_or("").to_owned();
    if !password.is_empty() {
        let username = fields.get("username").and_then(Value::as_str).unwrap_or_else(|| text(&user, "username"));
        password::demand(scene.organization, &id, username, &password, detailed)?;
    }
    let changes: Vec<(String, Value)> = fields
        .iter()
        .filter(|(name, value)| user.get(*name) != Some(*value))
        .map(|(name, value)| (name.clone(), if name == "password" { "********".into() } else { value.clone() }))
        .collect();
    let next = next_state(&user, &fields);
    let redates = fields.contains_key("password_never_expires");
    user_rules::apply(scene, &mut user, fields);
    if !password.is_empty() {
        user_rules::take_password(scene, &mut user, &password);
    } else if redates {
        user_rules::date_expiration(scene.organization, &mut user);
        password_expiry::note(scene.organization, scene.house, &user);
    }
    let activated = next.as_deref() == Some("ACTIVATED") && text(&user, "state") == "STAGED";
    if let Some(next) = next {
        user_state::enter(scene, &mut user, &next);
    }
    store(scene, &id, user.clone());
    scene.tell("user_update", Kind::User, &user, changes);
    if activated {
        // SYNTHETIC: leaving STAGED by an update mails as state/activate does.
        user_state::mail(scene, &user, None);
    }
    Ok(Reply::ok(present(user, scene.house.clock.now())))
}

/// Stores a changed user and lets the rules of dynamic groups look at it.
pub(crate) fn store(scene: &mut Scene<'_>, id: &str, user: Value) {
    scene.put(Kind::User, id, user);
    scene.follow_rules(Kind::User, id);
}

fn next_state(user: &Value, fields: &Map<String, Value>) -> Option<String> {
    let now = text(user, "state");
    let asked = match (fields.get("state").and_then(Value::as_str), fields.get("suspended").and_then(Value::as_bool)) {
        (Some(state), _) => state,
        (None, Some(true)) => "SUSPENDED",
        (None, Some(false)) if now == "SUSPENDED" => "ACTIVATED",
        _ => return None,
    };
    (asked != now).then(|| asked.to_owned())
}

/// A username can't change once the user is bound to something.
// Source: text quoted by a third party's knowledge base.
fn renaming(scene: &Scene<'_>, user: &Value, fields: &Map<String, Value>) -> Result<(), Reply> {
    let Some(username) = fields.get("username").and_then(Value::as_str) else { return Ok(()) };
    if username == text(user, "username") {
        return Ok(());
    }
    let node = (Kind::User, text(user, "_id").to_owned());
    let graph = &scene.organization.graph;
    let bound = |node: &crate::graph::Node| {
        Kind::User.partners().iter().any(|kind| graph.neighbours(node, *kind).next().is_some())
    };
    if bound(&node) || graph.neighbours(&node, Kind::UserGroup).any(|(group, _)| bound(group)) {
        let text = "The username cannot be modified because the user is bound to one or more resources";
        return Err(Reply::error(400, text));
    }
    Ok(())
}

/// Sets a field of a stored user.
pub(crate) fn change(scene: &mut Scene<'_>, edit: impl FnOnce(&mut Value)) -> Result<Value, Reply> {
    let id = scene.call.segment(1).to_owned();
    let mut user = scene.current(Kind::User, &id)?;
    edit(&mut user);
    set(&mut user, "_id", id.clone());
    store(scene, &id, user.clone());
    Ok(user)
}
