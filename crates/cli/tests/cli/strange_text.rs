//! Text that others would trip over: kept exactly and shown safely wherever it is shown, or refused with its field.

use serde_json::{Map, Value, json};

use crate::house::Done;
use crate::office::Office;
use crate::request::{Form, object, required};
use crate::webhook::Webhook;

/// What somebody may be called, or work as.
fn strange() -> Vec<String> {
    let long = format!("Long {}", "title ".repeat(166));
    let mut texts: Vec<String> = [
        "Zoë O'Brien-Łuczak",
        "Ana 👩‍🚀🇸🇪",
        "יוסף أحمد מנהל",
        "می‌خواهم",
        "Lead, Platform {{ 7*7 }} {% raw %} {# no #}",
        "<script>alert(1)</script>",
        "<b>R&D</b> &amp; &lt;more&gt;",
        "=cmd|'/c calc'!A1",
        "+1 (555) 0100",
        "-2+3",
        "@SUM(A1:A9)",
        "＝1+1",
        "\"quoted\", 'single'; and `ticks`",
        "C:\\new\\table",
        "%0d%0aBcc: x@example.net",
        "${jndi:ldap://example.net/a}",
        "Robert'); DROP TABLE run;--",
        "*bold* _it_ <!channel> <https://example.net|click>",
        "[link](https://example.net)",
        "null",
        "Z\u{30d}\u{30e}\u{305}a\u{353}\u{359}l\u{325}go",
    ]
    .map(str::to_owned)
    .into();
    texts.push(long.trim_end().to_owned());
    texts
}

/// Somebody with this text wherever there can be one.
fn person(number: usize, text: &str) -> Map<String, Value> {
    // Two names make one display name of 1024 characters at most.
    let first = |count: usize| text.chars().take(count).collect::<String>().trim().to_owned();
    object(json!({
        "first_name": first(500), "last_name": first(500), "email": format!("strange{number}@company.com"),
        "username": format!("strange{number}"), "department": text, "job_title": text, "company_name": text,
        "employee_id": first(250), "office_location": text, "manager_email": "jane.doe@company.com",
        "additional_groups": [text], "attributes": { "strange": text }, "tenant": "acme", "ticket": text,
        "employee_type": text, "requested_by": text,
    }))
}

/// Nothing in it moves a cursor, hides text or reorders it.
#[track_caller]
fn is_harmless(text: &str) {
    let acting = text.chars().find(|c| (c.is_control() && *c != '\n') || acts(*c));
    assert_eq!(acting, None, "{text:?}");
}

