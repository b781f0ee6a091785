//! The header that says who is calling: kept, renewed and shared by all calls.

use std::fmt;

use dayone_core::fault::{Delivery, Fault, FaultKind};
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::credentials::{Credentials, SecretSource};
use crate::oauth::{self, TokenEndpoint};

const API_KEY: HeaderName = HeaderName::from_static("x-api-key");

/// The present proof, shared by all calls of a client.
pub(crate) struct Authorization {
    credentials: Credentials,
    tokens: TokenEndpoint,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    proof: Option<Proof>,
    generation: u64,
    /// The last fruitless attempt to get a proof or another one: who began to wait before it takes its result.
    fruitless: Option<(Instant, Fruitless)>,
}

#[derive(Clone)]
enum Fruitless {
    Failed(Fault),
    Unchanged,
}

/// A header that proves who is calling.
#[derive(Clone)]
pub(crate) struct Proof {
    pub(crate) header: HeaderName,
    pub(crate) value: HeaderValue,
    pub(crate) secret: SecretString,
    pub(crate) generation: u64,
    good_until: Option<Instant>,
}

impl Authorization {
    pub(crate) fn new(credentials: Credentials, tokens: TokenEndpoint) -> Self {
        Self { credentials, tokens, state: Mutex::new(State::default()) }
    }

    /// The present proof; the first caller reads the secret or fetches the token, the others wait for it.
    pub(crate) async fn proof(&self, operation: &'static str) -> Result<Proof, Fault> {
        let asked = Instant::now();
        let mut state = self.state.lock().await;
        if let Some(proof) = &state.proof
            && proof.good_until.is_none_or(|until| until > asked)
        {
            return Ok(proof.clone());
        }
        if let Some((when, Fruitless::Failed(fault))) = &state.fruitless
            && *when > asked
        {
            return Err(fault.clone());
        }
        self.obtain(&mut state, operation).await
    }

    /// Another proof than the one of `generation`, which the directory has refused; none if there is no other.
    pub(crate) async fn another(&self, generation: u64, operation: &'static str) -> Result<Option<Proof>, Fault> {
        let asked = Instant::now();
        let mut state = self.state.lock().await;
        if state.generation != generation
            && let Some(proof) = &state.proof
        {
            return Ok(Some(proof.clone()));
        }
        match &state.fruitless {
            Some((when, Fruitless::Failed(fault))) if *when > asked => return Err(fault.clone()),
            Some((when, Fruitless::Unchanged)) if *when > asked => return Ok(None),
            _ => {}
        }
        let refused = state.proof.take().map(|proof| proof.secret);
        let proof = self.obtain(&mut state, operation).await?;
        if refused.is_some_and(|refused| refused.expose_secret() == proof.secret.expose_secret()) {
            state.fruitless = Some((Instant::now(), Fruitless::Unchanged));
            state.generation = generation;
            if let Some(kept) = &mut state.proof {
                kept.generation = generation;
            }
            return Ok(None);
        }
        Ok(Some(proof))
    }

    async fn obtain(&self, state: &mut State, operation: &'static str) -> Result<Proof, Fault> {
        let obtained = match &self.credentials {
            Credentials::ApiKey(source) => self.key(source, operation).await,
            Credentials::ServiceAccount { client_id, client_secret } => {
                self.token(client_id, client_secret, operation).await
            }
        };
        match obtained {
            Ok(mut proof) => {
                state.generation += 1;
                proof.generation = state.generation;
                state.proof = Some(proof.clone());
                state.fruitless = None;
                Ok(proof)
            }
            Err(fault) => {
                state.fruitless = Some((Instant::now(), Fruitless::Failed(fault.clone())));
                Err(fault)
            }
        }
    }

    async fn key(&self, source: &SecretSource, operation: &'static str) -> Result<Proof, Fault> {
        let secret = read(source, operation).await?;
        let value = sensitive(secret.expose_secret()).ok_or_else(|| unusable(operation))?;
        Ok(Proof { header: API_KEY, value, secret, generation: 0, good_until: None })
    }

    async fn token(&self, id: &str, source: &SecretSource, operation: &'static str) -> Result<Proof, Fault> {
        let secret = read(source, operation).await?;
        let token = match self.tokens.fetch(id, &secret).await {
            Err(fault) if fault.kind == FaultKind::Unauthenticated => {
                // The secret may have been rotated between reading and using it.
                let again = read(source, operation).await?;
                if again.expose_secret() == secret.expose_secret() {
                    return Err(fault);
                }
                self.tokens.fetch(id, &again).await?
            }
            answer => answer?,
        };
        let value = sensitive(&format!("Bearer {}", token.secret.expose_secret()));
        let value = value.ok_or_else(|| unusable(oauth::OPERATION))?;
        let good_until = Some(token.good_until);
        Ok(Proof { header: AUTHORIZATION, value, secret: token.secret, generation: 0, good_until })
    }
}

impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.credentials.fmt(f)
    }
}

async fn read(source: &SecretSource, operation: &'static str) -> Result<SecretString, Fault> {
    let secret = source.read().await.map_err(|unreadable| fault(operation, unreadable.to_string()))?;
    // Files and commands end their line.
    let trimmed = secret.expose_secret().trim();
    if trimmed.is_empty() {
        return Err(fault(operation, "the secret is empty".to_owned()));
    }
    Ok(SecretString::from(trimmed.to_owned()))
}

fn sensitive(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

fn unusable(operation: &'static str) -> Fault {
    fault(operation, "the secret holds characters that a header can't carry".to_owned())
}

fn fault(operation: &'static str, detail: String) -> Fault {
    Fault {
        kind: FaultKind::Unauthenticated,
        delivery: Delivery::NotApplied,
        operation: operation.to_owned(),
        status: None,
        retry_after: None,
        detail: Some(detail),
    }
}
