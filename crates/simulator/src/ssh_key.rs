//! OpenSSH public keys: `algorithm base64 [comment]`, checked as far as the inner name.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

// Source: JumpCloud knowledge base: RSA, ECDSA and ed25519.
const ALGORITHMS: &[&str] = &[
    "ssh-rsa",
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "sk-ssh-ed25519@openssh.com",
    "sk-ecdsa-sha2-nistp256@openssh.com",
];

/// Whether the text is one OpenSSH public key.
pub(crate) fn is_public_key(text: &str) -> bool {
    let text = text.trim();
    let mut words = text.split_ascii_whitespace();
    let (Some(algorithm), Some(encoded)) = (words.next(), words.next()) else { return false };
    if text.contains('\n') || !ALGORITHMS.contains(&algorithm) {
        return false;
    }
    let Ok(blob) = STANDARD.decode(encoded) else { return false };
    let Some((length, rest)) = blob.split_first_chunk::<4>() else { return false };
    let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
    rest.len() > length && &rest[..length] == algorithm.as_bytes()
}
