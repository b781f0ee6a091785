//! The texts in which SQLite and PostgreSQL differ. Everything else is one text for both.

/// The differing words of one database.
pub(crate) struct Dialect {
    /// A column that is part of a key or of an order: compared byte by byte on both.
    pub(crate) key: &'static str,
    /// The end of a CREATE TABLE.
    pub(crate) table: &'static str,
    /// Starts a writing transaction.
    pub(crate) begin: &'static str,
    /// Starts a reading transaction that sees one moment.
    pub(crate) snapshot: &'static str,
    /// The time of the running statement, in microseconds since 1970.
    pub(crate) now: &'static str,
    /// Serialises migrations of all processes.
    pub(crate) migrate_lock: &'static str,
    /// Lets one process at a time seal the ledger of a tenant (`$1`: the stream).
    pub(crate) ledger_lock: &'static str,
    /// Lets one process at a time open runs of a tenant (`$1`) whose number is limited.
    pub(crate) opening_lock: &'static str,
    /// Picks the run to claim from the tenants in order `ranked`, passing over those that others are claiming.
    pub(crate) claim_candidate: &'static str,
    /// Refuses changes of written events.
    pub(crate) append_only: &'static [&'static str],
}

pub(crate) static LITE: Dialect = Dialect {
    key: "TEXT",
    table: "WITHOUT ROWID",
    begin: "BEGIN IMMEDIATE",
    snapshot: "BEGIN DEFERRED",
    now: "CAST(unixepoch('subsec') * 1000000 AS INTEGER)",
    migrate_lock: "SELECT 0",
    ledger_lock: "SELECT 0 WHERE $1 IS NULL",
    opening_lock: "SELECT 0 WHERE $1 IS NULL",
    claim_candidate: "SELECT r.run_id FROM run r
        WHERE r.tenant = (SELECT k.tenant FROM ranked k WHERE k.oldest IS NOT NULL
                          ORDER BY k.leased, k.oldest, k.tenant LIMIT 1)
          AND r.due_us IS NOT NULL AND r.due_us <= $1 AND r.lease_until_us <= {now}
        ORDER BY r.due_us, r.run_id LIMIT 1",
    append_only: &[
        "CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
         BEGIN SELECT RAISE(ABORT, 'events are never changed'); END",
        "CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
         BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END",
        // INSERT OR REPLACE deletes without asking the trigger above.
        "CREATE TRIGGER event_is_never_replaced BEFORE INSERT ON event
         WHEN EXISTS (SELECT 1 FROM event WHERE stream = NEW.stream AND seq = NEW.seq)
         BEGIN SELECT RAISE(ABORT, 'events are never replaced'); END",
    ],
};

pub(crate) static PG: Dialect = Dialect {
    key: "TEXT COLLATE \"C\"",
    table: "",
    begin: "BEGIN",
    snapshot: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    now: "CAST(extract(epoch FROM statement_timestamp()) * 1000000 AS BIGINT)",
    migrate_lock: "SELECT pg_advisory_xact_lock(4847391027465)",
    ledger_lock: "SELECT pg_advisory_xact_lock(hashtextextended($1, 20))",
    opening_lock: "SELECT pg_advisory_xact_lock(hashtextextended($1, 21))",
    claim_candidate: "SELECT c.run_id
        FROM (SELECT k.tenant FROM ranked k WHERE k.oldest IS NOT NULL ORDER BY k.leased, k.oldest, k.tenant) t
        CROSS JOIN LATERAL (
            SELECT r.run_id FROM run r
            WHERE r.tenant = t.tenant AND r.due_us IS NOT NULL AND r.due_us <= $1 AND r.lease_until_us <= {now}
            ORDER BY r.due_us, r.run_id LIMIT 1 FOR UPDATE SKIP LOCKED) c
        LIMIT 1",
    append_only: &[
        "CREATE FUNCTION event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN RAISE EXCEPTION 'events are never changed or deleted'; END $$",
        "CREATE TRIGGER event_is_never_changed BEFORE UPDATE OR DELETE ON event
         FOR EACH ROW EXECUTE FUNCTION event_is_append_only()",
        "CREATE TRIGGER event_is_never_emptied BEFORE TRUNCATE ON event
         FOR EACH STATEMENT EXECUTE FUNCTION event_is_append_only()",
    ],
};
