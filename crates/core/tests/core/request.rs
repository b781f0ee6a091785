//! What a request may hold, and what is said of what it may not.

use dayone_core::problem::{Affected, ErrorType, Problem};
use dayone_core::request::{Door, INPUTS, InputType, SEED_INPUTS};
use dayone_core::steps::Step;
use proptest::prelude::*;
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};

use crate::support::{DIRECT, KEY, PASSWORD, cases, five, read, read_with};

/// Every input with a sound value.
fn everything() -> Value {
    json!({
        "first_name": "John",
        "last_name": "Smith",
        "email": "John.Smith@Company.com",
        "username": "John.Smith",
        "department": "Engineering",
        "job_title": "Software Developer",
        "company_name": "Company Inc",
        "employee_id": "EMP-2026-042",
        "office_location": "Seattle",
        "manager_email": "jane.doe@company.com",
        "password": PASSWORD,
        "password_never_expires": true,
        "enable_mfa": false,
        "mfa_exclusion_days": 14,
        "allow_sudo": true,
        "unix_uid": 6001,
        "unix_guid": 6002,
        "user_groups": ["UG-Sales"],
        "additional_groups": ["UG-Project-Phoenix", "UG-Project-Phoenix"],
        "system_bindings": [DIRECT.to_uppercase()],
        "ldap_bind": true,
        "allow_public_key": true,
        "public_key": KEY,
        "send_activation_email": false,
        "skip_group_defaults": true,
        "attributes": { "costCenter": "ENG-200", "level": 7, "remote": true },
        "tenant": "company",
        "request_key": "hr-1",
        "ticket": "HALO-48213",
        "personal_email": "john@example.net",
        "alternate_email": "js@company.com",
        "start_date": "2026-03-10",
        "end_date": "2026-12-31",
        "time_zone": "europe/berlin",
        "employee_type": "Contractor",
        "exclude_groups": ["UG-Seattle-Office"],
        "requested_by": "HR",
    })
}

fn field(problem: &Problem) -> &str {
    match &problem.affected {
        Some(Affected::Field(field)) => field,
        other => panic!("{other:?}"),
    }
}

fn problems(document: &Value) -> Vec<Problem> {
    match read(document) {
        Ok(parsed) => panic!("{:?}", parsed.request),
        Err(problems) => problems,
    }
}

fn with(name: &str, value: impl Into<Value>) -> Value {
    let mut document = five();
    document[name] = value.into();
    document
}

#[test]
fn the_five_required_inputs_suffice() {
    let parsed = read(&five()).unwrap();
    assert!(parsed.password.is_none());
    assert_eq!(serde_json::to_value(&parsed.request).unwrap(), five());
    assert_eq!(parsed.request.inputs_given(), 5);
    assert_eq!(parsed.request.display_name(), "John Smith");
}

#[test]
fn the_seeds_inputs_come_first_under_its_names_and_types() {
    use InputType::{Array, Boolean, Number, Object, String};
    let seed = [
        ("first_name", String, true),
        ("last_name", String, true),
        ("email", String, true),
        ("username", String, true),
        ("department", String, true),
        ("job_title", String, false),
        ("company_name", String, false),
        ("employee_id", String, false),
        ("office_location", String, false),
        ("manager_email", String, false),
        ("password", String, false),
        ("password_never_expires", Boolean, false),
        ("enable_mfa", Boolean, false),
        ("mfa_exclusion_days", Number, false),
        ("allow_sudo", Boolean, false),
        ("unix_uid", Number, false),
        ("unix_guid", Number, false),
        ("user_groups", Array, false),
        ("additional_groups", Array, false),
        ("system_bindings", Array, false),
        ("ldap_bind", Boolean, false),
        ("allow_public_key", Boolean, false),
        ("public_key", String, false),
        ("send_activation_email", Boolean, false),
        ("skip_group_defaults", Boolean, false),
        ("attributes", Object, false),
    ];
    assert_eq!(SEED_INPUTS, seed.len());
    let ours: Vec<_> = INPUTS[..SEED_INPUTS].iter().map(|input| (input.name, input.kind, input.required)).collect();
    assert_eq!(ours, seed);
}

#[test]
fn every_input_is_read() {
    let document = everything();
    let names: Vec<&str> = document.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, INPUTS.iter().map(|input| input.name).collect::<Vec<_>>());
    let parsed = read(&document).unwrap();
    assert_eq!(parsed.request.inputs_given(), SEED_INPUTS);
    assert_eq!(parsed.password.unwrap().expose_secret(), PASSWORD);
    let mut expected = document;
    expected.as_object_mut().unwrap().remove("password");
    expected["password_given"] = true.into();
    expected["additional_groups"] = json!(["UG-Project-Phoenix"]);
    expected["system_bindings"] = json!([DIRECT]);
    expected["attributes"] = json!({ "costCenter": "ENG-200", "level": "7", "remote": "true" });
    expected["time_zone"] = "Europe/Berlin".into();
    let stored = serde_json::to_value(&parsed.request).unwrap();
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&stored[name], value, "{name}");
    }
    assert_eq!(stored.as_object().unwrap().len(), expected.as_object().unwrap().len());
}

