//! Which tenant is meant.

use dayone_config::Config;

use crate::support::load;

fn two() -> Config {
    load(
        "[tenants.acme]\napi_key = { env = \"A\" }\ncompany_names = [\"Acme Inc\", \"Acme\"]\n\
         [tenants.beta]\napi_key = { env = \"B\" }\ncompany_names = [\"Beta GmbH\"]\n",
    )
}

fn refusal(config: &Config, tenant: Option<&str>, company: Option<&str>) -> String {
    let error = config.select(tenant, company).unwrap_err();
    format!("{error}; {}", error.hint())
}

#[test]
fn with_several_tenants_there_is_no_default() {
    assert_eq!(
        refusal(&two(), None, None),
        "2 tenants are configured and none was chosen; choose with --tenant, one of: acme, beta"
    );
}

#[test]
fn a_company_name_selects_without_case() {
    assert_eq!(two().select(None, Some(" beta gmbh ")).unwrap().settings.name, "beta");
    assert_eq!(two().select(None, Some("ACME")).unwrap().settings.name, "acme");
}

#[test]
fn a_tenant_that_is_named_goes_before_the_company() {
    assert_eq!(two().select(Some("acme"), Some("Beta GmbH")).unwrap().settings.name, "acme");
}

#[test]
fn unknown_names_are_refused_and_the_nearest_named() {
    assert_eq!(refusal(&two(), Some("acm"), None), "the tenant \"acm\" is not configured; did you mean `acme`?");
    assert_eq!(
        refusal(&two(), None, Some("Beta Gmb")),
        "no tenant has the company name \"Beta Gmb\"; did you mean \"Beta GmbH\"? or choose with --tenant"
    );
    assert_eq!(
        refusal(&two(), None, Some("Zeta")),
        "no tenant has the company name \"Zeta\"; choose with --tenant, one of: acme, beta"
    );
}

#[test]
fn the_only_tenant_is_not_given_another_company() {
    let config = load("[tenants.acme]\napi_key = { env = \"A\" }\ncompany_names = [\"Acme Inc\"]\n");
    assert_eq!(config.select(None, None).unwrap().settings.name, "acme");
    assert_eq!(config.select(None, Some("acme inc")).unwrap().settings.name, "acme");
    assert!(config.select(None, Some("Beta GmbH")).is_err());
}
