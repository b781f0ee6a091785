//! Tokens of service accounts.
// Source: jc-cli (OAuth 2.0 client credentials; no refresh token), read 2026-08.

use std::time::Duration;

use dayone_core::fault::{Delivery, Fault, FaultKind};
use reqwest::header::ACCEPT;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tokio::time::{Instant, sleep};
use url::Url;

use crate::answer::{self, Answer};
use crate::jitter::Jitter;
use crate::retry::RetryPolicy;

pub(crate) const OPERATION: &str = "POST /oauth2/token";

/// A token lives this long if its answer doesn't say.
const USUAL_LIFE: u64 = 3_600;
/// A token is replaced this long before its end.
const EARLY: Duration = Duration::from_secs(30);

/// Where tokens are fetched.
#[derive(Debug)]
pub(crate) struct TokenEndpoint {
    pub(crate) http: reqwest::Client,
    pub(crate) url: Url,
    pub(crate) retry: RetryPolicy,
    pub(crate) jitter: Jitter,
}

/// A token and when to stop using it.
pub(crate) struct Token {
    pub(crate) secret: SecretString,
    pub(crate) good_until: Instant,
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: SecretString,
    expires_in: Option<u64>,
}

impl TokenEndpoint {
    /// Fetches a token. Fetching changes nothing, so transient faults are tried again.
    pub(crate) async fn fetch(&self, client_id: &str, client_secret: &SecretString) -> Result<Token, Fault> {
        let started = Instant::now();
        let mut tries = 0;
        loop {
            tries += 1;
            let fault = match self.fetch_once(client_id, client_secret).await {
                Ok(token) => return Ok(token),
                Err(fault) => fault,
            };
            match self.retry.wait(&fault, tries, started.elapsed(), &self.jitter) {
                Some(wait) => sleep(wait).await,
                None => return Err(fault),
            }
        }
    }

    async fn fetch_once(&self, client_id: &str, client_secret: &SecretString) -> Result<Token, Fault> {
        let begun = Instant::now();
        let sent = self
            .http
            .post(self.url.clone())
            .basic_auth(client_id, Some(client_secret.expose_secret()))
            .header(ACCEPT, "application/json")
            .form(&[("grant_type", "client_credentials"), ("scope", "api")])
            .send()
            .await;
        let answer = match sent {
            Ok(response) => Answer::receive(response).await,
            Err(error) => return Err(answer::lost(OPERATION, Delivery::NotApplied, &error)),
        };
        tracing::debug!(
            operation = OPERATION,
            status = answer.status.as_u16(),
            took_ms = begun.elapsed().as_millis(),
            "directory answered"
        );
        if !answer.status.is_success() {
            let mut fault = answer.fault(OPERATION, Delivery::NotApplied, &[client_secret]);
            // `invalid_client` is a 400 by the standard's letter and a 401 here.
            if fault.kind == FaultKind::Refused {
                fault.kind = FaultKind::Unauthenticated;
            }
            return Err(fault);
        }
        let token: TokenAnswer = answer.json(OPERATION, Delivery::NotApplied)?;
        let life = Duration::from_secs(token.expires_in.unwrap_or(USUAL_LIFE));
        let good_until = begun + life.saturating_sub(EARLY).max(life / 2);
        Ok(Token { secret: token.access_token, good_until })
    }
}
