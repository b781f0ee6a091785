//! A TOML document in which every value knows where it stands.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value as Json;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::place::Place;
use crate::problem::Problem;

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// Where its key stands; of an item in a list, where the item stands.
    pub(crate) key_at: Place,
    /// Where the value stands.
    pub(crate) at: Place,
    /// The key as written in the file: `defaults.groups.default[0]`.
    pub(crate) path: String,
    pub(crate) value: Value,
}

#[derive(Debug, Clone)]
pub(crate) enum Value {
    String(String),
    Integer(i64),
    Boolean(bool),
    List(Vec<Node>),
    Table(BTreeMap<String, Node>),
    /// A kind of value that no key has; holds what it is called.
    Foreign(&'static str),
    /// A problem has been reported: it counts as set, and has no value.
    Invalid,
}

/// The tree of a document; without one if its syntax is wrong.
pub(crate) fn parse(file: &Arc<Path>, text: &str) -> Result<Node, Vec<Problem>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        let at = Place::in_file(file, text, 0);
        return Ok(Node {
            key_at: at.clone(),
            at,
            path: String::new(),
            value: read_table(file, text, "", table.get_ref()),
        });
    }
    // The message alone: what toml shows beside it could be a secret.
    let problem = |error: toml::de::Error| {
        let place = Place::in_file(file, text, error.span().map_or(0, |span| span.start));
        Problem::new(&place, "", format!("the file is not TOML: {}", error.message()), "see https://toml.io")
    };
    Err(errors.into_iter().map(problem).collect())
}

fn read_table(file: &Arc<Path>, text: &str, path: &str, table: &DeTable<'_>) -> Value {
    let entry = |(key, value): (&Spanned<std::borrow::Cow<'_, str>>, &Spanned<DeValue<'_>>)| {
        let key_at = Place::in_file(file, text, key.span().start);
        (key.get_ref().to_string(), read_value(file, text, join(path, key.get_ref()), Some(key_at), value))
    };
    Value::Table(table.iter().map(entry).collect())
}

fn read_value(
    file: &Arc<Path>,
    text: &str,
    path: String,
    key_at: Option<Place>,
    spanned: &Spanned<DeValue<'_>>,
) -> Node {
    let at = Place::in_file(file, text, spanned.span().start);
    let value = match spanned.get_ref() {
        DeValue::String(string) => Value::String(string.to_string()),
        DeValue::Integer(integer) => i64::from_str_radix(integer.as_str(), integer.radix())
            .map_or(Value::Foreign("a number that is too large"), Value::Integer),
        DeValue::Float(_) => Value::Foreign("a number with a fraction"),
        DeValue::Boolean(boolean) => Value::Boolean(*boolean),
        DeValue::Datetime(_) => Value::Foreign("a date or time without quotes"),
        DeValue::Array(items) => Value::List(
            items
                .iter()
                .enumerate()
                .map(|(index, item)| read_value(file, text, format!("{path}[{index}]"), None, item))
                .collect(),
        ),
        DeValue::Table(table) => read_table(file, text, &path, table),
    };
    Node { key_at: key_at.unwrap_or_else(|| at.clone()), at, path, value }
}

/// `path.key`, with quotes where TOML needs them.
pub(crate) fn join(path: &str, key: &str) -> String {
    let bare = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    let key = if bare { key.to_owned() } else { format!("\"{}\"", key.escape_default()) };
    if path.is_empty() { key } else { format!("{path}.{key}") }
}

impl Node {
    /// A text given by a variable of the environment.
    pub(crate) fn from_environment(variable: &'static str, path: &str, value: Value) -> Self {
        let at = Place::Environment(variable);
        Node { key_at: at.clone(), at, path: path.to_owned(), value }
    }

    /// The value under a path of keys.
    pub(crate) fn get(&self, keys: &[&str]) -> Option<&Node> {
        keys.iter().try_fold(self, |node, key| match &node.value {
            Value::Table(table) => table.get(*key),
            _ => None,
        })
    }

    /// The table in this value.
    pub(crate) fn table_mut(&mut self) -> Option<&mut BTreeMap<String, Node>> {
        match &mut self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// Takes the value of a key out of a table.
    pub(crate) fn take(&mut self, key: &str) -> Option<Node> {
        self.table_mut()?.remove(key)
    }

    /// What is valid, as JSON.
    pub(crate) fn json(&self) -> Option<Json> {
        match &self.value {
            Value::String(string) => Some(Json::from(string.as_str())),
            Value::Integer(integer) => Some(Json::from(*integer)),
            Value::Boolean(boolean) => Some(Json::from(*boolean)),
            Value::List(items) => Some(items.iter().filter_map(Node::json).collect()),
            Value::Table(table) => {
                Some(Json::Object(table.iter().filter_map(|(key, node)| Some((key.clone(), node.json()?))).collect()))
            }
            Value::Foreign(_) | Value::Invalid => None,
        }
    }
}
