//! One request, parsed.

use serde_json::{Map, Value};

use crate::reply::Reply;

/// One request, parsed.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// Path without `/api` and without the version, as segments.
    pub(crate) segments: Vec<String>,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) body: Payload,
    /// Header `x-eventually-consistent: true`, which widens v1 filters.
    pub(crate) eventually_consistent: bool,
    /// Header `creation-source` of bulk jobs.
    pub(crate) creation_source: Option<String>,
    /// Header `x-unfiltered-total-count`, with anything in it: the answer is to have it, too.
    pub(crate) counts_unfiltered: bool,
    /// What the official specification doesn't list.
    pub(crate) outside: Vec<String>,
    /// Query parameters that a handler looked at.
    known_query: Vec<&'static str>,
}

/// The body of a request.
#[derive(Clone, Debug)]
pub(crate) enum Payload {
    Absent,
    Json(Value),
    Garbage,
}

impl Call {
    pub(crate) fn new(segments: Vec<String>) -> Call {
        Call {
            segments,
            query: Vec::new(),
            body: Payload::Absent,
            eventually_consistent: false,
            creation_source: None,
            counts_unfiltered: false,
            outside: Vec::new(),
            known_query: Vec::new(),
        }
    }

    /// A segment of the path, "" beyond its end.
    pub(crate) fn segment(&self, index: usize) -> &str {
        self.segments.get(index).map_or("", String::as_str)
    }

    /// The last value of a query parameter.
    pub(crate) fn query(&mut self, name: &'static str) -> Option<&str> {
        self.knows(&[name]);
        self.query.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Marks query parameters as listed in the specification for this operation.
    pub(crate) fn knows(&mut self, names: &[&'static str]) {
        self.known_query.extend_from_slice(names);
    }

    /// Every query parameter that nobody knew.
    pub(crate) fn note_unknown_query(&mut self) {
        for (key, _) in &self.query {
            let base = key.split('[').next().unwrap_or(key);
            if !self.known_query.contains(&base) {
                self.outside.push(format!("query.{key}"));
            }
        }
    }

    /// The body as an object; an absent one is empty, anything else is 400.
    pub(crate) fn object(&self) -> Result<Map<String, Value>, Reply> {
        match &self.body {
            Payload::Absent => Ok(Map::new()),
            Payload::Json(Value::Object(map)) => Ok(map.clone()),
            Payload::Json(_) => Err(Reply::error(400, "body must be an object")),
            Payload::Garbage => Err(Call::garbage()),
        }
    }

    /// The body as a list of objects; anything else is 400.
    pub(crate) fn objects(&self) -> Result<Vec<Map<String, Value>>, Reply> {
        let items = match &self.body {
            Payload::Json(Value::Array(items)) => items,
            Payload::Garbage => return Err(Call::garbage()),
            _ => return Err(Reply::error(400, "body must be a list")),
        };
        let objects = items.iter().map(|item| item.as_object().cloned());
        objects.collect::<Option<_>>().ok_or_else(|| Reply::error(400, "body must be a list of objects"))
    }

    /// SYNTHETIC: the body for JSON that can't be read.
    fn garbage() -> Reply {
        Reply::error(400, "invalid JSON in request body")
    }
}
