//! From cells to the values of a request document. What can't be converted stays text, so that the parser of requests
//! names it.

use dayone_core::request::InputType;
use serde_json::{Map, Value};

use super::column::{Columns, Meaning};

/// The document of a row; an empty cell is not given.
pub(super) fn document(columns: &Columns, cells: &[String]) -> Map<String, Value> {
    let mut document = Map::new();
    let mut attributes = Map::new();
    for (column, cell) in columns.list.iter().zip(cells) {
        match &column.meaning {
            // Blanks may be meant in a password.
            Meaning::Input(input) if input.name == "password" && !cell.is_empty() => {
                document.insert(input.name.into(), cell.as_str().into());
            }
            _ if cell.trim().is_empty() => {}
            Meaning::Input(input) => {
                document.insert(input.name.into(), value(input.kind, cell));
            }
            Meaning::Attribute(name) => {
                attributes.insert(name.clone(), cell.as_str().into());
            }
            Meaning::Note | Meaning::Nameless | Meaning::Unknown => {}
        }
    }
    if !attributes.is_empty() {
        document.insert("attributes".into(), Value::Object(attributes));
    }
    document
}

fn value(kind: InputType, cell: &str) -> Value {
    match kind {
        InputType::String | InputType::Object => cell.into(),
        InputType::Boolean => boolean(cell).map_or_else(|| cell.into(), Value::Bool),
        InputType::Number => cell.trim().parse::<i64>().map_or_else(|_| cell.into(), Value::from),
        InputType::Array => cell.split(';').map(str::trim).filter(|item| !item.is_empty()).collect(),
    }
}

fn boolean(cell: &str) -> Option<bool> {
    match cell.trim().to_lowercase().as_str() {
        "true" | "yes" | "1" => Some(true),
        "false" | "no" | "0" => Some(false),
        _ => None,
    }
}
