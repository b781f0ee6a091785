//! `POST /systemusers`: one call that makes an account with all that folds into it.

use serde_json::{Map, Value};

use crate::document::{set, text};
use crate::field_table::{Write, check};
use crate::kind::Kind;
use crate::password;
use crate::reply::{Answer, Reply, Violation};
use crate::scene::Scene;
use crate::user_fields::USER;
use crate::user_view::{blank, present};
use crate::v1::{user_rules, user_state};

/// Creates a user: answers 200 with the whole document.
pub(crate) fn create(scene: &mut Scene<'_>) -> Answer {
    let detailed = scene.call.query("fullValidationDetails") == Some("password");
    let body = scene.call.object()?;
    let checked = check(USER, Write::Post, &body);
    scene.call.outside.extend(checked.outside);
    let fields = checked.fields;
    let mut wrong = checked.violations;
    for required in ["username", "email"] {
        if !body.contains_key(required) {
            wrong.push(Violation::new(required, "is required"));
        }
    }
    wrong.extend(user_rules::violations(scene, &fields));
    if !wrong.is_empty() {
        return Err(refusal(&wrong));
    }
    user_rules::uniqueness(scene, &fields, "")?;
    seats(scene)?;
    let password = fields.get("password").and_then(Value::as_str).unwrap_or("").to_owned();
    if !password.is_empty() {
        let username = fields.get("username").and_then(Value::as_str).unwrap_or("");
        password::demand(scene.organization, "", username, &password, detailed)?;
    }
    let id = scene.house.ids.user();
    let mut user = blank(&id, &scene.organization.id, &scene.house.now_text());
    set(&mut user, "state", first_state(scene, &fields));
    let suspended = text(&user, "state") == "SUSPENDED";
    set(&mut user, "suspended", suspended);
    user_rules::apply(scene, &mut user, fields);
    number(scene, &mut user);
    if !password.is_empty() {
        user_rules::take_password(scene, &mut user, &password);
    }
    scene.put(Kind::User, &id, user.clone());
    scene.tell("user_create", Kind::User, &user, Vec::new());
    scene.follow_rules(Kind::User, &id);
    // Source: specification of state/activate and knowledge base: only an active account without a password is mailed.
    if text(&user, "state") == "ACTIVATED" && password.is_empty() {
        user_state::mail(scene, &user, None);
    }
    Ok(Reply::ok(present(user, scene.house.clock.now())))
}

/// SYNTHETIC: the message over several violations.
pub(crate) fn refusal(wrong: &[Violation]) -> Reply {
    let list: Vec<String> = wrong.iter().map(|v| format!("{}: {}", v.field, v.description)).collect();
    Reply::violations(&list.join("; "), wrong)
}

/// The state asked for, or else the organisation's default for accounts made by hand.
fn first_state(scene: &Scene<'_>, fields: &Map<String, Value>) -> String {
    if let Some(state) = fields.get("state").and_then(Value::as_str) {
        return state.to_owned();
    }
    if fields.get("suspended").and_then(Value::as_bool) == Some(true) {
        return "SUSPENDED".to_owned();
    }
    let default = scene.organization.setting("newSystemUserStateDefaults.manualEntry");
    default.and_then(Value::as_str).unwrap_or("ACTIVATED").to_owned()
}

/// SYNTHETIC: what happens when no seat is left, and that 0 is no limit.
fn seats(scene: &Scene<'_>) -> Result<(), Reply> {
    let seats = scene.organization.setting("maxSystemUsers").and_then(Value::as_u64).unwrap_or(0);
    let used = scene.organization.of(Kind::User).len() as u64;
    if seats > 0 && used >= seats {
        return Err(Reply::error(scene.house.switches.no_seat_status, "maximum number of system users reached"));
    }
    Ok(())
}

/// Assigns unix ids where none are given; given ones may be another user's.
fn number(scene: &mut Scene<'_>, user: &mut Value) {
    let given = |user: &Value, field: &str| user.get(field).and_then(Value::as_i64);
    match (given(user, "unix_uid"), given(user, "unix_guid")) {
        (Some(_), Some(_)) => {}
        // SYNTHETIC: one id alone is taken for the other, too.
        (Some(uid), None) => set(user, "unix_guid", uid),
        (None, Some(_)) | (None, None) => {
            let next = scene.organization.next_unix_id;
            scene.organization.next_unix_id += 1;
            set(user, "unix_uid", next);
            if given(user, "unix_guid").is_none() {
                set(user, "unix_guid", next);
            }
        }
    }
}
