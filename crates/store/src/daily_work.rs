//! What is done once a day for a tenant, by one of all processes: claimed for a while, so that another takes over if
//! the claimant dies, and done once it is said to be.

use std::time::Duration;

use crate::{
    db::{Tx, args},
    error::StoreError,
    open::Store,
    open_run::micros,
    writer::Write,
};

/// A day's work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DailyWork {
    /// The tenant.
    pub tenant: String,
    /// What is done.
    pub task: String,
    /// The day, as `YYYY-MM-DD`.
    pub day: String,
}

impl Store {
    /// Claims a day's work for `lease`; `false` if it is done, or somebody else is at it.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn claim_daily(&self, work: DailyWork, lease: Duration) -> Result<bool, StoreError> {
        self.write(ClaimDaily { work, lease }).await
    }

    /// Says that a day's work is done.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn finish_daily(&self, work: DailyWork) -> Result<(), StoreError> {
        self.write(FinishDaily(work)).await
    }
}

struct ClaimDaily {
    work: DailyWork,
    lease: Duration,
}

impl Write for ClaimDaily {
    type Answer = bool;
    type Error = StoreError;

    async fn perform(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        let DailyWork { tenant, task, day } = &self.work;
        let sql = "INSERT INTO daily_work (tenant, task, day, claimed_until_us, is_done)
                   VALUES ($1, $2, $3, {now} + $4, 0)
                   ON CONFLICT (tenant, task, day) DO UPDATE SET claimed_until_us = excluded.claimed_until_us
                   WHERE daily_work.is_done = 0 AND daily_work.claimed_until_us <= {now}";
        Ok(tx.exec(sql, args![tenant, task, day, micros(self.lease)]).await? > 0)
    }
}

struct FinishDaily(DailyWork);

impl Write for FinishDaily {
    type Answer = ();
    type Error = StoreError;

    async fn perform(&self, tx: &mut Tx) -> Result<(), StoreError> {
        let DailyWork { tenant, task, day } = &self.0;
        let sql = "UPDATE daily_work SET is_done = 1 WHERE tenant = $1 AND task = $2 AND day = $3";
        tx.exec(sql, args![tenant, task, day]).await?;
        Ok(())
    }
}
