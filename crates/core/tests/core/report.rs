//! The report of a run: the two documents, their schema, what they say and what they do not.

use std::sync::LazyLock;

use dayone_core::account::AccountState;
use dayone_core::effect::{Amendment, Effect};
use dayone_core::event::{Ending, Fact, Private};
use dayone_core::report::{AccountStatus, Delivery, ERROR_KEYS, Report, SUCCESS_KEYS, report, schema};
use dayone_core::settings::PasswordHandling;
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};

use crate::driver::{Driver, Scripted};
use crate::report_keys::{FAILURE, SUCCESS, assert_has};
use crate::run::{full, refusing};
use crate::steps::devops_missing;
use crate::support::{Case, DIRECT, KEY, PASSWORD, id};

static VALIDATOR: LazyLock<jsonschema::Validator> = LazyLock::new(|| jsonschema::validator_for(&schema()).unwrap());

/// Panics unless the schema takes the document, and it reads back as it is.
pub(crate) fn assert_valid(document: &Report) {
    let written = serde_json::to_value(document).unwrap();
    if let Err(error) = VALIDATOR.validate(&written) {
        panic!("{error} at {}: {written:#}", error.instance_path());
    }
    let keys: &[&str] = match (document.person_erased, document.success) {
        (Some(_), _) => &["person_erased"],
        (None, true) => SUCCESS_KEYS,
        (None, false) => ERROR_KEYS,
    };
    for key in keys {
        assert!(written.get(key).is_some(), "{key}");
    }
}

fn value(driver: &Driver) -> Value {
    let document = report(&driver.run);
    assert_valid(&document);
    serde_json::to_value(document).unwrap()
}

