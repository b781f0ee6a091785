//! The master key: in a file outside the database's folder, remembered by the database by its id only.

use std::path::Path;

use zeroize::Zeroizing;

use crate::{
    Entropy,
    cipher::{Cipher, Place, key_id_of},
    db::{Tx, args},
    error::StoreError,
    key_file::{self, Origin},
    open::Store,
    writer::Write,
};

const TITLE: &str = "dayone master key 1";

/// The master key, which wraps all data keys.
pub struct Keyring {
    id: String,
    cipher: Cipher,
}

impl Keyring {
    /// Reads the master key of a database, or makes the file if neither it nor a sealed database is there.
    ///
    /// The first use makes the database remember the key's id. [`Origin::Created`] must lead to the advice to back the
    /// file up: without it nothing that was sealed can be read again.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`] or [`StoreError::MissingKey`] before anything is written;
    /// [`StoreError::KeyFile`] if the file is readable by others, inside the database's folder, or no key file.
    pub async fn load_or_create(store: &Store, path: &Path, rng: Entropy<'_>) -> Result<(Keyring, Origin), StoreError> {
        key_file::refuse_inside(path, store.location())?;
        let expected = remembered(store).await?;
        let (keyring, origin) = match (key_file::load(path, TITLE)?, &expected) {
            (Some(key), _) => (Keyring::new(&key), Origin::Loaded),
            (None, Some(expected)) => {
                return Err(StoreError::MissingKey { path: path.to_owned(), expected: expected.clone() });
            }
            (None, None) => (Keyring::new(&*key_file::create(path, TITLE, rng)?), Origin::Created),
        };
        let expected = match expected {
            Some(expected) => expected,
            None => store.write(Remember { id: keyring.id.clone() }).await?,
        };
        if expected != keyring.id {
            return Err(StoreError::WrongKey { expected, found: keyring.id });
        }
        Ok((keyring, origin))
    }

    /// Reads a key file on its own, to prove that a copy is a key; compare its [`Keyring::id`].
    ///
    /// # Errors
    /// [`StoreError::KeyFile`] if it is none, or [`StoreError::File`].
    pub fn load(path: &Path) -> Result<Keyring, StoreError> {
        match key_file::load(path, TITLE)? {
            Some(key) => Ok(Keyring::new(&key)),
            None => Err(StoreError::KeyFile { path: path.to_owned(), problem: "is missing" }),
        }
    }

    /// The key's id: a short hash, safe to show.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    fn new(key: &[u8; 32]) -> Keyring {
        Keyring { id: key_id_of(key), cipher: Cipher::new(key, b"dayone wrap 1") }
    }

    /// Encrypts a data key for its row.
    pub(crate) fn wrap(&self, place: &Place<'_>, key: &[u8; 32], rng: Entropy<'_>) -> String {
        self.cipher.seal(place, key, rng)
    }

    /// Decrypts a data key; none if the row was changed or belongs to another master key.
    pub(crate) fn unwrap(&self, place: &Place<'_>, wrapped: &str) -> Option<Zeroizing<[u8; 32]>> {
        let bytes = self.cipher.open(place, wrapped)?;
        let mut key = Zeroizing::new([0; 32]);
        (bytes.len() == key.len()).then(|| key.copy_from_slice(&bytes))?;
        Some(key)
    }
}

/// The id of the master key that the database was sealed with; none before the first start.
pub(crate) async fn remembered(store: &Store) -> Result<Option<String>, StoreError> {
    Ok(store.inner.db.first("SELECT value FROM meta WHERE name = 'master_key_id'", args![]).await?)
}

/// Remembers the first master key, and answers which one that is.
struct Remember {
    id: String,
}

impl Write for Remember {
    type Answer = String;
    type Error = StoreError;

    async fn perform(&self, tx: &mut Tx) -> Result<String, StoreError> {
        let sql = "INSERT INTO meta (name, value) VALUES ('master_key_id', $1) ON CONFLICT DO NOTHING";
        tx.exec(sql, args![&self.id]).await?;
        let stands = tx.first("SELECT value FROM meta WHERE name = 'master_key_id'", args![]).await?;
        Ok(stands.unwrap_or_default())
    }
}
