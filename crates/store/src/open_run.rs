//! Opening a run once, however often it is asked for.

use std::time::Duration;

use dayone_core::chain::Head;
use serde_json::Value;

use crate::{
    blind_index::Token,
    db::{Tx, args},
    error::{AppendError, StoreError},
    ledger::Nothing,
    log::{Links, NewEvent, chain, insert},
    open::Store,
    reads::{RUN_BY_KEY, RunRow},
    usernames::{self, NameHolder},
    writer::Write,
};

/// A run to be opened.
#[derive(Debug, Clone)]
pub struct NewRun {
    /// The run's id, which is also its stream's name.
    pub run_id: String,
    /// The tenant.
    pub tenant: String,
    /// The person's id: random, never derived from what is known about the person.
    pub person: String,
    /// The request key as a blind index token, unique among the tenant's current runs.
    pub request_key: Token,
    /// The earlier run that this one is a new attempt of; it gives up the request key.
    pub supersedes: Option<String>,
    /// The run's state, a word of the engine's.
    pub state: String,
    /// When the run is to be claimed, in microseconds since 1970.
    pub due_us: Option<i64>,
    /// When the run was opened, in microseconds since 1970.
    pub opened_us: i64,
    /// What lists show, as JSON, without personal values.
    pub summary: Value,
    /// The ticket in the organisation's service desk.
    pub ticket: Option<String>,
    /// The batch that the run came in with.
    pub batch: Option<String>,
    /// Blind index tokens that find the person.
    pub tokens: Vec<Token>,
    /// The token of the username that the run is to give; None where it gives none.
    pub username: Option<Token>,
    /// The first events of the run.
    pub events: Vec<NewEvent>,
    /// Who drives the run from the start, if it is not left to the workers.
    pub holder: Option<Holder>,
    /// Whether the run will have an account.
    pub joins: bool,
    /// It is opened only if it does not pass this.
    pub ceiling: Option<Ceiling>,
    /// What it is, a word of the engine's: `joiner`, `mover`.
    pub kind: String,
}

/// How many of a tenant's runs may join.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ceiling {
    /// Runs opened after this count, in microseconds since 1970.
    pub since_us: i64,
    /// How many there may be, the new one among them.
    pub most: u64,
}

/// Who holds a lease, and for how long from now.
#[derive(Debug, Clone)]
pub struct Holder {
    /// The owner's name, unique per process.
    pub owner: String,
    /// The lease's length.
    pub lease: Duration,
}

/// What came of opening a run.
#[derive(Debug, Clone)]
pub enum Opening {
    /// The run is new.
    Opened {
        /// Its head after the first events.
        head: Head,
        /// The lease's epoch: 1 if a holder was given, else 0.
        epoch: i64,
    },
    /// The tenant has a current run with this request key already; nothing was written.
    Existing(Box<RunRow>),
    /// Somebody else has the username, or is to have it; nothing was written.
    NameTaken(NameHolder),
    /// So many join already that this one would pass the ceiling; nothing was written.
    Crowded {
        /// How many.
        joining: u64,
    },
}

impl Store {
    /// How many of a tenant's runs that were opened after a time, in microseconds since 1970, have or will have an
    /// account.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn joining(&self, tenant: &str, since_us: i64) -> Result<u64, StoreError> {
        let joining = self.inner.db.first::<i64>(JOINING, args![tenant, since_us]).await?.unwrap_or_default();
        Ok(u64::try_from(joining).unwrap_or_default())
    }

    /// Opens a run, or finds the current one with the same request key.
    ///
    /// # Errors
    /// [`AppendError::Fenced`] if the run's id is taken, [`AppendError::Store`] otherwise.
    pub async fn open_run(&self, run: NewRun) -> Result<Opening, AppendError> {
        let links = chain(&run.run_id, Head::EMPTY, &run.events, &[])?;
        match self.write(OpenRun { run, links }).await {
            Ok(opening) => Ok(opening),
            Err(Unopened::NameTaken(holder)) => Ok(Opening::NameTaken(holder)),
            Err(Unopened::Failed(error)) => Err(error),
        }
    }
}

/// Why a run is not opened: an error of the transaction, so that nothing of it stays.
enum Unopened {
    NameTaken(NameHolder),
    Failed(AppendError),
}

impl From<AppendError> for Unopened {
    fn from(error: AppendError) -> Self {
        Unopened::Failed(error)
    }
}

