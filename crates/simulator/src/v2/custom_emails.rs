//! `/customemails`: the organisation's own words in mails, by type.

use serde_json::{Map, Value, json};

use crate::document::{set, text};
use crate::field_table::{Field, Shape, Use, Write, check};
use crate::kind::Kind;
use crate::organization::Organization;
use crate::reply::{Answer, Reply, Violation};
use crate::scene::Scene;
use crate::stored::Stored;
use crate::v1::user_create::refusal;

const fn field(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, post: Use::Listed, put: Use::Listed }
}

// Source: JumpCloud API v2, CustomEmailType, read 2026-03. The names for people are SYNTHETIC.
const TYPES: &[(&str, &str)] = &[
    ("activate_gapps_user", "Activate Google Workspace User"),
    ("activate_o365_user", "Activate Microsoft 365 User"),
    ("lockout_notice_user", "Lockout Notice"),
    ("password_expiration", "Password Expired"),
    ("password_expiration_warning", "Password Expiration Warning"),
    ("password_reset_confirmation", "Password Reset Confirmation"),
    ("user_change_password", "Change Password"),
    ("activate_user_custom", "Activate User"),
];

const TYPE_NAMES: &[&str] = &[
    "activate_gapps_user",
    "activate_o365_user",
    "lockout_notice_user",
    "password_expiration",
    "password_expiration_warning",
    "password_reset_confirmation",
    "user_change_password",
    "activate_user_custom",
];

/// Longest text of a mail.
const MOST: usize = 65_536;

// Source: JumpCloud API v2, CustomEmail, read 2026-03.
const EMAIL: &[Field] = &[
    field("id", Shape::Text(24)),
    field("type", Shape::OneOf(TYPE_NAMES)),
    field("subject", Shape::Text(MOST)),
    field("title", Shape::Text(MOST)),
    field("header", Shape::Text(MOST)),
    field("body", Shape::Text(MOST)),
    field("button", Shape::Text(MOST)),
    field("nextStepContactInfo", Shape::Text(MOST)),
];

/// What can be written for each type.
// SYNTHETIC: which types have which fields.
pub(crate) fn templates(_: &mut Scene<'_>) -> Answer {
    let part =
        |name: &str| json!({ "field": name, "displayName": name, "defaultValue": "", "multiline": name == "body" });
    let parts: Vec<Value> =
        EMAIL.iter().map(|field| field.name).filter(|name| !matches!(*name, "id" | "type")).map(part).collect();
    let all = TYPES
        .iter()
        .map(|(kind, name)| json!({ "type": kind, "displayName": name, "description": "", "fields": parts }));
    Ok(Reply::ok(all.collect()))
}

/// Writes the mail of a type that has none yet: 201.
pub(crate) fn create(scene: &mut Scene<'_>) -> Answer {
    let fields = given(scene)?;
    let kind = fields.get("type").and_then(Value::as_str).unwrap_or_default();
    if written(scene.organization, kind).is_some() {
        // SYNTHETIC: the answer to a second mail of a type.
        return Err(Reply::already_exists());
    }
    let email = scene.insert(Kind::CustomEmail, Value::Object(without_id(fields)));
    Ok(Reply::json(201, email))
}

/// The mail of a type, 404 if JumpCloud's own is in use.
pub(crate) fn get(scene: &mut Scene<'_>) -> Answer {
    let kind = scene.call.segment(2);
    written(scene.organization, kind).map(Stored::to_value).map(Reply::ok).ok_or_else(Reply::not_found)
}

/// Replaces the mail of a type.
pub(crate) fn put(scene: &mut Scene<'_>) -> Answer {
    let kind = scene.call.segment(2).to_owned();
    let known = written(scene.organization, &kind).map(|email| text(email, "id").to_owned());
    let id = known.ok_or_else(Reply::not_found)?;
    let mut email = Value::Object(without_id(given(scene)?));
    set(&mut email, "id", id.clone());
    set(&mut email, "type", kind);
    scene.put(Kind::CustomEmail, &id, email.clone());
    Ok(Reply::ok(email))
}

/// Goes back to JumpCloud's own mail: 204.
pub(crate) fn delete(scene: &mut Scene<'_>) -> Answer {
    let known = written(scene.organization, scene.call.segment(2)).map(|email| text(email, "id").to_owned());
    let id = known.ok_or_else(Reply::not_found)?;
    scene.erase(Kind::CustomEmail, &id);
    Ok(Reply::empty(204))
}

/// The organisation's own mail of a type.
pub(crate) fn written<'a>(organization: &'a Organization, kind: &str) -> Option<&'a Stored> {
    let emails = organization.of(Kind::CustomEmail);
    emails.with_text("type", kind)?.first().and_then(|id| emails.get(id))
}

fn given(scene: &mut Scene<'_>) -> Result<Map<String, Value>, Reply> {
    let checked = check(EMAIL, Write::Put, &scene.call.object()?);
    scene.call.outside.extend(checked.outside);
    let mut wrong = checked.violations;
    for name in ["type", "subject"] {
        if !checked.fields.contains_key(name) && !wrong.iter().any(|violation| violation.field == name) {
            wrong.push(Violation::new(name, "is required"));
        }
    }
    if wrong.is_empty() { Ok(checked.fields) } else { Err(refusal(&wrong)) }
}

fn without_id(mut fields: Map<String, Value>) -> Map<String, Value> {
    fields.shift_remove("id");
    fields
}
