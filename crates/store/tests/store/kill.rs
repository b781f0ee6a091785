//! Real processes: killed with -9, and writing at the same time. The child is this test program again.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, Command, Stdio},
};

use dayone_core::chain::{Head, verify};
use dayone_store::{Fence, Store, StoreOptions};

use crate::{
    database::Database,
    samples::{after, event, new_run, open_held},
};

const CHILD: &str = "DAYONE_STORE_TEST_CHILD";

/// In the child: writes to runs of its own until it is killed, and says what was acknowledged. Elsewhere: nothing.
#[test]
fn the_child_process_of_the_other_tests() {
    let Ok(job) = std::env::var(CHILD) else { return };
    let (url, name) = job.split_once('|').expect("URL|NAME");
    tokio::runtime::Runtime::new().expect("a runtime").block_on(async {
        // As durable as in production.
        let store = Store::open(url, StoreOptions::default()).await.expect("the store opens");
        let writers = (0..4).map(|n| write_for_ever(store.clone(), format!("{name}{n}")));
        futures::future::join_all(writers.map(tokio::spawn)).await;
    });
}

async fn write_for_ever(store: Store, run: String) {
    let mut fence = open_held(&store, new_run(&run, "acme")).await;
    loop {
        let head = store.append(&run, fence, &[event("one"), event("two")], &[], after("running")).await;
        fence = Fence { head: head.expect("appended"), ..fence };
        writeln!(std::io::stdout(), "\nacknowledged {run} {}", fence.head.seq).expect("the parent listens");
    }
}

fn child(database: &Database, name: &str) -> Child {
    Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "kill::the_child_process_of_the_other_tests", "--nocapture"])
        .env(CHILD, format!("{}|{name}", database.url))
        .stdout(Stdio::piped())
        .spawn()
        .expect("the child starts")
}

/// Lets the child write until it has acknowledged `enough` appends, kills it with -9, and returns all that it
/// acknowledged.
fn kill_after(mut child: Child, enough: usize) -> Vec<(String, i64)> {
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let mut acknowledged = Vec::new();
    let mut read = |line: std::io::Result<String>| {
        let line = line.expect("its output");
        let mut words = line.split(' ');
        if let (Some("acknowledged"), Some(run), Some(seq)) = (words.next(), words.next(), words.next()) {
            // The last line may be cut off.
            acknowledged.extend(seq.parse().ok().map(|seq| (run.to_owned(), seq)));
        }
        acknowledged.len()
    };
    while read(lines.next().expect("the child writes on")) < enough {}
    child.kill().expect("killed");
    lines.for_each(|line| {
        read(line);
    });
    child.wait().expect("ended");
    acknowledged
}

async fn check(database: &Database, acknowledged: &[(String, i64)]) {
    let store = database.open().await;
    let runs: std::collections::BTreeSet<_> = acknowledged.iter().map(|(run, _)| run).collect();
    assert!(!runs.is_empty());
    for run in runs {
        let last = acknowledged.iter().filter(|(of, _)| of == run).map(|(_, seq)| *seq).max().expect("some");
        let records = store.events(run, 0, i64::MAX).await.expect("read");
        let head = verify(Head::EMPTY, &records).expect("the chain holds");
        assert!(head.seq >= last, "{run}: event {last} was acknowledged, {} is there", head.seq);
        assert_eq!(head.seq % 2, 1, "{run}: both events of an append or none");
        assert_eq!(store.run(run).await.expect("read").expect("there").head, head);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_process_loses_no_acknowledged_event() {
    let database = Database::sqlite();
    for round in 0..3 {
        let child = child(&database, &format!("round{round}-"));
        let acknowledged = kill_after(child, 100);
        check(&database, &acknowledged).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_write_to_one_file_at_once() {
    let database = Database::sqlite();
    // The file is there before both; its making is raced for in another test.
    database.open().await.close().await;
    let children = [child(&database, "left"), child(&database, "right")];
    let readers = children.map(|child| std::thread::spawn(|| kill_after(child, 100)));
    for reader in readers {
        check(&database, &reader.join().expect("read")).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_openers_of_a_new_file_all_find_it_migrated() {
    let database = Database::sqlite();
    let stores = futures::future::join_all((0..6).map(|_| database.open())).await;
    for (n, store) in stores.iter().enumerate() {
        open_held(store, new_run(&format!("r{n}"), "acme")).await;
    }
}

/// Making a file and closing it are the moments at which SQLite refuses others without waiting.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_new_file_that_many_open_and_close_refuses_nobody() {
    let open_and_close = async |url: String| {
        for _ in 0..5 {
            let store = Store::open(&url, StoreOptions::default()).await.expect("it opens");
            store.ping().await.expect("it answers");
            store.close().await;
        }
    };
    for _ in 0..20 {
        let database = Database::sqlite();
        let openers = (0..4).map(|_| tokio::spawn(open_and_close(database.url.clone())));
        for opener in openers.collect::<Vec<_>>() {
            opener.await.expect("nobody is refused");
        }
    }
}
