//! The log of requests: what was asked, by which key, how it ended, and what of it no specification knows.

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;
use serde_json::Value;

/// One request that the API answered (or lost).
#[derive(Clone, Debug, Serialize)]
pub struct RecordedRequest {
    /// Number of the request, from 1.
    pub seq: u64,
    /// When, by the simulator's clock.
    pub at: String,
    /// HTTP method.
    pub method: String,
    /// Path as sent, without the query.
    pub path: String,
    /// Operation, such as `POST /systemusers`; `unknown` when no route matches.
    pub operation: &'static str,
    /// Label of the key used, never the key.
    pub key: String,
    /// The organisation it acted on.
    pub organization: Option<String>,
    /// Query pairs as decoded.
    pub query: Vec<(String, String)>,
    /// JSON body; passwords and secrets are masked.
    pub body: Option<Value>,
    /// Status answered; 0 when the connection was closed instead.
    pub status: u16,
    /// Query parameters and body fields that the official specification doesn't list, such as `body.systemUsername`.
    pub outside_specification: Vec<String>,
    /// The fault that hit it.
    pub fault: Option<&'static str>,
}

/// The newest requests in full, and counts of all.
#[derive(Clone, Debug, Default)]
pub(crate) struct Record {
    limit: usize,
    seq: u64,
    newest: VecDeque<RecordedRequest>,
    by_operation: BTreeMap<&'static str, u64>,
    by_key: BTreeMap<String, u64>,
}

impl Record {
    pub(crate) fn new(limit: usize) -> Record {
        Record { limit, ..Record::default() }
    }

    pub(crate) fn add(&mut self, mut request: RecordedRequest) {
        self.seq += 1;
        request.seq = self.seq;
        *self.by_operation.entry(request.operation).or_insert(0) += 1;
        if let Some(count) = self.by_key.get_mut(&request.key) {
            *count += 1;
        } else {
            self.by_key.insert(request.key.clone(), 1);
        }
        if self.newest.len() >= self.limit {
            self.newest.pop_front();
        }
        if self.limit > 0 {
            self.newest.push_back(request);
        }
    }

    pub(crate) fn newest(&self) -> impl Iterator<Item = &RecordedRequest> {
        self.newest.iter()
    }

    pub(crate) fn by_operation(&self) -> &BTreeMap<&'static str, u64> {
        &self.by_operation
    }

    pub(crate) fn by_key(&self) -> &BTreeMap<String, u64> {
        &self.by_key
    }

    pub(crate) fn clear(&mut self) {
        *self = Record::new(self.limit);
    }
}

/// Masks what must not be shown: passwords and secrets, at any depth.
pub(crate) fn masked(mut body: Value) -> Value {
    mask(&mut body);
    body
}

fn mask(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for (name, inner) in map.iter_mut() {
                let secret = matches!(name.as_str(), "password" | "sharedSecret" | "client_secret");
                if secret && inner.is_string() {
                    *inner = Value::from("********");
                } else {
                    mask(inner);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(mask),
        _ => {}
    }
}
