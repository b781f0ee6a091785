//! The JSON Schema of `dayone.toml`: exported for editors, and the one that every file is checked against.

use std::sync::LazyLock;

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use serde_json::{Value, json};

use crate::file::File;

/// The JSON Schema of `dayone.toml`.
#[must_use]
pub fn schema() -> Value {
    SCHEMA.clone()
}

pub(crate) static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<File>();
    RecursiveTransform(without_null).transform(&mut schema);
    let mut schema = schema.to_value();
    refine(&mut schema);
    schema
});

/// The root, or what a `$ref` means.
pub(crate) fn resolve<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    let target = schema["$ref"].as_str().and_then(|reference| root.pointer(reference.strip_prefix('#')?));
    target.unwrap_or(schema)
}

/// TOML has no null: what is optional is left out.
fn without_null(schema: &mut schemars::Schema) {
    let Some(object) = schema.as_object_mut() else { return };
    if let Some(Value::Array(types)) = object.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            object.insert("type".into(), only);
        }
    }
    if object.get("default") == Some(&Value::Null) {
        object.remove("default");
    }
    if let Some(Value::Array(choices)) = object.get_mut("anyOf") {
        choices.retain(|choice| choice["type"] != "null");
        if let [Value::Object(only)] = choices.as_slice() {
            let only = only.clone();
            object.remove("anyOf");
            for (key, value) in only {
                object.entry(key).or_insert(value);
            }
        }
    }
}

const GUARD_NUMBERS: [&str; 6] = [
    "joiners_per_hour",
    "joiners_percent",
    "joiners_percent_floor",
    "leavers_per_hour",
    "leavers_percent",
    "movers_per_hour",
];

/// What the shared types of the domain don't say themselves, and what keys of tables must look like.
fn refine(schema: &mut Value) {
    let definitions = &mut schema["$defs"];
    let password_length = &mut definitions["PasswordRules"]["properties"]["min_length"];
    password_length["minimum"] = json!(8);
    password_length["maximum"] = json!(64);
    let expiry = &mut definitions["ApprovalPolicy"]["properties"]["expires_hours"];
    expiry["minimum"] = json!(1);
    expiry["maximum"] = json!(720);
    for number in GUARD_NUMBERS {
        definitions["GuardSettings"]["properties"][number]["maximum"] = json!(1_000_000);
    }
    let naming = &mut definitions["Naming"]["properties"];
    naming["template"]["format"] = json!("template");
    for (list, format) in [("ladder", "ladder-template"), ("reserved", "text"), ("offensive", "text")] {
        naming[list]["items"]["format"] = json!(format);
    }
    for list in ["groups", "applications", "systems", "servers"] {
        definitions["Privileged"]["properties"][list]["items"]["format"] = json!("pattern");
    }
    for list in ["accounts", "groups"] {
        definitions["Protected"]["properties"][list]["items"]["format"] = json!("pattern");
    }
    for rules in ["RulesFile", "GroupsFile"] {
        definitions[rules]["properties"]["role"]["propertyNames"] = json!({ "format": "pattern" });
    }
    schema["properties"]["tenants"]["propertyNames"] = json!({ "format": "tenant-name" });
}
