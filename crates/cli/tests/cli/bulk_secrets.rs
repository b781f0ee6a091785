//! Passwords in a file of hires are in nothing that is said, mailed, reported or written.

use dayone_simulator::{Fault, Then};
use serde_json::json;

use crate::canaries::{found_in, until};
use crate::hires::{HEADER, office, person, table};
use crate::house::{Done, Running};
use crate::office::Office;

const CREATE: &str = "POST /systemusers";
const ADD: &str = "POST /v2/usergroups/{group_id}/members";

fn password(number: usize) -> String {
    format!("Canary-Row-{number:02}-8815-Zx")
}

/// Fails if a password is in what was said, mailed or written, but in these files.
fn nothing_of_it(office: &Office, said: &[Done], but: &[&str]) {
    let mut secrets: Vec<String> = (1..=8).map(password).collect();
    secrets.push("canaryweak".into());
    let but: Vec<_> = but.iter().map(|name| office.path(name)).collect();
    let files = office.files().into_iter().filter(|(path, _)| !but.contains(path));
    let mut places: Vec<(String, Vec<u8>)> = files.map(|(path, bytes)| (path.display().to_string(), bytes)).collect();
    places.push(("mails".into(), serde_json::to_vec(&office.control().mail()).expect("JSON")));
    for (number, done) in said.iter().enumerate() {
        places.push((format!("stdout {number}"), done.stdout.clone().into_bytes()));
        places.push((format!("stderr {number}"), done.stderr.clone().into_bytes()));
    }
    assert!(places.len() > 6, "enough was looked through");
    assert_eq!(found_in(places, &secrets), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn passwords_of_a_file_are_in_no_output_report_log_or_database() {
    let office = office().await;
    let rows = (1..=8).map(|number| match number {
        // Too weak; in a row with too many cells; in a row that is wrong elsewhere; refused by the directory.
        2 => format!("{},canaryweak", person(2)),
        3 => format!("{},{},more", person(3), password(3)),
        4 => format!("{},{}", person(4).replace("Engineering", ""), password(4)),
        number => format!("{},{}", person(number), password(number)),
    });
    office.write("people.csv", table(&format!("{HEADER},password"), rows));
    let repeats = json!({ "message": format!("{} is no good", password(5)) });
    let refusal = Then::Status { code: 400, body: Some(repeats), retry_after: None, html: None };
    office.control().add_fault(Fault::every(CREATE, refusal).only(1));
    let mut said = Vec::new();
    let loud = |arguments: &[&str]| {
        let mut command = office.command(arguments);
        command.env("DAYONE_LOG", "trace");
        command
    };
    for form in ["json", "csv", "ndjson", "table"] {
        let output = loud(&["bulk", "people.csv", "--check", "-o", form, "--report", form]).output();
        said.push(Done::from(output.expect("it starts")).ends_with(2));
    }
    // Killed in the middle: everything is still in the database's log of writes.
    office.control().add_fault(Fault::every(ADD, Then::HangBefore).only(1));
    let running = Running::start(loud(&["bulk", "people.csv", "--yes", "--report", "report"]));
    let control = office.control();
    until(|| control.requests().iter().any(|request| request.fault == Some("hang_before"))).await;
    said.push(tokio::task::block_in_place(|| running.stop("KILL")));
    nothing_of_it(&office, &said, &["people.csv"]);
    office.control().clear_faults();
    let began = std::time::Instant::now();
    let last = loop {
        let output = loud(&["bulk", "people.csv", "--yes", "--report", "report"]).output().expect("it starts");
        let done = Done::from(output);
        if done.json()["rows"].as_array().is_some_and(|rows| rows.iter().all(|row| row["state"] != "stopped")) {
            break done;
        }
        assert!(began.elapsed().as_secs() < 60, "{}", done.stderr);
        said.push(done);
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    };
    assert!(last.stderr.contains("holds no passwords"), "{}", last.stderr);
    said.push(last);
    for arguments in [&["runs", "list"][..], &["audit", "export", "--tenant", "acme"], &["audit", "verify"]] {
        said.push(office.run(arguments).ends_with(0));
    }
    let failed = office.read("report/failed.csv");
    assert!(failed.contains("ada.2") && failed.contains("password"), "{failed}");
    nothing_of_it(&office, &said, &["people.csv"]);

    // The one that was given is the one that is set.
    let account = office.account("ada.8");
    assert!(office.control().password_is(account["_id"].as_str().expect("an id"), &password(8)));
}

#[tokio::test(flavor = "multi_thread")]
async fn passwords_of_a_list_of_objects_are_nowhere_either() {
    let office = office().await;
    let person = |number: usize, department: &str| {
        json!({
            "first_name": "Ada", "last_name": "Muster", "email": format!("ada.{number}@company.com"),
            "username": format!("ada.{number}"), "department": department, "password": password(number),
        })
    };
    office.write("people.json", json!([person(1, "Engineering"), person(2, ""), 17]).to_string());
    let done = office.run(&["bulk", "people.json", "--yes", "--report", "report"]).ends_with(1);
    assert!(office.read("report/failed.json").contains("ada.2"));
    nothing_of_it(&office, &[done], &["people.json"]);
}
