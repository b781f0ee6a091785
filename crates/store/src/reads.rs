//! Reading runs, events and sealed values.

use dayone_core::chain::{Head, Record};

use crate::{
    blind_index::Token,
    db::{Cells, Row, Tx, args},
    error::StoreError,
    ledger::{admin_stream, ledger_stream},
    open::Store,
};

/// A run's row: a cache of its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRow {
    /// The run's id, which is also its stream's name.
    pub run_id: String,
    /// The tenant.
    pub tenant: String,
    /// The person's random id.
    pub person: String,
    /// The request key, as a blind index token.
    pub request_key: String,
    /// Whether this run holds the request key: the last attempt does.
    pub is_current: bool,
    /// The earlier run that this one is a new attempt of.
    pub supersedes: Option<String>,
    /// The run's state, a word of the engine's.
    pub state: String,
    /// When it is to be claimed next, in microseconds since 1970.
    pub due_us: Option<i64>,
    /// The stream's head.
    pub head: Head,
    /// Who holds the run, or held it last.
    pub lease_owner: Option<String>,
    /// Until when, in microseconds since 1970 by the database's clock; 0 if nobody does.
    pub lease_until_us: i64,
    /// How often the run was claimed.
    pub lease_epoch: i64,
    /// When it was opened, in microseconds since 1970.
    pub opened_us: i64,
    /// When it was closed, in microseconds since 1970.
    pub closed_us: Option<i64>,
    /// What lists show, as JSON text.
    pub summary: String,
    /// The ticket in the organisation's service desk.
    pub ticket: Option<String>,
    /// The batch that the run came in with.
    pub batch: Option<String>,
    /// What it is, a word of the engine's: `joiner`, `mover`.
    pub kind: String,
}

/// Which runs a list shows. `RunFilter::default()` shows all, newest first.
#[derive(Debug, Clone)]
pub struct RunFilter {
    /// Only this tenant's.
    pub tenant: Option<String>,
    /// Only runs in one of these states; empty for any.
    pub states: Vec<String>,
    /// Only this ticket's.
    pub ticket: Option<String>,
    /// Only this batch's.
    pub batch: Option<String>,
    /// Only runs of people found by this token.
    pub token: Option<Token>,
    /// Only runs of this kind.
    pub kind: Option<String>,
    /// Only runs opened before the last one of the page before.
    pub before: Option<Before>,
    /// At most this many.
    pub limit: i64,
}

/// Where a page ended: the last run's time and id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before {
    /// When that run was opened, in microseconds since 1970.
    pub opened_us: i64,
    /// That run's id.
    pub run_id: String,
}

/// One sealed value where it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedValue {
    /// The stream.
    pub stream: String,
    /// The event.
    pub seq: i64,
    /// The field.
    pub field: String,
    /// The data key.
    pub key_id: String,
    /// Base64 of nonce and ciphertext.
    pub ciphertext: String,
}

/// A person whom a token finds, by one of the person's runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonMatch {
    /// The person's random id.
    pub person: String,
    /// The run.
    pub run_id: String,
}

impl Default for RunFilter {
    fn default() -> Self {
        RunFilter {
            tenant: None,
            states: Vec::new(),
            ticket: None,
            batch: None,
            token: None,
            kind: None,
            before: None,
            limit: 100,
        }
    }
}

/// All columns of [`RunRow`], in its order.
macro_rules! select_run {
    ($rest:literal) => {
        concat!(
            "SELECT r.run_id, r.tenant, r.person, r.request_key, r.is_current, r.supersedes, r.state, r.due_us, ",
            "r.head_seq, r.head_digest, r.lease_owner, r.lease_until_us, r.lease_epoch, r.opened_us, r.closed_us, ",
            "r.summary, r.ticket, r.batch, r.kind FROM run r ",
            $rest
        )
    };
}

pub(crate) use select_run;

/// A page of runs, newest first, within a scope.
macro_rules! page_of_runs {
    ($scope:literal) => {
        concat!(
            select_run!("WHERE "),
            $scope,
            " AND ($2 IS NULL OR $2 LIKE '%,' || r.state || ',%') AND ($3 IS NULL OR r.ticket = $3)",
            " AND ($4 IS NULL OR EXISTS (SELECT 1 FROM person_index p",
            " WHERE p.tenant = r.tenant AND p.token = $4 AND p.run_id = r.run_id))",
            " AND ($8 IS NULL OR r.batch = $8) AND ($9 IS NULL OR r.kind = $9)",
            " AND (r.opened_us < $5 OR (r.opened_us = $5 AND r.run_id < $6))",
            " ORDER BY r.opened_us DESC, r.run_id DESC LIMIT $7"
        )
    };
}

