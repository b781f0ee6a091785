//! A stored document as an answer shows it, or a condition sees it: what is stored, without a copy of it.

use std::sync::Arc;

use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::Value;

use crate::document::Fields;
use crate::stored::Stored;

/// A stored document as an answer shows it.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    document: Stored,
    /// Fields in place of the document's own; those it doesn't have come last.
    instead: Vec<(&'static str, Arc<Value>)>,
    without: Vec<&'static str>,
    /// The only fields that answers of this kind have; all if there are none.
    among: &'static [&'static str],
    fields: Arc<[String]>,
}

impl Shown {
    /// The whole document.
    pub(crate) fn new(document: Stored) -> Shown {
        Shown { document, instead: Vec::new(), without: Vec::new(), among: &[], fields: Arc::default() }
    }

    /// Shows another value of a field.
    pub(crate) fn instead(mut self, name: &'static str, value: Arc<Value>) -> Shown {
        self.instead.push((name, value));
        self
    }

    /// Doesn't show a field.
    pub(crate) fn without(mut self, name: &'static str) -> Shown {
        self.without.push(name);
        self
    }

    /// Shows no fields but these.
    pub(crate) fn among(mut self, names: &'static [&'static str]) -> Shown {
        self.among = names;
        self
    }

    /// Shows only these fields, and ids; all if there are none.
    pub(crate) fn only(mut self, fields: Arc<[String]>) -> Shown {
        self.fields = fields;
        self
    }

    fn shows(&self, name: &str) -> bool {
        let is_had = self.among.is_empty() || self.among.contains(&name);
        is_had && !self.without.contains(&name) && is_wanted(name, &self.fields)
    }
}

/// Whether a projection on fields shows this one; ids always stay.
pub(crate) fn is_wanted(name: &str, fields: &[String]) -> bool {
    fields.is_empty()
        || matches!(name, "_id" | "id")
        || fields.iter().any(|field| field == name || field.split('.').next() == Some(name))
}

/// As conditions see it: with what is shown instead, whatever fields the answer is to have.
impl Fields for Shown {
    fn get(&self, name: &str) -> Option<&Value> {
        if self.without.contains(&name) {
            return None;
        }
        let instead = self.instead.iter().find(|(changed, _)| *changed == name);
        instead.map(|(_, value)| &**value).or_else(|| self.document.get(name))
    }
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self.document.fields().filter(|(name, _)| self.shows(name)) {
            let instead = self.instead.iter().find(|(changed, _)| *changed == name);
            map.serialize_entry(name, instead.map_or(value, |(_, value)| &**value))?;
        }
        for (name, value) in self.instead.iter().filter(|(name, _)| self.shows(name)) {
            if self.document.get(name).is_none() {
                map.serialize_entry(name, &**value)?;
            }
        }
        map.end()
    }
}
