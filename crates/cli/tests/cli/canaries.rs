//! Secrets are in no byte that is said, mailed, exported or written to a disk, whatever fails; what is known of a person
//! is in no file and no log in clear.

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use dayone_simulator::{Access, Fault, SmtpSink, Then};
use serde_json::{Map, Value, json};

use crate::house::{Done, House, Running, ends};
use crate::request::{KEY, object};
use crate::webhook::Webhook;

const CREATE: &str = "POST /systemusers";
const ADD_MEMBER: &str = "POST /v2/usergroups/{group_id}/members";

const GIVEN: &str = "Canary-Given-4417-Zx";
const WEAK: &str = "canaryweak";
const SMTP: &str = "Canary-Smtp-5512-Qq";
const WRONG_SMTP: &str = "Canary-WrongSmtp-7731";
const WRONG_KEY: &str = "canarywrongkey0123456789abcdef0123456789";
const SLACK: &str = "/services/T00000000/B00000000/CanarySlack6627";

/// A machine with every kind of secret, each in one place only, and everything that it has said.
struct Aviary {
    house: House,
    slack: Webhook,
    deaf_slack: Webhook,
    sink: SmtpSink,
    oauth: String,
    /// Files that hold a secret because they are its source.
    sources: Vec<PathBuf>,
    said: Vec<(String, String)>,
}

impl Aviary {
    async fn new() -> Aviary {
        let house = House::new().await;
        let control = house.simulator.control();
        let sink = SmtpSink::start_with_login(control.clone(), "mailer", SMTP).await.expect("mail");
        let account = control.add_service_account("dayone", Access::Full);
        let mut aviary = Aviary {
            slack: Webhook::start(200).await,
            deaf_slack: Webhook::start(404).await,
            sink,
            oauth: account.client_secret,
            sources: Vec::new(),
            said: Vec::new(),
            house,
        };
        let source = aviary.house.path("api-key");
        std::fs::write(&source, format!("{}\n", aviary.house.simulator.api_key())).expect("written");
        std::fs::set_permissions(&source, std::fs::Permissions::from_mode(0o600)).expect("private");
        aviary.sources.push(source);
        let url = aviary.house.simulator.url();
        let keys = [
            ("env", "api_key = { env = \"JUMPCLOUD_API_KEY\" }".to_owned()),
            ("file", "api_key = { file = \"api-key\" }".to_owned()),
            ("command", "api_key = { command = [\"cat\", \"api-key\"] }".to_owned()),
            ("store", "api_key = { store = \"jumpcloud\" }".to_owned()),
            (
                "oauth",
                format!(
                    "oauth = {{ client_id = \"{}\", client_secret = {{ env = \"OAUTH\" }}, \
                     token_url = \"{url}/oauth2/token\" }}",
                    account.client_id
                ),
            ),
        ];
        for (name, key) in keys {
            let config = format!(
                "[notify.smtp]\nhost = \"127.0.0.1\"\nport = {}\nencryption = \"none\"\nfrom = \"it@company.com\"\n\
                 username = \"mailer\"\npassword = {{ env = \"SMTP\" }}\n\
                 [notify.slack]\nwebhook_url = {{ env = \"SLACK\" }}\n\
                 [limits]\nmax_requests_per_second = 1000\n\
                 [guards]\njoiners_percent_floor = 1000\n[tenants.acme]\nbase_url = \"{url}\"\n{key}\njumpcloud_org_id = \"{}\"\n\
                 notify_it = [\"it-team@company.com\", \"slack\"]\n",
                aviary.sink.addr().port(),
                aviary.house.simulator.org_id(),
            );
            std::fs::write(aviary.house.path(&format!("{name}.toml")), config).expect("written");
        }
        aviary
    }

    fn command(&self, config: &str, arguments: &[&str]) -> std::process::Command {
        let mut command = self.house.command(arguments);
        command.env("DAYONE_CONFIG", self.house.path(&format!("{config}.toml")));
        command.env("DAYONE_LOG", "trace").env("SMTP", SMTP).env("OAUTH", &self.oauth);
        command.env("SLACK", self.slack.url(SLACK)).env("PATH", std::env::var_os("PATH").unwrap_or_default());
        if config != "env" {
            command.env_remove("JUMPCLOUD_API_KEY");
        }
        command
    }

