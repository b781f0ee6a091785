//! Tenants' secrets, such as API keys: sealed under the tenant's key.

use zeroize::Zeroizing;

use crate::{
    Entropy,
    cipher::Place,
    db::{Cells, Row, Tx, args},
    error::StoreError,
    vault::Vault,
    writer::Write,
};

impl Vault {
    /// Keeps a secret of a tenant, in place of any of that name. `at_us`: microseconds since 1970.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn put_secret(
        &self,
        tenant: &str,
        name: &str,
        secret: &[u8],
        at_us: i64,
        rng: Entropy<'_>,
    ) -> Result<(), StoreError> {
        let key = self.tenant_key(tenant, &mut *rng).await?;
        let ciphertext = key.cipher.seal(&place(tenant, name, &key.id), secret, rng);
        let (tenant, name, key_id) = (tenant.to_owned(), name.to_owned(), key.id.clone());
        self.store.write(Put { tenant, name, key_id, ciphertext, at_us }).await
    }

    /// A secret of a tenant; none if there is none of that name.
    ///
    /// # Errors
    /// [`StoreError::Unsealable`] if it was changed or moved, or those of the database.
    pub async fn get_secret(&self, tenant: &str, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        let sql = "SELECT key_id, ciphertext FROM secret WHERE tenant = $1 AND name = $2";
        let Some(Stored { key_id, ciphertext }) = self.store.inner.db.first(sql, args![tenant, name]).await? else {
            return Ok(None);
        };
        let stream = format!("secret:{tenant}");
        let key = self.key_by_id(&stream, &key_id).await?;
        let opened = key.cipher.open(&place(tenant, name, &key_id), &ciphertext);
        opened.map(Some).ok_or_else(|| StoreError::Unsealable { stream, seq: 0, field: name.to_owned() })
    }

    /// Deletes a secret; `false` if there was none of that name.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn delete_secret(&self, tenant: &str, name: &str) -> Result<bool, StoreError> {
        self.store.write(Delete { tenant: tenant.to_owned(), name: name.to_owned() }).await
    }

    /// The names of a tenant's secrets.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn secret_names(&self, tenant: &str) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT name FROM secret WHERE tenant = $1 ORDER BY name";
        Ok(self.store.inner.db.rows(sql, args![tenant]).await?)
    }
}

fn place<'a>(tenant: &'a str, name: &'a str, key_id: &'a str) -> Place<'a> {
    Place { tenant, stream: "secret", seq: 0, field: name, key_id }
}

struct Stored {
    key_id: String,
    ciphertext: String,
}

impl Row for Stored {
    fn read(cells: &Cells<'_>) -> Result<Self, sqlx::Error> {
        Ok(Stored { key_id: cells.text(0)?, ciphertext: cells.text(1)? })
    }
}

struct Put {
    tenant: String,
    name: String,
    key_id: String,
    ciphertext: String,
    at_us: i64,
}

impl Write for Put {
    type Answer = ();
    type Error = StoreError;

    async fn perform(&self, tx: &mut Tx) -> Result<(), StoreError> {
        let Put { tenant, name, key_id, ciphertext, at_us } = self;
        let sql = "INSERT INTO secret (tenant, name, key_id, ciphertext, at_us) VALUES ($1, $2, $3, $4, $5)
                   ON CONFLICT (tenant, name) DO UPDATE
                   SET key_id = excluded.key_id, ciphertext = excluded.ciphertext, at_us = excluded.at_us";
        tx.exec(sql, args![tenant, name, key_id, ciphertext, *at_us]).await?;
        Ok(())
    }
}

struct Delete {
    tenant: String,
    name: String,
}

impl Write for Delete {
    type Answer = bool;
    type Error = StoreError;

    async fn perform(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        let sql = "DELETE FROM secret WHERE tenant = $1 AND name = $2";
        Ok(tx.exec(sql, args![&self.tenant, &self.name]).await? > 0)
    }
}