fn acts(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The cells of a CSV, unquoted. Source: RFC 4180.
fn cells(csv: &str) -> Vec<String> {
    let (mut all, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut chars = csv.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' | '\n' if !quoted => all.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    assert!(!quoted && cell.is_empty(), "{csv}");
    all
}

/// No cell is a formula to a spreadsheet.
#[track_caller]
fn has_no_formula(csv: &str) {
    for cell in cells(csv) {
        let is_number = cell.parse::<f64>().is_ok();
        let is_formula = !is_number && cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
        assert!(!is_formula, "{cell:?}");
        is_harmless(&cell.replace('\t', ""));
    }
}

fn without_space(text: &str) -> String {
    text.split_whitespace().collect()
}

fn in_html(text: &str) -> String {
    let unslashed = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    unslashed.replace('\'', "&#x27;").replace('/', "&#x2f;")
}

#[tokio::test(flavor = "multi_thread")]
async fn strange_text_is_kept_exactly_and_shown_safely_everywhere() {
    let slack = Webhook::start(200).await;
    let office = Office::with_notify(
        "[notify.slack]\nwebhook_url = { env = \"SLACK\" }\n",
        "notify_it = [\"it-team@company.com\", \"slack\"]\n",
    )
    .await;
    let office_run = |arguments: &[&str]| {
        let output = office.command(arguments).env("SLACK", slack.url("/hook")).output().expect("it starts");
        Done::from(output)
    };
    for (number, text) in strange().iter().enumerate() {
        office.control().create_user_group(text).expect("a group");
        let request = person(number, text);
        std::fs::write(office.path("request.json"), Value::Object(request).to_string()).expect("written");
        let planned = office_run(&["plan", "request.json", "--calls", "-o", "table"]).ends_with(0);
        is_harmless(&planned.stdout);
        let done = office_run(&["provision", "request.json", "--yes"]).ends_with(0);
        is_harmless(&done.stdout);
        is_harmless(&done.stderr);

        let account = office.account(&format!("strange{number}"));
        let name = report_of(&done, "/user_info/first_name");
        assert!(text.starts_with(&name) && (name == *text || name.chars().count() > 490), "{name}");
        let full = format!("{name} {name}");
        for (field, value) in [
            ("firstname", &name),
            ("lastname", &name),
            ("displayname", &full),
            ("department", text),
            ("jobTitle", text),
            ("company", text),
            ("location", text),
            ("employeeType", text),
        ] {
            assert_eq!(account[field], *value, "{field}");
        }
        assert_eq!(account["attributes"][0]["value"], *text);
        assert!(office.ties(&account, "user_group").contains(text));

        let run = done.run_id();
        let report = office_run(&["runs", "show", &run, "-o", "json"]).ends_with(0).report();
        assert_eq!(report, done.report());
        for (pointer, value) in [
            ("/user_info/first_name", &name),
            ("/user_info/last_name", &name),
            ("/user_info/display_name", &full),
            ("/user_info/department", text),
            ("/user_info/job_title", text),
            ("/group_assignments/groups/0/group_name", text),
            ("/custom_attributes/attributes/0/value", text),
            ("/audit_trail/ticket", text),
            ("/audit_trail/requested_by", text),
        ] {
            assert_eq!(report.pointer(pointer), Some(&json!(value)), "{pointer}");
        }
        for line in [&["runs", "show", &run, "-o", "ndjson"][..], &["runs", "list", "-o", "ndjson"]] {
            is_harmless(&office_run(line).ends_with(0).stdout);
        }

        let by_ticket = format!("--ticket={text}");
        for shown in [&["runs", "show", &run][..], &["verify", &run], &["runs", "list", &by_ticket]] {
            let table = office_run(&[shown, &["-o", "table"]].concat()).ends_with(0).stdout;
            is_harmless(&table);
            if text.chars().count() < 40 && shown[0] != "verify" {
                assert!(without_space(&table).contains(&without_space(text)), "{shown:?} {text}: {table}");
            }
            let csv = office_run(&[shown, &["-o", "csv"]].concat()).ends_with(0).stdout;
            has_no_formula(&csv);
        }
        mails_are_safe(&office, text, &full);
        chat_is_safe(&slack.bodies(), text);
    }
}

fn report_of(done: &Done, pointer: &str) -> String {
    done.json().pointer(pointer).and_then(Value::as_str).expect("text").to_owned()
}

/// The two mails about the last hire.
#[track_caller]
fn mails_are_safe(office: &Office, text: &str, full: &str) {
    let received: Vec<_> = office.control().mail().into_iter().filter(|mail| mail.kind == "received").collect();
    let [.., first, second] = received.as_slice() else { panic!("two mails") };
    assert_ne!(first.to, second.to);
    for mail in [first, second] {
        let part = |name: &str| mail.more[name].as_str().expect("text").to_owned();
        let (plain, html, subject, raw) = (part("text"), part("html"), part("subject"), part("raw"));
        is_harmless(&plain.replace('\r', ""));
        assert!(without_space(&plain).contains(&without_space(full)), "{text}: {plain}");
        assert!(without_space(&html).contains(&without_space(&in_html(full))), "{text}: {html}");
        assert!(!html.contains("<script") && !html.contains("<b>"), "{html}");
        assert!(!plain.contains("49") && !html.contains(">49"), "{text}: nothing is evaluated: {plain}");
        is_harmless(&subject);
        assert!(subject.chars().count() <= 210, "{subject}");
        let shown: String = subject.chars().skip(1).take(20).collect();
        assert!(text.starts_with(shown.trim_end_matches(['…', ']']).split(']').next().expect("a part")), "{subject}");
        let head = raw.split("\r\n\r\n").next().expect("a head");
        let names: Vec<String> = head
            .lines()
            .filter(|line| !line.starts_with([' ', '\t']))
            .map(|line| line.split(':').next().unwrap_or_default().to_lowercase())
            .collect();
        assert!(names.iter().all(|name| HEADERS.contains(&name.as_str())), "{head}");
        assert!(head.is_ascii() && head.lines().all(|line| line.len() <= 998), "{head}");
    }
}

const HEADERS: &[&str] = &[
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "auto-submitted",
    "x-auto-response-suppress",
    "mime-version",
    "content-type",
];

/// Nothing in the last message to the chat mentions everybody or makes a link.
#[track_caller]
fn chat_is_safe(bodies: &[String], text: &str) {
    let body: Value = serde_json::from_str(bodies.last().expect("a message")).expect("JSON");
    let shown = body.to_string();
    for markup in ["<!channel>", "<https://", "<script>"] {
        assert!(!shown.contains(markup), "{text}: {shown}");
    }
    is_harmless(&shown);
}

/// Characters that are refused, and what people are told they are.
const REFUSED: &[(char, &str)] = &[
    ('\n', "a line break"),
    ('\r', "a line break"),
    ('\t', "a tab"),
    ('\0', "U+0000"),
    ('\u{7}', "U+0007"),
    ('\u{1b}', "U+001B"),
    ('\u{7f}', "U+007F"),
    ('\u{85}', "U+0085"),
    ('\u{200b}', "U+200B"),
    ('\u{2028}', "U+2028"),
    ('\u{202e}', "U+202E"),
    ('\u{2066}', "U+2066"),
    ('\u{feff}', "U+FEFF"),
];

/// Every input that is one text or a list of them, and is free in what it holds.
const TEXTS: &[&str] = &[
    "first_name",
    "last_name",
    "department",
    "job_title",
    "company_name",
    "employee_id",
    "office_location",
    "ticket",
    "employee_type",
    "requested_by",
];

#[tokio::test(flavor = "multi_thread")]
async fn what_deceives_the_eye_is_refused_in_every_field_by_its_name() {
    let office = Office::new().await;
    for (c, name) in REFUSED {
        let text = format!("Jo{c}hn");
        let mut request = required();
        request.extend(TEXTS.iter().map(|field| ((*field).to_owned(), text.clone().into())));
        request.extend(["email", "manager_email", "personal_email", "alternate_email"].map(|field| {
            let address = format!("jo{c}hn@company.com");
            (field.to_owned(), address.into())
        }));
        request.insert("username".into(), format!("jo{c}hn").into());
        request.extend(["user_groups", "additional_groups", "exclude_groups", "system_bindings"].map(|field| {
            let name = json!([text]);
            (field.to_owned(), name)
        }));
        request.insert("tenant".into(), "acme".into());
        request.insert("attributes".into(), json!({ &text: "x" }));
        let done = Form::Stdin.give(&office, &["provision", "--yes"], &request).ends_with(2);
        is_harmless(&done.stdout);
        is_harmless(&done.stderr);
        let report = done.report();
        let errors: Vec<(String, String)> = report["failed_steps"]
            .as_array()
            .expect("failed steps")
            .iter()
            .map(|step| {
                let field = step["error"]["affected_field"].as_str().or(step["error"]["affected_system"].as_str());
                let message = step["error"]["message"].as_str().expect("a message");
                (field.unwrap_or_default().to_owned(), message.to_owned())
            })
            .collect();
        for field in TEXTS {
            let told = errors.iter().find(|(at, _)| at == field).unwrap_or_else(|| panic!("{field}: {errors:?}"));
            assert!(told.1.contains(name), "{field}: {told:?}");
        }
        let rest = ["email", "manager_email", "personal_email", "alternate_email", "username", "user_groups"];
        for field in rest.iter().chain(&["additional_groups", "exclude_groups", "attributes"]) {
            assert!(errors.iter().any(|(at, _)| at.starts_with(field)), "{field}: {errors:?}");
        }
        assert!(errors.iter().all(|(_, message)| !message.contains(*c)), "{errors:?}");
    }
    assert!(office.control().requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn as_a_flag_it_is_refused_as_well() {
    let office = Office::new().await;
    for (c, name) in REFUSED.iter().filter(|(c, _)| *c != '\0') {
        let mut request = required();
        request.insert("job_title".into(), format!("Le{c}ad").into());
        let done = Form::Flags.give(&office, &["provision", "--yes"], &request).ends_with(2);
        let error = &done.report()["failed_steps"][0]["error"];
        assert_eq!(error["affected_field"], "job_title");
        assert!(error["message"].as_str().expect("text").contains(name), "{error}");
        is_harmless(&done.stderr);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attribute_is_kept_as_it_is_and_shown_without_acting() {
    let office = Office::new().await;
    let value = "first\nsecond\ttabbed \u{1b}[31mred\u{1b}[0m \u{202e}drow\u{202c}";
    let mut request = required();
    request.insert("attributes".into(), json!({ "note": value }));
    let done = Form::Json.give(&office, &["provision", "--yes"], &request).ends_with(0);
    assert_eq!(office.account("zoe.obrien")["attributes"][0]["value"], value);
    assert_eq!(done.report()["custom_attributes"]["attributes"][0]["value"], value);
    is_harmless(&done.stdout);
    is_harmless(&done.stderr);
    let run = done.run_id();
    for verb in [&["runs", "show", &run][..], &["plan", "request.json"], &["verify", &run]] {
        is_harmless(&office.run(&[verb, &["-o", "table"]].concat()).stdout);
    }
    let csv = office.run(&["runs", "show", &run, "-o", "csv"]).ends_with(0).stdout;
    has_no_formula(&csv);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_long_is_refused_by_its_name_and_length() {
    let office = Office::new().await;
    let limits = TEXTS.iter().map(|field| (*field, if *field == "employee_id" { 256 } else { 1024 }));
    let mut request = required();
    request.insert("tenant".into(), "acme".into());
    for (field, limit) in limits.clone() {
        request.insert(field.into(), "é".repeat(limit + 1).into());
    }
    let done = Form::Json.give(&office, &["provision", "--yes"], &request).ends_with(2);
    let report = done.report();
    for (field, limit) in limits {
        let errors = report["failed_steps"].as_array().expect("failed steps");
        let error = errors.iter().find(|step| step["error"]["affected_field"] == field).expect(field);
        let told = error["error"]["message"].as_str().expect("text");
        assert!(told.contains(&format!("{} characters", limit + 1)), "{field}: {told}");
    }
}
