//! Writes that a person stops: what is under way is the last, nothing is lost, and nothing is done twice.

use std::time::Duration;

use dayone_core::effect::Effect;
use dayone_core::event::{Ending, Fact};
use dayone_core::run::Progress;
use dayone_engine::{Halt, Scope};
use dayone_simulator::{Fault, Then};

use crate::fixture::client_at_once;
use crate::matrix::{compare, undisturbed};
use crate::place::{ACTOR, PATIENCE, Place, Process, everything};

const MEMBERS: &str = "POST /v2/usergroups/{group_id}/members";

/// A process that calls one by one, so that what is under way is one call.
async fn one_by_one(place: &Place) -> Process {
    let organization = place.settings.organization_id.as_deref();
    place.process_with(client_at_once(&place.simulator.url(), place.simulator.api_key(), organization, 1)).await
}

async fn hangs(place: &Place) {
    while !place.control().requests().iter().any(|request| request.fault.is_some()) {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

fn writes(place: &Place) -> u64 {
    let counts = place.control().counts();
    let is_write = |name: &str| !name.starts_with("GET ") && !name.contains("/search/");
    counts.iter().filter(|(name, _)| is_write(name)).map(|(_, count)| count).sum()
}

fn scope(place: &Place) -> Scope {
    Scope::Tenant(place.settings.name.clone())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_freeze_in_the_middle_of_the_memberships_stops_after_the_call_under_way() {
    let expected = undisturbed().await;
    let place = Place::demo().await;
    let process = one_by_one(&place).await;
    let run = process.plan(&everything()).await;
    place.control().add_fault(Fault::nth(MEMBERS, 2, Then::HangAfter));
    let engine = process.engine.clone();
    let driving = tokio::spawn({
        let run = run.clone();
        async move { engine.drive(&run, PATIENCE).await }
    });
    hangs(&place).await;
    let before = writes(&place);
    assert_eq!(process.engine.freeze(&scope(&place), "boss", "an incident").await.expect("frozen"), None);
    place.control().let_go();
    let (frozen, halt) = driving.await.expect("no panic").expect("driven");
    assert_eq!(halt, Halt::Frozen);
    assert_eq!(writes(&place), before, "the call under way was the last");
    assert!(frozen.failures().next().is_none(), "nothing has failed");
    assert_eq!(frozen.ending(), None);
    let row = process.engine.store().run(&run).await.expect("read").expect("there");
    assert_eq!((row.state.as_str(), row.lease_until_us), ("running", 0));

    // Nobody goes on, however they are asked.
    let other = place.process().await;
    assert!(!other.engine.work_once().await.expect("a look"));
    assert_eq!(other.drive(&run).await.expect("a look").1, Halt::Frozen);
    let resumed = other.engine.resume(&run, ACTOR).await.expect("taken in hand");
    assert_eq!(resumed.ending(), None);
    assert_eq!(other.drive(&run).await.expect("a look").1, Halt::Frozen);
    assert_eq!(writes(&place), before);
    other.engine.doctor(&other.tenant, dayone_engine::doctor::DoctorOptions { try_writes: true }).await;
    assert_eq!(writes(&place), before, "doctor writes nothing either");
    assert!(other.engine.frozen(&place.settings.name).await.expect("read").is_some(), "nor does it let writes go on");

    other.engine.unfreeze(&scope(&place), "boss", "it is over").await.expect("lifted").expect("it stood");
    while other.engine.work_once().await.expect("a worker") {}
    let run = other.engine.run(&run).await.expect("the run");
    compare(&place, &other, &run, &expected, "frozen in the middle").await;
    assert_eq!(place.control().count("POST /systemusers"), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_creation_that_was_intended_and_not_sent_is_not_looked_for() {
    let expected = undisturbed().await;
    let place = Place::demo().await;
    let process = one_by_one(&place).await;
    let run = process.plan(&everything()).await;
    // A read of somebody else has the only place; the creation waits behind it, its intent stored.
    place.control().add_fault(Fault::nth("GET /v2/usergroups", 1, Then::HangBefore));
    let tenant = std::sync::Arc::clone(&process.tenant);
    let reading = tokio::spawn(async move { tenant.reader().user_groups().await });
    hangs(&place).await;
    let engine = process.engine.clone();
    let driving = tokio::spawn({
        let run = run.clone();
        async move { engine.drive(&run, PATIENCE).await }
    });
    let intended = |fact: &Fact| matches!(fact, Fact::Intended { .. });
    while !process.engine.events(&run).await.expect("events").iter().any(|event| intended(&event.fact)) {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    process.engine.freeze(&Scope::Everything, "boss", "an incident").await.expect("frozen");
    place.control().let_go();
    reading.await.expect("no panic").expect("a reading");
    let (frozen, halt) = driving.await.expect("no panic").expect("driven");
    assert_eq!(halt, Halt::Frozen);
    assert_eq!(place.control().count("POST /systemusers"), 0);
    assert!(!frozen.effects.values().any(|progress| matches!(progress, Progress::Intended { .. })), "no doubt is left");
    let events = process.engine.events(&run).await.expect("events");
    assert_eq!(events.iter().filter(|event| matches!(event.fact, Fact::Withdrawn { .. })).count(), 1);

    process.engine.unfreeze(&Scope::Everything, "boss", "over").await.expect("lifted").expect("it stood");
    let (run, halt) = process.drive(&run).await.expect("driven");
    assert_eq!(halt, Halt::Closed(Ending::Succeeded));
    assert_eq!(place.control().count("POST /systemusers"), 1);
    let created = run.settled(&Effect::CreateAccount).expect("settled");
    assert_eq!((created.cost.calls, created.tries.count), (1, 1), "nobody looked for what was not sent");
    compare(&place, &process, &run, &expected, "frozen before the creation").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_freeze_needs_no_directory_and_is_recorded_with_who_and_why() {
    let place = Place::demo().await;
    let process = place.process().await;
    place.control().clear_requests();
    process.engine.freeze(&Scope::Everything, "boss", "an incident").await.expect("frozen");
    process.engine.unfreeze(&Scope::Everything, "boss", "over").await.expect("lifted").expect("it stood");
    assert!(place.control().requests().is_empty());
    let told = process.engine.store().events("admin:*", 0, 9).await.expect("events");
    let told: Vec<(&str, &str, bool)> = told
        .iter()
        .map(|record| (record.kind.as_str(), record.actor.as_str(), record.body.contains("an incident")))
        .collect();
    assert_eq!(told, [("frozen", "boss", true), ("unfrozen", "boss", false)]);
    process.engine.seal_all_ledgers(dayone_store::Heads::All).await.expect("sealed");
    let keys = [process.engine.ledger_key().public()];
    let found = process.engine.store().verify_tenant("*", &keys, &[]).await.expect("verified");
    assert!(found.is_sound() && found.ledger.uncovered == 0, "{found:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_freeze_tells_what_will_be_late() {
    let place = Place::demo().await;
    let process = place.process().await;
    let mut soon = everything();
    soon.insert("start_date".into(), serde_json::json!("2026-03-06"));
    let soon = process.plan(&soon).await;
    process.drive(&soon).await.expect("driven");
    let late = process.engine.late(&scope(&place), 5).await.expect("read");
    assert_eq!((late.count, late.rows[0].run_id.as_str()), (1, soon.as_str()));
    let other = process.engine.late(&Scope::Tenant("other".into()), 5).await.expect("read");
    assert_eq!(other.count, 0);
}
