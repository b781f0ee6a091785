use dayone_store::{After, Ceiling, NewRun, Opening, Store};
use futures::future::join_all;

use crate::{
    database::{Database, on_both},
    samples::{closed, event, key, new_run, open_held, open_run},
};

on_both![
    only_what_joins_is_counted,
    a_run_that_would_pass_the_ceiling_is_not_opened,
    of_many_processes_exactly_as_many_open_as_may,
    the_same_request_is_found_however_many_join,
];

async fn only_what_joins_is_counted(database: Database) {
    let store = database.open().await;
    open_run(&store, NewRun { opened_us: 10, ..new_run("old", "acme") }).await;
    open_run(&store, NewRun { opened_us: 20, ..new_run("one", "acme") }).await;
    open_run(&store, NewRun { opened_us: 20, ..new_run("other", "bolt") }).await;
    open_run(&store, NewRun { opened_us: 20, joins: false, ..new_run("refused", "acme") }).await;
    let fence = open_held(&store, NewRun { opened_us: 20, ..new_run("cancelled", "acme") }).await;
    assert_eq!(store.joining("acme", 10).await.expect("read"), 2);
    let after = After { joins: false, ..closed() };
    store.append("cancelled", fence, &[event("closed")], &[], after).await.expect("appended");
    assert_eq!(store.joining("acme", 10).await.expect("read"), 1);
    assert_eq!(store.joining("acme", 9).await.expect("read"), 2);
}

fn limited(run: &str, most: u64) -> NewRun {
    NewRun { opened_us: 20, ceiling: Some(Ceiling { since_us: 10, most }), ..new_run(run, "acme") }
}

async fn a_run_that_would_pass_the_ceiling_is_not_opened(database: Database) {
    let store = database.open().await;
    open_run(&store, limited("r1", 2)).await;
    open_run(&store, limited("r2", 2)).await;
    let refused = store.open_run(limited("r3", 2)).await.expect("asked");
    assert!(matches!(refused, Opening::Crowded { joining: 2 }), "{refused:?}");
    assert_eq!(store.run("r3").await.expect("read"), None);
    open_run(&store, NewRun { tenant: "bolt".into(), ..limited("r4", 2) }).await;
    open_run(&store, NewRun { ceiling: None, ..limited("r3", 2) }).await;
}

async fn of_many_processes_exactly_as_many_open_as_may(database: Database) {
    let stores: Vec<Store> = join_all((0..4).map(|_| database.open())).await;
    let opening = (0..24).map(|n| {
        let store = stores[n % 4].clone();
        tokio::spawn(async move { store.open_run(limited(&format!("r{n}"), 7)).await.expect("asked") })
    });
    let opened = join_all(opening).await.into_iter().map(|opening| opening.expect("no panic"));
    let opened = opened.filter(|opening| matches!(opening, Opening::Opened { .. })).count();
    assert_eq!((opened, stores[0].joining("acme", 10).await.expect("read")), (7, 7));
}

async fn the_same_request_is_found_however_many_join(database: Database) {
    let store = database.open().await;
    open_run(&store, limited("r1", 1)).await;
    let again = NewRun { request_key: key("key-r1"), ..limited("r2", 1) };
    let found = store.open_run(again.clone()).await.expect("asked");
    assert!(matches!(&found, Opening::Existing(row) if row.run_id == "r1"), "{found:?}");
    let attempt = NewRun { supersedes: Some("r1".into()), ..again };
    assert!(matches!(store.open_run(attempt).await.expect("asked"), Opening::Crowded { joining: 1 }));
    assert!(store.run("r1").await.expect("read").expect("there").is_current, "nothing was written");
}
