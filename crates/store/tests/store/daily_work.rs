use std::time::Duration;

use dayone_store::{DailyWork, NewRun};

use crate::{
    database::{Database, on_both},
    samples::{LEASE, new_run, open_run},
};

on_both![
    a_days_work_is_claimed_once_and_done_once,
    what_a_claimant_left_is_claimed_again,
    what_comes_due_is_listed_the_first_one_first,
    a_lease_given_back_says_when_the_run_is_due,
];

fn work(day: &str) -> DailyWork {
    DailyWork { tenant: "acme".into(), task: "look_ahead".into(), day: day.into() }
}

async fn a_days_work_is_claimed_once_and_done_once(database: Database) {
    let (one, two) = (database.open().await, database.open().await);
    let claims = [&one, &two, &one, &two].map(|store| store.claim_daily(work("2026-03-04"), LEASE));
    let claimed = futures::future::join_all(claims).await.into_iter().filter(|claim| *claim.as_ref().expect("asked"));
    assert_eq!(claimed.count(), 1);
    one.finish_daily(work("2026-03-04")).await.expect("done");
    assert!(!two.claim_daily(work("2026-03-04"), LEASE).await.expect("asked"));
    assert!(two.claim_daily(work("2026-03-05"), LEASE).await.expect("asked"), "another day");
}

async fn what_a_claimant_left_is_claimed_again(database: Database) {
    let store = database.open().await;
    assert!(store.claim_daily(work("2026-03-04"), Duration::from_secs(60)).await.expect("asked"));
    let later = database.open_ahead(61_000_000).await;
    assert!(later.claim_daily(work("2026-03-04"), LEASE).await.expect("asked"), "its claim has ended");
    assert!(!later.claim_daily(work("2026-03-04"), LEASE).await.expect("asked"));
}

async fn what_comes_due_is_listed_the_first_one_first(database: Database) {
    let store = database.open().await;
    for (run, due_us) in [("b", Some(20)), ("a", Some(30)), ("c", None), ("d", Some(40))] {
        open_run(&store, NewRun { due_us, ..new_run(run, "acme") }).await;
    }
    open_run(&store, NewRun { due_us: Some(1), ..new_run("other", "bolt") }).await;
    assert_eq!(store.due_before("acme", 40).await.expect("read"), ["b", "a"]);
}

async fn a_lease_given_back_says_when_the_run_is_due(database: Database) {
    let store = database.open().await;
    open_run(&store, new_run("r1", "acme")).await;
    let claim = store.claim("w", 5_000, LEASE).await.expect("asked").expect("due");
    assert!(store.release_until("r1", claim.epoch, Some(9_000)).await.expect("asked"));
    assert_eq!(store.run("r1").await.expect("read").expect("there").due_us, Some(9_000));
    assert!(store.claim("w", 5_000, LEASE).await.expect("asked").is_none());
    assert!(!store.release_until("r1", claim.epoch + 1, None).await.expect("asked"), "another has taken it over");
}
