//! Tenants whose writes are stopped until somebody clears the hold.

use crate::{
    db::{Cells, Row, Tx, args},
    error::StoreError,
    open::Store,
    writer::Write,
};

/// Why all writes of a tenant are stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantHold {
    /// The tenant.
    pub tenant: String,
    /// A code, such as `authentication_failed` or `frozen`.
    pub reason: String,
    /// The same for people, in clear: no personal value.
    pub detail: String,
    /// Since when, in microseconds since 1970.
    pub at_us: i64,
}

impl Store {
    /// Stops a tenant's writes: its runs are no longer claimed, and workers ask [`Store::tenant_hold`] before they
    /// write. A hold that stands already is kept, with its reason.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn hold_tenant(&self, hold: TenantHold) -> Result<(), StoreError> {
        self.write(Hold(hold)).await
    }

    /// Lets a tenant's runs be claimed again; `false` if nothing held them.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn clear_hold(&self, tenant: &str) -> Result<bool, StoreError> {
        self.write(Clear(tenant.to_owned())).await
    }

    /// The hold of a tenant, if there is one.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn tenant_hold(&self, tenant: &str) -> Result<Option<TenantHold>, StoreError> {
        let sql = "SELECT tenant, reason, detail, at_us FROM tenant_hold WHERE tenant = $1";
        Ok(self.inner.db.first(sql, args![tenant]).await?)
    }

    /// All tenants that are held.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn tenant_holds(&self) -> Result<Vec<TenantHold>, StoreError> {
        let sql = "SELECT tenant, reason, detail, at_us FROM tenant_hold ORDER BY tenant";
        Ok(self.inner.db.rows(sql, args![]).await?)
    }
}

impl Row for TenantHold {
    fn read(cells: &Cells<'_>) -> Result<Self, sqlx::Error> {
        Ok(TenantHold { tenant: cells.text(0)?, reason: cells.text(1)?, detail: cells.text(2)?, at_us: cells.int(3)? })
    }
}

struct Hold(TenantHold);

impl Write for Hold {
    type Answer = ();
    type Error = StoreError;

    async fn perform(&self, tx: &mut Tx) -> Result<(), StoreError> {
        let TenantHold { tenant, reason, detail, at_us } = &self.0;
        let sql = "INSERT INTO tenant_hold (tenant, reason, detail, at_us) VALUES ($1, $2, $3, $4)
                   ON CONFLICT DO NOTHING";
        tx.exec(sql, args![tenant, reason, detail, *at_us]).await?;
        Ok(())
    }
}

struct Clear(String);

impl Write for Clear {
    type Answer = bool;
    type Error = StoreError;

    async fn perform(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        Ok(tx.exec("DELETE FROM tenant_hold WHERE tenant = $1", args![&self.0]).await? > 0)
    }
}
