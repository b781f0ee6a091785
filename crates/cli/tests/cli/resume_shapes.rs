//! Who goes on with a run: after a kill in mid-wait, after a restart of the machine, while somebody else has it in hand.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::time::{Duration, Instant};

use dayone_simulator::{Fault, Then};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::house::{Done, Running, ends};
use crate::office::Office;

const CREATE: &str = "POST /systemusers";
const ADD_MEMBER: &str = "POST /v2/usergroups/{group_id}/members";
const ACTIVATE: &str = "POST /systemusers/{id}/state/activate";

/// Somebody who gets two groups, and whose manager is told.
fn somebody(office: &Office, name: &str) -> String {
    let request = json!({
        "first_name": "John", "last_name": "Smith", "email": format!("{name}@company.com"), "username": name,
        "department": "Engineering", "manager_email": "jane.doe@company.com",
        "user_groups": ["UG-All-Employees", "UG-Engineering"],
    });
    let file = format!("{name}.json");
    std::fs::write(office.path(&file), request.to_string()).expect("written");
    file
}

fn provision(office: &Office, name: &str) -> Running {
    Running::start(office.command(&["provision", &somebody(office, name), "--yes"]))
}

fn worker(office: &Office) -> Running {
    Running::start(office.command(&["serve", "--no-web", "--workers", "2"]))
}

