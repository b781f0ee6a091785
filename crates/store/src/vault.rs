//! Sealing and opening values with data keys: one per tenant, one per person, wrapped by the master key.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use zeroize::Zeroizing;

use crate::{
    Entropy,
    cipher::{self, Cipher, derive, keyed_hash},
    db::{Cells, Row, Tx, args},
    error::StoreError,
    keyring::Keyring,
    log::SealedField,
    open::Store,
    reads::SealedValue,
    writer::Write,
};

/// Seals and opens personal values and secrets. Clones share the keys that were unwrapped.
#[derive(Clone)]
pub struct Vault {
    pub(crate) store: Store,
    inner: Arc<Inner>,
}

struct Inner {
    master: Keyring,
    keys: Mutex<Keys>,
}

/// The keys that were unwrapped, by owner, and the owner of each by its id: ten thousand people have as many.
#[derive(Default)]
struct Keys {
    by_owner: HashMap<Owner, Arc<DataKey>>,
    owners: HashMap<String, Owner>,
}

/// Whose key: a tenant's (empty person) or a person's.
type Owner = (String, String);

/// A data key, unwrapped: one derived key to seal with, one for the blind index.
pub(crate) struct DataKey {
    pub(crate) id: String,
    pub(crate) cipher: Cipher,
    index: Zeroizing<[u8; 32]>,
}

impl Vault {
    /// A vault over a store and its master key.
    #[must_use]
    pub fn new(store: Store, master: Keyring) -> Vault {
        Vault { store, inner: Arc::new(Inner { master, keys: Mutex::default() }) }
    }

    /// The master key's id: a short hash, safe to show.
    #[must_use]
    pub fn master_key_id(&self) -> &str {
        self.inner.master.id()
    }

    /// Seals a value for exactly one place: field `field` of event `seq` of `stream`. The person's key is made with
    /// the person's first value; an empty `person` seals with the tenant's own key.
    ///
    /// # Errors
    /// Those of the database, when the person's key is read or made.
    #[expect(clippy::too_many_arguments, reason = "a place has four parts, and sealing needs a key and randomness")]
    pub async fn seal(
        &self,
        tenant: &str,
        person: &str,
        stream: &str,
        seq: i64,
        field: &str,
        plaintext: &[u8],
        rng: Entropy<'_>,
    ) -> Result<SealedField, StoreError> {
        let key = self.key_of(tenant, person, &mut *rng).await?;
        let place = cipher::Place { tenant, stream, seq, field, key_id: &key.id };
        let ciphertext = key.cipher.seal(&place, plaintext, rng);
        Ok(SealedField { field: field.to_owned(), key_id: key.id.clone(), ciphertext })
    }

