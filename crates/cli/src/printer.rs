//! The one place that prints: data to stdout, words for people to stderr.

use std::cell::Cell;
use std::io::{self, BufRead, Write};

use serde_json::{Map, Value};

use crate::args::{Global, OutputFormat};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::render::columns::Column;
use crate::render::line::Page;
use crate::render::problems;
use crate::render::progress::{Counter, Mode, Progress};
use crate::render::records::{self, Pieces, Records};
use crate::terminal::Surroundings;

/// Width of pages where there is no terminal.
const PAPER: usize = 120;
/// Width of tables where there is no terminal: programs cut lines themselves.
const ENDLESS: usize = 10_000;
/// Bytes of many records that are written at once.
const PIECE: usize = 64 * 1024;
/// Rows that sixteen steps need, with the lines around them.
const ROWS_IN_PLACE: usize = 20;

/// Prints, as the flags and the terminal say.
#[derive(Debug)]
pub struct Printer {
    format: OutputFormat,
    quiet: bool,
    progress: bool,
    surroundings: Surroundings,
    unwritten: Cell<Option<io::ErrorKind>>,
}

impl Printer {
    /// A printer for these flags in these surroundings.
    #[must_use]
    pub fn new(global: &Global, surroundings: Surroundings) -> Printer {
        let default = if surroundings.stdout_is_terminal { OutputFormat::Table } else { OutputFormat::Json };
        Printer {
            format: global.output.unwrap_or(default),
            quiet: global.quiet,
            progress: !global.quiet && !global.no_progress,
            surroundings,
            unwritten: Cell::new(None),
        }
    }

    /// The same printer, which says nothing but errors on stderr.
    #[must_use]
    pub fn silent(&self) -> Printer {
        Printer { quiet: true, progress: false, unwritten: Cell::new(None), ..*self }
    }

    /// The same printer, with another form of what goes to stdout.
    #[must_use]
    pub fn in_format(&self, format: OutputFormat) -> Printer {
        Printer { format, unwritten: Cell::new(None), ..*self }
    }

    /// The form of what goes to stdout.
    #[must_use]
    pub fn format(&self) -> OutputFormat {
        self.format
    }

    /// Width of pages.
    #[must_use]
    pub fn width(&self) -> usize {
        self.surroundings.size.map_or(PAPER, |(columns, _)| columns)
    }

    /// How progress is shown on stderr.
    #[must_use]
    pub fn progress_mode(&self) -> Mode {
        let high = self.surroundings.size.is_some_and(|(_, rows)| rows >= ROWS_IN_PLACE);
        match (self.progress, self.surroundings.stderr_is_terminal && high) {
            (false, _) => Mode::Silent,
            (true, true) => Mode::InPlace,
            (true, false) => Mode::Lines,
        }
    }

