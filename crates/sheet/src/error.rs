//! Why a file can't be read, or not to its end.

use std::io;

use crate::csv::HeaderProblem;
use crate::sheet::{MOST_ROW_BYTES, MOST_ROWS};

/// Why a file can't be read, or not to its end: what is wrong with it; `hint` says what to do.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// The operating system refused.
    #[error("the file can't be read: {0}")]
    Unreadable(#[from] io::Error),
    /// Nothing but white space.
    #[error("the file is empty")]
    Empty,
    /// Another kind of file.
    #[error("the file is {0}, not CSV or JSON")]
    Foreign(Foreign),
    /// The name says CSV, the content JSON.
    #[error("the file is named like CSV, but holds JSON")]
    MisnamedJson,
    /// A byte that no text has.
    #[error("byte {offset} of the file (line {line}) is a NUL, which no text holds")]
    Nul {
        /// From 0.
        offset: u64,
        /// From 1.
        line: u64,
    },
    /// Neither UTF-8 nor Windows-1252.
    #[error("byte {offset} of the file (line {line}) is 0x{byte:02X}: {why}")]
    Undecodable {
        /// From 0.
        offset: u64,
        /// From 1.
        line: u64,
        /// The byte.
        byte: u8,
        /// Which rule it breaks.
        why: String,
    },
    /// The header names columns that can't be used, or lacks some.
    #[error("the header of the file has {}", counted(.0.len(), "problem"))]
    Header(Vec<HeaderProblem>),
    /// No column of the header is an input.
    #[error("line {line} of the file is no header: none of its columns is an input")]
    NoHeader {
        /// Where a header was expected.
        line: u64,
        /// What to do.
        hint: String,
    },
    /// More columns than [`crate::MOST_COLUMNS`].
    #[error("the header of the file has {0} columns, {most} at most are read", most = crate::csv::MOST_COLUMNS)]
    TooManyColumns(usize),
    /// A row longer than [`MOST_ROW_BYTES`].
    #[error("the row that begins in line {line} is longer than {most} KiB", most = MOST_ROW_BYTES / 1024)]
    RowTooLong {
        /// Where it begins.
        line: u64,
    },
    /// More rows than [`MOST_ROWS`].
    #[error("the file has more than {MOST_ROWS} rows")]
    TooManyRows,
    /// A quote without its partner.
    #[error("a quote that opens in the row of line {line} is never closed")]
    QuoteOpen {
        /// Where the row begins.
        line: u64,
    },
    /// The JSON around the rows is broken.
    #[error("line {line}, column {column}: {message}")]
    Json {
        /// From 1.
        line: u64,
        /// From 1.
        column: u64,
        /// What is wrong.
        message: String,
        /// What to do.
        hint: String,
    },
}

/// Files that people take for CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// `.xlsx`, `.ods`: a ZIP archive.
    Workbook,
    /// `.xls`.
    OldWorkbook,
    /// A page that was exported under the name of a table.
    Markup,
    /// A printed table.
    Pdf,
    /// A compressed file.
    Compressed,
    /// One request, or several, in YAML.
    Yaml,
}

impl std::fmt::Display for Foreign {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Foreign::Workbook => "a workbook (.xlsx, .ods) or another ZIP archive",
            Foreign::OldWorkbook => "an old Excel workbook (.xls)",
            Foreign::Markup => "a web page (HTML) or XML",
            Foreign::Pdf => "a PDF",
            Foreign::Compressed => "compressed (gzip)",
            Foreign::Yaml => "YAML",
        })
    }
}

const SAVE: &str = "open it in the spreadsheet and save it as \"CSV UTF-8\"";

impl SheetError {
    /// What to do.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            SheetError::Unreadable(_) => "check the path and who may read it".into(),
            SheetError::Empty => "`dayone bulk template` writes the header to begin with".into(),
            SheetError::Foreign(foreign) => foreign.hint().into(),
            SheetError::MisnamedJson => "name it .json or .jsonl".into(),
            SheetError::Nul { .. } => format!("{SAVE}; if it is one already, it was damaged on its way"),
            SheetError::Undecodable { .. } => SAVE.into(),
            SheetError::Header(_) => {
                "mend the header; a column whose name begins with # is left alone, `dayone bulk template` writes all"
                    .into()
            }
            SheetError::NoHeader { hint, .. } | SheetError::Json { hint, .. } => hint.clone(),
            SheetError::TooManyColumns(_) => "delete the columns that are no inputs".into(),
            SheetError::RowTooLong { line } => format!("look for a quote in line {line} that is never closed"),
            SheetError::TooManyRows => format!("split it into files of {MOST_ROWS} rows at most"),
            SheetError::QuoteOpen { line } => {
                format!("look for a \" from line {line} on: close it, or write it twice if it belongs to the text")
            }
        }
    }

    /// The line that it is about, if it is about one.
    #[must_use]
    pub fn line(&self) -> Option<u64> {
        match self {
            SheetError::Nul { line, .. }
            | SheetError::Undecodable { line, .. }
            | SheetError::NoHeader { line, .. }
            | SheetError::RowTooLong { line }
            | SheetError::QuoteOpen { line }
            | SheetError::Json { line, .. } => Some(*line),
            SheetError::Header(problems) => problems.first().map(|problem| problem.line),
            SheetError::Unreadable(_)
            | SheetError::Empty
            | SheetError::Foreign(_)
            | SheetError::MisnamedJson
            | SheetError::TooManyColumns(_)
            | SheetError::TooManyRows => None,
        }
    }
}

impl Foreign {
    fn hint(self) -> &'static str {
        match self {
            Foreign::Workbook | Foreign::OldWorkbook | Foreign::Markup => SAVE,
            Foreign::Pdf => "ask for the table as CSV, where it was exported",
            Foreign::Compressed => "unpack it first",
            Foreign::Yaml => "give many requests as CSV or JSON; `dayone provision` takes one in YAML",
        }
    }
}

pub(crate) fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    }
}
