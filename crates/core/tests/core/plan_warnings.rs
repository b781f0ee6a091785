//! What is unusual about a plan, and what a tenant does about it.

use std::collections::BTreeMap;

use dayone_core::problem::ErrorType;
use dayone_core::settings::{
    ChangeWindow, Naming, PasswordHandling, WORKING_WEEK, WarningCode, WarningLevel, Weakening,
};
use dayone_core::snapshot::ExistingAccount;
use dayone_core::steps::Step;
use serde_json::json;

use crate::support::{Case, DIRECT, KEY, by_directory, dynamic, id, jane};

/// Open in the afternoon, UTC, on working days.
fn afternoons() -> ChangeWindow {
    let (from, to) = ("12:00".parse().unwrap(), "18:00".parse().unwrap());
    ChangeWindow { days: WORKING_WEEK.into(), from, to, time_zone: "UTC".into() }
}

/// Every warning with a hire that has it, and words of its message.
fn table() -> Vec<(WarningCode, Case, &'static str)> {
    let named = |settings: &mut dayone_core::settings::TenantSettings| {
        settings.naming = Some(Naming::by("{{ first_name[0] }}{{ last_name }}"));
    };
    let formed = |settings: &mut dayone_core::settings::TenantSettings| {
        settings.naming = Some(Naming::by("{{ first_name }}.{{ last_name }}"));
    };
    let link = |settings: &mut dayone_core::settings::TenantSettings| {
        settings.password_handling = PasswordHandling::ActivationLink;
    };
    let granted = |case: Case| {
        case.with("system_bindings", json!([id(301)])).seen(|snapshot| {
            let system = snapshot.shared_mut().access[&id(2)].systems[0].clone();
            snapshot.systems.push(system);
        })
    };
    let john = Case::john;
    vec![
        (WarningCode::UsernameDiffersFromNaming, john().set(named), "which gives jsmith"),
        (WarningCode::UsernameLong, john().with("username", "john.smith.of.engineering"), "20 characters"),
        (WarningCode::UsernameNotForPeople, john().with("username", "postmaster"), "postmaster is the name of a"),
        (
            WarningCode::UsernameSpelledRoughly,
            john().set(formed).with("username", json!(null)).with("first_name", "محمد"),
            "rule of thumb",
        ),
        (WarningCode::GroupOutsidePrefixes, john().with("user_groups", json!(["Legacy VPN"])), "Legacy VPN"),
        (WarningCode::GroupNeedsReview, john().with("user_groups", json!(["UG-Reviewed"])), "UG-Reviewed"),
        (WarningCode::MfaOff, john().with("enable_mfa", false), "not required"),
        (WarningCode::MfaGraceLong, john().with("mfa_exclusion_days", 15), "15 days"),
        (WarningCode::Sudo, john().with("allow_sudo", true), "build-server-05"),
        (WarningCode::DirectBinding, granted(john()), "though UG-Engineering grants it"),
        (WarningCode::LdapAsked, john().with("ldap_bind", true), "LDAP"),
        (WarningCode::StartFarAway, john().with("start_date", "2026-03-19"), "15 days away"),
        (WarningCode::StartWithoutDate, john(), "startDate is 2026-03-10"),
        (WarningCode::StartPassed, john().with("start_date", "2026-03-03"), "has passed"),
        (WarningCode::PasswordNeverExpires, john().with("password_never_expires", true), "never expires"),
        (WarningCode::DepartmentUnmapped, john().with("department", "Enginering"), "\"Enginering\" has no rule"),
        (WarningCode::ManagerNotInDirectory, john().with("manager_email", "x@company.com"), "no account"),
        (
            WarningCode::ManagerNotActive,
            john().seen(|snapshot| snapshot.people = vec![ExistingAccount { active: false, ..jane() }]),
            "not active",
        ),
        (WarningCode::PublicKeyNotAllowed, john().with("public_key", KEY), "allow_public_key is off"),
        (WarningCode::ActivationUnreachable, john().set(link), "Google Workspace"),
        (
            WarningCode::ActivationLinkLapses,
            john()
                .set(link)
                .set(|settings| settings.activation.activate_days_before = 8)
                .with("start_date", "2026-03-20"),
            "valid for 7 days",
        ),
        (
            WarningCode::DynamicUnpredictable,
            john().seen(|snapshot| snapshot.shared_mut().groups.push(dynamic(13, "UG-Odd", json!(["x:y:z"])))),
            "UG-Odd",
        ),
        (
            WarningCode::SeatsLow,
            john().seen(|snapshot| snapshot.shared_mut().organization.seats = Some(100)),
            "2 of 100 seats",
        ),
        (
            WarningCode::ActivationOutsideWindow,
            john().with("start_date", "2026-03-10").set(|settings| settings.change_window = Some(afternoons())),
            "2026-03-10T12:00:00Z",
        ),
        (
            WarningCode::ActivationByDirectory,
            john().with("start_date", "2026-03-10").in_manner(by_directory()),
            "its age begins then",
        ),
    ]
}

#[test]
fn each_warning_is_given_with_its_code_and_a_way_out() {
    for (code, case, words) in table() {
        let plan = case.plan();
        let found: Vec<_> = plan.warnings.iter().filter(|warning| warning.code == code).collect();
        assert_eq!(found.len(), 1, "{code:?}: {:?}", plan.warnings);
        assert!(found[0].message.contains(words), "{code:?}: {}", found[0].message);
        assert!(!found[0].mend.is_empty(), "{code:?}");
    }
}

#[test]
fn a_warning_that_is_off_is_not_given() {
    for (code, case, _) in table() {
        let plan = case.set(|settings| settings.warnings = BTreeMap::from([(code, WarningLevel::Off)])).plan();
        assert!(plan.warnings.iter().all(|warning| warning.code != code), "{code:?}");
    }
}

