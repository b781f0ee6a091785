//! What a tenant inherits.

use dayone_config::{Address, Config, Credentials, Region, SecretSource};
use dayone_core::settings::{
    OnMissingGroup, PasswordHandling, SudoScope, TenantSettings, Variables, WarningCode, WarningLevel, Weakening,
};

use crate::support::load;

fn acme(defaults: &str, tenant: &str) -> Config {
    load(&format!("[defaults]\n{defaults}\n[tenants.acme]\n{tenant}\n"))
}

const KEY: &str = "api_key = { env = \"K\" }\n";

#[test]
fn what_nobody_sets_is_the_seeds_default() {
    let config = acme("", KEY);
    let built_in = TenantSettings { name: "acme".into(), ..TenantSettings::default() };
    assert_eq!(config.tenants["acme"].settings, built_in);
    assert_eq!(built_in.variables, Variables::default());
    let limits = config.tenants["acme"].connection.limits;
    assert_eq!((limits.max_in_flight, limits.max_requests_per_second), (8, 20));
}

#[test]
fn the_tenant_goes_before_the_defaults_and_they_before_the_built_in() {
    let config = acme(
        "jumpcloud_default_mfa = false\njumpcloud_mfa_exclusion_period_days = 3",
        &format!("{KEY}jumpcloud_mfa_exclusion_period_days = 14"),
    );
    let variables = &config.tenants["acme"].settings.variables;
    assert_eq!(
        (variables.default_mfa, variables.mfa_exclusion_period_days, variables.send_activation_email),
        (false, 14, true)
    );
}

#[test]
fn tables_merge_and_lists_replace() {
    let config = acme(
        "groups.department = { Sales = [\"UG-Sales\"], IT = [\"UG-IT\"] }\nemail_domains = [\"a.com\"]\n\
         jumpcloud_password_policy = { min_length = 14 }",
        &format!(
            "{KEY}groups.department = {{ Sales = [\"UG-Acme-Sales\"] }}\nemail_domains = [\"B.com\"]\njumpcloud_password_policy = {{ symbols = false }}"
        ),
    );
    let settings = &config.tenants["acme"].settings;
    assert_eq!(settings.groups.department["Sales"], ["UG-Acme-Sales"]);
    assert_eq!(settings.groups.department["IT"], ["UG-IT"]);
    assert_eq!(settings.email_domains, ["b.com"]);
    let policy = settings.variables.password_policy;
    assert_eq!((policy.min_length, policy.symbols, policy.digits), (14, false, true));
}

#[test]
fn default_add_extends_what_is_inherited_and_default_replaces_it() {
    let defaults = "groups.default = [\"UG-All\"]\ngroups.default_add = [\"UG-Portal\"]";
    let groups =
        |tenant: &str| acme(defaults, &format!("{KEY}{tenant}")).tenants["acme"].settings.groups.default.clone();
    assert_eq!(groups(""), ["UG-All", "UG-Portal"]);
    assert_eq!(groups("groups.default_add = [\"UG-Acme\"]"), ["UG-All", "UG-Portal", "UG-Acme"]);
    assert_eq!(groups("groups.default = [\"UG-Own\"]"), ["UG-Own"]);
    assert_eq!(groups("groups.default = [\"UG-Own\"]\ngroups.default_add = [\"UG-Acme\"]"), ["UG-Own", "UG-Acme"]);
    let alone = load(&format!("[tenants.acme]\n{KEY}groups.default_add = [\"UG-Acme\"]\n"));
    assert_eq!(alone.tenants["acme"].settings.groups.default, ["UG-Acme"]);
}

#[test]
fn one_of_two_alternatives_drops_the_inherited_other() {
    let config = acme(
        "region = \"eu\"\noauth = { client_id = \"id\", client_secret = { env = \"S\" } }",
        &format!("{KEY}base_url = \"http://localhost:9000/api\""),
    );
    let connection = &config.tenants["acme"].connection;
    assert!(matches!(&connection.address, Address::BaseUrl(_)));
    assert_eq!(connection.credentials, Credentials::ApiKey(SecretSource::Env("K".into())));
    assert_eq!(config.tenants["acme"].settings.login_portal, "http://localhost:9000/login");
}

#[test]
fn a_secret_source_replaces_the_inherited_one() {
    let config = acme("api_key = { command = [\"pass\", \"jc\"] }\nregion = \"in\"", KEY);
    let connection = &config.tenants["acme"].connection;
    assert_eq!(connection.credentials, Credentials::ApiKey(SecretSource::Env("K".into())));
    assert_eq!(connection.address, Address::Region(Region::In));
}

