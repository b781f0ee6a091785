//! What can't be planned: found before anything is written, all at once, each under the step that owns the value.

use dayone_core::password::LivePolicy;
use dayone_core::plan::Refusal;
use dayone_core::problem::{Affected, ErrorType};
use dayone_core::settings::{Naming, OnMissingGroup, PasswordHandling};
use dayone_core::snapshot::ExistingAccount;
use dayone_core::steps::Step;
use serde_json::json;

use crate::support::{Case, KEY, PASSWORD, ann, id};

fn kinds(refusal: &Refusal) -> Vec<(Step, ErrorType)> {
    refusal.problems.iter().map(|problem| (problem.step, problem.kind)).collect()
}

const EARLY: [Step; 5] = [
    Step::InputValidation,
    Step::DuplicateCheck,
    Step::PasswordGeneration,
    Step::GroupResolution,
    Step::GroupVerification,
];

#[test]
fn a_taken_username_e_mail_or_employee_id_is_refused_in_any_case() {
    let table = [
        (ExistingAccount { username: "JOHN.Smith".into(), ..ann() }, "Username 'john.smith'", "john.smith"),
        (
            ExistingAccount { email: "John.SMITH@company.com".into(), ..ann() },
            "E-mail 'john.smith@company.com'",
            "john.smith@company.com",
        ),
        (
            ExistingAccount { employee_id: Some(" emp-2026-042".into()), ..ann() },
            "Employee id 'EMP-2026-042'",
            "EMP-2026-042",
        ),
    ];
    for (person, message, value) in table {
        let refusal = Case::john().beside(person).refusal();
        assert_eq!(kinds(&refusal), [(Step::DuplicateCheck, ErrorType::UserAlreadyExists)]);
        assert!(refusal.problems[0].message.starts_with(message), "{}", refusal.problems[0].message);
        assert_eq!(refusal.problems[0].affected, Some(Affected::User(value.into())));
        assert!(!refusal.completed.contains(&Step::DuplicateCheck) && refusal.completed.len() == 4);
    }
}

#[test]
fn each_value_that_is_taken_is_told() {
    let twin = ExistingAccount {
        username: "john.smith".into(),
        email: "john.smith@company.com".into(),
        employee_id: Some("EMP-2026-042".into()),
        ..ann()
    };
    assert_eq!(Case::john().beside(twin).refusal().problems.len(), 3);
}

#[test]
fn a_search_that_found_similar_accounts_is_no_duplicate() {
    let near = ExistingAccount {
        username: "john.smith2".into(),
        email: "john.smith@company.co".into(),
        employee_id: Some("EMP-2026-0421".into()),
        ..ann()
    };
    Case::john().beside(near).plan();
    let nobody = ExistingAccount { employee_id: None, ..ann() };
    Case::john().with("employee_id", json!(null)).beside(nobody).plan();
}

#[test]
fn unix_ids_of_others_are_refused_unless_sharing_is_allowed() {
    let uid = Case::john().with("unix_uid", 5002).beside(ann());
    assert_eq!(kinds(&uid.refusal()), [(Step::DuplicateCheck, ErrorType::InvalidInput)]);
    assert!(uid.refusal().problems[0].message.starts_with("unix_uid 5002 belongs to account ann.lee"));
    let gid = Case::john().with("unix_guid", 5003).beside(ann());
    assert!(gid.refusal().problems[0].message.starts_with("unix_guid 5003 belongs to account ann.lee"));
    // A uid may equal somebody's gid.
    Case::john().with("unix_uid", 5003).with("unix_guid", 5002).beside(ann()).plan();
    let shared = uid.set(|settings| settings.allow_shared_unix_ids = true).plan();
    assert_eq!((shared.account.unix_uid, shared.account.unix_gid), (Some(5002), None));
}

#[test]
fn the_last_seat_may_be_taken_but_none_beyond() {
    let seats = |allowed, used| {
        Case::john().seen(move |snapshot| {
            snapshot.shared_mut().organization.seats = allowed;
            snapshot.shared_mut().organization.seats_used = used;
        })
    };
    let plan = seats(Some(98), Some(97)).plan();
    assert_eq!((plan.seats.used, plan.seats.allowed), (Some(98), Some(98)));
    for stated in [(None, Some(97)), (Some(1), None), (None, None)] {
        seats(stated.0, stated.1).plan();
    }
    let refusal = seats(Some(97), Some(97)).refusal();
    assert_eq!(kinds(&refusal), [(Step::UserCreation, ErrorType::SeatsExhausted)]);
    assert_eq!(refusal.problems[0].kind.code(), "ERR-ORG-002");
    assert_eq!(refusal.completed, EARLY);
}

#[test]
fn a_password_must_meet_the_stricter_of_both_policies() {
    let given = |password: &str| Case::john().with("password", password);
    given(PASSWORD).plan();
    let refusal = given("short1").refusal();
    assert_eq!(kinds(&refusal), [(Step::PasswordGeneration, ErrorType::PasswordPolicyViolation)]);
    assert_eq!(refusal.problems[0].kind.code(), "ERR-PWD-001");
    for words in ["fewer than 12 characters", "no upper-case letter", "no symbol"] {
        assert!(refusal.problems[0].message.contains(words), "{}", refusal.problems[0].message);
    }
    assert!(!format!("{refusal:?}").contains("short1"));
    let live = |policy: LivePolicy| {
        given(PASSWORD).seen(move |snapshot| snapshot.shared_mut().organization.password_policy = policy).refusal()
    };
    let longer = live(LivePolicy { min_length: Some(32), ..LivePolicy::default() });
    assert!(longer.problems[0].message.contains("fewer than 32 characters"));
    let named = Case::john()
        .with("password", "X7-john.smith-Horse!")
        .seen(|snapshot| snapshot.shared_mut().organization.password_policy.allow_username_substring = false)
        .refusal();
    assert!(named.problems[0].message.contains("contains the username"));
}