#[test]
fn a_request_reads_back_from_what_is_stored() {
    let request = read(&everything()).unwrap().request;
    let stored = serde_json::to_string(&request).unwrap();
    assert_eq!(serde_json::from_str::<dayone_core::request::Request>(&stored).unwrap(), request);
}

#[test]
fn each_input_of_a_wrong_type_is_named_with_what_is_right() {
    for input in INPUTS {
        let (wrong, right) = match input.kind {
            InputType::String => (json!(7), "a text"),
            InputType::Boolean => (json!("true"), "true or false, without quotes"),
            InputType::Number => (json!("7"), "a whole number, without quotes"),
            InputType::Array => (json!("UG-Sales"), "a list of texts"),
            InputType::Object => (json!(["costCenter"]), "an object of names and values"),
        };
        let found = problems(&with(input.name, wrong));
        assert_eq!(found.len(), 1, "{}: {found:?}", input.name);
        assert_eq!(field(&found[0]), input.name);
        assert!(found[0].message.contains(right), "{}", found[0].message);
        assert_eq!((found[0].kind.code(), found[0].kind.exit()), ("ERR-VAL-001", ErrorType::InvalidInput.exit()));
    }
}

#[test]
fn values_that_no_input_takes_are_named_one_by_one() {
    let table = [
        ("first_name", json!("..."), "first_name"),
        ("email", json!("john.smith@company"), "email"),
        ("username", json!("john smith"), "username"),
        ("username", json!("root"), "username"),
        ("manager_email", json!("jane.doe"), "manager_email"),
        ("mfa_exclusion_days", json!(-1), "mfa_exclusion_days"),
        ("mfa_exclusion_days", json!(366), "mfa_exclusion_days"),
        ("mfa_exclusion_days", json!(7.5), "mfa_exclusion_days"),
        ("unix_uid", json!(999), "unix_uid"),
        ("unix_guid", json!(65534), "unix_guid"),
        ("unix_uid", json!(5_000_000_000_i64), "unix_uid"),
        ("user_groups", json!(["UG-Sales", ""]), "user_groups[1]"),
        ("additional_groups", json!([null]), "additional_groups[0]"),
        ("exclude_groups", json!([["x"]]), "exclude_groups[0]"),
        ("system_bindings", json!(["sys-abc-123"]), "system_bindings[0]"),
        ("attributes", json!({ "cost_center": "x" }), "attributes.cost_center"),
        ("attributes", json!({ "costCenter": null }), "attributes.costCenter"),
        ("attributes", json!({ "costCenter": " " }), "attributes.costCenter"),
        ("attributes", json!({ "costCenter": { "a": 1 } }), "attributes.costCenter"),
        ("attributes", json!({ "costCenter": "a", "COSTCENTER": "b" }), "attributes.COSTCENTER"),
        ("start_date", json!("10.03.2026"), "start_date"),
        ("start_date", json!("2026-02-30"), "start_date"),
        ("time_zone", json!("Mars/Olympus"), "time_zone"),
        ("job_title", json!("two\nlines"), "job_title"),
    ];
    for (name, value, place) in table {
        let found = problems(&with(name, value.clone()));
        assert_eq!(found.iter().map(field).collect::<Vec<_>>(), [place], "{name} {value}");
        assert!(!found[0].remediation.is_empty() && found[0].message.starts_with(place), "{}", found[0].message);
    }
}

#[test]
fn all_problems_of_a_request_are_told_at_once() {
    let mut document = everything();
    for input in INPUTS {
        document[input.name] = match input.kind {
            InputType::Number | InputType::Boolean => json!("x"),
            _ => json!(1),
        };
    }
    let found = problems(&document);
    let mut fields: Vec<&str> = found.iter().map(field).collect();
    let mut names: Vec<&str> = INPUTS.iter().map(|input| input.name).collect();
    fields.sort_unstable();
    names.sort_unstable();
    assert_eq!(fields, names);
}

#[test]
fn each_missing_required_input_is_named() {
    let fields: Vec<_> = problems(&json!({})).iter().map(|problem| field(problem).to_owned()).collect();
    assert_eq!(fields, ["first_name", "last_name", "email", "username", "department"]);
}

#[test]
fn a_bad_username_has_the_seeds_error_type() {
    let found = problems(&with("username", "john smith!"));
    assert_eq!((found[0].kind, found[0].step), (ErrorType::InvalidUsernameFormat, Step::InputValidation));
    assert_eq!(found[0].kind.code(), "ERR-USR-002");
}

