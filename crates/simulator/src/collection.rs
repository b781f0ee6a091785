//! The documents of one kind, in the order of their ids, with what each looked like before its last write.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::document::text;

/// When something was written: needed for reads that lag behind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Written {
    pub(crate) seq: u64,
    pub(crate) at: Instant,
    /// Whether reads lag behind by a time, so that more than the last write may be unseen.
    pub(crate) lags: bool,
}

/// What a read sees: everything, or all but what is too young.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sight {
    pub(crate) now: Instant,
    pub(crate) delay: Duration,
    /// Writes with this number or a later one are not seen.
    pub(crate) blind_from: u64,
}

impl Sight {
    /// Whether the write is seen.
    pub(crate) fn sees(&self, written: Written) -> bool {
        written.seq == 0
            || written.seq < self.blind_from
                && (self.delay.is_zero() || self.now.saturating_duration_since(written.at) >= self.delay)
    }
}

#[derive(Clone, Debug)]
struct Entry {
    document: Value,
    before: Option<Value>,
    written: Written,
}

/// The documents of one kind.
#[derive(Clone, Debug, Default)]
pub(crate) struct Collection {
    entries: BTreeMap<String, Entry>,
    unique: &'static [&'static str],
    index: HashMap<(&'static str, String), BTreeSet<String>>,
    /// The document last written, which a read may still have to see as it was before.
    last: Option<String>,
}

impl Collection {
    /// A collection that can find documents by these text fields, letters' case apart.
    pub(crate) fn indexed(unique: &'static [&'static str]) -> Collection {
        Collection { unique, ..Collection::default() }
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The document as last written.
    pub(crate) fn get(&self, id: &str) -> Option<&Value> {
        self.entries.get(id).map(|entry| &entry.document)
    }

    pub(crate) fn contains(&self, id: &str) -> bool {
        self.entries.contains_key(id)
    }

    /// The document as a read sees it.
    pub(crate) fn seen(&self, id: &str, sight: &Sight) -> Option<&Value> {
        self.entries.get(id).and_then(|entry| entry.seen(sight))
    }

    /// All documents as last written, by id.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.entries.iter().map(|(id, entry)| (id.as_str(), &entry.document))
    }

    /// Whether a read sees every write.
    pub(crate) fn is_clear(&self, sight: &Sight) -> bool {
        sight.delay.is_zero() && sight.blind_from == u64::MAX
    }

    /// All documents as a read sees them, by id.
    pub(crate) fn all_seen<'a>(&'a self, sight: &'a Sight) -> impl Iterator<Item = &'a Value> {
        self.entries.values().filter_map(|entry| entry.seen(sight))
    }

    /// Stores a document, new or changed.
    pub(crate) fn put(&mut self, id: &str, document: Value, written: Written) {
        if !written.lags {
            self.settle(written.seq);
        }
        self.last = Some(id.to_owned());
        let document = compact(document);
        let before = self.entries.remove(id).map(|entry| entry.document);
        if let Some(before) = &before {
            self.unindex(id, before);
        }
        for field in self.unique {
            let key = text(&document, field).to_lowercase();
            if !key.is_empty() {
                self.index.entry((field, key)).or_default().insert(id.to_owned());
            }
        }
        self.entries.insert(id.to_owned(), Entry { document, before, written });
    }

    /// Forgets what the document last written was before: nothing but a read blind to the last write asks for it.
    fn settle(&mut self, now: u64) {
        let last = self.last.take().and_then(|last| self.entries.get_mut(&last));
        // One write may touch several documents.
        if let Some(entry) = last.filter(|entry| entry.written.seq != now) {
            entry.before = None;
            entry.written.seq = 0;
        }
    }

    pub(crate) fn remove(&mut self, id: &str) -> Option<Value> {
        let entry = self.entries.remove(id)?;
        self.unindex(id, &entry.document);
        Some(entry.document)
    }

    fn unindex(&mut self, id: &str, document: &Value) {
        for field in self.unique {
            let key = (*field, text(document, field).to_lowercase());
            if let Some(ids) = self.index.get_mut(&key) {
                ids.remove(id);
                if ids.is_empty() {
                    self.index.remove(&key);
                }
            }
        }
    }

    /// Ids of the documents whose indexed field has this text, letters' case apart; `None` if the field has no index.
    pub(crate) fn with_text(&self, field: &str, value: &str) -> Option<Vec<&str>> {
        if field == "_id" || field == "id" {
            return Some(self.entries.get_key_value(value).map(|(id, _)| id.as_str()).into_iter().collect());
        }
        let field = self.unique.iter().find(|known| **known == field)?;
        let found = self.index.get(&(*field, value.to_lowercase()));
        Some(found.map(|ids| ids.iter().map(String::as_str).collect()).unwrap_or_default())
    }
}

/// The document without room to grow, which its many fields would otherwise take as much of as for themselves.
fn compact(document: Value) -> Value {
    match document {
        Value::Object(map) => Value::Object(map.into_iter().collect()),
        other => other,
    }
}

impl Entry {
    fn seen(&self, sight: &Sight) -> Option<&Value> {
        if sight.sees(self.written) { Some(&self.document) } else { self.before.as_ref() }
    }
}
