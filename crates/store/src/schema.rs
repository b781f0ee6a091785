//! The tables, as numbered steps that are applied once each, in one transaction under a lock.

use crate::{
    db::{Db, Tx, args},
    dialect::Dialect,
    error::StoreError,
};

/// Each step's statements. `{key}` and `{table}` are the dialect's; a step is never edited once released.
const STEPS: &[&[&str]] = &[RUNS, BATCHES, USERNAMES, DAILY_WORK, GUARDS, KINDS];

/// Runs, their events and everything around them.
const RUNS: &[&str] = &[
    "CREATE TABLE event (
        stream {key} NOT NULL, seq BIGINT NOT NULL, at_us BIGINT NOT NULL, actor TEXT NOT NULL, kind TEXT NOT NULL,
        body TEXT NOT NULL, prev TEXT NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (stream, seq)) {table}",
    // `request_key` and the tokens of `person_index` are keyed hashes; `summary` holds no personal value.
    "CREATE TABLE run (
        run_id {key} NOT NULL PRIMARY KEY, tenant {key} NOT NULL, person {key} NOT NULL, request_key {key} NOT NULL,
        is_current BIGINT NOT NULL, supersedes TEXT, state TEXT NOT NULL, due_us BIGINT, head_seq BIGINT NOT NULL,
        head_digest TEXT NOT NULL, ledger_seq BIGINT NOT NULL DEFAULT 0, lease_owner TEXT,
        lease_until_us BIGINT NOT NULL DEFAULT 0, lease_epoch BIGINT NOT NULL DEFAULT 0, opened_us BIGINT NOT NULL,
        closed_us BIGINT, summary TEXT NOT NULL, ticket {key}) {table}",
    "CREATE UNIQUE INDEX run_request ON run (tenant, request_key) WHERE is_current = 1",
    "CREATE INDEX run_page ON run (tenant, opened_us, run_id)",
    "CREATE INDEX run_newest ON run (opened_us, run_id)",
    "CREATE INDEX run_person ON run (tenant, person)",
    "CREATE INDEX run_ticket ON run (tenant, ticket) WHERE ticket IS NOT NULL",
    "CREATE INDEX run_due ON run (due_us, lease_until_us) WHERE due_us IS NOT NULL",
    "CREATE INDEX run_fair ON run (tenant, due_us, lease_until_us) WHERE due_us IS NOT NULL",
    "CREATE INDEX run_leased ON run (tenant, lease_until_us) WHERE lease_until_us > 0",
    "CREATE INDEX run_unledgered ON run (tenant) WHERE ledger_seq < head_seq",
    "CREATE TABLE sealed (
        stream {key} NOT NULL, seq BIGINT NOT NULL, field {key} NOT NULL, key_id {key} NOT NULL,
        ciphertext TEXT NOT NULL, PRIMARY KEY (stream, seq, field)) {table}",
    "CREATE INDEX sealed_key ON sealed (key_id)",
    // A tenant's own key has the empty person.
    "CREATE TABLE data_key (
        key_id {key} NOT NULL PRIMARY KEY, tenant {key} NOT NULL, person {key} NOT NULL, wrapped TEXT NOT NULL,
        master_key_id TEXT NOT NULL, UNIQUE (tenant, person)) {table}",
    "CREATE TABLE person_index (
        tenant {key} NOT NULL, token {key} NOT NULL, run_id {key} NOT NULL, PRIMARY KEY (tenant, token, run_id)) {table}",
    "CREATE INDEX person_index_run ON person_index (run_id)",
    "CREATE TABLE secret (
        tenant {key} NOT NULL, name {key} NOT NULL, key_id TEXT NOT NULL, ciphertext TEXT NOT NULL,
        at_us BIGINT NOT NULL, PRIMARY KEY (tenant, name)) {table}",
    "CREATE TABLE tenant_hold (
        tenant {key} NOT NULL PRIMARY KEY, reason TEXT NOT NULL, detail TEXT NOT NULL, at_us BIGINT NOT NULL) {table}",
    "CREATE TABLE meta (name {key} NOT NULL PRIMARY KEY, value TEXT NOT NULL) {table}",
    "CREATE TABLE worker (
        worker {key} NOT NULL PRIMARY KEY, host TEXT NOT NULL, at_us BIGINT NOT NULL) {table}",
];

/// The batch that a run came in with.
const BATCHES: &[&str] = &[
    "ALTER TABLE run ADD COLUMN batch {key}",
    "CREATE INDEX run_batch ON run (batch, tenant, state) WHERE batch IS NOT NULL",
];

/// Names that are spoken for: `token` is a keyed hash. An erased person's names stay, without person and run.
const USERNAMES: &[&str] = &[
    "CREATE TABLE username (
        tenant {key} NOT NULL, token {key} NOT NULL, person {key} NOT NULL, run_id {key} NOT NULL, state TEXT NOT NULL,
        at_us BIGINT NOT NULL, PRIMARY KEY (tenant, token)) {table}",
    "CREATE INDEX username_run ON username (run_id)",
    "CREATE INDEX username_person ON username (tenant, person)",
];

