//! A first configuration for all organisations of a provider, with the real binary.

use std::path::PathBuf;

use dayone_simulator::{Fault, Kind, ProviderHandle, Then, When};
use serde_json::{Value, json};

use crate::house::{Done, House};

/// A provider of the demo organisation and one more, whose key stands in a file.
struct Provider {
    house: House,
    beta: String,
    handle: ProviderHandle,
}

impl Provider {
    async fn new() -> Provider {
        let house = House::new().await;
        let control = house.simulator.control();
        let beta = control.add_organization(&json!({ "name": "Beta GmbH & Söhne" })).expect("added").id;
        let of_beta = control.of_organization(&beta);
        let group = of_beta.create_user_group("UG-Verkauf").expect("made");
        for name in ["ada", "bob", "cem"] {
            let user = json!({
                "username": name, "email": format!("{name}@beta.example"), "department": "Verkauf", "state": "ACTIVATED",
            });
            let id = of_beta.create_user(user).expect("made");
            of_beta.associate((Kind::UserGroup, &group), (Kind::User, &id), json!({})).expect("a member");
        }
        let handle = control.add_provider(&[house.simulator.org_id(), &beta]);
        Provider { house, beta, handle }
    }

    fn run(&self, arguments: &[&str]) -> Done {
        let mut command = self.house.command(arguments);
        command.env_remove("JUMPCLOUD_API_KEY").env_remove("JUMPCLOUD_ORG_ID").env_remove("JUMPCLOUD_BASE_URL");
        command.env("PROVIDER_KEY", &self.handle.api_key);
        Done::from(command.output().expect("it starts"))
    }

    fn init(&self, more: &[&str]) -> Done {
        let url = self.house.simulator.url();
        let base = ["config", "init", "--provider", "--base-url", &url, "--api-key-env", "PROVIDER_KEY"];
        self.run(&[&base[..], more].concat())
    }

    fn file(&self, name: &str) -> String {
        std::fs::read_to_string(self.house.path(name)).expect("a file")
    }
}

fn states(done: &Done) -> Vec<(String, String)> {
    let text = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    done.json().as_array().expect("rows").iter().map(|row| (text(row, "organization"), text(row, "state"))).collect()
}

