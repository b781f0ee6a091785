//! Files become the request.

use std::io;
use std::path::Path;

use clap::Parser;
use dayone_cli::args::{Cli, RequestFlags, Verb};
use dayone_cli::failure::Failure;
use dayone_cli::input::{RequestDocument, Stdin, Syntax, gather, read_document};
use dayone_config::Environment;
use serde_json::{Value, json};

use crate::hire::john;

/// What comes in through stdin.
struct Piped(&'static str);

impl Stdin for Piped {
    fn is_terminal(&self) -> bool {
        false
    }

    fn read(&mut self, most: u64) -> io::Result<Vec<u8>> {
        Ok(self.0.bytes().take(usize::try_from(most).unwrap_or(usize::MAX)).collect())
    }

    fn read_hidden(&mut self, _prompt: &str) -> io::Result<String> {
        panic!("nobody is asked")
    }
}

fn flags(arguments: &[&str]) -> RequestFlags {
    match Cli::try_parse_from([&["dayone", "plan"], arguments].concat()).expect("sound").verb {
        Verb::Plan(plan) => plan.request.flags,
        _ => panic!("another verb"),
    }
}

fn read(file: Option<&Path>, arguments: &[&str], stdin: &'static str) -> Result<RequestDocument, Failure> {
    let environment = Environment::of([("PW", "env-secret"), ("EMPTY", "")]);
    gather(file, &flags(arguments), None, &environment, &mut Piped(stdin))
}

fn wrong(text: &'static str) -> String {
    let failure = read(Some(Path::new("-")), &[], text).expect_err("refused");
    assert_eq!(failure.exit.code(), 2);
    let points: Vec<String> =
        failure.points.iter().map(|point| format!("{}: {} ({})", point.place, point.message, point.mend)).collect();
    format!("{} {}", failure.message, points.join(" "))
}

const YAML: &str = r#"
# a hire
first_name: John
last_name: Smith
email: john.smith@company.com
username: john.smith
department: Engineering
job_title: Software Developer
employee_id: EMP-2026-042
office_location: Seattle
manager_email: jane.doe@company.com
additional_groups: [UG-Project-Phoenix]
attributes:
  costCenter: ENG-200
  startDate: 2026-03-10
personal_email: john@example.net
ticket: HALO-48213
"#;

#[test]
fn yaml_and_json_of_the_same_request_are_equal() {
    let yaml = read_document(YAML, Syntax::Yaml).expect("YAML");
    let json = read_document(&Value::Object(john()).to_string(), Syntax::Json).expect("JSON");
    assert_eq!(yaml, json);
    assert_eq!(yaml, john());
}

#[test]
fn yaml_takes_no_word_for_something_else() {
    let text = "last_name: No\ndepartment: on\nemployee_id: 007\nticket: 1_000\nunix_uid: 5042\nenable_mfa: true\noffice_location: ~";
    let expected = json!({
        "last_name": "No", "department": "on", "employee_id": "007", "ticket": "1_000", "unix_uid": 5042,
        "enable_mfa": true, "office_location": null,
    });
    assert_eq!(Value::Object(read_document(text, Syntax::Yaml).expect("YAML")), expected);
}

#[test]
fn the_syntax_is_told_by_ending_or_by_content() {
    let folder = tempfile::tempdir().expect("a folder");
    let cases = [
        ("a.json", "{\"email\": \"x\"}"),
        ("a.JSON", "\u{feff}{\"email\": \"x\"}"),
        ("a.yaml", "email: x"),
        ("a.yml", "{email: x}"),
        ("hire", "{\"email\": \"x\"}"),
        ("hire.txt", "email: x\r\n"),
    ];
    for (name, text) in cases {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        assert_eq!(Value::Object(read(Some(&path), &[], "").expect("read").0), json!({ "email": "x" }), "{name}");
    }
}

#[test]
fn what_is_no_single_request_is_refused_with_its_place() {
    insta::assert_snapshot!(
        [
            "",
            "  \n",
            "[]",
            "[{\"email\": \"a\"}, {\"email\": \"b\"}]",
            "- email: a\n- email: b\n",
            "just words",
            "{\"email\": \"a\",\n \"email\": \"b\"}",
            "email: a\nemail: b\n",
            "attributes:\n  x: 1\n  x: 2\n",
            "{\"email\": }",
            "email: [a\nb: c",
            "email: a\n---\nemail: b\n",
            "email: \"a\n",
            "email: !secret x\n",
            "<<: {a: b}\nemail: x\n",
            "email: .nan\n",
            "{\"n\": 1e999}",
            "a:\n\tb: 1",
        ]
        .map(wrong)
        .join("\n")
    );
}

#[test]
fn a_deep_or_swelling_document_is_refused() {
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(read_document(&format!("{{\"a\": {deep}}}"), Syntax::Json).is_err());
    assert!(read_document(&format!("a: {deep}"), Syntax::Yaml).is_err());
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..9 {
        let before = level - 1;
        let items = vec![format!("*a{before}"); 10].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{items}]\n"));
    }
    assert!(read_document(&bomb, Syntax::Yaml).is_err());
}

