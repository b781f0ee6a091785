//! What the environment decides.

use std::path::PathBuf;

use dayone_config::{Address, Config, Credentials, Environment, Place, Region, SecretSource};
use secrecy::ExposeSecret;

use crate::support::Folder;

const TENANT: &str = "[tenants.acme]\napi_key = { env = \"KEY\" }\n";

fn load(folder: &Folder, environment: Environment) -> Config {
    Config::load(&folder.options(environment)).unwrap_or_else(|errors| panic!("{errors}"))
}

#[test]
fn an_api_key_alone_is_one_tenant_named_default() {
    let folder = Folder::of(&[]);
    let config = load(&folder, Environment::of([("JUMPCLOUD_API_KEY", "k"), ("JUMPCLOUD_ORG_ID", "5f9a")]));
    let tenant = config.select(None, Some("Any Company")).unwrap();
    assert_eq!(tenant.settings.name, "default");
    assert_eq!(tenant.settings.organization_id.as_deref(), Some("5f9a"));
    assert_eq!(tenant.connection.address, Address::Region(Region::Us));
    assert_eq!(tenant.connection.credentials, Credentials::ApiKey(SecretSource::Env("JUMPCLOUD_API_KEY".into())));
    assert!(config.files.is_empty());
    let origins = config.origins("default");
    let key = origins.iter().find(|origin| origin.key == "api_key").unwrap();
    assert_eq!(
        (key.value.as_str(), &key.place),
        ("{ env = \"JUMPCLOUD_API_KEY\" }", &Place::Environment("JUMPCLOUD_API_KEY"))
    );
}

#[test]
fn base_url_and_region_come_from_the_environment() {
    let folder = Folder::of(&[]);
    let config =
        load(&folder, Environment::of([("JUMPCLOUD_API_KEY", "k"), ("JUMPCLOUD_BASE_URL", "http://127.0.0.1:8080")]));
    let tenant = config.select(None, None).unwrap();
    assert!(matches!(&tenant.connection.address, Address::BaseUrl(url) if url.as_str() == "http://127.0.0.1:8080/"));
    let config = load(&folder, Environment::of([("JUMPCLOUD_API_KEY", "k"), ("JUMPCLOUD_REGION", "in")]));
    assert_eq!(config.select(None, None).unwrap().connection.address, Address::Region(Region::In));
}

#[test]
fn a_base_url_of_the_environment_is_checked_too() {
    insta::assert_snapshot!(
        Folder::of(&[]).problems_with(Environment::of([
            ("JUMPCLOUD_API_KEY", "k"),
            ("JUMPCLOUD_BASE_URL", "http://directory.example.com"),
            ("JUMPCLOUD_REGION", "us"),
        ])),
        @r#"
    environment JUMPCLOUD_BASE_URL: `JUMPCLOUD_BASE_URL` is http to another machine: "http://directory.example.com"
      hint: use https
    environment JUMPCLOUD_BASE_URL: `JUMPCLOUD_BASE_URL` is set beside `JUMPCLOUD_REGION`
      hint: one of: region, base_url
    "#
    );
}

#[test]
fn an_api_key_of_the_environment_changes_no_configured_tenant() {
    let folder = Folder::of(&[("dayone.toml", TENANT)]);
    let config =
        load(&folder, Environment::of([("JUMPCLOUD_API_KEY", "k"), ("JUMPCLOUD_BASE_URL", "https://x.example")]));
    assert_eq!(config.tenants.keys().collect::<Vec<_>>(), ["acme"]);
    assert_eq!(config.tenants["acme"].connection.address, Address::Region(Region::Us));
}

#[test]
fn nothing_at_all_is_a_configuration_without_tenants() {
    let config = load(&Folder::of(&[]), Environment::of([]));
    let error = config.select(None, None).unwrap_err();
    assert_eq!(error.to_string(), "no tenant is configured");
    assert!(error.hint().contains("JUMPCLOUD_API_KEY"));
}

