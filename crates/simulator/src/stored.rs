//! A document as collections hold it: values beside each other, names and common values shared with other documents.
//!
//! A user has some 70 fields of which most are at their default. As a JSON map it would hold each name and each default
//! for itself, which is five times of what is its own. A clone shares everything, so that an answer can be written after
//! the world is unlocked.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::document::Fields;
use crate::shape::Shape;

/// A document as collections hold it. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    shape: Arc<Shape>,
    values: Arc<[Arc<Value>]>,
}

impl Stored {
    /// The values must be as many as the shape has names.
    pub(crate) fn new(shape: Arc<Shape>, values: Arc<[Arc<Value>]>) -> Stored {
        Stored { shape, values }
    }

    pub(crate) fn shape(&self) -> &Arc<Shape> {
        &self.shape
    }

    /// The value of a field.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.shared(name).map(|value| &**value)
    }

    /// The value of a field, to be held as well.
    pub(crate) fn shared(&self, name: &str) -> Option<&Arc<Value>> {
        self.shape.place(name).and_then(|place| self.values.get(place))
    }

    /// All values, in the order of their names.
    pub(crate) fn values(&self) -> &[Arc<Value>] {
        &self.values
    }

    /// All fields, in their order.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.shape.names().zip(self.values.iter().map(|value| &**value))
    }

    /// Whether a field is the same in both, or in neither.
    pub(crate) fn agrees(&self, other: &Stored, name: &str) -> bool {
        match (self.shared(name), other.shared(name)) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other) || one == other,
            (None, None) => true,
            _ => false,
        }
    }

    /// The document as JSON, to be changed.
    pub(crate) fn to_value(&self) -> Value {
        let fields = self.fields().map(|(name, value)| (name.to_owned(), value.clone()));
        Value::Object(fields.collect::<Map<String, Value>>())
    }
}

impl Fields for Stored {
    fn get(&self, name: &str) -> Option<&Value> {
        Stored::get(self, name)
    }
}
