//! Killed at every call, before it was applied and after: resumed, it ends as if nothing had happened.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use dayone_core::baseline::Declaration;
use dayone_core::change::Change;
use dayone_core::event::Ending;
use dayone_simulator::{Fault, Then};
use dayone_store::RunFilter;
use futures::StreamExt as _;

use super::story::{apply, import, place, undeclared, wanted};
use crate::changes::acts;
use crate::place::{ACTOR, PATIENCE, Process};

/// A baseline that nobody disturbed: its calls, and what it left.
struct Undisturbed {
    wanted: Declaration,
    calls: Vec<(String, u64)>,
    undeclared: serde_json::Value,
    acts: Vec<String>,
}

async fn undisturbed() -> Undisturbed {
    let place = place().await;
    let process = place.process().await;
    let wanted = wanted(&process).await;
    let before: BTreeMap<String, u64> = place.control().counts();
    let change = apply(&process, &wanted).await.expect("applied");
    assert_eq!(change.ending(), Some(Ending::Succeeded), "{:#?}", change.failures().collect::<Vec<_>>());
    let mut calls = Vec::new();
    for (operation, count) in place.control().counts() {
        let begun = before.get(&operation).copied().unwrap_or(0);
        calls.extend((1..=count - begun).map(|nth| (operation.clone(), nth)));
    }
    assert_eq!(import(&process).await, wanted);
    Undisturbed { wanted, calls, undeclared: undeclared(&place.control()), acts: acts(&change) }
}

async fn killed(operation: &str, nth: u64, then: Then, expected: &Undisturbed) {
    let what = format!("killed at call {nth} of {operation}, {then:?}");
    let place = place().await;
    let control = place.control();
    control.add_fault(Fault::nth(operation.to_owned(), nth, then));
    let process = place.process().await;
    let mine = expected.wanted.clone();
    let work = tokio::spawn(async move { apply(&process, &mine).await });
    let hung = || control.requests().iter().any(|request| request.fault.is_some_and(|name| name.starts_with("hang")));
    while !hung() && !work.is_finished() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert!(hung(), "{what}: the call was never made");
    work.abort();
    let _ = work.await;
    control.clear_faults();
    let process = place.process().await;
    let change = goes_on(&process, &expected.wanted).await;
    assert_eq!(change.ending(), Some(Ending::Succeeded), "{what}: {:#?}", change.failures().collect::<Vec<_>>());
    assert_eq!(import(&process).await, expected.wanted, "{what}");
    assert_eq!(undeclared(&control), expected.undeclared, "{what}");
    assert_eq!(acts(&change), expected.acts, "{what}");
    place.assert_sound(&process).await;
}

/// What a person does: the run that was left is resumed; where none was opened, the same command is given again.
async fn goes_on(process: &Process, wanted: &Declaration) -> Change {
    let filter = RunFilter { kind: Some("baseline".into()), ..RunFilter::default() };
    match process.engine.store().runs(&filter).await.expect("rows").into_iter().find(|row| row.state == "running") {
        Some(row) => {
            process.engine.resume_change(&row.run_id, ACTOR).await.expect("resumed");
            process.engine.drive_change(&row.run_id, PATIENCE).await.expect("driven").0
        }
        None => apply(process, wanted).await.expect("applied"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_baseline_killed_at_any_call_ends_as_if_undisturbed() {
    let expected = Arc::new(undisturbed().await);
    let mut kills: Vec<(String, u64, Then)> = Vec::new();
    for (operation, nth) in &expected.calls {
        // A read that was answered, or not, leaves the same behind; of many alike, the first says it.
        let writes = !operation.starts_with("GET");
        if writes || *nth == 1 {
            kills.push((operation.clone(), *nth, Then::HangBefore));
        }
        if writes {
            kills.push((operation.clone(), *nth, Then::HangAfter));
        }
    }
    let count = kills.len();
    let started = std::time::Instant::now();
    futures::stream::iter(kills)
        .map(|(operation, nth, then)| {
            let expected = Arc::clone(&expected);
            async move {
                let one = tokio::spawn(async move { killed(&operation, nth, then, &expected).await });
                one.await.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()));
            }
        })
        .buffer_unordered(4)
        .collect::<Vec<()>>()
        .await;
    eprintln!("baseline: {count} kills in {:.1?}", started.elapsed());
}
