//! The key that signs the ledger, in a file beside the master key, and its public half.

use std::path::Path;

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};

use crate::{
    Entropy,
    error::StoreError,
    key_file::{self, Origin},
    open::Location,
};

const TITLE: &str = "dayone ledger key 1";
const PUBLIC: &str = "dayone-ledger-ed25519";

/// Signs the ledger (Ed25519).
#[derive(Clone)]
pub struct LedgerKey(SigningKey);

/// Checks the ledger's signatures. As text it is one line, made to be kept by auditors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerPublicKey(VerifyingKey);

impl LedgerKey {
    /// Reads the key file, or makes it with mode 0600. It must lie outside the database's folder.
    ///
    /// # Errors
    /// [`StoreError::KeyFile`] if it is readable by others, inside the folder, or no such key; [`StoreError::File`].
    pub fn load_or_create(
        path: &Path,
        database: &Location,
        rng: Entropy<'_>,
    ) -> Result<(LedgerKey, Origin), StoreError> {
        key_file::refuse_inside(path, database)?;
        if let Some(key) = key_file::load(path, TITLE)? {
            return Ok((LedgerKey(SigningKey::from_bytes(&key)), Origin::Loaded));
        }
        let key = key_file::create(path, TITLE, rng)?;
        Ok((LedgerKey(SigningKey::from_bytes(&key)), Origin::Created))
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> LedgerPublicKey {
        LedgerPublicKey(self.0.verifying_key())
    }

    /// A signature, in hex digits.
    pub(crate) fn sign(&self, message: &[u8]) -> String {
        hex::encode(self.0.sign(message).to_bytes())
    }
}

impl LedgerPublicKey {
    /// The key's id: its first eight bytes, in hex digits.
    #[must_use]
    pub fn id(&self) -> String {
        hex::encode(&self.0.as_bytes()[..8])
    }

    /// Whether a signature in hex digits is this key's, over this message.
    pub(crate) fn accepts(&self, message: &[u8], signature: &str) -> bool {
        let mut bytes = [0; 64];
        hex::decode_to_slice(signature, &mut bytes).is_ok()
            && self.0.verify_strict(message, &Signature::from_bytes(&bytes)).is_ok()
    }
}

impl std::fmt::Display for LedgerPublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{PUBLIC} {}", hex::encode(self.0.as_bytes()))
    }
}

/// The text is not a public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a public key of a ledger: expected one line, `{PUBLIC}` and 64 hex digits")]
pub struct NotAPublicKey;

impl std::str::FromStr for LedgerPublicKey {
    type Err = NotAPublicKey;

    fn from_str(text: &str) -> Result<Self, NotAPublicKey> {
        let digits = text.trim().strip_prefix(PUBLIC).ok_or(NotAPublicKey)?.trim();
        let mut bytes = [0; 32];
        hex::decode_to_slice(digits, &mut bytes).map_err(|_| NotAPublicKey)?;
        VerifyingKey::from_bytes(&bytes).map(LedgerPublicKey).map_err(|_| NotAPublicKey)
    }
}
