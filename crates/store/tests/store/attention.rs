use dayone_store::{After, Due, Found, Hands, NewRun, Standing};

use crate::{
    database::{Database, on_both},
    samples::{closed, event, event_with, key, new_run, open_held, open_run, seal, vault},
};

on_both![
    runs_of_a_state_come_oldest_first_with_their_number,
    a_run_that_was_tried_again_needs_nobody,
    what_is_due_comes_in_its_order_unless_somebody_has_it_in_hand,
    a_password_that_nobody_fetched_shows_once_its_run_has_ended,
];

fn ids(found: &Found) -> (Vec<&str>, i64) {
    (found.rows.iter().map(|row| row.run_id.as_str()).collect(), found.count)
}

async fn runs_of_a_state_come_oldest_first_with_their_number(database: Database) {
    let store = database.open().await;
    for (run, tenant, opened_us) in [("r3", "acme", 30), ("r1", "bolt", 10), ("r2", "acme", 20)] {
        open_run(&store, NewRun { state: "failed".into(), opened_us, ..new_run(run, tenant) }).await;
    }
    open_run(&store, NewRun { state: "partial".into(), ..new_run("r4", "acme") }).await;
    let failed = Standing { state: "failed", since_us: 0, limit: 2 };
    assert_eq!(ids(&store.standing(failed).await.expect("read")), (vec!["r1", "r2"], 3));
    let lately = Standing { since_us: 20, limit: 9, ..failed };
    assert_eq!(ids(&store.standing(lately).await.expect("read")), (vec!["r2", "r3"], 2));
}

async fn a_run_that_was_tried_again_needs_nobody(database: Database) {
    let store = database.open().await;
    open_run(&store, NewRun { state: "failed".into(), ..new_run("r1", "acme") }).await;
    let again = NewRun { request_key: key("key-r1"), supersedes: Some("r1".into()), ..new_run("r2", "acme") };
    open_run(&store, NewRun { state: "failed".into(), ..again }).await;
    let failed = Standing { state: "failed", since_us: 0, limit: 9 };
    assert_eq!(ids(&store.standing(failed).await.expect("read")), (vec!["r2"], 1));
}

async fn what_is_due_comes_in_its_order_unless_somebody_has_it_in_hand(database: Database) {
    let store = database.open().await;
    let waiting =
        |run: &str, tenant: &str, due| NewRun { state: "waiting".into(), due_us: Some(due), ..new_run(run, tenant) };
    open_run(&store, waiting("late", "acme", 90)).await;
    open_run(&store, waiting("next", "acme", 60)).await;
    open_run(&store, waiting("first", "bolt", 50)).await;
    open_held(&store, waiting("held", "acme", 55)).await;
    open_run(&store, NewRun { state: "awaiting_approval".into(), ..waiting("asked", "acme", 52) }).await;
    let due = |tenant, until_us, limit| {
        store.due(Due { tenant, states: &["waiting", "running"], until_us, hands: Hands::Nobody, limit })
    };
    assert_eq!(ids(&due(None, 80, 9).await.expect("read")), (vec!["first", "next"], 2));
    assert_eq!(ids(&due(None, 90, 1).await.expect("read")), (vec!["first"], 3));
    assert_eq!(ids(&due(Some("acme"), 90, 9).await.expect("read")), (vec!["next", "late"], 2));
    let all = Due { tenant: None, states: &["waiting"], until_us: 60, hands: Hands::Any, limit: 9 };
    assert_eq!(ids(&store.due(all).await.expect("read")), (vec!["first", "held", "next"], 3));
}

async fn a_password_that_nobody_fetched_shows_once_its_run_has_ended(database: Database) {
    let store = database.open().await;
    let vault = vault(&database, &store).await;
    for run in ["r1", "r2"] {
        let password = seal(&vault, "acme", run, 1, "password", "secret").await;
        let new = NewRun { events: vec![event_with("opened", vec![password])], ..new_run(run, "acme") };
        let fence = open_held(&store, new).await;
        if run == "r1" {
            let head = store.append(run, fence, &[event("closed")], &[], closed()).await.expect("appended");
            assert_eq!(ids(&store.unrevealed(9).await.expect("read")), (vec!["r1"], 1));
            let claim = store.claim_run(run, "x", crate::samples::LEASE).await.expect("asked").expect("free");
            let fence = dayone_store::Fence { epoch: claim.epoch, head };
            let erase = [(1, "password".to_owned())];
            let after = After { ..closed() };
            store.append(run, fence, &[event("revealed")], &erase, after).await.expect("appended");
        }
    }
    assert_eq!(ids(&store.unrevealed(9).await.expect("read")), (vec![], 0), "one was fetched, one is still going on");
}
