//! A hire from end to end, with the real binary.

use std::io::{BufRead, BufReader};
use std::time::Duration;

use dayone_simulator::Options;

use crate::house::{House, ends, holds, signal};

const CREATE: &str = "POST /systemusers";

#[tokio::test(flavor = "multi_thread")]
async fn a_hire_is_planned_carried_out_and_shown() {
    let house = House::new().await;
    let planned = house.run(&["plan", "john.yaml"]).ends_with(0);
    let digest = planned.json()["digest"].as_str().expect("a digest").to_owned();
    assert_eq!(house.calls(CREATE), 0);

    let done = house.run(&["provision", "john.yaml", "--plan-digest", &digest[..12], "--yes"]).ends_with(0);
    let report = done.report();
    assert_eq!(report["success"], true);
    assert_eq!(report["audit_trail"]["initiated_by"].as_str().expect("text").split('@').next(), Some("cli:alice"));
    assert_eq!(report["audit_trail"]["plan_digest"], digest[..12]);
    assert!(done.stderr.contains("plan unchanged"), "{}", done.stderr);
    assert!(done.stderr.contains(" 16 ok         documentation"), "{}", done.stderr);

    let run = done.run_id();
    assert_eq!(house.run(&["runs", "show", &run]).ends_with(0).json(), report);
    let listed = house.run(&["runs", "list", "--person", "smith"]).ends_with(0).json();
    assert_eq!((&listed[0]["run"], &listed[0]["person"]), (&run.as_str().into(), &"John Smith".into()));
    house.run(&["verify", &run]).ends_with(0);
    house.run(&["verify", "john.smith", "-o", "csv"]).ends_with(0);
    assert!(house.run(&["runs", "show", &run, "-o", "table"]).ends_with(0).stdout.contains("REPORT  John Smith"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_again_is_the_same_run() {
    let house = House::new().await;
    let first = house.run(&["provision", "john.yaml", "--yes"]).ends_with(0).run_id();
    let again = house.run(&["provision", "john.yaml", "--yes"]).ends_with(0);
    assert_eq!(again.run_id(), first);
    assert_eq!(house.calls(CREATE), 1);
    let other = house.run(&["provision", "john.yaml", "--yes", "--job-title", "Manager"]).ends_with(2);
    assert_eq!(other.error_type(), "REQUEST_KEY_REUSED");
    assert!(other.stderr.contains("job_title"), "{}", other.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_terminal_and_without_yes_nothing_is_asked_and_nothing_done() {
    let house = House::new().await;
    let done = house.run(&["provision", "john.yaml"]).ends_with(2);
    assert!(done.stdout.is_empty() && done.stderr.contains("--yes"), "{}", done.stderr);
    assert!(house.simulator.control().requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_request_still_prints_the_error_document() {
    let house = House::new().await;
    let bad = ["provision", "john.yaml", "--yes", "--email", "m.rossi@acme", "--unix-uid", "12"];
    let done = house.run(&bad).ends_with(2);
    assert_eq!(done.error_type(), "INVALID_INPUT");
    assert_eq!(done.report()["failed_steps"].as_array().map(Vec::len), Some(2));
    assert!(house.simulator.control().requests().is_empty());
    let planned = house.run(&["plan", "john.yaml", "--email", "m.rossi@acme"]).ends_with(2);
    assert_eq!(planned.error_type(), "INVALID_INPUT");
    let unknown = house.run(&["plan", "john.yaml", "--tenant", "acmee"]).ends_with(2);
    assert_eq!(unknown.report()["failed_steps"][0]["error"]["affected_tenant"], "acmee");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_username_ends_with_1() {
    let house = House::new().await;
    let done = house.run(&["provision", "john.yaml", "--yes", "--username", "Jane.Doe"]).ends_with(1);
    assert_eq!(done.error_type(), "USER_ALREADY_EXISTS");
    assert_eq!(house.calls(CREATE), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_in_the_way_is_told_once_however_it_was_found() {
    let house = House::new().await;
    let arguments = ["provision", "john.yaml", "--yes", "--email", "jane.doe@company.com", "--unix-uid", "5001"];
    let report = house.run(&arguments).ends_with(2).report();
    let errors = report["failed_steps"].as_array().expect("failed steps").iter();
    let types: Vec<&str> = errors.filter_map(|step| step["error"]["type"].as_str()).collect();
    assert_eq!(types, ["USER_ALREADY_EXISTS", "INVALID_INPUT"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_has_moved_is_not_carried_out() {
    let house = House::new().await;
    let arguments = ["provision", "john.yaml", "--yes", "--plan-digest", "0123456789ab"];
    let done = house.run(&arguments).ends_with(1);
    assert_eq!(done.error_type(), "PLAN_STALE");
    assert_eq!(house.calls(CREATE), 0);
    house.run(&["provision", "john.yaml", "--yes", "--plan-digest", "9"]).ends_with(2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_key_ends_with_2_and_a_silent_directory_with_3() {
    let house = House::new().await;
    let output = house.command(&["plan", "john.yaml"]).env("JUMPCLOUD_API_KEY", "wrong").output();
    let done = crate::house::Done::from(output.expect("it starts")).ends_with(2);
    assert_eq!(done.error_type(), "AUTHENTICATION_FAILED");
    let output = house.command(&["plan", "john.yaml"]).env("JUMPCLOUD_BASE_URL", "http://127.0.0.1:9").output();
    let done = crate::house::Done::from(output.expect("it starts")).ends_with(3);
    assert_eq!(done.error_type(), "API_UNAVAILABLE");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_failed_is_resumed_after_it_was_mended() {
    let house = House::new().await;
    let done = house.run(&["provision", "john.yaml", "--yes", "--additional-groups", "UG-DevOps"]).ends_with(1);
    let report = done.report();
    assert_eq!((&report["partial_completion"], done.error_type().as_str()), (&true.into(), "GROUP_NOT_FOUND"));
    let run = done.run_id();
    assert!(done.stderr.contains(&format!("dayone runs resume {run}")), "{}", done.stderr);
    house.run(&["provision", "john.yaml", "--yes", "--additional-groups", "UG-DevOps"]).ends_with(1);

    house.simulator.control().create_user_group("UG-DevOps").expect("made");
    let resumed = house.run(&["runs", "resume", &run]).ends_with(0);
    assert_eq!(resumed.report()["success"], true);
    assert_eq!((resumed.run_id(), house.calls(CREATE)), (run.clone(), 1));
    house.run(&["runs", "resume", &run]).ends_with(1);
    house.run(&["runs", "cancel", &run, "--yes"]).ends_with(1);
    house.run(&["runs", "cancel", &run]).ends_with(2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_shown_once_and_a_given_one_nowhere() {
    let house = House::new().await;
    let run = house.run(&["provision", "john.yaml", "--yes"]).ends_with(0).run_id();
    let shown = house.run(&["runs", "reveal", &run, "-o", "table"]).ends_with(0).stdout;
    assert!(shown.trim().len() >= 12);
    house.run(&["runs", "reveal", &run]).ends_with(1);

    let secret = "Tr0ub4dor&3-horse-Staple";
    let arguments = ["--email", "kim@company.com", "--username", "kim.lee", "--employee-id", "K-1"];
    let arguments = [&["provision", "john.yaml", "--yes", "--password-stdin"], &arguments[..]].concat();
    let done = house.run_with_stdin(&arguments, &format!("{secret}\n")).ends_with(0);
    assert_eq!(done.report()["security_settings"]["password_set"], true);
    assert!(!done.stdout.contains(secret) && !done.stderr.contains(secret));
    let found: Vec<_> = house.files().iter().filter_map(|(path, bytes)| holds(path, bytes, secret)).collect();
    assert!(found.is_empty(), "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_nobody_waits_for_is_carried_out_by_a_worker() {
    let house = House::new().await;
    let opened = house.run(&["provision", "john.yaml", "--yes", "--no-wait"]).ends_with(0);
    assert_eq!(house.calls(CREATE), 0);
    let worker = house.command(&["serve", "--no-web", "--workers", "1"]).spawn().expect("it starts");
    let watched = house.run(&["runs", "watch", &opened.run_id()]).ends_with(0);
    assert_eq!(watched.report()["success"], true);
    signal(&worker, "TERM");
    let worker = ends(worker).ends_with(0);
    let personal = ["john.smith", "John", "EMP-2026-042"].into_iter().filter(|text| worker.stderr.contains(text));
    assert_eq!(personal.count(), 0, "{}", worker.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_stopped_by_ctrl_c_goes_on_later() {
    let house = House::with(Options { latency: Duration::from_millis(300), ..Options::default() }).await;
    let mut child = house.command(&["provision", "john.yaml", "--yes"]).spawn().expect("it starts");
    let mut lines = BufReader::new(child.stderr.take().expect("piped")).lines();
    let heading = lines.find(|line| line.as_ref().is_ok_and(|line| line.starts_with("RUN "))).expect("a heading");
    let heading = heading.expect("text");
    let run = heading.split_whitespace().nth(1).expect("a run").to_owned();
    signal(&child, "INT");
    let rest: Vec<String> = lines.map_while(Result::ok).collect();
    ends(child).ends_with(130);
    assert!(rest.iter().any(|line| line.contains(&format!("dayone runs resume {run}"))), "{rest:?}");

    house.simulator.control().set_latency(Duration::ZERO);
    // The stopped command holds the run until its lease ends.
    let resumed = (0..100).map(|_| {
        std::thread::sleep(Duration::from_millis(200));
        house.run(&["runs", "resume", &run])
    });
    let resumed = resumed.into_iter().find(|done| done.code == Some(0)).expect("resumed");
    assert_eq!((resumed.report()["success"].clone(), house.calls(CREATE)), (true.into(), 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_misspelt_group_names_the_one_that_was_meant() {
    let house = House::new().await;
    let done = house.run(&["provision", "john.yaml", "--user-groups", "UG-Enginering", "--yes"]).ends_with(1);
    let remediation = done.report()["failed_steps"][0]["remediation"].as_str().expect("text").to_owned();
    assert!(remediation.starts_with("Did you mean 'UG-Engineering'?"), "{remediation}");
}

#[test]
fn the_demo_needs_nothing() {
    let home = tempfile::tempdir().expect("a folder");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_dayone"));
    let output = command.arg("demo").env_clear().env("HOME", home.path()).current_dir(home.path()).output();
    let done = crate::house::Done::from(output.expect("it starts")).ends_with(0);
    let report = done.report();
    assert_eq!(report["user_info"]["jumpcloud_user_id"], "60a1b2c3d4e5f6a7b8c9d0e1");
    assert_eq!(report["group_assignments"]["total_groups_assigned"], 5);
    assert_eq!(report["notifications_sent"]["it_notification"]["sent"], true);
    assert_eq!(std::fs::read_dir(home.path()).expect("a folder").count(), 0);
}
