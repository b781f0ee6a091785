//! Where each effective value comes from.

use dayone_config::{Environment, Place};

use crate::support::Folder;

#[test]
fn every_value_names_its_file_and_line_or_that_it_is_built_in() {
    let main = "include = [\"tenants/*.toml\"]\n\n[defaults]\nregion = \"eu\"\njumpcloud_mfa_exclusion_period_days = 3\n\
                groups.default = [\"UG-All\"]\ngroups.department.\"Human Resources\" = [\"UG-HR\"]\n";
    let acme = "[tenants.acme]\napi_key = { store = \"acme\" }\ngroups.default_add = [\n  \"UG-Acme\",\n]\nemail_domains = []\n";
    let folder = Folder::of(&[("dayone.toml", main), ("tenants/acme.toml", acme)]);
    let config = folder.load();
    let lines: Vec<_> = config
        .origins("acme")
        .into_iter()
        .map(|origin| {
            format!(
                "{} = {}  # {}",
                origin.key,
                folder.relative(&origin.value),
                folder.relative(&origin.place.to_string())
            )
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn every_key_that_is_written_has_an_origin_in_the_file() {
    let folder = Folder::of(&[("dayone.toml", include_str!("everything.toml"))]);
    let origins = folder.load().origins("acme");
    let missing: Vec<_> = origins
        .iter()
        .filter(|origin| origin.place == Place::BuiltIn)
        .map(|origin| origin.key.as_str())
        .filter(|key| !key.starts_with("jumpcloud_password_policy"))
        .collect();
    assert_eq!(missing, ["database.url", "secrets.master_key_file", "secrets.ledger_key_file", "notify.smtp.port"]);
}

#[test]
fn a_variable_that_overrides_is_the_origin() {
    let folder =
        Folder::of(&[("dayone.toml", "database.url = \"sqlite://a.db\"\n[tenants.acme]\napi_key = { env = \"K\" }\n")]);
    let options = folder.options(Environment::of([("DAYONE_DATABASE_URL", "sqlite:///tmp/other.db")]));
    let origins = dayone_config::Config::load(&options).unwrap().origins("acme");
    let database = origins.iter().find(|origin| origin.key == "database.url").unwrap();
    assert_eq!(database.place, Place::Environment("DAYONE_DATABASE_URL"));
    assert_eq!(database.value, "\"sqlite:///tmp/other.db\"");
}

#[test]
fn an_unknown_tenant_has_no_origins() {
    assert!(Folder::of(&[]).load().origins("nobody").is_empty());
}
