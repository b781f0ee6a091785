//! The state machine STAGED, ACTIVATED, SUSPENDED, and the mails that activation sends.

use serde_json::{Map, Value};

use crate::document::{flag, set, text};
use crate::kind::Kind;
use crate::mail::Mail;
use crate::reply::{Answer, Reply, Violation};
use crate::scene::Scene;
use crate::v1::user_rules::start_exclusion;
use crate::v1::user_update::{change, store};
use crate::v2::custom_emails;

/// `POST /systemusers/{id}/state/activate`: leaves STAGED, with the mail that the body's `email` asks for.
pub(crate) fn activate(scene: &mut Scene<'_>) -> Answer {
    let id = scene.call.segment(1).to_owned();
    let mut user = scene.current(Kind::User, &id)?;
    let body = scene.call.object()?;
    for name in body.keys().filter(|name| *name != "email") {
        scene.call.outside.push(format!("body.{name}"));
    }
    let (send, to) = match body.get("email") {
        None | Some(Value::Null | Value::Bool(true)) => (true, None),
        Some(Value::Bool(false)) => (false, None),
        Some(Value::String(address)) if address.contains('@') => (true, Some(address.clone())),
        Some(_) => return Err(Violation::new("email", "must be an email address or a boolean").refuse()),
    };
    if text(&user, "state") != "STAGED" {
        return match scene.house.switches.activate_unstaged_status {
            200 => Ok(Reply::empty(200)),
            status => Err(Reply::error(status, "user is not in the STAGED state")),
        };
    }
    enter(scene, &mut user, "ACTIVATED");
    store(scene, &id, user.clone());
    scene.tell("user_activated", Kind::User, &user, Vec::new());
    if send {
        mail(scene, &user, to);
    }
    Ok(Reply::empty(200))
}

/// `POST /systemusers/{id}/state/suspend`.
pub(crate) fn suspend(scene: &mut Scene<'_>) -> Answer {
    let user = change(scene, |user| {
        set(user, "state", "SUSPENDED");
        set(user, "suspended", true);
    })?;
    scene.tell("user_suspended", Kind::User, &user, Vec::new());
    Ok(Reply::empty(200))
}

/// Puts the document into a state; entering ACTIVATED starts the MFA exclusion's days.
pub(crate) fn enter(scene: &Scene<'_>, user: &mut Value, state: &str) {
    let was_staged = text(user, "state") == "STAGED";
    set(user, "state", state);
    set(user, "suspended", state == "SUSPENDED");
    if was_staged && state == "ACTIVATED" {
        let now = scene.house.clock.now();
        if let Some(mfa) = user.get_mut("mfa") {
            start_exclusion(mfa, now);
        }
    }
}

/// Sends the Welcome mail to a user with a password, the Activation mail to one without.
// Source: JumpCloud API v1, state/activate, read 2026-03.
pub(crate) fn mail(scene: &mut Scene<'_>, user: &Value, to: Option<String>) {
    let has_password = flag(user, "activated");
    let alternate = text(user, "alternateEmail");
    let to = to.unwrap_or_else(|| {
        let first = if has_password || alternate.is_empty() { text(user, "email") } else { alternate };
        first.to_owned()
    });
    let mut more = Map::new();
    if !has_password && let Some(own) = custom_emails::written(scene.organization, "activate_user_custom") {
        more.insert("subject".to_owned(), text(own, "subject").into());
    }
    scene.house.mail.push(Mail {
        to,
        kind: if has_password { "welcome" } else { "activation" }.to_owned(),
        user_id: Some(text(user, "_id").to_owned()),
        organization: Some(scene.organization.id.clone()),
        at: scene.house.now_text(),
        more,
    });
}
