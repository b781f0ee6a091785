//! What comes before the first hire.

use std::io::{BufRead, BufReader};
use std::process::Command;

use serde_json::Value;

use crate::house::{House, ends, signal};

#[tokio::test(flavor = "multi_thread")]
async fn a_first_configuration_is_written_once_and_is_sound() {
    let house = House::new().await;
    let arguments = ["config", "init", "--tenant", "acme", "--region", "eu", "--email-domain", "company.com"];
    house.run(&arguments).ends_with(0);
    let again = house.run(&arguments).ends_with(2);
    assert!(again.stderr.contains("--force"), "{}", again.stderr);
    let checked = house.run(&["config", "check"]).ends_with(0).json();
    assert_eq!(checked[0]["tenant"], "acme");
    let shown = house.run(&["config", "show", "--origin", "-o", "csv"]).ends_with(0).stdout;
    let path = house.path("dayone.toml");
    let line = shown.lines().find(|line| line.starts_with("password_handling,")).expect("a line");
    assert!(line.contains("activation_link") && line.contains(path.to_str().expect("text")), "{line}");
    let printed = house.run(&["config", "init", "-", "--tenant", "acme"]).ends_with(0).stdout;
    assert!(printed.contains("[tenants.acme]"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_configuration_names_file_line_and_what_was_meant() {
    let house = House::new().await;
    std::fs::write(house.path("dayone.toml"), "[tenants.acme]\nregoin = \"us\"\napi_key = { env = \"K\" }\n")
        .expect("written");
    let done = house.run(&["config", "check"]).ends_with(2);
    assert!(done.stderr.contains("dayone.toml:2:1") && done.stderr.contains("region"), "{}", done.stderr);
    house.run(&["plan", "john.yaml"]).ends_with(2);
    house.run(&["config", "check", "--config", "nowhere.toml"]).ends_with(2);
}

#[tokio::test(flavor = "multi_thread")]
async fn schemas_are_printed() {
    let house = House::new().await;
    assert_eq!(house.run(&["config", "schema"]).ends_with(0).json(), dayone_config::schema());
    assert_eq!(house.run(&["config", "schema", "report"]).ends_with(0).json(), dayone_core::report::schema());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_kept_in_the_database_and_used_from_there() {
    let house = House::new().await;
    let text =
        format!("[tenants.acme]\nbase_url = \"{}\"\napi_key = {{ store = \"jumpcloud\" }}\n", house.simulator.url());
    std::fs::write(house.path("dayone.toml"), text).expect("written");
    house.run(&["plan", "john.yaml"]).ends_with(2);
    let key = house.simulator.api_key().to_owned();
    house.run_with_stdin(&["secret", "set", "jumpcloud", "--tenant", "acme"], &format!("{key}\n")).ends_with(0);
    let listed = house.run(&["secret", "list", "--tenant", "acme"]).ends_with(0);
    assert_eq!(listed.json()[0]["name"], "jumpcloud");
    house.run(&["plan", "john.yaml"]).ends_with(0);
    let clear: Vec<_> =
        house.files().iter().filter_map(|(path, bytes)| crate::house::holds(path, bytes, &key)).collect();
    assert!(clear.is_empty(), "{clear:?}");
    house.run(&["secret", "delete", "jumpcloud", "--tenant", "acme"]).ends_with(0);
    house.run(&["secret", "delete", "jumpcloud", "--tenant", "acme"]).ends_with(2);
}

#[tokio::test(flavor = "multi_thread")]
async fn several_tenants_have_no_default() {
    let house = House::new().await;
    let tenant = |name: &str, company: &str| {
        format!(
            "[tenants.{name}]\nbase_url = \"{}\"\napi_key = {{ env = \"JUMPCLOUD_API_KEY\" }}\ncompany_names = [\"{company}\"]\n",
            house.simulator.url()
        )
    };
    std::fs::write(house.path("dayone.toml"), tenant("acme", "Acme Inc") + &tenant("beta", "Beta GmbH"))
        .expect("written");
    let done = house.run(&["plan", "john.yaml"]).ends_with(2);
    assert!(done.stderr.contains("acme, beta"), "{}", done.stderr);
    house.run(&["plan", "john.yaml", "--tenant", "acme"]).ends_with(0);
    house.run(&["plan", "john.yaml", "--company-name", "beta gmbh"]).ends_with(0);
    house.run(&["plan", "john.yaml", "--company-name", "Gamma"]).ends_with(2);
    let all = house.run(&["doctor", "--all"]).ends_with(0).json();
    assert_eq!(all["tenants"].as_array().map(Vec::len), Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_says_what_is_wrong_with_the_key() {
    let house = House::new().await;
    house.run(&["doctor"]).ends_with(0);
    house.run(&["doctor", "--try"]).ends_with(0);
    let output =
        house.command(&["doctor", "-o", "table"]).env("JUMPCLOUD_API_KEY", "wrong").output().expect("it starts");
    let done = crate::house::Done::from(output).ends_with(2);
    assert!(done.stdout.contains("FAILED") && done.stdout.contains("mend:"), "{}", done.stdout);
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_are_brought_up_to_date() {
    let house = House::new().await;
    house.run(&["migrate"]).ends_with(0);
    house.run(&["migrate", "--database", "mysql://x"]).ends_with(2);
}

#[test]
fn a_simulator_says_where_it_is_and_stops_when_told() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dayone"));
    let mut child = command.arg("sim").env_clear().stdout(std::process::Stdio::piped()).spawn().expect("it starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("a line");
    let ready: Value = serde_json::from_str(&line).expect("JSON");
    assert!(ready["url"].as_str().expect("text").starts_with("http://127.0.0.1:"));
    assert_eq!(ready["org_id"], "5f9a8b7c6d5e4f3a2b1c0d9e");
    signal(&child, "TERM");
    ends(child).ends_with(0);
}
