//! Records whose columns are somebody else's business.

use super::cells::Cells;
use super::delimiter;
use super::record::Records;
use crate::error::SheetError;
use crate::form::Delimiter;
use crate::sheet::MOST_ROWS;
use crate::text::Text;

/// The header's cells, and every record after it with the line in which it begins.
type Plain = (Vec<String>, Vec<(u64, Vec<String>)>);

/// Reads all records. The delimiter is the one that cuts the header into most cells.
pub(crate) fn plain_records(text: Text) -> Result<Plain, SheetError> {
    let mut records = Records::new(text);
    let Some((_, header)) = records.header(by_most_cells, delimiter::declared)? else { return Err(SheetError::Empty) };
    let mut rows = Vec::new();
    while let Some(record) = records.next()? {
        if rows.len() as u64 == MOST_ROWS {
            return Err(SheetError::TooManyRows);
        }
        rows.push((record.line, record.cells));
    }
    Ok((header.cells, rows))
}

fn by_most_cells(line: &[u8]) -> Option<(Delimiter, Vec<String>)> {
    let cut = |delimiter: Delimiter| {
        let mut cells = Cells::new(delimiter);
        cells.feed(line).then(|| (delimiter, cells.take()))
    };
    Delimiter::ALL.into_iter().filter_map(cut).max_by_key(|(_, cells)| cells.len())
}
