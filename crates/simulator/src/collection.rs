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
    /// Time by which reads lag behind.
    pub(crate) delay: Duration,
}

impl Written {
    /// Whether reads lag behind by a time, so that more than the last write may be unseen.
    fn lags(self) -> bool {
        !self.delay.is_zero()
    }

    /// Whether a read after a later write may not have seen this one.
    pub(crate) fn may_matter(self, later: Written) -> bool {
        self.seq == later.seq || (later.lags() && later.at.saturating_duration_since(self.at) < later.delay)
    }
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
    /// Documents that are no more, which a read may still see.
    gone: BTreeMap<String, (Value, Written)>,
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
        self.entries.get(id).and_then(|entry| entry.seen(sight)).or_else(|| self.still_seen(id, sight))
    }

    /// A document that is no more, as long as a read doesn't see that.
    fn still_seen(&self, id: &str, sight: &Sight) -> Option<&Value> {
        self.gone.get(id).filter(|(_, removed)| !sight.sees(*removed)).map(|(document, _)| document)
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
    pub(crate) fn all_seen<'a>(&'a self, sight: &'a Sight) -> Box<dyn Iterator<Item = &'a Value> + 'a> {
        if self.is_clear(sight) {
            return Box::new(self.entries.values().map(|entry| &entry.document));
        }
        let still = self.gone.keys().filter_map(|id| Some((id, self.still_seen(id, sight)?)));
        let mut all: BTreeMap<&String, &Value> = still.collect();
        all.extend(self.entries.iter().filter_map(|(id, entry)| Some((id, entry.seen(sight)?))));
        Box::new(all.into_values())
    }

    /// Stores a document, new or changed.
    pub(crate) fn put(&mut self, id: &str, document: Value, written: Written) {
        if !written.lags() {
            self.settle(written.seq);
        }
        self.last = Some(id.to_owned());
        let document = compact(document);
        let known = self.entries.remove(id);
        if let Some(known) = &known {
            self.unindex(id, &known.document);
        }
        let before = known.and_then(|known| known.seen_before(written));
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

    /// Removes a document and returns it.
    pub(crate) fn remove(&mut self, id: &str, written: Written) -> Option<Value> {
        let entry = self.entries.remove(id)?;
        self.unindex(id, &entry.document);
        self.gone.retain(|_, (_, removed)| removed.may_matter(written));
        let document = entry.document.clone();
        if written.seq > 0
            && let Some(seen) = entry.seen_before(written)
        {
            self.gone.insert(id.to_owned(), (seen, written));
        }
        Some(document)
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
    /// What reads saw before a later write: while they lag behind, maybe not even the last one.
    fn seen_before(self, later: Written) -> Option<Value> {
        let unseen = later.lags() && self.written.seq > 0 && self.written.may_matter(later);
        if unseen { self.before } else { Some(self.document) }
    }

    fn seen(&self, sight: &Sight) -> Option<&Value> {
        if sight.sees(self.written) { Some(&self.document) } else { self.before.as_ref() }
    }
}
