//! Records as text, one after the other: for lists that are too long to be held.

use serde_json::{Map, Value};

use super::{csv, json};
use crate::args::OutputFormat;
use crate::render::columns::Column;

/// Makes the text of records, piece by piece.
#[derive(Debug)]
pub struct Pieces {
    format: OutputFormat,
    keys: Vec<&'static str>,
    any: bool,
}

impl Pieces {
    /// For this form; None for a table, whose columns are as wide as all of its cells say.
    #[must_use]
    pub fn new(format: OutputFormat, columns: &[(&'static str, Column)]) -> Option<Pieces> {
        let keys = columns.iter().map(|(key, _)| *key).collect();
        (format != OutputFormat::Table).then_some(Pieces { format, keys, any: false })
    }

    /// What comes before all records.
    #[must_use]
    pub fn begin(&self) -> String {
        match self.format {
            OutputFormat::Csv => csv::text(std::iter::once(self.keys.iter().map(|key| Value::from(*key)).collect())),
            OutputFormat::Json => "[".into(),
            OutputFormat::Ndjson | OutputFormat::Table => String::new(),
        }
    }

    /// One record.
    #[must_use]
    pub fn row(&mut self, row: Map<String, Value>) -> String {
        let first = !std::mem::replace(&mut self.any, true);
        match self.format {
            OutputFormat::Csv => {
                let cells = self.keys.iter().map(|key| row.get(*key).cloned().unwrap_or_default()).collect();
                csv::text(std::iter::once(cells))
            }
            OutputFormat::Json => {
                let before = if first { "\n  " } else { ",\n  " };
                format!("{before}{}", json::line(&Value::Object(row)).trim_end())
            }
            OutputFormat::Ndjson | OutputFormat::Table => json::line(&Value::Object(row)),
        }
    }

    /// What comes after all records.
    #[must_use]
    pub fn end(&self) -> String {
        match (self.format, self.any) {
            (OutputFormat::Json, true) => "\n]\n".into(),
            (OutputFormat::Json, false) => "]\n".into(),
            (OutputFormat::Csv | OutputFormat::Ndjson | OutputFormat::Table, _) => String::new(),
        }
    }
}
