//! What went wrong, for people: what happened to which thing, what it means, how to mend it.

use super::fields::Margins;
use super::line::{Ink, Page, Span};
use crate::failure::Failure;

/// A failure on a page.
#[must_use]
pub fn page(failure: &Failure, width: usize) -> Page {
    let mut page = Page::default();
    let margins = Margins { label: 0, items: 7, width };
    margins.add(&mut page, Span::new(Ink::Bad, "error:"), [&failure.message]);
    for wrong in &failure.points {
        page.append(point(&wrong.place, &wrong.message, None, &wrong.mend, width));
    }
    if let Some(hint) = &failure.hint {
        Margins { label: 2, items: 8, width }.add(&mut page, "hint:", [hint]);
    }
    page
}

/// One thing that is wrong.
#[must_use]
pub fn point(place: &str, message: &str, means: Option<&str>, mend: &str, width: usize) -> Page {
    let mut page = Page::default();
    Margins { label: 0, items: 2, width }.add(&mut page, "", [Span::new(Ink::Strong, place)]);
    let margins = Margins { label: 4, items: 11, width };
    margins.add(&mut page, "what:", [message]);
    if let Some(means) = means {
        margins.add(&mut page, "means:", [means]);
    }
    margins.add(&mut page, "mend:", [Span::new(Ink::Good, mend)]);
    page
}
