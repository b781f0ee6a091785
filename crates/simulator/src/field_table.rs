//! Field tables: which fields a body may have, of which type and size; bodies are checked against them.

use serde_json::{Map, Value};

use crate::id::is_object_id;
use crate::reply::Violation;

/// One field of a body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) shape: Shape,
    /// What POST does with it.
    pub(crate) post: Use,
    /// What PUT does with it.
    pub(crate) put: Use,
}

/// What an operation does with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// In the specification and stored.
    Listed,
    /// Not in the specification, yet known to be stored.
    Unlisted,
    /// Not in the specification and not stored.
    Dropped,
}

/// The type and limits of a value.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape {
    /// Text of at most so many characters.
    Text(usize),
    /// A boolean; 0 and 1 are taken as such.
    Flag,
    /// A whole number of at least this.
    Whole(i64),
    /// A whole number of at least this, or its digits as text.
    Digits(i64),
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// An RFC 3339 date and time.
    DateTime,
    /// An object id of another document, or null to clear it.
    Reference,
    /// An object id.
    Id,
    /// An object of these fields.
    Object(&'static [Field]),
    /// An object of these fields, or null.
    ObjectOrNull(&'static [Field]),
    /// A list of objects of these fields.
    Objects(&'static [Field]),
    /// A list of texts of at most so many characters.
    Texts(usize),
    /// Any object, or null.
    AnyObject,
    /// Any object.
    Map,
    /// Anything: its handler knows its grammar.
    Any,
}

/// Which operation a body is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Write {
    Post,
    Put,
}

/// What came of checking a body.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    /// What is to be stored, coerced to real types.
    pub(crate) fields: Map<String, Value>,
    /// Everything wrong.
    pub(crate) violations: Vec<Violation>,
    /// Field paths the specification doesn't list for this operation.
    pub(crate) outside: Vec<String>,
}

/// Checks a body against a table.
pub(crate) fn check(table: &[Field], write: Write, body: &Map<String, Value>) -> Checked {
    let mut checked = Checked::default();
    for (name, value) in body {
        let field = table.iter().find(|field| field.name == name);
        let used = field.map_or(Use::Dropped, |field| match write {
            Write::Post => field.post,
            Write::Put => field.put,
        });
        if used != Use::Listed {
            checked.outside.push(format!("body.{name}"));
        }
        if used == Use::Dropped {
            continue;
        }
        if let Some(field) = field
            && let Some(value) = value_of(field.shape, write, name, value, &mut checked)
        {
            checked.fields.insert(name.clone(), value);
        }
    }
    checked
}

fn value_of(shape: Shape, write: Write, path: &str, value: &Value, checked: &mut Checked) -> Option<Value> {
    match plain(shape, value) {
        Ok(Some(value)) => return Some(value),
        Ok(None) => {}
        Err(wrong) => {
            checked.violations.push(Violation::new(path, wrong));
            return None;
        }
    }
    match (shape, value) {
        (Shape::Object(fields) | Shape::ObjectOrNull(fields), Value::Object(map)) => {
            Some(Value::Object(nested(fields, write, path, map, checked)))
        }
        (Shape::Objects(fields), Value::Array(items)) => {
            let mut list = Vec::with_capacity(items.len());
            for (index, item) in items.iter().enumerate() {
                let path = format!("{path}[{index}]");
                match item {
                    Value::Object(map) => list.push(Value::Object(nested(fields, write, &path, map, checked))),
                    _ => checked.violations.push(Violation::new(path, "must be an object")),
                }
            }
            Some(Value::Array(list))
        }
        (Shape::Texts(most), Value::Array(items)) => {
            let good = items.iter().all(|item| item.as_str().is_some_and(|text| text.chars().count() <= most));
            if !good {
                checked.violations.push(Violation::new(path, "must be a list of strings"));
            }
            good.then(|| value.clone())
        }
        _ => None,
    }
}

fn nested(
    fields: &[Field],
    write: Write,
    path: &str,
    map: &Map<String, Value>,
    checked: &mut Checked,
) -> Map<String, Value> {
    let inner = check(fields, write, map);
    let with_path = |name: &str| format!("{path}.{name}");
    checked.violations.extend(inner.violations.into_iter().map(|v| Violation::new(with_path(&v.field), v.description)));
    checked.outside.extend(inner.outside.iter().map(|name| {
        let bare = path.split('[').next().unwrap_or(path);
        format!("body.{bare}.{}", name.trim_start_matches("body."))
    }));
    inner.fields
}

/// Values without inner fields: the value to store, `None` for the others, or what is wrong with it.
fn plain(shape: Shape, value: &Value) -> Result<Option<Value>, String> {
    let wrong = |what: &str| Err(format!("must be {what}"));
    match shape {
        Shape::Text(most) => match value.as_str() {
            None => wrong("a string"),
            Some(text) if text.chars().count() > most => Err(format!("must be at most {most} characters")),
            Some(text) => Ok(Some(Value::from(text))),
        },
        Shape::Flag => match (value.as_bool(), value.as_i64()) {
            (Some(flag), _) => Ok(Some(Value::from(flag))),
            (None, Some(number @ (0 | 1))) => Ok(Some(Value::from(number == 1))),
            _ => wrong("a boolean"),
        },
        Shape::Whole(least) | Shape::Digits(least) => {
            let digits = matches!(shape, Shape::Digits(_));
            let number = match value {
                Value::String(text) if digits => text.parse::<i64>().ok(),
                other => other.as_i64(),
            };
            match number {
                None => wrong("an integer"),
                Some(number) if number < least => Err(format!("must be at least {least}")),
                Some(number) => Ok(Some(Value::from(number))),
            }
        }
        Shape::OneOf(texts) => match value.as_str() {
            Some(text) if texts.contains(&text) => Ok(Some(Value::from(text))),
            _ => wrong(&format!("one of {}", texts.join(", "))),
        },
        Shape::DateTime => match value.as_str() {
            Some(text) if text.parse::<jiff::Timestamp>().is_ok() => Ok(Some(Value::from(text))),
            _ => wrong("an RFC 3339 date and time"),
        },
        Shape::Reference => match value {
            // SYNTHETIC: null and "" clear the reference.
            Value::Null => Ok(Some(Value::Null)),
            Value::String(text) if text.is_empty() => Ok(Some(Value::Null)),
            Value::String(text) if is_object_id(text) => Ok(Some(value.clone())),
            other => Err(format!("Cast to ObjectId failed for value \"{}\"", brief(other))),
        },
        Shape::Id => match value.as_str() {
            Some(text) if is_object_id(text) => Ok(Some(value.clone())),
            _ => wrong("an object id"),
        },
        Shape::Object(_) | Shape::Map if !value.is_object() => wrong("an object"),
        Shape::ObjectOrNull(_) | Shape::AnyObject if value.is_null() => Ok(Some(Value::Null)),
        Shape::ObjectOrNull(_) | Shape::AnyObject if !value.is_object() => wrong("an object or null"),
        Shape::Objects(_) | Shape::Texts(_) if !value.is_array() => wrong("a list"),
        Shape::AnyObject | Shape::Map | Shape::Any => Ok(Some(value.clone())),
        Shape::Object(_) | Shape::ObjectOrNull(_) | Shape::Objects(_) | Shape::Texts(_) => Ok(None),
    }
}

fn brief(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    text.chars().take(80).collect()
}
