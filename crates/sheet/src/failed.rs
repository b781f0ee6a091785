//! The rows that failed, in a file of the same form, to mend and to run again.

use std::io::{self, Write};
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::csv::Columns;
use crate::guard::guarded;
use crate::row::{BadRow, Raw, Row};
use crate::sheet::{Rows, Sheet};
use crate::shown::visible;

const LINE: &str = "#line";
const PROBLEM: &str = "#problem";
const LEFT_OUT: &str = "its password is left out here: give it again";

/// Writes rows that failed: as the file has them, with the line and the problem before them as notes, and without
/// passwords. CSV is UTF-8 with BOM and has the file's delimiter and header; no cell is a formula to a spreadsheet.
pub struct FailedRows<W: Write> {
    form: Form<W>,
    rows: usize,
    had_passwords: bool,
}

enum Form<W: Write> {
    Csv { columns: Arc<Columns>, writer: Box<csv::Writer<W>> },
    Json { out: W },
}

impl<W: Write> FailedRows<W> {
    /// Begins a file for rows of this sheet. Files are made by [`crate::create_private`].
    ///
    /// # Errors
    /// It can't be written.
    pub fn begin(sheet: &Sheet, mut out: W) -> io::Result<FailedRows<W>> {
        let form = match &sheet.rows {
            Rows::Csv(rows) => {
                let columns = Arc::clone(rows.columns());
                out.write_all("\u{feff}".as_bytes())?;
                let mut writer = csv::WriterBuilder::new()
                    .delimiter(columns.delimiter.byte())
                    .terminator(csv::Terminator::CRLF)
                    .flexible(true)
                    .from_writer(out);
                let names = columns.list.iter().map(|column| column.name.as_str()).filter(|name| !is_ours(name));
                writer.write_record([LINE, PROBLEM].into_iter().chain(names))?;
                Form::Csv { columns, writer: Box::new(writer) }
            }
            Rows::Json(_) => {
                out.write_all(b"[")?;
                Form::Json { out }
            }
        };
        Ok(FailedRows { form, rows: 0, had_passwords: false })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// It can't be written.
    pub fn add(&mut self, row: &Row, problem: &str) -> io::Result<()> {
        self.write(row.line, &row.raw, problem)
    }

    /// Adds a row that could not be read. Where a password may be among its cells, none is written: the problem says
    /// where they are.
    ///
    /// # Errors
    /// It can't be written.
    pub fn add_bad(&mut self, row: &BadRow) -> io::Result<()> {
        let problem = format!("{}; {}", row.message, row.mend);
        match row.raw {
            Raw::Withheld => {
                let rest =
                    "what it holds is left out here, since a password may be in it: see that line of the first file";
                self.write(row.line, &row.raw, &format!("{problem}; {rest}"))
            }
            Raw::Cells { .. } | Raw::Object(_) => self.write(row.line, &row.raw, &problem),
        }
    }

    /// How many rows were added.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// A password was left out of a row: it must be given again.
    #[must_use]
    pub fn had_passwords(&self) -> bool {
        self.had_passwords
    }

    /// Ends the file.
    ///
    /// # Errors
    /// It can't be written.
    pub fn finish(self) -> io::Result<W> {
        match self.form {
            Form::Csv { writer, .. } => writer.into_inner().map_err(csv::IntoInnerError::into_error),
            Form::Json { mut out } => {
                out.write_all(if self.rows == 0 { b"]\n" } else { b"\n]\n" })?;
                out.flush()?;
                Ok(out)
            }
        }
    }

    fn write(&mut self, line: u64, raw: &Raw, problem: &str) -> io::Result<()> {
        let has_password = has_password(raw);
        self.had_passwords |= has_password;
        let problem = visible(problem);
        let problem = if has_password { format!("{problem}; {LEFT_OUT}") } else { problem };
        match &mut self.form {
            Form::Csv { columns, writer } => {
                let mut cells = vec![line.to_string(), problem];
                if let Raw::Cells { cells: given, .. } = raw {
                    let password = columns.place("password");
                    for (place, cell) in given.iter().enumerate() {
                        let is_ours = columns.list.get(place).is_some_and(|column| is_ours(&column.name));
                        if !is_ours {
                            cells.push(if Some(place) == password { String::new() } else { cell.clone() });
                        }
                    }
                }
                writer.write_record(cells.iter().map(|cell| guarded(cell).unwrap_or_else(|| cell.clone())))?;
            }
            Form::Json { out } => {
                let mut object = Map::new();
                object.insert(LINE.into(), line.into());
                object.insert(PROBLEM.into(), Value::from(problem));
                if let Raw::Object(given) = raw {
                    let kept = given.iter().filter(|(key, _)| !is_ours(key) && !is_password(key));
                    object.extend(kept.map(|(key, value)| (key.clone(), value.clone())));
                }
                let begins = if self.rows == 0 { "\n" } else { ",\n" };
                write!(out, "{begins}{}", Value::Object(object))?;
            }
        }
        self.rows += 1;
        Ok(())
    }
}

/// Whether the row has a password, which is not written.
fn has_password(raw: &Raw) -> bool {
    match raw {
        Raw::Cells { columns, cells } => {
            columns.place("password").and_then(|place| cells.get(place)).is_some_and(|cell| !cell.is_empty())
        }
        Raw::Object(object) => {
            object.iter().any(|(key, value)| is_password(key) && !value.is_null() && value.as_str() != Some(""))
        }
        Raw::Withheld => false,
    }
}

/// Whatever the case: what the parser refuses by its name is no less secret.
fn is_password(key: &str) -> bool {
    key.trim().eq_ignore_ascii_case("password")
}

/// The notes of a file of failed rows that is run again are not kept: they are written anew.
fn is_ours(name: &str) -> bool {
    [LINE, PROBLEM].iter().any(|ours| name.eq_ignore_ascii_case(ours))
}
