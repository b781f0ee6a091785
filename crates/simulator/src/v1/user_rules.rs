//! What a user's document must obey, whatever operation writes it.

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::clock::{plus_days, written};
use crate::document::{flag, set, text};
use crate::kind::Kind;
use crate::organization::Organization;
use crate::password::lifetime_days;
use crate::password_expiry;
use crate::reply::{Reply, Violation};
use crate::scene::Scene;
use crate::ssh_key::is_public_key;

/// Everything wrong with fields on their own: username and e-mail shape, custom attributes, keys, state against suspended.
pub(crate) fn violations(scene: &Scene<'_>, fields: &Map<String, Value>) -> Vec<Violation> {
    let mut wrong = Vec::new();
    if let Some(username) = fields.get("username").and_then(Value::as_str) {
        if username.is_empty() {
            wrong.push(Violation::new("username", "is required"));
        } else if scene.house.switches.username_rules && !is_username(username) {
            wrong.push(Violation::new("username", "contains invalid characters"));
        }
    }
    if let Some(email) = fields.get("email").and_then(Value::as_str)
        && !is_email(email)
    {
        wrong.push(Violation::new("email", "is not a valid email address"));
    }
    let alternate = fields.get("alternateEmail").and_then(Value::as_str).unwrap_or("");
    if !alternate.is_empty() && !is_email(alternate) {
        wrong.push(Violation::new("alternateEmail", "is not a valid email address"));
    }
    if let Some(key) = fields.get("public_key").and_then(Value::as_str)
        && !key.is_empty()
        && !is_public_key(key)
    {
        wrong.push(Violation::new("public_key", "is not a valid public key"));
    }
    for (index, key) in fields.get("ssh_keys").and_then(Value::as_array).into_iter().flatten().enumerate() {
        if text(key, "name").is_empty() || !is_public_key(text(key, "public_key")) {
            wrong.push(Violation::new(format!("ssh_keys[{index}]"), "needs a name and a valid public_key"));
        }
    }
    attributes(fields, &mut wrong);
    if let (Some(state), Some(suspended)) =
        (fields.get("state").and_then(Value::as_str), fields.get("suspended").and_then(Value::as_bool))
        && suspended != (state == "SUSPENDED")
    {
        let text = format!("Cannot save conflicting state and suspended fields. (state={state} suspended={suspended})");
        wrong.push(Violation::new("state", text));
    }
    if let Some(manager) = fields.get("manager").and_then(Value::as_str)
        && scene.house.switches.known_manager_only
        && !scene.organization.has(Kind::User, manager)
    {
        wrong.push(Violation::new("manager", "is not a user of this organization"));
    }
    wrong
}

// Source: JumpCloud knowledge base, naming convention for users; that the API enforces it is SYNTHETIC.
fn is_username(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))
}

/// Whether a text has the shape of an e-mail address.
pub(crate) fn is_email(address: &str) -> bool {
    let good = |part: &str| !part.is_empty() && !part.contains(char::is_whitespace);
    address
        .split_once('@')
        .is_some_and(|(local, domain)| good(local) && good(domain) && !domain.contains('@') && domain.contains('.'))
}

// Source: JumpCloud knowledge base, custom attributes: letters and digits, under 32 characters, unique, value not empty.
fn attributes(fields: &Map<String, Value>, wrong: &mut Vec<Violation>) {
    let list = fields.get("attributes").and_then(Value::as_array);
    let mut seen: Vec<&str> = Vec::new();
    for (index, attribute) in list.into_iter().flatten().enumerate() {
        let name = text(attribute, "name");
        if name.is_empty() || name.len() >= 32 || !name.bytes().all(|b| b.is_ascii_alphanumeric()) {
            let text = "must be 1 to 31 letters and digits";
            wrong.push(Violation::new(format!("attributes[{index}].name"), text));
        } else if seen.contains(&name) {
            wrong.push(Violation::new(format!("attributes[{index}].name"), "must be unique"));
        }
        if text(attribute, "value").is_empty() {
            wrong.push(Violation::new(format!("attributes[{index}].value"), "must not be empty"));
        }
        seen.push(name);
    }
}

/// A refusal when username, e-mail or employee identifier belong to another user.
// SYNTHETIC: the body; the status is a switch.
pub(crate) fn uniqueness(scene: &Scene<'_>, fields: &Map<String, Value>, except: &str) -> Result<(), Reply> {
    for field in ["username", "email", "employeeIdentifier"] {
        let value = fields.get(field).and_then(Value::as_str).unwrap_or("");
        if scene.organization.taken(field, value, except) {
            return Err(Reply::error(scene.house.switches.duplicate_user_status, format!("{field} already exists")));
        }
    }
    Ok(())
}

