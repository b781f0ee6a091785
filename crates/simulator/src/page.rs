//! Pages of lists: limit, skip, sort and fields, in the manner of v1, v2 and search bodies.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::call::Call;
use crate::collection::{Collection, Sight};
use crate::document::{Fields, scalar};
use crate::filter::Test;
use crate::reply::{Body, Reply};
use crate::shown::{Shown, is_wanted};
use crate::sorting::{Key, sorted};
use crate::stored::Stored;

// Source: JumpCloud API, default 10, most 100.
const DEFAULT: usize = 10;
const MOST: usize = 100;

/// The header that has the total of a v2 list.
const TOTAL: &str = "x-total-count";

/// From here on, walking to the page through the ids takes longer than the page itself.
const NEAR: usize = 256;

/// Which part of a list is asked for, and how.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    limit: usize,
    skip: usize,
    sort: Vec<Key>,
    fields: Arc<[String]>,
}

impl Page {
    /// Sort and fields separated by spaces; a sort with commas is ignored, as the real one is.
    pub(crate) fn of_v1_query(call: &mut Call) -> Result<Page, Reply> {
        let limit = number(call.query("limit"), "limit")?;
        let skip = number(call.query("skip"), "skip")?;
        let sort = call.query("sort").unwrap_or("").to_owned();
        let fields = call.query("fields").unwrap_or("").to_owned();
        Ok(Page::new(limit, skip, sort.split_ascii_whitespace(), fields.split_ascii_whitespace()))
    }

    /// Only the fields of one document.
    pub(crate) fn of_fields(call: &mut Call) -> Page {
        let fields = call.query("fields").unwrap_or("").to_owned();
        Page::new(None, None, std::iter::empty(), fields.split_ascii_whitespace())
    }

    /// Sort and fields separated by commas, or repeated; not every list is specified to take them.
    pub(crate) fn of_v2_query(call: &mut Call) -> Result<Page, Reply> {
        let limit = number(call.query("limit"), "limit")?;
        let skip = number(call.query("skip"), "skip")?;
        let joined = |name: &str| {
            let values: Vec<&str> =
                call.query.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect();
            values.join(",")
        };
        let (sort, fields) = (joined("sort"), joined("fields"));
        Ok(Page::new(limit, skip, sort.split(','), fields.split(',')))
    }

