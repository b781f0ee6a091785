//! Roles on PostgreSQL: the service may append events and read them, nothing else.

use dayone_store::{Store, StoreError, StoreOptions};
use sqlx::{Connection as _, Executor as _};

use crate::{
    database::{Database, options},
    samples::{after, event, new_run, open_held, vault},
};

/// Makes a role of this test's own; roles belong to the whole server.
async fn role(database: &Database) -> String {
    let role = format!("service_{}", database.schema());
    database.execute(&format!("CREATE ROLE {role} LOGIN")).await;
    role
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_service_role_appends_and_cannot_change_events() {
    let database = Database::postgres().await;
    let role = role(&database).await;
    let options = StoreOptions { service_role: role.clone(), ..options() };
    Store::open(&database.url, options.clone()).await.expect("migrated by the owner");
    let store = Store::open(&database.url_of(&role), options).await.expect("opened by the service");
    vault(&database, &store).await;
    let fence = open_held(&store, new_run("r1", "acme")).await;
    store.append("r1", fence, &[event("one")], &[], after("running")).await.expect("appended");
    // Even without the triggers.
    database.tamper("SELECT 1").await;
    let mut service = sqlx::PgConnection::connect(&database.url_of(&role)).await.expect("connected");
    for sql in ["UPDATE event SET body = '{}'", "DELETE FROM event", "TRUNCATE event", "DROP TABLE event"] {
        let refused = service.execute(sql).await.expect_err(sql).to_string();
        assert!(refused.contains("permission denied") || refused.contains("must be owner"), "{refused}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_service_role_is_told_to_have_the_schema_migrated() {
    let database = Database::postgres().await;
    let role = role(&database).await;
    database.execute(&format!("GRANT USAGE ON SCHEMA {} TO {role}", database.schema())).await;
    let refused = Store::open(&database.url_of(&role), options()).await.map(drop);
    assert!(matches!(refused, Err(StoreError::Migration { found: 0, .. })), "{refused:?}");
}