/// Stores the checked fields in the document: e-mail in lower case, list items with ids, `mfa` by the state's rules.
pub(crate) fn apply(scene: &mut Scene<'_>, user: &mut Value, fields: Map<String, Value>) {
    for (name, value) in fields {
        match name.as_str() {
            "password" | "activated" | "state" | "suspended" => {}
            "email" => set(user, "email", value.as_str().unwrap_or("").to_lowercase()),
            "attributes" | "ssh_keys" | "addresses" | "phoneNumbers" => {
                let list = identified(scene, &name, value);
                set(user, &name, list);
            }
            "mfa" => apply_mfa(scene, user, value),
            "account_locked" => {
                let locked = value.as_bool().unwrap_or(false);
                let date = if locked { Value::from(scene.house.now_text()) } else { Value::Null };
                set(user, "account_locked", locked);
                set(user, "account_locked_date", date);
            }
            "public_key" => {
                if scene.house.switches.public_key_becomes_ssh_key && value.as_str().is_some_and(|key| !key.is_empty())
                {
                    add_ssh_key(scene, user, "public_key", value.as_str().unwrap_or(""));
                }
                set(user, "public_key", value);
            }
            _ => set(user, &name, value),
        }
    }
}

fn identified(scene: &mut Scene<'_>, field: &str, list: Value) -> Value {
    let id_name = if matches!(field, "attributes" | "ssh_keys") { "_id" } else { "id" };
    let Value::Array(items) = list else { return list };
    let items = items.into_iter().map(|mut item| {
        if text(&item, id_name).is_empty() {
            set(&mut item, id_name, scene.house.ids.fresh());
        }
        if field == "ssh_keys" && text(&item, "create_date").is_empty() {
            set(&mut item, "create_date", scene.house.now_text());
        }
        item
    });
    Value::Array(items.collect())
}

/// Adds a key to `ssh_keys` and returns it.
pub(crate) fn add_ssh_key(scene: &mut Scene<'_>, user: &mut Value, name: &str, key: &str) -> Value {
    let key = serde_json::json!({
        "_id": scene.house.ids.fresh(),
        "create_date": scene.house.now_text(),
        "name": name,
        "public_key": key.trim(),
    });
    if let Some(list) = user.get_mut("ssh_keys").and_then(Value::as_array_mut) {
        list.push(key.clone());
    }
    key
}

/// `configured` can't be set by hand; days wait for the activation while the account is staged.
pub(crate) fn apply_mfa(scene: &Scene<'_>, user: &mut Value, given: Value) {
    // Replaced as a whole, as every field of an update is.
    let configured = user.get("mfa").is_some_and(|mfa| flag(mfa, "configured"));
    let mut mfa = serde_json::json!({ "configured": configured, "exclusion": false });
    let staged = text(user, "state") == "STAGED";
    for (name, value) in crate::document::object(given) {
        if name != "configured" {
            set(&mut mfa, &name, value);
        }
    }
    if !flag(&mfa, "exclusion") {
        forget(&mut mfa, &["exclusionDays", "exclusionUntil"]);
    } else if !staged && scene.house.switches.exclusion_days_when_activated {
        start_exclusion(&mut mfa, scene.house.clock.now());
    }
    set(user, "mfa", mfa);
}

/// Turns days into a date.
pub(crate) fn start_exclusion(mfa: &mut Value, now: Timestamp) {
    if let Some(days) = mfa.get("exclusionDays").and_then(Value::as_i64) {
        forget(mfa, &["exclusionDays"]);
        set(mfa, "exclusionUntil", written(plus_days(now, days)));
    }
}

fn forget(object: &mut Value, fields: &[&str]) {
    if let Value::Object(map) = object {
        for field in fields {
            map.shift_remove(*field);
        }
    }
}

/// Takes a new password into the vault and its dates into the document.
pub(crate) fn take_password(scene: &mut Scene<'_>, user: &mut Value, password: &str) {
    let id = text(user, "_id").to_owned();
    scene.organization.passwords.entry(id).or_default().push(password.to_owned());
    let now = scene.house.now_text();
    set(user, "password_date", now);
    set(user, "activated", true);
    set(user, "password_expired", false);
    date_expiration(scene.organization, user);
    password_expiry::note(scene.organization, scene.house, user);
}

/// `password_expiration_date`: the password's date plus the policy's days, null when it never expires or none is set.
pub(crate) fn date_expiration(organization: &Organization, user: &mut Value) {
    let since = text(user, "password_date").parse::<Timestamp>().ok();
    let never = flag(user, "password_never_expires");
    let date = since.zip(lifetime_days(organization, text(user, "_id"))).filter(|_| !never);
    let date = date.map_or(Value::Null, |(since, days)| Value::from(written(plus_days(since, days))));
    set(user, "password_expiration_date", date);
}
