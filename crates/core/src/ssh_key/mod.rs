//! SSH public keys: parsed before anything is written, so that a bad one never reaches an account.

mod parse;
mod wire;

use serde::{Deserialize, Serialize};

pub use parse::parse;

/// A public key that is fit for an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKey {
    /// The kind of key.
    pub algorithm: Algorithm,
    /// Size in bits: of the modulus for RSA, of the curve otherwise.
    pub bits: u32,
    /// `SHA256:` and 43 characters of Base64, as `ssh-keygen -l` prints it.
    pub fingerprint: String,
    /// What stands after the key, usually `person@machine`; may be empty.
    pub comment: String,
    /// The canonical line: algorithm, key and, if there is one, the comment, with single spaces.
    pub line: String,
}

/// The kinds of keys that `JumpCloud` takes. Source: `JumpCloud`, SSH keys: RSA, ECDSA and ed25519.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Algorithm {
    /// RSA, of 3072 bits or more.
    #[serde(rename = "ssh-rsa")]
    Rsa,
    /// ECDSA on NIST P-256.
    #[serde(rename = "ecdsa-sha2-nistp256")]
    EcdsaP256,
    /// ECDSA on NIST P-384.
    #[serde(rename = "ecdsa-sha2-nistp384")]
    EcdsaP384,
    /// ECDSA on NIST P-521.
    #[serde(rename = "ecdsa-sha2-nistp521")]
    EcdsaP521,
    /// Ed25519.
    #[serde(rename = "ssh-ed25519")]
    Ed25519,
}

/// Least size of an RSA modulus, in bits. Source: NIST SP 800-57 part 1: 3072 bits for use beyond 2030.
pub const LEAST_RSA_BITS: u32 = 3072;

/// Why a text is not a public key that is fit for an account. Never holds a part of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SshKeyError {
    /// Nothing was given.
    #[error("The SSH public key is empty")]
    Empty,
    /// A private key was given: it must be considered disclosed.
    #[error("The SSH public key is a private key; it was not stored")]
    PrivateKey,
    /// A public key in PEM, PKCS#8 or RFC 4716 form.
    #[error("The SSH public key is in another form than OpenSSH's")]
    OtherForm,
    /// Several keys.
    #[error("The SSH public key holds {0} keys; an account gets one")]
    SeveralKeys(usize),
    /// One key broken over several lines.
    #[error("The SSH public key is broken over several lines")]
    SeveralLines,
    /// It is far longer than any key.
    #[error("The SSH public key is longer than {MOST_BYTES} bytes")]
    TooLong,
    /// A control character other than a line break at the end.
    #[error("The SSH public key holds a control character")]
    ControlCharacter,
    /// Options such as `command=` or `from=` stand before the key.
    #[error("The SSH public key has options before it, which JumpCloud does not take")]
    Options,
    /// A DSA key.
    #[error("The SSH public key is a DSA key, which is no longer safe")]
    Dsa,
    /// A key of a hardware token, of a kind that `JumpCloud` does not list.
    #[error("The SSH public key is of the kind {0} (a hardware token's), which JumpCloud does not take")]
    HardwareToken(&'static str),
    /// A certificate.
    #[error("The SSH public key is a certificate, not a key")]
    Certificate,
    /// The first word is no kind of key that `JumpCloud` takes.
    #[error("The SSH public key begins with no kind of key that JumpCloud takes")]
    UnknownAlgorithm,
    /// The second word is missing.
    #[error("The SSH public key has nothing after its kind")]
    Truncated,
    /// The second word is not Base64.
    #[error("The SSH public key is not whole: its second word is not Base64")]
    NotBase64,
    /// The kind written before the key is not the kind within.
    #[error("The SSH public key says {} but is of another kind", .0.name())]
    Mismatch(Algorithm),
    /// The content is not such a key.
    #[error("The SSH public key is damaged: its content is not a key of the kind {}", .0.name())]
    Damaged(Algorithm),
    /// An RSA modulus that is too small.
    #[error("The SSH public key is an RSA key of {0} bits; {LEAST_RSA_BITS} is the least")]
    WeakRsa(u32),
}

/// Most bytes of a line: an RSA key of 16384 bits has about 2800.
pub const MOST_BYTES: usize = 8192;

impl SshKeyError {
    /// What would be right: one sentence.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            SshKeyError::PrivateKey => {
                "Consider that key disclosed: remove it wherever it is used, make a new pair with ssh-keygen -t ed25519, \
                 and give the content of the .pub file"
            }
            SshKeyError::OtherForm => "Convert it with ssh-keygen -i -f FILE (-m PKCS8 for BEGIN PUBLIC KEY)",
            SshKeyError::SeveralKeys(_) => "Give one key; the person can add others in the user portal",
            SshKeyError::SeveralLines => "Give the key as the one line that stands in the .pub file",
            SshKeyError::Options => "Give the line from the kind of key on, such as ssh-ed25519",
            SshKeyError::Dsa
            | SshKeyError::WeakRsa(_)
            | SshKeyError::HardwareToken(_)
            | SshKeyError::UnknownAlgorithm => {
                "Make a new pair with ssh-keygen -t ed25519 and give the content of the .pub file; RSA of 3072 bits and \
                 ECDSA are taken too"
            }
            SshKeyError::Certificate => "Give the public key that the certificate was made for",
            SshKeyError::Empty
            | SshKeyError::TooLong
            | SshKeyError::ControlCharacter
            | SshKeyError::Truncated
            | SshKeyError::NotBase64
            | SshKeyError::Mismatch(_)
            | SshKeyError::Damaged(_) => "Copy the whole line from the .pub file: kind, key and comment",
        }
    }
}

impl PublicKey {
    /// The name under which the key is stored: its comment, or, if it has none, the username.
    #[must_use]
    pub fn name_for(&self, username: &str) -> String {
        match self.comment.as_str() {
            "" => username.to_owned(),
            comment => comment.chars().take(255).collect(),
        }
    }
}

impl Algorithm {
    /// All kinds.
    pub const ALL: [Algorithm; 5] =
        [Algorithm::Rsa, Algorithm::EcdsaP256, Algorithm::EcdsaP384, Algorithm::EcdsaP521, Algorithm::Ed25519];

    /// The name that keys begin with: `ssh-ed25519`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Algorithm::Rsa => "ssh-rsa",
            Algorithm::EcdsaP256 => "ecdsa-sha2-nistp256",
            Algorithm::EcdsaP384 => "ecdsa-sha2-nistp384",
            Algorithm::EcdsaP521 => "ecdsa-sha2-nistp521",
            Algorithm::Ed25519 => "ssh-ed25519",
        }
    }

    fn named(name: &str) -> Option<Algorithm> {
        Algorithm::ALL.into_iter().find(|algorithm| algorithm.name() == name)
    }
}

impl std::fmt::Display for Algorithm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
