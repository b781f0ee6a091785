//! Flags become the request.

use clap::Parser;
use dayone_cli::args::{Cli, PasswordSource, RequestArgs, Verb, flag_name};
use dayone_core::request::{INPUTS, InputType};
use serde_json::{Map, Value, json};

fn request(arguments: &[&str]) -> RequestArgs {
    match parsed(arguments).expect("sound").verb {
        Verb::Plan(plan) => plan.request,
        Verb::Provision(provision) => provision.request,
        _ => panic!("another verb"),
    }
}

fn parsed(arguments: &[&str]) -> Result<Cli, clap::Error> {
    Cli::try_parse_from([&["dayone"], arguments].concat())
}

fn refused(arguments: &[&str]) -> String {
    let error = parsed(arguments).expect_err("refused");
    assert_eq!(error.exit_code(), 2);
    error.to_string()
}

fn values(arguments: &[&str]) -> Value {
    Value::Object(request(&[&["plan"], arguments].concat()).flags.values)
}

#[test]
fn every_input_is_a_flag_with_dashes_and_with_underscores() {
    for input in INPUTS.iter().filter(|input| input.name != "tenant") {
        let names = [flag_name(input.name), input.name.to_owned()];
        for name in names {
            let (text, expected) = match (input.name, input.kind) {
                ("password", _) => ("env:PASSWORD", None),
                (_, InputType::String) => ("x", Some(json!("x"))),
                (_, InputType::Number) => ("-7", Some(json!(-7))),
                (_, InputType::Boolean) => ("false", Some(json!(false))),
                (_, InputType::Array) => ("a,b", Some(json!(["a,b"]))),
                (_, InputType::Object) => ("a=b=c", None),
            };
            let flags = request(&["plan", &format!("--{name}={text}")]).flags;
            let expected: Map<String, Value> =
                expected.map(|value| (input.name.to_owned(), value)).into_iter().collect();
            assert_eq!(flags.values, expected, "{name}");
            assert_eq!(flags.password.is_some(), input.name == "password");
            assert_eq!(flags.attributes.get("a"), (input.name == "attributes").then_some(&json!("b=c")));
        }
    }
}

#[test]
fn booleans_take_their_value_after_an_equals_sign_only() {
    assert_eq!(values(&["--enable-mfa", "--allow-sudo=false"]), json!({ "enable_mfa": true, "allow_sudo": false }));
    assert_eq!(request(&["plan", "--enable-mfa", "john.yaml"]).file, Some("john.yaml".into()));
    assert!(refused(&["plan", "--enable-mfa=yes"]).contains("[possible values: true, false]"));
}

#[test]
fn lists_and_attributes_repeat() {
    let flags =
        request(&["plan", "--user-groups", "A", "--user-groups", "B, C", "--attribute", "x=", "--attribute", "y=1"])
            .flags;
    assert_eq!(Value::Object(flags.values), json!({ "user_groups": ["A", "B, C"] }));
    assert_eq!(Value::Object(flags.attributes), json!({ "x": "", "y": "1" }));
    assert!(refused(&["plan", "--attribute", "x=1", "--attribute", "x=2"]).contains("given twice"));
    assert!(refused(&["plan", "--attribute", "x"]).contains("NAME=VALUE"));
}

#[test]
fn a_literal_password_is_refused_and_not_repeated() {
    for arguments in [["plan", "--password", "Tr0ub4dor&3"], ["provision", "--password=Tr0ub4dor&3", "x"]] {
        let message = refused(&arguments);
        assert!(message.contains("--password-stdin") && !message.contains("Tr0ub4dor"), "{message}");
    }
    assert!(refused(&["plan", "--password", "@"]).contains("refused"));
}

#[test]
fn a_password_comes_from_one_source() {
    let source = |arguments: &[&str]| request(&[&["plan"], arguments].concat()).flags.password;
    assert_eq!(source(&["--password", "-"]), Some(PasswordSource::Stdin));
    assert_eq!(source(&["--password-stdin"]), Some(PasswordSource::Stdin));
    assert_eq!(source(&["--password=@pw.txt"]), Some(PasswordSource::File("pw.txt".into())));
    assert_eq!(source(&["--password-file", "pw.txt"]), Some(PasswordSource::File("pw.txt".into())));
    assert_eq!(source(&["--password", "env:PW"]), Some(PasswordSource::Environment("PW".into())));
    refused(&["plan", "--password-stdin", "--password-file", "x"]);
    refused(&["plan", "--password", "-", "--password-file", "x"]);
}

#[test]
fn flags_of_every_verb_stand_before_or_after_it() {
    for arguments in [["--tenant", "acme", "plan", "x.yaml"], ["plan", "x.yaml", "--tenant", "acme"]] {
        let cli = parsed(&arguments).expect("sound");
        assert_eq!(cli.global.tenant.as_deref(), Some("acme"));
    }
}

#[test]
fn verbs_that_need_more_say_so() {
    assert!(refused(&["serve"]).contains("--no-web"));
    assert!(refused(&["provision", "--wait", "--no-wait"]).contains("--no-wait"));
    assert!(refused(&["doctor", "--try", "--all"]).contains("--all"));
    assert!(refused(&["provison"]).contains("provision"));
}
