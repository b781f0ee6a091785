//! How rules and people cover each other.

use dayone_core::mapping::coverage::{BrokenGroup, Coverage, Gives, GroupFault, RuleUse, UnmappedValue};
use serde_json::{Map, Value, json};

use super::{heading, people};
use crate::render::columns::{Row, fixed, lay_out, number, wrapped};
use crate::render::fields::Margins;
use crate::render::line::{Ink, Page, Span};
use crate::render::records::{Records, object};

/// On a page: what can't be given, what is missed, what is never used.
#[must_use]
pub fn coverage_page(tenant: &str, coverage: &Coverage, width: usize) -> Page {
    let Coverage { people: count, rules, unmapped, broken } = coverage;
    let unused: Vec<&RuleUse> = unused(coverage).collect();
    let items = [Span::from(people(*count)), Span::from(format!("{} rules", rules.len())), verdict(coverage)];
    let mut page = heading("MAPPING COVERAGE", tenant, items, width);
    let rows: Vec<Row> = broken.iter().map(broken_row).collect();
    section(&mut page, "GROUPS THAT CAN'T BE GIVEN", &rows, width, |rows| {
        lay_out(&[fixed("GROUP"), wrapped("WHY"), wrapped("RULES")], rows, width)
    });
    let rows: Vec<Row> = unmapped.iter().map(unmapped_row).collect();
    section(&mut page, "WITHOUT A RULE", &rows, width, |rows| {
        lay_out(&[fixed("FIELD"), wrapped("VALUE"), number("PEOPLE"), wrapped("NEAREST RULE")], rows, width)
    });
    let rows: Vec<Row> = unused.into_iter().map(unused_row).collect();
    section(&mut page, "RULES THAT FIT NOBODY", &rows, width, |rows| {
        lay_out(&[fixed("RULE"), wrapped("GIVES")], rows, width)
    });
    page
}

fn section(page: &mut Page, title: &str, rows: &[Row], width: usize, table: impl Fn(&[Row]) -> Page) {
    if rows.is_empty() {
        return;
    }
    page.gap();
    Margins { label: 0, items: 2, width }.add(page, Span::new(Ink::Strong, title), [""; 0]);
    page.append(table(rows));
}

fn verdict(coverage: &Coverage) -> Span {
    match coverage.broken.len() {
        0 => Span::new(Ink::Good, "every group in rules can be given"),
        1 => Span::new(Ink::Bad, "1 group can't be given"),
        count => Span::new(Ink::Bad, format!("{count} groups can't be given")),
    }
}

fn unused(coverage: &Coverage) -> impl Iterator<Item = &RuleUse> {
    coverage.rules.iter().filter(|rule| rule.people == 0)
}

fn broken_row(broken: &BrokenGroup) -> Row {
    let nearest = broken.nearest.as_ref().map(|near| format!("; did you mean {near}?")).unwrap_or_default();
    let why = format!("{}{nearest}", broken.fault.words());
    let cells = vec![Span::from(&broken.name), Span::from(why), Span::from(broken.rules.join("; "))];
    Row { mark: Span::new(Ink::Bad, if broken.fault == GroupFault::Dynamic { "~" } else { "!" }), cells }
}

fn unmapped_row(unmapped: &UnmappedValue) -> Row {
    let value = if unmapped.value.is_empty() { "(none)" } else { &unmapped.value };
    let nearest = unmapped.nearest.as_deref().unwrap_or_default();
    let count = unmapped.people.to_string();
    let cells = vec![Span::from(unmapped.field.words()), Span::from(value), Span::from(count), Span::from(nearest)];
    Row { mark: Span::default(), cells }
}

fn unused_row(rule: &RuleUse) -> Row {
    let gives = match rule.gives {
        Gives::Groups => rule.names.join(", "),
        Gives::Systems => format!("systems {}", rule.names.join(", ")),
    };
    Row { mark: Span::default(), cells: vec![Span::from(rule.words()), Span::from(gives)] }
}

/// One finding a line.
#[must_use]
pub fn coverage_records(coverage: &Coverage) -> Records {
    let columns = vec![
        ("finding", fixed("FINDING")),
        ("field", fixed("FIELD")),
        ("value", wrapped("VALUE")),
        ("people", number("PEOPLE")),
        ("nearest", fixed("NEAREST")),
        ("names", wrapped("NAMES")),
    ];
    let broken = coverage.broken.iter().map(|one| {
        let finding = match one.fault {
            GroupFault::Gone => "group_gone",
            GroupFault::Dynamic => "group_dynamic",
        };
        record(finding, json!({ "value": one.name, "nearest": one.nearest, "names": one.rules }))
    });
    let unmapped = coverage.unmapped.iter().map(|one| {
        let UnmappedValue { field, value, people, nearest } = one;
        let rest = json!({ "field": field, "value": value, "people": people, "nearest": nearest });
        record("without_rule", rest)
    });
    let unused = unused(coverage).map(|one| {
        record("rule_fits_nobody", json!({ "field": one.field, "value": one.key, "people": 0, "names": one.names }))
    });
    Records { columns, rows: broken.chain(unmapped).chain(unused).collect() }
}

fn record(finding: &str, rest: Value) -> Map<String, Value> {
    let mut row = object(json!({ "finding": finding }));
    row.extend(object(rest));
    row
}
