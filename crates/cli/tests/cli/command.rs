//! The real binary.

use std::process::{Command, Output};

fn dayone(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dayone")).args(arguments).env_clear().output().expect("it starts")
}

#[test]
fn the_version_is_data() {
    let output = dayone(&["--version"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stdout), format!("dayone {}\n", env!("CARGO_PKG_VERSION")));
    assert!(output.stderr.is_empty());
}

#[test]
fn wrong_usage_ends_with_2_and_leaves_stdout_empty() {
    for arguments in [&["provison"][..], &[], &["plan", "--password", "Tr0ub4dor&3"]] {
        let output = dayone(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty());
        assert!(!String::from_utf8_lossy(&output.stderr).contains("Tr0ub4dor"));
    }
}

#[test]
fn help_lists_every_verb() {
    let output = dayone(&["--help"]);
    assert_eq!(output.status.code(), Some(0));
    insta::assert_snapshot!(String::from_utf8_lossy(&output.stdout));
}

#[test]
fn help_of_plan_lists_every_input() {
    insta::assert_snapshot!(String::from_utf8_lossy(&dayone(&["plan", "--help"]).stdout));
}

#[test]
fn completions_know_the_flags() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = dayone(&["completions", shell]);
        assert_eq!(output.status.code(), Some(0));
        assert!(String::from_utf8_lossy(&output.stdout).contains("mfa-exclusion-days"), "{shell}");
    }
}
