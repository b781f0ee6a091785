use std::{collections::BTreeMap, time::Duration};

use dayone_store::{After, AppendError, NewRun, TenantHold};
use futures::future::join_all;

use crate::{
    database::{Database, on_both},
    samples::{LEASE, after, closed, event, fence, new_run, open_run},
};

on_both![
    claims_of_many_workers_never_meet,
    a_big_tenant_does_not_starve_small_ones,
    the_longest_due_run_comes_first,
    a_run_is_claimed_again_only_after_its_lease,
    a_zombie_is_fenced_after_a_takeover,
    a_renewed_lease_lasts_and_a_released_one_ends,
    an_append_may_give_the_lease_back,
    a_run_that_is_not_due_waits,
    a_held_tenant_waits_until_the_hold_is_cleared,
    the_command_line_claims_one_certain_run,
];

async fn claims_of_many_workers_never_meet(database: Database) {
    let stores = [database.open().await, database.open().await];
    for n in 0..60 {
        open_run(&stores[0], new_run(&format!("r{n}"), ["acme", "bolt", "core"][n % 3])).await;
    }
    let workers = (0..8).map(|worker| {
        let store = stores[worker % 2].clone();
        async move {
            let mut claimed = Vec::new();
            while let Some(claim) = store.claim(&format!("w{worker}"), 5_000, LEASE).await.expect("asked") {
                claimed.push(claim.run_id);
            }
            claimed
        }
    });
    let mut claimed: Vec<String> =
        join_all(workers.map(tokio::spawn)).await.into_iter().flat_map(|w| w.expect("worked")).collect();
    assert_eq!(claimed.len(), 60);
    claimed.sort();
    claimed.dedup();
    assert_eq!(claimed.len(), 60);
}

async fn a_big_tenant_does_not_starve_small_ones(database: Database) {
    let store = database.open().await;
    for n in 0..40 {
        open_run(&store, new_run(&format!("big{n}"), "big")).await;
    }
    for n in 0..5 {
        let younger = Some(4_000);
        open_run(&store, NewRun { due_us: younger, ..new_run(&format!("a{n}"), "a") }).await;
        open_run(&store, NewRun { due_us: younger, ..new_run(&format!("b{n}"), "b") }).await;
    }
    let mut served = BTreeMap::new();
    for _ in 0..15 {
        let claim = store.claim("w", 5_000, LEASE).await.expect("asked").expect("due");
        *served.entry(claim.tenant).or_insert(0) += 1;
    }
    assert_eq!(served, BTreeMap::from([("a".into(), 5), ("b".into(), 5), ("big".into(), 5)]));
}

async fn the_longest_due_run_comes_first(database: Database) {
    let store = database.open().await;
    for (run, due) in [("late", 3_000), ("early", 1_000), ("middle", 2_000)] {
        open_run(&store, NewRun { due_us: Some(due), ..new_run(run, "acme") }).await;
    }
    let mut order = Vec::new();
    while let Some(claim) = store.claim("w", 5_000, LEASE).await.expect("asked") {
        order.push(claim.run_id);
    }
    assert_eq!(order, ["early", "middle", "late"]);
}

async fn a_run_is_claimed_again_only_after_its_lease(database: Database) {
    let store = database.open().await;
    open_run(&store, new_run("r1", "acme")).await;
    let first = store.claim("one", 5_000, LEASE).await.expect("asked").expect("due");
    assert_eq!(store.claim("two", 5_000, LEASE).await.expect("asked"), None);
    assert_eq!(store.next_due().await.expect("asked"), None);
    let later = database.open_ahead(61_000_000).await;
    assert_eq!(later.next_due().await.expect("asked"), Some(1_000));
    let second = later.claim("two", 5_000, LEASE).await.expect("asked").expect("the lease has run out");
    assert_eq!(second.epoch, first.epoch + 1);
}

async fn a_zombie_is_fenced_after_a_takeover(database: Database) {
    let store = database.open().await;
    open_run(&store, new_run("r1", "acme")).await;
    let zombie = store.claim("one", 5_000, LEASE).await.expect("asked").expect("due");
    let later = database.open_ahead(61_000_000).await;
    later.claim("two", 5_000, LEASE).await.expect("asked").expect("the lease has run out");
    let refused = store.append("r1", fence(&zombie), &[event("late")], &[], after("running")).await;
    assert!(matches!(refused, Err(AppendError::Fenced { .. })), "{refused:?}");
    assert!(!store.renew("r1", zombie.epoch, LEASE).await.expect("asked"));
    assert!(!store.release("r1", zombie.epoch).await.expect("asked"));
    assert_eq!(store.lease_left("r1", zombie.epoch).await.expect("asked"), None);
}

