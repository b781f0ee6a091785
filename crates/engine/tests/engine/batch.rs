//! Many hires at once: what they cost, who is told, and that nothing is lost or doubled.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use dayone_core::event::{Batch, Ending};
use dayone_core::plan::Manner;
use dayone_core::run::Run;
use dayone_engine::batch::{Ahead, BatchError, BatchOptions, Row, RowEvent, TOGETHER};
use dayone_engine::{Engine, Halt, Intention, Judgement, Tenant};
use dayone_simulator::{Control, Fault, Then};
use serde_json::{Map, Value, json};
use tokio::sync::{mpsc, watch};

use crate::fixture::john;
use crate::place::{ACTOR, Place, Process, document_of, full_settings};

const BATCH: &str = "B-20260304-TEST";

/// The seed's person, many times over, under three managers.
pub(crate) fn people(count: usize) -> Vec<Map<String, Value>> {
    let managers = ["jane.doe@company.com", "Ann.Lee@company.com", "max.power@company.com"];
    let person = |number: usize| {
        let mut request = john();
        let name = format!("joiner.{number}");
        request.insert("last_name".into(), json!(format!("Smith {number}")));
        request.insert("username".into(), json!(name));
        request.insert("email".into(), json!(format!("{name}@company.com")));
        request.insert("employee_id".into(), json!(format!("EMP-{number:04}")));
        request.insert("manager_email".into(), json!(managers[number % managers.len()]));
        request
    };
    (0..count).map(person).collect()
}

/// What a batch told, by row.
#[derive(Default)]
pub(crate) struct Told {
    pub(crate) runs: BTreeMap<String, (Run, Halt)>,
    pub(crate) started: usize,
    pub(crate) already_done: usize,
}

/// A batch whose number of hires was expected.
fn options(batch: &str, judgement: Judgement) -> BatchOptions {
    BatchOptions {
        batch: Batch { id: batch.into(), digest: true },
        actor: ACTOR.into(),
        at_once: 8,
        manner: Manner::default(),
        judgement,
        release: true,
    }
}

/// Checks all people, and carries out those whose plan could be made, as `dayone bulk` does.
pub(crate) async fn carry_out(
    process: &Process,
    people: &[Map<String, Value>],
    stop: watch::Receiver<bool>,
) -> (Told, Result<(), BatchError>) {
    carry_out_as(BATCH, &process.engine, &process.tenant, people, stop, &|_| ()).await
}

/// The same, as this batch of this tenant; `halted` hears of each run that has come as far as it comes.
pub(crate) async fn carry_out_as(
    batch: &str,
    engine: &Engine,
    tenant: &Arc<Tenant>,
    people: &[Map<String, Value>],
    stop: watch::Receiver<bool>,
    halted: &(dyn Fn(&Run) + Send + Sync),
) -> (Told, Result<(), BatchError>) {
    let parse = |request| engine.read(tenant, request).unwrap_or_else(|_| panic!("a request that can be read"));
    let mut agreed = Vec::new();
    let mut ahead = Ahead::default();
    for chunk in people.chunks(TOGETHER) {
        let parsed = chunk.iter().map(parse).collect();
        for proposal in engine.propose_many(Manner::default(), tenant, parsed, &mut ahead).await {
            agreed.push(proposal.verdict.map_or(String::new(), |planned| planned.plan.digest.to_string()));
        }
    }
    let (rows, queue) = mpsc::channel(10);
    let told = Arc::new(Mutex::new(Told::default()));
    let seen = |event: RowEvent| {
        let mut told = told.lock().expect("no panic");
        match event {
            RowEvent::Started { .. } => told.started += 1,
            RowEvent::Halted { run, halt, .. } => {
                halted(&run);
                told.runs.insert(run.id.clone(), (*run, halt));
            }
            RowEvent::AlreadyDone { .. } => told.already_done += 1,
            RowEvent::Refused { refusal, .. } => panic!("refused: {refusal:?}"),
            RowEvent::Elsewhere { .. } => {}
        }
    };
    let feed = async {
        for (number, (request, agreed)) in (0..).zip(people.iter().zip(agreed)) {
            if rows.send(Row { number, parsed: parse(request), agreed }).await.is_err() {
                break;
            }
        }
        drop(rows);
    };
    let joiners = people.len() as u64;
    let judgement = engine.judge(tenant, Intention { joiners, expected: Some(joiners) }).await.expect("judged");
    let options = options(batch, judgement);
    let (ended, ()) = futures::join!(engine.hire_many(Arc::clone(tenant), &options, queue, stop, &seen), feed);
    (std::mem::take(&mut *told.lock().expect("no panic")), ended)
}

pub(crate) fn never() -> watch::Receiver<bool> {
    watch::channel(false).1
}

