//! One line for people on stderr.

use crate::printer::Printer;
use crate::render::fields::Margins;
use crate::render::line::{Ink, Page, Span};

/// Tells something that is to be copied: it is not broken.
pub(crate) fn note_line(printer: &Printer, text: impl AsRef<str>) {
    let mut page = Page::default();
    Margins::heading(printer.width()).add_command(&mut page, "", text);
    printer.tell(&page);
}

/// Tells something that is neither data nor failure.
pub(crate) fn note(printer: &Printer, text: impl AsRef<str>) {
    let mut page = Page::default();
    Margins::heading(printer.width()).add(&mut page, Span::new(Ink::Faint, "note:"), [text]);
    printer.tell(&page);
}
