//! Answers, and the shapes of errors.

use serde_json::{Value, json};

use crate::shown::Shown;

/// An answer before it becomes HTTP.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Body,
}

/// The body of an answer.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    Empty,
    Json(Value),
    /// A stored document, written after the world is unlocked.
    Shown(Box<Shown>),
    /// A v1 list of stored documents, written after the world is unlocked.
    Page {
        results: Vec<Shown>,
        total: usize,
    },
    /// A v2 list of stored documents, written after the world is unlocked.
    List(Vec<Shown>),
    Text(&'static str),
    Html(String),
}

/// What handlers return: both sides are answers, an `Err` is one that ends the handler early.
pub(crate) type Answer = Result<Reply, Reply>;

impl Reply {
    pub(crate) fn json(status: u16, body: Value) -> Reply {
        Reply { status, headers: Vec::new(), body: Body::Json(body) }
    }

    pub(crate) fn ok(body: Value) -> Reply {
        Reply::json(200, body)
    }

    pub(crate) fn shown(document: Shown) -> Reply {
        Reply { status: 200, headers: Vec::new(), body: Body::Shown(Box::new(document)) }
    }

    pub(crate) fn empty(status: u16) -> Reply {
        Reply { status, headers: Vec::new(), body: Body::Empty }
    }

    /// 200 with a body that isn't JSON.
    pub(crate) fn text_ok() -> Reply {
        Reply { status: 200, headers: Vec::new(), body: Body::Text("OK") }
    }

    pub(crate) fn message(status: u16, message: impl Into<String>) -> Reply {
        Reply::json(status, json!({ "message": message.into() }))
    }

    /// `Error{code, message, status}`.
    pub(crate) fn error(status: u16, message: impl Into<String>) -> Reply {
        Reply::json(status, json!({ "code": status, "message": message.into(), "status": rpc_name(status) }))
    }

    pub(crate) fn not_found() -> Reply {
        // SYNTHETIC: the body of an unknown id.
        Reply::error(404, "Not Found")
    }

    pub(crate) fn already_exists() -> Reply {
        Reply::message(409, "Already Exists")
    }

    /// 400 `ErrorDetails` with one violation a field.
    pub(crate) fn violations(message: &str, violations: &[Violation]) -> Reply {
        let list: Vec<Value> =
            violations.iter().map(|v| json!({ "field": v.field, "description": v.description })).collect();
        Reply::json(
            400,
            json!({
                "code": 400,
                "message": message,
                "status": "INVALID_ARGUMENT",
                "details": [{
                    "fieldViolationsList": list,
                    "@type": "type.googleapis.com/google.rpc.BadRequest",
                }],
            }),
        )
    }

    pub(crate) fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Reply {
        self.headers.push((name, value.into()));
        self
    }
}

/// One field that is wrong, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Violation {
    pub(crate) field: String,
    pub(crate) description: String,
}

impl Violation {
    pub(crate) fn new(field: impl Into<String>, description: impl Into<String>) -> Violation {
        Violation { field: field.into(), description: description.into() }
    }

    /// SYNTHETIC: the message around field violations; only the one for passwords is known.
    pub(crate) fn refuse(self) -> Reply {
        let message = format!("{} {}", self.field, self.description);
        Reply::violations(&message, &[self])
    }
}

fn rpc_name(status: u16) -> &'static str {
    match status {
        400 => "INVALID_ARGUMENT",
        401 => "UNAUTHENTICATED",
        403 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        405 => "UNIMPLEMENTED",
        409 => "ALREADY_EXISTS",
        410 => "NOT_FOUND",
        413 => "OUT_OF_RANGE",
        429 => "RESOURCE_EXHAUSTED",
        503 => "UNAVAILABLE",
        _ => "UNKNOWN",
    }
}
