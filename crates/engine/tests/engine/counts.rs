//! How many calls a hire costs, and which of them go out at the same time.

use std::time::Duration;

use dayone_core::event::Ending;
use dayone_simulator::{Fault, Then};
use serde_json::{Map, Value, json};

use crate::fixture::{john, settings};
use crate::place::{PATIENCE, Place, everything};

/// The seed's person under another name.
fn named(name: &str, number: usize) -> Map<String, Value> {
    let mut request = john();
    request.insert("username".into(), json!(name));
    request.insert("email".into(), json!(format!("{name}@company.com")));
    request.insert("employee_id".into(), json!(format!("EMP-2026-{:03}", 100 + number)));
    request
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_warm_hire_of_five_groups_is_ten_calls_and_a_cold_one_eight_round_trips_at_most() {
    let place = Place::with_settings(settings()).await;
    let process = place.process().await;
    let cold = process.hire(&john()).await;
    assert_eq!(cold.ending(), Some(Ending::Succeeded));
    assert!(cold.round_trips() <= 8, "{} round trips", cold.round_trips());
    let calls: u64 = place.control().counts().values().sum();
    assert_eq!(u64::from(cold.calls), calls, "the run knows what it cost");
    for (number, name) in ["joan.smith", "jack.smith"].iter().enumerate() {
        place.control().clear_requests();
        let warm = process.hire(&named(name, number)).await;
        assert_eq!(warm.ending(), Some(Ending::Succeeded));
        let counts = place.control().counts();
        assert_eq!(counts.values().sum::<u64>(), 5 + 5, "groups + 5: {counts:?}");
        assert_eq!(warm.calls, 10, "the run knows what it cost");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_warm_hires_at_once_share_what_they_read() {
    let mut settings = settings();
    settings.guards.joiners_percent_floor = 1000;
    let place = Place::with_settings(settings).await;
    let process = place.process().await;
    process.hire(&john()).await;
    place.control().clear_requests();
    let requests: Vec<_> = (0..10).map(|number| named(&format!("joiner-{number}"), number)).collect();
    let hires = requests.iter().map(|request| async {
        let run = process.plan(request).await;
        process.engine.drive(&run, PATIENCE).await.expect("a driven run").0
    });
    let runs = futures::future::join_all(hires).await;
    assert!(runs.iter().all(|run| run.ending() == Some(Ending::Succeeded)));
    let counts = place.control().counts();
    let calls: u64 = counts.values().sum();
    assert!(calls < 10 * 10, "{calls} calls: {counts:?}");
    assert_eq!(counts["POST /systemusers"], 10);
    assert_eq!(runs.iter().map(|run| u64::from(run.calls)).sum::<u64>(), calls, "each call is counted on one run");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn memberships_bindings_and_key_are_under_way_at_the_same_time() {
    let place = Place::demo().await;
    let process = place.process().await;
    let control = place.control();
    let wave = [
        ("POST /v2/usergroups", 1),
        ("POST /v2/usergroups/{group_id}/members", 5),
        ("POST /v2/users/{user_id}/associations", 3),
        ("POST /systemusers/{id}/sshkeys", 1),
    ];
    let run = process.plan(&everything()).await;
    for (operation, _) in wave {
        control.add_fault(Fault::every(operation, Then::HangBefore));
    }
    // None is answered before all have arrived: they would wait for ever if one waited for another.
    let all_there = async {
        while wave.iter().any(|(operation, count)| control.count(operation) < *count) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        control.clear_faults();
        control.let_go();
    };
    let both = async { futures::join!(process.engine.drive(&run, PATIENCE), all_there) };
    let (driven, ()) = tokio::time::timeout(Duration::from_secs(30), both).await.expect("all were under way");
    assert_eq!(driven.expect("a driven run").0.ending(), Some(Ending::Succeeded));
}
