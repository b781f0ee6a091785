//! Rows of cells in columns, aligned by display width; cells wrap where the terminal is narrow.

use super::line::{Ink, Line, Page, Span};
use super::text;

/// One column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its title.
    pub title: &'static str,
    /// Its kind.
    pub kind: Kind,
}

/// How the cells of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Left, as wide as the widest.
    Fixed,
    /// Left, wrapped where there is no room.
    Wrapped,
    /// Right.
    Number,
}

/// The least width of a wrapped column, and the most that its longest word can ask for.
const LEAST: usize = 12;
const LONG_WORD: usize = 20;
const BETWEEN: usize = 2;

/// Left, as wide as the widest cell.
#[must_use]
pub const fn fixed(title: &'static str) -> Column {
    Column { title, kind: Kind::Fixed }
}

/// Left, wrapped where there is no room.
#[must_use]
pub const fn wrapped(title: &'static str) -> Column {
    Column { title, kind: Kind::Wrapped }
}

/// Right.
#[must_use]
pub const fn number(title: &'static str) -> Column {
    Column { title, kind: Kind::Number }
}

/// A row: its mark, one character or none, and its cells.
#[derive(Debug, Clone)]
pub struct Row {
    /// Stands before the first cell. What it means stands in words elsewhere.
    pub mark: Span,
    /// As many as there are columns.
    pub cells: Vec<Span>,
}

/// Lays rows out below the titles of their columns.
#[must_use]
pub fn lay_out(columns: &[Column], rows: &[Row], width: usize) -> Page {
    let widths = widths(columns, rows, width.saturating_sub(BETWEEN));
    let mut page = Page::default();
    let titles = columns.iter().map(|column| Span::new(Ink::Faint, column.title)).collect();
    add_row(&mut page, columns, &widths, &Row { mark: Span::default(), cells: titles });
    for row in rows {
        add_row(&mut page, columns, &widths, row);
    }
    page
}

/// Natural widths, from which the widest wrapped columns give until the row fits: first as far as no word is broken,
/// then further.
fn widths(columns: &[Column], rows: &[Row], most: usize) -> Vec<usize> {
    let cells = |place: usize| rows.iter().filter_map(move |row| row.cells.get(place));
    let title = |place: usize| text::width(columns[place].title);
    let longest_word =
        |place: usize| cells(place).flat_map(|cell| cell.text().split(' ')).map(text::width).max().unwrap_or(0);
    let places = 0..columns.len();
    let mut widths: Vec<usize> =
        places.clone().map(|place| cells(place).map(Span::width).max().unwrap_or(0).max(title(place))).collect();
    let whole_words: Vec<usize> =
        places.clone().map(|place| title(place).max(LEAST).max(longest_word(place).min(LONG_WORD))).collect();
    let broken_words: Vec<usize> = places.map(|place| title(place).max(LEAST)).collect();
    let room = most.saturating_sub(BETWEEN * columns.len().saturating_sub(1));
    for least in [whole_words, broken_words] {
        shrink(&mut widths, columns, &least, room);
    }
    widths
}

fn shrink(widths: &mut [usize], columns: &[Column], least: &[usize], room: usize) {
    while widths.iter().sum::<usize>() > room {
        let gives = |place: &usize| columns[*place].kind == Kind::Wrapped && widths[*place] > least[*place];
        let Some(place) = (0..columns.len()).filter(gives).max_by_key(|place| widths[*place]) else { return };
        widths[place] -= 1;
    }
}

fn add_row(page: &mut Page, columns: &[Column], widths: &[usize], row: &Row) {
    let cells: Vec<Vec<Span>> = row.cells.iter().zip(widths).map(|(cell, width)| cell.wrap(*width)).collect();
    let height = cells.iter().map(Vec::len).max().unwrap_or(1);
    for at in 0..height {
        let mut line = Line::default();
        if at == 0 {
            line.push(row.mark.clone());
        }
        line.pad_to(BETWEEN, 0);
        let mut left = BETWEEN;
        for (place, cell) in cells.iter().enumerate() {
            if let Some(part) = cell.get(at) {
                let right = widths[place].saturating_sub(part.width());
                let lead = if columns[place].kind == Kind::Number { right } else { 0 };
                line.pad_to(left + lead, 0);
                line.push(part.clone());
            }
            left += widths[place] + BETWEEN;
        }
        page.push(line);
    }
}
