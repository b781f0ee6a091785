//! Who may call: API keys, service accounts and their tokens.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// Reads and writes.
    Full,
    /// Reads; writes are answered 403.
    ReadOnly,
}

/// An API key, or what a token stands for.
#[derive(Clone, Debug)]
pub(crate) struct Credential {
    /// Name shown in the log of requests.
    pub(crate) label: String,
    /// Organisations it manages, the first is its own.
    pub(crate) organizations: Vec<String>,
    /// The provider it belongs to: such a key must name the organisation.
    pub(crate) provider: Option<String>,
    pub(crate) access: Access,
    pub(crate) revoked: bool,
    pub(crate) expires: Option<Timestamp>,
}

impl Credential {
    /// Whether requests must say which organisation they mean.
    pub(crate) fn is_multi_tenant(&self) -> bool {
        self.provider.is_some() || self.organizations.len() > 1
    }

    pub(crate) fn is_valid(&self, now: Timestamp) -> bool {
        !self.revoked && self.expires.is_none_or(|end| now < end)
    }
}

/// A service account's id and secret, for `POST /oauth2/token`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientCredentials {
    /// The user name of the Basic authentication.
    pub client_id: String,
    /// Its password.
    pub client_secret: String,
}
