//! What went wrong, for people.

use dayone_cli::failure::Failure;
use dayone_cli::render::problems::page;
use dayone_core::request::{Door, parse};
use serde_json::{Map, Value, json};

use crate::hire::john_with;

fn refused(inputs: &Map<String, Value>) -> Failure {
    let Err(problems) = parse(inputs, Door { forms_usernames: false }) else { panic!("accepted") };
    Failure::of_problems(&problems)
}

#[test]
fn every_problem_names_field_value_and_what_would_be_right() {
    let inputs = john_with(&json!({
        "email": "m.rossi@acme",
        "emial": "m.rossi@acme.com",
        "first_name": "a\u{202e}b",
        "enable_mfa": "yes",
        "unix_uid": 12,
        "username": "root",
        "start_date": "10.03.2026",
    }));
    let failure = refused(&inputs);
    assert_eq!(failure.exit.code(), 2);
    insta::assert_snapshot!(format!("{}\n{}", page(&failure, 80).text(false), page(&failure, 120).text(false)));
}

#[test]
fn a_password_is_never_repeated() {
    let inputs = john_with(&json!({ "password": ["Tr0ub4dor&3"] }));
    let text = page(&refused(&inputs), 100).text(false);
    assert!(text.contains("password") && !text.contains("Tr0ub4dor"), "{text}");
}
