//! What programs read: JSON, JSON lines, CSV; and the same records as a table for people.

mod csv;
mod json;
mod pieces;

use serde_json::{Map, Value};

pub use pieces::Pieces;

use super::columns::{self, Column, Row};
use super::line::{Page, Span};
use crate::args::OutputFormat;

/// Records of one kind.
#[derive(Debug, Clone, Default)]
pub struct Records {
    /// Which keys are shown, in order.
    pub columns: Vec<(&'static str, Column)>,
    /// The records; they may have further keys, which JSON shows.
    pub rows: Vec<Map<String, Value>>,
}

impl Records {
    /// The records as a table.
    #[must_use]
    pub fn page(&self, width: usize) -> Page {
        let columns: Vec<Column> = self.columns.iter().map(|(_, column)| *column).collect();
        let rows: Vec<Row> = self
            .rows
            .iter()
            .map(|row| Row {
                mark: Span::default(),
                cells: self.columns.iter().map(|(key, _)| Span::from(cell(row.get(*key)))).collect(),
            })
            .collect();
        columns::lay_out(&columns, &rows, width)
    }

    /// The records for programs; None if a table for people is wanted.
    #[must_use]
    pub fn text(&self, format: OutputFormat) -> Option<String> {
        match format {
            OutputFormat::Table => None,
            OutputFormat::Json => Some(json::pretty(&self.rows.iter().cloned().map(Value::Object).collect())),
            OutputFormat::Ndjson => Some(self.rows.iter().map(|row| json::line(&Value::Object(row.clone()))).collect()),
            OutputFormat::Csv => {
                let header = self.columns.iter().map(|(key, _)| Value::from(*key)).collect();
                let rows = self.rows.iter().map(|row| {
                    self.columns.iter().map(|(key, _)| row.get(*key).cloned().unwrap_or_default()).collect()
                });
                Some(csv::text(std::iter::once(header).chain(rows)))
            }
        }
    }
}

/// One document for programs: CSV lists each of its values under its path. None if a page for people is wanted.
#[must_use]
pub fn document(value: &Value, format: OutputFormat) -> Option<String> {
    match format {
        OutputFormat::Table => None,
        OutputFormat::Json => Some(json::pretty(value)),
        OutputFormat::Ndjson => Some(json::line(value)),
        OutputFormat::Csv => {
            let mut rows = vec![vec![Value::from("key"), Value::from("value")]];
            csv::flatten("", value, &mut rows);
            Some(csv::text(rows.into_iter()))
        }
    }
}

/// The members of an object; none of anything else.
pub(crate) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// A value as one cell.
fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) => items.iter().map(|item| cell(Some(item))).collect::<Vec<_>>().join(";"),
        Some(other) => other.to_string(),
    }
}
