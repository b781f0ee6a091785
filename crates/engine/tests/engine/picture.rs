//! What is left in the directory after a hire, without ids and times: two hires that came out the same look the same.

use std::collections::{BTreeMap, BTreeSet};

use dayone_core::run::Run;
use dayone_simulator::Control;
use serde_json::{Map, Value, json};

use crate::place::document_of;

/// Lists of a simulator's state, each with the kind of its things.
const LISTS: &[(&str, &str)] = &[
    ("users", "user"),
    ("user_groups", "user_group"),
    ("system_groups", "system_group"),
    ("systems", "system"),
    ("applications", "application"),
    ("ldap_servers", "ldap_server"),
    ("radius_servers", "radius_server"),
];

/// The directory, its mails and the mail server as far as they concern this person.
pub(crate) fn picture(control: &Control, username: &str) -> Value {
    let state = control.state();
    let organization = &state["organizations"][0];
    let list = |name: &str| organization[name].as_array().cloned().unwrap_or_default();
    let mut names = BTreeMap::new();
    for (plural, kind) in LISTS {
        for thing in list(plural) {
            let name = ["username", "hostname", "displayName", "name"].iter().find_map(|field| thing[*field].as_str());
            let id = ["_id", "id"].iter().find_map(|field| thing[*field].as_str()).unwrap_or_default();
            names.insert(((*kind).to_owned(), id.to_owned()), name.unwrap_or(id).to_owned());
        }
    }
    let object = |end: &Value| {
        let (kind, id) = (end["type"].as_str().unwrap_or_default(), end["id"].as_str().unwrap_or_default());
        let name = names.get(&(kind.to_owned(), id.to_owned())).cloned().unwrap_or_else(|| id.to_owned());
        format!("{kind}:{name}")
    };
    let mut edges: Vec<String> = list("edges")
        .iter()
        .map(|edge| format!("{} -> {} {}", object(&edge["from"]), object(&edge["to"]), edge["attributes"]))
        .collect();
    edges.sort();
    let users: Vec<Value> = list("users").iter().filter(|user| user["username"] == username).map(user).collect();
    let mut groups: Vec<String> =
        list("user_groups").iter().map(|group| group["name"].as_str().unwrap_or_default().to_owned()).collect();
    groups.sort();
    json!({
        "accounts": list("users").len(),
        "account": users,
        "edges": edges,
        "groups": groups,
        "activation_mails": sent(control),
        "told": told(control),
    })
}

/// The account without what differs from hire to hire.
fn user(user: &Value) -> Value {
    let mut fields: Map<String, Value> = user.as_object().cloned().unwrap_or_default();
    for name in ["_id", "id", "created", "password_date", "password_expiration_date"] {
        fields.shift_remove(name);
    }
    if let Some(Value::Object(mfa)) = fields.get_mut("mfa")
        && let Some(until) = mfa.get_mut("exclusionUntil")
    {
        *until = until.is_string().into();
    }
    if let Some(keys) = fields.get_mut("ssh_keys").and_then(Value::as_array_mut) {
        for key in keys {
            *key = json!({ "name": key["name"], "public_key": key["public_key"] });
        }
    }
    fields.sort_keys();
    Value::Object(fields)
}

/// Mails of the directory, each time one was sent.
pub(crate) fn sent(control: &Control) -> Vec<String> {
    let mails = control.mail();
    mails.iter().filter(|mail| mail.kind != "received").map(|mail| format!("{} to {}", mail.kind, mail.to)).collect()
}

/// Who was told by mail. A second copy with the same Message-ID is the same mail.
fn told(control: &Control) -> Vec<String> {
    let received: BTreeSet<(String, String)> = control
        .mail()
        .into_iter()
        .filter(|mail| mail.kind == "received")
        .map(|mail| (mail.to.clone(), mail.more["message_id"].as_str().unwrap_or_default().to_owned()))
        .collect();
    received.into_iter().map(|(to, _)| to).collect()
}

/// A report without ids, times, costs, and how far it is known that the activation mail went.
pub(crate) fn report_of(run: &Run) -> Value {
    let text = document_of(run).to_string().replace(&run.id, "RUN");
    let mut report: Value = serde_json::from_str(&text).expect("a document");
    strip(&mut report);
    report["notifications_sent"]["activation_email"]["delivery"] = Value::Null;
    report
}

fn strip(value: &mut Value) {
    const DIFFERING: &[&str] = &[
        "timestamp",
        "created_timestamp",
        "sent_timestamp",
        "initiated_timestamp",
        "completed_timestamp",
        "mfa_exclusion_until",
        "password_expiration_date",
    ];
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields.iter_mut() {
                match name.as_str() {
                    name if DIFFERING.contains(&name) => *inner = inner.is_string().into(),
                    "jumpcloud_user_id" | "duration_seconds" | "api_calls" | "round_trips" | "group_id"
                    | "attempt_of" => *inner = Value::Null,
                    _ => strip(inner),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}
