//! What proves who is calling.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use futures::future::{BoxFuture, FutureExt};
use secrecy::SecretString;
use thiserror::Error;

/// What proves who is calling: an administrator's key or a service account.
#[derive(Clone)]
pub enum Credentials {
    /// An administrator's API key, sent as `x-api-key`.
    ApiKey(SecretSource),
    /// A service account: a token is fetched with the client's id and secret, and sent as `Authorization: Bearer`.
    ServiceAccount {
        /// The public half.
        client_id: String,
        /// The secret half.
        client_secret: SecretSource,
    },
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ApiKey(_) => "ApiKey([sealed])",
            Self::ServiceAccount { .. } => "ServiceAccount([sealed])",
        })
    }
}

/// A place from which a secret can be read again and again, so that a rotated one is found without a restart. It is
/// read once before the first call, and again when the directory refuses what it gave.
#[derive(Clone)]
pub struct SecretSource(Arc<dyn Fn() -> BoxFuture<'static, Result<SecretString, SecretUnreadable>> + Send + Sync>);

/// A secret that can't be read. The reason names the place, never the secret.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[error("the secret can't be read: {0}")]
pub struct SecretUnreadable(pub String);

impl SecretSource {
    /// A secret that never changes.
    #[must_use]
    pub fn fixed(secret: SecretString) -> Self {
        Self::new(move || {
            let secret = secret.clone();
            async move { Ok(secret) }
        })
    }

    /// A secret read anew by each call of `read`: from a file, a command, an environment.
    pub fn new<F, R>(read: F) -> Self
    where
        F: Fn() -> R + Send + Sync + 'static,
        R: Future<Output = Result<SecretString, SecretUnreadable>> + Send + 'static,
    {
        Self(Arc::new(move || read().boxed()))
    }

    pub(crate) async fn read(&self) -> Result<SecretString, SecretUnreadable> {
        (self.0)().await
    }
}

impl fmt::Debug for SecretSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretSource([sealed])")
    }
}
