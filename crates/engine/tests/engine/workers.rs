//! Several workers and one run: exactly one works, and one that was left behind does no harm.

use std::collections::BTreeMap;
use std::time::Duration;

use dayone_core::event::{Ending, Fact};
use dayone_engine::{EngineError, Halt};
use dayone_simulator::{Fault, Then};

use crate::matrix::{compare, undisturbed};
use crate::place::{PATIENCE, Place, Process, everything};

async fn has_arrived(place: &Place) {
    while !place.control().requests().iter().any(|request| request.fault.is_some()) {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// How often each effect was settled since the run was last resumed.
async fn settled_once(process: &Process, run: &str) {
    let mut settled: BTreeMap<String, u32> = BTreeMap::new();
    for event in process.engine.events(run).await.expect("events") {
        if let Fact::Settled { effect, .. } = event.fact {
            *settled.entry(effect.to_string()).or_default() += 1;
        }
    }
    assert!(settled.values().all(|times| *times == 1), "{settled:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_workers_on_one_run_exactly_one_works() {
    two_workers_at(Place::demo().await).await;
}

pub(crate) async fn two_workers_at(place: Place) {
    let expected = undisturbed().await;
    let (first, second) = (place.process_at_the_same_time().await, place.process_at_the_same_time().await);
    place.control().add_fault(Fault::nth("POST /systemusers", 1, Then::HangAfter));
    let run = first.plan(&everything()).await;
    let meanwhile = async {
        has_arrived(&place).await;
        let refused = second.drive(&run).await.expect_err("the run is held");
        assert!(matches!(&refused, EngineError::HeldElsewhere { owner, .. } if owner == "process-1"), "{refused}");
        assert!(!second.engine.work_once().await.expect("a look"), "nothing is due that nobody holds");
        place.control().let_go();
    };
    let (driven, ()) = futures::join!(first.drive(&run), meanwhile);
    let (run, halt) = driven.expect("the first goes on");
    assert_eq!(halt, Halt::Closed(Ending::Succeeded));
    settled_once(&first, &run.id).await;
    compare(&place, &first, &run, &expected, "two workers").await;
}

/// The first worker's call hangs; the second takes over and finishes; then the first call is answered.
async fn left_behind(operation: &str, then: Then) {
    left_behind_at(Place::demo().await, operation, then).await;
}

pub(crate) async fn left_behind_at(place: Place, operation: &str, then: Then) {
    let what = format!("{then:?} at {operation}, answered after another has finished");
    let expected = undisturbed().await;
    let (first, second) = (place.process().await, place.process().await);
    place.control().add_fault(Fault::nth(operation, 1, then));
    let run = first.plan(&everything()).await;
    let engine = first.engine.clone();
    let zombie = tokio::spawn({
        let run = run.clone();
        async move { engine.drive(&run, PATIENCE).await }
    });
    has_arrived(&place).await;
    let (run, _) = second.drive(&run).await.unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!(run.ending(), Some(Ending::Succeeded), "{what}");
    let events = second.engine.events(&run.id).await.expect("events").len();
    place.control().let_go();
    let left = zombie.await.expect("no panic");
    assert!(matches!(left, Err(EngineError::Fenced { .. })), "{what}: {:?}", left.map(|(_, halt)| halt));
    assert_eq!(second.engine.events(&run.id).await.expect("events").len(), events, "{what}: nothing was appended");
    settled_once(&second, &run.id).await;
    compare(&place, &second, &run, &expected, &what).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_comes_after_another_worker_has_finished_changes_nothing() {
    for operation in [
        "POST /systemusers",
        "POST /v2/usergroups",
        "POST /v2/usergroups/{group_id}/members",
        "POST /systemusers/{id}/sshkeys",
        "POST /systemusers/{id}/state/activate",
    ] {
        left_behind(operation, Then::HangAfter).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_that_is_applied_after_another_worker_has_finished_makes_no_second_account() {
    // A key can be sent twice, since JumpCloud takes the same key twice: that one is not here.
    for operation in [
        "POST /systemusers",
        "POST /v2/usergroups",
        "POST /v2/usergroups/{group_id}/members",
        "POST /systemusers/{id}/state/activate",
    ] {
        left_behind(operation, Then::HangBefore).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn workers_carry_on_what_a_killed_process_left() {
    let expected = undisturbed().await;
    let place = Place::demo().await;
    let first = place.process().await;
    place.control().add_fault(Fault::nth("POST /systemusers", 1, Then::HangAfter));
    let run = first.plan(&everything()).await;
    let driving = tokio::spawn({
        let run = run.clone();
        async move { first.drive(&run).await.map(drop) }
    });
    has_arrived(&place).await;
    driving.abort();
    let _ = driving.await;
    let second = place.process().await;
    while second.engine.work_once().await.expect("a worker") {}
    let run = second.engine.run(&run).await.expect("the run");
    compare(&place, &second, &run, &expected, "taken over by a worker").await;
}