fn top_level(keys: &[(&'static str, crate::report_keys::Kind)]) -> Vec<&'static str> {
    keys.iter().map(|(path, _)| *path).filter(|path| !path.contains('.') && !path.contains('[')).collect()
}

#[test]
fn johns_report_is_the_seeds_document() {
    let driver = Driver::finished(&Case::john());
    let document = value(&driver);
    assert_has(&document, SUCCESS);
    insta::assert_json_snapshot!(document, { ".audit_trail.plan_digest" => "[digest]" });
}

#[test]
fn the_keys_of_a_success_stand_in_the_seeds_order_and_no_error_key_is_among_them() {
    let document = value(&Driver::finished(&Case::john()));
    let keys: Vec<_> = document.as_object().unwrap().keys().map(String::as_str).collect();
    let known: Vec<_> = keys.iter().copied().filter(|key| SUCCESS_KEYS.contains(key)).collect();
    assert_eq!(known, SUCCESS_KEYS);
    assert_eq!(SUCCESS_KEYS, top_level(SUCCESS));
    assert!(
        keys.iter()
            .all(|key| *key == "success" || *key == "user_info" || *key == "audit_trail" || !ERROR_KEYS.contains(key))
    );
}

#[test]
fn the_seeds_example_of_an_error_has_the_keys_of_both_documents() {
    let document = value(&Driver::finished(&devops_missing()));
    assert_has(&document, FAILURE);
    for section in top_level(SUCCESS) {
        assert!(document.get(section).is_some(), "{section}");
    }
    for key in top_level(FAILURE) {
        assert!(ERROR_KEYS.contains(&key), "{key}");
    }
    insta::assert_json_snapshot!(document, { ".audit_trail.plan_digest" => "[digest]" });
}

#[test]
fn a_refusal_has_the_error_keys_and_no_section_that_there_is_nothing_for() {
    let mut driver = Driver::planned(&Case::john().with("password", "short"));
    driver.drive_through(&mut |_| Scripted::Done);
    let document = value(&driver);
    assert_eq!((&document["account_created"], &document["jumpcloud_user_id"]), (&json!(false), &json!(null)));
    for section in top_level(SUCCESS).into_iter().filter(|key| !ERROR_KEYS.contains(key)) {
        assert!(document.get(section).is_none(), "{section}");
    }
    let error = &document["failed_steps"][0]["error"];
    assert_eq!((&error["code"], &error["affected_field"]), (&json!("ERR-PWD-001"), &json!("password")));
}

#[test]
fn the_schema_refuses_what_is_no_report() {
    let good = value(&Driver::finished(&Case::john()));
    let bad = value(&Driver::finished(&devops_missing()));
    for (document, keys) in [(&good, SUCCESS_KEYS), (&bad, ERROR_KEYS)] {
        for key in keys {
            let mut lacking = document.clone();
            lacking.as_object_mut().unwrap().remove(*key);
            assert!(!VALIDATOR.is_valid(&lacking), "{key}");
        }
        for (path, wrong) in
            [("/success", json!("yes")), ("/user_info", json!([])), ("/audit_trail/duration_seconds", json!("75"))]
        {
            let mut changed = document.clone();
            *changed.pointer_mut(path).unwrap() = wrong;
            assert!(!VALIDATOR.is_valid(&changed), "{path}");
        }
    }
    assert!(!VALIDATOR.is_valid(&json!({})));
}

#[test]
fn the_exported_schema_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/report.schema.json");
    let current = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        std::fs::write(path, &current).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == current, "run with UPDATE_GENERATED=1 to rewrite {path}");
}

#[test]
fn a_report_reads_back_from_what_is_written() {
    for case in [Case::john(), full()] {
        let document = report(&Driver::finished(&case).run);
        let written = serde_json::to_string(&document).unwrap();
        assert_eq!(serde_json::from_str::<Report>(&written).unwrap(), document);
    }
}

#[test]
fn totals_count_distinct_things() {
    let case = Case::john().with("system_bindings", json!([id(301), DIRECT])).seen(|snapshot| {
        let granted = snapshot.shared_mut().access[&id(2)].systems[0].clone();
        snapshot.systems.push(granted.clone());
        let slack = snapshot.shared_mut().access[&id(1)].applications[1].clone();
        let phoenix = snapshot.shared_mut().access.get_mut(&id(5)).unwrap();
        phoenix.systems.push(granted);
        phoenix.applications.push(slack);
    });
    let document = report(&Driver::finished(&case).run);
    let systems = document.system_bindings.unwrap();
    assert_eq!(
        (systems.directly_bound_systems, systems.group_inherited_systems, systems.total_accessible_systems),
        (2, 10, 11)
    );
    assert_eq!(systems.systems.len(), 11);
    let shared = systems.systems.iter().find(|system| system.system_id == id(301)).unwrap();
    assert_eq!(shared.access_via, "direct");
    let applications = document.application_access.unwrap();
    assert_eq!((applications.total_applications, applications.applications.len()), (8, 8));
}

#[test]
fn a_dynamic_group_is_apart_from_those_assigned_and_counts_once_it_is_seen() {
    let driver = Driver::finished(&Case::john());
    let groups = report(&driver.run).group_assignments.unwrap();
    assert_eq!(groups.total_groups_assigned, 5);
    assert_eq!(groups.dynamic_groups.len(), 1);
    assert!(groups.dynamic_groups[0].member);
    let asked = Case::john().with("user_groups", json!(["UG-Cost-ENG", "UG-Cost-FIN"]));
    let groups = report(&Driver::finished(&asked).run).group_assignments.unwrap();
    let added: Vec<_> =
        groups.groups.iter().filter(|group| group.group_name.contains("Cost")).map(|group| group.added).collect();
    assert_eq!(added, [true, false]);
    assert_eq!((groups.total_groups_assigned, groups.groups_failed), (6, vec!["UG-Cost-FIN".to_owned()]));
}

#[test]
fn an_activation_mail_says_what_it_holds_and_how_far_it_is_known() {
    let mail = |case: Case| report(&Driver::finished(&case).run).notifications_sent.unwrap().activation_email;
    let link = |case: Case| case.set(|settings| settings.password_handling = PasswordHandling::ActivationLink);
    assert_eq!(mail(Case::john()).includes, ["welcome", "portal_url", "mfa_instructions"]);
    assert_eq!(mail(link(Case::john())).includes, ["activation_link", "portal_url", "mfa_instructions"]);
    assert_eq!(mail(link(Case::john()).with("enable_mfa", false)).includes, ["activation_link", "portal_url"]);
    assert_eq!(mail(Case::john()).delivery, Delivery::Requested);
    let suppressed = mail(Case::john().with("send_activation_email", false));
    assert_eq!((suppressed.sent, suppressed.recipient, suppressed.delivery), (false, None, Delivery::NotSent));
    assert!(suppressed.includes.is_empty() && suppressed.reason.is_some());
}

#[test]
fn the_status_is_what_was_read_back() {
    let status = |driver: &Driver| report(&driver.run).account_details.unwrap().account_status;
    assert_eq!(status(&Driver::finished(&Case::john())), AccountStatus::Activated);
    let link = Case::john().set(|settings| settings.password_handling = PasswordHandling::ActivationLink);
    let driver = Driver::finished(&link);
    assert_eq!(status(&driver), AccountStatus::PendingActivation);
    let security = report(&driver.run).security_settings.unwrap();
    assert_eq!((security.password_set, security.password_expiration_date), (false, None));
    let mut suspended = Driver::finished(&Case::john());
    suspended.world.account.as_mut().unwrap().state = AccountState::Suspended;
    suspended.resume();
    suspended.drive_through(&mut |_| Scripted::Done);
    assert_eq!(status(&suspended), AccountStatus::Suspended);
}

#[test]
fn what_is_off_or_never_happens_is_null() {
    let security = |case: Case| report(&Driver::finished(&case).run).security_settings.unwrap();
    assert_eq!(security(Case::john().with("enable_mfa", false)).mfa_exclusion_until, None);
    assert_eq!(security(Case::john().with("mfa_exclusion_days", 0)).mfa_exclusion_until, None);
    assert_eq!(security(Case::john().with("password_never_expires", true)).password_expiration_date, None);
    let john = security(Case::john());
    assert!(john.mfa_exclusion_until.is_some() && john.password_expiration_date.is_some());
}

#[test]
fn special_access_and_weakening_inputs_are_listed() {
    let document = report(&Driver::finished(&full()).run);
    let special: Vec<_> = document
        .special_access
        .unwrap()
        .into_iter()
        .map(|special| format!("{} {}", special.kind, special.subject))
        .collect();
    assert_eq!(
        special,
        [
            "sudo every system reached",
            "direct_binding johns-laptop",
            "ldap LDAP bind user",
            "additional_group UG-Project-Phoenix",
            "additional_group UG-New",
        ]
    );
    assert_eq!(document.security_settings.unwrap().weakening_inputs, ["allow_sudo", "system_bindings"]);
}

#[test]
fn a_failed_binding_is_not_counted_as_access() {
    let mut driver = Driver::planned(&full());
    driver.drive_through(&mut refusing(&[
        Effect::BindSystem { id: DIRECT.into(), sudo: true },
        Effect::AddMember { id: id(3), name: "UG-Developers".into() },
    ]));
    let document = report(&driver.run);
    let systems = document.system_bindings.unwrap();
    assert_eq!((systems.directly_bound_systems, systems.total_accessible_systems), (0, 2));
    let groups = document.group_assignments.unwrap();
    assert_eq!((groups.groups_failed, groups.total_groups_assigned), (vec!["UG-Developers".to_owned()], 4));
    assert_eq!((document.groups_assigned, document.groups_failed), (Some(4), Some(1)));
}

#[test]
fn no_report_event_or_problem_holds_the_password() {
    for case in
        [full(), full().with("password", PASSWORD), full().with("password", PASSWORD).with("start_date", "2026-03-10")]
    {
        let password = case.planned().unwrap().password.unwrap();
        let mut driver = Driver::planned(&case);
        driver.drive_through(&mut |effect| match effect {
            Effect::CreateAccount => Scripted::DoneBare,
            Effect::Amend(Amendment::Mfa) => Scripted::NotKept,
            _ => Scripted::Done,
        });
        for text in
            [value(&driver).to_string(), format!("{:?}", driver.run), serde_json::to_string(&driver.events).unwrap()]
        {
            assert!(!text.contains(password.expose_secret()) && !text.contains(PASSWORD));
        }
    }
}

#[test]
fn ssh_keys_are_reported_and_the_run_tells_who_and_how_long() {
    let mut driver = Driver::planned(&Case::john().with("public_key", KEY).with("requested_by", "HR"));
    assert_eq!(driver.drive_through(&mut |_| Scripted::Done), Ending::Succeeded);
    driver.record(Fact::Revealed, Private::None);
    let document = report(&driver.run);
    assert!(document.success && driver.run.revealed);
    assert!(document.security_settings.unwrap().ssh_public_key_added);
    let trail = document.audit_trail;
    assert_eq!((trail.initiated_by.as_str(), trail.requested_by.as_deref()), ("hr.admin@company.com", Some("HR")));
    assert_eq!((trail.ticket.as_deref(), trail.tenant.as_str()), (Some("HALO-48213"), "company"));
    let end = trail.completed_timestamp.unwrap();
    assert_eq!(end.duration_since(trail.initiated_timestamp).as_secs(), trail.duration_seconds);
}