#[test]
fn a_service_account_can_be_inherited_in_part() {
    let config = acme(
        "oauth.client_secret = { store = \"secret\" }",
        "oauth.client_id = \"acme-id\"\nread_api_key = { env = \"R\" }",
    );
    let connection = &config.tenants["acme"].connection;
    let secret = SecretSource::Store("secret".into());
    assert_eq!(
        connection.credentials,
        Credentials::ServiceAccount { client_id: "acme-id".into(), client_secret: secret, token_url: None }
    );
    assert_eq!(connection.read_api_key, Some(SecretSource::Env("R".into())));
}

#[test]
fn every_key_of_a_tenant_arrives() {
    let config = load(include_str!("everything.toml"));
    let tenant = &config.tenants["acme"];
    let settings = &tenant.settings;
    insta::assert_json_snapshot!(settings);
    assert_eq!(tenant.connection.credentials, Credentials::ProviderKey(SecretSource::Store("provider".into())));
    assert_eq!(tenant.connection.limits.max_in_flight, 4);
    assert_eq!(settings.on_missing_group, OnMissingGroup::Create);
    assert_eq!(settings.password_handling, PasswordHandling::ActivationLink);
    assert_eq!(settings.sudo_scope, SudoScope::Direct);
    assert_eq!(settings.warnings[&WarningCode::MfaOff], WarningLevel::Refuse);
    assert_eq!(settings.refuse, [Weakening::UnixIds, Weakening::ForeignEmail]);
    let smtp = config.notify.smtp.unwrap();
    assert_eq!((smtp.host.as_str(), smtp.port, smtp.from.as_str()), ("127.0.0.1", 25, "dayone <it@acme.example>"));
    assert!(config.notify.slack.is_some() && config.notify.teams.is_some());
    assert_eq!(config.anchors.syslog.unwrap().as_str(), "udp://log.acme.example:514");
    assert_eq!(config.anchors.http.unwrap().as_str(), "https://anchor.acme.example/heads");
}

#[test]
fn the_example_of_every_key_has_every_key() {
    let schema = dayone_config::schema();
    let text = include_str!("everything.toml");
    let alternatives = ["base_url", "api_key", "oauth"];
    for key in schema["$defs"]["TenantFile"]["properties"].as_object().unwrap().keys() {
        assert!(alternatives.contains(&key.as_str()) || text.contains(key.as_str()), "{key}");
    }
}

#[test]
fn guards_are_shared_and_a_tenant_may_have_its_own() {
    let config = load(
        "[guards]\njoiners_per_hour = 40\njoiners_percent = 5\n[defaults]\nguards.joiners_percent = 20\n\
         [tenants.acme]\napi_key = { env = \"K\" }\nguards = { joiners_per_hour = 3 }\n[tenants.beta]\napi_key = { env = \"K\" }\n",
    );
    let guards = |tenant: &str| {
        let guards = config.tenants[tenant].settings.guards;
        (guards.joiners_per_hour, guards.joiners_percent, guards.joiners_percent_floor)
    };
    assert_eq!(guards("acme"), (3, 20, 10));
    assert_eq!(guards("beta"), (40, 20, 10));
    let alone = load("[guards]\njoiners_percent_floor = 7\n[tenants.acme]\napi_key = { env = \"K\" }\n");
    assert_eq!(alone.tenants["acme"].settings.guards.joiners_percent_floor, 7);
}

#[test]
fn protected_is_shared_and_a_tenants_own_list_replaces_it() {
    let config = load(
        "[protected]\naccounts = [\"break-glass\"]\ngroups = [\"UG-Emergency\"]\n[defaults]\nmover_grace_days = 7\n\
         [tenants.acme]\napi_key = { env = \"K\" }\nprotected.accounts = [\"svc-*\"]\nmover_grace_days = 0\n\
         [tenants.beta]\napi_key = { env = \"K\" }\n",
    );
    let (acme, beta) = (&config.tenants["acme"].settings, &config.tenants["beta"].settings);
    assert_eq!((acme.protected.account("svc-backup"), acme.protected.account("break-glass")), (Some("svc-*"), None));
    assert_eq!(acme.protected.group("ug-emergency"), Some("UG-Emergency"));
    assert_eq!(beta.protected.account("break-glass"), Some("break-glass"));
    assert_eq!((acme.mover_grace_days, beta.mover_grace_days), (0, 7));
    assert_eq!(beta.deletion_after_days, None);
}
