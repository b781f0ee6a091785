//! What goes wrong in the middle of a batch: told clearly, nothing lost or doubled, and the same command goes on.

use std::process::Command;
use std::time::Duration;

use dayone_simulator::{Fault, Kind, Then, When};
use serde_json::json;

use crate::hires::{GROUPS, directory, everybody_is_there, nobody_came_in_early, office, people};
use crate::house::{Done, Running};
use crate::office::Office;

const CREATE: &str = "POST /systemusers";
const ADD: &str = "POST /v2/usergroups/{group_id}/members";

fn hired(office: &Office) -> usize {
    directory(&office.control()).keys().filter(|name| name.starts_with("ada.")).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_withdrawn_in_the_middle_stops_all_writes_until_doctor_passes() {
    let office = office().await;
    office.write("people.csv", people(40));
    for nth in 12..200 {
        office.control().add_fault(Fault::nth(CREATE, nth, Then::status(401)));
    }
    let done = office.bulk(&["--expect", "40", "--report", "report"]);
    assert!([Some(1), Some(2)].contains(&done.code), "{}", done.stderr);
    assert!(done.stderr.contains("writes of tenant 'acme' are stopped"), "{}", done.stderr);
    assert!(done.stderr.contains("dayone doctor --tenant acme"), "{}", done.stderr);
    assert_eq!(hired(&office), 11);
    assert!(office.calls(CREATE) < 11 + 18, "{} tries", office.calls(CREATE));

    let creates = office.calls(CREATE);
    let again = office.bulk(&["--expect", "40"]);
    assert_ne!(again.code, Some(0));
    assert_eq!(office.calls(CREATE), creates, "nothing is tried while writes are stopped");
    office.control().clear_faults();
    office.run(&["doctor", "--tenant", "acme"]).ends_with(0);
    office.bulk_to_its_end(&["--expect", "40"]);
    everybody_is_there(&office.control(), 40);
    nobody_came_in_early(&office.control());
    office.run(&["audit", "verify"]).ends_with(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_vanishes_in_the_middle_leaves_hires_partial_until_it_is_back() {
    let office = office().await;
    let count = 30;
    office.write("people.csv", people(count));
    office.control().set_latency(Duration::from_millis(10));
    let running = Running::start(office.command(&["bulk", "people.csv", "--yes", "--expect", "30"]));
    while office.calls(CREATE) < 10 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let group = office.control().id_of(Kind::UserGroup, "UG-Project-Phoenix").expect("a group");
    assert!(office.control().remove_document(Kind::UserGroup, &group));
    let done = tokio::task::block_in_place(|| running.ends()).ends_with(1);
    assert!(done.stderr.contains("UG-Project-Phoenix"), "{}", done.stderr);
    let summary = done.json();
    let of = |name: &str| summary["tenants"][0][name].as_u64().expect("a number");
    assert_eq!(of("done") + of("partial") + of("failed") + of("not_started"), count as u64, "{summary:#}");
    assert!(of("done") < count as u64);

    office.control().set_latency(Duration::ZERO);
    office.control().create_user_group("UG-Project-Phoenix").expect("made");
    let again = office.bulk(&["--expect", "30"]);
    let accounts = directory(&office.control());
    assert_eq!(hired(&office), count, "{}", again.stderr);
    for (name, account) in accounts.iter().filter(|(name, _)| name.starts_with("ada.")) {
        let without: Vec<&str> = GROUPS.into_iter().filter(|group| !account.groups.contains(*group)).collect();
        assert!(without.is_empty() || without == ["UG-Project-Phoenix"], "{name}: {without:?}");
        assert_eq!(account.state, "ACTIVATED", "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn seats_that_run_out_are_counted_before_anything_is_done() {
    let office = office().await;
    let there = directory(&office.control()).len();
    office.control().set_settings(&json!({ "maxSystemUsers": there + 3 })).expect("set");
    office.write("people.csv", people(5));
    let checked = office.run(&["bulk", "people.csv", "--check"]).ends_with(2);
    assert!(checked.stderr.contains("3 good, 2 to mend") && checked.stderr.contains("seats"), "{}", checked.stderr);
    office.bulk(&["--report", "report"]).ends_with(1);
    everybody_is_there(&office.control(), 3);
    assert!(office.read("report/failed.csv").contains("ada.5"));
    office.control().set_settings(&json!({ "maxSystemUsers": there + 5 })).expect("set");
    office.bulk(&[]).ends_with(0);
    everybody_is_there(&office.control(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn seats_taken_by_others_in_the_middle_fail_the_rows_that_have_none() {
    let office = office().await;
    let there = directory(&office.control()).len();
    office.control().set_settings(&json!({ "maxSystemUsers": there + 20 })).expect("set");
    office.write("people.csv", people(20));
    office.control().add_fault(Fault::every(CREATE, Then::HangBefore).only(1));
    let running = Running::start(office.command(&["bulk", "people.csv", "--yes", "--expect", "20"]));
    while office.calls(CREATE) < 1 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    office.control().set_settings(&json!({ "maxSystemUsers": there + 12 })).expect("set");
    office.control().let_go();
    let done = tokio::task::block_in_place(|| running.ends()).ends_with(1);
    assert!(done.stderr.contains("maximum number of system"), "{}", done.stderr);
    assert_eq!(hired(&office), 12);
    office.control().clear_faults();
    office.control().set_settings(&json!({ "maxSystemUsers": there + 20 })).expect("set");
    office.bulk_to_its_end(&["--expect", "20"]);
    everybody_is_there(&office.control(), 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_that_is_down_for_a_while_delays_the_batch_and_loses_nothing() {
    let down = [Then::status(503), Then::DropConnectionBefore, Then::AppliedButReplyLost];
    for then in down {
        let office = office().await;
        office.write("people.csv", people(20));
        office.control().add_fault(Fault {
            only_times: Some(10),
            when: When::Every,
            ..Fault::every(ADD, then.clone())
        });
        office.control().add_fault(Fault::every(CREATE, then.clone()).only(6));
        let done = office.bulk(&["--expect", "20"]);
        assert_eq!(done.code, Some(0), "{then:?}: {}", done.stderr);
        everybody_is_there(&office.control(), 20);
        nobody_came_in_early(&office.control());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_ends_the_batch_and_with_room_again_it_goes_on() {
    let office = office().await;
    office.write("people.csv", people(60));
    // Where files may grow no further than this, writing fails as on a full disk.
    let mut command = Command::new("bash");
    let binary = env!("CARGO_BIN_EXE_dayone");
    let line = format!("trap '' XFSZ; ulimit -f 900; exec {binary} bulk people.csv --yes --expect 60");
    command.args(["-c", &line]);
    let of = office.command(&[]);
    command.env_clear().current_dir(office.path(""));
    command.envs(of.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    let done = Done::from(tokio::task::block_in_place(|| command.output()).expect("it starts"));
    assert!(![None, Some(0), Some(101)].contains(&done.code), "{:?}: {}", done.code, done.stderr);
    assert!(done.stderr.contains("full") || done.stderr.contains("disk"), "{}", done.stderr);
    let created = hired(&office);
    assert!((1..60).contains(&created), "{created} accounts: {}", done.stderr);

    office.bulk_to_its_end(&["--expect", "60"]);
    everybody_is_there(&office.control(), 60);
    nobody_came_in_early(&office.control());
    office.run(&["audit", "verify"]).ends_with(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_that_stays_busy_ends_the_batch_and_once_it_is_back_it_goes_on() {
    let office = office().await;
    office.write("people.csv", people(24));
    office.control().set_latency(Duration::from_millis(10));
    let running = Running::start(office.command(&["bulk", "people.csv", "--yes", "--expect", "24"]));
    while office.calls(CREATE) < 8 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    for operation in [ADD, "POST /systemusers/{id}/state/activate"] {
        office.control().add_fault(Fault::every(operation, Then::status(503)));
    }
    let done = tokio::task::block_in_place(|| running.ends());
    assert_eq!(done.code, Some(1), "{}", done.stderr);
    assert!(done.stderr.contains("API_UNAVAILABLE"), "{}", done.stderr);
    office.control().clear_faults();
    office.control().set_latency(Duration::ZERO);
    office.bulk_to_its_end(&["--expect", "24"]);
    everybody_is_there(&office.control(), 24);
    nobody_came_in_early(&office.control());
}
