//! What comes due.

use crate::{db::args, error::StoreError, open::Store};

impl Store {
    /// The runs of a tenant that are to be claimed before a time (microseconds since 1970), the first one first.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn due_before(&self, tenant: &str, before_us: i64) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT run_id FROM run WHERE tenant = $1 AND kind = 'joiner' AND due_us IS NOT NULL AND due_us < $2
                   ORDER BY due_us, run_id";
        Ok(self.inner.db.rows(sql, args![tenant, before_us]).await?)
    }
}
