//! Too many joiners within an hour are held back until a person releases them.

use dayone_core::event::{Ending, Fact};
use dayone_core::guard::{Guard, GuardSettings};
use dayone_core::problem::ErrorType;
use dayone_core::run::{Run, Stage};
use dayone_core::settings::TenantSettings;
use dayone_engine::{EngineError, Halt, Intention, Known};
use futures::future::join_all;
use jiff::SignedDuration;
use serde_json::{Map, Value, json};

use crate::fixture::{john, settings};
use crate::place::{ACTOR, Place, Process, document_of};

/// The seed's person under another name.
fn joiner(number: u64) -> Map<String, Value> {
    let mut request = john();
    request.insert("username".into(), json!(format!("joiner.{number}")));
    request.insert("email".into(), json!(format!("joiner.{number}@company.com")));
    request.insert("employee_id".into(), json!(format!("EMP-2026-{number:05}")));
    request
}

/// A tenant whose directory is no measure.
fn by_the_hour() -> TenantSettings {
    TenantSettings { guards: GuardSettings { joiners_percent_floor: 1000, ..GuardSettings::default() }, ..settings() }
}

async fn opened(process: &Process, numbers: std::ops::Range<u64>) -> Vec<String> {
    let mut runs = Vec::new();
    for number in numbers {
        runs.push(process.plan(&joiner(number)).await);
    }
    runs
}

async fn state(process: &Process, run: &str) -> String {
    process.engine.store().run(run).await.expect("read").expect("there").state
}

