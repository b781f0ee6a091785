//! Files of requests: CSV and JSON of thousands, read row by row in constant memory, every cell with its place; and what
//! is written about them: the rows that failed, a template, and the summary of a batch.

mod cell_problem;
mod csv;
mod document;
mod error;
mod failed;
mod fingerprint;
mod form;
mod guard;
mod json;
mod private;
mod row;
mod seen;
mod sheet;
mod shown;
mod spoilt;
mod summary;
mod table;
mod template;
mod text;

pub use self::csv::{HeaderProblem, MOST_COLUMNS};
pub use cell_problem::{CellProblem, cell_problems};
pub use document::{Syntax, SyntaxError, read as read_document};
pub use error::{Foreign, SheetError};
pub use failed::FailedRows;
pub use form::{Arrangement, Delimiter, Encoding, Form, Kind};
pub use private::create_private;
pub use row::{BadRow, CellPlace, Row, RowProblem};
pub use seen::{Identity, Seen};
pub use sheet::{MOST_ROW_BYTES, MOST_ROWS, Sheet};
pub use shown::acts;
pub use summary::{RowIssue, RowState, RowSummary, Summary, TenantSummary, summary_csv, summary_html};
pub use table::Table;
pub use template::{TemplateRows, template_csv, template_json};