    /// Runs a command, and keeps what it said.
    fn say(&mut self, config: &str, arguments: &[&str], stdin: &str, wrong: &[(&str, &str)]) -> Done {
        let mut command = self.command(config, arguments);
        command.envs(wrong.iter().copied());
        let mut child = command.stdin(Stdio::piped()).spawn().expect("it starts");
        child.stdin.take().expect("piped").write_all(stdin.as_bytes()).expect("written");
        let done = ends(child);
        self.heard(arguments, &done);
        done
    }

    fn heard(&mut self, arguments: &[&str], done: &Done) {
        self.said.push((arguments.join(" "), done.stdout.clone()));
        self.said.push((format!("{} 2>", arguments.join(" ")), done.stderr.clone()));
    }

    /// A hire of somebody new.
    fn hire(&mut self, config: &str, request: &Map<String, Value>, wrong: &[(&str, &str)]) -> Done {
        let text = Value::Object(request.clone()).to_string();
        self.say(config, &["provision", "-", "--yes"], &text, wrong)
    }

    /// A place where one of these is, in any form: said, mailed, posted or written.
    fn found(&self, texts: &[String]) -> Option<String> {
        let mails = serde_json::to_vec(&self.house.simulator.control().mail()).expect("JSON");
        let chats = [self.slack.bodies(), self.deaf_slack.bodies()].concat().join("\n").into_bytes();
        let sent = [("mails".to_owned(), mails), ("chats".to_owned(), chats)];
        self.found_in_said(texts).or_else(|| self.found_in_files(texts)).or_else(|| found_in(sent, texts))
    }

    fn found_in_said(&self, texts: &[String]) -> Option<String> {
        found_in(self.said.iter().map(|(place, text)| (place.clone(), text.clone().into_bytes())), texts)
    }

    fn found_in_files(&self, texts: &[String]) -> Option<String> {
        let files = self.house.files().into_iter().filter(|(path, _)| !self.sources.contains(path));
        found_in(files.map(|(path, bytes)| (path.display().to_string(), bytes)), texts)
    }
}

/// The first text that is in one of these places, with the place.
pub(crate) fn found_in(places: impl IntoIterator<Item = (String, Vec<u8>)>, texts: &[String]) -> Option<String> {
    let forms = texts.iter().flat_map(|text| forms(text).into_iter().map(move |form| (text, form)));
    // By their first two bytes, so that each byte is looked at once.
    let mut by_start: Vec<Vec<(&String, String)>> = vec![Vec::new(); 1 << 16];
    for (text, form) in forms {
        by_start[start(form.as_bytes())].push((text, form));
    }
    places.into_iter().find_map(|(place, bytes)| {
        let mut rests = (0..bytes.len().saturating_sub(1)).map(|at| &bytes[at..]);
        let (text, form) =
            rests.find_map(|rest| by_start[start(rest)].iter().find(|(_, form)| rest.starts_with(form.as_bytes())))?;
        Some(format!("{text} (as {form}) in {place}"))
    })
}

fn start(bytes: &[u8]) -> usize {
    usize::from(bytes[0]) << 8 | usize::from(bytes[1])
}

/// A text as it may stand among others: as it is, in another case, in the middle of base64, as hexadecimal digits, in a
/// URL.
fn forms(text: &str) -> Vec<String> {
    let mut forms = vec![text.to_owned(), text.to_lowercase(), text.to_uppercase()];
    for before in 0..3_usize {
        let bytes = [&vec![0; before][..], text.as_bytes()].concat();
        for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
            let encoded = engine.encode(&bytes);
            // Characters that what stands before and behind shares.
            forms.push(encoded[(before * 8).div_ceil(6)..bytes.len() * 8 / 6].to_owned());
        }
    }
    forms.push(text.bytes().map(|byte| format!("{byte:02x}")).collect());
    let in_a_url = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    forms.push(text.bytes().map(in_a_url).collect());
    forms
}

