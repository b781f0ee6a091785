//! The queue: claiming due runs fairly between tenants, and the leases under which they are driven.

use std::time::Duration;

use dayone_core::chain::Head;

use crate::{
    db::{Cells, Row, Tx, args},
    error::StoreError,
    open::Store,
    open_run::micros,
    writer::Write,
};

/// A run that a worker holds by a lease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The run.
    pub run_id: String,
    /// Its tenant.
    pub tenant: String,
    /// The lease's epoch: the fence of every append.
    pub epoch: i64,
    /// The run's head when it was claimed.
    pub head: Head,
}

impl Row for Claim {
    fn read(cells: &Cells<'_>) -> Result<Self, sqlx::Error> {
        Ok(Claim {
            run_id: cells.text(0)?,
            tenant: cells.text(1)?,
            epoch: cells.int(2)?,
            head: Head { seq: cells.int(3)?, digest: cells.digest(4)? },
        })
    }
}

impl Store {
    /// Claims the next run that is due by `due_by_us` (microseconds since 1970, the caller's clock) and that nobody
    /// holds. Tenants with fewest runs in flight come first, ties go to the longest due; held and frozen tenants wait.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn claim(&self, owner: &str, due_by_us: i64, lease: Duration) -> Result<Option<Claim>, StoreError> {
        self.write(ClaimNext { owner: owner.to_owned(), due_by_us, lease }).await
    }

    /// Claims one certain run, due or not, held tenant or not; none if there is no such run or somebody holds it.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn claim_run(&self, run_id: &str, owner: &str, lease: Duration) -> Result<Option<Claim>, StoreError> {
        self.write(ClaimRun { run_id: run_id.to_owned(), owner: owner.to_owned(), lease }).await
    }

    /// Makes a lease last for `lease` from now; `false` if somebody else has taken the run over.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn renew(&self, run_id: &str, epoch: i64, lease: Duration) -> Result<bool, StoreError> {
        self.write(Renew { run_id: run_id.to_owned(), epoch, lease }).await
    }

    /// Gives a lease back without an event; `false` if somebody else has taken the run over.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn release(&self, run_id: &str, epoch: i64) -> Result<bool, StoreError> {
        self.write(Release { run_id: run_id.to_owned(), epoch }).await
    }

    /// Gives a lease back without an event, and says when the run is to be claimed next; `false` if somebody else has
    /// taken the run over.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn release_until(&self, run_id: &str, epoch: i64, due_us: Option<i64>) -> Result<bool, StoreError> {
        self.write(ReleaseUntil { run_id: run_id.to_owned(), epoch, due_us }).await
    }

    /// How long a lease still lasts by the database's clock; none if it has run out or was taken over.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn lease_left(&self, run_id: &str, epoch: i64) -> Result<Option<Duration>, StoreError> {
        let sql = "SELECT lease_until_us - {now} FROM run
                   WHERE run_id = $1 AND lease_epoch = $2 AND lease_until_us > {now}";
        let left = self.inner.db.first::<i64>(sql, args![run_id, epoch]).await?;
        Ok(left.and_then(|us| u64::try_from(us).ok()).map(Duration::from_micros))
    }

    /// When the next run that nobody holds is due, in microseconds since 1970; none if none waits for a time.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn next_due(&self) -> Result<Option<i64>, StoreError> {
        let sql = "SELECT r.due_us FROM run r WHERE r.due_us IS NOT NULL AND r.lease_until_us <= {now}
                     AND NOT EXISTS (SELECT 1 FROM tenant_hold h WHERE h.tenant = r.tenant)
                     AND NOT EXISTS (SELECT 1 FROM tenant_freeze f WHERE f.tenant IN (r.tenant, '*'))
                   ORDER BY r.due_us LIMIT 1";
        Ok(self.inner.db.first::<i64>(sql, args![]).await?)
    }
}