fn pairs(found: &[(&str, &str)]) -> Vec<(String, String)> {
    found.iter().map(|(one, other)| ((*one).to_owned(), (*other).to_owned())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_organisation_of_a_provider_gets_a_file_that_passes_check_and_doctor() {
    let provider = Provider::new().await;
    let done = provider.init(&["--time-zone", "Europe/Berlin"]).ends_with(0);
    assert_eq!(states(&done), pairs(&[("Beta GmbH & Söhne", "written"), ("Company Inc", "written")]));
    assert!(done.stderr.contains("dayone doctor --all"), "{}", done.stderr);
    let requests = provider.house.simulator.control().requests();
    assert!(requests.iter().all(|request| request.method == "GET"), "{requests:?}");

    let beta = provider.file("tenants/beta-gmbh-sohne.toml");
    assert!(beta.contains(&format!("jumpcloud_org_id = \"{}\"", provider.beta)), "{beta}");
    assert!(beta.contains("# Verkauf = [\n#   \"UG-Verkauf\",  # 3 of 3; the name says so\n# ]"), "{beta}");
    assert!(beta.contains("# email_domains = [\"beta.example\"]"), "{beta}");
    let demo = provider.file("tenants/company-inc.toml");
    assert!(demo.contains("UG-Engineering") && !demo.contains("UG-Cost-ENG"), "a dynamic group fills itself: {demo}");

    let checked = provider.run(&["config", "check"]).ends_with(0).json();
    assert!(checked.as_array().expect("rows").iter().all(|row| row["groups"] == json!([])), "{checked}");
    let all = provider.run(&["doctor", "--all"]).ends_with(0).json();
    assert_eq!(all["tenants"].as_array().map(Vec::len), Some(2));
    let files: Vec<PathBuf> = provider
        .house
        .files()
        .iter()
        .filter_map(|(path, bytes)| crate::house::holds(path, bytes, &provider.handle.api_key))
        .collect();
    assert!(files.is_empty(), "the key is named, never written: {files:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_time_only_new_organisations_are_added_and_no_file_is_touched() {
    let provider = Provider::new().await;
    provider.init(&[]).ends_with(0);
    let path = provider.house.path("tenants/company-inc.toml");
    std::fs::write(&path, provider.file("tenants/company-inc.toml") + "# looked at\n").expect("written");
    std::fs::rename(provider.house.path("tenants/beta-gmbh-sohne.toml"), provider.house.path("tenants/b.toml"))
        .expect("renamed");
    let again = provider.init(&[]).ends_with(0);
    assert_eq!(states(&again), pairs(&[("Beta GmbH & Söhne", "configured"), ("Company Inc", "configured")]));
    assert!(again.stderr.contains("no new organisation"), "{}", again.stderr);

    let control = provider.house.simulator.control();
    let gamma = control.add_organization(&json!({ "name": "Company Inc" })).expect("added").id;
    let wider = control.add_provider(&[provider.house.simulator.org_id(), &provider.beta, &gamma]);
    let provider = Provider { handle: wider, ..provider };
    let third = provider.init(&["--provider-id", &provider.handle.id]).ends_with(0);
    let tenants: Vec<Value> = third.json().as_array().expect("rows").iter().map(|row| row["tenant"].clone()).collect();
    let tail = &gamma[gamma.len() - 6..];
    assert!(tenants.contains(&format!("company-inc-{tail}").into()), "{tenants:?}");
    assert!(provider.file("tenants/company-inc.toml").ends_with("# looked at\n"));
    assert_eq!(provider.run(&["config", "check"]).ends_with(0).json().as_array().map(Vec::len), Some(3));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organisation_that_cannot_be_read_is_named_and_the_others_are_written() {
    let provider = Provider::new().await;
    let control = provider.house.simulator.control();
    control.add_fault(Fault {
        operation: "GET /v2/usergroups".into(),
        when: When::Nth(1),
        only_times: Some(1),
        then: Then::Status { code: 403, body: None, html: None, retry_after: None },
    });
    let done = provider.init(&[]).ends_with(1);
    let mut found: Vec<String> = states(&done).into_iter().map(|(_, state)| state).collect();
    found.sort();
    assert_eq!(found, ["not read", "written"]);
    assert!(
        done.stderr.contains("1 organisation could not be read") && done.stderr.contains("HTTP 403"),
        "{}",
        done.stderr
    );
    assert_eq!(provider.run(&["config", "check"]).ends_with(0).json().as_array().map(Vec::len), Some(1));
    provider.init(&[]).ends_with(0);
    assert_eq!(provider.run(&["config", "check"]).ends_with(0).json().as_array().map(Vec::len), Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_in_the_way_is_told_before_anything_is_written() {
    let provider = Provider::new().await;
    let url = provider.house.simulator.url();
    let missing = provider.run(&["config", "init", "--provider", "--base-url", &url]).ends_with(2);
    assert!(missing.stderr.contains("JUMPCLOUD_API_KEY"), "{}", missing.stderr);
    provider.init(&["-"]).ends_with(2);
    provider.init(&["--tenant", "acme"]).ends_with(2);
    provider.init(&["--force"]).ends_with(2);
    let http = ["config", "init", "--provider", "--base-url", "http://directory.example.com"];
    assert!(provider.run(&http).ends_with(2).stderr.contains("https"));
    provider.house.simulator.control().revoke(&provider.handle.api_key);
    assert!(provider.init(&[]).ends_with(2).stderr.contains("HTTP 401"));
    assert!(!provider.house.path("dayone.toml").exists() && !provider.house.path("tenants").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_main_file_that_includes_nothing_is_left_alone() {
    let provider = Provider::new().await;
    let text = "[tenants.acme]\napi_key = { env = \"K\" }\n";
    std::fs::write(provider.house.path("dayone.toml"), text).expect("written");
    let done = provider.init(&[]).ends_with(2);
    assert!(done.stderr.contains("include = [\"tenants/*.toml\"]"), "{}", done.stderr);
    assert!(provider.file("dayone.toml") == text && !provider.house.path("tenants").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_may_come_from_a_file_or_a_program() {
    let provider = Provider::new().await;
    let key = provider.house.path("key");
    std::fs::write(&key, &provider.handle.api_key).expect("written");
    #[cfg(unix)]
    std::fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(0o600)).expect("closed");
    let url = provider.house.simulator.url();
    let base = ["config", "init", "--provider", "--base-url", &url];
    provider.run(&[&base[..], &["file.toml", "--api-key-file", "key"]].concat()).ends_with(0);
    provider.run(&["config", "check", "--config", "file.toml"]).ends_with(0);
    provider.run(&["doctor", "--all", "--config", "file.toml"]).ends_with(0);
    std::fs::remove_dir_all(provider.house.path("tenants")).expect("gone");
    let command = ["program.toml", "--api-key-command", "cat", "--api-key-command", key.to_str().expect("text")];
    provider.run(&[&base[..], &command[..]].concat()).ends_with(0);
    provider.run(&["doctor", "--all", "--config", "program.toml"]).ends_with(0);
}