#[test]
fn a_username_may_be_left_out_where_naming_forms_it() {
    let mut document = five();
    document.as_object_mut().unwrap().remove("username");
    let parsed = read_with(&document, Door { forms_usernames: true }).unwrap();
    assert_eq!(parsed.request.username, None);
    assert_eq!(field(&problems(&document)[0]), "username");
}

#[test]
fn a_bad_system_id_belongs_to_the_step_that_binds() {
    assert_eq!(problems(&with("system_bindings", json!(["x"])))[0].step, Step::SystemBinding);
}

#[test]
fn an_unknown_key_names_the_nearest_input() {
    for (key, nearest) in [
        ("frist_name", Some("first_name")),
        ("userName", Some("username")),
        ("unix_gid", Some("unix_guid")),
        ("additional_group", Some("additional_groups")),
        ("favourite_colour", None),
    ] {
        let found = problems(&with(key, "x"));
        assert_eq!(found.iter().map(field).collect::<Vec<_>>(), [key]);
        match nearest {
            Some(name) => assert_eq!(found[0].remediation, format!("did you mean {name}?")),
            None => assert!(found[0].remediation.contains("attributes"), "{}", found[0].remediation),
        }
    }
}

#[test]
fn null_and_the_empty_text_are_not_given() {
    for input in INPUTS.iter().filter(|input| !input.required) {
        for nothing in [json!(null), json!("")] {
            let parsed = read(&with(input.name, nothing)).unwrap();
            assert_eq!(serde_json::to_value(&parsed.request).unwrap(), five(), "{}", input.name);
            assert!(parsed.password.is_none());
        }
    }
    for input in INPUTS.iter().filter(|input| input.required) {
        assert!(problems(&with(input.name, json!(null)))[0].message.ends_with("is missing"));
        assert!(problems(&with(input.name, ""))[0].message.ends_with("is missing"));
    }
    let empty = with("user_groups", json!([]));
    assert_eq!(serde_json::to_value(&read(&empty).unwrap().request).unwrap(), five());
}

#[test]
fn an_end_before_the_start_is_refused() {
    let mut document = with("start_date", "2026-03-10");
    document["end_date"] = "2026-03-09".into();
    assert_eq!(field(&problems(&document)[0]), "end_date");
    document["end_date"] = "2026-03-10".into();
    assert!(read(&document).is_ok());
}

#[test]
fn a_password_is_in_no_text_that_anybody_sees() {
    let parsed = read(&everything()).unwrap();
    let secret = parsed.password.unwrap();
    let seen = [
        format!("{:?}", parsed.request),
        serde_json::to_string(&parsed.request).unwrap(),
        format!("{secret:?}"),
        format!("{:?}", parsed.request.differences(&read(&five()).unwrap().request)),
    ];
    for text in seen {
        assert!(!text.contains(PASSWORD), "{text}");
    }
    let mut wrong = everything();
    for name in ["first_name", "email", "unix_uid", "attributes"] {
        wrong[name] = json!([]);
    }
    wrong["passwrod"] = PASSWORD.into();
    let mut listed = everything();
    listed["password"] = json!([PASSWORD]);
    for document in [wrong, listed] {
        let found = problems(&document);
        assert!(!format!("{found:?}").contains(PASSWORD));
        assert!(!serde_json::to_string(&found).unwrap().contains(PASSWORD));
    }
}

#[test]
fn text_of_any_kind_is_stored_exactly() {
    let texts = [
        "Zoë O'Brien-Łuczak",
        "Smith, John",
        "{{ 7 * 7 }}",
        "<b>Bold</b>",
        "=cmd|' /C calc'!A0",
        "💼 R2D2 👩🏽‍💻",
        "שלום עולם",
        "李小龍",
        "نیم‌فاصله",
        "'; DROP TABLE people; --",
        "\\n%s$HOME`id`",
    ];
    for text in texts.map(str::to_owned).into_iter().chain(["x".repeat(1000), "é".repeat(1000)]) {
        for name in ["first_name", "last_name", "department", "job_title", "company_name", "office_location", "ticket"]
        {
            let stored = serde_json::to_value(read(&with(name, text.as_str())).unwrap().request).unwrap();
            assert_eq!(stored[name], text, "{name}");
        }
        let attributes = with("attributes", json!({ "note": text }));
        let stored = serde_json::to_value(read(&attributes).unwrap().request).unwrap();
        assert_eq!(stored["attributes"]["note"], text);
    }
}

