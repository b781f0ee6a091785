//! What the account will be: the seed's defaults, the tenant's variables, the request's inputs.

use dayone_core::plan::{Plan, PlannedLdap, PlannedPassword, lookups};
use dayone_core::settings::{Naming, PasswordHandling, SudoScope, TenantSettings, WarningCode};
use dayone_core::snapshot::{ExistingAccount, Named};
use dayone_core::steps::Step;
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};

use crate::support::{Case, DIRECT, KEY, PASSWORD, ann, five, id, jane};

fn calls(plan: &Plan) -> Vec<String> {
    plan.calls
        .iter()
        .map(|call| format!("{} {} {}: {}", call.step.number(), call.method, call.path, call.about))
        .collect()
}

#[test]
fn without_configuration_the_seeds_defaults_hold() {
    let case = Case { document: five(), settings: TenantSettings::default(), ..Case::john() };
    let plan = case.plan();
    let account = &plan.account;
    assert!(account.mfa.required && account.mfa.grace_days == 7);
    assert!(
        !account.sudo && !account.ldap_binding_user && !account.allow_public_key && !account.password_never_expires
    );
    assert_eq!((account.unix_uid, account.unix_gid), (None, None));
    assert_eq!(plan.password, PlannedPassword::Generated);
    assert_eq!(plan.activation.recipient(), Some("john.smith@company.com"));
    assert_eq!((plan.groups.len(), plan.systems.len()), (0, 0));
    assert_eq!(
        (plan.unix.home_directory.as_str(), plan.unix.default_shell.as_str()),
        ("/home/john.smith", "/bin/bash")
    );
    assert_eq!(plan.login_portal, "https://console.jumpcloud.com/login");
    assert!(plan.approval.is_empty() && plan.weakening.is_empty());
}