fn guards(run: &Run) -> Vec<Guard> {
    run.plan().expect("a plan").guards.iter().map(|tripped| tripped.guard).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_twenty_sixth_joiner_of_an_hour_is_quarantined_released_and_done() {
    let place = Place::with_settings(by_the_hour()).await;
    let process = place.process().await;
    for run in opened(&process, 0..25).await {
        assert_eq!(state(&process, &run).await, "running");
    }
    let run = process.plan(&joiner(25)).await;
    let row = process.engine.store().run(&run).await.expect("read").expect("there");
    assert_eq!((row.state.as_str(), row.due_us), ("quarantined", None));
    let (held, halt) = process.drive(&run).await.expect("a look");
    assert_eq!((halt, guards(&held)), (Halt::Quarantined, vec![Guard::JoinersPerHour]));
    assert_eq!(document_of(&held)["failed_steps"][0]["error"]["type"], ErrorType::GuardTripped.name());
    assert_eq!(place.control().count("POST /systemusers"), 0);
    assert!(matches!(process.known(&joiner(25)).await.expect("known"), Known::Same(_)));

    // Longer than a plan stays as it is: it is made anew before the account is created.
    place.clock.sleep(std::time::Duration::from_secs(7200)).await;
    let released = process.engine.release(&run, "boss", "the new office").await.expect("released");
    assert!(matches!(released.stage, Stage::Active(_)));
    let again = process.engine.release(&run, "boss", "twice").await.expect_err("once");
    assert!(matches!(again, EngineError::NotNow { act: "released", .. }), "{again}");
    let (run, halt) = process.drive(&run).await.expect("driven");
    assert_eq!(halt, Halt::Closed(Ending::Succeeded), "{:#}", document_of(&run));
    let events = process.engine.events(&run.id).await.expect("events");
    let release = events.iter().find(|event| matches!(event.fact, Fact::Released { .. })).expect("recorded");
    assert_eq!(release.actor, "boss");
    place.assert_sound(&process).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_hour_later_nothing_trips() {
    let place = Place::with_settings(by_the_hour()).await;
    let process = place.process().await;
    opened(&process, 0..25).await;
    place.clock.sleep(std::time::Duration::from_secs(3601)).await;
    let run = process.plan(&joiner(25)).await;
    assert_eq!(state(&process, &run).await, "running");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_small_directory_takes_ten_in_an_hour() {
    let place = Place::with_settings(settings()).await;
    let process = place.process().await;
    opened(&process, 0..10).await;
    let run = process.plan(&joiner(10)).await;
    let run = process.engine.run(&run).await.expect("a run");
    assert_eq!(guards(&run), [Guard::JoinersPercent]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_processes_that_do_not_know_of_each_other_no_more_get_through() {
    let place = Place::with_settings(by_the_hour()).await;
    let processes = [place.process_at_the_same_time().await, place.process_at_the_same_time().await];
    let mut proposals = Vec::new();
    for number in 0..30 {
        let process = &processes[usize::try_from(number % 2).expect("0 or 1")];
        let proposal = process.propose(&joiner(number)).await;
        assert!(proposal.verdict.as_ref().is_ok_and(|planned| planned.plan.guards.is_empty()), "nobody has opened yet");
        proposals.push((process, proposal));
    }
    let opening = proposals.into_iter().map(|(process, proposal)| process.open(proposal));
    let runs = join_all(opening).await;
    let mut through = 0;
    for run in &runs {
        through += usize::from(state(&processes[0], run).await == "running");
    }
    assert_eq!((through, runs.len()), (25, 30));
    place.assert_sound(&processes[0]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_refused_cancelled_or_asked_again_does_not_count() {
    let place = Place::with_settings(by_the_hour()).await;
    let process = place.process().await;
    let runs = opened(&process, 0..25).await;
    process.engine.cancel(&runs[0], ACTOR, "a mistake").await.expect("cancelled");
    let mut refused = joiner(99);
    refused.insert("user_groups".into(), json!(["UG-Nowhere"]));
    refused.insert("system_bindings".into(), json!(["60a2000000000000000fffff"]));
    let refused = process.plan(&refused).await;
    assert!(process.engine.run(&refused).await.expect("a run").plan().is_none());
    let again = process.ask_again(&joiner(1)).await.expect("the same run");
    assert_eq!(again.id, runs[1]);
    let next = process.plan(&joiner(25)).await;
    assert_eq!(state(&process, &next).await, "running", "25 join, this one included");
    let attempt = process.propose(&joiner(0)).await;
    let attempt = process.engine.open(attempt, ACTOR, None, Some(runs[0].clone())).await.expect("opened");
    assert_eq!(state(&process, &attempt).await, "quarantined", "a new attempt joins");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_that_nobody_expects_is_held_back_as_a_whole_and_an_expected_one_goes_through() {
    let place = Place::with_settings(settings()).await;
    let process = place.process().await;
    let (engine, tenant) = (&process.engine, &process.tenant);
    let judge = |joiners, expected| engine.judge(tenant, Intention { joiners, expected });
    assert_eq!(judge(10, None).await.expect("judged").tripped, []);
    let held = judge(12, None).await.expect("judged");
    assert_eq!(held.tripped.len(), 1);
    assert_eq!(judge(12, Some(11)).await.expect("judged").tripped, held.tripped);
    let released = judge(12, Some(12)).await.expect("judged");
    assert_eq!(released.tripped, []);
    for (first, judgement, expected) in [(0, &held, "quarantined"), (100, &released, "running")] {
        for number in first..first + 12 {
            let Ok(parsed) = engine.read(tenant, &joiner(number)) else { panic!("a request that can be read") };
            let mut proposal = engine.propose(tenant, parsed).await;
            proposal.judged(judgement.clone());
            let run = process.open(proposal).await;
            assert_eq!(state(&process, &run).await, expected, "{number}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_guard_that_trips_after_the_plan_was_agreed_to_holds_the_run_back_and_refuses_nothing() {
    let place = Place::with_settings(by_the_hour()).await;
    let process = place.process().await;
    opened(&process, 0..24).await;
    let proposal = process.propose(&joiner(24)).await;
    let agreed = proposal.verdict.as_ref().map(|planned| planned.plan.digest.short()).expect("a plan");
    opened(&process, 25..26).await;
    let run = process.engine.open(proposal, ACTOR, Some(&agreed), None).await.expect("opened");
    assert_eq!(state(&process, &run).await, "quarantined");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_released_run_waits_for_the_second_person_from_then_on() {
    let mut settings = settings();
    settings.guards.joiners_per_hour = 0;
    settings.approval.sudo = true;
    let place = Place::with_settings(settings).await;
    let process = place.process().await;
    let mut request = joiner(1);
    request.insert("allow_sudo".into(), json!(true));
    let run = process.plan(&request).await;
    assert_eq!(state(&process, &run).await, "quarantined");
    place.clock.sleep(std::time::Duration::from_secs(3600 * 100)).await;
    let released = process.engine.release(&run, "boss", "fine").await.expect("released");
    let until = place.clock.now() + SignedDuration::from_hours(72);
    assert!(matches!(released.stage, Stage::AwaitingApproval { until: at, .. } if at == until), "{:?}", released.stage);
    assert_eq!(state(&process, &run).await, "awaiting_approval");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_quarantined_run_can_be_cancelled_and_is_no_workers_business() {
    let mut settings = settings();
    settings.guards.joiners_per_hour = 0;
    let place = Place::with_settings(settings).await;
    let process = place.process().await;
    let run = process.plan(&joiner(1)).await;
    process.drive(&run).await.expect("a look");
    assert!(!process.engine.work_once().await.expect("a look"));
    let cancelled = process.engine.cancel(&run, ACTOR, "not today").await.expect("cancelled");
    assert_eq!(cancelled.ending(), Some(Ending::Cancelled));
    assert_eq!(place.control().count("POST /systemusers"), 0);
    place.assert_sound(&process).await;
}