    /// Limit, skip, sort and fields of a search body, or else of its query.
    pub(crate) fn of_search(call: &mut Call, body: &Map<String, Value>) -> Result<Page, Reply> {
        let query = Page::of_v1_query(call)?;
        let whole = |name: &'static str| match body.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => number(scalar(value).as_deref(), name),
        };
        let words = |name: &str| match body.get(name) {
            Some(Value::String(text)) => Some(text.clone()),
            Some(Value::Array(items)) => Some(items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" ")),
            _ => None,
        };
        let (sort, fields) = (words("sort"), words("fields"));
        let mut page = Page::new(
            whole("limit")?,
            whole("skip")?,
            sort.as_deref().unwrap_or("").split_ascii_whitespace(),
            fields.as_deref().unwrap_or("").split_ascii_whitespace(),
        );
        if body.get("limit").is_none() {
            page.limit = query.limit;
        }
        if body.get("skip").is_none() {
            page.skip = query.skip;
        }
        if sort.is_none() {
            page.sort = query.sort;
        }
        if fields.is_none() {
            page.fields = query.fields;
        }
        Ok(page)
    }

    fn new<'a>(
        limit: Option<usize>,
        skip: Option<usize>,
        sort: impl Iterator<Item = &'a str>,
        fields: impl Iterator<Item = &'a str>,
    ) -> Page {
        let sort = sort.filter(|key| !key.is_empty() && !key.contains(','));
        Page {
            // SYNTHETIC: 0 is the default, more than the most is the most.
            limit: limit.filter(|limit| *limit > 0).unwrap_or(DEFAULT).min(MOST),
            skip: skip.unwrap_or(0),
            sort: sort
                .map(|key| key.strip_prefix('-').map_or((key.to_owned(), false), |key| (key.to_owned(), true)))
                .collect(),
            fields: fields.filter(|field| !field.is_empty()).map(str::to_owned).collect(),
        }
    }

    /// Whether the list is asked to be sorted by this field.
    pub(crate) fn sorts_by(&self, field: &str) -> bool {
        self.sort.iter().any(|(key, _)| key == field)
    }

    /// The page of a collection that passes the test, and how many pass in all.
    pub(crate) fn select(&self, collection: &Collection, sight: &Sight, test: &Test) -> (Vec<Stored>, usize) {
        if test.is_any() && collection.is_clear(sight) {
            let page = if self.is_by_id() && self.skip < NEAR {
                collection.all().skip(self.skip).take(self.limit).map(|(_, document)| document.clone()).collect()
            } else {
                collection.window(if self.is_by_id() { &[] } else { &self.sort }, self.skip, self.limit)
            };
            return (page, collection.len());
        }
        // An index knows only what was written last.
        let candidates = if collection.is_clear(sight) { test.candidates(collection) } else { None };
        let passing: Vec<&Stored> = match candidates {
            Some(ids) => ids.iter().filter_map(|id| collection.seen(id, sight)).filter(|doc| test.holds(doc)).collect(),
            None => collection.all_seen(sight).filter(|doc| test.holds(doc)).collect(),
        };
        let total = passing.len();
        (self.arranged(passing).into_iter().cloned().collect(), total)
    }

    /// The page of items, and how many there are.
    pub(crate) fn cut<D: Fields + Clone>(&self, items: Vec<D>) -> (Vec<D>, usize) {
        let total = items.len();
        (self.arranged(items.iter().collect()).into_iter().cloned().collect(), total)
    }

    /// The page of items that have no order but their own, and how many there are.
    pub(crate) fn window<T>(&self, items: impl Iterator<Item = T>) -> (Vec<T>, usize) {
        let (mut page, mut total) = (Vec::new(), 0);
        for item in items {
            if total >= self.skip && page.len() < self.limit {
                page.push(item);
            }
            total += 1;
        }
        (page, total)
    }

    /// Whether the order is that of ids, which collections and graphs have already.
    pub(crate) fn is_by_id(&self) -> bool {
        self.sort.iter().all(|(key, down)| (key == "_id" || key == "id") && !down)
    }

    /// The page of documents that are in the order of ids; only what is on it gets sorted.
    fn arranged<'a, D: Fields>(&self, documents: Vec<&'a D>) -> Vec<&'a D> {
        let documents = documents.into_iter();
        if self.is_by_id() {
            return documents.skip(self.skip).take(self.limit).collect();
        }
        let end = self.skip.saturating_add(self.limit);
        sorted(documents, &self.sort, end, |document| *document).into_iter().skip(self.skip).collect()
    }

    /// A stored document with the fields asked for; ids always stay.
    pub(crate) fn show(&self, document: Shown) -> Shown {
        document.only(Arc::clone(&self.fields))
    }

    /// The document with the fields asked for; ids always stay.
    pub(crate) fn project(&self, document: Value) -> Value {
        if self.fields.is_empty() {
            return document;
        }
        let Value::Object(map) = document else { return document };
        Value::Object(map.into_iter().filter(|(name, _)| is_wanted(name, &self.fields)).collect())
    }
}

/// A v1 list of stored documents.
pub(crate) fn shown(results: Vec<Shown>, total: usize) -> Reply {
    Reply { status: 200, headers: Vec::new(), body: Body::Page { results, total } }
}

/// A v2 list of stored documents.
pub(crate) fn shown_bare(results: Vec<Shown>, total: usize) -> Reply {
    let reply = Reply { status: 200, headers: Vec::new(), body: Body::List(results) };
    reply.with_header(TOTAL, total.to_string())
}

/// A v1 list.
pub(crate) fn envelope(results: Vec<Value>, total: usize) -> Reply {
    Reply::ok(json!({ "results": results, "totalCount": total }))
}

/// A v2 list: a bare array, its total in a header.
pub(crate) fn bare(results: Vec<Value>, total: usize) -> Reply {
    Reply::ok(Value::Array(results)).with_header(TOTAL, total.to_string())
}

fn number(text: Option<&str>, name: &str) -> Result<Option<usize>, Reply> {
    match text {
        None | Some("") => Ok(None),
        // SYNTHETIC: the answer to a number that is none.
        Some(text) => text.parse().map(Some).map_err(|_| Reply::error(400, format!("invalid {name}: {text}"))),
    }
}
