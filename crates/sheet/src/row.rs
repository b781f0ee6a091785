//! One row: a request document, and where each of its values stands.

use std::fmt;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::csv::{Columns, letters};
use crate::error::SheetError;
use crate::shown::shown;

/// One row of a file. Its `Debug` shows names only, since a value may be a password.
pub struct Row {
    /// Which row it is, from 1; the header and rows without a value don't count.
    pub number: u64,
    /// The line of the file in which it begins, from 1.
    pub line: u64,
    /// The request, for `dayone_core::request::parse` to judge.
    pub document: Map<String, Value>,
    /// SHA-256 of what was given: another one means that the file has changed. It covers personal values and the
    /// password, so it must not be stored without a key.
    pub fingerprint: [u8; 32],
    pub(crate) raw: Raw,
}

/// What the file has, for the file of rows that failed.
pub(crate) enum Raw {
    /// The cells, without the guards of formulas.
    Cells { columns: Arc<Columns>, cells: Vec<String> },
    /// The object.
    Object(Map<String, Value>),
    /// Nothing: the password may be anywhere.
    Withheld,
}

/// Why there is no row.
#[derive(Debug)]
pub enum RowProblem {
    /// This row can't be read; the next one can.
    Row(BadRow),
    /// Nothing after this place can be read; the iterator ends.
    Rest(SheetError),
}

/// A row that is no request document.
pub struct BadRow {
    /// Which row it is, from 1.
    pub number: u64,
    /// The line in which it begins.
    pub line: u64,
    /// What is wrong with it.
    pub message: String,
    /// What to do.
    pub mend: String,
    pub(crate) raw: Raw,
}

/// Where a value stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CellPlace {
    /// The line in which its row begins.
    pub line: u64,
    /// The column's name in the header, or the path of the value in a JSON object; None if it is about the whole row.
    pub column: Option<String>,
    /// Which column it is, from 1; None in JSON, and where the file has no such column.
    pub number: Option<usize>,
    /// What a spreadsheet calls that column: `C`.
    pub letter: Option<String>,
    /// The value, cut where it is long; never of the password, the public key (a private one may stand there) and of
    /// attributes.
    pub value: Option<String>,
}

impl Row {
    /// Where a field stands, in the words of the parser of requests: `email`, `user_groups[2]`, `attributes.costCenter`.
    #[must_use]
    pub fn place(&self, field: &str) -> CellPlace {
        let value = self.shown(field);
        let Raw::Cells { columns, .. } = &self.raw else {
            return CellPlace { line: self.line, column: Some(field.to_owned()), value, ..CellPlace::default() };
        };
        let place = columns.place(field);
        let column = place.and_then(|place| columns.list.get(place)).map_or(field, |column| &column.name);
        CellPlace {
            line: self.line,
            column: Some(column.to_owned()),
            number: place.map(|place| place + 1),
            letter: place.map(letters),
            value,
        }
    }

    /// Whether the row comes from a table, where every value is a text at first.
    pub(crate) fn is_of_cells(&self) -> bool {
        matches!(self.raw, Raw::Cells { .. })
    }

    /// A value of the document as text.
    pub(crate) fn text(&self, field: &str) -> Option<&str> {
        let (name, rest) = field.split_at(field.find(['[', '.']).unwrap_or(field.len()));
        let value = self.document.get(name)?;
        match rest.strip_prefix('.') {
            Some(attribute) => value.get(attribute)?.as_str(),
            None if rest.is_empty() => value.as_str(),
            None => {
                let index = rest.strip_prefix('[')?.strip_suffix(']')?;
                value.get(index.parse::<usize>().ok()?)?.as_str()
            }
        }
    }

    fn shown(&self, field: &str) -> Option<String> {
        let secret = ["password", "public_key", "attributes"]
            .iter()
            .any(|name| field.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '['])));
        if secret {
            return None;
        }
        match self.text(field) {
            Some(text) => Some(shown(text)),
            None => match self.document.get(field)? {
                value @ (Value::Bool(_) | Value::Number(_)) => Some(shown(&value.to_string())),
                _ => None,
            },
        }
    }
}

impl RowProblem {
    /// The line that it is about, if it is about one.
    #[must_use]
    pub fn line(&self) -> Option<u64> {
        match self {
            RowProblem::Row(row) => Some(row.line),
            RowProblem::Rest(error) => error.line(),
        }
    }

    /// What to do.
    #[must_use]
    pub fn mend(&self) -> String {
        match self {
            RowProblem::Row(row) => row.mend.clone(),
            RowProblem::Rest(error) => error.hint(),
        }
    }
}

impl fmt::Display for RowProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RowProblem::Row(row) => f.write_str(&row.message),
            RowProblem::Rest(error) => error.fmt(f),
        }
    }
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let given: Vec<&String> = self.document.keys().collect();
        f.debug_struct("Row").field("number", &self.number).field("line", &self.line).field("given", &given).finish()
    }
}

impl fmt::Debug for BadRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown =
            f.debug_struct("BadRow").field("number", &self.number).field("line", &self.line).finish_non_exhaustive();
        shown?;
        write!(f, " {} ({})", self.message, self.mend)
    }
}
