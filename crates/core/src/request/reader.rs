//! The fields of a document, each parsed at the door, with all problems at once.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use secrecy::SecretString;
use serde_json::{Map, Value};

use super::INPUTS;
use crate::fields::{AttributeName, AttributeValue, DirectoryId, FieldError, PersonName, Username};
use crate::nearest::nearest;
use crate::problem::{Affected, ErrorType, Problem};
use crate::steps::Step;

/// Source: JumpCloud API v1, read 2026-03: `displayname` has 1024 characters at most.
const LONGEST_DISPLAY_NAME: usize = 1024;

/// Reads one field after the other, and collects what is wrong with each.
pub(super) struct Reader<'a> {
    document: &'a Map<String, Value>,
    pub(super) problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(document: &'a Map<String, Value>) -> Reader<'a> {
        Reader { document, problems: Vec::new() }
    }

    /// The value of a field; null and the empty text count as not given.
    pub(super) fn value(&self, name: &str) -> Option<&'a Value> {
        self.document.get(name).filter(|value| !value.is_null() && value.as_str() != Some(""))
    }

    pub(super) fn problem(&mut self, field: &str, message: impl Into<String>, mend: impl Into<String>) {
        self.problems.push(Problem::with_field(field, message, mend));
    }

    fn wrong_type(&mut self, name: &str, value: &Value, wanted: &str) {
        let found = match value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a text",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        };
        self.problem(name, format!("{name} is {found}, but must be {wanted}"), format!("give {wanted}"));
    }

    pub(super) fn refuse_unknown_keys(&mut self) {
        let known: Vec<&str> = INPUTS.iter().map(|input| input.name).collect();
        for key in self.document.keys().filter(|key| !known.contains(&key.as_str())) {
            let mend = match nearest(key, known.iter().copied()) {
                Some(name) => format!("did you mean {name}?"),
                None => "see `dayone provision --help` for every input; metadata belongs under attributes".into(),
            };
            self.problem(&place(key), format!("{} is not an input", shown(key)), mend);
        }
    }

    /// The display name is made of both names, with a space between them.
    pub(super) fn refuse_long_display_name(&mut self, first: &PersonName, last: &PersonName) {
        let length = first.chars().count() + 1 + last.chars().count();
        if length > LONGEST_DISPLAY_NAME {
            let message = format!("first_name and last_name make a display name of {length} characters");
            let mend = format!("Shorten them to {LONGEST_DISPLAY_NAME} characters together at most");
            self.problem("last_name", message, mend);
        }
    }

    pub(super) fn text(&mut self, name: &str) -> Option<&'a str> {
        let value = self.value(name)?;
        match value.as_str() {
            Some(text) => Some(text),
            None => {
                self.wrong_type(name, value, "a text");
                None
            }
        }
    }

    pub(super) fn raw_text(&mut self, name: &str) -> Option<String> {
        self.text(name).map(|text| text.trim().to_owned())
    }

    pub(super) fn secret(&mut self, name: &str) -> Option<SecretString> {
        self.text(name).map(SecretString::from)
    }

    fn parsed<T>(&mut self, name: &str, text: &str, parse: fn(&str) -> Result<T, FieldError>) -> Option<T> {
        match parse(text) {
            Ok(value) => Some(value),
            Err(error) => {
                self.problem(name, format!("{name} {}: {}", shown(text), error.message), error.hint);
                None
            }
        }
    }

    pub(super) fn optional<T>(&mut self, name: &str, parse: fn(&str) -> Result<T, FieldError>) -> Option<T> {
        let text = self.text(name)?;
        self.parsed(name, text, parse)
    }

    pub(super) fn required<T>(&mut self, name: &str, parse: fn(&str) -> Result<T, FieldError>) -> Option<T> {
        if self.value(name).is_none() {
            self.problem(name, format!("{name} is missing"), format!("give {name}"));
            return None;
        }
        self.optional(name, parse)
    }

    pub(super) fn required_username(&mut self) -> Option<Username> {
        if self.value("username").is_none() {
            self.problem("username", "username is missing", "give username, or configure `naming` for the tenant");
            return None;
        }
        self.username()
    }

    pub(super) fn username(&mut self) -> Option<Username> {
        let text = self.text("username")?;
        match Username::parse(text) {
            Ok(name) => Some(name),
            Err(error) => {
                let message = format!("username {}: {}", shown(text), error.message);
                self.problems.push(
                    Problem::before_creation(
                        ErrorType::InvalidUsernameFormat,
                        Step::InputValidation,
                        message,
                        error.hint,
                    )
                    .about(Affected::Field("username".into())),
                );
                None
            }
        }
    }

    pub(super) fn boolean(&mut self, name: &str) -> Option<bool> {
        let value = self.value(name)?;
        if value.as_bool().is_none() {
            self.wrong_type(name, value, "true or false, without quotes");
        }
        value.as_bool()
    }

    pub(super) fn number<T>(&mut self, name: &str, parse: fn(i64) -> Result<T, FieldError>) -> Option<T> {
        let value = self.value(name)?;
        let Some(number) = value.as_i64() else {
            self.wrong_type(name, value, "a whole number, without quotes");
            return None;
        };
        match parse(number) {
            Ok(parsed) => Some(parsed),
            Err(error) => {
                self.problem(name, format!("{name} {number}: {}", error.message), error.hint);
                None
            }
        }
    }

    pub(super) fn list<T: PartialEq>(&mut self, name: &str, parse: fn(&str) -> Result<T, FieldError>) -> Vec<T> {
        let mut list = Vec::new();
        for (place, item) in self.items(name) {
            if let Some(parsed) = self.parsed(&place, item, parse)
                && !list.contains(&parsed)
            {
                list.push(parsed);
            }
        }
        list
    }

    /// System ids: a bad one is the system binding's problem, so that all of them are found under one step.
    pub(super) fn systems(&mut self, name: &str) -> Vec<DirectoryId> {
        let before = self.problems.len();
        let list = self.list(name, DirectoryId::parse);
        for problem in &mut self.problems[before..] {
            problem.step = Step::SystemBinding;
        }
        list
    }

    fn items(&mut self, name: &str) -> Vec<(String, &'a str)> {
        let Some(value) = self.value(name) else { return Vec::new() };
        let Some(list) = value.as_array() else {
            self.wrong_type(name, value, "a list of texts");
            return Vec::new();
        };
        let mut items = Vec::new();
        for (index, item) in list.iter().enumerate() {
            let place = format!("{name}[{index}]");
            match item.as_str() {
                Some(text) => items.push((place, text)),
                None => self.wrong_type(&place, item, "a text"),
            }
        }
        items
    }

    pub(super) fn attributes(&mut self) -> BTreeMap<AttributeName, AttributeValue> {
        let Some(value) = self.value("attributes") else { return BTreeMap::new() };
        let Some(object) = value.as_object() else {
            self.wrong_type("attributes", value, "an object of names and values");
            return BTreeMap::new();
        };
        let mut attributes = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for (key, value) in object {
            let place = format!("attributes.{}", place(key));
            let name = self.parsed(&place, key, AttributeName::parse);
            let value = match AttributeValue::from_json(value) {
                Ok(value) => Some(value),
                Err(error) => {
                    self.problem(&place, format!("{place}: {}", error.message), error.hint);
                    None
                }
            };
            if let (Some(name), Some(value)) = (name, value) {
                if !seen.insert(name.as_str().to_lowercase()) {
                    self.problem(&place, format!("{place} is given twice, in different case"), "give it once");
                }
                attributes.insert(name, value);
            }
        }
        attributes
    }
}

/// A name that somebody else has chosen, as the place of a problem: nothing in it acts on a screen, and it is not long.
fn place(name: &str) -> String {
    name.chars().take(60).flat_map(char::escape_debug).collect()
}

/// A value as it may stand in a message: quoted, and cut where it is long.
fn shown(text: &str) -> impl Display {
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{:?}... ({} characters)", &text[..at], text.chars().count()),
        None => format!("{text:?}"),
    }
}
