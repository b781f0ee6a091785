//! What people have and nobody has written down why, for people and for programs.

use std::collections::BTreeMap;

use dayone_core::provenance::{Grounds, Holding};
use dayone_core::recorded::NotedHolding;
use dayone_engine::{Adoptable, Unrecorded};
use serde_json::{Map, Value, json};

use super::columns::{Column, Row, fixed, lay_out, number, wrapped};
use super::fields::Margins;
use super::line::{Ink, Page, Span};
use super::records::object;

/// Counts by group and by system, on a page.
#[must_use]
pub fn page(tenant: &str, found: &Adoptable, width: usize) -> Page {
    let Counts { rule, hand } = counts(found);
    let items = [
        Span::from(format!("tenant {tenant}")),
        Span::from(format!("{} accounts", found.accounts)),
        Span::from(format!("{} with something that nobody recorded", found.unrecorded.len())),
        Span::new(Ink::Faint, "nothing is written to JumpCloud"),
    ];
    let mut page = Page::default();
    Margins { label: 0, items: 7, width }.add(&mut page, Span::new(Ink::Strong, "ADOPT"), items);
    let mut by_name: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for noted in holdings(found) {
        let (rule, hand) = by_name.entry(&noted.name).or_default();
        *if noted.grounds.is_by_hand() { hand } else { rule } += 1;
    }
    let rows: Vec<Row> = by_name
        .iter()
        .map(|(name, (rule, hand))| {
            let cells = vec![Span::from(name), Span::from(rule.to_string()), Span::from(hand.to_string())];
            Row { mark: Span::default(), cells }
        })
        .collect();
    if !rows.is_empty() {
        page.gap();
        let columns = [fixed("GROUP OR SYSTEM"), number("A RULE GIVES IT"), number("BY HAND")];
        page.append(lay_out(&columns, &rows, width));
        page.gap();
        let told = format!("{rule} given by rules, {hand} by hand, {} recorded already", found.known);
        Margins { label: 0, items: 6, width }.add(&mut page, Span::new(Ink::Faint, "in all"), [told]);
    }
    page
}

/// What was recorded, on a page.
#[must_use]
pub fn ending(tenant: &str, found: &Adoptable, recorded: usize, width: usize) -> Page {
    let Counts { rule, hand } = counts(found);
    let mut page = Page::default();
    let items = match recorded {
        0 => vec![format!("tenant {tenant}"), "everything that people have is recorded already".to_owned()],
        recorded => vec![
            format!("tenant {tenant}"),
            format!("recorded of {recorded} people: {rule} given by rules, {hand} by hand"),
        ],
    };
    Margins { label: 0, items: 9, width }.add(&mut page, Span::new(Ink::Good, "ADOPTED"), items);
    Margins::details(width).add_command(&mut page, "next", format!("dayone explain --all --tenant {tenant}"));
    page
}

struct Counts {
    rule: usize,
    hand: usize,
}

fn counts(found: &Adoptable) -> Counts {
    let hand = holdings(found).filter(|noted| noted.grounds.is_by_hand()).count();
    Counts { rule: holdings(found).count() - hand, hand }
}

fn holdings(found: &Adoptable) -> impl Iterator<Item = &NotedHolding> {
    found.unrecorded.iter().flat_map(|unrecorded| &unrecorded.adoption.holdings)
}

/// The counts, for programs.
#[must_use]
pub fn totals(found: &Adoptable) -> Value {
    let Counts { rule, hand } = counts(found);
    json!({
        "accounts": found.accounts, "people": found.unrecorded.len(), "by_rule": rule, "by_hand": hand,
        "recorded_already": found.known,
    })
}

/// The columns of what would be recorded.
#[must_use]
pub fn columns() -> Vec<(&'static str, Column)> {
    vec![
        ("person", wrapped("PERSON")),
        ("username", fixed("USERNAME")),
        ("kind", fixed("KIND")),
        ("name", fixed("NAME")),
        ("by", fixed("BY")),
        ("because", wrapped("BECAUSE")),
        ("account_id", fixed("ACCOUNT")),
        ("id", fixed("ID")),
    ]
}

/// What would be recorded, one thing of one person a row.
pub fn rows(found: &Adoptable) -> impl Iterator<Item = Map<String, Value>> {
    found.unrecorded.iter().flat_map(|Unrecorded { adoption, .. }| {
        adoption.holdings.iter().map(|noted| {
            let account = &adoption.account;
            let mut row = object(json!({
                "person": account.full_name(), "username": account.username, "account_id": account.id,
            }));
            row.extend(holding(noted));
            row
        })
    })
}

/// One thing that somebody has, and on what grounds.
#[must_use]
pub fn holding(noted: &NotedHolding) -> Map<String, Value> {
    let (kind, id) = match &noted.holding {
        Holding::Group(id) => ("group", id),
        Holding::System(id) => ("system", id),
        Holding::LdapServer(id) => ("ldap_server", id),
    };
    let by = match &noted.grounds {
        Grounds::Rule { source, .. } => source.name(),
        Grounds::Hand { .. } | Grounds::Found => "hand",
    };
    object(json!({ "kind": kind, "id": id, "name": noted.name, "by": by, "because": noted.grounds.because() }))
}
