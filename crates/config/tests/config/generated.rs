//! What is generated, and what others are given to start from.

use dayone_config::{Address, Credentials, Environment, Region, SecretSource, Starter, schema, starter};
use dayone_core::settings::{OnMissingGroup, PasswordHandling};

use crate::support::{Folder, load};

#[test]
fn schema_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/dayone.schema.json");
    let current = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        std::fs::write(path, &current).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == current, "run with UPDATE_GENERATED=1 to rewrite {path}");
}

#[test]
fn schema_holds_no_dangling_reference() {
    fn references(value: &serde_json::Value, found: &mut Vec<String>) {
        match value {
            serde_json::Value::Object(table) => {
                found.extend(table.get("$ref").and_then(|reference| reference.as_str()).map(str::to_owned));
                table.values().for_each(|value| references(value, found));
            }
            serde_json::Value::Array(items) => items.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let schema = schema();
    let mut found = Vec::new();
    references(&schema, &mut found);
    assert!(found.len() > 20);
    for reference in found {
        assert!(schema.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
    }
}

#[test]
fn starter_loads_and_is_safe() {
    let config = load(&starter(&Starter::default()));
    let tenant = &config.tenants["default"];
    assert_eq!(tenant.settings.password_handling, PasswordHandling::ActivationLink);
    assert_eq!(tenant.settings.on_missing_group, OnMissingGroup::Fail);
    assert!(tenant.settings.approval.privileged_groups && tenant.settings.approval.sudo);
    assert_eq!(tenant.settings.activation.activate_days_before, 0);
    assert_eq!(tenant.settings.activation.at.to_string(), "07:00:00");
    assert_eq!(tenant.connection.credentials, Credentials::ApiKey(SecretSource::Env("JUMPCLOUD_API_KEY".into())));
}

#[test]
fn starter_takes_what_is_known() {
    let config = load(&starter(&Starter {
        tenant: "acme".into(),
        address: Address::Region(Region::Eu),
        api_key: SecretSource::Command(vec!["pass".into(), "a \"quoted\" name".into()]),
        organization_id: Some("5f9a8b7c6d5e4f3a2b1c0d9e".into()),
        email_domains: vec!["company.com".into(), "company.de".into()],
        time_zone: "Europe/Berlin".into(),
    }));
    let tenant = config.select(None, None).unwrap();
    assert_eq!(tenant.settings.email_domains, ["company.com", "company.de"]);
    assert_eq!(tenant.settings.organization_id.as_deref(), Some("5f9a8b7c6d5e4f3a2b1c0d9e"));
    assert_eq!(tenant.settings.activation.time_zone, "Europe/Berlin");
    assert_eq!(tenant.settings.login_portal, "https://console.eu.jumpcloud.com/login");
}

#[test]
fn starter_loads_with_every_example_uncommented() {
    let example = |line: &str| line.starts_with("# [") || line.contains(" = ");
    let text: Vec<_> = starter(&Starter::default())
        .lines()
        .map(|line| if example(line) { line.trim_start_matches("# ").to_owned() } else { line.to_owned() })
        .filter(|line| !line.starts_with("include"))
        .collect();
    let folder = Folder::of(&[("dayone.toml", &text.join("\n"))]);
    let config = dayone_config::Config::load(&folder.options(Environment::of([]))).unwrap_or_else(|e| panic!("{e}"));
    let settings = &config.tenants["default"].settings;
    assert_eq!(settings.groups.role["Software *"], ["UG-Developers"]);
    assert!(settings.naming.is_some() && settings.notify.mail && config.anchors.file.is_some());
}

#[test]
fn reference_of_keys_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference/config.md");
    let current = reference(&schema());
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        std::fs::write(path, &current).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == current, "run with UPDATE_GENERATED=1 to rewrite {path}");
}

/// Every key of the schema, by section.
fn reference(schema: &serde_json::Value) -> String {
    let mut text = "# Keys of dayone.toml\n\nGenerated from the schema (`dayone config schema`).\n".to_owned();
    text += "A SECRET is `{ env = \"NAME\" }`, `{ file = \"PATH\" }`, `{ command = [\"PROGRAM\", \"ARGUMENT\"] }` or `{ store = \"NAME\" }`.\n";
    let sections = schema["properties"].as_object().unwrap();
    for (name, section) in sections {
        let description = section["description"].as_str().unwrap_or_default();
        match name.as_str() {
            "include" => text += &format!("\n## include\n\n{description}\n"),
            // The same keys as [defaults].
            "tenants" => {}
            _ => {
                let title =
                    if name == "defaults" { "`[defaults]` and `[tenants.NAME]`".into() } else { format!("`[{name}]`") };
                text += &format!("\n## {title}\n\n{description}\n\n| key | what |\n|---|---|\n");
                keys(schema, section, "", &mut text);
            }
        }
    }
    text
}

fn keys(schema: &serde_json::Value, node: &serde_json::Value, prefix: &str, text: &mut String) {
    let node = resolved(schema, node);
    let Some(properties) = node["properties"].as_object() else { return };
    for (name, key) in properties {
        let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        let target = resolved(schema, key);
        let secret = key["$ref"].as_str() == Some("#/$defs/SecretSource");
        let description = key["description"].as_str().or(target["description"].as_str()).unwrap_or_default();
        let kind = if secret { " SECRET." } else { "" };
        *text += &format!("| `{path}` | {}{kind} |\n", description.replace('\n', " ").replace('|', "\\|"));
        if !secret {
            keys(schema, key, &path, text);
        }
    }
}

fn resolved<'a>(schema: &'a serde_json::Value, node: &'a serde_json::Value) -> &'a serde_json::Value {
    match node["$ref"].as_str() {
        Some(reference) => schema.pointer(reference.trim_start_matches('#')).unwrap(),
        None => node,
    }
}
