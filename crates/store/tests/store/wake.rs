use std::time::Duration;

use dayone_store::Woken;

use crate::database::{Database, on_both};

on_both![a_signal_wakes_a_waiter_even_if_it_came_before_the_wait, without_a_signal_the_poll_wakes];

const LONG: Duration = Duration::from_secs(60);

async fn a_signal_wakes_a_waiter_even_if_it_came_before_the_wait(database: Database) {
    let store = database.open().await;
    let mut wake = store.wake().await.expect("listening");
    store.notify().await.expect("signalled");
    assert_eq!(wake.wait(LONG).await, Woken::Signal);
}

async fn without_a_signal_the_poll_wakes(database: Database) {
    let store = database.open().await;
    let mut wake = store.wake().await.expect("listening");
    // Other tests share the server's channel, so a signal of theirs may come first.
    while wake.wait(Duration::from_millis(5)).await != Woken::Poll {}
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signal_of_another_process_wakes_too() {
    let database = Database::postgres().await;
    let (one, two) = (database.open().await, database.open().await);
    let mut wake = one.wake().await.expect("listening");
    two.notify().await.expect("signalled");
    assert_eq!(wake.wait(LONG).await, Woken::Signal);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_connection_is_told_because_a_signal_may_be_lost_with_it() {
    let database = Database::postgres().await;
    let store = database.open().await;
    let mut wake = store.wake().await.expect("listening");
    let kill = format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE query LIKE '%LISTEN%' AND pid <> pg_backend_pid() AND application_name = '{}'",
        database.schema(),
    );
    database.execute(&kill).await;
    while wake.wait(LONG).await == Woken::Signal {}
    store.notify().await.expect("signalled");
    while wake.wait(LONG).await != Woken::Signal {}
}
