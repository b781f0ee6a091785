//! Which workers are alive: each says so from time to time.

use crate::{
    db::{Cells, Row, Tx, args},
    error::StoreError,
    open::Store,
    writer::Write,
};

/// A sign of life of a worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heartbeat {
    /// The worker's name, unique per process.
    pub worker: String,
    /// The machine that it runs on.
    pub host: String,
    /// When it was last seen, in microseconds since 1970.
    pub at_us: i64,
}

impl Store {
    /// Says that a worker is alive.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn beat(&self, heartbeat: Heartbeat) -> Result<(), StoreError> {
        self.write(heartbeat).await
    }

    /// The workers seen since a time, in microseconds since 1970.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn workers(&self, since_us: i64) -> Result<Vec<Heartbeat>, StoreError> {
        let sql = "SELECT worker, host, at_us FROM worker WHERE at_us >= $1 ORDER BY worker";
        Ok(self.inner.db.rows(sql, args![since_us]).await?)
    }
}

impl Row for Heartbeat {
    fn read(cells: &Cells<'_>) -> Result<Self, sqlx::Error> {
        Ok(Heartbeat { worker: cells.text(0)?, host: cells.text(1)?, at_us: cells.int(2)? })
    }
}

impl Write for Heartbeat {
    type Answer = ();
    type Error = StoreError;

    async fn perform(&self, tx: &mut Tx) -> Result<(), StoreError> {
        let sql = "INSERT INTO worker (worker, host, at_us) VALUES ($1, $2, $3)
                   ON CONFLICT (worker) DO UPDATE SET host = excluded.host, at_us = excluded.at_us";
        tx.exec(sql, args![&self.worker, &self.host, self.at_us]).await?;
        Ok(())
    }
}
