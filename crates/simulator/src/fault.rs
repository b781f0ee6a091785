//! Faults as data: which request, and what happens to it instead.

use std::collections::HashMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::latency::{self, Latency};
use crate::rate_window::Window;

/// One fault, such as "the second `POST /systemusers` is applied, but its reply is lost".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fault {
    /// Operation name, such as `POST /systemusers` or `POST /v2/usergroups/{group_id}/members`; `*` is any.
    pub operation: String,
    /// Which of the operation's requests are hit.
    #[serde(default)]
    pub when: When,
    /// Hit at most so many times.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only_times: Option<u32>,
    /// What happens.
    pub then: Then,
}

/// Which requests of an operation a fault hits.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// All of them.
    #[default]
    Every,
    /// The nth since the fault was set, counted from 1.
    Nth(u64),
    /// Each with this probability, deterministic from the seed.
    Probability {
        /// Between 0 and 1.
        p: f64,
        /// The same seed hits the same requests.
        seed: u64,
    },
}

/// What happens to a request that a fault hits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Then {
    /// Nothing is applied; this answer is sent.
    Status {
        /// HTTP status.
        code: u16,
        /// JSON body.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        body: Option<Value>,
        /// Seconds in a `Retry-After` header.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<u64>,
        /// A body of HTML in place of JSON, as gateways send.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        html: Option<String>,
    },
    /// Applied at once, answered after this time.
    Delay {
        /// Milliseconds.
        ms: u64,
    },
    /// Applied at once, answered after a time drawn for each request.
    Latency(Latency),
    /// Beyond so many requests a window nothing is applied, and 429 is sent; until then all is as usual.
    RateLimit {
        /// Requests a window, of all operations that the fault hits.
        requests: u32,
        /// Milliseconds of wall time.
        window_ms: u64,
        /// Whether the 429 says when the window is over.
        #[serde(default)]
        retry_after: bool,
    },
    /// The connection is closed; nothing is applied.
    DropConnectionBefore,
    /// Applied, then the connection is closed without a reply.
    AppliedButReplyLost,
    /// A read that does not see the last write.
    StaleRead,
    /// Applied; half of the reply's body arrives, then the connection is closed.
    TruncatedBody,
    /// Not answered, and applied only when [`crate::Control::let_go`] ends it; recorded when it arrives, and again then.
    HangBefore,
    /// Applied, but answered only when [`crate::Control::let_go`] ends it.
    HangAfter,
}

impl Fault {
    /// A fault on every request of an operation.
    pub fn every(operation: impl Into<String>, then: Then) -> Fault {
        Fault { operation: operation.into(), when: When::Every, only_times: None, then }
    }

    /// A fault on the nth request of an operation, counted from 1 and from now.
    pub fn nth(operation: impl Into<String>, nth: u64, then: Then) -> Fault {
        Fault { operation: operation.into(), when: When::Nth(nth), only_times: None, then }
    }

    /// The same fault, hitting at most so many times.
    #[must_use]
    pub fn only(self, times: u32) -> Fault {
        Fault { only_times: Some(times), ..self }
    }
}

impl Then {
    /// A bare status without a body.
    pub fn status(code: u16) -> Then {
        Then::Status { code, body: None, retry_after: None, html: None }
    }
}

/// What a fault comes to for one request.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Happening {
    /// Just what the fault says.
    As(Then),
    /// Answered late by so much.
    Late(Duration),
    /// 429, with the time to wait if that is to be said.
    TooMany(Option<Duration>),
}

/// The faults of a running simulator with what they have counted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults {
    armed: Vec<Armed>,
}

#[derive(Clone, Debug)]
struct Armed {
    fault: Fault,
    seen: HashMap<&'static str, u64>,
    hits: u32,
    /// Of a rate limit.
    window: Window,
}

impl Faults {
    pub(crate) fn new(faults: Vec<Fault>) -> Faults {
        let mut all = Faults::default();
        for fault in faults {
            all.add(fault);
        }
        all
    }

    pub(crate) fn add(&mut self, fault: Fault) {
        self.armed.push(Armed { fault, seen: HashMap::new(), hits: 0, window: Window::open() });
    }

    pub(crate) fn clear(&mut self) {
        self.armed.clear();
    }

    pub(crate) fn list(&self) -> Vec<Fault> {
        self.armed.iter().map(|armed| armed.fault.clone()).collect()
    }

    /// The first fault that hits this request; all of them count it.
    pub(crate) fn hit(&mut self, operation: &'static str) -> Option<Happening> {
        let mut hit = None;
        for armed in &mut self.armed {
            if armed.fault.operation != operation && armed.fault.operation != "*" {
                continue;
            }
            let seen = armed.seen.entry(operation).or_insert(0);
            *seen += 1;
            let now = match armed.fault.when {
                When::Every => true,
                When::Nth(nth) => *seen == nth,
                When::Probability { p, seed } => share(seed, *seen, operation) < p,
            };
            if now && hit.is_none() && armed.fault.only_times.is_none_or(|times| armed.hits < times) {
                hit = armed.happens();
                armed.hits += u32::from(hit.is_some());
            }
        }
        hit
    }
}

impl Armed {
    /// What happens to this request, if anything: a limit that is not reached does nothing.
    fn happens(&mut self) -> Option<Happening> {
        let then = &self.fault.then;
        match then {
            Then::RateLimit { requests, window_ms, retry_after } => {
                let wait = self.window.count(*requests, Duration::from_millis(*window_ms)).err()?;
                Some(Happening::TooMany(retry_after.then_some(wait)))
            }
            Then::Latency(latency) => Some(Happening::Late(latency.draw(u64::from(self.hits)))),
            other => Some(Happening::As(other.clone())),
        }
    }
}

/// A number in 0..1 that depends on the seed, the request's number and its operation only.
fn share(seed: u64, number: u64, operation: &str) -> f64 {
    let name = operation
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    latency::share(seed ^ name, number)
}