#[test]
fn the_named_file_goes_before_the_variable_and_that_before_the_usual_places() {
    let file = |tenant: &str| format!("[tenants.{tenant}]\napi_key = {{ env = \"KEY\" }}\n");
    let folder = Folder::of(&[
        ("named.toml", &file("named")),
        ("variable.toml", &file("variable")),
        ("dayone.toml", &file("here")),
        ("home/.config/dayone/dayone.toml", &file("home")),
    ]);
    let names = |config: Config| config.tenants.into_keys().collect::<Vec<_>>();
    let variable = folder.path("variable.toml").display().to_string();
    let environment = Environment::of([("DAYONE_CONFIG", variable.as_str())]);
    let mut options = folder.options(environment.clone());
    options.path = Some(PathBuf::from("named.toml"));
    assert_eq!(names(Config::load(&options).unwrap()), ["named"]);
    assert_eq!(names(load(&folder, environment)), ["variable"]);
    assert_eq!(names(load(&folder, Environment::of([]))), ["here"]);
    std::fs::remove_file(folder.path("dayone.toml")).unwrap();
    assert_eq!(names(load(&folder, Environment::of([]))), ["home"]);
}

#[test]
fn a_file_that_was_asked_for_must_be_there() {
    insta::assert_snapshot!(
        Folder::of(&[]).problems_with(Environment::of([("DAYONE_CONFIG", "absent.toml")])),
        @r"
    environment DAYONE_CONFIG: the configuration file absent.toml can't be read: No such file or directory (os error 2)
      hint: `dayone config init` writes one to start from
    "
    );
}

#[tokio::test]
async fn the_database_variable_goes_before_the_file_and_its_password_is_not_shown() {
    let text = "database.url = \"sqlite://runs.db\"\n";
    let folder = Folder::of(&[("dayone.toml", text)]);
    assert_eq!(load(&folder, Environment::of([])).database.file(), Some(folder.path("runs.db")));
    let environment = Environment::of([("DAYONE_DATABASE_URL", "postgres://dayone:hunter2@db.example/dayone")]);
    let config = load(&folder, environment.clone());
    assert_eq!(config.database.shown(), "postgres://dayone@db.example/dayone");
    let url = config.database.connect_url(&environment).await.unwrap();
    assert_eq!(url.expose_secret(), "postgres://dayone:hunter2@db.example/dayone");
}

#[tokio::test]
async fn a_database_password_comes_from_its_source() {
    let text = "[database]\nurl = \"postgres://dayone@db.example/dayone\"\npassword = { env = \"PW\" }\n";
    let config = Folder::of(&[("dayone.toml", text)]).load();
    let url = config.database.connect_url(&Environment::of([("PW", "a/b@c")])).await.unwrap();
    assert_eq!(url.expose_secret(), "postgres://dayone:a%2Fb%40c@db.example/dayone");
}

#[test]
fn database_and_keys_are_in_different_folders_by_default() {
    let folder = Folder::of(&[("dayone.toml", TENANT)]);
    let config = folder.load();
    assert_eq!(config.database.file(), Some(folder.path("home/.local/share/dayone/dayone.db")));
    assert_eq!(config.keys.master, folder.path("home/.config/dayone/master.key"));
    assert_eq!(config.keys.ledger, folder.path("home/.config/dayone/ledger.key"));
    let (data, settings) = (folder.path("data").display().to_string(), folder.path("settings").display().to_string());
    let config =
        load(&folder, Environment::of([("XDG_DATA_HOME", data.as_str()), ("XDG_CONFIG_HOME", settings.as_str())]));
    assert_eq!(config.database.file(), Some(folder.path("data/dayone/dayone.db")));
    assert_eq!(config.keys.master, folder.path("settings/dayone/master.key"));
}

#[test]
fn without_a_home_each_default_that_needs_one_is_named() {
    let folder = Folder::of(&[("dayone.toml", TENANT)]);
    let mut options = folder.options(Environment::of([]));
    options.home = None;
    insta::assert_snapshot!(Config::load(&options).unwrap_err().to_string(), @"
    built in: `database.url` has no default, since there is no home folder
      hint: set HOME, or `database.url`
    built in: `secrets.ledger_key_file` has no default, since there is no home folder
      hint: set HOME, or `secrets.ledger_key_file`
    built in: `secrets.master_key_file` has no default, since there is no home folder
      hint: set HOME, or `secrets.master_key_file`
    ");
}
