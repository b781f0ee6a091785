//! Killed at every call of a change, before it was applied and after: resumed, it ends as if nothing had happened.

use std::collections::BTreeMap;
use std::time::Duration;

use dayone_core::change::review::Needless;
use dayone_core::change::{Change, ChangeKind};
use dayone_core::event::Ending;
use dayone_engine::ChangeRequest;
use dayone_simulator::{Fault, Then};
use serde_json::Value;

use super::story::directory;
use super::{acts, place, to_leave, to_move, to_rehire};
use crate::place::{ACTOR, PATIENCE, Process, document, everything};

const JOHN: &str = "john.smith";

/// A verb, and what has to be there before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    Move,
    Leave,
    Rehire,
    UndoHire,
    UndoMove,
    Review,
}

impl Verb {
    /// Everything before the verb.
    async fn prepare(self, process: &Process) {
        process.hire(&everything()).await;
        match self {
            Verb::Rehire => drop(process.change(to_leave(JOHN)).await),
            Verb::UndoMove => drop(process.change(self::moves()).await),
            Verb::Move | Verb::Leave | Verb::UndoHire | Verb::Review => {}
        }
    }

    async fn request(self, process: &Process) -> ChangeRequest {
        match self {
            Verb::Move => moves(),
            Verb::Leave => to_leave(JOHN),
            Verb::Rehire => to_rehire(process, &back()),
            Verb::UndoHire => ChangeRequest::Undo { run: newest(process, "joiner").await },
            Verb::UndoMove => ChangeRequest::Undo { run: newest(process, "mover").await },
            Verb::Review => review(process).await,
        }
    }

    fn kind(self) -> ChangeKind {
        match self {
            Verb::Move => ChangeKind::Mover,
            Verb::Leave => ChangeKind::Leaver,
            Verb::Rehire => ChangeKind::Rehire,
            Verb::UndoHire | Verb::UndoMove => ChangeKind::Undo,
            Verb::Review => ChangeKind::Review,
        }
    }
}

fn moves() -> ChangeRequest {
    to_move(
        JOHN,
        serde_json::json!({
            "department": "Sales", "job_title": "Seller", "office_location": "Lisbon", "allow_sudo": false,
            "additional_groups": ["UG-Finance"], "attributes": { "startDate": null },
            "manager_email": "priya.shah@company.com",
        }),
    )
}

/// A review that takes a group and a system away.
async fn review(process: &Process) -> ChangeRequest {
    let hired = process.engine.run(&newest(process, "joiner").await).await.expect("the hire");
    let plan = hired.plan().expect("a plan");
    let group = plan.groups.iter().find(|group| group.name == "UG-Project-Phoenix").expect("the group");
    let ids = [group.id.clone(), plan.systems[0].id.clone()];
    let needless = |id| Needless { id, because: "the project has ended".into() };
    ChangeRequest::Review { username: JOHN.into(), remove: ids.map(needless).into() }
}

fn back() -> serde_json::Map<String, Value> {
    document(serde_json::json!({
        "first_name": "John", "last_name": "Smith", "email": "john.smith@company.com", "username": JOHN,
        "department": "Sales", "employee_id": "EMP-2026-042", "manager_email": "jane.doe@company.com",
    }))
}

/// The newest run of a kind.
async fn newest(process: &Process, kind: &str) -> String {
    let filter = dayone_store::RunFilter { kind: Some(kind.into()), ..dayone_store::RunFilter::default() };
    process.engine.store().runs(&filter).await.expect("rows").remove(0).run_id
}

/// A change that nobody disturbed: its calls, and what it left.
struct Undisturbed {
    calls: Vec<(String, u64)>,
    directory: Value,
    acts: Vec<String>,
}

async fn undisturbed(verb: Verb) -> Undisturbed {
    let place = place().await;
    let process = place.process().await;
    verb.prepare(&process).await;
    let request = verb.request(&process).await;
    let process = place.process().await;
    let before: BTreeMap<String, u64> = place.control().counts();
    let change = process.change(request).await;
    assert_eq!(change.ending(), Some(Ending::Succeeded), "{verb:?}: {:#?}", change.failures().collect::<Vec<_>>());
    let mut calls = Vec::new();
    for (operation, count) in place.control().counts() {
        let begun = before.get(&operation).copied().unwrap_or(0);
        calls.extend((1..=count - begun).map(|nth| (operation.clone(), nth)));
    }
    Undisturbed { calls, directory: directory(&place), acts: acts(&change) }
}

