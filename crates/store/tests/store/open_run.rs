use dayone_store::{NewRun, Opening, RunFilter};
use futures::future::join_all;

use crate::{
    database::{Database, on_both},
    samples::{key, new_run, open_held, open_run},
};

on_both![
    the_same_request_key_opens_one_run_however_often_it_is_asked,
    two_tenants_may_use_the_same_request_key,
    a_new_attempt_takes_the_request_key_over,
    two_new_attempts_of_one_run_become_one,
    a_run_that_is_opened_held_is_driven_by_its_holder,
];

async fn the_same_request_key_opens_one_run_however_often_it_is_asked(database: Database) {
    let stores = [database.open().await, database.open().await];
    let asked = (0..16).map(|n| {
        let run = NewRun { request_key: key("the key"), ..new_run(&format!("r{n}"), "acme") };
        stores[n % 2].open_run(run)
    });
    let answers = join_all(asked).await;
    let opened = answers.iter().filter(|answer| matches!(answer, Ok(Opening::Opened { .. }))).count();
    let existing = answers.iter().filter(|answer| matches!(answer, Ok(Opening::Existing(_)))).count();
    assert_eq!((opened, existing), (1, 15), "{answers:?}");
    assert_eq!(stores[0].runs(&RunFilter::default()).await.expect("read").len(), 1);
}

async fn two_tenants_may_use_the_same_request_key(database: Database) {
    let store = database.open().await;
    open_run(&store, NewRun { request_key: key("k"), ..new_run("r1", "acme") }).await;
    open_run(&store, NewRun { request_key: key("k"), ..new_run("r2", "bolt") }).await;
    let found = store.run_by_key("bolt", &key("k")).await.expect("read").expect("there");
    assert_eq!(found.run_id, "r2");
}

async fn a_new_attempt_takes_the_request_key_over(database: Database) {
    let store = database.open().await;
    open_run(&store, NewRun { request_key: key("k"), ..new_run("r1", "acme") }).await;
    let again = NewRun { request_key: key("k"), supersedes: Some("r1".into()), ..new_run("r2", "acme") };
    open_run(&store, again).await;
    let found = store.run_by_key("acme", &key("k")).await.expect("read").expect("there");
    assert_eq!((found.run_id.as_str(), found.supersedes.as_deref()), ("r2", Some("r1")));
    assert!(!store.run("r1").await.expect("read").expect("there").is_current);
}

async fn two_new_attempts_of_one_run_become_one(database: Database) {
    let stores = [database.open().await, database.open().await];
    open_run(&stores[0], NewRun { request_key: key("k"), ..new_run("r0", "acme") }).await;
    let attempts = join_all((1..=8).map(|n| {
        let run = NewRun { request_key: key("k"), supersedes: Some("r0".into()), ..new_run(&format!("r{n}"), "acme") };
        stores[n % 2].open_run(run)
    }))
    .await;
    let opened = attempts.iter().filter(|answer| matches!(answer, Ok(Opening::Opened { .. }))).count();
    assert_eq!(opened, 1, "{attempts:?}");
}

async fn a_run_that_is_opened_held_is_driven_by_its_holder(database: Database) {
    let store = database.open().await;
    let fence = open_held(&store, new_run("r1", "acme")).await;
    assert_eq!(fence.epoch, 1);
    assert_eq!(store.claim("worker", 5_000, crate::samples::LEASE).await.expect("asked"), None);
    assert!(store.lease_left("r1", 1).await.expect("asked").is_some());
}
