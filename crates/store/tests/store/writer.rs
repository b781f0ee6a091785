use std::time::{Duration, Instant};

use dayone_store::{AppendError, Fence, RunFilter, Store, StoreError, StoreOptions};
use futures::future::join_all;
use sqlx::Executor as _;

use crate::{
    database::{Database, lite, options},
    samples::{after, event, event_with, new_run, open_held, seal, vault},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_that_share_a_commit_do_not_suffer_from_one_that_fails() {
    let database = Database::sqlite();
    let store = database.open().await;
    let vault = vault(&database, &store).await;
    let mut runs = Vec::new();
    for n in 0..30 {
        let run = format!("r{n}");
        let fence = open_held(&store, new_run(&run, "acme")).await;
        runs.push((run, fence));
    }
    // This one fails after it has updated its row and written its event; another is fenced; the rest are good.
    let mut unknown = seal(&vault, "acme", "r10", 2, "email", "a@example.com").await;
    unknown.key_id = "no such key".into();
    let appends = runs.iter().enumerate().map(|(n, (run, fence))| {
        let fence = if n == 20 { Fence { epoch: 7, ..*fence } } else { *fence };
        let event = if n == 10 { event_with("bad", vec![unknown.clone()]) } else { event("good") };
        let store = &store;
        async move { store.append(run, fence, &[event], &[], after("running")).await }
    });
    // While somebody else holds the write lock all of them queue up, so they share a transaction.
    let mut other = lite(&database.file()).await;
    other.execute("BEGIN IMMEDIATE").await.expect("the lock");
    let (answers, ()) = tokio::join!(join_all(appends), async {
        other.execute("COMMIT").await.expect("released");
    });
    for (n, answer) in answers.iter().enumerate() {
        match n {
            10 => assert!(matches!(answer, Err(AppendError::Store(_))), "{answer:?}"),
            20 => assert!(matches!(answer, Err(AppendError::Fenced { .. })), "{answer:?}"),
            _ => assert!(answer.is_ok(), "{n}: {answer:?}"),
        }
    }
    for run in store.runs(&RunFilter::default()).await.expect("read") {
        let is_bad = ["r10", "r20"].contains(&run.run_id.as_str());
        assert_eq!((run.state == "open", run.head.seq), (is_bad, if is_bad { 1 } else { 2 }), "{}", run.run_id);
        assert_eq!(store.head(&run.run_id).await.expect("read"), run.head);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_whose_caller_went_away_stands() {
    let database = Database::sqlite();
    let store = database.open().await;
    let fence = open_held(&store, new_run("r1", "acme")).await;
    let mut other = lite(&database.file()).await;
    other.execute("BEGIN IMMEDIATE").await.expect("the lock");
    {
        let events = [event("one")];
        let append = store.append("r1", fence, &events, &[], after("running"));
        tokio::select! {
            biased;
            _ = append => panic!("the lock is held by another"),
            () = tokio::task::yield_now() => {}
        }
    }
    other.execute("COMMIT").await.expect("released");
    // Writes are made in order, so the next one comes after it.
    let head = store.head("r1").await.expect("read");
    let late = store.append("r1", Fence { head, ..fence }, &[event("two")], &[], after("running")).await;
    assert!(late.is_err() || head.seq == 2, "{late:?}");
    assert_eq!(store.head("r1").await.expect("read").seq, if late.is_ok() { 3 } else { 2 });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_behind_a_lock_that_stays_are_refused_together() {
    let database = Database::sqlite();
    database.open().await.close().await;
    let options = StoreOptions { busy_timeout: Duration::from_millis(300), ..options() };
    let store = Store::open(&database.url, options).await.expect("the store opens");
    let mut other = lite(&database.file()).await;
    other.execute("BEGIN IMMEDIATE").await.expect("the lock");
    let start = Instant::now();
    let answers = join_all((0..40).map(|n| store.open_run(new_run(&format!("r{n}"), "acme")))).await;
    // One group of one and one of the rest, not forty times the time-out.
    assert!(start.elapsed() < Duration::from_secs(6), "{:?}", start.elapsed());
    let locked = |answer: &Result<_, _>| matches!(answer, Err(AppendError::Store(StoreError::Locked(_))));
    assert!(answers.iter().all(locked), "{answers:?}");
    other.execute("COMMIT").await.expect("released");
    store.open_run(new_run("late", "acme")).await.expect("it works again");
}