/// Walks the tenants by the index (not the runs), then takes the first due run of the first tenant.
///
/// `lease_until_us > 0` looks redundant, but without it SQLite does not use the partial index.
const CLAIM: &str = "
WITH RECURSIVE tenants AS (
    SELECT (SELECT min(r.tenant) FROM run r WHERE r.due_us IS NOT NULL) AS tenant
    UNION ALL
    SELECT (SELECT min(r.tenant) FROM run r WHERE r.due_us IS NOT NULL AND r.tenant > t.tenant)
    FROM tenants t WHERE t.tenant IS NOT NULL
), ranked AS MATERIALIZED (
    SELECT t.tenant,
        (SELECT count(*) FROM run l
         WHERE l.tenant = t.tenant AND l.lease_until_us > 0 AND l.lease_until_us > {now}) AS leased,
        (SELECT o.due_us FROM run o
         WHERE o.tenant = t.tenant AND o.due_us IS NOT NULL AND o.due_us <= $1 AND o.lease_until_us <= {now}
         ORDER BY o.due_us LIMIT 1) AS oldest
    FROM tenants t
    WHERE t.tenant IS NOT NULL AND NOT EXISTS (SELECT 1 FROM tenant_hold h WHERE h.tenant = t.tenant)
        AND NOT EXISTS (SELECT 1 FROM tenant_freeze f WHERE f.tenant IN (t.tenant, '*'))
)
UPDATE run SET lease_owner = $2, lease_until_us = {now} + $3, lease_epoch = lease_epoch + 1
WHERE run_id = ({claim_candidate})
RETURNING run_id, tenant, lease_epoch, head_seq, head_digest";

struct ClaimNext {
    owner: String,
    due_by_us: i64,
    lease: Duration,
}

impl Write for ClaimNext {
    type Answer = Option<Claim>;
    type Error = StoreError;

    async fn perform(&self, tx: &mut Tx) -> Result<Option<Claim>, StoreError> {
        Ok(tx.first(CLAIM, args![self.due_by_us, &self.owner, micros(self.lease)]).await?)
    }
}

struct ClaimRun {
    run_id: String,
    owner: String,
    lease: Duration,
}

impl Write for ClaimRun {
    type Answer = Option<Claim>;
    type Error = StoreError;

    async fn perform(&self, tx: &mut Tx) -> Result<Option<Claim>, StoreError> {
        let sql = "UPDATE run SET lease_owner = $1, lease_until_us = {now} + $2, lease_epoch = lease_epoch + 1
                   WHERE run_id = $3 AND lease_until_us <= {now}
                   RETURNING run_id, tenant, lease_epoch, head_seq, head_digest";
        Ok(tx.first(sql, args![&self.owner, micros(self.lease), &self.run_id]).await?)
    }
}

struct Renew {
    run_id: String,
    epoch: i64,
    lease: Duration,
}

impl Write for Renew {
    type Answer = bool;
    type Error = StoreError;

    async fn perform(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        let sql = "UPDATE run SET lease_until_us = {now} + $1
                   WHERE run_id = $2 AND lease_epoch = $3 AND lease_until_us > 0";
        Ok(tx.exec(sql, args![micros(self.lease), &self.run_id, self.epoch]).await? > 0)
    }
}

struct Release {
    run_id: String,
    epoch: i64,
}

struct ReleaseUntil {
    run_id: String,
    epoch: i64,
    due_us: Option<i64>,
}

impl Write for ReleaseUntil {
    type Answer = bool;
    type Error = StoreError;

    async fn perform(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        let sql = "UPDATE run SET lease_owner = NULL, lease_until_us = 0, due_us = $1
                   WHERE run_id = $2 AND lease_epoch = $3";
        Ok(tx.exec(sql, args![self.due_us, &self.run_id, self.epoch]).await? > 0)
    }
}

impl Write for Release {
    type Answer = bool;
    type Error = StoreError;

    async fn perform(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        let sql = "UPDATE run SET lease_owner = NULL, lease_until_us = 0 WHERE run_id = $1 AND lease_epoch = $2";
        Ok(tx.exec(sql, args![&self.run_id, self.epoch]).await? > 0)
    }
}
