//! The reference of the command line is generated, and current.

use clap::CommandFactory as _;
use dayone_cli::args::Cli;

#[test]
fn reference_of_verbs_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference/cli.md");
    let mut text = "# Verbs and flags\n\nGenerated from the program (`dayone VERB --help`).\n".to_owned();
    let mut root = Cli::command().term_width(100);
    root.build();
    describe(&mut root, &mut text);
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        std::fs::write(path, &text).expect("the reference is written");
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == text, "run with UPDATE_GENERATED=1 to rewrite {path}");
}

fn describe(command: &mut clap::Command, text: &mut String) {
    let name = command.get_bin_name().unwrap_or("dayone").to_owned();
    let help = command.render_long_help().to_string();
    let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
    text.push_str(&format!("\n## {name}\n\n```text\n{}\n```\n", lines.join("\n").trim()));
    let verbs: Vec<String> = command.get_subcommands().map(|verb| verb.get_name().to_owned()).collect();
    for verb in verbs {
        if let Some(verb) = command.find_subcommand_mut(&verb) {
            describe(verb, text);
        }
    }
}