/// Username by username: its state, and its groups.
pub(crate) fn directory(control: &Control) -> BTreeMap<String, (String, BTreeSet<String>)> {
    let mut accounts = BTreeMap::new();
    let state = control.state();
    let organization = &state["organizations"][0];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = |name: &str| organization[name].as_array().cloned().unwrap_or_default();
    let names: BTreeMap<String, String> =
        list("user_groups").iter().map(|group| (text(&group["id"]), text(&group["name"]))).collect();
    let mut groups: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for edge in list("edges") {
        let ends = [&edge["from"], &edge["to"]];
        let end = |kind: &str| ends.iter().find(|end| end["type"] == kind).map(|end| text(&end["id"]));
        if let (Some(user), Some(group)) = (end("user"), end("user_group")) {
            groups.entry(user).or_default().insert(names[&group].clone());
        }
    }
    for user in list("users") {
        let groups = groups.remove(&text(&user["_id"])).unwrap_or_default();
        let earlier = accounts.insert(text(&user["username"]), (text(&user["state"]), groups));
        assert!(earlier.is_none(), "a username is there twice");
    }
    assert!(accounts.values().any(|(_, groups)| !groups.is_empty()), "memberships are looked at");
    accounts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_of_sixty_costs_eight_calls_a_hire_and_tells_everybody_once() {
    let place = Place::with_settings(full_settings()).await;
    let process = place.process().await;
    let people = people(60);
    let (told, ended) = carry_out(&process, &people, never()).await;
    ended.expect("an end");
    assert_eq!(told.runs.len(), 60);
    for (run, halt) in told.runs.values() {
        assert_eq!(*halt, Halt::Closed(Ending::Succeeded), "{:?}", document_of(run)["failed_steps"]);
    }
    let counts = place.control().counts();
    assert_eq!((counts["POST /systemusers"], counts["POST /systemusers/{id}/state/activate"]), (60, 60));
    assert_eq!(counts["POST /v2/usergroups/{group_id}/members"], 60 * 5);
    assert!(!counts.contains_key("GET /v2/users/{user_id}/memberof"), "{counts:?}");
    let others: u64 = counts.values().sum::<u64>() - 60 * 7;
    assert!(others < 80, "{others} calls are shared: {counts:?}");
    let run_calls: u64 = told.runs.values().map(|(run, _)| u64::from(run.calls)).sum();
    assert_eq!(run_calls, 60 * 7 + 1 + 1 + 6, "a search for all, and everything read back at once: {counts:?}");
    assert_eq!(process.tenant.paced().calls, counts.values().sum::<u64>());

    let mails = place.control().mail();
    let to = |address: &str| mails.iter().filter(|mail| mail.to == address).count();
    assert_eq!(to("it-team@company.com"), 1);
    assert_eq!(["jane.doe@company.com", "ann.lee@company.com", "max.power@company.com"].map(to), [1, 1, 1]);
    for (run, _) in told.runs.values() {
        let report = document_of(run);
        let sent = &report["notifications_sent"];
        assert_eq!(sent["it_notification"]["sent"], true);
        assert!(sent["it_notification"]["digest"].is_string() && sent["manager_notification"]["digest"].is_string());
    }
    place.assert_sound(&process).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_asked_for_again_does_nothing_more() {
    let place = Place::with_settings(full_settings()).await;
    let process = place.process().await;
    let people = people(12);
    carry_out(&process, &people, never()).await.1.expect("an end");
    let (before, mails) = (directory(&place.control()), place.control().mail().len());
    let (told, ended) = carry_out(&process, &people, never()).await;
    ended.expect("an end");
    assert_eq!((told.already_done, told.started), (12, 0));
    assert_eq!((directory(&place.control()), place.control().mail().len()), (before, mails));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_that_was_stopped_goes_on_where_it_was() {
    let place = Place::with_settings(full_settings()).await;
    let process = place.process().await;
    let people = people(40);
    let (stop, stopped) = watch::channel(false);
    let control = place.control();
    let meanwhile = async {
        while control.counts().get("POST /systemusers").copied().unwrap_or_default() < 15 {
            tokio::task::yield_now().await;
        }
        stop.send(true).expect("somebody listens");
    };
    let ((told, ended), ()) = futures::join!(carry_out(&process, &people, stopped), meanwhile);
    ended.expect("an end");
    assert!((15..40).contains(&told.started), "{} were started", told.started);
    assert!(told.runs.values().all(|(_, halt)| matches!(halt, Halt::AwaitingBatch(_))), "those in hand were finished");
    assert!(place.control().mail().iter().all(|mail| mail.to != "it-team@company.com"));
    let (_, ended) = carry_out(&process, &people, never()).await;
    ended.expect("an end");
    let undisturbed = Place::with_settings(full_settings()).await;
    let other = undisturbed.process().await;
    carry_out(&other, &people, never()).await.1.expect("an end");
    assert_eq!(directory(&place.control()), directory(&undisturbed.control()));
    let to_it = place.control().mail().iter().filter(|mail| mail.to == "it-team@company.com").count();
    assert_eq!(to_it, 1, "the digest tells of all of them");
    place.assert_sound(&process).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_key_stops_the_batch_before_the_next_row() {
    let place = Place::with_settings(full_settings()).await;
    let process = place.process().await;
    let people = people(30);
    place.control().add_fault(Fault::nth("POST /systemusers", 6, Then::status(401)));
    place.control().add_fault(Fault::nth("POST /systemusers", 7, Then::status(401)));
    let (told, ended) = carry_out(&process, &people, never()).await;
    assert!(matches!(ended, Err(BatchError::Held { .. })), "{ended:?}");
    assert!(told.started < 25, "{} were started", told.started);
}
