//! Request keys that are free again: whoever has left can be asked for anew.

use crate::{
    db::{Tx, args},
    error::StoreError,
    open::Store,
    writer::Write,
};

impl Store {
    /// Lets go of the request keys of a person's hires: the same request is a new one from now on.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn retire_requests(&self, tenant: &str, person: &str) -> Result<(), StoreError> {
        self.write(Retire { tenant: tenant.to_owned(), person: person.to_owned() }).await
    }
}

struct Retire {
    tenant: String,
    person: String,
}

impl Write for Retire {
    type Answer = ();
    type Error = StoreError;

    async fn perform(&self, tx: &mut Tx) -> Result<(), StoreError> {
        let sql = "UPDATE run SET is_current = 0 WHERE tenant = $1 AND person = $2 AND kind = 'joiner'";
        tx.exec(sql, args![&self.tenant, &self.person]).await?;
        Ok(())
    }
}