    /// Begins to show progress.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let colour = self.surroundings.colour && self.surroundings.stderr_is_terminal;
        Progress::begin(self.progress_mode(), self.width(), colour)
    }

    /// The person has seen on the terminal what was printed to stderr as progress.
    #[must_use]
    pub fn progress_was_seen(&self) -> bool {
        self.progress && self.surroundings.stdout_is_terminal && self.surroundings.stderr_is_terminal
    }

    /// One document to stdout: for programs, or the page for people.
    pub fn document(&self, value: &Value, page: impl FnOnce(usize) -> Page) {
        match records::document(value, self.format) {
            Some(text) => self.write_out(&text),
            None => self.page(&page(self.width())),
        }
    }

    /// Records to stdout.
    pub fn records(&self, records: &Records) {
        match records.text(self.format) {
            Some(text) => self.write_out(&text),
            None => {
                let width = if self.surroundings.stdout_is_terminal { self.width() } else { ENDLESS };
                self.page(&records.page(width));
            }
        }
    }

    /// Records to stdout that may be too many to be held, piece by piece. A table is laid out as a whole.
    pub fn many_records(&self, columns: &[(&'static str, Column)], rows: impl Iterator<Item = Map<String, Value>>) {
        let Some(mut pieces) = Pieces::new(self.format, columns) else {
            return self.records(&Records { columns: columns.to_vec(), rows: rows.collect() });
        };
        let mut text = pieces.begin();
        for row in rows {
            text.push_str(&pieces.row(row));
            if text.len() > PIECE {
                self.write_out(&std::mem::take(&mut text));
            }
        }
        text.push_str(&pieces.end());
        self.write_out(&text);
    }

    /// A page to stdout.
    pub fn page(&self, page: &Page) {
        self.write_out(&page.text(self.surroundings.colour && self.surroundings.stdout_is_terminal));
    }

    /// Text to stdout, as it is: what the command makes is a file, such as a schema or a script.
    pub fn write_out(&self, text: &str) {
        let mut stdout = io::stdout().lock();
        if let Err(error) = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
            // Who closed the pipe has read enough.
            if error.kind() != io::ErrorKind::BrokenPipe {
                self.unwritten.set(Some(error.kind()));
            }
        }
    }

    /// Lines of data to stdout, one at a time: for what is too long to be held.
    #[must_use]
    pub fn lines(&self) -> Lines {
        Lines
    }

    /// Words for people, unless they want none.
    pub fn tell(&self, page: &Page) {
        if !self.quiet && !page.is_empty() {
            self.write_err(page);
        }
    }

    /// A failure, always.
    pub fn failure(&self, failure: &Failure) {
        self.write_err(&problems::page(failure, self.width()));
    }

    fn write_err(&self, page: &Page) {
        let text = page.text(self.surroundings.colour && self.surroundings.stderr_is_terminal);
        // Without stderr there is nobody to tell.
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    /// Somebody can be asked.
    #[must_use]
    pub fn can_ask(&self) -> bool {
        self.surroundings.stdin_is_terminal && self.surroundings.stderr_is_terminal
    }

    /// Asks a question that only `y` or `yes` agrees to.
    ///
    /// # Errors
    /// Nobody can be asked.
    pub fn agrees(&self, question: &str) -> Result<bool, Failure> {
        let answer = self.ask(&format!("{} [y/N] ", crate::render::text::safe(question)))?;
        Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
    }

    fn ask(&self, question: &str) -> Result<String, Failure> {
        if !self.can_ask() {
            let hint = "look at `dayone plan` first, then give --yes";
            return Err(Failure::usage("nobody can be asked here, and --yes was not given").hint(hint));
        }
        let mut stderr = io::stderr().lock();
        let asked = write!(stderr, "{question}").and_then(|()| stderr.flush());
        let mut answer = String::new();
        asked
            .and_then(|()| io::stdin().lock().read_line(&mut answer))
            .map_err(|error| Failure::usage(format!("the answer can't be read: {error}")))?;
        Ok(answer)
    }

    /// Asks a question that only this word agrees to: so nobody agrees in passing.
    ///
    /// # Errors
    /// Nobody can be asked.
    pub fn types(&self, question: &str, word: &str) -> Result<bool, Failure> {
        Ok(self.ask(&format!("{} Type {word}: ", crate::render::text::safe(question)))?.trim() == word)
    }

    /// A count on stderr that changes in place, where there is a terminal.
    #[must_use]
    pub fn counter(&self, what: &'static str) -> Counter {
        Counter::begin(self.progress_mode(), what)
    }

    /// How the command ends: a document that could not be written is no success.
    #[must_use]
    pub fn finish(&self, exit: Exit) -> Exit {
        let Some(kind) = self.unwritten.get() else { return exit };
        self.failure(&Failure::new(Exit::Failed, format!("stdout can't be written: {kind}")));
        if exit == Exit::Done { Exit::Failed } else { exit }
    }
}

/// Lines of data to stdout.
#[derive(Debug, Clone, Copy)]
pub struct Lines;

impl Lines {
    /// Prints a line.
    ///
    /// # Errors
    /// If it can't be written.
    pub fn write(self, line: &str) -> io::Result<()> {
        let mut stdout = io::stdout().lock();
        stdout.write_all(line.as_bytes())?;
        stdout.write_all(b"\n")
    }
}
