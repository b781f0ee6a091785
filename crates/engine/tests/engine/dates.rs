//! Dates against a simulated JumpCloud with its own clock, real mail and several processes: what is scheduled there,
//! what changes with the dates, who is warned, what is looked ahead at.

use std::time::Duration;

use dayone_core::event::Ending;
use dayone_core::plan::{Activator, Dates, Manner};
use dayone_core::problem::ErrorType;
use dayone_core::run::Run;
use dayone_core::settings::{ChangeWindow, WORKING_WEEK};
use dayone_engine::verify::{CheckState, VerifyTarget};
use dayone_engine::{EngineError, Halt, Known, Waiter};
use dayone_simulator::{Fault, Kind, Then};
use dayone_store::Heartbeat;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::picture::sent;
use crate::place::{ACTOR, Place, Process, document, document_of, full_settings};

const SCHEDULE: &str = "POST /v2/bulk/userstates";

fn time(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

/// A hire with these inputs more. Both clocks stand at 15:30 UTC on Wednesday, 4 March 2026.
fn hire(more: Value) -> Map<String, Value> {
    let mut document = document(json!({
        "first_name": "John",
        "last_name": "Smith",
        "email": "john.smith@company.com",
        "username": "john.smith",
        "department": "Engineering",
        "manager_email": "jane.doe@company.com",
        "time_zone": "Europe/Berlin",
    }));
    document.extend(more.as_object().cloned().unwrap_or_default());
    document
}

fn by_directory() -> Manner {
    Manner { activator: Activator::Directory, ..Manner::default() }
}

async fn open_in(process: &Process, manner: Manner, document: &Map<String, Value>) -> String {
    let Ok(parsed) = process.engine.read(&process.tenant, document) else { panic!("a request that can be read") };
    let proposal = process.engine.propose_in(manner, &process.tenant, parsed).await;
    process.open(proposal).await
}

/// Carries a run on until it ends or waits for a day.
async fn drive(process: &Process, run: &str) -> (Run, Halt) {
    process.engine.drive(run, jiff::SignedDuration::from_mins(15)).await.expect("a driven run")
}

/// Both clocks go on to this time.
async fn passes(place: &Place, until: &str) {
    let until = time(until);
    place.clock.sleep_until(until).await;
    let left = until.duration_since(place.control().now());
    place.control().advance(Duration::try_from(left).unwrap_or_default());
}

/// What JumpCloud is to do by itself: state and time, the next first.
fn scheduled(place: &Place) -> Vec<String> {
    let state = place.control().state();
    let mut all: Vec<String> = state["organizations"][0]["scheduled_states"]
        .as_array()
        .into_iter()
        .flatten()
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

fn state_of(place: &Place, run: &Run) -> String {
    let id = run.account.as_ref().map(|account| account.id.clone()).unwrap_or_default();
    let user = place.control().document(Kind::User, &id).expect("the account");
    user["state"].as_str().unwrap_or_default().to_owned()
}

/// Subjects of mails that arrived, with their recipients, in order.
fn arrived(place: &Place) -> Vec<String> {
    let mails = place.control().mail().into_iter().filter(|mail| mail.kind == "received");
    mails.map(|mail| format!("{}: {}", mail.to, mail.more["subject"].as_str().unwrap_or_default())).collect()
}

async fn work(process: &Process) {
    while process.engine.work_once().await.expect("a worker") {}
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jumpcloud_activates_and_suspends_though_nothing_of_ours_runs() {
    let place = Place::demo().await;
    let process = place.process().await;
    let request = hire(json!({ "start_date": "2026-03-10", "end_date": "2026-06-30" }));
    let run = open_in(&process, by_directory(), &request).await;
    let (run, halt) = drive(&process, &run).await;
    assert_eq!(halt, Halt::Closed(Ending::Succeeded), "{:#}", document_of(&run));
    assert_eq!(scheduled(&place), ["2026-03-10T06:00:00.000Z ACTIVATED", "2026-06-30T22:00:00.000Z SUSPENDED"]);
    let report = document_of(&run);
    assert_eq!(report["account_details"]["account_status"], "pending_activation");
    assert_eq!(report["notifications_sent"]["activation_email"]["delivery"], "scheduled");
    assert_eq!((state_of(&place, &run).as_str(), sent(&place.control()).len()), ("STAGED", 0));
    passes(&place, "2026-03-10T06:00:00Z").await;
    assert_eq!(state_of(&place, &run), "ACTIVATED");
    assert_eq!(sent(&place.control()), ["welcome to john.smith@company.com"], "with a password since its creation");
    let password = process.engine.reveal(&run.id, "alice").await.expect("a password");
    let id = &run.account.as_ref().expect("an account").id;
    assert!(place.control().password_is(id, secrecy::ExposeSecret::expose_secret(&password)));
    passes(&place, "2026-06-30T22:00:00Z").await;
    assert_eq!(state_of(&place, &run), "SUSPENDED");
    place.assert_sound(&process).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_killed_between_the_schedule_and_its_record_leaves_one_schedule() {
    for then in [Then::HangAfter, Then::HangBefore] {
        for nth in [1, 2] {
            let place = Place::demo().await;
            let first = place.process().await;
            let request = hire(json!({ "start_date": "2026-03-10", "end_date": "2026-06-30" }));
            let run = open_in(&first, by_directory(), &request).await;
            place.control().add_fault(Fault::nth(SCHEDULE, nth, then.clone()));
            let engine = first.engine.clone();
            let driving = tokio::spawn({
                let run = run.clone();
                async move { engine.drive(&run, jiff::SignedDuration::from_mins(15)).await.map(drop) }
            });
            while !place.control().requests().iter().any(|request| request.fault.is_some()) {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            driving.abort();
            let _ = driving.await;
            let second = place.process().await;
            work(&second).await;
            let run = second.engine.run(&run).await.expect("the run");
            assert_eq!(run.ending(), Some(Ending::Succeeded), "{then:?} {nth}");
            assert_eq!(scheduled(&place).len(), 2, "{then:?} {nth}: {:?}", scheduled(&place));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_schedule_whose_answer_is_lost_is_made_once() {
    let place = Place::demo().await;
    let process = place.process().await;
    place.control().add_fault(Fault::nth(SCHEDULE, 1, Then::AppliedButReplyLost));
    let run = open_in(&process, by_directory(), &hire(json!({ "start_date": "2026-03-10" }))).await;
    let (run, _) = drive(&process, &run).await;
    assert_eq!(run.ending(), Some(Ending::Succeeded));
    assert_eq!(scheduled(&place), ["2026-03-10T06:00:00.000Z ACTIVATED"]);
}

async fn reschedule(process: &Process, run: &str, change: impl FnOnce(Dates) -> Dates) -> Run {
    let new = process.engine.propose_dates(run, change).await.expect("other dates");
    process.engine.reschedule(new, ACTOR).await.expect("a run with other dates");
    drive(process, run).await.0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dates_that_change_twice_leave_one_schedule_and_a_cancelled_run_none() {
    let place = Place::demo().await;
    let process = place.process().await;
    let request = hire(json!({ "start_date": "2026-03-10", "end_date": "2026-06-30" }));
    let run = open_in(&process, by_directory(), &request).await;
    drive(&process, &run).await;
    for (day, end) in [(17, "2026-07-31"), (12, "2026-08-31")] {
        reschedule(&process, &run, |dates| Dates {
            start_date: format!("2026-03-{day}").parse().ok(),
            end_date: end.parse().ok(),
            ..dates
        })
        .await;
    }
    assert_eq!(scheduled(&place), ["2026-03-12T06:00:00.000Z ACTIVATED", "2026-08-31T22:00:00.000Z SUSPENDED"]);
    let cancelled = process.engine.cancel(&run, ACTOR, "another job").await.expect("a cancelled run");
    assert_eq!((cancelled.ending(), scheduled(&place).len()), (Some(Ending::Cancelled), 0));
    passes(&place, "2026-09-30T00:00:00Z").await;
    assert_eq!(state_of(&place, &cancelled), "STAGED");
    let again = process.engine.cancel(&run, ACTOR, "again").await;
    assert!(matches!(again, Err(EngineError::NotNow { .. })));
    place.assert_sound(&process).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_somebody_else_has_scheduled_is_left_alone() {
    let place = Place::demo().await;
    let process = place.process().await;
    let run = open_in(&process, by_directory(), &hire(json!({ "start_date": "2026-03-10" }))).await;
    let (opened, _) = drive(&process, &run).await;
    let id = opened.account.as_ref().expect("an account").id.clone();
    let foreign = json!({ "systemUserId": id, "state": "ACTIVATED", "scheduledDate": "2026-04-01T00:00:00.000Z" });
    place.control().put_document(Kind::ScheduledState, foreign).expect("a schedule by hand");
    reschedule(&process, &run, |dates| Dates { start_date: "2026-03-12".parse().ok(), ..dates }).await;
    assert_eq!(scheduled(&place), ["2026-03-12T06:00:00.000Z ACTIVATED", "2026-04-01T00:00:00.000Z ACTIVATED"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_request_with_another_start_moves_the_run_that_waits() {
    let place = Place::demo().await;
    let process = place.process().await;
    let run = process.plan(&hire(json!({ "start_date": "2026-03-10" }))).await;
    assert!(matches!(drive(&process, &run).await.1, Halt::Waiting(_)));
    let moved = hire(json!({ "start_date": "2026-03-05", "end_date": "2026-06-30" }));
    let Known::DatesMoved { run: known, differences } = process.known(&moved).await.expect("an answer") else {
        panic!("it is not known as moved")
    };
    let fields: Vec<&str> = differences.iter().map(|difference| difference.field.as_str()).collect();
    assert_eq!((known.id.as_str(), fields), (run.as_str(), vec!["end_date", "start_date"]));
    let other = hire(json!({ "start_date": "2026-03-05", "department": "Sales" }));
    assert!(matches!(process.known(&other).await, Ok(Known::Different { .. })));
    let Ok(parsed) = process.engine.read(&process.tenant, &moved) else { panic!("readable") };
    reschedule(&process, &run, |_| Dates::of(&parsed.request)).await;
    assert!(matches!(process.known(&moved).await, Ok(Known::Same(_))), "now it is the same");
    assert_eq!(
        process.engine.store().next_due().await.expect("read"),
        Some(time("2026-03-05T06:00:00Z").as_microsecond())
    );
    passes(&place, "2026-03-05T06:00:00Z").await;
    let other = place.process().await;
    work(&other).await;
    let run = other.engine.run(&run).await.expect("the run");
    assert_eq!(run.ending(), Some(Ending::Succeeded), "{:#}", document_of(&run));
    assert_eq!((state_of(&place, &run).as_str(), scheduled(&place).len()), ("ACTIVATED", 1));
    assert!(matches!(process.known(&hire(json!({ "start_date": "2026-03-20" }))).await, Ok(Known::Different { .. })));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_has_moved_on_is_not_given_dates_that_were_agreed_to_before() {
    let place = Place::demo().await;
    let process = place.process().await;
    let run = process.plan(&hire(json!({ "start_date": "2026-03-10" }))).await;
    drive(&process, &run).await;
    let new = process.engine.propose_dates(&run, |dates| Dates { start_date: None, ..dates }).await.expect("dates");
    process.engine.cancel(&run, ACTOR, "no").await.expect("cancelled");
    let refused = process.engine.reschedule(new, ACTOR).await;
    assert!(matches!(refused, Err(EngineError::NotNow { act: "rescheduled", .. })));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn manager_and_it_are_warned_once_each_by_whichever_worker() {
    let place = Place::demo().await;
    let (first, second) = (place.process_at_the_same_time().await, place.process_at_the_same_time().await);
    let run = first.hire(&hire(json!({ "end_date": "2026-06-30", "ticket": "T-7" }))).await;
    assert_eq!(run.ending(), Some(Ending::Succeeded));
    let before = arrived(&place).len();
    passes(&place, "2026-06-23T06:59:59Z").await;
    assert!(!first.engine.work_once().await.expect("a look"), "not yet");
    for at in ["2026-06-23T07:00:00Z", "2026-06-29T07:00:00Z"] {
        passes(&place, at).await;
        futures::join!(work(&first), work(&second));
    }
    let mails = arrived(&place).split_off(before);
    let week = "[T-7] John Smith: last day Tuesday, 30 June 2026";
    let expected: Vec<String> = ["jane.doe@company.com", "it-team@company.com"]
        .iter()
        .cycle()
        .take(4)
        .map(|to| format!("{to}: {week}"))
        .collect();
    let (mut found, mut wanted) = (mails.clone(), expected.clone());
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted);
    let ids: std::collections::BTreeSet<String> = place
        .control()
        .mail()
        .iter()
        .filter_map(|mail| mail.more.get("message_id")?.as_str().map(str::to_owned))
        .collect();
    assert_eq!(ids.len(), before + 4, "each has an id of its own");
    passes(&place, "2026-06-30T22:10:00Z").await;
    work(&second).await;
    let after = second.engine.run(&run.id).await.expect("the run");
    let report = document_of(&after);
    assert_eq!(report["contract"]["warned_at"].as_array().map(Vec::len), Some(2));
    assert_eq!(report["contract"]["suspended"], true);
    assert_eq!(arrived(&place).len(), before + 4, "nothing is wrong, so nothing is told");
    let without = |mut report: Value| {
        report["contract"] = Value::Null;
        report
    };
    assert_eq!(without(report), without(document_of(&run)), "the hire itself is as it was");
    assert!(!second.engine.work_once().await.expect("a look"), "nothing is left");
    place.assert_sound(&second).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_warning_whose_record_was_lost_is_known_as_the_same_mail() {
    let place = Place::demo().await;
    let first = place.process().await;
    let run = first.hire(&hire(json!({ "end_date": "2026-06-30" }))).await;
    let before = arrived(&place).len();
    passes(&place, "2026-06-29T07:00:00Z").await;
    place.mail.hang_after(1);
    let engine = first.engine.clone();
    let working = tokio::spawn(async move { engine.work_once().await.map(drop) });
    while place.mail.hanging() == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    working.abort();
    let _ = working.await;
    place.mail.hang_after(0);
    let second = place.process().await;
    work(&second).await;
    let ids: std::collections::BTreeSet<(String, String)> = place
        .control()
        .mail()
        .into_iter()
        .filter(|mail| mail.kind == "received")
        .map(|mail| (mail.to.clone(), mail.more["message_id"].as_str().unwrap_or_default().to_owned()))
        .collect();
    assert_eq!(ids.len(), before + 2);
    let run = second.engine.run(&run.id).await.expect("the run");
    assert_eq!(document_of(&run)["contract"]["warned_at"].as_array().map(Vec::len), Some(1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_told_when_an_account_was_not_suspended() {
    let place = Place::demo().await;
    let process = place.process().await;
    let run = process.hire(&hire(json!({ "end_date": "2026-03-06" }))).await;
    let jobs = place.control().state()["organizations"][0]["scheduled_states"].clone();
    let job = jobs[0]["id"].as_str().expect("a job").to_owned();
    assert!(place.control().remove_document(Kind::ScheduledState, &job), "somebody takes it back by hand");
    let before = arrived(&place).len();
    passes(&place, "2026-03-07T00:00:00Z").await;
    work(&process).await;
    let mails = arrived(&place).split_off(before);
    let alarm = "it-team@company.com: Needs attention: the suspension of john.smith did not come (Company Inc)";
    assert_eq!(mails.iter().filter(|mail| *mail == alarm).count(), 1, "{mails:?}");
    let run = process.engine.run(&run.id).await.expect("the run");
    assert_eq!((run.ending(), &document_of(&run)["contract"]["suspended"]), (Some(Ending::Succeeded), &json!(false)));
    assert!(!process.engine.work_once().await.expect("a look"), "it is told once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_later_start_needs_a_worker_somebody_who_stays_or_jumpcloud() {
    let place = Place::demo().await;
    let process = place.process().await;
    let later = process.propose(&hire(json!({ "start_date": "2026-03-10" }))).await;
    let plan = &later.verdict.as_ref().expect("a plan").plan;
    let refused = process.engine.nobody_waits(plan, Waiter::Worker).await.expect("an answer").expect("a problem");
    assert_eq!((refused.kind, refused.actions.len()), (ErrorType::NoWorker, 3));
    assert!(refused.actions[2].starts_with("--directory-schedule"), "{:?}", refused.actions);
    assert_eq!(process.engine.nobody_waits(plan, Waiter::ThisProcess).await.expect("an answer"), None);
    let beat = Heartbeat { worker: "w".into(), host: "h".into(), at_us: place.clock.now_us() };
    process.engine.store().beat(beat).await.expect("a beat");
    place.clock.sleep(Duration::from_secs(60)).await;
    assert_eq!(process.engine.nobody_waits(plan, Waiter::Worker).await.expect("an answer"), None);
    place.clock.sleep(Duration::from_secs(1)).await;
    assert!(process.engine.nobody_waits(plan, Waiter::Worker).await.expect("an answer").is_some());
    let Ok(parsed) = process.engine.read(&process.tenant, &hire(json!({ "start_date": "2026-03-10" }))) else {
        panic!()
    };
    let handed = process.engine.propose_in(by_directory(), &process.tenant, parsed).await;
    let plan = &handed.verdict.as_ref().expect("a plan").plan;
    assert_eq!(process.engine.nobody_waits(plan, Waiter::Worker).await.expect("an answer"), None);
    let now = process.propose(&hire(json!({}))).await;
    let plan = &now.verdict.as_ref().expect("a plan").plan;
    assert_eq!(process.engine.nobody_waits(plan, Waiter::Worker).await.expect("an answer"), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn outside_the_change_window_nothing_is_written_until_a_worker_finds_it_open() {
    let mut settings = full_settings();
    let (from, to) = ("06:00".parse().expect("a time"), "16:00".parse().expect("a time"));
    let window = ChangeWindow { days: WORKING_WEEK.into(), from, to, time_zone: "Europe/Berlin".into() };
    settings.change_window = Some(window);
    let place = Place::with_settings(settings).await;
    let process = place.process().await;
    let run = process.plan(&hire(json!({}))).await;
    let (_, halt) = drive(&process, &run).await;
    assert_eq!(halt, Halt::Waiting(time("2026-03-05T05:00:00Z")));
    assert_eq!(place.control().count("POST /systemusers"), 0);
    passes(&place, "2026-03-05T05:00:00Z").await;
    let other = place.process().await;
    work(&other).await;
    let run = other.engine.run(&run).await.expect("the run");
    assert_eq!(run.ending(), Some(Ending::Succeeded), "{:#}", document_of(&run));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_that_passes_while_the_window_is_closed_is_no_other_plan() {
    let mut settings = full_settings();
    let (from, to) = ("08:00".parse().expect("a time"), "16:00".parse().expect("a time"));
    let window = ChangeWindow { days: WORKING_WEEK.into(), from, to, time_zone: "Europe/Berlin".into() };
    settings.change_window = Some(window);
    let place = Place::with_settings(settings).await;
    let process = place.process().await;
    let run = process.plan(&hire(json!({ "start_date": "2026-03-05" }))).await;
    drive(&process, &run).await;
    passes(&place, "2026-03-05T07:00:00Z").await;
    let other = place.process().await;
    work(&other).await;
    let run = other.engine.run(&run).await.expect("the run");
    assert_eq!(run.ending(), Some(Ending::Succeeded), "{:#}", document_of(&run));
    assert_eq!(state_of(&place, &run), "ACTIVATED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_due_by_the_next_working_day_and_would_fail_is_told_once() {
    let mut settings = full_settings();
    settings.activation.time_zone = "Europe/Berlin".into();
    settings.look_ahead.at = "17:00".parse().expect("a time");
    let place = Place::with_settings(settings).await;
    let (first, second) = (place.process_at_the_same_time().await, place.process_at_the_same_time().await);
    let run = first.plan(&hire(json!({ "start_date": "2026-03-09", "office_location": "Seattle" }))).await;
    drive(&first, &run).await;
    // Sound: due on the same day, and nothing is wrong with it.
    let mut ann = hire(json!({ "start_date": "2026-03-09", "department": "Sales" }));
    ann.extend(document(json!({ "first_name": "Ann", "username": "ann.smith", "email": "ann.smith@company.com" })));
    let sound = first.plan(&ann).await;
    drive(&first, &sound).await;
    let later = first.engine.look_ahead("company").await.expect("a look");
    assert_eq!((later.due, later.until), (0, time("2026-03-05T16:00:00Z")), "Monday is too far away for Wednesday");
    passes(&place, "2026-03-06T16:00:00Z").await;
    let group = place.control().id_of(Kind::UserGroup, "UG-Seattle-Office").expect("the group");
    assert!(place.control().remove_document(Kind::UserGroup, &group));
    let before = arrived(&place).len();
    let (one, two) = futures::join!(first.engine.look_ahead_where_due(), second.engine.look_ahead_where_due());
    one.and(two).expect("looks");
    second.engine.look_ahead_where_due().await.expect("a look");
    let mails = arrived(&place).split_off(before);
    assert_eq!(
        mails,
        [
            "it-team@company.com: Needs attention: 1 of 2 hires would fail by 9 March 2026, 17:00 (Europe/Berlin) (Company Inc)"
        ]
    );
    let text = place.control().mail().pop().expect("a mail").more["text"].as_str().unwrap_or_default().to_owned();
    assert!(text.contains("UG-Seattle-Office") && text.contains(&format!("dayone runs show {run}")), "{text}");
    assert!(!text.contains("Ann Smith"), "{text}");
    let seen = first.engine.look_ahead("company").await.expect("a look");
    assert_eq!((seen.due, seen.would_fail.len(), seen.would_fail[0].run_id.as_str()), (2, 1, run.as_str()));
    passes(&place, "2026-03-07T16:00:00Z").await;
    first.engine.look_ahead_where_due().await.expect("a look");
    assert_eq!(arrived(&place).len(), before + 1, "a Saturday is no working day");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn verification_knows_what_jumpcloud_is_to_do_by_itself() {
    let place = Place::demo().await;
    let process = place.process().await;
    let request = hire(json!({ "start_date": "2026-03-10", "end_date": "2026-06-30" }));
    let run = open_in(&process, by_directory(), &request).await;
    drive(&process, &run).await;
    let checks = async || {
        let target = VerifyTarget::Run(run.clone());
        let verified = process.engine.verify(&process.tenant, target).await.expect("a verification");
        let about = |subject: &str| verified.checks.iter().find(|check| check.subject == subject);
        ["state", "scheduled activation", "scheduled suspension"]
            .map(|subject| about(subject).map(|check| (check.state, check.found.clone())))
    };
    let [state, activation, suspension] = checks().await;
    assert!(state.expect("a state").1.starts_with("STAGED, as planned; activation is due 2026-03-10T06:00:00Z"));
    assert_eq!(activation.expect("a check").0, CheckState::Confirmed);
    assert_eq!(suspension.expect("a check").0, CheckState::Confirmed);
    for job in place.control().state()["organizations"][0]["scheduled_states"].as_array().expect("jobs").clone() {
        place.control().remove_document(Kind::ScheduledState, job["id"].as_str().unwrap_or_default());
    }
    let [_, activation, suspension] = checks().await;
    let found = (activation.expect("a check").1, suspension.expect("a check").0);
    assert_eq!(found, ("planned 2026-03-10T06:00:00Z, found none".into(), CheckState::Differs));
    passes(&place, "2026-07-01T00:00:00Z").await;
    let [state, activation, suspension] = checks().await;
    assert_eq!(state.expect("a state").1, "STAGED: the contract has ended");
    assert_eq!((activation, suspension), (None, None), "nothing is to come any more");
}
