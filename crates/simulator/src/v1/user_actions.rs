//! Small actions on one user: MFA, password, lock, and mails sent again.

use serde_json::{Value, json};

use crate::document::{flag, set, text};
use crate::field_table::{Field, Shape, Use, Write, check};
use crate::kind::Kind;
use crate::password;
use crate::password_expiry;
use crate::reply::{Answer, Reply};
use crate::scene::Scene;
use crate::user_fields::MFA;
use crate::v1::user_create::refusal;
use crate::v1::user_rules::{apply_mfa, take_password};
use crate::v1::user_state;
use crate::v1::user_update::{change, store};

const ENFORCE: &[Field] = &[
    Field { name: "enable_user_portal_multifactor", shape: Shape::Flag, post: Use::Listed, put: Use::Listed },
    Field { name: "mfa", shape: Shape::Object(MFA), post: Use::Listed, put: Use::Listed },
];

const MODEL: &[Field] = &[Field { name: "_id", shape: Shape::Id, post: Use::Listed, put: Use::Listed }];

const MODELS: &[Field] = &[
    Field { name: "isSelectAll", shape: Shape::Flag, post: Use::Listed, put: Use::Listed },
    Field { name: "models", shape: Shape::Objects(MODEL), post: Use::Listed, put: Use::Listed },
];

const PASSWORD: &[Field] = &[Field { name: "password", shape: Shape::Text(1024), post: Use::Listed, put: Use::Listed }];

/// The body, checked against a table.
fn body(scene: &mut Scene<'_>, table: &[Field]) -> Result<serde_json::Map<String, Value>, Reply> {
    let checked = check(table, Write::Post, &scene.call.object()?);
    scene.call.outside.extend(checked.outside);
    if checked.violations.is_empty() { Ok(checked.fields) } else { Err(refusal(&checked.violations)) }
}

/// Forgets the TOTP key and starts a new enrolment.
pub(crate) fn reset_mfa(scene: &mut Scene<'_>) -> Answer {
    let given = body(scene, MFA)?;
    let id = scene.call.segment(1).to_owned();
    let mut user = scene.current(Kind::User, &id)?;
    set(&mut user, "totp_enabled", false);
    set(&mut user, "mfa", json!({ "configured": false, "exclusion": false }));
    apply_mfa(scene, &mut user, Value::Object(given));
    store(scene, &id, user.clone());
    scene.tell("user_mfa_reset", Kind::User, &user, Vec::new());
    Ok(scene.done())
}

/// Nothing to synchronise here.
pub(crate) fn sync_mfa(scene: &mut Scene<'_>) -> Answer {
    scene.demand(Kind::User, scene.call.segment(1))?;
    Ok(scene.done())
}

/// Requires MFA of the user.
pub(crate) fn enforce_mfa(scene: &mut Scene<'_>) -> Answer {
    let given = body(scene, ENFORCE)?;
    let id = scene.call.segment(1).to_owned();
    let mut user = scene.current(Kind::User, &id)?;
    for (name, value) in given {
        if name == "mfa" { apply_mfa(scene, &mut user, value) } else { set(&mut user, &name, value) }
    }
    store(scene, &id, user);
    Ok(scene.done())
}

/// Expires the password now.
pub(crate) fn expire(scene: &mut Scene<'_>) -> Answer {
    let now = scene.house.now_text();
    let user = change(scene, |user| {
        set(user, "password_expired", true);
        set(user, "password_expiration_date", now);
    })?;
    password_expiry::ended(scene, &user);
    Ok(scene.done())
}

/// Unlocks the account.
pub(crate) fn unlock(scene: &mut Scene<'_>) -> Answer {
    let user = change(scene, |user| {
        set(user, "account_locked", false);
        set(user, "account_locked_date", Value::Null);
        set(user, "badLoginAttempts", 0);
    })?;
    scene.tell("user_unlocked", Kind::User, &user, Vec::new());
    Ok(scene.done())
}

/// Sets a password without a mail.
pub(crate) fn set_password(scene: &mut Scene<'_>) -> Answer {
    let given = body(scene, PASSWORD)?;
    let id = scene.call.segment(1).to_owned();
    let mut user = scene.current(Kind::User, &id)?;
    let password = given.get("password").and_then(Value::as_str).unwrap_or("").to_owned();
    let detailed = scene.call.query("fullValidationDetails") == Some("password");
    password::demand(scene.organization, &id, text(&user, "username"), &password, detailed)?;
    take_password(scene, &mut user, &password);
    store(scene, &id, user.clone());
    scene.tell("user_password_change", Kind::User, &user, Vec::new());
    Ok(scene.done())
}

/// Sends the activation mail again.
pub(crate) fn reactivate(scene: &mut Scene<'_>) -> Answer {
    let id = scene.call.segment(1).to_owned();
    resend(scene, &id)?;
    Ok(scene.done())
}

/// Sends the activation mail again to several users: `{"isSelectAll": false, "models": [{"_id": ".."}]}`.
pub(crate) fn reactivate_many(scene: &mut Scene<'_>) -> Answer {
    let body = body(scene, MODELS)?;
    let ids: Vec<String> = match body.get("isSelectAll").and_then(Value::as_bool) {
        Some(true) => scene.organization.of(Kind::User).all().map(|(id, _)| id.to_owned()).collect(),
        _ => {
            let models = body.get("models").and_then(Value::as_array).into_iter().flatten();
            models.map(|model| text(model, "_id").to_owned()).collect()
        }
    };
    for id in ids {
        resend(scene, &id)?;
    }
    Ok(scene.done())
}

/// Only an active user without a password is mailed.
fn resend(scene: &mut Scene<'_>, id: &str) -> Result<(), Reply> {
    let user = scene.current(Kind::User, id)?;
    if text(&user, "state") == "ACTIVATED" && !flag(&user, "activated") {
        user_state::mail(scene, &user, None);
    }
    Ok(())
}

/// When TOTP was enrolled.
pub(crate) fn totp_info(scene: &mut Scene<'_>) -> Answer {
    let user = scene.read(Kind::User, scene.call.segment(1))?;
    // SYNTHETIC: the answer for a user who has not enrolled.
    let date = user.get("created");
    Ok(Reply::ok(if flag(user, "totp_enabled") { json!({ "enrollmentDate": date }) } else { json!({}) }))
}
