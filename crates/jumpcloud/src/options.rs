//! What a client is made from.

use std::time::Duration;

use thiserror::Error;

use crate::credentials::Credentials;
use crate::endpoint::Endpoint;
use crate::jitter::Jitter;
use crate::pacer::Pacer;
use crate::retry::RetryPolicy;

/// What a client is made from.
#[derive(Debug, Clone)]
pub struct ClientOptions {
    /// Where the directory listens.
    pub endpoint: Endpoint,
    /// Who calls.
    pub credentials: Credentials,
    /// The organisation's id (24 hexadecimal digits), sent as `x-org-id` where the route allows it.
    pub organization: Option<String>,
    /// The tenant's shared budget of calls.
    pub pacer: Pacer,
    /// How long to wait for what.
    pub time_outs: TimeOuts,
    /// The `User-Agent` header.
    pub user_agent: String,
    /// How reads are tried again.
    pub retry: RetryPolicy,
    /// The chance in waits between tries.
    pub jitter: Jitter,
}

/// How long to wait for what, at each try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeOuts {
    /// For a connection, TLS included.
    pub connect: Duration,
    /// For the next bytes of an answer.
    pub read: Duration,
    /// For the whole of a try, from the first byte sent to the last received.
    pub total: Duration,
}

impl Default for TimeOuts {
    fn default() -> Self {
        Self { connect: Duration::from_secs(5), read: Duration::from_secs(30), total: Duration::from_secs(60) }
    }
}

impl ClientOptions {
    /// Options with every default: no organisation, a pacer of its own.
    #[must_use]
    pub fn new(endpoint: Endpoint, credentials: Credentials, jitter: Jitter) -> Self {
        Self {
            endpoint,
            credentials,
            organization: None,
            pacer: Pacer::default(),
            time_outs: TimeOuts::default(),
            user_agent: concat!("dayone/", env!("CARGO_PKG_VERSION")).to_owned(),
            retry: RetryPolicy::default(),
            jitter,
        }
    }
}

/// Why a client can't be made.
#[derive(Debug, Error)]
pub enum ClientError {
    /// The organisation's id isn't one.
    #[error("the organisation id must be 24 hexadecimal digits")]
    OrganizationId,
    /// The HTTP machinery refuses: no system certificates, or an unusable user agent.
    #[error("the HTTP client can't be made: {0}")]
    Http(#[source] reqwest::Error),
}
