//! What programs read.

use dayone_cli::args::OutputFormat;
use dayone_cli::render::columns::{fixed, number, wrapped};
use dayone_cli::render::records::{Records, document};
use dayone_core::report::report;
use serde_json::{Value, json};

use crate::hire::{self, Story, john_with, nothing_fails, settings};

fn records() -> Records {
    let rows =
        hire::people().into_iter().filter(|(what, _)| *what != "long").enumerate().map(|(place, (what, name))| {
            let row =
                json!({ "run": what, "person": name, "calls": place, "tenants": ["acme", "=beta"], "extra": null });
            row.as_object().expect("an object").clone()
        });
    let columns = vec![
        ("run", fixed("RUN")),
        ("person", wrapped("PERSON")),
        ("calls", number("CALLS")),
        ("tenants", fixed("IN")),
    ];
    Records { columns, rows: rows.collect() }
}

#[test]
fn a_table_is_aligned_by_what_a_terminal_shows() {
    assert_eq!(records().text(OutputFormat::Table), None);
    insta::assert_snapshot!(records().page(80).text(false));
}

#[test]
fn csv_has_no_formula() {
    insta::assert_snapshot!(records().text(OutputFormat::Csv).expect("text"));
}

#[test]
fn json_and_json_lines_hold_the_same() {
    let json: Value = serde_json::from_str(&records().text(OutputFormat::Json).expect("text")).expect("JSON");
    let lines = records().text(OutputFormat::Ndjson).expect("text");
    let lines: Value = lines.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON")).collect();
    assert_eq!(json, lines);
    assert_eq!(json[0]["extra"], Value::Null);
}

#[test]
fn the_report_as_csv_lists_each_value_under_its_path() {
    let inputs = john_with(&json!({ "first_name": "=cmd|'/c calc'!A1" }));
    let run = Story::planned(&inputs, &settings()).carried_out(nothing_fails).run;
    let value = serde_json::to_value(report(&run)).expect("JSON");
    assert_eq!(document(&value, OutputFormat::Json).expect("text").parse::<Value>().expect("JSON"), value);
    let csv = document(&value, OutputFormat::Csv).expect("text");
    assert!(csv.contains("user_info.first_name,'=cmd|'/c calc'!A1\n"));
    assert!(csv.contains("group_assignments.groups[0].inherited_access.applications,\"Google Workspace;Slack\"\n"));
}
