//! Samples on which rules were tried.

use dayone_core::mapping::sample::{DifferenceKind, SampleDifference};
use serde_json::{Map, Value, json};

use super::heading;
use crate::render::columns::{Row, fixed, lay_out, wrapped};
use crate::render::line::{Ink, Page, Span};
use crate::render::records::{Records, object};

/// A sample on which the rules were tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// What the sample is called.
    pub name: String,
    /// What the rules give otherwise than expected.
    pub differences: Vec<SampleDifference>,
}

fn wrong(tried: &[Tried]) -> usize {
    tried.iter().filter(|one| !one.differences.is_empty()).count()
}

/// On a page.
#[must_use]
pub fn tried_page(tenant: &str, tried: &[Tried], width: usize) -> Page {
    let verdict = match wrong(tried) {
        0 => Span::new(Ink::Good, format!("all {} samples as expected", tried.len())),
        wrong => Span::new(Ink::Bad, format!("{wrong} of {} samples differ", tried.len())),
    };
    let mut page = heading("MAPPING TEST", tenant, [verdict], width);
    if wrong(tried) == 0 {
        return page;
    }
    page.gap();
    let rows: Vec<Row> = tried
        .iter()
        .flat_map(|one| one.differences.iter().map(move |difference| (one, difference)))
        .map(|(one, difference)| {
            let (mark, word, because) = match difference.kind {
                DifferenceKind::Missing => ("-", "missing", "no rule gives it"),
                DifferenceKind::Unexpected => ("+", "unexpected", ""),
            };
            let because = difference.because.as_deref().unwrap_or(because);
            let cells = [one.name.as_str(), word, &difference.name, because].map(Span::from).to_vec();
            Row { mark: Span::new(Ink::Bad, mark), cells }
        })
        .collect();
    let columns = [wrapped("SAMPLE"), fixed("DIFFERENCE"), fixed("GROUP OR SYSTEM"), wrapped("BECAUSE")];
    page.append(lay_out(&columns, &rows, width));
    page
}

/// For programs.
#[must_use]
pub fn tried_document(tenant: &str, tried: &[Tried]) -> Value {
    json!({ "tenant": tenant, "samples": tried.len(), "wrong": wrong(tried), "differences": rows(tried) })
}

/// One difference a line.
#[must_use]
pub fn tried_records(tried: &[Tried]) -> Records {
    let columns = vec![
        ("sample", wrapped("SAMPLE")),
        ("difference", fixed("DIFFERENCE")),
        ("name", fixed("GROUP OR SYSTEM")),
        ("because", wrapped("BECAUSE")),
    ];
    Records { columns, rows: rows(tried) }
}

fn rows(tried: &[Tried]) -> Vec<Map<String, Value>> {
    let each = tried.iter().flat_map(|one| one.differences.iter().map(move |difference| (one, difference)));
    each.map(|(one, SampleDifference { kind, name, because })| {
        object(json!({ "sample": one.name, "difference": kind, "name": name, "because": because }))
    })
    .collect()
}
