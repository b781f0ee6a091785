use dayone_store::{Before, Heartbeat, NewRun, RunFilter, Store, StoreError};

use crate::{
    database::{Database, on_both, options},
    samples::{key, new_run, open_run},
};

on_both![
    pages_of_runs_neither_skip_nor_repeat,
    runs_are_found_by_tenant_state_ticket_and_token,
    workers_are_seen_by_their_last_sign_of_life,
    a_newer_schema_is_refused,
    opening_it_again_keeps_everything,
];

async fn pages_of_runs_neither_skip_nor_repeat(database: Database) {
    let store = database.open().await;
    for n in 0..25 {
        // Several share a time, so the id decides; upper case sorts before lower case on both databases.
        let id = if n % 2 == 0 { format!("A{n:02}") } else { format!("a{n:02}") };
        open_run(&store, NewRun { opened_us: n / 4, ..new_run(&id, "acme") }).await;
    }
    let mut seen = Vec::new();
    let mut filter = RunFilter { limit: 4, tenant: Some("acme".into()), ..RunFilter::default() };
    loop {
        let page = store.runs(&filter).await.expect("read");
        let Some(last) = page.last() else { break };
        filter.before = Some(Before { opened_us: last.opened_us, run_id: last.run_id.clone() });
        seen.extend(page.into_iter().map(|run| (run.opened_us, run.run_id)));
    }
    let mut sorted = seen.clone();
    sorted.sort();
    sorted.reverse();
    sorted.dedup();
    assert_eq!(seen, sorted);
    assert_eq!(seen.len(), 25);
}

async fn runs_are_found_by_tenant_state_ticket_and_token(database: Database) {
    let store = database.open().await;
    open_run(&store, NewRun { ticket: Some("T-1".into()), ..new_run("r1", "acme") }).await;
    open_run(&store, NewRun { state: "waiting".into(), tokens: vec![key("smith")], ..new_run("r2", "acme") }).await;
    open_run(&store, NewRun { tokens: vec![key("smith"), key("john")], ..new_run("r3", "bolt") }).await;
    let found = async |filter: RunFilter| {
        let runs = store.runs(&filter).await.expect("read");
        runs.into_iter().map(|run| run.run_id).collect::<Vec<_>>()
    };
    let all = RunFilter::default;
    assert_eq!(found(all()).await, ["r3", "r2", "r1"]);
    assert_eq!(found(RunFilter { tenant: Some("acme".into()), ..all() }).await, ["r2", "r1"]);
    assert_eq!(found(RunFilter { states: vec!["open".into(), "x".into()], ..all() }).await, ["r3", "r1"]);
    assert_eq!(found(RunFilter { ticket: Some("T-1".into()), ..all() }).await, ["r1"]);
    assert_eq!(found(RunFilter { token: Some(key("smith")), ..all() }).await, ["r3", "r2"]);
    let people = store.find_people("acme", &key("smith")).await.expect("read");
    assert_eq!(people.iter().map(|found| found.person.as_str()).collect::<Vec<_>>(), ["person-r2"]);
    assert_eq!(store.streams("acme").await.expect("read"), ["r1", "r2"]);
    assert_eq!(store.tenants().await.expect("read"), ["acme", "bolt"]);
}

async fn workers_are_seen_by_their_last_sign_of_life(database: Database) {
    let store = database.open().await;
    let beat = |worker: &str, at_us| Heartbeat { worker: worker.into(), host: "h".into(), at_us };
    for beat in [beat("w1", 10), beat("w2", 20), beat("w1", 30)] {
        store.beat(beat).await.expect("written");
    }
    assert_eq!(store.workers(25).await.expect("read"), [beat("w1", 30)]);
    assert_eq!(store.workers(0).await.expect("read").len(), 2);
}

async fn a_newer_schema_is_refused(database: Database) {
    database.open().await.close().await;
    database.execute("INSERT INTO schema_step (step) VALUES (999)").await;
    let refused = Store::open(&database.url, options()).await.map(drop);
    assert!(matches!(refused, Err(StoreError::Migration { found: 999, .. })), "{refused:?}");
}

async fn opening_it_again_keeps_everything(database: Database) {
    let store = database.open().await;
    let head = open_run(&store, new_run("r1", "acme")).await;
    store.migrate().await.expect("nothing to do");
    store.close().await;
    let store = database.open().await;
    store.ping().await.expect("it answers");
    assert_eq!(store.run("r1").await.expect("read").expect("there").head, head);
}
