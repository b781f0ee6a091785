//! Dates with the real binary: a later start, other dates, a last day, a change window.

use std::time::Duration;

use dayone_cli::render::reschedule::{document, page};
use dayone_core::plan::{Dates, reschedule};
use dayone_engine::Rescheduling;
use serde_json::{Value, json};

use crate::hire::{self, Story, john_with, nothing_fails, settings};
use crate::house::Running;
use crate::office::Office;

const CREATE: &str = "POST /systemusers";
const HIRE: [&str; 6] = ["provision", "john.yaml", "--tenant", "acme", "--yes", "--no-progress"];

fn hire(more: &[&'static str]) -> Vec<&'static str> {
    [&HIRE[..], more].concat()
}

fn scheduled(office: &Office) -> Vec<String> {
    let state = office.control().state();
    let all = state["organizations"][0]["scheduled_states"].as_array().cloned().unwrap_or_default();
    let mut all: Vec<String> = all
        .iter()
        .map(|one| {
            format!(
                "{} {}",
                one["scheduledDate"].as_str().unwrap_or_default(),
                one["state"].as_str().unwrap_or_default()
            )
        })
        .collect();
    all.sort();
    all
}

#[test]
fn other_dates_are_a_difference() {
    let inputs =
        john_with(&json!({ "start_date": "2026-03-10", "end_date": "2026-06-30", "time_zone": "Europe/Berlin" }));
    let settings = settings();
    let run = Story::planned(&inputs, &settings).carried_out(nothing_fails).run;
    let dates =
        Dates { start_date: "2026-03-30".parse().ok(), end_date: None, time_zone: "Europe/Berlin".parse_zone() };
    let moved = reschedule(&run, dates, &settings, hire::now()).expect("other dates");
    let differences = run.request.as_ref().expect("a request").differences(&moved.request);
    let new = Rescheduling { run, moved, differences };
    let shown = page(&new, 100);
    assert!(shown.width() <= 100);
    insta::assert_snapshot!(shown.text(false));
    let document = document(&new);
    assert_eq!(document["activation"], json!({ "before": "2026-03-10T06:00:00Z", "after": "2026-03-30T05:00:00Z" }));
    assert_eq!(document["suspension"]["after"], Value::Null);
}

/// A zone out of its name.
trait Zone {
    fn parse_zone(&self) -> Option<dayone_core::fields::TimeZoneName>;
}

impl Zone for str {
    fn parse_zone(&self) -> Option<dayone_core::fields::TimeZoneName> {
        dayone_core::fields::TimeZoneName::parse(self).ok()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_start_without_a_worker_is_refused_with_three_ways_out() {
    let office = Office::new().await;
    let refused = office.run(&hire(&["--start-date", "2099-03-10"])).ends_with(2);
    assert_eq!(refused.error_type(), "NO_WORKER");
    let actions = refused.report()["recommended_actions"].to_string();
    for way in ["dayone serve", "--wait", "--directory-schedule"] {
        assert!(actions.contains(way), "{actions}");
    }
    assert!(refused.stderr.contains("dayone serve") && refused.stderr.contains("--wait"), "{}", refused.stderr);
    assert_eq!((office.calls(CREATE), office.run(&["runs", "list"]).ends_with(0).json()), (0, json!([])));
}

#[tokio::test(flavor = "multi_thread")]
async fn jumpcloud_keeps_the_start_and_other_dates_and_a_withdrawal_follow() {
    let office = Office::new().await;
    let planned = office
        .run(&[
            "plan",
            "john.yaml",
            "--tenant",
            "acme",
            "--start-date",
            "2099-03-10",
            "--directory-schedule",
            "-o",
            "table",
        ])
        .ends_with(0);
    assert!(planned.stdout.contains("on 2099-03-10 07:00 (UTC), by JumpCloud itself"), "{}", planned.stdout);
    assert!(
        planned.stdout.contains("--directory-schedule --plan-digest")
            || planned.stdout.contains("--directory-schedule"),
        "{}",
        planned.stdout
    );
    let done = office.run(&hire(&["--start-date", "2099-03-10", "--directory-schedule"])).ends_with(0);
    let (report, run) = (done.report(), done.run_id());
    assert_eq!(
        (&report["success"], &report["account_details"]["account_status"]),
        (&json!(true), &json!("pending_activation"))
    );
    assert!(
        done.stderr.contains("SCHEDULED JumpCloud activates the account on 10 Mar 2099 07:00 UTC"),
        "{}",
        done.stderr
    );
    assert_eq!(scheduled(&office), ["2099-03-10T07:00:00.000Z ACTIVATED"]);
    office.run(&["verify", &run]).ends_with(0);

    let asked = office.run(&["runs", "reschedule", &run, "--start-date", "2099-04-01"]).ends_with(2);
    assert!(asked.stderr.contains("2099-03-10 -> 2099-04-01"), "{}", asked.stderr);
    office
        .run(&["runs", "reschedule", &run, "--start-date", "2099-04-01", "--end-date", "2099-12-31", "--yes"])
        .ends_with(0);
    assert_eq!(scheduled(&office), ["2099-04-01T07:00:00.000Z ACTIVATED", "2100-01-01T00:00:00.000Z SUSPENDED"]);
    // The request itself, with the last day moved: no other request.
    let moved = ["--start-date", "2099-04-02", "--end-date", "2099-11-30", "--directory-schedule"];
    let shown = office.run(&[&["plan", "john.yaml", "--tenant", "acme"], &moved[..]].concat()).ends_with(0).json();
    assert_eq!((&shown["run"], &shown["activation"]["after"]), (&json!(run), &json!("2099-04-02T07:00:00Z")));
    let again = office.run(&hire(&moved)).ends_with(0);
    assert_eq!(again.run_id(), run);
    assert_eq!(scheduled(&office), ["2099-04-02T07:00:00.000Z ACTIVATED", "2099-12-01T00:00:00.000Z SUSPENDED"]);
    assert_eq!(office.calls(CREATE), 1);

    let cancelled = office.run(&["runs", "cancel", &run, "--yes"]).ends_with(0);
    assert!(cancelled.stderr.contains("stays in JumpCloud as it is"), "{}", cancelled.stderr);
    assert!(scheduled(&office).is_empty() && office.account("john.smith")["state"] == "STAGED");
    let nothing = office.run(&["runs", "reschedule", &run]).ends_with(2);
    assert!(nothing.stderr.contains("--start-date"), "{}", nothing.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_waits_for_a_worker_is_activated_now() {
    let office = Office::new().await;
    let worker = Running::start(office.command(&["serve", "--no-web"]));
    while office.run(&["plan", "john.yaml", "--tenant", "acme"]).code != Some(0) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let done = loop {
        let done = office.run(&hire(&["--start-date", "2099-03-10"]));
        // The worker has not said yet that it lives.
        if !done.stderr.contains("NO_WORKER") && !done.stderr.contains("no worker is running") {
            break done.ends_with(0);
        }
    };
    let run = done.run_id();
    assert!(done.stderr.contains("SCHEDULED"), "{}", done.stderr);
    assert_eq!(office.account("john.smith")["state"], "STAGED");
    let now = office.run(&["runs", "reschedule", &run, "--now", "--yes"]).ends_with(0);
    assert_eq!(now.report()["account_details"]["account_status"], "activated");
    assert!(now.stderr.contains("2099-03-10 -> none"), "{}", now.stderr);
    let over = office.run(&["runs", "reschedule", &run, "--start-date", "2099-05-01", "--yes"]).ends_with(1);
    assert!(over.stderr.contains("activated already"), "{}", over.stderr);
    worker.stop("TERM").ends_with(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_last_day_is_handed_over_and_told_and_moved() {
    let office = Office::new().await;
    let done = office.run(&hire(&["--end-date", "2099-06-30"])).ends_with(0);
    assert!(done.stderr.contains("nobody would be warned"), "{}", done.stderr);
    let (report, run) = (done.report(), done.run_id());
    assert_eq!(report["contract"]["suspends_at"], "2099-07-01T00:00:00Z");
    assert_eq!(
        (&report["contract"]["suspension_scheduled"], &report["contract"]["suspended"]),
        (&json!(true), &Value::Null)
    );
    let page = office.run(&["runs", "show", &run, "-o", "table"]).ends_with(0).stdout;
    assert!(page.contains("last day 2099-06-30"), "{page}");
    let other = office.run(&hire(&["--end-date", "2099-07-31"])).ends_with(2);
    assert_eq!(other.error_type(), "REQUEST_KEY_REUSED");
    assert!(other.stderr.contains(&format!("dayone runs reschedule {run} --end-date")), "{}", other.stderr);
    office.run(&["runs", "reschedule", &run, "--no-end-date", "--yes"]).ends_with(0);
    assert!(scheduled(&office).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_change_window_is_told_and_an_emergency_passes_it() {
    // A window of a minute a day, twelve hours away.
    #[expect(clippy::disallowed_methods, reason = "the binary under test reads the same clock")]
    let now = jiff::Timestamp::now().to_zoned_datetime(jiff::tz::TimeZone::UTC);
    let at = |minutes: i64| {
        let at = now.checked_add(jiff::Span::new().minutes(minutes)).expect("a time");
        at.strftime("%H:%M").to_string()
    };
    let (from, to) = (at(12 * 60), at(12 * 60 + 1));
    let office = Office::with(&format!(
        "[tenants.acme.change_windows]\ndays = [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\", \"sat\", \"sun\"]\nfrom = \"{from}\"\nto = \"{to}\"\n"
    ))
    .await;
    let planned = office.run(&["plan", "john.yaml", "--tenant", "acme", "-o", "table"]).ends_with(0);
    assert!(planned.stdout.contains("closed: writing begins when it opens"), "{}", planned.stdout);
    let refused = office.run(&hire(&[])).ends_with(2);
    assert_eq!(refused.error_type(), "NO_WORKER");
    assert!(refused.report()["recommended_actions"].to_string().contains("--outside-window"));
    let planned =
        office.run(&["plan", "john.yaml", "--tenant", "acme", "--outside-window", "-o", "table"]).ends_with(0);
    assert!(planned.stdout.contains("not waited for, as asked"), "{}", planned.stdout);
    let done = office.run(&hire(&["--outside-window"])).ends_with(0);
    assert_eq!(done.report()["success"], true);
}