#[test]
fn a_warning_may_refuse_the_request() {
    for (code, case, words) in table() {
        let refusal = case.set(|settings| settings.warnings = BTreeMap::from([(code, WarningLevel::Refuse)])).refusal();
        assert_eq!(refusal.problems.len(), 1, "{code:?}");
        let problem = &refusal.problems[0];
        assert_eq!((problem.kind, problem.step), (ErrorType::InvalidInput, Step::InputValidation), "{code:?}");
        assert!(problem.message.contains(words) && problem.message.ends_with("(this tenant refuses it)"), "{code:?}");
    }
}

#[test]
fn an_ordinary_hire_has_no_warning() {
    assert_eq!(Case::john().with("attributes", json!({ "costCenter": "ENG-200" })).plan().warnings, []);
}

#[test]
fn the_borders_of_warnings_are_where_they_are_said_to_be() {
    let codes = |case: Case| case.plan().warnings.into_iter().map(|warning| warning.code).collect::<Vec<_>>();
    let plain = || Case::john().with("attributes", json!(null));
    assert_eq!(codes(plain().with("mfa_exclusion_days", 14)), []);
    assert_eq!(codes(plain().with("start_date", "2026-03-18")), []);
    assert_eq!(codes(plain().with("start_date", "2026-03-04")), []);
    assert_eq!(codes(plain().with("username", "john.smith.of.sales1")), []);
    assert_eq!(codes(plain().seen(|snapshot| snapshot.shared_mut().organization.seats = Some(101))), []);
    assert_eq!(codes(plain().with("department", "Legal").with("skip_group_defaults", true)), []);
    assert_eq!(codes(plain().with("public_key", KEY).with("allow_public_key", true)), []);
}

#[test]
fn a_username_with_a_number_or_an_initial_is_by_the_rule() {
    let codes = |username: &str| {
        let case = Case::john().set(|settings| settings.naming = Some(Naming::by("{{ given_name }}.{{ last_name }}")));
        let case = case.with("attributes", json!(null)).with("first_name", "John Michael").with("username", username);
        case.plan().warnings.into_iter().map(|warning| warning.code).collect::<Vec<_>>()
    };
    for by_rule in ["john.smith", "John.Smith", "john.m.smith", "john.smith2", "john.smith99"] {
        assert_eq!(codes(by_rule), [], "{by_rule}");
    }
    for other in ["johnsmith", "john.smith1", "john.smith100", "smith"] {
        assert_eq!(codes(other), [WarningCode::UsernameDiffersFromNaming], "{other}");
    }
}

#[test]
fn an_offensive_username_that_was_given_is_not_repeated() {
    let plan = Case::john().with("username", "john.hitler").plan();
    let warning = plan.warnings.iter().find(|warning| warning.code == WarningCode::UsernameNotForPeople).unwrap();
    assert_eq!(warning.message, "the username holds a word that is not used in names");
}

#[test]
fn a_department_without_rule_names_the_nearest_but_grants_nothing() {
    let plan = Case::john().with("department", "Enginering").plan();
    let warning = plan.warnings.iter().find(|warning| warning.code == WarningCode::DepartmentUnmapped).unwrap();
    assert!(warning.mend.starts_with("did you mean Engineering?"));
    assert!(plan.groups.iter().all(|group| group.name != "UG-Engineering"));
}

fn weakening() -> Vec<(Weakening, Case)> {
    let john = Case::john;
    vec![
        (Weakening::AllowSudo, john().with("allow_sudo", true)),
        (Weakening::MfaDisabled, john().with("enable_mfa", false)),
        (Weakening::LongMfaGrace, john().with("mfa_exclusion_days", 31)),
        (Weakening::PasswordNeverExpires, john().with("password_never_expires", true)),
        (Weakening::SkipGroupDefaults, john().with("skip_group_defaults", true)),
        (Weakening::UnixIds, john().with("unix_guid", 6001)),
        (Weakening::DirectBindings, john().with("system_bindings", json!([DIRECT]))),
        (Weakening::ForeignEmail, john().set(|settings| settings.email_domains = vec!["Example.com".into()])),
    ]
}

#[test]
fn each_weakening_input_is_marked_and_may_be_refused() {
    for (input, case) in weakening() {
        assert_eq!(case.plan().weakening, [input]);
        let refusal = case.set(|settings| settings.refuse = vec![input]).refusal();
        assert_eq!(refusal.problems.len(), 1);
        assert!(refusal.problems[0].message.starts_with(input.field()), "{}", refusal.problems[0].message);
        assert_eq!(refusal.problems[0].step, Step::InputValidation);
        assert!(!refusal.completed.contains(&Step::InputValidation) && refusal.completed.len() == 4);
    }
}

#[test]
fn what_a_tenant_refuses_does_not_touch_others() {
    let all = weakening().into_iter().map(|(input, _)| input).collect::<Vec<_>>();
    Case::john()
        .set(|settings| {
            settings.refuse = all;
            settings.email_domains = vec!["COMPANY.com".into()];
        })
        .with("mfa_exclusion_days", 30)
        .plan();
}

#[test]
fn all_refusals_of_policy_come_at_once() {
    let case = Case::john()
        .set(|settings| {
            settings.refuse = vec![Weakening::AllowSudo, Weakening::MfaDisabled];
            settings.warnings.insert(WarningCode::LdapAsked, WarningLevel::Refuse);
        })
        .with("allow_sudo", true)
        .with("enable_mfa", false)
        .with("ldap_bind", true);
    assert_eq!(case.refusal().problems.len(), 3);
}