#[test]
fn what_is_looked_for_is_found_in_every_form() {
    let secret = "Canary-Smtp/5512".to_owned();
    let login = format!("\0mailer\0{secret}");
    let shown = [
        format!("a{secret}b"),
        STANDARD_NO_PAD.encode(&login),
        STANDARD_NO_PAD.encode(format!("x{secret}yz")),
        STANDARD_NO_PAD.encode(format!("xyz{secret}")),
        secret.bytes().map(|byte| format!("{byte:02x}")).collect(),
        "https://example.net/?p=Canary-Smtp%2F5512&x".to_owned(),
        secret.to_uppercase(),
    ];
    for text in shown {
        let place = [("here".to_owned(), text.clone().into_bytes())];
        assert!(found_in(place, std::slice::from_ref(&secret)).is_some(), "{text}");
    }
    assert_eq!(found_in([("here".to_owned(), b"Canary-Smtp".to_vec())], &[secret]), None);
}

fn somebody(name: &str) -> Map<String, Value> {
    object(json!({
        "first_name": "John", "last_name": "Smith", "email": format!("{name}@company.com"), "username": name,
        "department": "Engineering", "employee_id": name, "manager_email": "jane.doe@company.com",
        "user_groups": ["UG-All-Employees", "UG-Engineering"], "system_bindings": ["60a2000000000000000abc01"],
        "public_key": KEY, "allow_public_key": true, "attributes": { "costCenter": "ENG-200" }, "ldap_bind": true,
    }))
}

fn somebody_with_password(name: &str, password: &str) -> Map<String, Value> {
    let mut request = somebody(name);
    request.insert("password".into(), password.into());
    request
}

