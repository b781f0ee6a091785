//! What spreadsheets do to cells: shortened numbers, dates of every form, errors in place of values, lost letters.

mod date;
mod letters;
mod number;

use dayone_core::request::{INPUTS, InputType};
use serde_json::Value;

use crate::row::Row;

/// What is wrong with a cell, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) message: String,
    pub(crate) mend: String,
}

impl Finding {
    fn new(message: impl Into<String>, mend: impl Into<String>) -> Finding {
        Finding { message: message.into(), mend: mend.into() }
    }
}

/// Everything found in a row, each with its field.
pub(crate) fn findings(row: &Row) -> Vec<(String, Finding)> {
    let mut found = Vec::new();
    for (name, value) in &row.document {
        // A secret is taken as it is.
        if matches!(name.as_str(), "password" | "public_key") {
            continue;
        }
        match value {
            Value::String(text) => {
                found.extend(in_input(row, name, text).map(|finding| (name.clone(), finding)));
            }
            Value::Array(items) => {
                for (index, text) in items.iter().enumerate().filter_map(|(index, item)| Some((index, item.as_str()?)))
                {
                    found.extend(letters::lost(text).map(|finding| (format!("{name}[{index}]"), finding)));
                }
            }
            Value::Object(attributes) => {
                for (attribute, text) in attributes.iter().filter_map(|(name, value)| Some((name, value.as_str()?))) {
                    // What stands in an attribute is not shown.
                    let finding = letters::lost(text).map(|finding| Finding {
                        mend: "write the value again, and save the file as \"CSV UTF-8\"".into(),
                        ..finding
                    });
                    let finding = finding.or_else(|| number::shortened(text));
                    found.extend(finding.map(|finding| (format!("attributes.{attribute}"), finding)));
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    found
}

fn in_input(row: &Row, name: &str, text: &str) -> Option<Finding> {
    if let Some(finding) = letters::lost(text) {
        return Some(finding);
    }
    let kind = INPUTS.iter().find(|input| input.name == name)?.kind;
    match (name, kind) {
        ("start_date" | "end_date", _) => date::misread(text),
        ("employee_id" | "request_key", _) => number::shortened(text).or_else(|| number::marked_as_text(text)),
        // In JSON a text in the place of a number or boolean is a slip of another kind, which the parser names.
        (_, InputType::Number) if row.is_of_cells() => Some(number::not_whole(text)),
        (_, InputType::Boolean) if row.is_of_cells() => Some(number::not_boolean(text)),
        _ => None,
    }
}
