//! The client: one call after the other goes out here, and nowhere else.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use dayone_core::fault::{Delivery, Fault, FaultKind};
use jiff::Timestamp;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde::de::DeserializeOwned;
use tokio::time::{Instant, sleep};
use url::Url;

use crate::answer::{self, Answer};
use crate::authorization::Authorization;
use crate::call::{Call, Class};
use crate::gate::Gate;
use crate::jitter::Jitter;
use crate::meter::{Attempt, Meter};
use crate::oauth::TokenEndpoint;
use crate::options::{ClientError, ClientOptions};
use crate::pacer::Pacer;
use crate::retry::RetryPolicy;

const ORGANIZATION: HeaderName = HeaderName::from_static("x-org-id");
const NEVER: i64 = i64::MIN;

/// A typed client of one tenant's directory. Clones are cheap and share connections, credentials and pacing.
///
/// Every method that calls the directory is documented with its operation; its error is always a [`Fault`]. Reads
/// are tried again as [`RetryPolicy`] says, writes once.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
    meters: Vec<Meter>,
    gate: Option<Gate>,
}

struct Shared {
    http: reqwest::Client,
    api: Url,
    organization: Option<String>,
    authorization: Authorization,
    pacer: Pacer,
    retry: RetryPolicy,
    jitter: Jitter,
    /// Microseconds since 1970.
    directory_time: AtomicI64,
}

/// A try that failed, and what decides about the next.
struct Failure {
    fault: Fault,
    generation: Option<u64>,
    never_sent: bool,
}

impl Client {
    /// A client that has called nothing yet.
    ///
    /// # Errors
    /// If the organisation id is malformed or the HTTP machinery can't be set up.
    pub fn new(options: ClientOptions) -> Result<Self, ClientError> {
        let ClientOptions { endpoint, credentials, organization, pacer, time_outs, user_agent, retry, jitter } =
            options;
        if organization.as_ref().is_some_and(|id| id.len() != 24 || !id.bytes().all(|byte| byte.is_ascii_hexdigit())) {
            return Err(ClientError::OrganizationId);
        }
        // An error means that a provider is installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .user_agent(user_agent)
            .connect_timeout(time_outs.connect)
            .read_timeout(time_outs.read)
            .timeout(time_outs.total)
            // A connection that the other side is about to close would lose a write's answer.
            .pool_idle_timeout(Duration::from_secs(20))
            .tcp_nodelay(true);
        http = if endpoint.is_loopback() { http.no_proxy() } else { http.https_only(true) };
        let http = http.build().map_err(|error| ClientError::Http(error.without_url()))?;
        let tokens = TokenEndpoint { http: http.clone(), url: endpoint.token, retry, jitter: jitter.clone() };
        Ok(Self {
            shared: Arc::new(Shared {
                http,
                api: endpoint.api,
                organization,
                authorization: Authorization::new(credentials, tokens),
                pacer,
                retry,
                jitter,
                directory_time: AtomicI64::new(NEVER),
            }),
            meters: Vec::new(),
            gate: None,
        })
    }

    /// What went through the pacer of this client, and of every other that shares it.
    #[must_use]
    pub fn paced(&self) -> crate::pacer::Paced {
        self.shared.pacer.paced()
    }

    /// The same client, whose attempts `meter` records too.
    #[must_use]
    pub fn observed(&self, meter: Meter) -> Self {
        let mut observed = self.clone();
        observed.meters.push(meter);
        observed
    }

    /// The same client, which asks `gate` before each write: what it does not let through fails by
    /// [`FaultKind::Frozen`], and was not sent.
    #[must_use]
    pub fn gated(&self, gate: Gate) -> Self {
        Self { gate: Some(gate), ..self.clone() }
    }

    /// The configured organisation's id.
    #[must_use]
    pub fn organization_id(&self) -> Option<&str> {
        self.shared.organization.as_deref()
    }

    /// The directory's clock in its latest answer, in whole seconds; none before the first.
    #[must_use]
    pub fn directory_time(&self) -> Option<Timestamp> {
        match self.shared.directory_time.load(Ordering::Relaxed) {
            NEVER => None,
            micros => Timestamp::from_microsecond(micros).ok(),
        }
    }

    /// Sends a call and parses its answer.
    pub(crate) async fn json<T: DeserializeOwned>(&self, call: Call) -> Result<T, Fault> {
        let answer = self.done(&call).await?;
        answer.json(call.operation, ambiguous(call.class))
    }

