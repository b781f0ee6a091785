//! The documents of one kind, in the order of their ids, with what each looked like before its last write.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::index::Index;
use crate::order::Orders;
use crate::shape::Shapes;
use crate::sorting::{Key, sorted};
use crate::stored::Stored;

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
    document: Stored,
    before: Option<Stored>,
    written: Written,
}

/// The documents of one kind.
#[derive(Clone, Debug, Default)]
pub(crate) struct Collection {
    entries: BTreeMap<Arc<str>, Entry>,
    shapes: Shapes,
    index: Index,
    orders: Orders,
    /// The document last written, which a read may still have to see as it was before.
    last: Option<Arc<str>>,
    /// Documents that are no more, which a read may still see.
    gone: BTreeMap<Arc<str>, (Stored, Written)>,
}

impl Collection {
    /// A collection that can find documents by these text fields, letters' case apart.
    pub(crate) fn indexed(unique: &[&'static str]) -> Collection {
        Collection { index: Index::of(unique), ..Collection::default() }
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The document as last written.
    pub(crate) fn get(&self, id: &str) -> Option<&Stored> {
        self.entries.get(id).map(|entry| &entry.document)
    }

    pub(crate) fn contains(&self, id: &str) -> bool {
        self.entries.contains_key(id)
    }

    /// The document as a read sees it.
    pub(crate) fn seen(&self, id: &str, sight: &Sight) -> Option<&Stored> {
        self.entries.get(id).and_then(|entry| entry.seen(sight)).or_else(|| self.still_seen(id, sight))
    }

    /// A document that is no more, as long as a read doesn't see that.
    fn still_seen(&self, id: &str, sight: &Sight) -> Option<&Stored> {
        self.gone.get(id).filter(|(_, removed)| !sight.sees(*removed)).map(|(document, _)| document)
    }

    /// All documents as last written, by id.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &Stored)> {
        self.entries.iter().map(|(id, entry)| (&**id, &entry.document))
    }

    /// Whether a read sees every write.
    pub(crate) fn is_clear(&self, sight: &Sight) -> bool {
        sight.delay.is_zero() && sight.blind_from == u64::MAX
    }

    /// All documents as a read sees them, by id.
    pub(crate) fn all_seen<'a>(&'a self, sight: &'a Sight) -> Box<dyn Iterator<Item = &'a Stored> + 'a> {
        if self.is_clear(sight) {
            return Box::new(self.entries.values().map(|entry| &entry.document));
        }
        let still = self.gone.keys().filter_map(|id| Some((id, self.still_seen(id, sight)?)));
        let mut all: BTreeMap<&Arc<str>, &Stored> = still.collect();
        all.extend(self.entries.iter().filter_map(|(id, entry)| Some((id, entry.seen(sight)?))));
        Box::new(all.into_values())
    }

    /// A part of all documents as last written, sorted by fields; the order is kept for the next part.
    pub(crate) fn window(&self, keys: &[Key], skip: usize, limit: usize) -> Vec<Stored> {
        let ids = self.orders.of(keys, || {
            let ids = sorted(self.entries.iter(), keys, usize::MAX, |(_, entry)| &entry.document);
            ids.into_iter().map(|(id, _)| Arc::clone(id)).collect()
        });
        ids.iter().skip(skip).take(limit).filter_map(|id| self.get(id).cloned()).collect()
    }

    /// Stores a document, new or changed.
    pub(crate) fn put(&mut self, id: &str, document: Value, written: Written) {
        if !written.lags() {
            self.settle(written.seq);
        }
        let (id, known) = match self.entries.remove_entry(id) {
            Some((id, known)) => (id, Some(known)),
            None => (Arc::from(id), None),
        };
        let now = known.as_ref().map(|known| &known.document);
        let document = self.shapes.store(document, now);
        self.index.replace(&id, now, Some(&document));
        self.orders.disturb(now, Some(&document));
        let before = known.and_then(|known| known.seen_before(written));
        self.last = Some(Arc::clone(&id));
        self.entries.insert(id, Entry { document, before, written });
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
    pub(crate) fn remove(&mut self, id: &str, written: Written) -> Option<Stored> {
        let (id, entry) = self.entries.remove_entry(id)?;
        self.index.replace(&id, Some(&entry.document), None);
        self.orders.disturb(Some(&entry.document), None);
        self.gone.retain(|_, (_, removed)| removed.may_matter(written));
        let document = entry.document.clone();
        if written.seq > 0
            && let Some(seen) = entry.seen_before(written)
        {
            self.gone.insert(id, (seen, written));
        }
        Some(document)
    }

    /// Ids of the documents whose indexed field has this text, letters' case apart; `None` if the field has no index.
    pub(crate) fn with_text(&self, field: &str, value: &str) -> Option<Vec<&str>> {
        if field == "_id" || field == "id" {
            return Some(self.entries.get_key_value(value).map(|(id, _)| &**id).into_iter().collect());
        }
        self.index.find(field, value).map(|ids| ids.iter().map(|id| &**id).collect())
    }
}

impl Entry {
    /// What reads saw before a later write: while they lag behind, maybe not even the last one.
    fn seen_before(self, later: Written) -> Option<Stored> {
        let unseen = later.lags() && self.written.seq > 0 && self.written.may_matter(later);
        if unseen { self.before } else { Some(self.document) }
    }

    fn seen(&self, sight: &Sight) -> Option<&Stored> {
        if sight.sees(self.written) { Some(&self.document) } else { self.before.as_ref() }
    }
}
