//! What other rules would do to everybody.

use dayone_core::mapping::what_if::Change;
use dayone_core::provenance::Holding;
use dayone_engine::mapping::{Totals, WhatIfAll};
use serde_json::{Map, Value, json};

use super::{heading, people};
use crate::render::columns::{Column, Row, fixed, lay_out, number, wrapped};
use crate::render::fields::Margins;
use crate::render::line::{Ink, Page, Span};
use crate::render::records::object;

/// On a page: totals by group, then who gains and loses what.
#[must_use]
pub fn what_if_page(tenant: &str, found: &WhatIfAll, width: usize) -> Page {
    let totals = found.totals();
    let verdict = match totals.changed {
        0 => Span::new(Ink::Good, "nobody would gain or lose anything"),
        changed => Span::new(Ink::Caution, format!("{} would gain or lose something", people(changed))),
    };
    let items = [Span::from(people(totals.people)), verdict, Span::new(Ink::Faint, "nothing was written")];
    let mut page = heading("WHAT IF", tenant, items, width);
    if !totals.by_name.is_empty() {
        page.gap();
        page.append(by_name(&totals, width));
    }
    let rows: Vec<Row> = found
        .each()
        .flat_map(|(account, outcome)| outcome.rows.into_iter().map(move |row| (account.clone(), row)))
        .filter(|(_, row)| row.change != Change::CannotGive)
        .map(|(account, row)| {
            let (mark, ink) = match row.change {
                Change::Gain => ("+", Ink::Good),
                Change::Lose => ("-", Ink::Bad),
                Change::Stay | Change::CannotGive => ("=", Ink::Faint),
            };
            let cells = [&account.name, &account.username, row.change.word(), found.name(&row), &row.because];
            Row { mark: Span::new(ink, mark), cells: cells.map(Span::from).to_vec() }
        })
        .collect();
    if !rows.is_empty() {
        page.gap();
        let columns = [wrapped("PERSON"), fixed("USERNAME"), fixed("CHANGE"), fixed("GROUP"), wrapped("BECAUSE")];
        page.append(lay_out(&columns, &rows, width));
    }
    if totals.pending > 0 {
        page.gap();
        let pending = totals.pending;
        let told = format!("{pending} differences from the present rules are there already, and are not shown");
        Margins { label: 0, items: 6, width }.add(&mut page, Span::new(Ink::Faint, "note"), [told]);
    }
    page
}

const CHANGES: [Change; 4] = [Change::Gain, Change::Lose, Change::Stay, Change::CannotGive];

fn by_name(totals: &Totals, width: usize) -> Page {
    let columns = [fixed("GROUP"), number("GAIN"), number("LOSE"), number("STAY"), number("CAN'T BE GIVEN")];
    let row = |(name, counts): (&String, &std::collections::BTreeMap<Change, usize>)| {
        let counts = CHANGES.map(|change| Span::from(counts.get(&change).copied().unwrap_or_default().to_string()));
        Row { mark: Span::default(), cells: std::iter::once(Span::from(name)).chain(counts).collect() }
    };
    let rows: Vec<Row> = totals.by_name.iter().map(row).collect();
    lay_out(&columns, &rows, width)
}

/// The totals, for programs.
#[must_use]
pub fn totals_document(totals: &Totals) -> Value {
    let groups = totals.by_name.iter().map(|(name, counts)| {
        let mut row = object(json!({ "name": name }));
        for change in CHANGES {
            row.insert(change.word().into(), counts.get(&change).copied().unwrap_or_default().into());
        }
        Value::Object(row)
    });
    json!({
        "people": totals.people, "changed": totals.changed, "pending": totals.pending,
        "groups": groups.collect::<Vec<_>>(),
    })
}

/// The columns of what would change.
#[must_use]
pub fn what_if_columns() -> Vec<(&'static str, Column)> {
    vec![
        ("person", wrapped("PERSON")),
        ("username", fixed("USERNAME")),
        ("change", fixed("CHANGE")),
        ("kind", fixed("KIND")),
        ("name", fixed("NAME")),
        ("because", wrapped("BECAUSE")),
        ("account_id", fixed("ACCOUNT")),
        ("id", fixed("ID")),
    ]
}

/// What would change, one thing of one person a row.
pub fn what_if_rows(found: &WhatIfAll) -> impl Iterator<Item = Map<String, Value>> {
    found.each().flat_map(move |(account, outcome)| {
        let row = move |row: dayone_core::mapping::what_if::Row| {
            let (kind, id) = match &row.holding {
                Some(Holding::System(id)) => ("system", Some(id.clone())),
                Some(Holding::Group(id) | Holding::LdapServer(id)) => ("group", Some(id.clone())),
                None => ("group", None),
            };
            object(json!({
                "person": account.name, "username": account.username, "account_id": account.id,
                "change": row.change, "kind": kind, "name": found.name(&row), "id": id, "because": row.because,
            }))
        };
        outcome.rows.into_iter().map(row)
    })
}
