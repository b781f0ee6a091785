//! Encryption bound to a place: XChaCha20-Poly1305 with length-prefixed associated data.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use hmac::{Hmac, Mac as _};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::Entropy;

const NONCE: usize = 24;

/// Encrypts for one purpose with one key.
pub(crate) struct Cipher(XChaCha20Poly1305);

/// The place that a ciphertext belongs to: moved elsewhere, it does not open.
pub(crate) struct Place<'a> {
    pub(crate) tenant: &'a str,
    pub(crate) stream: &'a str,
    pub(crate) seq: i64,
    pub(crate) field: &'a str,
    pub(crate) key_id: &'a str,
}

impl Cipher {
    /// A cipher whose key is derived from `key` for one purpose.
    pub(crate) fn new(key: &[u8; 32], purpose: &[u8]) -> Cipher {
        Cipher(XChaCha20Poly1305::new((&*derive(key, purpose)).into()))
    }

    /// Base64 of nonce and ciphertext.
    pub(crate) fn seal(&self, place: &Place<'_>, plaintext: &[u8], rng: Entropy<'_>) -> String {
        let mut nonce = [0; NONCE];
        rng.fill_bytes(&mut nonce);
        let payload = Payload { msg: plaintext, aad: &place.bytes() };
        let mut sealed = nonce.to_vec();
        match self.0.encrypt(XNonce::from_slice(&nonce), payload) {
            Ok(ciphertext) => sealed.extend(ciphertext),
            Err(_) => unreachable!("a value longer than memory cannot be given"),
        }
        STANDARD.encode(sealed)
    }

    /// The plaintext; none if key, place or bytes are not those of the sealing.
    pub(crate) fn open(&self, place: &Place<'_>, sealed: &str) -> Option<Zeroizing<Vec<u8>>> {
        let bytes = STANDARD.decode(sealed).ok()?;
        let (nonce, ciphertext) = bytes.split_at_checked(NONCE)?;
        let payload = Payload { msg: ciphertext, aad: &place.bytes() };
        self.0.decrypt(XNonce::from_slice(nonce), payload).ok().map(Zeroizing::new)
    }
}

impl Place<'_> {
    /// The associated data: every part with its length, so that no two places share bytes.
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = b"dayone sealed 1".to_vec();
        bytes.extend(self.seq.to_be_bytes());
        for part in [self.tenant, self.stream, self.field, self.key_id] {
            bytes.extend((part.len() as u64).to_be_bytes());
            bytes.extend(part.as_bytes());
        }
        bytes
    }
}

/// HMAC-SHA256 of some parts, each with its length.
pub(crate) fn keyed_hash(key: &[u8; 32], parts: &[&[u8]]) -> Zeroizing<[u8; 32]> {
    let Ok(mut hash) = <Hmac<Sha256> as hmac::Mac>::new_from_slice(key) else {
        unreachable!("HMAC takes keys of any length");
    };
    for part in parts {
        hash.update(&(part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    Zeroizing::new(hash.finalize().into_bytes().into())
}

/// A key for one purpose.
pub(crate) fn derive(key: &[u8; 32], purpose: &[u8]) -> Zeroizing<[u8; 32]> {
    keyed_hash(key, &[purpose])
}

/// The id of a key: the first eight bytes of a hash, as hex digits.
pub(crate) fn key_id_of(key: &[u8; 32]) -> String {
    hex::encode(&Sha256::new().chain_update(b"dayone key id 1").chain_update(key).finalize()[..8])
}
