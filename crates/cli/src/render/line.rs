//! Lines and pages for people. What goes in is made safe; colours are added only when a page is printed.

use anstyle::{AnsiColor, Style};

use super::text;

/// How a piece of a line is printed. Colour never says what no word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ink {
    /// As it is.
    #[default]
    Plain,
    /// A heading or a name.
    Strong,
    /// Less important.
    Faint,
    /// As wished.
    Good,
    /// To be looked at.
    Caution,
    /// Wrong.
    Bad,
}

impl Ink {
    fn style(self) -> Style {
        match self {
            Ink::Plain => Style::new(),
            Ink::Strong => Style::new().bold(),
            Ink::Faint => Style::new().dimmed(),
            Ink::Good => AnsiColor::Green.on_default(),
            Ink::Caution => AnsiColor::Yellow.on_default(),
            Ink::Bad => AnsiColor::Red.on_default().bold(),
        }
    }
}

/// A piece of a line: safe text in one ink.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Span {
    text: String,
    ink: Ink,
}

impl Span {
    /// A piece in some ink.
    pub fn new(ink: Ink, text: impl AsRef<str>) -> Span {
        Span { text: text::safe(text.as_ref()), ink }
    }

    /// The safe text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Columns that it takes.
    #[must_use]
    pub fn width(&self) -> usize {
        text::width(&self.text)
    }

    /// The same piece in lines of at most `most` columns.
    #[must_use]
    pub fn wrap(&self, most: usize) -> Vec<Span> {
        text::wrap(&self.text, most).into_iter().map(|text| Span { text, ink: self.ink }).collect()
    }
}

impl<T: AsRef<str>> From<T> for Span {
    fn from(text: T) -> Self {
        Span::new(Ink::Plain, text)
    }
}

/// One line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    spans: Vec<Span>,
    width: usize,
}

impl Line {
    /// Adds a piece.
    pub fn push(&mut self, span: impl Into<Span>) {
        let span = span.into();
        self.width += span.width();
        self.spans.push(span);
    }

    /// Adds spaces up to a column; at least `least` of them.
    pub fn pad_to(&mut self, column: usize, least: usize) {
        let spaces = column.saturating_sub(self.width).max(least);
        self.push(" ".repeat(spaces));
    }

    /// Columns that it takes.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    fn write(&self, out: &mut String, colour: bool) {
        let last = self.spans.iter().rposition(|span| !span.text.trim_end().is_empty());
        for (place, span) in self.spans.iter().enumerate().take(last.map_or(0, |last| last + 1)) {
            let text = if Some(place) == last { span.text.trim_end() } else { span.text.as_str() };
            let style = if colour { span.ink.style() } else { Style::new() };
            out.push_str(&format!("{style}{text}{style:#}"));
        }
        out.push('\n');
    }
}

/// Lines for people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    lines: Vec<Line>,
}

impl Page {
    /// Adds a line.
    pub fn push(&mut self, line: Line) {
        self.lines.push(line);
    }

    /// Adds an empty line.
    pub fn gap(&mut self) {
        self.lines.push(Line::default());
    }

    /// Adds another page below.
    pub fn append(&mut self, page: Page) {
        self.lines.extend(page.lines);
    }

    /// There is nothing on it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Its lines.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Columns of its widest line.
    #[must_use]
    pub fn width(&self) -> usize {
        self.lines.iter().map(Line::width).max().unwrap_or_default()
    }

    /// Its text; in colour only where that is wanted.
    #[must_use]
    pub fn text(&self, colour: bool) -> String {
        let mut out = String::new();
        for line in &self.lines {
            line.write(&mut out, colour);
        }
        out
    }
}
