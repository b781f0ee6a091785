//! Reading JSON documents by field path.

use serde_json::{Map, Value};

/// Something that has fields: JSON, or a document as it is stored.
pub(crate) trait Fields {
    /// The value of a field.
    fn get(&self, name: &str) -> Option<&Value>;
}

impl Fields for Value {
    fn get(&self, name: &str) -> Option<&Value> {
        Value::get(self, name)
    }
}

impl<T: Fields + ?Sized> Fields for &T {
    fn get(&self, name: &str) -> Option<&Value> {
        T::get(self, name)
    }
}

/// The value at a dotted path; `_id` and `id` name the same thing.
pub(crate) fn at<'a>(document: &'a impl Fields, path: &str) -> Option<&'a Value> {
    let mut steps = path.split('.');
    let first = steps.next().and_then(|step| document.get(step));
    let found = first.and_then(|first| steps.try_fold(first, |value, step| value.get(step)));
    match (found, path) {
        (None, "_id") => document.get("id"),
        (None, "id") => document.get("_id"),
        _ => found,
    }
}

/// The text of a field, or "" when it has none.
pub(crate) fn text<'a>(document: &'a impl Fields, field: &str) -> &'a str {
    document.get(field).and_then(Value::as_str).unwrap_or("")
}

/// Whether a boolean field is set.
pub(crate) fn flag(document: &impl Fields, field: &str) -> bool {
    document.get(field).and_then(Value::as_bool).unwrap_or(false)
}

/// A scalar as filters compare it; arrays and objects have no such text.
pub(crate) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null => Some(String::new()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

/// The object of a JSON value, empty if it is none.
pub(crate) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// Sets a field of a document.
pub(crate) fn set(document: &mut Value, field: &str, value: impl Into<Value>) {
    if let Value::Object(map) = document {
        map.insert(field.to_owned(), value.into());
    }
}