#[test]
fn a_long_or_strange_file_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let message = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        let failure = read(Some(&path), &[], "").expect_err("refused");
        format!("{} {}", failure.message, failure.hint.unwrap_or_default())
    };
    assert!(message("long.yaml", &vec![b' '; 1024 * 1024 + 1]).contains("longer than 1 MiB"));
    assert!(message("utf16.json", b"\xff\xfe{\0}\0").contains("save it as UTF-8"));
    assert!(message("people.csv", b"first_name,last_name\n").contains("neither JSON nor YAML"));
    let missing = read(Some(Path::new("false")), &[], "").expect_err("missing");
    assert!(missing.hint.expect("a hint").contains("--enable-mfa=false"));
}

#[test]
fn flags_override_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("john.yaml");
    std::fs::write(&path, YAML).expect("written");
    let arguments =
        ["--first-name", "Jon", "--attribute", "costCenter=OPS-1", "--attribute", "x=y", "--user-groups", "A"];
    let document = Value::Object(read(Some(&path), &arguments, "").expect("read").0);
    assert_eq!(document["first_name"], "Jon");
    assert_eq!(document["last_name"], "Smith");
    assert_eq!(document["attributes"], json!({ "costCenter": "OPS-1", "startDate": "2026-03-10", "x": "y" }));
    assert_eq!(document["user_groups"], json!(["A"]));
}

#[test]
fn the_tenant_flag_overrides_the_file() {
    let environment = Environment::of([]);
    let gathered = gather(
        Some(Path::new("-")),
        &flags(&["--email", "x"]),
        Some("acme"),
        &environment,
        &mut Piped("tenant: beta\n"),
    );
    assert_eq!(gathered.expect("read").0["tenant"], "acme");
}

#[test]
fn nothing_at_all_is_no_request() {
    let failure = read(None, &[], "").expect_err("refused");
    assert!(failure.hint.expect("a hint").contains("--first-name"));
}

#[test]
fn the_password_is_read_whole_and_never_shown() {
    let password = |arguments: &[&str], stdin| {
        let document = read(None, arguments, stdin)?;
        assert!(!format!("{document:?}").contains("secret"));
        Ok::<Value, Failure>(document.0["password"].clone())
    };
    assert_eq!(password(&["--password-stdin"], " secret with spaces \r\n"), Ok(json!(" secret with spaces ")));
    assert_eq!(password(&["--password", "env:PW"], ""), Ok(json!("env-secret")));
    assert!(password(&["--password", "env:EMPTY"], "").is_err());
    assert!(password(&["--password-stdin"], "\n").is_err());
    let both = read(Some(Path::new("-")), &["--password-stdin"], "email: x").expect_err("refused");
    assert!(both.message.contains("both"));
}

#[cfg(unix)]
#[test]
fn a_password_file_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("pw");
    std::fs::write(&path, "file-secret\n").expect("written");
    let argument = format!("--password=@{}", path.display());
    let read_with = |mode| {
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).expect("set");
        read(None, &[&argument], "")
    };
    assert_eq!(read_with(0o600).expect("read").0["password"], "file-secret");
    let failure = read_with(0o640).expect_err("refused");
    assert!(failure.hint.expect("a hint").starts_with("chmod 600"));
}