/// The current run of a tenant (`$1`) with a request key (`$2`).
pub(crate) const RUN_BY_KEY: &str = select_run!("WHERE r.tenant = $1 AND r.request_key = $2 AND r.is_current = 1");

impl Store {
    /// One run.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn run(&self, run_id: &str) -> Result<Option<RunRow>, StoreError> {
        Ok(self.inner.db.first(select_run!("WHERE r.run_id = $1"), args![run_id]).await?)
    }

    /// The current run with a request key.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn run_by_key(&self, tenant: &str, request_key: &Token) -> Result<Option<RunRow>, StoreError> {
        Ok(self.inner.db.first(RUN_BY_KEY, args![tenant, request_key.as_str()]).await?)
    }

    /// The first runs of a batch in a tenant that are in a state, by id, at most `limit`.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn runs_of_batch(
        &self,
        batch: &str,
        tenant: &str,
        state: &str,
        limit: i64,
    ) -> Result<Vec<RunRow>, StoreError> {
        let sql = select_run!("WHERE r.batch = $1 AND r.tenant = $2 AND r.state = $3 ORDER BY r.run_id LIMIT $4");
        Ok(self.inner.db.rows(sql, args![batch, tenant, state, limit]).await?)
    }

    /// How many runs of a batch in a tenant are in each state.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn batch_states(&self, batch: &str, tenant: &str) -> Result<Vec<(String, i64)>, StoreError> {
        let sql =
            "SELECT r.state, count(*) FROM run r WHERE r.batch = $1 AND r.tenant = $2 GROUP BY r.state ORDER BY 1";
        let counts: Vec<StateCount> = self.inner.db.rows(sql, args![batch, tenant]).await?;
        Ok(counts.into_iter().map(|StateCount(state, count)| (state, count)).collect())
    }

    /// A page of runs, newest first.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn runs(&self, filter: &RunFilter) -> Result<Vec<RunRow>, StoreError> {
        let (opened_us, run_id) = match &filter.before {
            Some(before) => (before.opened_us, before.run_id.clone()),
            None => (i64::MAX, String::new()),
        };
        // The list as one text: states are words, so a comma separates them.
        let states = (!filter.states.is_empty()).then(|| format!(",{},", filter.states.join(",")));
        let token = filter.token.as_ref().map(|token| token.as_str().to_owned());
        // Two texts, so that each has an index to walk.
        let sql = match filter.tenant {
            Some(_) => page_of_runs!("r.tenant = $1"),
            None => page_of_runs!("$1 IS NULL"),
        };
        let args = args![
            filter.tenant.clone(),
            states,
            filter.ticket.clone(),
            token,
            opened_us,
            run_id,
            filter.limit,
            filter.batch.clone(),
            filter.kind.clone()
        ];
        Ok(self.inner.db.rows(sql, args).await?)
    }

    /// All runs of a person, of whatever kind, oldest first.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn runs_of_person(&self, tenant: &str, person: &str) -> Result<Vec<RunRow>, StoreError> {
        let sql = select_run!("WHERE r.tenant = $1 AND r.person = $2 ORDER BY r.opened_us, r.run_id");
        Ok(self.inner.db.rows(sql, args![tenant, person]).await?)
    }

    /// How many of a tenant's runs of a kind were opened after a time, in microseconds since 1970, and were not stopped
    /// before they changed anything.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn opened_since(&self, tenant: &str, kind: &str, since_us: i64) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM run WHERE tenant = $1 AND kind = $2 AND opened_us > $3
                   AND state NOT IN ('cancelled', 'failed', 'quarantined')";
        let opened = self.inner.db.first::<i64>(sql, args![tenant, kind, since_us]).await?.unwrap_or_default();
        Ok(u64::try_from(opened).unwrap_or_default())
    }

    /// Events of a stream after `since` (0 for all), in order, at most `limit`.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn events(&self, stream: &str, since: i64, limit: i64) -> Result<Vec<Record>, StoreError> {
        Ok(self.inner.db.rows(EVENTS, args![stream, since, limit]).await?)
    }

    /// The head of a stream, by its last event.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn head(&self, stream: &str) -> Result<Head, StoreError> {
        let sql = "SELECT seq, digest FROM event WHERE stream = $1 ORDER BY seq DESC LIMIT 1";
        Ok(self.inner.db.first(sql, args![stream]).await?.unwrap_or(Head::EMPTY))
    }

    /// The sealed values of a stream that were not erased.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn sealed_of(&self, stream: &str) -> Result<Vec<SealedValue>, StoreError> {
        Ok(self.inner.db.rows(SEALED, args![stream]).await?)
    }

    /// The people of a tenant whom a token finds, with their runs, newest first.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn find_people(&self, tenant: &str, token: &Token) -> Result<Vec<PersonMatch>, StoreError> {
        let sql = "SELECT r.person, r.run_id FROM person_index p JOIN run r ON r.run_id = p.run_id
                   WHERE p.tenant = $1 AND p.token = $2 ORDER BY r.opened_us DESC, r.run_id DESC";
        Ok(self.inner.db.rows(sql, args![tenant, token.as_str()]).await?)
    }

    /// The names of a tenant's streams: its runs', its administration stream and its ledger, where they have events.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn streams(&self, tenant: &str) -> Result<Vec<String>, StoreError> {
        let mut tx = self.inner.db.snapshot().await?;
        Ok(streams_in(&mut tx, tenant).await?)
    }
}