fn refusal(code: u16, words: &str) -> Then {
    Then::Status { code, body: Some(json!({ "message": words })), retry_after: None, html: None }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_in_any_byte_that_is_written_or_said() {
    let mut aviary = Aviary::new().await;
    let key = aviary.house.simulator.api_key().to_owned();
    let control = aviary.house.simulator.control();
    let mut secrets: Vec<String> = [&key, &aviary.oauth, GIVEN, WEAK, SMTP, WRONG_SMTP, WRONG_KEY, SLACK]
        .map(|secret| secret.trim_start_matches("/services/").to_owned())
        .into();

    aviary.say("store", &["secret", "set", "jumpcloud", "--tenant", "acme"], &format!("{key}\n"), &[]).ends_with(0);
    for config in ["env", "file", "command", "store", "oauth"] {
        let given = somebody_with_password(&format!("{config}.given"), GIVEN);
        let text = Value::Object(given.clone()).to_string();
        aviary.say(config, &["plan", "-", "--calls"], &text, &[]).ends_with(0);
        aviary.say(config, &["plan", "-", "--calls", "-o", "table"], &text, &[]).ends_with(0);
        let run = aviary.hire(config, &given, &[]).ends_with(0).run_id();
        for format in ["json", "table", "csv", "ndjson"] {
            aviary.say(config, &["runs", "show", &run, "-o", format], "", &[]).ends_with(0);
        }
        aviary.say(config, &["verify", &run], "", &[]).ends_with(0);
        aviary.say(config, &["doctor"], "", &[]);
        aviary.say(config, &["config", "show", "--origin"], "", &[]).ends_with(0);

        let made = aviary.hire(config, &somebody(&format!("{config}.made")), &[]).ends_with(0).run_id();
        let shown = aviary.command(config, &["runs", "reveal", &made]).output().expect("it starts");
        let shown = Done::from(shown).ends_with(0);
        secrets.push(shown.json()["password"].as_str().expect("a password").to_owned());
        aviary.said.push(("reveal 2>".into(), shown.stderr));
        aviary.say(config, &["runs", "reveal", &made], "", &[]).ends_with(1);
    }

    // The directory's own words repeat what it was sent.
    let repeats = format!("key {key} with password {GIVEN} is no good");
    control.add_fault(Fault::every(CREATE, refusal(400, &repeats)).only(1));
    let refused = aviary.hire("env", &somebody_with_password("refused", GIVEN), &[]).ends_with(2);
    assert_eq!(refused.error_type(), "PASSWORD_POLICY_VIOLATION");
    let html = Some(format!("<h1>Bad gateway</h1>{repeats}"));
    let broken = Then::Status { code: 502, body: None, retry_after: None, html };
    control.add_fault(Fault::every(CREATE, broken).only(1));
    aviary.hire("env", &somebody_with_password("gateway", GIVEN), &[]).ends_with(0);
    control.add_fault(Fault::every("GET /systemusers/{id}", refusal(500, &repeats)).only(2));
    control.add_fault(Fault::every("POST /search/systemusers", refusal(500, &repeats)).only(2));
    aviary.hire("env", &somebody_with_password("reading", GIVEN), &[]).ends_with(0);
    let weak = aviary.hire("env", &somebody_with_password("weak", WEAK), &[]).ends_with(2);
    assert_eq!(weak.error_type(), "PASSWORD_POLICY_VIOLATION");
    let wrong = [("JUMPCLOUD_API_KEY", WRONG_KEY)];
    aviary.hire("env", &somebody_with_password("nokey", GIVEN), &wrong).ends_with(2);
    aviary.say("env", &["doctor"], "", &wrong).ends_with(2);
    aviary.say("oauth", &["doctor"], "", &[("OAUTH", WRONG_KEY)]).ends_with(2);

    // People can't be told; then they can.
    let deaf = aviary.deaf_slack.url(SLACK);
    let untold = [("SMTP", WRONG_SMTP), ("SLACK", deaf.as_str())];
    let partial = aviary.hire("env", &somebody_with_password("untold", GIVEN), &untold).ends_with(1).run_id();
    aviary.say("env", &["doctor"], "", &untold);
    aviary.say("env", &["runs", "resume", &partial], "", &[]).ends_with(0);

    // The key is refused in mid-run, in words that repeat it; the tenant's writes stop until doctor passes.
    control.add_fault(Fault::every(ADD_MEMBER, refusal(401, &repeats)).only(2));
    let stopped = aviary.hire("env", &somebody_with_password("stopped", GIVEN), &[]).ends_with(1).run_id();
    aviary.say("env", &["doctor"], "", &[]).ends_with(0);
    aviary.say("env", &["runs", "resume", &stopped], "", &[]).ends_with(0);

    // Killed in the middle: everything is still in the database's log of writes.
    control.add_fault(Fault::every(ADD_MEMBER, Then::HangBefore).only(1));
    let request = Value::Object(somebody_with_password("killed", GIVEN)).to_string();
    let killed = ["provision", "-", "--yes"];
    let mut child = aviary.command("env", &killed).stdin(Stdio::piped()).spawn().expect("it starts");
    child.stdin.take().expect("piped").write_all(request.as_bytes()).expect("written");
    let running = Running::new(child);
    until(|| control.requests().iter().any(|request| request.fault == Some("hang_before"))).await;
    let done = running.stop("KILL");
    aviary.heard(&killed, &done);
    assert_eq!(aviary.found(&secrets), None);
    control.clear_faults();
    aviary.hire("env", &somebody_with_password("killed", GIVEN), &[]).ends_with(0);

    // A worker carries a hire out.
    let left = ["provision", "-", "--yes", "--no-wait"];
    let request = Value::Object(somebody_with_password("left", GIVEN)).to_string();
    let run = aviary.say("env", &left, &request, &[]).ends_with(0).run_id();
    let worker = Running::start(aviary.command("env", &["serve", "--no-web", "--workers", "1"]));
    aviary.say("env", &["runs", "watch", &run], "", &[]).ends_with(0);
    let done = worker.stop("TERM").ends_with(0);
    assert!(done.stderr.contains("settled"), "it logs");
    aviary.heard(&["serve"], &done);

    for arguments in [
        &["runs", "list"][..],
        &["runs", "erase", &run, "--yes"],
        &["audit", "verify"],
        &["audit", "export", "--tenant", "acme"],
        &["audit", "export", "--tenant", "acme", "--format", "ocsf"],
        &["secret", "list", "--tenant", "acme"],
    ] {
        aviary.say("env", arguments, "", &[]).ends_with(0);
    }
    assert_eq!(aviary.found(&secrets), None);
    assert!(secrets.len() > 12 && aviary.said.len() > 80, "enough was looked through");
    let headers = ["Bearer ".to_owned(), "x-api-key: ".to_owned()];
    assert_eq!(aviary.found(&headers), None, "no header either");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_known_of_a_person_is_in_no_file_and_no_log_in_clear() {
    let mut aviary = Aviary::new().await;
    std::fs::remove_file(aviary.house.path("john.yaml")).expect("removed");
    let control = aviary.house.simulator.control();
    let request = object(json!({
        "first_name": "Quillaby", "last_name": "Vexmoor-Łącka", "email": "quillaby.vexmoor@company.com",
        "username": "q.vexmoor", "department": "Engineering", "job_title": "Canary Keeper",
        "employee_id": "EMPCANARY77", "office_location": "Canary Wharf", "manager_email": "boss.canary@company.com",
        "personal_email": "quilla@canary.example", "alternate_email": "alt.canary@company.com",
        "user_groups": ["UG-All-Employees"], "attributes": { "badge": "canarybadge991" },
        "public_key": KEY.replace("john@laptop", "quilla@canarylaptop"), "allow_public_key": true,
        "requested_by": "canary.requester@company.com", "start_date": "2026-01-05", "unix_uid": 7419,
    }));
    let personal: Vec<String> = [
        "Quillaby",
        "Vexmoor",
        "Łącka",
        "EMPCANARY77",
        "Canary Keeper",
        "Canary Wharf",
        "boss.canary",
        "quilla@canary",
        "alt.canary",
        "canarybadge991",
        "canary.requester",
    ]
    .map(str::to_owned)
    .into();

    let text = Value::Object(request.clone()).to_string();
    let quiet = ["provision", "-", "--yes", "--quiet"];
    // Killed where the account is there, so that the database's log of writes is, too.
    control.add_fault(Fault::every(ADD_MEMBER, Then::HangBefore).only(1));
    let mut child = aviary.command("env", &quiet).stdin(Stdio::piped()).spawn().expect("it starts");
    child.stdin.take().expect("piped").write_all(text.as_bytes()).expect("written");
    let running = Running::new(child);
    until(|| control.requests().iter().any(|request| request.fault == Some("hang_before"))).await;
    let mut logs = vec![running.stop("KILL").stderr];
    assert!(aviary.house.files().iter().any(|(path, bytes)| {
        path.extension().is_some_and(|ending| ending.to_string_lossy().ends_with("wal")) && !bytes.is_empty()
    }));
    assert_eq!(aviary.found_in_files(&personal), None);

    // Carried on by a worker, with a mail that is refused in words that repeat the address.
    control.clear_faults();
    aviary.sink.refuse("boss.canary@company.com");
    let worker = Running::start(aviary.command("env", &["serve", "--no-web"]));
    let run = {
        let list = aviary.command("env", &["runs", "list", "--quiet"]).output().expect("it starts");
        let list = Done::from(list).ends_with(0);
        logs.push(list.stderr.clone());
        list.json()[0]["run"].as_str().expect("a run").to_owned()
    };
    let watched = Done::from(aviary.command("env", &["runs", "watch", &run, "--quiet"]).output().expect("it starts"));
    let watched = watched.ends_with(1);
    assert_eq!(watched.error_type(), "NOTIFICATION_FAILED");
    logs.push(watched.stderr);
    logs.push(worker.stop("TERM").ends_with(0).stderr);

    for arguments in [&["runs", "show", &run][..], &["verify", &run], &["doctor"]] {
        let done = Done::from(aviary.command("env", &[arguments, &["--quiet"]].concat()).output().expect("it starts"));
        logs.push(done.stderr);
    }
    let other = json!({ "email": "quillaby.vexmoor@company.com", "employee_id": "EMPCANARY78", "username": "q.vex" });
    let mut taken = request;
    taken.extend(object(other));
    taken.shift_remove("unix_uid");
    let refused = aviary.hire("env", &taken, &[]).ends_with(1);
    assert_eq!(refused.error_type(), "USER_ALREADY_EXISTS");

    for export in ["lines", "ocsf"] {
        let arguments = ["audit", "export", "--tenant", "acme", "--format", export];
        let done = Done::from(aviary.command("env", &arguments).output().expect("it starts")).ends_with(0);
        logs.extend([done.stdout, done.stderr]);
    }
    aviary.said = logs.into_iter().map(|log| ("a log".to_owned(), log)).collect();
    assert_eq!(aviary.found_in_files(&personal), None);
    assert_eq!(aviary.found_in_said(&personal), None);
    let wide = aviary.said.iter().filter(|(_, log)| log.lines().count() > 20).count();
    assert!(wide >= 3, "enough is logged");
}

pub(crate) async fn until(happened: impl Fn() -> bool) {
    let began = Instant::now();
    while !happened() {
        assert!(began.elapsed() < Duration::from_secs(60), "it does not happen");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