#[test]
fn a_bad_ssh_key_belongs_to_the_step_that_adds_it() {
    for key in ["ssh-ed25519", "ssh-ed25519 AAAA", "-----BEGIN OPENSSH PRIVATE KEY-----\nabc", "hello"] {
        let refusal = Case::john().with("public_key", key).refusal();
        assert_eq!(kinds(&refusal), [(Step::SshKeyConfiguration, ErrorType::SshKeyInvalid)], "{key}");
        assert_eq!(refusal.completed, EARLY);
    }
    let plan = Case::john().with("public_key", KEY).plan();
    let key = plan.ssh_key.unwrap();
    assert_eq!((key.name.as_str(), key.algorithm.as_str(), key.line.as_str()), ("john@laptop", "ssh-ed25519", KEY));
}

#[test]
fn unknown_systems_belong_to_the_step_that_binds_them() {
    let refusal = Case::john().with("system_bindings", json!([id(990), id(991)])).refusal();
    assert_eq!(kinds(&refusal), [(Step::SystemBinding, ErrorType::SystemNotFound); 2]);
    assert_eq!(refusal.problems[0].affected, Some(Affected::System(id(990))));
    let ruled = Case::john().set(|settings| settings.system_bindings.default = vec![id(992)]).refusal();
    assert!(ruled.problems[0].message.ends_with("(asked for by rule: everyone)"), "{}", ruled.problems[0].message);
}

#[test]
fn ldap_without_a_server_is_refused() {
    let case = Case::john()
        .with("ldap_bind", true)
        .with("exclude_groups", json!(["UG-Engineering"]))
        .seen(|snapshot| snapshot.shared_mut().ldap_servers.clear());
    assert_eq!(kinds(&case.refusal()), [(Step::LdapBinding, ErrorType::LdapBindingFailed)]);
}

#[test]
fn an_unsent_activation_link_is_refused() {
    let case = Case::john()
        .set(|settings| settings.password_handling = PasswordHandling::ActivationLink)
        .with("send_activation_email", false);
    let refusal = case.refusal();
    assert_eq!(kinds(&refusal), [(Step::InputValidation, ErrorType::InvalidInput)]);
    assert_eq!(refusal.problems[0].affected, Some(Affected::Field("send_activation_email".into())));
    case.with("password", PASSWORD).plan();
}

#[test]
fn everything_that_is_wrong_is_told_at_once_in_the_order_of_the_steps() {
    let case = Case::john()
        .set(|settings| settings.on_missing_group = OnMissingGroup::Fail)
        .with("public_key", "hello")
        .with("system_bindings", json!([id(990)]))
        .with("additional_groups", json!(["UG-Nowhere"]))
        .with("password", "short")
        .with("ldap_bind", true)
        .with("exclude_groups", json!(["UG-Engineering"]))
        .with("unix_uid", 5002)
        .beside(ExistingAccount { username: "john.smith".into(), ..ann() })
        .seen(|snapshot| {
            snapshot.shared_mut().ldap_servers.clear();
            snapshot.shared_mut().organization.seats = Some(97);
        });
    let refusal = case.refusal();
    assert_eq!(
        kinds(&refusal),
        [
            (Step::DuplicateCheck, ErrorType::UserAlreadyExists),
            (Step::DuplicateCheck, ErrorType::InvalidInput),
            (Step::PasswordGeneration, ErrorType::PasswordPolicyViolation),
            (Step::GroupVerification, ErrorType::GroupNotFound),
            (Step::UserCreation, ErrorType::SeatsExhausted),
            (Step::SystemBinding, ErrorType::SystemNotFound),
            (Step::LdapBinding, ErrorType::LdapBindingFailed),
            (Step::SshKeyConfiguration, ErrorType::SshKeyInvalid),
        ]
    );
    assert_eq!(refusal.completed, [Step::InputValidation, Step::GroupResolution]);
    for problem in &refusal.problems {
        assert!(!problem.message.is_empty() && !problem.remediation.is_empty() && !problem.actions.is_empty());
        assert_eq!(problem.impact, "No account was created; the directory is unchanged.");
    }
}

#[test]
fn a_username_that_naming_can_not_form_stops_before_the_next_step() {
    let template = |template: &str| Some(Naming { reserved: vec!["john.smith".into()], ..Naming::by(template) });
    for (naming, words) in
        [(template("{{ first_name }}.{{ last_name }}"), "reserve"), (template("{{ nickname }}"), "template")]
    {
        let case = Case::john().set(|settings| settings.naming = naming).with("username", json!(null));
        let refusal = case.refusal();
        assert_eq!(kinds(&refusal), [(Step::InputValidation, ErrorType::InvalidUsernameFormat)]);
        assert!(refusal.problems[0].message.contains(words), "{}", refusal.problems[0].message);
        assert_eq!(refusal.completed, [], "nothing was looked up under a name that there isn't");
    }
}
