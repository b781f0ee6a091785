//! The file of rows to mend: exactly those, no password, and once mended it brings everybody else on board.

use dayone_simulator::{Fault, Then};
use serde_json::json;

use crate::hires::{HEADER, directory, everybody_is_there, office, people, person, redacted, table};

const CREATE: &str = "POST /systemusers";

/// The people of a file of rows to mend, by username.
fn named(failed: &str) -> Vec<String> {
    let rows = failed.trim_start_matches('\u{feff}').lines().skip(1);
    rows.filter_map(|row| row.split(',').find(|cell| cell.starts_with("ada.") && !cell.contains('@')))
        .map(str::to_owned)
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_to_mend_are_mended_and_run_and_everybody_is_there() {
    let office = office().await;
    let rows = (1..=8).map(|number| match number {
        3 => person(3).replace("ada.3@company.com", "ada.3@company"),
        5 => person(5).replace("Engineering", ""),
        7 => person(7).replace("E-0007", "1E+07"),
        _ => person(number),
    });
    office.write("people.csv", table(HEADER, rows));
    office.bulk(&["--report", "report"]).ends_with(1);
    let failed = office.read("report/failed.csv");
    assert_eq!(named(&failed), ["ada.3", "ada.5", "ada.7"]);
    insta::assert_snapshot!("rows_to_mend", redacted(&failed.replace('\r', ""), &office));

    // Mended where it is, as in a spreadsheet: cells are replaced, the notes stay.
    let mended: String = failed
        .lines()
        .map(|line| {
            let line = line.replace("ada.3@company,", "ada.3@company.com,").replace("1E+07,", "E-0007,");
            line.replace("ada.5,,", "ada.5,Engineering,") + "\r\n"
        })
        .collect();
    office.write("report/failed.csv", mended);
    let done = office.run(&["bulk", "report/failed.csv", "--yes", "--report", "second"]).ends_with(0);
    assert_eq!(done.json()["tenants"][0]["done"], 3);
    everybody_is_there(&office.control(), 8);
    assert!(!office.path("second/failed.csv").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_the_directory_refuses_are_among_those_to_mend() {
    let office = office().await;
    office.write("people.csv", people(4));
    let refusal = Then::Status { code: 400, body: Some(json!({ "message": "no" })), retry_after: None, html: None };
    office.control().add_fault(Fault::nth(CREATE, 2, refusal));
    let done = office.bulk(&["--sequential", "--report", "report"]).ends_with(1);
    assert_eq!(named(&office.read("report/failed.csv")), ["ada.2"], "{}", done.stderr);
    assert_eq!(done.json()["tenants"][0]["failed"], 1);
    // Both the file of rows to mend and the whole file bring the last one.
    office.run(&["bulk", "report/failed.csv", "--yes"]).ends_with(0);
    everybody_is_there(&office.control(), 4);
    office.bulk(&[]).ends_with(0);
    assert_eq!(office.calls(CREATE), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partial_hire_is_completed_by_the_same_command_after_the_cause_was_mended() {
    let office = office().await;
    let rows = [person(1), person(2).replace("UG-Project-Phoenix", "UG-DevOps")];
    office.write("people.csv", table(HEADER, rows));
    office.bulk(&["--report", "report"]).ends_with(1);
    assert!(!office.path("report/failed.csv").exists(), "the account is there: nothing in the row is to be mended");
    office.control().create_user_group("UG-DevOps").expect("made");
    let done = office.bulk(&[]).ends_with(0);
    assert_eq!(done.json()["tenants"][0]["done"], 1, "{}", done.stderr);
    assert!(directory(&office.control())["ada.2"].groups.contains("UG-DevOps"));
    assert_eq!(office.calls(CREATE), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrected_row_of_somebody_who_is_there_is_told_by_its_differences() {
    let office = office().await;
    office.write("people.csv", people(2));
    office.bulk(&[]).ends_with(0);
    office.write("people.csv", people(2).replace("Software Developer", "Software Engineer"));
    let done = office.bulk(&[]).ends_with(2);
    assert!(done.stderr.contains("job_title"), "{}", done.stderr);
    assert_eq!(office.calls(CREATE), 2);
}
