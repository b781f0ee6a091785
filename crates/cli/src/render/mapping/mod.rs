//! What rules give, for people and for programs.

mod coverage;
mod tried;
mod what_if;

pub use coverage::{coverage_page, coverage_records};
pub use tried::{Tried, tried_document, tried_page, tried_records};
pub use what_if::{totals_document, what_if_columns, what_if_page, what_if_rows};

use super::fields::Margins;
use super::line::{Ink, Page, Span};

/// What was looked at, of which tenant, and what came of it.
fn heading(label: &str, tenant: &str, items: impl IntoIterator<Item = Span>, width: usize) -> Page {
    let mut page = Page::default();
    let margins = Margins { label: 0, items: label.len() + 2, width };
    let items = std::iter::once(Span::from(format!("tenant {tenant}"))).chain(items);
    margins.add(&mut page, Span::new(Ink::Strong, label), items);
    page
}

/// `1 person`, `2 people`.
fn people(count: usize) -> String {
    if count == 1 { "1 person".to_owned() } else { format!("{count} people") }
}