#[test]
fn each_variable_of_the_tenant_holds_unless_the_request_says_otherwise() {
    type Change = fn(&mut TenantSettings);
    type Shown = fn(&Plan) -> Value;
    type Row = (&'static str, Change, Shown, Value, Value, Value);
    let table: [Row; 6] = [
        (
            "enable_mfa",
            |settings| settings.variables.default_mfa = false,
            |plan| json!(plan.account.mfa.required),
            json!(false),
            json!(true),
            json!(true),
        ),
        (
            "mfa_exclusion_days",
            |settings| settings.variables.mfa_exclusion_period_days = 3,
            |plan| json!(plan.account.mfa.grace_days),
            json!(3),
            json!(0),
            json!(0),
        ),
        (
            "allow_public_key",
            |settings| settings.variables.default_allow_public_key = true,
            |plan| json!(plan.account.allow_public_key),
            json!(true),
            json!(false),
            json!(false),
        ),
        (
            "allow_sudo",
            |settings| settings.variables.default_sudo = true,
            |plan| json!(plan.account.sudo),
            json!(true),
            json!(false),
            json!(false),
        ),
        (
            "password_never_expires",
            |settings| settings.variables.default_password_never_expires = true,
            |plan| json!(plan.account.password_never_expires),
            json!(true),
            json!(false),
            json!(false),
        ),
        (
            "send_activation_email",
            |settings| settings.variables.send_activation_email = false,
            |plan| json!(plan.activation.recipient()),
            json!(null),
            json!(true),
            json!("john.smith@company.com"),
        ),
    ];
    for (input, change, shown, by_variable, asked, by_request) in table {
        assert_eq!(shown(&Case::john().set(change).plan()), by_variable, "{input}");
        assert_eq!(shown(&Case::john().set(change).with(input, asked).plan()), by_request, "{input}");
    }
}

#[test]
fn the_password_policy_variable_shapes_what_is_generated() {
    let case = Case::john().set(|settings| settings.variables.password_policy.min_length = 40);
    let planned = case.planned().unwrap();
    assert_eq!(planned.password.unwrap().expose_secret().len(), 40);
}

#[test]
fn no_mfa_means_no_grace() {
    let plan = Case::john().with("enable_mfa", false).with("mfa_exclusion_days", 20).plan();
    assert_eq!(plan.account.mfa.grace_days, 0);
}

#[test]
fn every_input_reaches_the_account_under_its_name() {
    let plan = Case::john()
        .with("company_name", "Company Inc")
        .with("employee_type", "Employee")
        .with("alternate_email", "JS@Company.com")
        .with("email", "John.Smith@Company.com")
        .with("unix_uid", 6001)
        .with("unix_guid", 6002)
        .plan();
    insta::assert_json_snapshot!(plan.account);
}

#[test]
fn a_manager_is_found_by_e_mail_in_any_case() {
    let plan = Case::john().with("manager_email", "Jane.Doe@company.com").plan();
    assert_eq!(plan.account.manager, Some(jane().id));
    let manager = plan.manager.unwrap();
    assert_eq!((manager.email.as_str(), manager.name.as_deref()), ("jane.doe@company.com", Some("Jane Doe")));
}

#[test]
fn an_unknown_manager_is_told_but_not_set() {
    let plan = Case::john().with("manager_email", "nobody@company.com").plan();
    assert_eq!(plan.account.manager, None);
    assert_eq!(plan.manager.unwrap().email, "nobody@company.com");
    let none = Case::john().with("manager_email", json!(null)).plan();
    assert!(none.manager.is_none());
}

#[test]
fn a_username_is_formed_by_naming_and_looked_up() {
    let case = Case::john()
        .set(|settings| {
            settings.naming = Some(Naming { ladder: Vec::new(), ..Naming::by("{{ first_name }}.{{ last_name }}") });
        })
        .with("username", json!(null))
        .with("first_name", "Zoë")
        .with("last_name", "O'Brien-Łuczak")
        .with("unix_uid", 6001)
        .with("unix_guid", 6001);
    assert_eq!(case.plan().account.username, "zoe.obrien-luczak");
    assert_eq!(case.plan().account.display_name, "Zoë O'Brien-Łuczak");
    let lookups = lookups(&case.request(), &case.settings).unwrap();
    assert_eq!(lookups.terms, ["zoe.obrien-luczak", "john.smith@company.com", "EMP-2026-042", "jane.doe@company.com"]);
    assert_eq!(lookups.unix_ids, [6001]);
    let taken = ExistingAccount { username: "Zoe.OBrien-Luczak".into(), ..ann() };
    assert_eq!(case.beside(taken).refusal().problems[0].step, Step::DuplicateCheck);
}

#[test]
fn ldap_goes_through_a_group_where_one_grants_it() {
    let asked = Case::john().with("ldap_bind", true);
    assert_eq!(asked.plan().ldap, PlannedLdap::ThroughGroup { granted_by: "UG-Engineering".into() });
    assert!(asked.plan().account.ldap_binding_user);
    let server = Named { id: id(401), name: "JumpCloud LDAP".into() };
    let direct = asked.with("exclude_groups", json!(["UG-Engineering"])).plan();
    assert_eq!(direct.ldap, PlannedLdap::Direct { server });
    assert!(calls(&direct).contains(&"10 POST /api/v2/users/{user}/associations: bind JumpCloud LDAP".to_owned()));
    assert_eq!(Case::john().plan().ldap, PlannedLdap::NotAsked { granted_by: Some("UG-Engineering".into()) });
}

#[test]
fn sudo_of_the_account_reaches_every_system_and_each_is_listed() {
    let plan = Case::john().with("allow_sudo", true).with("system_bindings", json!([DIRECT])).plan();
    assert!(plan.account.sudo && plan.systems[0].sudo);
    let reached = plan.reached_systems();
    assert_eq!((reached.len(), reached.values().filter(|system| system.sudo).count()), (11, 11));
    let warning = plan.warnings.iter().find(|warning| warning.code == WarningCode::Sudo).unwrap();
    for system in reached.values() {
        assert!(warning.message.contains(&system.name), "{}", warning.message);
    }
}

#[test]
fn sudo_of_direct_scope_reaches_direct_bindings_alone() {
    let plan = Case::john()
        .set(|settings| settings.sudo_scope = SudoScope::Direct)
        .with("allow_sudo", true)
        .with("system_bindings", json!([DIRECT]))
        .plan();
    assert!(!plan.account.sudo && plan.systems[0].sudo);
    let with_sudo: Vec<_> =
        plan.reached_systems().into_values().filter(|system| system.sudo).map(|system| system.name).collect();
    assert_eq!(with_sudo, ["johns-laptop"]);
}

#[test]
fn sudo_that_a_group_grants_is_seen_without_being_asked_for() {
    let plan = Case::john().with("additional_groups", json!(["UG-Server-Admins"])).plan();
    assert!(!plan.account.sudo);
    let router = plan.reached_systems().into_values().find(|system| system.name == "core-router").unwrap();
    assert!(router.sudo && router.via == "UG-Server-Admins");
    assert!(plan.warnings.iter().any(|warning| warning.code == WarningCode::Sudo));
}

#[test]
fn systems_are_bound_by_request_and_by_rule_once_each() {
    let case = Case::john()
        .set(|settings| {
            settings.system_bindings.department.insert("engineering".into(), vec![DIRECT.into(), id(301)]);
        })
        .with("system_bindings", json!([DIRECT]))
        .seen(|snapshot| {
            let granted = snapshot.shared_mut().access[&id(2)].systems[0].clone();
            snapshot.systems.push(granted);
        });
    let plan = case.plan();
    let bound: Vec<_> = plan
        .systems
        .iter()
        .map(|system| (system.name.as_str(), system.because.as_str(), system.also_through.as_deref()))
        .collect();
    assert_eq!(
        bound,
        [
            ("johns-laptop", "this request", None),
            ("dev-server-01", "rule: department \"engineering\"", Some("UG-Engineering")),
        ]
    );
    let reached = plan.reached_systems();
    assert_eq!((reached.len(), reached[&id(301)].via.as_str()), (11, "direct"));
}

#[test]
fn the_first_credential_is_what_the_tenant_and_the_request_say() {
    let planned = |case: Case| {
        let planned = case.planned().unwrap();
        (planned.plan.password, planned.password.map(|password| password.expose_secret().to_owned()))
    };
    let link = |settings: &mut TenantSettings| settings.password_handling = PasswordHandling::ActivationLink;
    assert_eq!(planned(Case::john().set(link)), (PlannedPassword::ActivationLink, None));
    for case in [Case::john(), Case::john().set(link)] {
        let given = case.with("password", PASSWORD);
        assert_eq!(planned(given), (PlannedPassword::Given, Some(PASSWORD.to_owned())));
    }
    let (kind, generated) = planned(Case::john());
    assert!(kind == PlannedPassword::Generated && generated.unwrap().len() >= 20);
}

#[test]
fn no_plan_holds_the_password() {
    for case in [
        Case::john(),
        Case::john().with("password", PASSWORD),
        Case::john().with("start_date", "2026-04-01").with("password", PASSWORD),
    ] {
        let planned = case.planned().unwrap();
        let seen = [format!("{planned:?}"), serde_json::to_string(&planned.plan).unwrap()];
        let password = planned.password.unwrap();
        for text in seen {
            assert!(!text.contains(password.expose_secret()));
        }
    }
}

#[test]
fn johns_calls_are_listed_in_order() {
    insta::assert_snapshot!(calls(&Case::john().plan()).join("\n"));
}

#[test]
fn all_calls_of_a_full_request_are_listed_in_order() {
    let plan = Case::john()
        .set(|settings| settings.on_missing_group = dayone_core::settings::OnMissingGroup::Create)
        .with("user_groups", json!(["UG-New"]))
        .with("exclude_groups", json!(["UG-Engineering"]))
        .with("system_bindings", json!([DIRECT]))
        .with("allow_sudo", true)
        .with("ldap_bind", true)
        .with("public_key", KEY)
        .with("start_date", "2026-03-10")
        .with("personal_email", "john@example.net")
        .plan();
    insta::assert_snapshot!(calls(&plan).join("\n"));
    assert_eq!(plan.writes(), plan.calls.len() - 2);
}

#[test]
fn a_plan_reads_back_from_what_is_stored() {
    let plan = Case::john().with("public_key", KEY).with("system_bindings", json!([DIRECT])).plan();
    let stored = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<Plan>(&stored).unwrap(), plan);
}
