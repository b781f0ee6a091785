//! Tenants, or all of them, whose writes a person has stopped. A freeze is no hold: nobody but a person lifts it.

use serde_json::{Map, Value};

use crate::{
    db::{Cells, Row, Tx, args},
    error::{AppendError, StoreError},
    ledger::{Nothing, admin_stream},
    log::{NewEvent, chain, head_in, insert},
    open::Store,
    writer::Write,
};

/// Stands for all tenants: no tenant can have this name.
pub const EVERYTHING: &str = "*";

/// Why all writes of a tenant, or of all tenants, are stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Freeze {
    /// The tenant; [`EVERYTHING`] for all.
    pub tenant: String,
    /// Why, in clear: no personal value.
    pub reason: String,
    /// Who stopped them.
    pub actor: String,
    /// Since when, in microseconds since 1970.
    pub at_us: i64,
}

impl Store {
    /// Stops all writes of a tenant, or of all: recorded in the administration stream, in the same transaction. A
    /// freeze that stands already is kept, and returned.
    ///
    /// # Errors
    /// Those of the database; [`StoreError::Busy`] if the administration stream was being continued.
    pub async fn freeze(&self, freeze: Freeze) -> Result<Option<Freeze>, StoreError> {
        self.write(Set(freeze)).await
    }

    /// Lifts a freeze, recorded in the same way. None if none stands. `thaw` says who lifts it, why and when.
    ///
    /// # Errors
    /// Those of the database; [`StoreError::Busy`] if the administration stream was being continued.
    pub async fn unfreeze(&self, thaw: Freeze) -> Result<Option<Freeze>, StoreError> {
        self.write(Lift(thaw)).await
    }

    /// The freeze that holds a tenant: its own, else that of all.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn frozen(&self, tenant: &str) -> Result<Option<Freeze>, StoreError> {
        // `*` comes before every name.
        let sql = "SELECT tenant, reason, actor, at_us FROM tenant_freeze
                   WHERE tenant IN ($1, '*') ORDER BY tenant DESC LIMIT 1";
        Ok(self.inner.db.first(sql, args![tenant]).await?)
    }

    /// All freezes, that of all tenants first.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn freezes(&self) -> Result<Vec<Freeze>, StoreError> {
        let sql = "SELECT tenant, reason, actor, at_us FROM tenant_freeze ORDER BY tenant";
        Ok(self.inner.db.rows(sql, args![]).await?)
    }
}

impl Row for Freeze {
    fn read(cells: &Cells<'_>) -> Result<Self, sqlx::Error> {
        Ok(Freeze { tenant: cells.text(0)?, reason: cells.text(1)?, actor: cells.text(2)?, at_us: cells.int(3)? })
    }
}

/// A freeze as it stands, for one tenant or `*`.
const OWN: &str = "SELECT tenant, reason, actor, at_us FROM tenant_freeze WHERE tenant = $1";

struct Set(Freeze);

impl Write for Set {
    type Answer = Option<Freeze>;
    type Error = StoreError;

    async fn perform(&self, tx: &mut Tx) -> Result<Option<Freeze>, StoreError> {
        let Freeze { tenant, reason, actor, at_us } = &self.0;
        lock(tx, tenant).await?;
        if let Some(standing) = tx.first::<Freeze>(OWN, args![tenant]).await? {
            return Ok(Some(standing));
        }
        record(tx, "frozen", &self.0).await?;
        let sql = "INSERT INTO tenant_freeze (tenant, reason, actor, at_us) VALUES ($1, $2, $3, $4)";
        tx.exec(sql, args![tenant, reason, actor, *at_us]).await?;
        Ok(None)
    }
}

struct Lift(Freeze);

impl Write for Lift {
    type Answer = Option<Freeze>;
    type Error = StoreError;

    async fn perform(&self, tx: &mut Tx) -> Result<Option<Freeze>, StoreError> {
        let tenant = &self.0.tenant;
        lock(tx, tenant).await?;
        let Some(standing) = tx.first::<Freeze>(OWN, args![tenant]).await? else { return Ok(None) };
        record(tx, "unfrozen", &self.0).await?;
        tx.exec("DELETE FROM tenant_freeze WHERE tenant = $1", args![tenant]).await?;
        Ok(Some(standing))
    }
}

/// One at a time for each administration stream.
async fn lock(tx: &mut Tx, tenant: &str) -> Result<(), StoreError> {
    tx.rows::<Nothing>(tx.dialect().ledger_lock, args![admin_stream(tenant)]).await?;
    Ok(())
}

/// The act, before it takes effect.
async fn record(tx: &mut Tx, kind: &str, freeze: &Freeze) -> Result<(), StoreError> {
    let stream = admin_stream(&freeze.tenant);
    let from = head_in(tx, &stream).await?;
    let body = Map::from_iter([
        ("tenant".to_owned(), Value::from(freeze.tenant.clone())),
        ("reason".to_owned(), Value::from(freeze.reason.clone())),
        ("v".to_owned(), Value::from(1)),
    ]);
    let event =
        NewEvent { at_us: freeze.at_us, actor: freeze.actor.clone(), kind: kind.to_owned(), body, sealed: Vec::new() };
    let links = chain(&stream, from, &[event], &[])?;
    insert(tx, &stream, &links).await.map_err(|error| match error {
        AppendError::Fenced { stream } => StoreError::Busy { stream },
        AppendError::Store(error) => error,
    })
}
