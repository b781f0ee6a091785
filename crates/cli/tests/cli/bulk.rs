//! A file of hires from end to end, with the real binary: what is asked, what is done, how it ends.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::hires::{
    HEADER, directory, everybody_is_there, nobody_came_in_early, office, people, person, table, writes,
};
use crate::office::Office;

const CREATE: &str = "POST /systemusers";

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_hires_is_checked_and_carried_out_and_done_only_once() {
    let office = office().await;
    office.write("people.csv", people(9));
    let checked = office.run(&["bulk", "people.csv", "--check"]).ends_with(0);
    assert!(checked.stderr.contains("9 good, 0 to mend"), "{}", checked.stderr);
    assert_eq!(writes(&office.control()), 0);

    let done = office.bulk(&["--report", "report"]).ends_with(0);
    everybody_is_there(&office.control(), 9);
    nobody_came_in_early(&office.control());
    let summary = done.json();
    assert_eq!((&summary["tenants"][0]["done"], &summary["tenants"][0]["tenant"]), (&9.into(), &"acme".into()));
    assert_eq!(office.mails_to("it-team@company.com").len(), 1, "a digest");
    for manager in ["jane.doe@company.com", "ann.lee@company.com", "max.power@company.com"] {
        assert_eq!(office.mails_to(manager).len(), 1, "{manager}");
    }
    assert!(!office.path("report/failed.csv").exists());
    for name in ["summary.csv", "summary.html", "summary.json"] {
        assert!(office.read(&format!("report/{name}")).contains("ada.9"), "{name}");
    }

    let (before, mails) = (writes(&office.control()), office.control().mail().len());
    let again = office.bulk(&[]).ends_with(0);
    assert!(again.stderr.contains("every row was done before: nothing was written"), "{}", again.stderr);
    assert_eq!((writes(&office.control()), office.control().mail().len()), (before, mails));
    office.run(&["audit", "verify"]).ends_with(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_to_stdout_is_data_in_each_form() {
    let office = office().await;
    office.write("people.csv", table(HEADER, [person(1), person(2).replace("@company.com,ada", ",ada")]));
    let json = office.bulk(&["-o", "json"]).ends_with(1).json();
    let states = |rows: &[Value]| rows.iter().map(|row| row["state"].to_string()).collect::<Vec<String>>();
    let rows = json["rows"].as_array().expect("rows");
    assert_eq!(states(rows), ["\"done\"", "\"not_started\""]);
    let ndjson = office.bulk(&["-o", "ndjson"]);
    assert_eq!(ndjson.code, Some(2), "{}", ndjson.stderr);
    let lines: Vec<Value> = ndjson.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(states(&lines), ["\"already_done\"", "\"not_started\""]);
    let csv = office.bulk(&["-o", "csv"]).stdout;
    let mut lines = csv.trim_start_matches('\u{feff}').lines();
    let names: Vec<&str> = lines.next().expect("a header").split(',').collect();
    assert!(names.contains(&"line") && names.contains(&"state"), "{names:?}");
    assert_eq!(lines.count(), 2, "{csv}");
    let table = office.bulk(&["-o", "table"]);
    assert!(table.stderr.contains("LINE") && table.stderr.contains("email"), "{}", table.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_terminal_and_without_yes_nothing_is_read_and_nothing_done() {
    let office = office().await;
    office.write("people.csv", people(2));
    let done = office.run(&["bulk", "people.csv"]).ends_with(2);
    assert!(done.stdout.is_empty() && done.stderr.contains("--yes"), "{}", done.stderr);
    assert!(done.stderr.contains("dayone bulk --check FILE"), "{}", done.stderr);
    assert!(office.control().requests().is_empty());
    office.run(&["bulk"]).ends_with(2);
    office.run(&["bulk", "nowhere.csv", "--yes"]).ends_with(2);
}

#[tokio::test(flavor = "multi_thread")]
async fn with_all_or_none_one_bad_row_keeps_all_from_being_done() {
    let office = office().await;
    let bad = person(3).replace("Engineering", "");
    office.write("people.csv", table(HEADER, [person(1), person(2), bad]));
    let done = office.bulk(&["--all-or-none", "--report", "report"]).ends_with(2);
    assert!(done.stderr.contains("1 row to mend; nothing was written"), "{}", done.stderr);
    assert_eq!(writes(&office.control()), 0);
    let failed = office.read("report/failed.csv");
    assert!(failed.contains("ada.3") && !failed.contains("ada.1"), "{failed}");
    let one_by_one = office.bulk(&[]).ends_with(1);
    assert_eq!(one_by_one.json()["tenants"][0]["done"], 2);
    everybody_is_there(&office.control(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn sequential_keeps_the_order_of_the_file() {
    let office = office().await;
    office.write("people.csv", table(HEADER, [5, 2, 4, 1, 3].map(person)));
    office.bulk(&["--sequential"]).ends_with(0);
    everybody_is_there(&office.control(), 5);
    let writing =
        |operation: &str| operation == CREATE || operation.ends_with("/members") || operation.ends_with("/activate");
    let mut people = Vec::new();
    let ids: std::collections::BTreeMap<String, String> =
        directory(&office.control()).into_iter().map(|(name, account)| (account.id, name)).collect();
    for request in office.control().requests().into_iter().filter(|request| request.method == "POST") {
        if !writing(request.operation) {
            continue;
        }
        let body = request.body.unwrap_or_default();
        let of = body["username"].as_str().map(str::to_owned);
        let member = || ids.get(body["id"].as_str()?).cloned();
        let activated = || request.path.split('/').find_map(|part| ids.get(part).cloned());
        people.push(of.or_else(member).or_else(activated).expect("somebody"));
    }
    people.dedup();
    assert_eq!(people, ["ada.5", "ada.2", "ada.4", "ada.1", "ada.3"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_template_can_be_filled_in_and_run() {
    for form in ["csv", "json"] {
        let office = office().await;
        let template = office.run(&["bulk", "template", "--form", form]).ends_with(0).stdout;
        assert!(office.run(&["bulk", "template", "--form", form, "--bare"]).ends_with(0).stdout.contains("first_name"));
        let name = format!("people.{form}");
        let filled = template.replace("example.com", "company.com").replace("2027-03-01", "2026-01-05");
        office.write(&name, filled.replace("UG-On-Call", "UG-IT"));
        let arguments = ["bulk", &name, "--yes"];
        let done = office.run(&arguments).ends_with(0);
        assert_eq!(done.json()["tenants"][0]["done"], 2, "{form}");
        let accounts = directory(&office.control());
        let groups = &accounts["ada.example"].groups;
        assert!(
            groups.is_superset(&BTreeSet::from(["UG-Project-Phoenix".to_owned(), "UG-IT".to_owned()])),
            "{groups:?}"
        );
        assert_eq!(accounts["zoe.mueller"].state, "ACTIVATED");
        assert_eq!(office.account("zoe.mueller")["lastname"], "Müller-Example");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_that_is_silent_or_refuses_the_key_is_told_before_anything_is_done() {
    let office = office().await;
    office.write("people.csv", people(2));
    let given = |name: &str, value: &str| {
        let output = office.command(&["bulk", "people.csv", "--yes"]).env(name, value).output();
        crate::house::Done::from(output.expect("it starts"))
    };
    let refused = given("JUMPCLOUD_API_KEY", "wrong").ends_with(2);
    assert!(refused.stderr.contains("key"), "{}", refused.stderr);
    let config = office.read("dayone.toml").replace(&office.simulator.url(), "http://127.0.0.1:9");
    office.write("silent.toml", config);
    let silent = given("DAYONE_CONFIG", "silent.toml").ends_with(3);
    assert!(silent.stderr.contains("2 to mend") || silent.stderr.contains("can't be reached"), "{}", silent.stderr);
    assert_eq!(office.calls(CREATE), 0);
    office.bulk(&[]).ends_with(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_need_somebody_else_to_agree_end_with_4() {
    let office = Office::with(&format!("approval.privileged_groups = true\n{}", crate::hires::RULES)).await;
    let privileged = person(2).replace("UG-Project-Phoenix", "UG-Prod-Admins");
    office.write("people.csv", table(HEADER, [person(1), privileged]));
    let done = office.bulk(&[]).ends_with(4);
    assert_eq!(done.json()["tenants"][0]["waiting_approval"], 1);
    everybody_is_there(&office.control(), 1);
    assert!(done.stderr.contains("WAITING"), "{}", done.stderr);
    assert_eq!(office.mails_to("it-team@company.com").len(), 1);
    office.bulk(&[]).ends_with(4);
    assert_eq!((office.calls(CREATE), office.mails_to("it-team@company.com").len()), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_not_there_is_told_of_before_anything_is_made_for_it() {
    let office = office().await;
    let missing = office.run(&["bulk", "nobody.csv", "--yes"]).ends_with(2);
    assert!(missing.stderr.starts_with("error: nobody.csv can't be read: No such file"), "{}", missing.stderr);
    assert!(!missing.stderr.contains("master key"), "{}", missing.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_start_without_a_worker_is_to_mend_by_what_a_batch_can_do() {
    let office = office().await;
    office.write("people.csv", table(&format!("{HEADER},start_date"), [person(1) + ",2099-03-02"]));
    let checked = office.run(&["bulk", "people.csv", "--check", "-o", "json"]).ends_with(2).json();
    let problem = &checked["rows"][0]["problems"][0];
    assert_eq!(problem["error_type"], "NO_WORKER");
    let mend = problem["mend"].as_str().expect("a text");
    assert!(
        mend.contains("dayone serve") && mend.contains("--directory-schedule") && !mend.contains("--wait"),
        "{mend}"
    );
    office.bulk(&["--directory-schedule"]).ends_with(0);
    assert_eq!(office.account("ada.1")["state"], "STAGED");
}
