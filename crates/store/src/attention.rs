//! What needs somebody: a few runs of a kind, and how many there are in all. Each query walks an index.

use crate::{
    db::args,
    error::StoreError,
    open::Store,
    reads::{RunRow, select_run},
};

/// Some runs of a kind, and how many there are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The first ones.
    pub rows: Vec<RunRow>,
    /// All of them.
    pub count: i64,
}

/// Current runs that stand in one state.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    /// The state, a word of the engine's.
    pub state: &'a str,
    /// Only those opened since, in microseconds since 1970.
    pub since_us: i64,
    /// At most this many rows.
    pub limit: i64,
}

/// Runs that go on by themselves.
#[derive(Debug, Clone, Copy)]
pub struct Due<'a> {
    /// Only this tenant's.
    pub tenant: Option<&'a str>,
    /// The states in which they are.
    pub states: &'a [&'a str],
    /// Only those due by then, in microseconds since 1970.
    pub until_us: i64,
    /// In whose hands they are.
    pub hands: Hands,
    /// At most this many rows.
    pub limit: i64,
}

/// In whose hands runs are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hands {
    /// In anybody's, or nobody's.
    Any,
    /// In nobody's now.
    Nobody,
}

impl Store {
    /// Current runs of all tenants in a state, the oldest first.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn standing(&self, standing: Standing<'_>) -> Result<Found, StoreError> {
        let Standing { state, since_us, limit } = standing;
        let db = &self.inner.db;
        let sql = select_run!(
            "WHERE r.state = $1 AND r.opened_us >= $2 AND r.is_current = 1 ORDER BY r.opened_us, r.run_id LIMIT $3"
        );
        let rows = db.rows(sql, args![state, since_us, limit]).await?;
        let count = "SELECT count(*) FROM run WHERE state = $1 AND opened_us >= $2 AND is_current = 1";
        Ok(Found { rows, count: db.first::<i64>(count, args![state, since_us]).await?.unwrap_or_default() })
    }

    /// Runs that go on by themselves until a time, the first due first.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn due(&self, due: Due<'_>) -> Result<Found, StoreError> {
        let db = &self.inner.db;
        let Due { tenant, states, until_us, hands, limit } = due;
        let states = format!(",{},", states.join(","));
        let any = i64::from(hands == Hands::Any);
        // Two texts each, so that each has an index to walk.
        let (rows, count) = match tenant {
            Some(tenant) => {
                let rows = select_run!(
                    "WHERE r.tenant = $5 AND r.due_us IS NOT NULL AND r.due_us <= $1 AND $2 LIKE '%,' || r.state || ',%'
                     AND ($3 = 1 OR r.lease_until_us <= {now}) ORDER BY r.due_us, r.run_id LIMIT $4"
                );
                let count = "SELECT count(*) FROM run r WHERE r.tenant = $4 AND r.due_us IS NOT NULL AND r.due_us <= $1
                             AND $2 LIKE '%,' || r.state || ',%' AND ($3 = 1 OR r.lease_until_us <= {now})";
                let found = db.rows(rows, args![until_us, &states, any, limit, tenant]).await?;
                (found, db.first::<i64>(count, args![until_us, &states, any, tenant]).await?)
            }
            None => {
                let rows = select_run!(
                    "WHERE r.due_us IS NOT NULL AND r.due_us <= $1 AND $2 LIKE '%,' || r.state || ',%'
                     AND ($3 = 1 OR r.lease_until_us <= {now}) ORDER BY r.due_us, r.run_id LIMIT $4"
                );
                let count = "SELECT count(*) FROM run r WHERE r.due_us IS NOT NULL AND r.due_us <= $1
                             AND $2 LIKE '%,' || r.state || ',%' AND ($3 = 1 OR r.lease_until_us <= {now})";
                let found = db.rows(rows, args![until_us, &states, any, limit]).await?;
                (found, db.first::<i64>(count, args![until_us, &states, any]).await?)
            }
        };
        Ok(Found { rows, count: count.unwrap_or_default() })
    }

    /// Closed runs that still hold a sealed password, the one closed longest ago first.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn unrevealed(&self, limit: i64) -> Result<Found, StoreError> {
        let db = &self.inner.db;
        let rows = select_run!(
            "JOIN sealed s ON s.stream = r.run_id AND s.field = 'password'
             WHERE r.closed_us IS NOT NULL ORDER BY r.closed_us, r.run_id LIMIT $1"
        );
        let count = "SELECT count(*) FROM sealed s JOIN run r ON r.run_id = s.stream
                     WHERE s.field = 'password' AND r.closed_us IS NOT NULL";
        Ok(Found {
            rows: db.rows(rows, args![limit]).await?,
            count: db.first::<i64>(count, args![]).await?.unwrap_or_default(),
        })
    }
}
