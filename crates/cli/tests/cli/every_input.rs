//! Every input, and only the required ones, in all four forms; and what must not be anywhere.

use std::collections::BTreeSet;

use dayone_simulator::SmtpSink;
use serde_json::{Map, Value, json};

use crate::house::{Done, House, holds};

const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIl6qhHmhUeQjMBj1zCg3b6FEwBCWRQjHhIl8i3jBzLk john@laptop";
const PASSWORD: &str = "Kanarien-Vogel-7391-Zx";

/// All inputs, each with a value that lets the hire run to its end.
fn everything() -> Map<String, Value> {
    let all = json!({
        "first_name": "Zoë", "last_name": "O'Brien-Łuczak", "email": "zoe@company.com", "username": "zoe.obrien",
        "department": "Engineering", "job_title": "Engineer, {{ 7*7 }}", "company_name": "Company Inc",
        "employee_id": "EMP-7", "office_location": "Seattle", "manager_email": "jane.doe@company.com",
        "password": PASSWORD, "password_never_expires": false, "enable_mfa": true, "mfa_exclusion_days": 10,
        "allow_sudo": true, "unix_uid": 7001, "unix_guid": 7002, "user_groups": ["UG-All-Employees", "UG-Engineering"],
        "additional_groups": ["UG-Project-Phoenix"], "system_bindings": ["60a2000000000000000abc01"],
        "ldap_bind": true, "allow_public_key": true, "public_key": KEY, "send_activation_email": true,
        "skip_group_defaults": false, "attributes": { "costCenter": "ENG-200", "desk": "=1+1" },
        "ticket": "HALO-1", "request_key": "zoe-1", "personal_email": "zoe@example.net",
        "alternate_email": "zoe.alt@example.net", "start_date": "2026-01-05", "end_date": "2027-12-31",
        "time_zone": "America/Los_Angeles", "employee_type": "Contractor", "exclude_groups": ["UG-Sales"],
        "requested_by": "hr@company.com",
    });
    all.as_object().expect("an object").clone()
}

fn required() -> Map<String, Value> {
    let everything = everything();
    ["first_name", "last_name", "email", "username", "department"]
        .into_iter()
        .map(|name| (name.to_owned(), everything[name].clone()))
        .collect()
}

/// The request as flags; the password goes through a file.
fn flags(house: &House, request: &Map<String, Value>) -> Vec<String> {
    let mut flags = Vec::new();
    for (name, value) in request {
        let flag = format!("--{}", name.replace('_', "-"));
        match value {
            _ if name == "password" => {
                let path = house.path("password");
                std::fs::write(&path, PASSWORD).expect("written");
                std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).expect("private");
                flags.extend(["--password-file".into(), path.display().to_string()]);
            }
            Value::Bool(value) => flags.push(format!("{flag}={value}")),
            Value::String(text) => flags.extend([flag, text.clone()]),
            Value::Array(items) => {
                for item in items {
                    flags.extend([flag.clone(), item.as_str().expect("text").to_owned()]);
                }
            }
            Value::Object(pairs) => {
                for (name, value) in pairs {
                    flags.extend(["--attribute".into(), format!("{name}={}", value.as_str().expect("text"))]);
                }
            }
            other => flags.extend([flag, other.to_string()]),
        }
    }
    flags
}

async fn in_form(form: &str, request: &Map<String, Value>) -> (House, Done) {
    let house = House::new().await;
    let text = serde_json::to_string_pretty(request).expect("json");
    let done = match form {
        "flags" => {
            let flags = flags(&house, request);
            let mut arguments = vec!["provision", "--yes"];
            arguments.extend(flags.iter().map(String::as_str));
            house.run(&arguments)
        }
        "stdin" => house.run_with_stdin(&["provision", "-", "--yes"], &text),
        "json" => {
            std::fs::write(house.path("request.json"), text).expect("written");
            house.run(&["provision", "request.json", "--yes"])
        }
        _ => {
            // YAML's own way of writing lists and texts.
            let mut yaml = String::new();
            for (name, value) in request {
                match value {
                    Value::Array(items) => {
                        yaml += &format!("{name}:\n");
                        items.iter().for_each(|item| yaml += &format!("  - {item}\n"));
                    }
                    Value::Object(pairs) => {
                        yaml += &format!("{name}:\n");
                        pairs.iter().for_each(|(name, value)| yaml += &format!("  {name}: {value}\n"));
                    }
                    other => yaml += &format!("{name}: {other}\n"),
                }
            }
            std::fs::write(house.path("request.yaml"), yaml).expect("written");
            house.run(&["provision", "request.yaml", "--yes"])
        }
    };
    (house, done.ends_with(0))
}

