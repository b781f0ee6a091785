//! Every input, and only the required ones, in all four forms: they mean the same, and arrive as given.

use std::collections::BTreeMap;

use dayone_core::request::INPUTS;
use serde_json::{Map, Value, json};

use crate::house::Done;
use crate::office::Office;
use crate::request::{Form, KEY, PASSWORD, RULES, everything, everything_the_other_way, required};

/// The request, in each form in an office of its own.
async fn in_every_form(request: &Map<String, Value>) -> Vec<(Form, Office, Done)> {
    let mut all = Vec::new();
    for form in Form::ALL {
        let office = Office::with(RULES).await;
        let done = form.give(&office, &["provision", "--yes"], request).ends_with(0);
        all.push((form, office, done));
    }
    let first = comparable(all[0].2.report());
    for (form, _, done) in &all[1..] {
        assert_eq!(comparable(done.report()), first, "{form:?}");
    }
    all
}

/// A report without ids and times of runs and directories.
fn comparable(mut report: Value) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(fields) => fields.iter_mut().for_each(|(name, inner)| match name.as_str() {
                name if name.ends_with("timestamp") => *inner = inner.is_string().into(),
                "mfa_exclusion_until" | "password_expiration_date" => *inner = inner.is_string().into(),
                "workflow_run_id" | "duration_seconds" => *inner = Value::Null,
                _ => strip(inner),
            }),
            Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    strip(&mut report);
    // The plan names the address of the directory, which is another one each time.
    report["audit_trail"]["plan_digest"] = report["audit_trail"]["plan_digest"].is_string().into();
    report
}

/// Every key of the one is in the other, with a value of the same type, or null.
#[track_caller]
fn has_the_shape(document: &Value, found: &Value, place: &str) {
    match (document, found) {
        (_, Value::Null) if !place.is_empty() => {}
        (Value::Object(fields), Value::Object(found)) => {
            for (name, value) in fields {
                let inner = found.get(name).unwrap_or_else(|| panic!("{place}.{name} is not there"));
                has_the_shape(value, inner, &format!("{place}.{name}"));
            }
        }
        (Value::Array(items), Value::Array(found)) => {
            for (item, found) in items.iter().cycle().zip(found) {
                has_the_shape(item, found, &format!("{place}[]"));
            }
        }
        _ => assert_eq!(std::mem::discriminant(document), std::mem::discriminant(found), "{place}: {found}"),
    }
}

fn success_document() -> Value {
    serde_json::from_str(include_str!("success.json")).expect("JSON")
}

#[track_caller]
fn are(found: &Value, expected: &[(&str, Value)], form: Form) {
    for (pointer, value) in expected {
        assert_eq!(found.pointer(pointer).unwrap_or(&Value::Null), value, "{form:?}: {pointer}\n{found:#}");
    }
}

