//! A request with some of its inputs given anew.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{Door, INPUTS, Input, InputType, Request, parse};
use crate::nearest::nearest;
use crate::problem::Problem;

/// The beginning of the name of one attribute.
const ATTRIBUTE: &str = "attributes.";

/// Inputs given anew, by name; one attribute is `attributes.NAME`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Changes {
    /// New values.
    pub set: Map<String, Value>,
    /// Inputs that are given no more.
    pub unset: BTreeSet<String>,
}

impl Changes {
    /// Sets an input to a value as people write it: lists separated by `;`, or given several times.
    pub fn set_text(&mut self, name: &str, text: &str) {
        let kind = INPUTS.iter().find(|input| input.name == name).map(|input| input.kind);
        let value = match kind {
            Some(InputType::Boolean) => text.parse::<bool>().map_or_else(|_| Value::from(text), Value::from),
            Some(InputType::Number) => text.parse::<i64>().map_or_else(|_| Value::from(text), Value::from),
            Some(InputType::Array) => {
                let items = text.split(';').map(str::trim).filter(|item| !item.is_empty()).map(Value::from);
                let mut list = self.set.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
                list.extend(items);
                Value::Array(list)
            }
            Some(InputType::String | InputType::Object) | None => Value::from(text),
        };
        self.set.insert(name.to_owned(), value);
    }

    /// The inputs that are changed: `attributes` for one of them.
    #[must_use]
    pub fn names(&self) -> BTreeSet<&str> {
        self.set.keys().chain(&self.unset).map(|name| input_of(name)).collect()
    }
}

impl Request {
    /// The request with these changes. Whether a password was given stays, unless that is taken back.
    ///
    /// # Errors
    /// Every problem of the new values, each with its field.
    pub fn changed(&self, changes: &Changes, door: Door) -> Result<Request, Vec<Problem>> {
        let mut document = self.fields();
        document.remove("password_given");
        let mut problems = Vec::new();
        for (name, value) in &changes.set {
            if name == "password" {
                let message = "a password can't be given here: other users of the machine could read it";
                problems.push(Problem::with_field(name, message, "send the request again with --password-file FILE"));
            } else if let Some(attribute) = name.strip_prefix(ATTRIBUTE) {
                change_attribute(&mut document, |all| drop(all.insert(attribute.to_owned(), value.clone())));
            } else {
                document.insert(name.clone(), value.clone());
            }
        }
        for name in &changes.unset {
            if changes.set.contains_key(name) {
                problems.push(Problem::with_field(name, format!("{name} is both set and unset"), "do one of them"));
            } else if let Some(attribute) = name.strip_prefix(ATTRIBUTE) {
                change_attribute(&mut document, |all| drop(all.remove(attribute)));
            } else if is_input(name) {
                document.remove(name);
            } else {
                problems.push(unknown(name));
            }
        }
        let keeps_password = self.password_given && !changes.unset.contains("password");
        match parse(&document, door) {
            Ok(parsed) if problems.is_empty() => Ok(Request { password_given: keeps_password, ..parsed.request }),
            Ok(_) => Err(problems),
            Err(found) => Err(problems.into_iter().chain(found).collect()),
        }
    }
}

/// Changes one attribute: those that are no table are left to the parser to refuse.
fn change_attribute(document: &mut Map<String, Value>, change: impl FnOnce(&mut Map<String, Value>)) {
    let given = document.entry("attributes").or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(attributes) = given {
        change(attributes);
    }
}

fn input_of(name: &str) -> &str {
    if name.starts_with(ATTRIBUTE) { "attributes" } else { name }
}

fn is_input(name: &str) -> bool {
    INPUTS.iter().any(|input: &Input| input.name == name)
}

fn unknown(name: &str) -> Problem {
    let mend = match nearest(name, INPUTS.iter().map(|input| input.name)) {
        Some(near) => format!("did you mean {near}?"),
        None => "see `dayone provision --help` for every input".to_owned(),
    };
    Problem::with_field(name, format!("{name:?} is not an input"), mend)
}
