//! Erasing a person: the key is destroyed, the values and index tokens go, and the history says so.

use dayone_core::chain::Head;
use serde_json::{Map, json};

use crate::{
    db::{Cells, Db, Row, Tx, args},
    error::{AppendError, StoreError},
    log::{NewEvent, chain, insert},
    open::Store,
    usernames,
    vault::Vault,
    writer::Write,
};

/// The kind of the event that says that a person's values were erased.
pub(crate) const PERSON_ERASED: &str = "person_erased";

/// What an erasure did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erasure {
    /// The runs whose history now says so.
    pub runs: u64,
    /// The sealed values that were destroyed.
    pub values: u64,
    /// Whether no copy is left in the database's write-ahead log. On SQLite it is `false` while another process reads
    /// an older state: erase again later. On PostgreSQL the log is the server's; the values in it have lost their key.
    pub log_cleared: bool,
}

impl Vault {
    /// Destroys a person's key, sealed values, request keys and index tokens, in one transaction with an event
    /// `person_erased` in each of the person's runs; then, on SQLite, empties the write-ahead log. Doing it again is
    /// harmless: it finds nothing more, and empties the log. Usernames that the person had stay blocked, as nobody's.
    ///
    /// # Errors
    /// [`StoreError::NobodyToErase`] for an empty person: that is the tenant's own key. [`StoreError::RunOpen`] while a run of the person is open; [`StoreError::Busy`] if a run was being continued.
    pub async fn erase_person(
        &self,
        tenant: &str,
        person: &str,
        actor: &str,
        at_us: i64,
    ) -> Result<Erasure, StoreError> {
        if person.is_empty() {
            return Err(StoreError::NobodyToErase { tenant: tenant.to_owned() });
        }
        let erase = Erase { tenant: tenant.to_owned(), person: person.to_owned(), actor: actor.to_owned(), at_us };
        let (runs, values) = self.store.write(erase).await?;
        self.forget(tenant, person);
        let log_cleared = self.store.clear_log().await?;
        Ok(Erasure { runs, values, log_cleared })
    }
}

impl Store {
    /// Moves everything from SQLite's write-ahead log into the file and empties it; `false` if a reader stands in the
    /// way, or the log is a server's.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn clear_log(&self) -> Result<bool, StoreError> {
        match &self.inner.db {
            Db::Pg { .. } => Ok(false),
            Db::Lite { write, .. } => {
                let (busy, _, _): (i64, i64, i64) =
                    sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(write).await?;
                Ok(busy == 0)
            }
        }
    }
}

struct Erase {
    tenant: String,
    person: String,
    actor: String,
    at_us: i64,
}

struct PersonRun {
    run_id: String,
    head: Head,
    is_open: bool,
}

impl Row for PersonRun {
    fn read(cells: &Cells<'_>) -> Result<Self, sqlx::Error> {
        Ok(PersonRun {
            run_id: cells.text(0)?,
            head: Head { seq: cells.int(1)?, digest: cells.digest(2)? },
            is_open: cells.int_or_null(3)?.is_none(),
        })
    }
}

impl Write for Erase {
    type Answer = (u64, u64);
    type Error = StoreError;

    async fn perform(&self, tx: &mut Tx) -> Result<(u64, u64), StoreError> {
        let Erase { tenant, person, .. } = self;
        // The key first: on PostgreSQL this row is what a seal and an erasure would meet at.
        let keys = tx.exec("DELETE FROM data_key WHERE tenant = $1 AND person = $2", args![tenant, person]).await?;
        usernames::orphan(tx, tenant, person).await?;
        let sql = "SELECT run_id, head_seq, head_digest, closed_us FROM run
                   WHERE tenant = $1 AND person = $2 ORDER BY run_id";
        let (mut runs, mut values) = (0, 0);
        for run in tx.rows::<PersonRun>(sql, args![tenant, person]).await? {
            if run.is_open {
                return Err(StoreError::RunOpen { run_id: run.run_id });
            }
            let here = tx.exec("DELETE FROM sealed WHERE stream = $1", args![&run.run_id]).await?;
            let tokens = tx.exec("DELETE FROM person_index WHERE run_id = $1", args![&run.run_id]).await?;
            if keys + here + tokens > 0 {
                self.say_so(tx, &run, here).await?;
                runs += 1;
            }
            values += here;
        }
        Ok((runs, values))
    }
}

impl Erase {
    /// Appends the event and takes the request key off the run.
    async fn say_so(&self, tx: &mut Tx, run: &PersonRun, values: u64) -> Result<(), StoreError> {
        let event = NewEvent {
            at_us: self.at_us,
            actor: self.actor.clone(),
            kind: PERSON_ERASED.into(),
            body: Map::from_iter([("values".to_owned(), json!(values))]),
            sealed: Vec::new(),
        };
        let links = chain(&run.run_id, run.head, &[event], &[])?;
        let busy = || StoreError::Busy { stream: run.run_id.clone() };
        let updated = tx
            .exec(
                "UPDATE run SET head_seq = $1, head_digest = $2, is_current = 0, request_key = $3, state = 'erased',
                    due_us = NULL
                 WHERE run_id = $4 AND head_seq = $5 AND head_digest = $6",
                args![
                    links.head.seq,
                    links.head.digest.to_string(),
                    format!("erased:{}", run.run_id),
                    &run.run_id,
                    run.head.seq,
                    run.head.digest.to_string(),
                ],
            )
            .await?;
        if updated == 0 {
            return Err(busy());
        }
        insert(tx, &run.run_id, &links).await.map_err(|error| match error {
            AppendError::Fenced { .. } => busy(),
            AppendError::Store(error) => error,
        })
    }
}