#[test]
fn what_is_too_long_is_refused_without_being_repeated() {
    let long = "a".repeat(1100);
    let fields = [
        "first_name",
        "last_name",
        "department",
        "job_title",
        "company_name",
        "employee_id",
        "office_location",
        "ticket",
        "username",
        "request_key",
        "employee_type",
        "requested_by",
    ];
    for name in fields {
        let found = problems(&with(name, long.as_str()));
        assert_eq!(found.len(), 1, "{name}");
        assert!(found[0].message.contains("1100 characters") && found[0].message.len() < 200, "{}", found[0].message);
    }
    let email = format!("{}@company.com", "a".repeat(1000));
    assert_eq!(field(&problems(&with("email", email))[0]), "email");
    let group = problems(&with("user_groups", json!([long])));
    assert_eq!(field(&group[0]), "user_groups[0]");
    let attribute = problems(&with("attributes", json!({ "note": long })));
    assert_eq!(field(&attribute[0]), "attributes.note");
}

#[test]
fn both_names_together_have_to_fit_the_display_name() {
    let mut document = with("first_name", "é".repeat(512));
    document["last_name"] = "é".repeat(511).into();
    assert!(read(&document).is_ok());
    document["last_name"] = "é".repeat(512).into();
    let problems = problems(&document);
    assert_eq!(problems.iter().map(field).collect::<Vec<_>>(), ["last_name"]);
    assert!(problems[0].message.contains("1025 characters"), "{}", problems[0].message);
}

#[test]
fn a_name_that_somebody_has_chosen_does_not_act_as_the_place_of_a_problem() {
    let key = format!("a\u{202e}b\n{}", "x".repeat(1000));
    let mut document = with("attributes", json!({ &key: "v" }));
    document[&key] = 1.into();
    let problems = problems(&document);
    assert_eq!(problems.len(), 2);
    for problem in problems {
        assert!(field(&problem).contains("a\\u{202e}b\\n"), "{problem:?}");
        assert!(field(&problem).chars().count() < 100 && problem.message.chars().count() < 400, "{problem:?}");
        assert!(!problem.message.contains(['\u{202e}', '\n']), "{problem:?}");
    }
}

#[test]
fn text_that_reorders_a_screen_is_refused() {
    for text in ["John\u{202E}htimS", "zero\u{200B}width", "bell\u{7}", "tab\there"] {
        let found = problems(&with("last_name", text));
        assert!(found[0].message.contains("at position"), "{}", found[0].message);
    }
}

#[test]
fn surrounding_white_space_is_dropped() {
    let stored = serde_json::to_value(read(&with("first_name", "  John ")).unwrap().request).unwrap();
    assert_eq!(stored, five());
}

#[test]
fn the_employee_id_identifies_a_person_else_the_e_mail() {
    let identity = |document: &Value| read(document).unwrap().request.identity();
    assert_eq!(identity(&with("email", "John.SMITH@company.com")), "email:john.smith@company.com");
    assert_eq!(identity(&with("employee_id", " EMP-7 ")), "employee_id:emp-7");
}

#[test]
fn differences_name_the_field_with_both_values() {
    let request = |document: &Value| read(document).unwrap().request;
    let (before, after) = (request(&with("job_title", "Developer")), request(&with("office_location", "Seattle")));
    let found: Vec<_> = before.differences(&after).into_iter().map(|one| (one.field, one.before, one.after)).collect();
    assert_eq!(
        found,
        [
            ("job_title".to_owned(), Some(json!("Developer")), None),
            ("office_location".to_owned(), None, Some(json!("Seattle"))),
        ]
    );
    assert_eq!(before.differences(&before), []);
}

#[test]
fn who_asks_and_under_which_key_is_no_difference() {
    let request = |document: &Value| read(document).unwrap().request;
    let plain = request(&five());
    for name in ["requested_by", "request_key", "tenant"] {
        assert_eq!(plain.differences(&request(&with(name, "x"))), [], "{name}");
    }
    let (one, other) = (request(&with("password", PASSWORD)), request(&with("password", "Another-Horse-8-Battery")));
    assert_eq!(one.differences(&other), []);
    assert_eq!(plain.differences(&one).len(), 1);
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            proptest::collection::btree_map("[a-zA-Z_]{0,8}", inner, 0..3)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn no_document_makes_reading_panic_and_every_problem_names_its_field(
        values in proptest::collection::vec((0..INPUTS.len(), any_json()), 0..8),
        strange in proptest::collection::vec((".{1,10}", any_json()), 0..2),
    ) {
        let mut document = five();
        for (at, value) in values {
            document[INPUTS[at].name] = value;
        }
        for (key, value) in strange {
            document[key.as_str()] = value;
        }
        match read(&document) {
            Ok(parsed) => {
                let stored = serde_json::to_string(&parsed.request).unwrap();
                prop_assert_eq!(serde_json::from_str::<dayone_core::request::Request>(&stored).unwrap(), parsed.request);
            }
            Err(problems) => {
                prop_assert!(!problems.is_empty());
                for problem in problems {
                    prop_assert!(!field(&problem).is_empty() && !problem.remediation.is_empty());
                }
            }
        }
    }
}
