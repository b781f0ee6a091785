//! How people are told: the mail server, the chat channels, the templates.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use futures::future::{BoxFuture, FutureExt};
use secrecy::SecretString;
use thiserror::Error;

use super::templates::Templates;

/// How people are told. What is absent is not configured.
#[derive(Debug, Clone, Default)]
pub struct NotifyOptions {
    /// The mail server.
    pub smtp: Option<SmtpOptions>,
    /// The address of a Slack channel's incoming webhook.
    pub slack: Option<SecretUrl>,
    /// The address of a Teams channel's workflow webhook.
    pub teams: Option<SecretUrl>,
    /// What is written.
    pub templates: Templates,
}

/// The mail server.
#[derive(Debug, Clone)]
pub struct SmtpOptions {
    /// Host name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub encryption: Encryption,
    /// Who signs in; None: nobody does.
    pub username: Option<String>,
    /// The password, read anew for each connection.
    pub password: Option<SecretFn>,
    /// The sender: `it@company.com` or `IT <it@company.com>`.
    pub from: String,
    /// How long one mail may take, from connecting to the server's last answer.
    pub timeout: Duration,
}

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// TLS from the first byte.
    Tls,
    /// TLS is asked for after the greeting, and required.
    StartTls,
    /// None: for a server on this machine only.
    None,
}

/// A secret, read anew for each connection, so that a rotated one is found without a restart.
#[derive(Clone)]
pub struct SecretFn(Arc<dyn Fn() -> BoxFuture<'static, Result<SecretString, String>> + Send + Sync>);

/// An address that is a secret: who knows it can write there.
pub type SecretUrl = SecretFn;

impl SecretFn {
    /// A secret read anew by each call of `read`. Its error names the place, never the secret.
    pub fn new<F, R>(read: F) -> SecretFn
    where
        F: Fn() -> R + Send + Sync + 'static,
        R: Future<Output = Result<SecretString, String>> + Send + 'static,
    {
        SecretFn(Arc::new(move || read().boxed()))
    }

    /// A secret that never changes.
    #[must_use]
    pub fn fixed(secret: SecretString) -> SecretFn {
        SecretFn::new(move || {
            let secret = secret.clone();
            async move { Ok(secret) }
        })
    }

    pub(crate) async fn read(&self) -> Result<SecretString, String> {
        (self.0)().await
    }
}

impl fmt::Debug for SecretFn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretFn([sealed])")
    }
}

/// Options that can't work.
#[derive(Debug, Error)]
pub enum NotifyError {
    /// A mail would travel unprotected.
    #[error("mail to {host} would travel unprotected: set encryption to \"tls\" or \"starttls\"")]
    Unprotected {
        /// The mail server.
        host: String,
    },
    /// A user name without a password, or the other way round.
    #[error("the mail server needs both a user name and a password, or neither")]
    HalfALogin,
    /// The sender is no address.
    #[error("the sender {from:?} is no mail address: write it as it@company.com or IT <it@company.com>")]
    Sender {
        /// What was given.
        from: String,
    },
    /// TLS can't be set up.
    #[error(
        "TLS can't be set up for mail to {host}: is the host name right, and does this machine trust any authority?"
    )]
    Tls {
        /// The mail server.
        host: String,
    },
    /// The HTTP machinery can't be set up.
    #[error("the HTTP client can't be set up")]
    Http,
}
