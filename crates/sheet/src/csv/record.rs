//! Records: one or more lines, since a quoted cell may hold line breaks.

use super::cells::Cells;
use super::lines::{Lines, Taken};
use crate::error::SheetError;
use crate::form::Delimiter;
use crate::sheet::MOST_ROW_BYTES;
use crate::text::Text;

/// One record.
pub(super) struct Record {
    /// The line in which it begins.
    pub(super) line: u64,
    /// The line in which it ends.
    pub(super) last_line: u64,
    pub(super) cells: Vec<String>,
}

/// The records of a text; lines that are empty are none.
pub(super) struct Records {
    lines: Lines<Text>,
    cells: Cells,
    bytes: Vec<u8>,
}

impl Records {
    pub(super) fn new(text: Text) -> Records {
        Records { lines: Lines::new(text), cells: Cells::new(Delimiter::Comma), bytes: Vec::new() }
    }

    /// The first record, and the delimiter that is found from it or declared in a line before it; the records after it
    /// are read by that delimiter.
    pub(super) fn header(
        &mut self,
        find: impl Fn(&[u8]) -> Option<(Delimiter, Vec<String>)>,
        declared: impl Fn(&[u8]) -> Option<Delimiter>,
    ) -> Result<Option<(Delimiter, Record)>, SheetError> {
        if !self.begin()? {
            return Ok(None);
        }
        let told = declared(&self.bytes);
        if told.is_some() && !self.begin()? {
            return Ok(None);
        }
        let line = self.lines.count();
        loop {
            let found = match told {
                Some(delimiter) => {
                    let mut cells = Cells::new(delimiter);
                    cells.feed(&self.bytes).then(|| (delimiter, cells.take()))
                }
                None => find(&self.bytes),
            };
            if let Some((delimiter, cells)) = found {
                self.cells = Cells::new(delimiter);
                return Ok(Some((delimiter, Record { line, last_line: self.lines.count(), cells })));
            }
            if !self.more(line)? {
                return Err(SheetError::QuoteOpen { line });
            }
        }
    }

    /// The next record.
    pub(super) fn next(&mut self) -> Result<Option<Record>, SheetError> {
        if !self.begin()? {
            return Ok(None);
        }
        let line = self.lines.count();
        let mut fed = 0;
        while !self.cells.feed(&self.bytes[fed..]) {
            fed = self.bytes.len();
            if !self.more(line)? {
                return Err(SheetError::QuoteOpen { line });
            }
        }
        Ok(Some(Record { line, last_line: self.lines.count(), cells: self.cells.take() }))
    }

    /// Takes the first line of a record.
    fn begin(&mut self) -> Result<bool, SheetError> {
        loop {
            self.bytes.clear();
            let line = self.lines.count() + 1;
            if !self.more(line)? {
                return Ok(false);
            }
            if self.bytes.iter().any(|byte| !matches!(byte, b'\n' | b'\r')) {
                return Ok(true);
            }
        }
    }

    /// Takes a further line of the record that begins in `line`.
    fn more(&mut self, line: u64) -> Result<bool, SheetError> {
        match self.lines.take(&mut self.bytes, MOST_ROW_BYTES)? {
            Taken::Line => Ok(true),
            Taken::End => Ok(false),
            Taken::TooLong => Err(SheetError::RowTooLong { line }),
        }
    }
}