/// What is done once a day, by one of all processes.
const DAILY_WORK: &[&str] = &["CREATE TABLE daily_work (
        tenant {key} NOT NULL, task {key} NOT NULL, day {key} NOT NULL, claimed_until_us BIGINT NOT NULL,
        is_done BIGINT NOT NULL, PRIMARY KEY (tenant, task, day)) {table}"];

/// Guards, freezes, and what needs somebody.
const GUARDS: &[&str] = &[
    // 1 while the run has, or will have, an account.
    "ALTER TABLE run ADD COLUMN joins BIGINT NOT NULL DEFAULT 1",
    "CREATE INDEX run_joining ON run (tenant, opened_us) WHERE joins = 1",
    "CREATE INDEX run_standing ON run (state, opened_us, run_id)",
    "CREATE INDEX sealed_field ON sealed (field, stream) WHERE field = 'password'",
    // `tenant` is `*` for all tenants; `reason` is in clear: no personal value.
    "CREATE TABLE tenant_freeze (
        tenant {key} NOT NULL PRIMARY KEY, reason TEXT NOT NULL, actor TEXT NOT NULL, at_us BIGINT NOT NULL) {table}",
];

/// What a run is: a hire, or another change of the directory.
const KINDS: &[&str] = &[
    "ALTER TABLE run ADD COLUMN kind TEXT NOT NULL DEFAULT 'joiner'",
    "CREATE INDEX run_kind ON run (tenant, kind, opened_us)",
];

/// Tables that the service role may read and write freely; `event` is not among them.
const SERVICE_TABLES: &[&str] = &[
    "run",
    "sealed",
    "data_key",
    "person_index",
    "secret",
    "tenant_hold",
    "tenant_freeze",
    "meta",
    "worker",
    "username",
    "daily_work",
];

/// The step that this binary needs.
pub(crate) const NEEDED: i64 = STEPS.len() as i64;

/// The last step that the database has; 0 for an empty one.
pub(crate) async fn found(db: &Db) -> Result<i64, StoreError> {
    let is_there = match db {
        Db::Lite { .. } => "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_step'",
        Db::Pg { .. } => "SELECT CAST(count(to_regclass('schema_step')) AS BIGINT)",
    };
    if db.first::<i64>(is_there, args![]).await? != Some(1) {
        return Ok(0);
    }
    Ok(db.first::<i64>("SELECT coalesce(max(step), 0) FROM schema_step", args![]).await?.unwrap_or_default())
}

/// Brings the schema up to date and gives the service role its rights (on PostgreSQL, where that role exists).
pub(crate) async fn migrate(db: &Db, service_role: &str) -> Result<(), StoreError> {
    let mut tx = db.begin().await?;
    let dialect = tx.dialect();
    tx.exec(dialect.migrate_lock, args![]).await?;
    tx.schema("CREATE TABLE IF NOT EXISTS schema_step (step BIGINT NOT NULL PRIMARY KEY)".into()).await?;
    let found = tx.first::<i64>("SELECT coalesce(max(step), 0) FROM schema_step", args![]).await?.unwrap_or_default();
    refuse_newer(found)?;
    for (step, statements) in (1..).zip(STEPS).filter(|(step, _)| *step > found) {
        for statement in *statements {
            tx.schema(fill(statement, dialect)).await?;
        }
        if step == 1 {
            for statement in dialect.append_only {
                tx.schema((*statement).to_owned()).await?;
            }
        }
        tx.exec("INSERT INTO schema_step (step) VALUES ($1)", args![step]).await?;
    }
    if let Tx::Pg(..) = tx {
        grant(&mut tx, service_role).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// A newer dayone may have changed what this one relies on.
pub(crate) fn refuse_newer(found: i64) -> Result<(), StoreError> {
    if found > NEEDED {
        let reason = "it was migrated by a newer dayone, use that one".into();
        return Err(StoreError::Migration { found, needed: NEEDED, reason });
    }
    Ok(())
}

fn fill(statement: &str, dialect: &Dialect) -> String {
    statement.replace("{key}", dialect.key).replace("{table}", dialect.table)
}

/// The service role reads and appends events, and cannot change one.
async fn grant(tx: &mut Tx, role: &str) -> Result<(), StoreError> {
    let is_there = "SELECT count(*) FROM pg_roles WHERE rolname = $1 AND rolname <> current_user";
    if tx.first::<i64>(is_there, args![role]).await? != Some(1) {
        return Ok(());
    }
    let role = format!("\"{}\"", role.replace('"', "\"\""));
    let schema = tx.first::<String>("SELECT CAST(quote_ident(current_schema()) AS TEXT)", args![]).await?;
    if let Some(schema) = schema {
        tx.schema(format!("GRANT USAGE ON SCHEMA {schema} TO {role}")).await?;
    }
    tx.schema(format!("REVOKE ALL ON event, schema_step FROM {role}")).await?;
    tx.schema(format!("GRANT SELECT, INSERT ON event TO {role}")).await?;
    tx.schema(format!("GRANT SELECT ON schema_step TO {role}")).await?;
    tx.schema(format!("GRANT SELECT, INSERT, UPDATE, DELETE ON {} TO {role}", SERVICE_TABLES.join(", "))).await?;
    Ok(())
}