async fn until(what: &str, happened: impl Fn() -> bool) {
    let began = Instant::now();
    while !happened() {
        assert!(began.elapsed() < Duration::from_secs(150), "{what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn states(office: &Office) -> Vec<String> {
    let rows = office.run(&["runs", "list"]).ends_with(0).json();
    rows.as_array().expect("rows").iter().map(|row| row["state"].as_str().expect("a state").to_owned()).collect()
}

/// When requests of this operation came, oldest first.
fn times(office: &Office, operation: &str) -> Vec<Timestamp> {
    let requests = office.control().requests();
    let these = requests.iter().filter(|request| request.operation == operation);
    these.map(|request| request.at.parse().expect("a time")).collect()
}

fn hung(office: &Office) -> usize {
    let requests = office.control().requests();
    requests.iter().filter(|request| request.fault.is_some_and(|fault| fault.starts_with("hang"))).count()
}

/// The account is there once, with its groups, active; its mails were sent once.
#[track_caller]
fn is_complete(office: &Office, name: &str) {
    let account = office.account(name);
    assert_eq!(office.ties(&account, "user_group"), ["UG-All-Employees", "UG-Engineering"]);
    assert_eq!(account["state"], "ACTIVATED");
    let mails = office.control().mail();
    let activations = mails.iter().filter(|mail| mail.kind != "received" && mail.to == format!("{name}@company.com"));
    assert_eq!(activations.count(), 1, "{name}: one activation mail");
    let about: BTreeSet<String> = mails
        .iter()
        .filter(|mail| mail.kind == "received" && mail.more["text"].to_string().contains(name))
        .map(|mail| mail.more["message_id"].to_string())
        .collect();
    assert_eq!(about.len(), 2, "{name}: one to the manager and one to IT; a second copy is the same mail");
}

#[track_caller]
fn is_sound(office: &Office) {
    let audit = office.run(&["audit", "verify"]).ends_with(0);
    assert_eq!(audit.json()[0]["result"], "sound");
}

/// A hire that was told to wait, and was killed while it waited.
async fn killed_in_the_wait() -> Office {
    let office = Office::new().await;
    let later = Then::Status { code: 429, body: None, retry_after: Some(25), html: None };
    office.control().add_fault(Fault::every(ADD_MEMBER, later).only(2));
    let first = provision(&office, "john");
    until("it waits", || states(&office) == ["waiting"]).await;
    assert_eq!(first.stop("KILL").code, None);
    office
}

#[track_caller]
fn has_waited(office: &Office) {
    let times = times(office, ADD_MEMBER);
    assert_eq!(times.len(), 4, "two groups, each refused once: {times:?}");
    let waited = times[2].duration_since(times[1]);
    assert!(waited >= SignedDuration::from_secs(25), "{waited}");
    is_complete(office, "john");
    is_sound(office);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_the_wait_for_a_retry_a_run_is_taken_over_by_a_worker_which_waits_too() {
    let office = killed_in_the_wait().await;
    let worker = worker(&office);
    until("it is carried out", || states(&office) == ["succeeded"]).await;
    worker.stop("TERM").ends_with(0);
    has_waited(&office);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_the_wait_for_a_retry_a_run_goes_on_with_the_same_command() {
    let office = killed_in_the_wait().await;
    let again = provision(&office, "john").ends().ends_with(0);
    assert_eq!(again.report()["success"], true);
    has_waited(&office);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restart_of_the_machine_two_workers_end_what_was_under_way() {
    let office = Office::new().await;
    let control = office.control();
    // Each of them stops one of four: whoever hangs goes no further.
    control.add_fault(Fault::every(CREATE, Then::HangAfter).only(1));
    control.add_fault(Fault::every(ADD_MEMBER, Then::HangBefore).only(1));
    control.add_fault(Fault::every(ACTIVATE, Then::HangAfter).only(1));
    office.sink.hang_after(1);
    let names = ["ann", "bea", "cid", "dan"];
    let all: Vec<Running> = names.iter().map(|name| provision(&office, name)).collect();
    until("all four hang", || hung(&office) == 3 && office.sink.hanging() == 1).await;
    for running in all {
        assert_eq!(running.stop("KILL").code, None);
    }
    control.clear_faults();

    let workers = [worker(&office), worker(&office)];
    until("all four are carried out", || states(&office) == ["succeeded"; 4]).await;
    for worker in workers {
        worker.stop("TERM").ends_with(0);
    }
    for name in names {
        is_complete(&office, name);
    }
    assert_eq!(times(&office, ACTIVATE).len(), 4, "one each: who is active is not activated again");
    is_sound(&office);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_is_told_to_stop_ends_what_it_has_in_hand() {
    let office = Office::new().await;
    let file = somebody(&office, "john");
    office.run(&["provision", &file, "--yes", "--no-wait"]).ends_with(0);
    office.control().add_fault(Fault::every(ADD_MEMBER, Then::HangBefore).only(1));
    let first = worker(&office);
    until("it hangs", || hung(&office) == 1).await;
    let stopping = std::thread::spawn(move || first.stop("TERM"));
    office.control().let_go();
    stopping.join().expect("stopped").ends_with(0);
    // It may have come to the end with what it had in hand.
    if states(&office) != ["succeeded"] {
        let second = worker(&office);
        until("it is carried out", || states(&office) == ["succeeded"]).await;
        second.stop("TERM").ends_with(0);
    }
    is_complete(&office, "john");
    assert_eq!(times(&office, CREATE).len(), 1);
    is_sound(&office);
}

/// Two commands for one hire, the first of which hangs; the second has said that it waits, and who for.
async fn two_commands(office: &Office) -> (Running, BufReader<std::process::ChildStderr>, std::process::Child) {
    office.control().add_fault(Fault::every(ACTIVATE, Then::HangBefore).only(1));
    let first = provision(office, "john");
    until("it hangs", || hung(office) == 1).await;
    let mut second = office.command(&["provision", "john.json", "--yes"]).spawn().expect("it starts");
    let mut said = BufReader::new(second.stderr.take().expect("piped"));
    let mut line = String::new();
    while !line.contains("waiting for its lease") {
        line.clear();
        assert_ne!(said.read_line(&mut line).expect("text"), 0, "it ends without a word");
    }
    assert!(line.contains("is held by"), "{line}");
    (first, said, second)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_command_beside_another_waits_for_it_and_tells_the_same() {
    let office = Office::new().await;
    let (first, _said, second) = two_commands(&office).await;
    office.control().let_go();
    let first = first.ends().ends_with(0);
    let second = ends(second).ends_with(0);
    assert_eq!(first.report(), second.report());
    assert_eq!(times(&office, CREATE).len(), 1);
    is_complete(&office, "john");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_in_living_hands_is_not_taken_away() {
    let office = Office::new().await;
    let (first, mut said, second) = two_commands(&office).await;
    let second: Done = ends(second).ends_with(1);
    let mut rest = String::new();
    std::io::Read::read_to_string(&mut said, &mut rest).expect("text");
    assert!(rest.contains("is being worked on by") && rest.contains("dayone runs watch"), "{rest}");
    assert_eq!(second.stdout, "");
    assert_eq!(office.account("john")["state"], "STAGED");
    office.control().let_go();
    assert_eq!(first.ends().ends_with(0).report()["success"], true);
    is_complete(&office, "john");
}
