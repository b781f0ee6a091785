//! From elements to rows.

use serde_json::{Map, Value};

use super::frame::{Frame, Frames};
use crate::document::Strict;
use crate::error::SheetError;
use crate::fingerprint;
use crate::form::Arrangement;
use crate::row::{BadRow, Raw, Row, RowProblem};
use crate::sheet::MOST_ROWS;
use crate::text::Text;

/// The rows of a JSON file.
pub(crate) struct JsonRows {
    frames: Frames,
    number: u64,
}

impl JsonRows {
    /// Reads up to the first object.
    pub(crate) fn open(text: Text) -> Result<JsonRows, SheetError> {
        Ok(JsonRows { frames: Frames::open(text)?, number: 0 })
    }

    pub(crate) fn arrangement(&self) -> Arrangement {
        self.frames.arrangement
    }

    pub(crate) fn next(&mut self) -> Option<Result<Row, RowProblem>> {
        let frame = match self.frames.next() {
            Ok(frame) => frame?,
            Err(error) => return Some(Err(RowProblem::Rest(error))),
        };
        if self.number == MOST_ROWS {
            return Some(Err(RowProblem::Rest(SheetError::TooManyRows)));
        }
        self.number += 1;
        Some(row(self.number, &frame))
    }
}

fn row(number: u64, frame: &Frame) -> Result<Row, RowProblem> {
    let bad = |message: String, mend: &str| {
        RowProblem::Row(BadRow { number, line: frame.line, message, mend: mend.into(), raw: Raw::Withheld })
    };
    let object = match serde_json::from_slice(&frame.bytes) {
        Ok(Strict(Value::Object(object))) if object.get("requests").is_some_and(Value::is_array) => {
            return Err(bad(
                "there is more beside requests".into(),
                "give {\"requests\": [...]} and nothing else in it",
            ));
        }
        Ok(Strict(Value::Object(object))) => object,
        Ok(Strict(other)) => {
            return Err(bad(format!("here is {} instead of an object", kind(&other)), "give an object of inputs"));
        }
        Err(error) => return Err(bad(broken(frame, &error), "mend the JSON at that place")),
    };
    let document: Map<String, Value> = object
        .iter()
        .filter(|(key, _)| !key.starts_with('#'))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let fingerprint = fingerprint::of_object(&document);
    Ok(Row { number, line: frame.line, document, fingerprint, raw: Raw::Object(object) })
}

/// What is wrong, and where in the file.
fn broken(frame: &Frame, error: &serde_json::Error) -> String {
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    let within = error.line().max(1) as u64 - 1;
    // serde_json counts bytes.
    let begin: usize =
        frame.bytes.split_inclusive(|byte| *byte == b'\n').take(error.line().max(1) - 1).map(<[u8]>::len).sum();
    let end = (begin + error.column()).min(frame.bytes.len());
    let characters = frame.bytes[begin.min(end)..end].iter().filter(|byte| !matches!(byte, 0x80..=0xBF)).count() as u64;
    let column = if within == 0 { frame.column + characters.max(1) - 1 } else { characters.max(1) };
    format!("{message} (line {}, column {column})", frame.line + within)
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
