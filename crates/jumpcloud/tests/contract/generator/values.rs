//! Values for the fields of bodies.

use rand::Rng;
use serde_json::{Map, Value, json};

use super::population::Population;
use crate::table::{Field, Kind, Operation};

const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g ada@example";
const MAILS: &[&str] = &[
    "activate_gapps_user",
    "activate_o365_user",
    "lockout_notice_user",
    "password_expiration",
    "password_expiration_warning",
    "password_reset_confirmation",
    "user_change_password",
    "activate_user_custom",
];

pub(crate) fn mail_type(random: &mut impl Rng) -> &'static str {
    MAILS[random.random_range(0..MAILS.len())]
}

/// A valid body; none if it would have to be about something that isn't there.
pub(crate) fn body(
    operation: &Operation,
    path: &str,
    fields: &'static [Field],
    population: &Population,
    random: &mut impl Rng,
) -> Option<Value> {
    let name = operation.name.as_str();
    if name.starts_with("POST /search/") {
        return Some(search(population, random));
    }
    if name.starts_with("POST /v2") && (name.ends_with("/members") || name.ends_with("/associations")) {
        return edge(fields, population, random);
    }
    let mut body = match object(fields, population, random)? {
        Value::Object(map) => map,
        _ => Map::new(),
    };
    // An organisation without seats, or with passwords that nobody can make up, would refuse everything after.
    if let Some(settings) = body.get_mut("settings").and_then(Value::as_object_mut) {
        settings.remove("maxSystemUsers");
        if let Some(policy) = settings.get_mut("passwordPolicy").and_then(Value::as_object_mut) {
            policy.remove("disallowSequentialOrRepetitiveChars");
        }
    }
    if let Some(state) = body.get("state").cloned()
        && body.contains_key("suspended")
    {
        body.insert("suspended".to_owned(), Value::from(state == "SUSPENDED"));
    }
    if name.contains("/radiusservers") || name.contains("/v2/policies") {
        body.insert("name".to_owned(), format!("R {}", random.random::<u64>()).into());
    }
    if name == "POST /v2/policies" {
        body.insert("template".to_owned(), json!({ "id": population.any("policy_template", random)? }));
    }
    if name.ends_with("groups") || name.ends_with("groups/{id}") {
        // Names of groups are taken once.
        body.insert("name".to_owned(), format!("G {}", random.random::<u64>()).into());
    }
    if name == "PUT /v2/customemails/{custom_email_type}" {
        body.insert("type".to_owned(), path.rsplit('/').next().into());
    }
    if name == "POST /v2/bulk/userstates" && body["state"] != "ACTIVATED" {
        body.remove("send_activation_emails");
        body.remove("activation_email_override");
    }
    Some(Value::Object(body))
}

fn object(fields: &'static [Field], population: &Population, random: &mut impl Rng) -> Option<Value> {
    let mut map = Map::new();
    let share = random.random_range(1..=4);
    for field in fields {
        if !field.required && random.random_range(0..=4) >= share {
            continue;
        }
        let value = if field.nullable && random.random_ratio(1, 4) {
            Some(Value::Null)
        } else {
            value(field.name, field.kind, population, random)
        };
        match value {
            Some(value) => map.insert(field.name.to_owned(), value),
            None if field.required => return None,
            None => continue,
        };
    }
    Some(Value::Object(map))
}

