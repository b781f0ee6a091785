//! The same on PostgreSQL: a hire, kills, workers.

use dayone_core::event::Ending;
use dayone_engine::Halt;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};

use crate::batch::{carry_out_as, directory, never, people};
use crate::matrix::{Call, Kill, compare, goes_on, killed, undisturbed};
use crate::place::{Place, everything};
use crate::workers::{left_behind_at, two_workers_at};

/// A schema of its own on the server of the tests.
async fn place() -> Place {
    let server = std::env::var("DAYONE_TEST_POSTGRES").expect(
        "DAYONE_TEST_POSTGRES must name a PostgreSQL server for the tests: run `cargo xtask test`, which brings one",
    );
    let mut place = Place::demo().await;
    let name = place.folder.path().file_name().and_then(|name| name.to_str()).expect("a folder's name");
    let name = name.replace(|letter: char| !letter.is_alphanumeric(), "").to_lowercase();
    let schema = format!("e{name}_{}", std::process::id());
    let options: sqlx::postgres::PgConnectOptions = server.parse().expect("an address");
    let mut connection = options.connect().await.expect("the server answers");
    let create = format!("CREATE SCHEMA {schema}");
    sqlx::raw_sql(AssertSqlSafe(create)).execute(&mut connection).await.expect("a schema");
    connection.close().await.ok();
    place.database = format!("{server}?options[search_path]={schema}&application_name={schema}");
    place
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hire_on_postgresql_comes_out_as_on_sqlite() {
    let expected = undisturbed().await;
    let place = place().await;
    let process = place.process().await;
    let run = process.hire(&everything()).await;
    compare(&place, &process, &run, &expected, "on PostgreSQL").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hire_killed_on_postgresql_ends_as_if_undisturbed() {
    let expected = undisturbed().await;
    let call = |operation: &str| Call { operation: operation.into(), nth: 1 };
    let kills = [
        Kill::Before(call("POST /systemusers")),
        Kill::After(call("POST /systemusers")),
        Kill::After(call("POST /systemusers/{id}/state/activate")),
        Kill::Appended(3),
    ];
    for kill in kills {
        let place = place().await;
        killed(&place, &kill).await;
        goes_on(&place, &expected, &format!("killed {kill:?} on PostgreSQL")).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_workers_on_one_run_on_postgresql_exactly_one_works() {
    two_workers_at(place().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_left_behind_on_postgresql_changes_nothing() {
    left_behind_at(place().await, "POST /systemusers", dayone_simulator::Then::HangAfter).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_carried_out_by_two_processes_at_once_on_postgresql_brings_everybody_once() {
    let place = place().await;
    let one = place.process().await;
    let other = place.process_at_the_same_time().await;
    let people = people(24);
    let first = carry_out_as("B-ONE", &one.engine, &one.tenant, &people, never(), &|_| ());
    let second = carry_out_as("B-OTHER", &other.engine, &other.tenant, &people, never(), &|_| ());
    let ((_, first), (_, second)) = futures::join!(first, second);
    first.expect("an end");
    second.expect("an end");
    // What the one left to the other when it ended is done by whoever comes next.
    let (told, ended) = carry_out_as("B-LAST", &one.engine, &one.tenant, &people, never(), &|_| ()).await;
    ended.expect("an end");
    assert!(told.runs.values().all(|(_, halt)| *halt == Halt::Closed(Ending::Succeeded)));
    assert_eq!((told.already_done + told.runs.len(), place.control().count("POST /systemusers")), (24, 24));
    let accounts = directory(&place.control());
    let joiners: Vec<_> = accounts.iter().filter(|(name, _)| name.starts_with("joiner.")).collect();
    assert_eq!(joiners.len(), 24);
    assert!(joiners.iter().all(|(_, (state, groups))| state == "ACTIVATED" && groups.len() == 6), "{joiners:?}");
    place.assert_sound(&one).await;
}
