//! A file of requests, read row by row.

use std::fmt;
use std::io::{BufRead, Read, Seek};

use crate::csv::CsvRows;
use crate::error::{Foreign, SheetError};
use crate::form::{Form, Kind};
use crate::json::JsonRows;
use crate::row::{Row, RowProblem};
use crate::text::{Source, Text, decode, recognise};

/// Most rows of a file.
pub const MOST_ROWS: u64 = 100_000;

/// Most bytes of a row, as UTF-8: 256 KiB.
pub const MOST_ROW_BYTES: usize = 256 * 1024;

/// A file of requests: an iterator over its rows, which holds one of them at a time. After [`RowProblem::Rest`] it ends.
pub struct Sheet {
    form: Form,
    pub(crate) rows: Rows,
    ended: bool,
}

pub(crate) enum Rows {
    Csv(Box<CsvRows>),
    Json(JsonRows),
}

impl Sheet {
    /// Recognises the file and reads its header. CSV or JSON is told by the ending of the name, else by how the text
    /// begins. The whole file is read once for its encoding before.
    ///
    /// # Errors
    /// It can't be read, is another kind of file, has an encoding that is not known, or a header that can't be used.
    pub fn open(file: impl Read + Seek + Send + 'static, name: &str) -> Result<Sheet, SheetError> {
        let mut file: Box<dyn Source> = Box::new(file);
        let named = Named::of(name);
        if named == Named::Yaml {
            return Err(SheetError::Foreign(Foreign::Yaml));
        }
        let encoding = recognise(&mut file)?;
        let mut text = decode(file, encoding)?;
        let is_json = match (named, begins_like_json(&mut text)?) {
            (Named::Csv, true) => return Err(SheetError::MisnamedJson),
            (Named::Csv, false) => false,
            (Named::Json, _) => true,
            (Named::Yaml | Named::Otherwise, looks) => looks,
        };
        let (kind, rows) = if is_json {
            let rows = JsonRows::open(text)?;
            (Kind::Json(rows.arrangement()), Rows::Json(rows))
        } else {
            let rows = CsvRows::open(text)?;
            (Kind::Csv(rows.columns().delimiter), Rows::Csv(Box::new(rows)))
        };
        Ok(Sheet { form: Form { kind, encoding }, rows, ended: false })
    }

    /// What the file turned out to be.
    #[must_use]
    pub fn form(&self) -> Form {
        self.form
    }
}

impl Iterator for Sheet {
    type Item = Result<Row, RowProblem>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let next = match &mut self.rows {
            Rows::Csv(rows) => rows.next(),
            Rows::Json(rows) => rows.next(),
        };
        self.ended = matches!(next, None | Some(Err(RowProblem::Rest(_))));
        next
    }
}

impl fmt::Debug for Sheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sheet").field("form", &self.form).finish_non_exhaustive()
    }
}

/// What the ending of a file's name says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Named {
    Csv,
    Json,
    Yaml,
    Otherwise,
}

impl Named {
    fn of(name: &str) -> Named {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        match ending.as_deref() {
            Some("csv" | "tsv" | "tab") => Named::Csv,
            Some("json" | "jsonl" | "ndjson") => Named::Json,
            Some("yaml" | "yml") => Named::Yaml,
            _ => Named::Otherwise,
        }
    }
}

fn begins_like_json(text: &mut Text) -> Result<bool, SheetError> {
    Ok(text.fill_buf()?.trim_ascii_start().starts_with(b"{") || text.fill_buf()?.trim_ascii_start().starts_with(b"["))
}