fn value(name: &str, kind: Kind, population: &Population, random: &mut impl Rng) -> Option<Value> {
    let number: u32 = random.random();
    Some(match (name, kind) {
        ("username", _) => format!("q{number}").into(),
        ("employeeIdentifier", _) => format!("E-{number}").into(),
        ("email" | "alternateEmail" | "address" | "activation_email_override", _) => {
            format!("p{number}@company.com").into()
        }
        ("password", _) => format!("Horse-Staple-{number}-Zw").into(),
        ("public_key", _) => KEY.into(),
        ("systemUsername", _) => format!("s{number}").into(),
        ("attributes", Kind::List(_)) => json!([{ "name": "costCenter", "value": format!("C{number}") }]),
        ("external_password_expiration_date", _) => "2030-01-01T00:00:00Z".into(),
        ("memberQuery", _) => {
            let rule = json!({ "field": "department", "operator": "eq", "value": format!("D{}", number % 7) });
            json!({ "queryType": "FilterQuery", "filters": [rule.to_string()] })
        }
        ("memberQueryExemptions", _) => json!([{ "id": population.any("user", random)?, "type": "user" }]),
        ("service", Kind::List(_)) => json!(["directory"]),
        ("objectIds", _) => json!([population.any("password_policy", random)?]),
        ("user_ids", _) => json!([population.any("user", random)?]),
        ("models", _) => json!([{ "_id": population.any("user", random)? }]),
        ("restrictedFields", Kind::List(Kind::Map)) => json!([]),
        ("minLength", _) => random.random_range(8..=16).into(),
        ("exclusionUntil" | "start_date", _) => "2031-05-06T07:08:09Z".into(),
        ("organization", Kind::Id) => population.organization.clone().into(),
        (_, Kind::Id) => population.any("user", random)?.into(),
        (_, Kind::Text(most)) => words(most, random).into(),
        (_, Kind::Word(words)) => words[random.random_range(0..words.len())].into(),
        (_, Kind::Flag) => random.random_bool(0.5).into(),
        (_, Kind::Whole(least)) => random.random_range(least.max(0)..=least.max(0) + 20).into(),
        (_, Kind::When) => "2030-01-01T00:00:00Z".into(),
        (_, Kind::Object(fields)) => object(fields, population, random)?,
        (_, Kind::Map) => json!({}),
        (_, Kind::List(of)) => {
            let items: Option<Vec<Value>> =
                (0..random.random_range(0..3)).map(|_| value(name, *of, population, random)).collect();
            Value::Array(items?)
        }
    })
}

/// Any text: plain, long, or of unusual characters.
fn words(most: usize, random: &mut impl Rng) -> String {
    match random.random_range(0..8) {
        0 if most > 0 => "x".repeat(most),
        1 => "Zoë Ünïcøde 漢字 🦀".to_owned(),
        2 => "=cmd|' /C calc'!A0".to_owned(),
        3 => "<script>\"'\\\u{0}\u{7}</script>".to_owned(),
        _ => format!("Words {}", random.random_range(0..10_000)),
    }
}

fn search(population: &Population, random: &mut impl Rng) -> Value {
    let mut body = Map::new();
    match random.random_range(0..5) {
        0 => {}
        1 => {
            body.insert("filter".to_owned(), Value::Null);
        }
        2 => {
            let conditions = json!([{ "_id": population.any("user", random) }, { "username": "jane.doe" }]);
            body.insert("filter".to_owned(), json!({ "or": conditions }));
        }
        3 => {
            body.insert("filter".to_owned(), json!({ "and": [{ "department": "Engineering" }, { "sudo": false }] }));
        }
        _ => {
            body.insert(
                "searchFilter".to_owned(),
                json!({ "searchTerm": "an", "fields": ["username", "email", "hostname"] }),
            );
        }
    }
    if random.random_bool(0.5) {
        body.insert("limit".to_owned(), random.random_range(1..=100).into());
        body.insert("skip".to_owned(), random.random_range(0..5).into());
    }
    if random.random_bool(0.3) {
        body.insert("fields".to_owned(), "username email hostname".into());
    }
    if random.random_bool(0.3) {
        body.insert("sort".to_owned(), "-created".into());
    }
    Value::Object(body)
}

fn edge(fields: &'static [Field], population: &Population, random: &mut impl Rng) -> Option<Value> {
    let of = |name: &str| fields.iter().find(|field| field.name == name).map(|field| field.kind);
    let Some(Kind::Word(types)) = of("type") else { return None };
    let kind = types[random.random_range(0..types.len())];
    let op = ["add", "add", "add", "remove", "update"][random.random_range(0..5)];
    let mut body = json!({ "op": op, "type": kind, "id": population.any(kind, random)? });
    if random.random_bool(0.3) {
        let sudo = json!({ "sudo": { "enabled": random.random_bool(0.5), "withoutPassword": false } });
        body["attributes"] = if random.random_bool(0.5) { sudo } else { Value::Null };
    }
    Some(body)
}
