//! Finding documents by the text of a field, letters' case apart.

use std::collections::HashMap;
use std::sync::Arc;

use crate::document::text;
use crate::stored::Stored;

/// The ids of documents by a text, in their order.
type Ids = HashMap<Box<str>, Vec<Arc<str>>>;

/// The ids of documents by the texts of some fields.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    fields: Vec<(&'static str, Ids)>,
}

impl Index {
    /// An index of these fields.
    pub(crate) fn of(fields: &[&'static str]) -> Index {
        Index { fields: fields.iter().map(|field| (*field, HashMap::new())).collect() }
    }

    /// Takes note that a document came, changed or went.
    pub(crate) fn replace(&mut self, id: &Arc<str>, before: Option<&Stored>, after: Option<&Stored>) {
        for (field, ids) in &mut self.fields {
            if before.zip(after).is_some_and(|(before, after)| before.agrees(after, field)) {
                continue;
            }
            if let Some(key) = before.and_then(|document| key(document, field)) {
                remove(ids, &key, id);
            }
            if let Some(key) = after.and_then(|document| key(document, field)) {
                insert(ids, key, id);
            }
        }
    }

    /// Ids of the documents whose field has this text, in their order; `None` if the field has no index.
    pub(crate) fn find(&self, field: &str, value: &str) -> Option<&[Arc<str>]> {
        let (_, ids) = self.fields.iter().find(|(known, _)| *known == field)?;
        Some(ids.get(value.to_lowercase().as_str()).map_or(&[], Vec::as_slice))
    }
}

fn key(document: &Stored, field: &str) -> Option<Box<str>> {
    let text = text(document, field);
    (!text.is_empty()).then(|| text.to_lowercase().into_boxed_str())
}

fn insert(ids: &mut Ids, key: Box<str>, id: &Arc<str>) {
    // Most texts belong to one document.
    let ids = ids.entry(key).or_insert_with(|| Vec::with_capacity(1));
    if let Err(place) = ids.binary_search(id) {
        ids.insert(place, Arc::clone(id));
    }
}

fn remove(ids: &mut Ids, key: &str, id: &Arc<str>) {
    let Some(known) = ids.get_mut(key) else { return };
    if let Ok(place) = known.binary_search(id) {
        known.remove(place);
    }
    if known.is_empty() {
        ids.remove(key);
    }
}
