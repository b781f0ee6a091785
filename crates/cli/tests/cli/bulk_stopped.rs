//! A batch stopped by Ctrl-C, and one whose file changes under it: nothing is lost, and the same command goes on.

use std::time::{Duration, Instant};

use dayone_simulator::{Fault, Then};

use crate::hires::{
    HEADER, directory, everybody_is_there, everybody_was_told_once, is_about, nobody_came_in_early, office, people,
    person, table,
};
use crate::house::Running;
use crate::office::Office;

const CREATE: &str = "POST /systemusers";

impl Office {
    /// The batch under way, once so many accounts have been asked for.
    async fn under_way(&self, further: &[&str], creates: u64) -> Running {
        let running = Running::start(self.command(&[&["bulk", "people.csv", "--yes"], further].concat()));
        let began = Instant::now();
        while self.calls(CREATE) < creates {
            assert!(began.elapsed() < Duration::from_secs(60), "no account is created");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        running
    }

    fn accounts_made(&self) -> usize {
        directory(&self.control()).keys().filter(|name| name.starts_with("ada.")).count()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_stopped_by_ctrl_c_finishes_what_is_in_hand_and_goes_on_later() {
    let office = office().await;
    office.write("people.csv", people(60));
    office.simulator.control().set_latency(Duration::from_millis(20));
    let running = office.under_way(&["--expect", "60"], 10).await;
    let done = tokio::task::block_in_place(|| running.stop("INT")).ends_with(130);
    assert!(done.stderr.contains("STOPPED") && done.stderr.contains("the same command again"), "{}", done.stderr);
    let created = office.calls(CREATE);
    assert!((10..60).contains(&created), "{created} accounts");
    assert_eq!(done.json()["rows"].as_array().map(Vec::len), Some(60));
    assert!(office.mails_to("it-team@company.com").is_empty(), "the others are not there yet");
    office.simulator.control().set_latency(Duration::ZERO);

    let again = office.bulk(&["--expect", "60"]).ends_with(0);
    everybody_is_there(&office.control(), 60);
    nobody_came_in_early(&office.control());
    assert_eq!(office.calls(CREATE), 60);
    assert_eq!(again.json()["tenants"][0]["done"], 60, "{}", again.stderr);
    let digests = office.mails_to("it-team@company.com");
    assert_eq!(digests.len(), 1, "one digest of all");
    assert!((1..=60).all(|number| is_about(&digests[0], number)), "{:?}", digests[0]);
    office.run(&["audit", "verify"]).ends_with(0);
}

/// Rows so long that a reader, however much it reads ahead, has not read them all while the first is carried out.
fn long(last: &str) -> String {
    let note = "x".repeat(900);
    let rows = (1..COUNT).map(person).chain([last.to_owned()]).map(|row| format!("{row},{note}"));
    table(&format!("{HEADER},attributes.note"), rows)
}

const COUNT: usize = 420;

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_replaced_meanwhile_is_carried_out_as_it_was_checked() {
    let office = office().await;
    office.write("people.csv", long(&person(COUNT)));
    office.control().add_fault(Fault::every(CREATE, Then::HangBefore).only(1));
    let running = office.under_way(&["--expect", "420"], 1).await;
    office.write("next.csv", long(&person(COUNT + 1)));
    std::fs::rename(office.path("next.csv"), office.path("people.csv")).expect("renamed");
    office.control().clear_faults();
    office.control().let_go();
    tokio::task::block_in_place(|| running.ends()).ends_with(0);
    everybody_is_there(&office.control(), COUNT);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_is_changed_meanwhile_is_not_begun_and_the_rest_goes_on_later() {
    let office = office().await;
    office.write("people.csv", long(&person(COUNT)));
    // The first account is not answered until the file has been changed.
    office.control().add_fault(Fault::every(CREATE, Then::HangBefore).only(1));
    let running = office.under_way(&["--expect", "420", "--report", "report"], 1).await;
    office.write("people.csv", long(&person(COUNT).replace("Seattle", "Berlin!")));
    office.control().clear_faults();
    office.control().let_go();
    let done = tokio::task::block_in_place(|| running.ends()).ends_with(2);
    assert!(done.stderr.contains("people.csv, line 421 has changed since it was checked"), "{}", done.stderr);
    assert!(done.stderr.contains("run the command again"), "{}", done.stderr);
    let created = office.accounts_made();
    assert_eq!(created, COUNT - 1, "all rows before it");
    assert_eq!(done.json()["tenants"][0]["done"], created, "what was begun is done");
    assert!(office.accounts("ada.420").is_empty());

    office.write("people.csv", long(&person(COUNT)));
    office.bulk(&["--expect", "420"]).ends_with(0);
    everybody_is_there(&office.control(), COUNT);
    nobody_came_in_early(&office.control());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_commands_on_one_file_at_once_bring_everybody_once() {
    let office = office().await;
    office.write("people.csv", people(40));
    office.run(&["bulk", "people.csv", "--check"]).ends_with(0);
    office.control().set_latency(Duration::from_millis(10));
    let command = || office.command(&["bulk", "people.csv", "--yes", "--expect", "40"]);
    let both = [Running::start(command()), Running::start(command())];
    for running in both {
        let done = tokio::task::block_in_place(|| running.ends());
        assert!([Some(0), Some(1)].contains(&done.code), "{:?}: {}", done.code, done.stderr);
    }
    office.bulk_to_its_end(&["--expect", "40"]);
    everybody_is_there(&office.control(), 40);
    everybody_was_told_once(&office, 40);
    assert_eq!(office.calls(CREATE), 40);
    office.run(&["audit", "verify"]).ends_with(0);
}
