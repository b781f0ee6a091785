//! Files of requests, read and written.

mod cells;
mod encodings;
mod failed;
mod header;
mod json;
mod refusals;
mod repeated;
mod rows;
mod summary;
mod template;

use std::io::Cursor;

use dayone_sheet::{Row, RowProblem, Sheet, SheetError};
use serde_json::{Map, Value};

const HEADER: &str = "first_name,last_name,email,department";

fn open(bytes: impl Into<Vec<u8>>, name: &str) -> Result<Sheet, SheetError> {
    Sheet::open(Cursor::new(bytes.into()), name)
}

/// The rows of a CSV file in which nothing is wrong.
fn rows(text: &str) -> Vec<Row> {
    open(text, "hires.csv").expect("sheet").map(|row| row.expect("row")).collect()
}

/// Everything that is said about a file: each row by line and document, each problem by its place and texts.
fn told(bytes: impl Into<Vec<u8>>, name: &str) -> String {
    let mut told = String::new();
    match open(bytes, name) {
        Err(error) => told.push_str(&refusal(&error)),
        Ok(sheet) => {
            told.push_str(&format!("{}\n", sheet.form()));
            for row in sheet {
                told.push_str(&match row {
                    Ok(row) => format!("{} line {}: {}\n", row.number, row.line, Value::Object(row.document)),
                    Err(RowProblem::Row(row)) => {
                        format!("{} line {} bad: {}\n    {}\n", row.number, row.line, row.message, row.mend)
                    }
                    Err(RowProblem::Rest(error)) => refusal(&error),
                });
            }
        }
    }
    told
}

fn refusal(error: &SheetError) -> String {
    let mut text = format!("refused: {error}\n    {}\n", error.hint());
    if let SheetError::Header(problems) = error {
        for problem in problems {
            text.push_str(&format!("  line {}: {}\n    {}\n", problem.line, problem.message, problem.mend));
        }
    }
    text
}

fn object(value: Value) -> Map<String, Value> {
    value.as_object().expect("object").clone()
}
