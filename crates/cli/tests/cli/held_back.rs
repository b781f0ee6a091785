//! Guards, freezes, and what needs somebody, with the real binary.

use serde_json::Value;

use crate::house::{Done, House, Running};
use crate::office::Office;

const CREATE: &str = "POST /systemusers";

/// One joiner an hour.
const STRICT: &str = "guards = { joiners_per_hour = 1 }\n";

fn provision(house: &House, name: &str, more: &[&str]) -> Done {
    let email = format!("{name}@company.com");
    let id = format!("EMP-{name}");
    let base = ["provision", "john.yaml", "--yes", "--username", name, "--email", &email, "--employee-id", &id];
    house.run(&[&base[..], more].concat())
}

fn state(house: &House, run: &str) -> Value {
    let listed = house.run(&["runs", "list"]).ends_with(0).json();
    let rows = listed.as_array().expect("rows");
    rows.iter().find(|row| row["run"] == run).expect("the run")["state"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_trips_a_guard_ends_with_4_and_goes_on_when_it_is_released() {
    let office = Office::with(STRICT).await;
    let house = &office.house;
    provision(house, "first", &[]).ends_with(0);
    let planned = house.run(&["plan", "john.yaml", "-o", "table"]).ends_with(0);
    assert!(
        planned.stdout.contains("GUARD       tripped: this joiner and 1 of the last hour are 2: over 1 an hour"),
        "{}",
        planned.stdout
    );
    let document = house.run(&["plan", "john.yaml"]).ends_with(0).json();
    assert_eq!(
        (&document["guards"][0]["type"], &document["guards"][0]["guard"]),
        (&"GUARD_TRIPPED".into(), &"joiners_per_hour".into())
    );

    let held = provision(house, "second", &[]).ends_with(4);
    let run = held.run_id();
    assert_eq!(held.error_type(), "GUARD_TRIPPED");
    let release = format!("dayone runs release {run} --reason TEXT");
    assert!(held.stderr.contains("QUARANTINED") && held.stderr.contains(&release), "{}", held.stderr);
    assert_eq!((state(house, &run), house.calls(CREATE)), ("quarantined".into(), 1));
    assert_eq!(provision(house, "second", &[]).ends_with(4).run_id(), run, "asked again, it is the same run");
    let listed = house.run(&["runs", "list", "--state", "quarantined"]).ends_with(0).json();
    assert_eq!(listed.as_array().map(Vec::len), Some(1));
    assert!(house.run(&["runs", "show", &run, "-o", "table"]).ends_with(0).stdout.contains(&release));

    house.run(&["runs", "release", &run]).ends_with(2);
    house.run(&["runs", "release", &run, "--reason", "a new office"]).ends_with(2);
    let done = house.run(&["runs", "release", &run, "--reason", "a new office", "--yes"]).ends_with(0);
    assert_eq!(done.report()["success"], true);
    let again = house.run(&["runs", "release", &run, "--reason", "x", "--yes"]);
    assert!(again.code != Some(0) && again.stderr.contains("no guard holds it back"), "{}", again.stderr);
    house.run(&["audit", "verify"]).ends_with(0);
    let exported = house.run(&["audit", "export", "--format", "ocsf"]).ends_with(0).stdout;
    assert!(exported.contains("\"kind\":\"released\"") && !exported.contains("a new office"));
}

#[tokio::test(flavor = "multi_thread")]
async fn all_runs_of_a_tenant_are_released_together_or_cancelled_one_by_one() {
    let office = Office::with(STRICT).await;
    let house = &office.house;
    provision(house, "first", &[]).ends_with(0);
    let runs: Vec<String> =
        ["two", "three", "four"].iter().map(|name| provision(house, name, &[]).ends_with(4).run_id()).collect();
    house.run(&["runs", "cancel", &runs[0], "--yes"]).ends_with(0);
    let left = house
        .run(&["runs", "release", "--all", "--tenant", "acme", "--reason", "fine", "--yes", "--no-wait"])
        .ends_with(0);
    assert_eq!(left.json().as_array().map(Vec::len), Some(2));
    assert_eq!(state(house, &runs[1]), "running");
    let none = house.run(&["runs", "release", "--all", "--reason", "fine", "--yes"]).ends_with(0);
    assert!(none.stderr.contains("no run is quarantined"), "{}", none.stderr);
    house.run(&["runs", "resume", &runs[1]]).ends_with(0);
    assert_eq!(house.calls(CREATE), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_tenant_takes_requests_and_writes_nothing_until_it_is_let_go_on() {
    let house = House::new().await;
    let frozen = house.run(&["freeze", "--reason", "an incident", "--tenant", "default"]).ends_with(0).json();
    assert_eq!((&frozen["scope"], &frozen["late_count"]), (&"tenant default".into(), &0.into()));
    let again = house.run(&["freeze", "--reason", "another", "--tenant", "default"]).ends_with(0);
    assert_eq!(again.json()["reason"], "an incident");
    assert!(again.stderr.contains("stood already"), "{}", again.stderr);
    let planned = house.run(&["plan", "john.yaml", "-o", "table"]).ends_with(0);
    assert!(
        planned.stdout.contains("FROZEN      a run would wait: writes are frozen by cli:alice"),
        "{}",
        planned.stdout
    );

    let waits = house.run(&["provision", "john.yaml", "--yes"]).ends_with(4);
    let run = waits.run_id();
    assert!(
        waits.stderr.contains("FROZEN") && waits.stderr.contains("dayone unfreeze --tenant default"),
        "{}",
        waits.stderr
    );
    house.run(&["runs", "resume", &run]).ends_with(4);
    let other = [
        "provision",
        "john.yaml",
        "--yes",
        "--no-wait",
        "--username",
        "b",
        "--email",
        "b@company.com",
        "--employee-id",
        "2",
    ];
    house.run(&other).ends_with(4);
    assert_eq!(house.calls(CREATE), 0);
    assert_eq!(state(&house, &run), "running");
    let doctor = house.run(&["doctor", "-o", "json"]).ends_with(0);
    assert!(doctor.stdout.contains("Writes are frozen by cli:alice: an incident."), "{}", doctor.stdout);

    house.run(&["unfreeze", "--tenant", "default", "--reason", "it is over"]).ends_with(0);
    house.run(&["runs", "resume", &run]).ends_with(0);
    assert_eq!(house.calls(CREATE), 1);
    let idle = house.run(&["unfreeze", "--tenant", "default"]).ends_with(0);
    assert_eq!(idle.json()["lifted"], false);
    house.run(&["audit", "verify"]).ends_with(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_freeze_of_all_needs_no_key_and_no_directory_and_a_tenant_cannot_slip_out_of_it() {
    let house = House::new().await;
    let late = ["provision", "john.yaml", "--yes", "--start-date", &tomorrow()];
    let worker = Running::start(house.command(&["serve", "--no-web"]));
    let run = loop {
        let done = house.run(&late);
        // The worker has not said yet that it lives.
        if !done.stderr.contains("NO_WORKER") {
            break done.ends_with(0).run_id();
        }
        assert!(!worker.has_ended(), "the worker lives");
    };
    worker.stop("TERM").ends_with(0);
    let without = |arguments: &[&str]| {
        let mut command = house.command(arguments);
        for name in ["JUMPCLOUD_API_KEY", "JUMPCLOUD_BASE_URL", "JUMPCLOUD_ORG_ID"] {
            command.env_remove(name);
        }
        Done::from(command.output().expect("it starts"))
    };
    let calls = house.simulator.control().requests().len();
    let frozen = without(&["freeze", "all", "--reason", "the key leaked"]).ends_with(0).json();
    assert_eq!((&frozen["scope"], &frozen["late_count"]), (&"all tenants".into(), &1.into()));
    assert_eq!((&frozen["late"][0]["run"], &frozen["late"][0]["person"]), (&run.as_str().into(), &"John Smith".into()));
    let page = without(&["freeze", "all", "--reason", "x", "-o", "table"]).ends_with(0).stdout;
    assert!(page.contains("John Smith") && page.contains("dayone unfreeze"), "{page}");
    without(&["freeze", "--tenant", "nobody", "--reason", "x"]).ends_with(2);
    without(&["freeze", "all", "--tenant", "default", "--reason", "x"]).ends_with(2);
    without(&["freeze"]).ends_with(2);
    let slip = without(&["unfreeze", "--tenant", "default"]).ends_with(1);
    assert!(slip.stderr.contains("`dayone unfreeze` lifts it"), "{}", slip.stderr);
    without(&["unfreeze", "all", "--reason", "a new key"]).ends_with(0);
    assert_eq!(house.simulator.control().requests().len(), calls, "no call was made");
    let verified = house.run(&["audit", "verify"]).ends_with(0).json();
    let tenants: Vec<&str> =
        verified.as_array().expect("rows").iter().filter_map(|row| row["tenant"].as_str()).collect();
    assert_eq!(tenants, ["*", "default"]);
    let exported = house.run(&["audit", "export", "--tenant", "*"]).ends_with(0).stdout;
    assert!(exported.contains("the key leaked") && exported.contains("a new key"), "{exported}");
}

fn tomorrow() -> String {
    let later = dayone_engine::Clock::System.now() + jiff::SignedDuration::from_hours(24);
    later.strftime("%Y-%m-%d").to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn today_says_that_nothing_needs_anybody_or_what_does() {
    let office = Office::with(STRICT).await;
    let house = &office.house;
    let empty = house.run(&["today"]).ends_with(0).json();
    assert_eq!(empty["sections"], Value::Array(Vec::new()));
    assert!(house.run(&["today", "-o", "table"]).ends_with(0).stdout.contains("nothing needs anybody"));
    let first = provision(house, "first", &[]).ends_with(0).run_id();
    let held = provision(house, "second", &[]).ends_with(4).run_id();
    let today = house.run(&["today"]).ends_with(0).json();
    let sections: Vec<&str> = today["sections"]
        .as_array()
        .expect("sections")
        .iter()
        .filter_map(|section| section["matter"].as_str())
        .collect();
    assert_eq!(sections, ["quarantined", "credential"]);
    let item = &today["sections"][0]["items"][0];
    assert_eq!((&item["run"], &item["person"]), (&held.as_str().into(), &"John Smith".into()));
    assert_eq!(today["sections"][1]["items"][0]["command"], format!("dayone runs reveal {first}"));
    let page = house.run(&["today", "-o", "table"]).ends_with(0).stdout;
    assert!(page.contains("2 things need somebody") && page.contains("QUARANTINED"), "{page}");
    let lines = house.run(&["today", "-o", "csv"]).ends_with(0).stdout;
    assert_eq!(lines.lines().count(), 3, "{lines}");
    house.run(&["today", "--tenant", "acme"]).ends_with(2);
}
