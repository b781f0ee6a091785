//! One object from JSON or YAML text: no key twice, and every error with its line and column.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use serde_saphyr::{DuplicateKeyPolicy, MergeKeyPolicy, NonFiniteFloatPolicy, UserMessageFormatter};

/// How a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// JSON.
    Json,
    /// YAML 1.2.
    Yaml,
}

/// Why a text is no request document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SyntaxError {
    /// Line and column, from 1, where known.
    pub place: Option<(u64, u64)>,
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub hint: String,
}

const ONE: &str = "write one request: an object of inputs such as first_name, last_name, email";

impl SyntaxError {
    fn nowhere(message: impl Into<String>, hint: impl Into<String>) -> SyntaxError {
        SyntaxError { place: None, message: message.into(), hint: hint.into() }
    }
}

/// Reads one object.
///
/// # Errors
/// Bad syntax, a key given twice, nothing, several documents, a list, or anything else that is no object.
pub fn read(text: &str, syntax: Syntax) -> Result<Map<String, Value>, SyntaxError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(SyntaxError::nowhere("it is empty", ONE));
    }
    let value = match syntax {
        Syntax::Json => read_json(text)?,
        Syntax::Yaml => read_yaml(text)?,
    };
    match value {
        Value::Object(map) => Ok(map),
        Value::Array(list) => Err(SyntaxError::nowhere(
            format!("it is a list of {}", list.len()),
            "give one request at a time: an object of inputs, without the list around it",
        )),
        _ => Err(SyntaxError::nowhere("it is a single value", ONE)),
    }
}

fn read_json(text: &str) -> Result<Value, SyntaxError> {
    serde_json::from_str(text).map(|Strict(value)| value).map_err(|error| {
        // The message of serde_json ends with the place, which is told apart here.
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default().to_owned();
        let place = (error.line() as u64, error.column() as u64);
        SyntaxError { place: Some(place), hint: hint(&message, "JSON"), message }
    })
}

fn read_yaml(text: &str) -> Result<Value, SyntaxError> {
    let options = serde_saphyr::options! {
        duplicate_keys: DuplicateKeyPolicy::Error,
        merge_keys: MergeKeyPolicy::Error,
        non_finite_float_policy: NonFiniteFloatPolicy::Reject,
        // `no` is a word, and `007` an employee id: only what JSON would say in the same letters is no text.
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        reject_unsupported_tags: true,
        // A snippet could show a line with a password.
        with_snippet: false,
    };
    serde_saphyr::from_str_with_options(text, options).map(|Strict(value)| value).map_err(|error| {
        let place = error.location().map(|location| (location.line(), location.column()));
        let message = error.render_with_formatter(&UserMessageFormatter);
        let message = message.split(" at line ").next().unwrap_or_default().to_owned();
        SyntaxError { place, hint: hint(&message, "YAML"), message }
    })
}

fn hint(message: &str, syntax: &str) -> String {
    match message {
        message if message.contains("duplicate") => "give each input once".into(),
        message if message.contains("multiple") => "give one request at a time: one document".into(),
        _ => format!("mend the {syntax} at that place"),
    }
}

/// Any JSON value, in which no object has a key twice.
pub(crate) struct Strict(pub(crate) Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Strict)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, number, true, false, list or object")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("a number that is none"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Strict(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            if map.contains_key(&key) {
                return Err(A::Error::custom(format!("duplicate key {key:?}")));
            }
            let Strict(value) = entries.next_value()?;
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}