async fn a_renewed_lease_lasts_and_a_released_one_ends(database: Database) {
    let store = database.open().await;
    open_run(&store, new_run("r1", "acme")).await;
    let claim = store.claim("one", 5_000, Duration::from_secs(5)).await.expect("asked").expect("due");
    let left = store.lease_left("r1", claim.epoch).await.expect("asked").expect("held");
    assert!(left <= Duration::from_secs(5) && left > Duration::from_secs(1), "{left:?}");
    assert!(store.renew("r1", claim.epoch, Duration::from_secs(500)).await.expect("asked"));
    let left = store.lease_left("r1", claim.epoch).await.expect("asked").expect("held");
    assert!(left > Duration::from_secs(400), "{left:?}");
    assert!(store.release("r1", claim.epoch).await.expect("asked"));
    assert_eq!(store.lease_left("r1", claim.epoch).await.expect("asked"), None);
    assert!(!store.renew("r1", claim.epoch, LEASE).await.expect("asked"), "what was given back is not renewed");
    assert!(store.claim("two", 5_000, LEASE).await.expect("asked").is_some());
}

async fn an_append_may_give_the_lease_back(database: Database) {
    let store = database.open().await;
    open_run(&store, new_run("r1", "acme")).await;
    let claim = store.claim("one", 5_000, LEASE).await.expect("asked").expect("due");
    let waits = After { release: true, due_us: Some(9_000), ..after("waiting") };
    let head = store.append("r1", fence(&claim), &[event("waits")], &[], waits).await.expect("appended");
    assert_eq!(store.claim("two", 5_000, LEASE).await.expect("asked"), None, "not due yet");
    assert_eq!(store.next_due().await.expect("asked"), Some(9_000));
    let claim = store.claim("two", 9_000, LEASE).await.expect("asked").expect("due");
    assert_eq!(claim.head, head);
    store.append("r1", fence(&claim), &[event("done")], &[], closed()).await.expect("appended");
    assert_eq!(store.claim("two", i64::MAX, LEASE).await.expect("asked"), None, "closed");
    assert_eq!(store.run("r1").await.expect("read").expect("there").closed_us, Some(2_000));
}

async fn a_run_that_is_not_due_waits(database: Database) {
    let store = database.open().await;
    open_run(&store, NewRun { due_us: Some(9_000), ..new_run("r1", "acme") }).await;
    open_run(&store, NewRun { due_us: None, ..new_run("r2", "acme") }).await;
    assert_eq!(store.claim("one", 8_999, LEASE).await.expect("asked"), None);
    assert_eq!(store.claim("one", 9_000, LEASE).await.expect("asked").expect("due").run_id, "r1");
    assert_eq!(store.claim("one", i64::MAX, LEASE).await.expect("asked"), None);
}

async fn a_held_tenant_waits_until_the_hold_is_cleared(database: Database) {
    let store = database.open().await;
    open_run(&store, new_run("r1", "acme")).await;
    open_run(&store, new_run("r2", "bolt")).await;
    let hold = TenantHold { tenant: "acme".into(), reason: "frozen".into(), detail: "an incident".into(), at_us: 5 };
    store.hold_tenant(hold.clone()).await.expect("held");
    store.hold_tenant(TenantHold { reason: "second".into(), ..hold.clone() }).await.expect("held");
    assert_eq!(store.tenant_hold("acme").await.expect("read"), Some(hold), "the first reason stands");
    assert_eq!(store.claim("w", 5_000, LEASE).await.expect("asked").expect("due").tenant, "bolt");
    assert_eq!(store.claim("w", 5_000, LEASE).await.expect("asked"), None);
    assert_eq!(store.next_due().await.expect("asked"), None);
    assert!(store.clear_hold("acme").await.expect("cleared"));
    assert_eq!(store.claim("w", 5_000, LEASE).await.expect("asked").expect("due").tenant, "acme");
}

async fn the_command_line_claims_one_certain_run(database: Database) {
    let store = database.open().await;
    open_run(&store, NewRun { due_us: None, ..new_run("r1", "acme") }).await;
    let claim = store.claim_run("r1", "cli", LEASE).await.expect("asked").expect("free");
    assert_eq!((claim.run_id.as_str(), claim.epoch), ("r1", 1));
    assert_eq!(store.claim_run("r1", "other", LEASE).await.expect("asked"), None);
    assert_eq!(store.claim_run("r2", "cli", LEASE).await.expect("asked"), None);
}