async fn killed(verb: Verb, operation: &str, nth: u64, then: Then, expected: &Undisturbed) {
    let what = format!("{verb:?} killed at call {nth} of {operation}, {then:?}");
    let place = place().await;
    let control = place.control();
    let process = place.process().await;
    verb.prepare(&process).await;
    let request = verb.request(&process).await;
    control.add_fault(Fault::nth(operation.to_owned(), nth, then));
    let process = place.process().await;
    let mine = request.clone();
    let work = tokio::spawn(async move { process.change(mine).await });
    let hung = || control.requests().iter().any(|request| request.fault.is_some_and(|name| name.starts_with("hang")));
    while !hung() && !work.is_finished() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert!(hung(), "{what}: the call was never made");
    work.abort();
    let _ = work.await;
    control.clear_faults();
    let process = place.process().await;
    let change = goes_on(&process, verb, request).await;
    assert_eq!(change.ending(), Some(Ending::Succeeded), "{what}: {:#?}", change.failures().collect::<Vec<_>>());
    assert_eq!(directory(&place), expected.directory, "{what}");
    assert_eq!(acts(&change), expected.acts, "{what}");
    place.assert_sound(&process).await;
}

/// What a person does who asks for the same again: the run that is under way is resumed.
async fn goes_on(process: &Process, verb: Verb, request: ChangeRequest) -> Change {
    let kind = Some(verb.kind().name().to_owned());
    let filter = dayone_store::RunFilter { kind, ..dayone_store::RunFilter::default() };
    let rows = process.engine.store().runs(&filter).await.expect("rows");
    let open = rows.iter().find(|row| row.state == "running");
    let run = match open {
        Some(row) => {
            process.engine.resume_change(&row.run_id, ACTOR).await.expect("resumed");
            row.run_id.clone()
        }
        None => {
            return process.change(request).await;
        }
    };
    process.engine.drive_change(&run, PATIENCE).await.expect("driven").0
}

async fn matrix(verb: Verb) {
    use futures::StreamExt as _;
    let expected = std::sync::Arc::new(undisturbed(verb).await);
    let writes = |operation: &str| !operation.starts_with("GET") && operation != "POST /search/systemusers";
    let mut kills: Vec<(String, u64, Then)> = Vec::new();
    for (operation, nth) in &expected.calls {
        kills.push((operation.clone(), *nth, Then::HangBefore));
        // A read that was answered, or not, leaves the same behind.
        if writes(operation) {
            kills.push((operation.clone(), *nth, Then::HangAfter));
        }
    }
    let count = kills.len();
    let started = std::time::Instant::now();
    futures::stream::iter(kills)
        .map(|(operation, nth, then)| {
            let expected = std::sync::Arc::clone(&expected);
            async move {
                let one = tokio::spawn(async move { killed(verb, &operation, nth, then, &expected).await });
                one.await.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()));
            }
        })
        .buffer_unordered(4)
        .collect::<Vec<()>>()
        .await;
    eprintln!("{verb:?}: {count} kills in {:.1?}", started.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_move_killed_at_any_call_ends_as_if_undisturbed() {
    matrix(Verb::Move).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_leaver_killed_at_any_call_ends_as_if_undisturbed() {
    matrix(Verb::Leave).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rehire_killed_at_any_call_ends_as_if_undisturbed() {
    matrix(Verb::Rehire).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_undone_hire_killed_at_any_call_ends_as_if_undisturbed() {
    matrix(Verb::UndoHire).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_review_takes_away_killed_at_any_call_ends_as_if_undisturbed() {
    matrix(Verb::Review).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_undone_move_killed_at_any_call_ends_as_if_undisturbed() {
    matrix(Verb::UndoMove).await;
}
