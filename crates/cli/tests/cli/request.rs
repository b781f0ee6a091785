//! Requests with every input or as few as there can be, and the forms in which they are given.

use std::os::unix::fs::PermissionsExt as _;

use serde_json::{Map, Value, json};

use crate::house::{Done, House};

pub(crate) const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIl6qhHmhUeQjMBj1zCg3b6FEwBCWRQjHhIl8i3jBzLk john@laptop";
pub(crate) const PASSWORD: &str = "Kanarien-Vogel-7391-Zx";

/// The rules that the requests here are made for.
pub(crate) const RULES: &str = "\
[tenants.acme.groups]
default = [\"UG-All-Employees\"]
[tenants.acme.groups.department]
Engineering = [\"UG-Engineering\"]
[tenants.acme.groups.role]
\"Engineer*\" = [\"UG-Developers\"]
[tenants.acme.groups.location]
Seattle = [\"UG-Seattle-Office\"]
[tenants.acme.groups.employee_type]
Contractor = [\"UG-Contractors\"]
";

/// All inputs, each with a value other than its default that lets the hire run to its end.
pub(crate) fn everything() -> Map<String, Value> {
    object(json!({
        "first_name": "Zoë", "last_name": "O'Brien-Łuczak", "email": "zoe@company.com", "username": "zoe.obrien",
        "department": "Engineering", "job_title": "Engineer, {{ 7*7 }}", "company_name": "Company Inc",
        "employee_id": "EMP-7", "office_location": "Seattle", "manager_email": "jane.doe@company.com",
        "password": PASSWORD, "password_never_expires": true, "enable_mfa": true, "mfa_exclusion_days": 10,
        "allow_sudo": true, "unix_uid": 7001, "unix_guid": 7002, "user_groups": ["UG-Managers", "UG-Finance"],
        "additional_groups": ["UG-Project-Phoenix"], "system_bindings": ["60a2000000000000000ccc01"],
        "ldap_bind": true, "allow_public_key": true, "public_key": KEY, "send_activation_email": true,
        "skip_group_defaults": false, "attributes": { "costCenter": "ENG-200", "desk": "=1+1" },
        "tenant": "acme", "request_key": "zoe-1", "ticket": "HALO-1", "personal_email": "zoe@example.net",
        "alternate_email": "zoe.alt@example.net", "start_date": "2026-01-05", "end_date": "2099-12-31",
        "time_zone": "America/Los_Angeles", "employee_type": "Contractor", "exclude_groups": ["UG-Developers"],
        "requested_by": "hr@company.com",
    }))
}

/// All inputs, with the other value of each that is true or false.
pub(crate) fn everything_the_other_way() -> Map<String, Value> {
    let mut request = everything();
    request.extend(object(json!({
        "password_never_expires": false, "enable_mfa": false, "mfa_exclusion_days": 0, "allow_sudo": false,
        "ldap_bind": false, "allow_public_key": false, "send_activation_email": false, "skip_group_defaults": true,
    })));
    request
}

/// The inputs without which there is no request.
pub(crate) fn required() -> Map<String, Value> {
    let mut request = everything();
    request.retain(|name, _| ["first_name", "last_name", "email", "username", "department"].contains(&name.as_str()));
    request
}

pub(crate) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        other => panic!("no object: {other}"),
    }
}

/// How a request is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Flags,
    Json,
    Yaml,
    Stdin,
}

impl Form {
    pub(crate) const ALL: [Form; 4] = [Form::Flags, Form::Json, Form::Yaml, Form::Stdin];

    /// Gives the request to a verb in this form; `before` are the verb and its own flags.
    pub(crate) fn give(self, house: &House, before: &[&str], request: &Map<String, Value>) -> Done {
        let text = serde_json::to_string_pretty(request).expect("JSON");
        match self {
            Form::Flags => {
                let flags = flags(house, request);
                house.run(&before.iter().copied().chain(flags.iter().map(String::as_str)).collect::<Vec<_>>())
            }
            Form::Json => {
                std::fs::write(house.path("request.json"), text).expect("written");
                house.run(&[before, &["request.json"]].concat())
            }
            Form::Yaml => {
                std::fs::write(house.path("request.yaml"), yaml(request)).expect("written");
                house.run(&[before, &["request.yaml"]].concat())
            }
            Form::Stdin => house.run_with_stdin(&[before, &["-"]].concat(), &text),
        }
    }
}

/// The request as flags; the password goes through a file.
fn flags(house: &House, request: &Map<String, Value>) -> Vec<String> {
    let mut flags = Vec::new();
    for (name, value) in request {
        let flag = format!("--{}", name.replace('_', "-"));
        match value {
            Value::String(password) if name == "password" => {
                let path = house.path("password");
                std::fs::write(&path, password).expect("written");
                std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("private");
                flags.extend(["--password-file".into(), path.display().to_string()]);
            }
            Value::String(text) => flags.push(format!("{flag}={text}")),
            Value::Array(items) => {
                flags.extend(items.iter().map(|item| format!("{flag}={}", item.as_str().expect("text"))));
            }
            Value::Object(pairs) => {
                let pair =
                    |(name, value): (&String, &Value)| format!("--attribute={name}={}", value.as_str().expect("text"));
                flags.extend(pairs.iter().map(pair));
            }
            other => flags.push(format!("{flag}={other}")),
        }
    }
    flags
}

/// The request as people write YAML: lists and maps in blocks, quotes only where they are needed.
fn yaml(request: &Map<String, Value>) -> String {
    let scalar = |value: &Value| match value.as_str() {
        Some(text) if text.chars().all(|c| c.is_alphanumeric() || " -'.@/+".contains(c)) => text.to_owned(),
        _ => value.to_string(),
    };
    let mut lines = vec!["# a hire".to_owned()];
    for (name, value) in request {
        match value {
            Value::Array(items) => {
                lines.push(format!("{name}:"));
                lines.extend(items.iter().map(|item| format!("  - {}", scalar(item))));
            }
            Value::Object(pairs) => {
                lines.push(format!("{name}:"));
                lines.extend(pairs.iter().map(|(name, value)| format!("  {name}: {}", scalar(value))));
            }
            other => lines.push(format!("{name}: {}", scalar(other))),
        }
    }
    lines.join("\n")
}