/// The events of a stream (`$1`) after `$2`, at most `$3`.
pub(crate) const EVENTS: &str = "SELECT stream, seq, at_us, actor, kind, body, prev, digest FROM event
     WHERE stream = $1 AND seq > $2 ORDER BY seq LIMIT $3";

/// The sealed values of a stream (`$1`).
pub(crate) const SEALED: &str =
    "SELECT stream, seq, field, key_id, ciphertext FROM sealed WHERE stream = $1 ORDER BY seq, field";

pub(crate) async fn streams_in(tx: &mut Tx, tenant: &str) -> Result<Vec<String>, sqlx::Error> {
    tx.rows(
        "SELECT run_id FROM run WHERE tenant = $1
         UNION SELECT DISTINCT stream FROM event WHERE stream IN ($2, $3) ORDER BY 1",
        args![tenant, admin_stream(tenant), ledger_stream(tenant)],
    )
    .await
}

impl Row for RunRow {
    fn read(cells: &Cells<'_>) -> Result<Self, sqlx::Error> {
        Ok(RunRow {
            run_id: cells.text(0)?,
            tenant: cells.text(1)?,
            person: cells.text(2)?,
            request_key: cells.text(3)?,
            is_current: cells.int(4)? == 1,
            supersedes: cells.text_or_null(5)?,
            state: cells.text(6)?,
            due_us: cells.int_or_null(7)?,
            head: Head { seq: cells.int(8)?, digest: cells.digest(9)? },
            lease_owner: cells.text_or_null(10)?,
            lease_until_us: cells.int(11)?,
            lease_epoch: cells.int(12)?,
            opened_us: cells.int(13)?,
            closed_us: cells.int_or_null(14)?,
            summary: cells.text(15)?,
            ticket: cells.text_or_null(16)?,
            batch: cells.text_or_null(17)?,
            kind: cells.text(18)?,
        })
    }
}

impl Row for Record {
    fn read(cells: &Cells<'_>) -> Result<Self, sqlx::Error> {
        Ok(Record {
            stream: cells.text(0)?,
            seq: cells.int(1)?,
            at_us: cells.int(2)?,
            actor: cells.text(3)?,
            kind: cells.text(4)?,
            body: cells.text(5)?,
            prev: cells.digest(6)?,
            digest: cells.digest(7)?,
        })
    }
}

impl Row for Head {
    fn read(cells: &Cells<'_>) -> Result<Self, sqlx::Error> {
        Ok(Head { seq: cells.int(0)?, digest: cells.digest(1)? })
    }
}

impl Row for SealedValue {
    fn read(cells: &Cells<'_>) -> Result<Self, sqlx::Error> {
        Ok(SealedValue {
            stream: cells.text(0)?,
            seq: cells.int(1)?,
            field: cells.text(2)?,
            key_id: cells.text(3)?,
            ciphertext: cells.text(4)?,
        })
    }
}

struct StateCount(String, i64);

impl Row for StateCount {
    fn read(cells: &Cells<'_>) -> Result<Self, sqlx::Error> {
        Ok(StateCount(cells.text(0)?, cells.int(1)?))
    }
}

impl Row for PersonMatch {
    fn read(cells: &Cells<'_>) -> Result<Self, sqlx::Error> {
        Ok(PersonMatch { person: cells.text(0)?, run_id: cells.text(1)? })
    }
}
