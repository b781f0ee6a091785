//! What is refused, where, and with which hint.

use crate::support::{Folder, problems};

#[test]
fn unknown_keys_are_refused_with_the_nearest_name() {
    insta::assert_snapshot!(problems(
        r#"
[databse]
url = "sqlite://x.db"
[tenants.acme]
api_key = { env = "K" }
regoin = "eu"
zzz = 1
[tenants.acme.groups]
departments = { IT = ["UG-IT"] }
[tenants.acme.warnings]
mfa_of = "warn"
[tenants.acme.jumpcloud_password_policy]
min_lenght = 12
"#
    ));
}

#[test]
fn literal_secrets_are_refused_and_never_shown() {
    let text = problems(
        r#"
[tenants.acme]
api_key = "hunter2-literal"
read_api_key = ["hunter2-literal"]
[tenants.beta]
oauth = { client_id = "id", client_secret = "hunter2-literal" }
[notify.slack]
webhook_url = "https://hooks.slack.com/hunter2-literal"
[database]
url = "postgres://dayone:hunter2-literal@db.example/dayone"
"#,
    );
    assert!(!text.contains("hunter2"), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn secret_sources_are_one_thing() {
    insta::assert_snapshot!(problems(
        r#"
[tenants.a]
api_key = { env = "A", file = "b" }
[tenants.b]
api_key = {}
[tenants.c]
api_key = { command = "pass show jc" }
[tenants.d]
api_key = { comand = ["pass"] }
[tenants.e]
api_key = { command = [] }
[tenants.f]
api_key = { env = "" }
"#
    ));
}

#[test]
fn weak_and_wrong_values_are_refused() {
    insta::assert_snapshot!(problems(
        r#"
[defaults]
jumpcloud_mfa_exclusion_period_days = 366
jumpcloud_password_policy = { min_length = 6 }
jumpcloud_default_mfa = "yes"
email_domains = ["@company.com", "*.company.com", "company.com"]
on_missing_group = "ignore"
home_directory = "home/x"
refuse = ["allow_sudos"]
groups.default = "UG-All"
groups.role = { "" = ["UG-Dev"] }
warnings.sudo = "error"
approval.expires_hours = 0
privileged.groups = [" "]
protected.accounts = [""]
mover_grace_days = 400
deletion.after_days = 29
guards.leavers_per_hour = -1
naming.template = "{{ first_name"
naming.ladder = ["{{ name }}{{ number }}", "{{ nmae }}", "{{ number }}", "{{ name }"]
naming.transliteration = "austrian"
naming.offensive = [" "]
company_names = [""]
notify_it = ["it@", "discord"]
[defaults.activation]
at = 07:00:00
time_zone = "Europe/Berln"
activate_days_before = 1.5
[limits]
max_in_flight = 0
max_requests_per_second = 99999999999999999999
"#
    ));
}

#[test]
fn connections_are_refused_unless_safe_and_clear() {
    insta::assert_snapshot!(problems(
        r#"
[tenants.a]
api_key = { env = "A" }
base_url = "http://directory.example.com"
[tenants.b]
api_key = { env = "B" }
base_url = "https://user:pw@directory.example.com"
[tenants.c]
api_key = { env = "C" }
provider_key = { env = "P" }
region = "us"
base_url = "https://directory.example.com"
[tenants.d]
region = "usa"
[tenants.e]
provider_key = { env = "P" }
[tenants.f]
oauth = { client_id = "id", token_url = "ftp://x" }
[tenants."G mbH"]
api_key = { env = "G" }
"#
    ));
}

#[test]
fn notification_and_anchor_settings_are_checked() {
    insta::assert_snapshot!(problems(
        r#"
[notify]
templates = "absent"
[notify.smtp]
host = "smtp.example.com:25"
encryption = "none"
username = "dayone"
[notify.teams]
[anchor]
syslog = "log.example.com"
http = "http://anchor.example.com"
[tenants.a]
api_key = { env = "A" }
notify_it = ["it@example.com", "slack"]
password_handling = "activation_link"
jumpcloud_send_activation_email = false
"#
    ));
    insta::assert_snapshot!(problems("[notify.smtp]\nhost = \"smtp.example.com\"\nencryption = \"none\"\nfrom = \"a@b.example\"\n"), @r#"
    dayone.toml:3:14: `notify.smtp.encryption` is "none", though smtp.example.com is another machine
      hint: use "starttls" or "tls"
    "#);
}

#[test]
fn database_settings_are_checked() {
    let one = |text: &str| problems(&format!("[database]\n{text}\n"));
    insta::assert_snapshot!(
        [
            one("url = \"mysql://x\""),
            one("url = \"sqlite://\""),
            one("url = \"postgres://dayone@h/d?password=x\""),
            one("url = \"postgres://dayone@h/d\"\npassword = { store = \"pw\" }"),
            one("url = \"sqlite://x.db\"\npassword = { env = \"PW\" }"),
        ]
        .join("\n")
    );
}

#[test]
fn keys_beside_the_database_are_refused() {
    insta::assert_snapshot!(
        problems("[database]\nurl = \"sqlite://data/dayone.db\"\n[secrets]\nmaster_key_file = \"data/master.key\"\n"),
        @r"
    dayone.toml:4:19: `secrets.master_key_file` is in the database's folder: data/master.key
      hint: a copy of that folder would hold the key too: choose another folder
    "
    );
}

#[test]
fn what_is_not_toml_is_refused_without_showing_the_line() {
    let text = problems("[tenants.acme]\napi_key = hunter2\nregion = \"eu\"\nregion = \"us\"\n");
    assert!(!text.contains("hunter2"), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn columns_count_characters() {
    insta::assert_snapshot!(problems("defaults = { home_directory = \"/ä/ö\", sudo_scop = \"direct\" }\n"), @"
    dayone.toml:1:39: `defaults.sudo_scop` is unknown: `defaults` has no `sudo_scop`
      hint: did you mean `sudo_scope`?
    ");
}

#[test]
fn a_wrong_default_is_reported_once_for_all_tenants() {
    let text = "[defaults]\nnotify_it = [\"slack\"]\n[tenants.a]\napi_key = { env = \"A\" }\n[tenants.b]\napi_key = { env = \"B\" }\n";
    insta::assert_snapshot!(problems(text), @r#"
    dayone.toml:2:14: `defaults.notify_it[0]` is "slack", which is not configured
      hint: add [notify.slack]
    "#);
}

#[test]
fn what_is_not_utf8_is_refused_where_it_begins() {
    let folder = Folder::of(&[]);
    std::fs::write(folder.path("dayone.toml"), b"# good\n# b\xffd\n").unwrap();
    insta::assert_snapshot!(folder.problems(), @"
    dayone.toml:2:4: the file is not UTF-8 from here on
      hint: save it as UTF-8
    ");
}

#[test]
fn every_beginning_of_a_file_is_read_or_refused_with_a_hint() {
    let text = include_str!("everything.toml");
    let folder = Folder::of(&[]);
    for end in (0..text.len()).step_by(7) {
        std::fs::write(folder.path("dayone.toml"), &text[..end]).unwrap();
        let loaded = dayone_config::Config::load(&folder.options(dayone_config::Environment::of([])));
        for problem in loaded.err().into_iter().flat_map(|errors| errors.problems) {
            assert!(
                !problem.hint.is_empty() && matches!(problem.place, dayone_config::Place::File { .. }),
                "{problem}"
            );
        }
    }
}
