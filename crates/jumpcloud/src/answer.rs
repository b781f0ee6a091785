//! What came back, and what it means.

use std::time::{Duration, SystemTime};

use dayone_core::fault::{Delivery, Fault, FaultKind};
use jiff::Timestamp;
use reqwest::StatusCode;
use reqwest::header::{DATE, HeaderMap, LOCATION, RETRY_AFTER};
use secrecy::SecretString;
use serde::de::DeserializeOwned;

use crate::words;

/// No answer that we read is larger; a larger one is cut.
const LARGEST_BODY: usize = 64 << 20;

/// An answer, received as far as it came.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    headers: HeaderMap,
    /// None if it broke off.
    body: Option<Vec<u8>>,
}

impl Answer {
    pub(crate) async fn receive(mut response: reqwest::Response) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        let mut body = Vec::new();
        let body = loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() <= LARGEST_BODY => body.extend_from_slice(&chunk),
                Ok(None) => break Some(body),
                Ok(Some(_)) | Err(_) => break None,
            }
        };
        Self { status, headers, body }
    }

    /// True if the status arrived but the body broke off.
    pub(crate) fn is_cut(&self) -> bool {
        self.body.is_none()
    }

    /// The fault of an answer whose document is needed but broke off, as any broken connection.
    pub(crate) fn broke_off(&self, operation: &'static str, delivery: Delivery) -> Fault {
        let detail = Some("the answer broke off".to_owned());
        Fault { detail, ..self.empty_fault(operation, FaultKind::Unavailable, delivery) }
    }

    /// The server's clock.
    pub(crate) fn date(&self) -> Option<Timestamp> {
        Timestamp::try_from(self.system_date()?).ok()
    }

    /// How long the server asked us to wait: seconds, or a date by its own clock.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        let text = self.headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
        if let Ok(seconds) = text.parse::<u64>() {
            return Some(Duration::from_secs(seconds));
        }
        let until = httpdate::parse_http_date(text).ok()?;
        Some(until.duration_since(self.system_date()?).unwrap_or_default())
    }

    /// How many rows the whole list has, where the server says so in a header.
    pub(crate) fn total(&self) -> Option<u64> {
        self.headers.get("x-total-count")?.to_str().ok()?.trim().parse().ok()
    }

    /// The document in a successful answer.
    ///
    /// # Errors
    /// With the given delivery: `Unavailable` if the body broke off, `Unintelligible` if it has another shape. The detail
    /// names the place, never what stands there.
    pub(crate) fn json<T: DeserializeOwned>(&self, operation: &'static str, delivery: Delivery) -> Result<T, Fault> {
        let Some(body) = &self.body else {
            return Err(self.broke_off(operation, delivery));
        };
        let shapeless = |detail: String| {
            let detail = Some(detail);
            Fault { detail, ..self.empty_fault(operation, FaultKind::Unintelligible, delivery) }
        };
        let reader = &mut serde_json::Deserializer::from_slice(body);
        serde_path_to_error::deserialize(reader).map_err(|error| {
            let path = error.path().to_string();
            match path.as_str() {
                "." => shapeless("the answer is not the expected JSON".to_owned()),
                _ => shapeless(format!("the answer's `{path}` has an unexpected shape")),
            }
        })
    }

    /// What an answer other than 2xx means. `ambiguous` is what to say of delivery where the status leaves it open.
    pub(crate) fn fault(&self, operation: &'static str, ambiguous: Delivery, secrets: &[&SecretString]) -> Fault {
        let (kind, delivery) = match self.status.as_u16() {
            401 => (FaultKind::Unauthenticated, Delivery::NotApplied),
            403 => (FaultKind::Forbidden, Delivery::NotApplied),
            408 => (FaultKind::Unavailable, ambiguous),
            409 => (FaultKind::Conflict, Delivery::NotApplied),
            429 => (FaultKind::RateLimited, Delivery::NotApplied),
            400..=499 => (FaultKind::Refused, Delivery::NotApplied),
            500..=599 => (FaultKind::Unavailable, ambiguous),
            300..=399 if self.leads_to_login() => (FaultKind::Unauthenticated, Delivery::NotApplied),
            _ => (FaultKind::Unintelligible, ambiguous),
        };
        let detail = self.body.as_deref().and_then(|body| words::detail(body, secrets));
        Fault { detail, ..self.empty_fault(operation, kind, delivery) }
    }

    /// A call without a key is sent to the login page.
    // Source: measured by third parties, read 2026-08: 302 with `Location: /login`.
    fn leads_to_login(&self) -> bool {
        let location = self.headers.get(LOCATION).and_then(|location| location.to_str().ok()).unwrap_or_default();
        let path = location.split(['?', '#']).next().unwrap_or_default();
        path.trim_end_matches('/').ends_with("/login")
    }

    fn system_date(&self) -> Option<SystemTime> {
        httpdate::parse_http_date(self.headers.get(DATE)?.to_str().ok()?).ok()
    }

    fn empty_fault(&self, operation: &'static str, kind: FaultKind, delivery: Delivery) -> Fault {
        Fault {
            kind,
            delivery,
            operation: operation.to_owned(),
            status: Some(self.status.as_u16()),
            retry_after: self.retry_after(),
            detail: None,
        }
    }
}

/// A call whose answer never came. `ambiguous` is what to say of delivery once something was sent. The error's own
/// text is left out: it holds the address.
pub(crate) fn lost(operation: &'static str, ambiguous: Delivery, error: &reqwest::Error) -> Fault {
    let (delivery, detail) = if error.is_connect() {
        (Delivery::NotApplied, "no connection could be made")
    } else if error.is_builder() {
        (Delivery::NotApplied, "the request could not be built")
    } else if error.is_timeout() {
        (ambiguous, "no answer within the time-out")
    } else {
        (ambiguous, "the connection broke before the answer")
    };
    Fault {
        kind: FaultKind::Unavailable,
        delivery,
        operation: operation.to_owned(),
        status: None,
        retry_after: None,
        detail: Some(detail.to_owned()),
    }
}
