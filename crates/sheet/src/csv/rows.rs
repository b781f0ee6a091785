//! From records to rows.

use std::sync::Arc;

use super::column::{Columns, Meaning, letters};
use super::record::{Record, Records};
use super::{convert, header};
use crate::error::{SheetError, counted};
use crate::fingerprint;
use crate::guard::unguarded;
use crate::row::{BadRow, Raw, Row, RowProblem};
use crate::sheet::MOST_ROWS;
use crate::text::Text;

/// The rows of a CSV file.
pub(crate) struct CsvRows {
    records: Records,
    columns: Arc<Columns>,
    number: u64,
}

impl CsvRows {
    /// Reads the header.
    pub(crate) fn open(text: Text) -> Result<CsvRows, SheetError> {
        let mut records = Records::new(text);
        let columns = Arc::new(header::read(&mut records)?);
        Ok(CsvRows { records, columns, number: 0 })
    }

    pub(crate) fn columns(&self) -> &Arc<Columns> {
        &self.columns
    }

    pub(crate) fn next(&mut self) -> Option<Result<Row, RowProblem>> {
        loop {
            let mut record = match self.records.next() {
                Ok(record) => record?,
                Err(error) => return Some(Err(RowProblem::Rest(error))),
            };
            if record.cells.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            if self.number == MOST_ROWS {
                return Some(Err(RowProblem::Rest(SheetError::TooManyRows)));
            }
            self.number += 1;
            // No password was ever written with a guard, so an apostrophe belongs to it.
            let password = self.columns.place("password");
            for (_, cell) in record.cells.iter_mut().enumerate().filter(|(place, _)| Some(*place) != password) {
                if let Some(plain) = unguarded(cell) {
                    *cell = plain.to_owned();
                }
            }
            return Some(self.row(record));
        }
    }

    fn row(&self, mut record: Record) -> Result<Row, RowProblem> {
        let wanted = self.columns.list.len();
        // Spreadsheets leave empty cells behind the last column where there once was something.
        while record.cells.len() > wanted && record.cells.last().is_some_and(|cell| cell.trim().is_empty()) {
            record.cells.pop();
        }
        if record.cells.len() != wanted {
            return Err(self.bad(&record, wrong_count(&record, wanted), &mend_count(&record)));
        }
        let strays = self
            .columns
            .list
            .iter()
            .zip(&record.cells)
            .position(|(column, cell)| matches!(column.meaning, Meaning::Nameless) && !cell.trim().is_empty());
        if let Some(place) = strays {
            let message = format!("the cell in column {} has a value, but its column has no name", letters(place));
            return Err(self.bad(
                &record,
                message,
                "name the column in the header, with # if it is a note, or empty the cell",
            ));
        }
        Ok(Row {
            number: self.number,
            line: record.line,
            document: convert::document(&self.columns, &record.cells),
            fingerprint: fingerprint::of_cells(&self.columns, &record.cells),
            raw: Raw::Cells { columns: Arc::clone(&self.columns), cells: record.cells },
        })
    }

    fn bad(&self, record: &Record, message: String, mend: &str) -> RowProblem {
        // The cells may be shifted, and any of them may be the password.
        let raw = match self.columns.has_password() {
            true => Raw::Withheld,
            false => Raw::Cells { columns: Arc::clone(&self.columns), cells: record.cells.clone() },
        };
        RowProblem::Row(BadRow { number: self.number, line: record.line, message, mend: mend.into(), raw })
    }
}

fn wrong_count(record: &Record, wanted: usize) -> String {
    let has = counted(record.cells.len(), "cell");
    match record.cells.len() > wanted {
        true => format!("the row has {has}, {} more than the header", record.cells.len() - wanted),
        false => format!("the row has {has}, {} fewer than the header", wanted - record.cells.len()),
    }
}

fn mend_count(record: &Record) -> String {
    match record.last_line > record.line {
        true => format!(
            "the row goes on to line {}: look for a quote that is not closed, or for one that belongs to the text and must \
             be written twice",
            record.last_line
        ),
        false => "look for a delimiter too many or too few; a cell that holds the delimiter is put in quotes".into(),
    }
}
