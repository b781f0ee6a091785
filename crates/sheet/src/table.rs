//! A CSV file as it stands: a header and rows of cells, in any of the encodings and delimiters that spreadsheets write.

use std::io::{Read, Seek};

use crate::csv::plain_records;
use crate::error::SheetError;
use crate::guard::unguarded;
use crate::text::{Source, decode, recognise};

/// A header and rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The names of the columns.
    pub header: Vec<String>,
    /// Each row with the line in which it begins. Cells that were guarded against being formulas are as they were.
    pub rows: Vec<(u64, Vec<String>)>,
}

impl Table {
    /// Reads a whole file. Rows without any value are left out.
    ///
    /// # Errors
    /// It can't be read, is no text, has an encoding that is not known, or is too long.
    pub fn read(file: impl Read + Seek + Send + 'static) -> Result<Table, SheetError> {
        let mut file: Box<dyn Source> = Box::new(file);
        let encoding = recognise(&mut file)?;
        let (header, records) = plain_records(decode(file, encoding)?)?;
        let plain = |cell: String| unguarded(&cell).map(str::to_owned).unwrap_or(cell);
        let rows = records
            .into_iter()
            .filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()))
            .map(|(line, cells)| (line, cells.into_iter().map(plain).collect()));
        Ok(Table { header, rows: rows.collect() })
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn read(bytes: &'static [u8]) -> Table {
        Table::read(Cursor::new(bytes)).expect("a table")
    }

    #[test]
    fn what_a_spreadsheet_makes_of_a_list_is_the_same_list() {
        let expected = Table {
            header: vec!["finding".into(), "reason".into()],
            rows: vec![(2, vec!["sudo".into(), "=1, he said".into()]), (4, vec!["sudo".into(), "\u{e4}".into()])],
        };
        let comma = "finding,reason\nsudo,\"'=1, he said\"\n,\nsudo,\u{e4}\n";
        let semicolon = "\u{feff}finding;reason\r\nsudo;'=1, he said\r\n;\r\nsudo;\u{e4}\r\n";
        let utf16: Vec<u8> = "\u{feff}finding\treason\nsudo\t'=1, he said\n\t\nsudo\t\u{e4}\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        for bytes in [comma.as_bytes().to_vec(), semicolon.as_bytes().to_vec(), utf16] {
            assert_eq!(Table::read(Cursor::new(bytes)).expect("a table"), expected);
        }
    }

    #[test]
    fn an_empty_file_is_no_table() {
        assert!(matches!(Table::read(Cursor::new(b"")), Err(SheetError::Empty)));
        assert_eq!(read(b"finding\n").rows, []);
    }
}
