//! Which fields documents have, and in which order: what documents of a kind share.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Arc, LazyLock};

use serde_json::{Map, Value};

use crate::document::object;
use crate::stored::Stored;

/// How many shapes are kept before those that no document has any more are let go.
const MANY: usize = 64;

/// The names of fields, in their order, and what they usually hold.
#[derive(Debug)]
pub(crate) struct Shape {
    names: Box<[Arc<str>]>,
    places: HashMap<Arc<str>, usize>,
    /// The values of the first document of this shape; others that hold the same share them.
    usual: Arc<[Arc<Value>]>,
}

impl Shape {
    fn of(map: &Map<String, Value>) -> Shape {
        let names: Box<[Arc<str>]> = map.keys().map(|name| Arc::from(name.as_str())).collect();
        let places = names.iter().enumerate().map(|(place, name)| (Arc::clone(name), place)).collect();
        let usual = map.values().map(|value| common(value).unwrap_or_else(|| Arc::new(compact(value.clone()))));
        Shape { names, places, usual: usual.collect() }
    }

    fn fits(&self, map: &Map<String, Value>) -> bool {
        self.names.len() == map.len() && self.names.iter().zip(map.keys()).all(|(name, key)| **name == **key)
    }

    /// Where the value of a field is.
    pub(crate) fn place(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }

    /// The names, in their order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|name| &**name)
    }
}

/// All shapes of the documents of a collection.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shapes {
    by_hash: HashMap<u64, Vec<Arc<Shape>>>,
    /// How many there may be before the next look at those that are not needed.
    most: usize,
    count: usize,
}

impl Shapes {
    /// The document in its stored form; it shares what it can with the one that it replaces.
    pub(crate) fn store(&mut self, document: Value, known: Option<&Stored>) -> Stored {
        let map = object(document);
        // A change seldom brings or takes a field.
        if let Some(known) = known.filter(|known| known.shape().fits(&map)) {
            return Stored::new(Arc::clone(known.shape()), values(map, known.shape(), known.values()));
        }
        let shape = self.shape_of(&map);
        Stored::new(Arc::clone(&shape), values(map, &shape, &[]))
    }

    fn shape_of(&mut self, map: &Map<String, Value>) -> Arc<Shape> {
        let mut hasher = DefaultHasher::new();
        map.keys().for_each(|name| name.hash(&mut hasher));
        let hash = hasher.finish();
        let alike = self.by_hash.get(&hash).into_iter().flatten();
        if let Some(shape) = alike.into_iter().find(|shape| shape.fits(map)) {
            return Arc::clone(shape);
        }
        if self.count >= self.most {
            self.let_go();
        }
        let shape = Arc::new(Shape::of(map));
        self.by_hash.entry(hash).or_default().push(Arc::clone(&shape));
        self.count += 1;
        shape
    }

    /// Forgets the shapes that no document has.
    fn let_go(&mut self) {
        for shapes in self.by_hash.values_mut() {
            shapes.retain(|shape| Arc::strong_count(shape) > 1);
        }
        self.by_hash.retain(|_, shapes| !shapes.is_empty());
        self.count = self.by_hash.values().map(Vec::len).sum();
        self.most = MANY.max(self.count * 2);
    }
}

/// The values of a document, each shared with what holds the same.
fn values(map: Map<String, Value>, shape: &Shape, known: &[Arc<Value>]) -> Arc<[Arc<Value>]> {
    let mut values: Vec<Arc<Value>> = Vec::with_capacity(map.len());
    for (place, value) in map.into_values().enumerate() {
        let near = [known.get(place), shape.usual.get(place), values.last()];
        let shared = near.into_iter().flatten().find(|near| is_same(near, &value)).cloned();
        values.push(shared.or_else(|| common(&value)).unwrap_or_else(|| Arc::new(compact(value))));
    }
    values.into()
}

/// Values that many fields of all documents hold.
fn common(value: &Value) -> Option<Arc<Value>> {
    static COMMON: LazyLock<[Arc<Value>; 6]> = LazyLock::new(|| {
        let values = [Value::Null, true.into(), false.into(), "".into(), Value::Array(Vec::new()), Map::new().into()];
        values.map(Arc::new)
    });
    COMMON.iter().find(|common| is_same(common, value)).cloned()
}

/// Equal in the order of fields, too, which JSON maps do not compare.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().zip(other).all(|(one, other)| one.0 == other.0 && is_same(one.1, other.1))
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same(one, other))
        }
        (one, other) => one == other,
    }
}

/// The value without room to grow.
fn compact(value: Value) -> Value {
    match value {
        Value::Object(map) => Value::Object(map.into_iter().map(|(name, value)| (name, compact(value))).collect()),
        Value::Array(items) => Value::Array(items.into_iter().map(compact).collect::<Box<[Value]>>().into_vec()),
        Value::String(mut text) => {
            text.shrink_to_fit();
            Value::String(text)
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn documents_share_names_and_what_they_hold_alike() {
        let mut shapes = Shapes::default();
        let one = shapes.store(json!({ "_id": "1", "id": "1", "state": "ACTIVATED", "mfa": { "on": false } }), None);
        let other = shapes.store(json!({ "_id": "2", "id": "2", "state": "ACTIVATED", "mfa": { "on": false } }), None);
        assert!(Arc::ptr_eq(one.shape(), other.shape()));
        let is_shared = |name: &str| one.shared(name).zip(other.shared(name)).is_some_and(|(a, b)| Arc::ptr_eq(a, b));
        assert_eq!(["_id", "state", "mfa"].map(is_shared), [false, true, true]);
        assert!(other.shared("_id").zip(other.shared("id")).is_some_and(|(a, b)| Arc::ptr_eq(a, b)));
        let changed = shapes.store(json!({ "_id": "2", "id": "2", "state": "SUSPENDED", "mfa": {} }), Some(&other));
        assert!(changed.shared("id").zip(other.shared("id")).is_some_and(|(a, b)| Arc::ptr_eq(a, b)));
    }

    #[test]
    fn a_document_comes_back_as_it_was_stored() {
        let mut shapes = Shapes::default();
        let texts = [
            r#"{"a":{"x":1,"y":2},"b":[{"p":null,"q":""}],"c":1.5}"#,
            r#"{"a":{"y":2,"x":1},"b":[{"q":"","p":null}],"c":1.5}"#,
            r#"{"c":1.5,"a":{},"b":[]}"#,
            "{}",
        ];
        for text in texts {
            let document: Value = serde_json::from_str(text).unwrap();
            assert_eq!(shapes.store(document, None).to_value().to_string(), text);
        }
    }

    #[test]
    fn shapes_that_no_document_has_any_more_are_let_go() {
        let mut shapes = Shapes::default();
        let kept = shapes.store(json!({ "kept": 1 }), None);
        for number in 0..10 * MANY {
            shapes.store(json!({ format!("field{number}"): 1 }), None);
        }
        assert!(shapes.count <= MANY + 1);
        let again = shapes.store(json!({ "kept": 2 }), None);
        assert!(Arc::ptr_eq(kept.shape(), again.shape()));
    }
}
