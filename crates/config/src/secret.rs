//! Where secrets come from: never the configuration file itself.

mod command;
mod error;
mod file;

use std::fmt;
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;

use schemars::JsonSchema;
use secrecy::SecretString;
use serde::Deserialize;
use zeroize::Zeroizing;

pub use self::error::{SecretError, StoredSecretError};
use crate::environment::Environment;

/// The most that a secret may have: 64 KiB.
pub(crate) const MOST_BYTES: u64 = 64 * 1024;

/// Where a secret comes from. It is read when it is needed, and read again when the directory refuses it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-secret-source" = true))]
pub enum SecretSource {
    /// A variable of the environment.
    Env(String),
    /// A file that only its owner can read; the text in it is trimmed.
    File(PathBuf),
    /// A program and its arguments, run without a shell and with a clean environment; it has 10 s to print the secret.
    Command(Vec<String>),
    /// A name under which `dayone secret set` keeps it, encrypted.
    Store(String),
}

/// What a store answers with, some time later.
pub type SecretFuture<'a> = Pin<Box<dyn Future<Output = Result<Option<SecretString>, StoredSecretError>> + Send + 'a>>;

/// The secrets that `dayone secret set` keeps.
pub trait StoredSecrets: Send + Sync {
    /// The secret of that name, if there is one.
    fn stored<'a>(&'a self, name: &'a str) -> SecretFuture<'a>;
}

/// Holds nothing: for where no store is open.
#[derive(Debug, Clone, Copy)]
pub struct NoStoredSecrets;

impl StoredSecrets for NoStoredSecrets {
    fn stored<'a>(&'a self, _name: &'a str) -> SecretFuture<'a> {
        Box::pin(std::future::ready(Ok(None)))
    }
}

impl SecretSource {
    /// Reads the secret anew.
    ///
    /// # Errors
    /// If it isn't there, can't be read safely, or is empty. The error names the source, never what it gave.
    pub async fn read(
        &self,
        environment: &Environment,
        stored: &dyn StoredSecrets,
    ) -> Result<SecretString, SecretError> {
        match self {
            SecretSource::Env(name) => match environment.get(name) {
                Some(value) => self.text(Zeroizing::new(value.into_bytes())),
                None => Err(SecretError::NotSet { name: name.clone() }),
            },
            SecretSource::File(path) => self.text(file::read(path).await?),
            SecretSource::Command(words) => self.text(command::output(words, environment).await?),
            SecretSource::Store(name) => match stored.stored(name).await {
                Ok(Some(secret)) => Ok(secret),
                Ok(None) => Err(SecretError::NotStored { name: name.clone() }),
                Err(source) => Err(SecretError::Store { name: name.clone(), source }),
            },
        }
    }

    fn text(&self, bytes: Zeroizing<Vec<u8>>) -> Result<SecretString, SecretError> {
        let text = std::str::from_utf8(&bytes).map_err(|_| SecretError::NotText { source_shown: self.to_string() })?;
        match text.trim() {
            "" => Err(SecretError::Empty { source_shown: self.to_string() }),
            secret => Ok(SecretString::from(secret)),
        }
    }
}

/// As it is written in the file, which holds no secret: `{ env = "JUMPCLOUD_API_KEY" }`.
impl fmt::Display for SecretSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |text: &str| toml::Value::from(text).to_string();
        match self {
            SecretSource::Env(name) => write!(f, "{{ env = {} }}", quoted(name)),
            SecretSource::File(path) => write!(f, "{{ file = {} }}", quoted(&path.to_string_lossy())),
            SecretSource::Command(words) => {
                let words: Vec<_> = words.iter().map(|word| quoted(word)).collect();
                write!(f, "{{ command = [{}] }}", words.join(", "))
            }
            SecretSource::Store(name) => write!(f, "{{ store = {} }}", quoted(name)),
        }
    }
}
