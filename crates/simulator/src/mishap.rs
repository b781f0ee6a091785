//! What a fault does to one request: whether it is applied, what is answered, and how the answer arrives.

use std::time::Duration;

use serde_json::Value;

use crate::door;
use crate::fault::{Happening, Then};
use crate::reply::{Body, Reply};

/// How an answer arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    Send,
    SendLate(Duration),
    SendHalf,
    Cut,
    /// Nothing is applied until it is let go.
    HangBefore,
    HangAfter,
}

impl Effect {
    /// Whether no answer arrives, or none for now.
    pub(crate) fn is_silent(self) -> bool {
        matches!(self, Effect::Cut | Effect::HangBefore | Effect::HangAfter)
    }
}

/// What a fault does to one request.
#[derive(Debug)]
pub(crate) struct Mishap {
    /// The fault's name in the log of requests.
    pub(crate) name: Option<&'static str>,
    pub(crate) effect: Effect,
    /// Answered without being applied.
    pub(crate) instead: Option<Reply>,
    /// Whether a read doesn't see the last write.
    pub(crate) is_stale: bool,
}

/// What becomes of a request.
pub(crate) fn of(happening: Option<Happening>) -> Mishap {
    let (name, effect, instead) = match happening {
        None => return Mishap { name: None, effect: Effect::Send, instead: None, is_stale: false },
        Some(Happening::Late(time)) => ("latency", Effect::SendLate(time), None),
        Some(Happening::TooMany(wait)) => ("rate_limit", Effect::Send, Some(door::too_many(wait))),
        Some(Happening::As(then)) => as_said(then),
    };
    Mishap { name: Some(name), effect, instead, is_stale: name == "stale_read" }
}

fn as_said(then: Then) -> (&'static str, Effect, Option<Reply>) {
    let nothing = Some(Reply::empty(0));
    match then {
        Then::Status { code, body, retry_after, html } => {
            ("status", Effect::Send, Some(failure(code, body, retry_after, html)))
        }
        Then::Delay { ms } => ("delay", Effect::SendLate(Duration::from_millis(ms)), None),
        Then::DropConnectionBefore => ("drop_connection_before", Effect::Cut, nothing),
        Then::AppliedButReplyLost => ("applied_but_reply_lost", Effect::Cut, None),
        Then::StaleRead => ("stale_read", Effect::Send, None),
        Then::TruncatedBody => ("truncated_body", Effect::SendHalf, None),
        Then::HangBefore => ("hang_before", Effect::HangBefore, nothing),
        Then::HangAfter => ("hang_after", Effect::HangAfter, None),
        // Only what they come to for one request gets here.
        Then::Latency(_) => ("latency", Effect::Send, None),
        Then::RateLimit { .. } => ("rate_limit", Effect::Send, None),
    }
}

fn failure(code: u16, body: Option<Value>, retry_after: Option<u64>, html: Option<String>) -> Reply {
    let body = match (html, body) {
        (Some(html), _) => Body::Html(html),
        (None, Some(body)) => Body::Json(body),
        (None, None) => Body::Empty,
    };
    let reply = Reply { status: code, headers: Vec::new(), body };
    match retry_after {
        Some(seconds) => reply.with_header("retry-after", seconds.to_string()),
        None => reply,
    }
}