impl From<StoreError> for Unopened {
    fn from(error: StoreError) -> Self {
        Unopened::Failed(error.into())
    }
}

impl From<sqlx::Error> for Unopened {
    fn from(error: sqlx::Error) -> Self {
        Unopened::Failed(error.into())
    }
}

/// Runs of a tenant (`$1`) opened after `$2` that have, or will have, an account.
const JOINING: &str = "SELECT count(*) FROM run WHERE tenant = $1 AND opened_us > $2 AND joins = 1";

struct OpenRun {
    run: NewRun,
    links: Links,
}

impl Write for OpenRun {
    type Answer = Opening;
    type Error = Unopened;

    async fn perform(&self, tx: &mut Tx) -> Result<Opening, Unopened> {
        let OpenRun { run, links } = self;
        if let Some(ceiling) = run.ceiling
            && let Some(joining) = self.crowd(tx, ceiling).await?
        {
            return Ok(Opening::Crowded { joining });
        }
        if let Some(earlier) = &run.supersedes {
            tx.exec(
                "UPDATE run SET is_current = 0 WHERE run_id = $1 AND tenant = $2 AND request_key = $3",
                args![earlier, &run.tenant, run.request_key.as_str()],
            )
            .await?;
        }
        if self.insert_row(tx).await? == 0 {
            let existing = tx.first::<RunRow>(RUN_BY_KEY, args![&run.tenant, run.request_key.as_str()]).await?;
            return match existing {
                Some(row) => Ok(Opening::Existing(Box::new(row))),
                None => Err(AppendError::Fenced { stream: run.run_id.clone() }.into()),
            };
        }
        if let Some(name) = &run.username
            && let Some(holder) =
                usernames::reserve(tx, &run.tenant, name, &run.person, &run.run_id, run.opened_us).await?
        {
            return Err(Unopened::NameTaken(holder));
        }
        insert(tx, &run.run_id, links).await?;
        for token in &run.tokens {
            let sql = "INSERT INTO person_index (tenant, token, run_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
            tx.exec(sql, args![&run.tenant, token.as_str(), &run.run_id]).await?;
        }
        Ok(Opening::Opened { head: links.head, epoch: i64::from(run.holder.is_some()) })
    }
}

impl OpenRun {
    /// How many join already, if that is too many for one more.
    async fn crowd(&self, tx: &mut Tx, ceiling: Ceiling) -> Result<Option<u64>, sqlx::Error> {
        let OpenRun { run, .. } = self;
        tx.rows::<Nothing>(tx.dialect().opening_lock, args![&run.tenant]).await?;
        let key = run.request_key.as_str();
        if let Some(current) = tx.first::<RunRow>(RUN_BY_KEY, args![&run.tenant, key]).await?
            && run.supersedes.as_ref() != Some(&current.run_id)
        {
            return Ok(None);
        }
        let joining = tx.first::<i64>(JOINING, args![&run.tenant, ceiling.since_us]).await?.unwrap_or_default();
        let joining = u64::try_from(joining).unwrap_or_default();
        Ok((joining >= ceiling.most).then_some(joining))
    }

    async fn insert_row(&self, tx: &mut Tx) -> Result<u64, sqlx::Error> {
        let OpenRun { run, links } = self;
        let owner = run.holder.as_ref().map(|holder| holder.owner.clone());
        let lease_us = run.holder.as_ref().map(|holder| micros(holder.lease));
        tx.exec(
            "INSERT INTO run (run_id, tenant, person, request_key, is_current, supersedes, state, due_us, head_seq,
                head_digest, opened_us, summary, ticket, lease_owner, lease_until_us, lease_epoch, batch, joins, kind)
             VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, $9, $10, $11, $12, $13, coalesce({now} + $14, 0), $15, $16, $17, $18)
             ON CONFLICT DO NOTHING",
            args![
                &run.run_id,
                &run.tenant,
                &run.person,
                run.request_key.as_str(),
                run.supersedes.clone(),
                &run.state,
                run.due_us,
                links.head.seq,
                links.head.digest.to_string(),
                run.opened_us,
                run.summary.to_string(),
                run.ticket.clone(),
                owner,
                lease_us,
                i64::from(run.holder.is_some()),
                run.batch.clone(),
                i64::from(run.joins),
                &run.kind,
            ],
        )
        .await
    }
}

/// A length of time in microseconds, as the database counts.
pub(crate) fn micros(length: Duration) -> i64 {
    i64::try_from(length.as_micros()).unwrap_or(i64::MAX / 4)
}