/// A report without what differs from one directory and run to the next.
fn comparable(mut report: Value) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(fields) => fields.iter_mut().for_each(|(name, inner)| match name.as_str() {
                name if name.ends_with("timestamp") => *inner = inner.is_string().into(),
                "mfa_exclusion_until" | "password_expiration_date" => *inner = inner.is_string().into(),
                "workflow_run_id" | "duration_seconds" | "login_portal" | "plan_digest" | "tenant" => {
                    *inner = Value::Null;
                }
                _ => strip(inner),
            }),
            Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    strip(&mut report);
    report
}

#[tokio::test(flavor = "multi_thread")]
async fn every_input_means_the_same_as_flags_json_yaml_and_stdin() {
    let request = everything();
    let mut reports = Vec::new();
    for form in ["flags", "json", "yaml", "stdin"] {
        let (house, done) = in_form(form, &request).await;
        reports.push(comparable(done.report()));
        let state = house.simulator.control().state();
        let users = state["organizations"][0]["users"].as_array().cloned().expect("users");
        let user = users.iter().find(|user| user["username"] == "zoe.obrien").cloned().expect("created");
        let as_given = [
            ("firstname", json!("Zoë")),
            ("lastname", json!("O'Brien-Łuczak")),
            ("email", json!("zoe@company.com")),
            ("jobTitle", json!("Engineer, {{ 7*7 }}")),
            ("company", json!("Company Inc")),
            ("employeeIdentifier", json!("EMP-7")),
            ("employeeType", json!("Contractor")),
            ("location", json!("Seattle")),
            ("alternateEmail", json!("zoe.alt@example.net")),
            ("sudo", json!(true)),
            ("unix_uid", json!(7001)),
            ("unix_guid", json!(7002)),
            ("enable_managed_uid", json!(true)),
            ("ldap_binding_user", json!(true)),
            ("allow_public_key", json!(true)),
            ("enable_user_portal_multifactor", json!(true)),
            ("state", json!("ACTIVATED")),
        ];
        for (field, value) in as_given {
            assert_eq!(user[field], value, "{form}: {field}");
        }
        assert!(!user.to_string().contains("zoe@example.net"), "the private address is not on the account");
        let mails = house.simulator.control().mail();
        assert!(mails.iter().any(|mail| mail.to == "zoe@example.net"), "{form}: the mail goes to the private address");
        assert!(
            house.simulator.control().password_is(user["_id"].as_str().expect("an id"), PASSWORD),
            "{form}: the password"
        );
    }
    for other in &reports[1..] {
        assert_eq!(&reports[0], other);
    }
    let report = &reports[0];
    assert_eq!(report["group_assignments"]["total_groups_assigned"], 3);
    assert_eq!(report["system_bindings"]["directly_bound_systems"], 1);
    assert_eq!(report["security_settings"]["mfa_exclusion_days"], 10);
    assert_eq!(report["custom_attributes"]["attributes_set"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_required_inputs_alone_mean_the_same_in_every_form() {
    let mut reports = Vec::new();
    for form in ["flags", "json", "yaml", "stdin"] {
        reports.push(comparable(in_form(form, &required()).await.1.report()));
    }
    for other in &reports[1..] {
        assert_eq!(&reports[0], other);
    }
    let keys: BTreeSet<&str> = reports[0].as_object().expect("an object").keys().map(String::as_str).collect();
    for key in dayone_core::report::SUCCESS_KEYS {
        assert!(keys.contains(key), "{key}");
    }
    assert_eq!(reports[0]["user_info"]["job_title"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_in_any_byte_that_is_written_or_said() {
    let house = House::new().await;
    let sink = SmtpSink::start_with_login(house.simulator.control(), "mailer", "Canary-Smtp-5512").await.expect("mail");
    let config = format!(
        "[notify.smtp]\nhost = \"127.0.0.1\"\nport = {}\nencryption = \"none\"\nfrom = \"it@company.com\"\n\
         username = \"mailer\"\npassword = {{ env = \"SMTP\" }}\n\
         [tenants.acme]\nbase_url = \"{}\"\napi_key = {{ env = \"JUMPCLOUD_API_KEY\" }}\njumpcloud_org_id = \"{}\"\n\
         notify_it = [\"it-team@company.com\"]\n\
         [tenants.beta]\nbase_url = \"{1}\"\njumpcloud_org_id = \"5f9a8b7c6d5e4f3a2b1c0d9f\"\n\
         oauth = {{ client_id = \"beta\", client_secret = {{ env = \"OAUTH\" }} }}\n",
        sink.addr().port(),
        house.simulator.url(),
        house.simulator.org_id(),
    );
    std::fs::write(house.path("dayone.toml"), config).expect("written");
    let mut request = everything();
    request.shift_remove("tenant");
    let text = serde_json::to_string(&request).expect("json");
    let mut said = String::new();
    let mut say = |arguments: &[&str], stdin: &str| {
        use std::io::Write as _;
        let mut command = house.command(arguments);
        command.env("SMTP", "Canary-Smtp-5512").env("OAUTH", "Canary-OAuth-8841").env("DAYONE_LOG", "trace");
        let mut child = command.stdin(std::process::Stdio::piped()).spawn().expect("it starts");
        child.stdin.take().expect("piped").write_all(stdin.as_bytes()).expect("written");
        let done = Done::from(child.wait_with_output().expect("it ends"));
        said.push_str(&done.stdout);
        said.push_str(&done.stderr);
        done
    };
    say(&["plan", "-", "--tenant", "acme", "--calls"], &text).ends_with(0);
    let run = say(&["provision", "-", "--tenant", "acme", "--yes"], &text).ends_with(0).run_id();
    say(&["provision", "-", "--tenant", "beta", "--yes"], &text);
    let weak = text.replace(PASSWORD, "canary-weak");
    say(&["provision", "-", "--tenant", "acme", "--yes", "--request-key", "weak"], &weak).ends_with(2);
    say(&["runs", "show", &run], "").ends_with(0);
    say(&["runs", "list"], "").ends_with(0);
    say(&["verify", &run, "--tenant", "acme"], "");
    say(&["doctor", "--tenant", "acme"], "");
    say(&["doctor", "--tenant", "beta"], "");
    say(&["audit", "export", "--tenant", "acme"], "").ends_with(0);
    say(&["audit", "export", "--tenant", "acme", "--format", "ocsf"], "").ends_with(0);

    let mails = serde_json::to_string(&house.simulator.control().mail()).expect("json");
    let secrets = [house.simulator.api_key(), PASSWORD, "canary-weak", "Canary-Smtp-5512", "Canary-OAuth-8841"];
    for secret in secrets {
        assert!(!said.contains(secret), "said: {secret}");
        assert!(!mails.contains(secret), "mailed: {secret}");
        for (path, bytes) in house.files() {
            assert_eq!(holds(&path, &bytes, secret), None, "{secret}");
        }
    }
    // What is known of the person is in no file in clear either.
    for personal in ["zoe.obrien", "zoe@company.com", "zoe@example.net", "Łuczak", "EMP-7"] {
        for (path, bytes) in house.files().into_iter().filter(|(path, _)| !path.ends_with("john.yaml")) {
            assert_eq!(holds(&path, &bytes, personal), None, "{personal}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn strange_text_is_kept_exactly_or_refused_by_name() {
    let long = "x".repeat(1000);
    let kept = [
        ("job_title", "jobTitle", "Lead, <b>R&D</b> {{ config }}"),
        ("department", "department", "<script>alert(1)</script>"),
        ("department", "department", "=cmd|'/c calc'!A1"),
        ("job_title", "jobTitle", "👩‍🚀 مهندس שלום"),
        ("office_location", "location", long.as_str()),
    ];
    let house = House::new().await;
    for (number, (input, field, value)) in kept.into_iter().enumerate() {
        let mut request = required();
        request.insert("username".into(), format!("strange{number}").into());
        request.insert("email".into(), format!("strange{number}@company.com").into());
        request.insert(input.into(), value.into());
        let text = serde_json::to_string(&request).expect("json");
        let run = house.run_with_stdin(&["provision", "-", "--yes"], &text).ends_with(0).run_id();
        let state = house.simulator.control().state();
        let users = state["organizations"][0]["users"].as_array().cloned().expect("users");
        let user = users.iter().find(|user| user["username"] == format!("strange{number}")).expect("created");
        assert_eq!(user[field], value);
        let csv = house.run(&["runs", "show", &run, "-o", "csv"]).ends_with(0).stdout;
        assert!(!csv.lines().any(|line| line.contains(",=cmd") || line.contains(",\"=cmd")), "{csv}");
    }
    for (input, value) in [("first_name", "Jo\u{202E}hn"), ("department", "a\u{0007}b"), ("job_title", "two\nlines")] {
        let mut request = required();
        request.insert(input.into(), value.into());
        let text = serde_json::to_string(&request).expect("json");
        let done = house.run_with_stdin(&["provision", "-", "--yes"], &text).ends_with(2);
        let error = &done.report()["failed_steps"][0]["error"];
        assert_eq!((&error["type"], &error["affected_field"]), (&json!("INVALID_INPUT"), &json!(input)));
    }
}