    /// Sends a call whose answer is its status; whatever body comes isn't looked at.
    pub(crate) async fn done(&self, call: &Call) -> Result<Answer, Fault> {
        let started = Instant::now();
        let (mut tries, mut renewed, mut reconnected) = (0, false, false);
        loop {
            tries += 1;
            let Failure { fault, generation, never_sent } = match self.attempt(call, tries).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            let refused = generation.filter(|_| fault.kind == FaultKind::Unauthenticated && !renewed);
            if let Some(generation) = refused {
                renewed = true;
                match self.shared.authorization.another(generation, call.operation).await? {
                    Some(_) => continue,
                    None => return Err(fault),
                }
            }
            if call.class == Class::Write {
                if never_sent && !reconnected {
                    reconnected = true;
                    continue;
                }
                return Err(fault);
            }
            match self.shared.retry.wait(&fault, tries, started.elapsed(), &self.shared.jitter) {
                Some(wait) => sleep(wait).await,
                None => return Err(fault),
            }
        }
    }

    async fn attempt(&self, call: &Call, attempt: u32) -> Result<Answer, Failure> {
        let early = |fault| Failure { fault, generation: None, never_sent: false };
        let (method, url) = (call.method().map_err(early)?, call.url(&self.shared.api).map_err(early)?);
        let proof = self.shared.authorization.proof(call.operation).await.map_err(early)?;
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(proof.header.clone(), proof.value.clone());
        if let Some(id) = self.shared.organization.as_ref().filter(|_| call.is_within_organization()) {
            let id = HeaderValue::from_str(id).map_err(|_| early(call.refusal("the organisation id is malformed")))?;
            headers.insert(ORGANIZATION, id);
        }
        let mut request = self.shared.http.request(method, url).headers(headers);
        if let Some(body) = &call.body {
            request = request.body(body.clone());
        }

        let pass = self.shared.pacer.enter().await;
        if call.class == Class::Write
            && let Some(gate) = &self.gate
            && !gate.is_open().await
        {
            return Err(early(call.frozen()));
        }
        let begun = Instant::now();
        let ambiguous = ambiguous(call.class);
        let answer = match request.send().await {
            Ok(response) => Answer::receive(response).await,
            Err(error) => {
                self.note(call, attempt, begun.elapsed(), pass.waited, None);
                let fault = answer::lost(call.operation, ambiguous, &error);
                return Err(Failure { fault, generation: None, never_sent: error.is_connect() });
            }
        };
        self.note(call, attempt, begun.elapsed(), pass.waited, Some(&answer));
        match answer.status.as_u16() {
            429 => pass.limited(),
            _ => pass.delivered(),
        }
        if let Some(pause) = answer.retry_after().filter(|_| !answer.status.is_success()) {
            pass.rest(pause.min(self.shared.retry.longest_retry_after));
        }
        if answer.status.is_success() {
            return if answer.is_cut() && call.class == Class::Read {
                let fault = answer.broke_off(call.operation, ambiguous);
                Err(Failure { fault, generation: None, never_sent: false })
            } else {
                Ok(answer)
            };
        }
        let secrets: Vec<_> = call.secrets.iter().chain([&proof.secret]).collect();
        let fault = answer.fault(call.operation, ambiguous, &secrets);
        Err(Failure { fault, generation: Some(proof.generation), never_sent: false })
    }

    fn note(&self, call: &Call, attempt: u32, took: Duration, paced: Duration, answer: Option<&Answer>) {
        let status = answer.map(|answer| answer.status.as_u16());
        let directory_time = answer.and_then(Answer::date);
        if let Some(time) = directory_time {
            self.shared.directory_time.store(time.as_microsecond(), Ordering::Relaxed);
        }
        tracing::debug!(
            operation = call.operation,
            status,
            attempt,
            took_ms = took.as_millis(),
            paced_ms = paced.as_millis(),
            "directory called"
        );
        let operation = call.operation;
        let record = Attempt { operation, status, attempt, took, paced, directory_time };
        self.meters.iter().for_each(|meter| meter.record(&record));
    }
}

/// What a lost or unclear answer says of delivery: a read never changes anything.
fn ambiguous(class: Class) -> Delivery {
    match class {
        Class::Read => Delivery::NotApplied,
        Class::Write => Delivery::Unknown,
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("host", &self.shared.api.host_str())
            .field("authorization", &self.shared.authorization)
            .finish_non_exhaustive()
    }
}
