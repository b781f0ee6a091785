//! HTTP clients for places other than the directory.

use std::time::Duration;

/// A client that follows no redirects.
pub(crate) fn client(time_out: Duration) -> Result<reqwest::Client, reqwest::Error> {
    // Another part of the process may have chosen the provider already; either will do.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(time_out).build()
}
