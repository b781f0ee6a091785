//! From the first record to columns, with all problems at once.

use std::collections::HashMap;

use dayone_core::fields::AttributeName;
use dayone_core::nearest::nearest;
use dayone_core::request::INPUTS;

use super::column::{Column, Columns, Meaning, letters};
use super::delimiter;
use super::record::{Record, Records};
use crate::error::SheetError;
use crate::form::Delimiter;
use crate::shown::shown;

/// Most columns that a header may have.
pub const MOST_COLUMNS: usize = 200;

/// Inputs that every file has a column for. A username may be formed by the tenant.
const REQUIRED: [&str; 4] = ["first_name", "last_name", "email", "department"];

/// One thing that is wrong with a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderProblem {
    /// The line of the header.
    pub line: u64,
    /// Which column, from 1; None if one is missing.
    pub number: Option<usize>,
    /// What a spreadsheet calls that column: `C`.
    pub letter: Option<String>,
    /// Its name, as the header has it or should have it.
    pub name: String,
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub mend: String,
}

/// Reads the header.
pub(super) fn read(records: &mut Records) -> Result<Columns, SheetError> {
    let Some((delimiter, record)) = records.header(delimiter::of_header, delimiter::declared)? else {
        return Err(SheetError::Empty);
    };
    if record.cells.len() > MOST_COLUMNS {
        return Err(SheetError::TooManyColumns(record.cells.len()));
    }
    let list: Vec<Column> =
        record.cells.iter().map(|name| Column { name: name.trim().to_owned(), meaning: Meaning::of(name) }).collect();
    if !list.iter().any(|column| column.meaning.is_known()) {
        return Err(no_header(&record));
    }
    let problems = examine(&list, record.line, delimiter);
    match problems.is_empty() {
        true => Ok(Columns { delimiter, list }),
        false => Err(SheetError::Header(problems)),
    }
}

/// The names are not shown: what stands there may be a row of values.
fn no_header(record: &Record) -> SheetError {
    let hint = match record.cells.as_slice() {
        [only] if only.contains('|') => "separate the cells by comma, semicolon or tab instead of '|'",
        _ => {
            "name the columns in the first line: first_name, last_name, email, ...; `dayone bulk template` writes them"
        }
    };
    SheetError::NoHeader { line: record.line, hint: hint.into() }
}

fn examine(list: &[Column], line: u64, delimiter: Delimiter) -> Vec<HeaderProblem> {
    let mut problems = Vec::new();
    let mut first_places: HashMap<String, usize> = HashMap::new();
    for (place, column) in list.iter().enumerate() {
        let mut wrong = |message: String, mend: String| {
            let letter = Some(letters(place));
            let name = shown(&column.name);
            problems.push(HeaderProblem { line, number: Some(place + 1), letter, name, message, mend });
        };
        let called = format!("column {} ({})", letters(place), shown(&column.name));
        match &column.meaning {
            Meaning::Unknown => wrong(format!("{called} is not an input"), meant(&column.name, delimiter)),
            Meaning::Attribute(name) => {
                if let Err(error) = AttributeName::parse(name) {
                    wrong(format!("{called}: {}", error.message), error.hint);
                }
            }
            Meaning::Input(_) | Meaning::Note | Meaning::Nameless => {}
        }
        let Some(field) = column.meaning.field() else { continue };
        match first_places.get(&field.to_lowercase()) {
            Some(first) => wrong(
                format!("{called} is the same as column {}", letters(*first)),
                "delete one of the two, or begin its name with #".into(),
            ),
            None => {
                first_places.insert(field.to_lowercase(), place);
            }
        }
    }
    for name in REQUIRED.into_iter().filter(|name| !first_places.contains_key(*name)) {
        problems.push(HeaderProblem {
            line,
            number: None,
            letter: None,
            name: name.into(),
            message: format!("there is no column {name}, which every request needs"),
            mend: format!("add a column {name}"),
        });
    }
    problems
}

/// What to write instead of a name that is no input.
fn meant(name: &str, delimiter: Delimiter) -> String {
    let lower = name.to_lowercase();
    if lower == "attributes" {
        return "give each attribute a column of its own, such as attributes.costCenter".into();
    }
    if let Some(input) = nearest(name, INPUTS.iter().map(|input| input.name)) {
        return format!("did you mean {input}?");
    }
    let attribute = lower.starts_with("attribute").then(|| name["attribute".len()..].trim_start_matches(['s', 'S']));
    let attribute = attribute.unwrap_or(name).trim_matches(|c: char| !c.is_alphanumeric());
    match AttributeName::parse(attribute) {
        Ok(attribute) => {
            format!("write attributes.{attribute} for a custom attribute, or #{attribute} to have it left alone")
        }
        Err(_) if Delimiter::ALL.iter().any(|other| *other != delimiter && name.contains(char::from(other.byte()))) => {
            "separate all names by the same character".into()
        }
        Err(_) => "begin its name with # to have it left alone, or with attributes. for a custom attribute".into(),
    }
}