    /// Opens a sealed value.
    ///
    /// # Errors
    /// [`StoreError::KeyDestroyed`] after an erasure, [`StoreError::Unsealable`] if it was changed or moved.
    pub async fn open(&self, tenant: &str, value: &SealedValue) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        let SealedValue { stream, seq, field, key_id, ciphertext } = value;
        let key = self.key_by_id(stream, key_id).await?;
        let place = cipher::Place { tenant, stream, seq: *seq, field, key_id };
        key.cipher.open(&place, ciphertext).ok_or_else(|| StoreError::Unsealable {
            stream: stream.clone(),
            seq: *seq,
            field: field.clone(),
        })
    }

    /// The tenant's own key, made when it is first needed.
    pub(crate) async fn tenant_key(&self, tenant: &str, rng: Entropy<'_>) -> Result<Arc<DataKey>, StoreError> {
        self.key_of(tenant, "", rng).await
    }

    /// Forgets a key that was destroyed.
    pub(crate) fn forget(&self, tenant: &str, person: &str) {
        self.keys().forget(&(tenant.to_owned(), person.to_owned()));
    }

    async fn key_of(&self, tenant: &str, person: &str, rng: Entropy<'_>) -> Result<Arc<DataKey>, StoreError> {
        let owner = (tenant.to_owned(), person.to_owned());
        if let Some(key) = self.keys().by_owner.get(&owner) {
            return Ok(Arc::clone(key));
        }
        let sql = "SELECT key_id, tenant, person, wrapped FROM data_key WHERE tenant = $1 AND person = $2";
        let row = match self.store.inner.db.first::<KeyRow>(sql, args![tenant, person]).await? {
            Some(row) => row,
            None => self.store.write(self.new_key(tenant, person, rng)).await?,
        };
        self.unwrap(row)
    }

    pub(crate) async fn key_by_id(&self, stream: &str, key_id: &str) -> Result<Arc<DataKey>, StoreError> {
        if let Some(key) = self.keys().of_id(key_id) {
            return Ok(key);
        }
        let sql = "SELECT key_id, tenant, person, wrapped FROM data_key WHERE key_id = $1";
        match self.store.inner.db.first::<KeyRow>(sql, args![key_id]).await? {
            Some(row) => self.unwrap(row),
            None => Err(StoreError::KeyDestroyed { stream: stream.to_owned(), key: key_id.to_owned() }),
        }
    }

    fn new_key(&self, tenant: &str, person: &str, rng: Entropy<'_>) -> InsertKey {
        let mut key = Zeroizing::new([0; 32]);
        rng.fill_bytes(&mut *key);
        // The id names the owner too, so that even two equal keys would have two ids.
        let id = keyed_hash(&key, &[b"dayone data key id 1", tenant.as_bytes(), person.as_bytes()]);
        let (key_id, tenant, person) = (hex::encode(&id[..12]), tenant.to_owned(), person.to_owned());
        let wrapped = self.inner.master.wrap(&wrapping(&tenant, &person, &key_id), &key, rng);
        let row = KeyRow { key_id, tenant, person, wrapped };
        InsertKey { row, master_key_id: self.inner.master.id().to_owned() }
    }

    fn unwrap(&self, row: KeyRow) -> Result<Arc<DataKey>, StoreError> {
        let KeyRow { key_id, tenant, person, wrapped } = row;
        let Some(key) = self.inner.master.unwrap(&wrapping(&tenant, &person, &key_id), &wrapped) else {
            return Err(StoreError::Corrupt { what: format!("data key {key_id} of tenant {tenant}") });
        };
        let key = Arc::new(DataKey {
            id: key_id,
            cipher: Cipher::new(&key, b"dayone seal 1"),
            index: derive(&key, b"dayone index 1"),
        });
        self.keys().keep((tenant, person), Arc::clone(&key));
        Ok(key)
    }

    fn keys(&self) -> MutexGuard<'_, Keys> {
        // A panic elsewhere leaves whole entries behind.
        self.inner.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Keys {
    fn keep(&mut self, owner: Owner, key: Arc<DataKey>) {
        self.owners.insert(key.id.clone(), owner.clone());
        self.by_owner.insert(owner, key);
    }

    fn forget(&mut self, owner: &Owner) {
        if let Some(key) = self.by_owner.remove(owner) {
            self.owners.remove(&key.id);
        }
    }

    fn of_id(&self, id: &str) -> Option<Arc<DataKey>> {
        self.by_owner.get(self.owners.get(id)?).filter(|key| key.id == id).cloned()
    }
}

impl DataKey {
    pub(crate) fn index(&self) -> &[u8; 32] {
        &self.index
    }
}

/// A wrapped key opens only in its own row.
fn wrapping<'a>(tenant: &'a str, person: &'a str, key_id: &'a str) -> cipher::Place<'a> {
    cipher::Place { tenant, stream: person, seq: 0, field: "data key", key_id }
}

#[derive(Clone)]
struct KeyRow {
    key_id: String,
    tenant: String,
    person: String,
    wrapped: String,
}

impl Row for KeyRow {
    fn read(cells: &Cells<'_>) -> Result<Self, sqlx::Error> {
        Ok(KeyRow { key_id: cells.text(0)?, tenant: cells.text(1)?, person: cells.text(2)?, wrapped: cells.text(3)? })
    }
}

struct InsertKey {
    row: KeyRow,
    master_key_id: String,
}

impl Write for InsertKey {
    type Answer = KeyRow;
    type Error = StoreError;

    async fn perform(&self, tx: &mut Tx) -> Result<KeyRow, StoreError> {
        let KeyRow { key_id, tenant, person, wrapped } = &self.row;
        let sql = "INSERT INTO data_key (key_id, tenant, person, wrapped, master_key_id) VALUES ($1, $2, $3, $4, $5)
                   ON CONFLICT DO NOTHING";
        tx.exec(sql, args![key_id, tenant, person, wrapped, &self.master_key_id]).await?;
        let sql = "SELECT key_id, tenant, person, wrapped FROM data_key WHERE tenant = $1 AND person = $2";
        let stands = tx.first(sql, args![tenant, person]).await?;
        stands.ok_or_else(|| StoreError::Corrupt { what: format!("the data key of a person of tenant {tenant}") })
    }
}
