//! Labelled lines: a label at the left, items after it, wrapped under one another.

use super::line::{Ink, Line, Page, Span};

/// Where labels and items stand.
#[derive(Debug, Clone, Copy)]
pub struct Margins {
    /// Column of labels.
    pub label: usize,
    /// Column of items.
    pub items: usize,
    /// Width of the page.
    pub width: usize,
}

const BETWEEN: &str = "   ";

impl Margins {
    /// Details below a heading.
    #[must_use]
    pub fn details(width: usize) -> Margins {
        Margins { label: 2, items: 14, width }
    }

    /// A heading.
    #[must_use]
    pub fn heading(width: usize) -> Margins {
        Margins { label: 0, items: 6, width }
    }

    /// Adds a label and a command: never broken, so that it can be copied from the screen.
    pub fn add_command(self, page: &mut Page, label: impl Into<Span>, command: impl AsRef<str>) {
        let mut line = Line::default();
        line.push(" ".repeat(self.label));
        line.push(label);
        line.pad_to(self.items, 1);
        line.push(Span::new(Ink::Strong, command));
        page.push(line);
    }

    /// Adds a label and its items: as many on a line as fit, an item broken only where it fits on no line.
    pub fn add(self, page: &mut Page, label: impl Into<Span>, items: impl IntoIterator<Item = impl Into<Span>>) {
        let mut line = Line::default();
        line.push(" ".repeat(self.label));
        line.push(label);
        line.pad_to(self.items, 1);
        let mut fresh = true;
        for item in items {
            let item = item.into();
            if !fresh && line.width() + BETWEEN.len() + item.width() > self.width {
                page.push(std::mem::take(&mut line));
                line.push(" ".repeat(self.items));
                fresh = true;
            }
            if !fresh {
                line.push(BETWEEN);
            }
            for (place, part) in item.wrap(self.width.saturating_sub(line.width())).into_iter().enumerate() {
                if place > 0 {
                    page.push(std::mem::take(&mut line));
                    line.push(" ".repeat(self.items));
                }
                line.push(part);
            }
            fresh = false;
        }
        page.push(line);
    }
}