#[test]
fn the_requests_give_every_input() {
    for request in [everything(), everything_the_other_way()] {
        for input in INPUTS {
            assert!(request.contains_key(input.name), "{}", input.name);
        }
        assert_eq!(request.len(), INPUTS.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_input_means_the_same_as_flags_json_yaml_and_stdin_and_arrives_as_given() {
    for (form, office, done) in in_every_form(&everything()).await {
        let account = office.account("zoe.obrien");
        let as_given = [
            ("/firstname", json!("Zoë")),
            ("/lastname", json!("O'Brien-Łuczak")),
            ("/displayname", json!("Zoë O'Brien-Łuczak")),
            ("/email", json!("zoe@company.com")),
            ("/department", json!("Engineering")),
            ("/jobTitle", json!("Engineer, {{ 7*7 }}")),
            ("/company", json!("Company Inc")),
            ("/employeeIdentifier", json!("EMP-7")),
            ("/employeeType", json!("Contractor")),
            ("/location", json!("Seattle")),
            ("/alternateEmail", json!("zoe.alt@example.net")),
            ("/manager", json!("60a0000000000000000000b1")),
            ("/password_never_expires", json!(true)),
            ("/enable_user_portal_multifactor", json!(true)),
            ("/mfa/exclusion", json!(true)),
            ("/sudo", json!(true)),
            ("/unix_uid", json!(7001)),
            ("/unix_guid", json!(7002)),
            ("/enable_managed_uid", json!(true)),
            ("/ldap_binding_user", json!(true)),
            ("/allow_public_key", json!(true)),
            ("/ssh_keys/0/public_key", json!(KEY)),
            ("/attributes/0/name", json!("costCenter")),
            ("/attributes/0/value", json!("ENG-200")),
            ("/attributes/1/name", json!("desk")),
            ("/attributes/1/value", json!("=1+1")),
            ("/state", json!("ACTIVATED")),
        ];
        are(&account, &as_given, form);
        let time = |text: &Value| text.as_str().expect("a time").parse::<jiff::Timestamp>().expect("a time");
        let grace = time(&account["mfa"]["exclusionUntil"]).duration_since(time(&account["created"]));
        assert_eq!((grace.as_secs() + 60) / 3600, 240, "{form:?}: ten days");
        assert!(office.control().password_is(account["_id"].as_str().expect("an id"), PASSWORD), "{form:?}");
        assert!(!account.to_string().contains("zoe@example.net"), "the private address is not on the account");
        let groups = [
            "UG-All-Employees",
            "UG-Contractors",
            "UG-Cost-ENG",
            "UG-Engineering",
            "UG-Finance",
            "UG-Managers",
            "UG-Project-Phoenix",
            "UG-Seattle-Office",
        ];
        assert_eq!(office.ties(&account, "user_group"), groups, "{form:?}");
        assert_eq!(office.ties(&account, "system"), ["prod-web-01"], "{form:?}");
        let (notices, activation): (Vec<_>, Vec<_>) =
            office.control().mail().into_iter().partition(|mail| mail.kind == "received");
        let mut notified: Vec<String> = notices.into_iter().map(|mail| mail.to).collect();
        notified.sort();
        assert_eq!(notified, ["it-team@company.com", "jane.doe@company.com"], "{form:?}");
        let activation: Vec<String> = activation.into_iter().map(|mail| mail.to).collect();
        assert_eq!(activation, ["zoe@example.net"], "{form:?}: JumpCloud's mail goes to the private address");

        let mut report = done.report();
        has_the_shape(&success_document(), &report, "");
        let by = report["audit_trail"]["initiated_by"].as_str().expect("text").split('@').next().map(str::to_owned);
        report["audit_trail"]["initiated_by"] = by.into();
        let told = [
            ("/success", json!(true)),
            ("/account_details/start_date", json!("2026-01-05")),
            ("/account_details/end_date", json!("2099-12-31")),
            ("/account_details/account_status", json!("activated")),
            ("/security_settings/mfa_exclusion_days", json!(10)),
            ("/security_settings/password_never_expires", json!(true)),
            ("/security_settings/password_expiration_date", Value::Null),
            ("/security_settings/ssh_public_key_added", json!(true)),
            ("/unix_attributes/uid", json!(7001)),
            ("/group_assignments/total_groups_assigned", json!(7)),
            ("/system_bindings/directly_bound_systems", json!(1)),
            ("/custom_attributes/attributes_set", json!(2)),
            ("/audit_trail/ticket", json!("HALO-1")),
            ("/audit_trail/requested_by", json!("hr@company.com")),
            ("/audit_trail/tenant", json!("acme")),
            ("/audit_trail/initiated_by", json!("cli:alice")),
        ];
        are(&report, &told, form);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_switch_turned_the_other_way_arrives_as_given() {
    for (form, office, done) in in_every_form(&everything_the_other_way()).await {
        let account = office.account("zoe.obrien");
        let as_given = [
            ("/password_never_expires", json!(false)),
            ("/enable_user_portal_multifactor", json!(false)),
            ("/sudo", json!(false)),
            ("/ldap_binding_user", json!(false)),
            ("/allow_public_key", json!(false)),
            ("/ssh_keys/0/public_key", json!(KEY)),
            ("/state", json!("ACTIVATED")),
        ];
        are(&account, &as_given, form);
        let groups = ["UG-Cost-ENG", "UG-Finance", "UG-Managers", "UG-Project-Phoenix"];
        assert_eq!(office.ties(&account, "user_group"), groups, "{form:?}: no rule");
        let from_jumpcloud = office.control().mail().into_iter().filter(|mail| mail.kind != "received").count();
        assert_eq!(from_jumpcloud, 0, "{form:?}: no activation mail");
        let told = [
            ("/account_details/activation_email_sent", json!(false)),
            ("/security_settings/mfa_required", json!(false)),
            ("/security_settings/mfa_exclusion_until", Value::Null),
            ("/security_settings/sudo_enabled", json!(false)),
            ("/notifications_sent/activation_email/sent", json!(false)),
        ];
        are(&done.report(), &told, form);
        has_the_shape(&success_document(), &done.report(), "");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_required_inputs_alone_mean_the_same_in_every_form() {
    for (form, office, done) in in_every_form(&required()).await {
        let report = done.report();
        has_the_shape(&success_document(), &report, "");
        let told = [
            ("/user_info/display_name", json!("Zoë O'Brien-Łuczak")),
            ("/user_info/job_title", Value::Null),
            ("/user_info/employee_id", Value::Null),
            ("/security_settings/mfa_required", json!(true)),
            ("/security_settings/mfa_exclusion_days", json!(7)),
            ("/security_settings/password_set", json!(true)),
            ("/security_settings/password_never_expires", json!(false)),
            ("/custom_attributes/attributes_set", json!(0)),
            ("/notifications_sent/manager_notification/sent", json!(false)),
            ("/notifications_sent/manager_notification/recipient", Value::Null),
        ];
        are(&report, &told, form);
        let account = office.account("zoe.obrien");
        assert_eq!(office.ties(&account, "user_group"), ["UG-All-Employees", "UG-Engineering"], "{form:?}");
        assert_eq!(office.ties(&account, "system"), Vec::<String>::new(), "{form:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_any_of_the_required_inputs_the_missing_one_is_named() {
    let office = Office::new().await;
    for missing in required().keys() {
        let mut request = required();
        request.shift_remove(missing);
        let done = Form::Stdin.give(&office, &["provision", "--yes"], &request).ends_with(2);
        let report = done.report();
        let text = |error: &Value, name: &str| error[name].as_str().unwrap_or_default().to_owned();
        let errors: BTreeMap<String, String> = report["failed_steps"]
            .as_array()
            .expect("failed steps")
            .iter()
            .map(|step| (text(&step["error"], "affected_field"), text(&step["error"], "type")))
            .collect();
        assert_eq!(errors, BTreeMap::from([(missing.clone(), "INVALID_INPUT".to_owned())]));
    }
    assert!(office.control().requests().is_empty());
}
