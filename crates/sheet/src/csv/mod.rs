//! CSV: lines to records, the first record to columns, the others to rows.

mod cells;
mod column;
mod convert;
mod delimiter;
mod header;
mod lines;
mod plain;
mod record;
mod rows;

pub(crate) use column::{Columns, letters};
pub use header::{HeaderProblem, MOST_COLUMNS};
pub(crate) use plain::plain_records;
pub(crate) use rows::CsvRows;
