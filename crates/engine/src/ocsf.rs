//! Events as OCSF documents, for security information systems. Source: Open Cybersecurity Schema Framework 1.3, classes
//! 3001 (account change), 3005 (user access management), 3006 (group management) and 6003 (API activity).

use dayone_core::chain::Record;
use serde_json::{Value, json};

/// The version of the schema that the documents follow.
const VERSION: &str = "1.3.0";

/// Class and activity.
#[derive(Clone, Copy)]
struct Class {
    class: u32,
    class_name: &'static str,
    activity: u32,
    activity_name: &'static str,
}

const fn class(class: u32, class_name: &'static str, activity: u32, activity_name: &'static str) -> Class {
    Class { class, class_name, activity, activity_name }
}

const OTHER: Class = class(6003, "API Activity", 99, "Other");

/// One event as an OCSF document. Holds what the event holds in clear, nothing that was sealed.
#[must_use]
pub fn ocsf(tenant: &str, record: &Record) -> Value {
    let body: Value = serde_json::from_str(&record.body).unwrap_or_default();
    let effect = &body["effect"];
    let step = effect["step"].as_str().unwrap_or_default();
    let subject = effect["subject"].as_str().unwrap_or_default();
    let Class { class, class_name, activity, activity_name } = class_of(&record.kind, step, subject);
    let (status_id, status, severity_id, severity) = status_of(&record.kind, &body);
    json!({
        "metadata": {
            "version": VERSION,
            "uid": format!("{}:{}", record.stream, record.seq),
            "product": { "name": "dayone", "vendor_name": "dayone" },
            "log_name": record.stream,
            "sequence": record.seq,
        },
        "category_uid": class / 1000,
        "class_uid": class,
        "class_name": class_name,
        "activity_id": activity,
        "activity_name": activity_name,
        "type_uid": class * 100 + activity,
        "time": record.at_us / 1000,
        "severity_id": severity_id,
        "severity": severity,
        "status_id": status_id,
        "status": status,
        "actor": { "user": { "name": record.actor } },
        "message": if step.is_empty() { record.kind.clone() } else { format!("{} {step}", record.kind) },
        "unmapped": {
            "tenant": tenant,
            "stream": record.stream,
            "kind": record.kind,
            "event": body,
            "digest": record.digest,
            "prev": record.prev,
        },
    })
}

fn class_of(kind: &str, step: &str, subject: &str) -> Class {
    if kind != "settled" {
        return OTHER;
    }
    match (step, subject) {
        ("user_creation", _) => class(3001, "Account Change", 1, "Create"),
        ("activation_email", "password") => class(3001, "Account Change", 3, "Password Change"),
        ("activation_email", _) => class(3001, "Account Change", 2, "Enable"),
        ("mfa_configuration", _) => class(3001, "Account Change", 10, "MFA Factor Enable"),
        ("group_assignment", created) if created.starts_with("create:") => class(3006, "Group Management", 6, "Create"),
        ("group_assignment", _) => class(3006, "Group Management", 3, "Add User"),
        ("system_binding" | "ldap_binding", _) => class(3005, "User Access Management", 1, "Assign Privileges"),
        ("custom_attributes" | "ssh_key_configuration", _) => class(3001, "Account Change", 99, "Other"),
        _ => OTHER,
    }
}

fn status_of(kind: &str, body: &Value) -> (u32, &'static str, u32, &'static str) {
    let failed = match kind {
        "refused" | "attempted" | "rejected" => true,
        "settled" => body["outcome"].get("failed").is_some(),
        "closed" => body["ending"] != "succeeded",
        _ => false,
    };
    match (failed, kind) {
        (true, "attempted") => (2, "Failure", 2, "Low"),
        (true, _) => (2, "Failure", 3, "Medium"),
        (false, "revealed" | "released" | "frozen" | "unfrozen") => (1, "Success", 3, "Medium"),
        (false, _) => (1, "Success", 1, "Informational"),
    }
}

#[cfg(test)]
mod tests {
    use dayone_core::chain::Digest;

    use super::*;

    fn record(kind: &str, body: &str) -> Record {
        Record {
            stream: "RUN".into(),
            seq: 3,
            at_us: 1_700_000_000_123_456,
            actor: "alice".into(),
            kind: kind.into(),
            body: body.into(),
            prev: Digest::of(b"a"),
            digest: Digest::of(b"b"),
        }
    }

    #[test]
    fn a_created_account_is_an_account_change() {
        let body = r#"{"effect":{"step":"user_creation","subject":"account"},"outcome":"changed","v":1}"#;
        let document = ocsf("acme", &record("settled", body));
        assert_eq!(document["type_uid"], 300_101);
        assert_eq!(document["status"], "Success");
        assert_eq!(document["time"], 1_700_000_000_123_i64);
    }

    #[test]
    fn a_failed_membership_is_a_failure_of_group_management() {
        let body = r#"{"effect":{"step":"group_assignment","subject":"60b1"},"outcome":{"failed":"GROUP_NOT_FOUND"}}"#;
        let document = ocsf("acme", &record("settled", body));
        assert_eq!((document["class_uid"].as_u64(), document["status_id"].as_u64()), (Some(3006), Some(2)));
    }
}
