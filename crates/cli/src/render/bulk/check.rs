//! What a file was found to be: what is to be mended, and what would happen, tenant by tenant.

use std::collections::BTreeMap;

use dayone_sheet::RowIssue;

use super::rows;
use crate::render::columns::{Column, Row, fixed, lay_out, number, wrapped};
use crate::render::duration::duration;
use crate::render::fields::Margins;
use crate::render::line::{Ink, Line, Page, Span};
use crate::verbs::{Checked, CheckedTenant, Fate};

/// Lines of problems that are shown; the rest is counted.
const SHOWN: usize = 20;

const PROBLEMS: [Column; 5] =
    [number("LINE"), fixed("COLUMN"), wrapped("VALUE"), wrapped("WHAT IS WRONG"), wrapped("WHAT TO DO")];

const TENANTS: [Column; 8] = [
    fixed("TENANT"),
    wrapped("ORGANISATION"),
    number("HIRES"),
    number("GROUPS ADDED"),
    number("SEATS LEFT"),
    number("WARNINGS"),
    number("APPROVAL"),
    fixed("GUARD"),
];

/// The page.
pub(crate) fn check(checked: &Checked, width: usize) -> Page {
    let mut page = Page::default();
    let mut heading = Line::default();
    heading.push(Span::new(Ink::Strong, "CHECK"));
    heading.push("  ");
    heading.push(Span::new(Ink::Strong, &checked.name));
    let bad = checked.bad();
    let good = checked.rows.len() - bad;
    heading.push(format!("  {}, {}   ", rows(checked.rows.len()), checked.form));
    heading.push(format!("{good} good, "));
    heading.push(Span::new(if bad > 0 { Ink::Caution } else { Ink::Good }, format!("{bad} to mend")));
    heading.push(Span::new(Ink::Faint, format!(", {}", duration(checked.took_us))));
    page.push(heading);
    problems(&mut page, checked, width);
    moves(&mut page, checked, width);
    tenants(&mut page, checked, width);
    page
}

fn problems(page: &mut Page, checked: &Checked, width: usize) {
    let issues = checked.rows.iter().filter_map(|row| match &row.fate {
        Fate::Bad(issues) => Some((row.line, issues)),
        _ => None,
    });
    let all: Vec<(u64, &RowIssue)> =
        issues.flat_map(|(line, issues)| issues.iter().map(move |issue| (line, issue))).collect();
    if all.is_empty() {
        return;
    }
    // What is wrong with the whole tenant is wrong with every row: it is said once.
    let mut distinct: Vec<(u64, &RowIssue, usize)> = Vec::new();
    for (line, issue) in all {
        let same = |(_, known, _): &&mut (u64, &RowIssue, usize)| issue.column.is_none() && *known == issue;
        match distinct.iter_mut().find(same) {
            Some((_, _, rows)) => *rows += 1,
            None => distinct.push((line, issue, 1)),
        }
    }
    let all = distinct;
    page.gap();
    let shown: Vec<Row> = all.iter().take(SHOWN).map(|(line, issue, rows)| problem(*line, issue, *rows)).collect();
    page.append(lay_out(&PROBLEMS, &shown, width));
    if all.len() > SHOWN {
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, issue, _) in all.iter().skip(SHOWN) {
            *kinds.entry(issue.column.as_deref().unwrap_or("row")).or_default() += 1;
        }
        let kinds: Vec<String> = kinds.into_iter().map(|(column, count)| format!("{count} in {column}")).collect();
        let more = format!("and {} more: {}; --report DIR writes all", all.len() - SHOWN, kinds.join(", "));
        Margins::heading(width).add(page, "", [more]);
    }
}

fn problem(line: u64, issue: &RowIssue, rows: usize) -> Row {
    let message = match rows {
        1 => issue.message.clone(),
        rows => format!("{} (the same in {})", issue.message, super::rows(rows - 1)),
    };
    Row {
        mark: Span::new(Ink::Bad, "!"),
        cells: vec![
            Span::from(line.to_string()),
            Span::from(issue.column.as_deref().unwrap_or_default()),
            Span::from(issue.value.as_deref().unwrap_or_default()),
            Span::from(message),
            Span::new(Ink::Faint, &issue.mend),
        ],
    }
}

/// Hires that wait for their activation, and get other dates.
fn moves(page: &mut Page, checked: &Checked, width: usize) {
    let moves: Vec<(u64, &str, &str)> = checked
        .rows
        .iter()
        .filter_map(|row| match &row.fate {
            Fate::Moves(dates) => Some((row.line, row.name.as_str(), dates.as_str())),
            _ => None,
        })
        .collect();
    if moves.is_empty() {
        return;
    }
    page.gap();
    let margins = Margins { label: 2, items: 11, width };
    for (line, name, dates) in moves.iter().take(SHOWN) {
        margins.add(
            page,
            Span::new(Ink::Caution, "MOVES"),
            [format!("line {line}"), (*name).to_owned(), (*dates).to_owned()],
        );
    }
    if moves.len() > SHOWN {
        margins.add(page, "", [format!("and {} more", moves.len() - SHOWN)]);
    }
}

fn tenants(page: &mut Page, checked: &Checked, width: usize) {
    let with_work: Vec<&CheckedTenant> = checked.tenants.iter().filter(|tenant| tenant.to_do > 0).collect();
    if with_work.is_empty() {
        return;
    }
    page.gap();
    let rows: Vec<Row> = with_work.iter().map(|tenant| row(tenant)).collect();
    page.append(lay_out(&TENANTS, &rows, width));
    for tenant in &with_work {
        for tripped in &tenant.judgement.tripped {
            let good = checked.rows.len() - checked.bad();
            let mend =
                format!("if so many are meant to join: --expect {good}; else they wait for `dayone runs release`");
            let margins = Margins { label: 2, items: 11, width };
            margins.add(page, Span::new(Ink::Caution, "GUARD"), [tenant.name.clone(), tripped.message.clone(), mend]);
        }
        for warned in tenant.warnings.values() {
            let mut items = vec![tenant.name.clone(), super::rows(warned.rows)];
            items.push(match warned.rows {
                1 => format!("line {}: {}", warned.first_line, warned.message),
                _ => format!("such as line {}: {}", warned.first_line, warned.message),
            });
            let margins = Margins { label: 2, items: 11, width };
            margins.add(page, Span::new(Ink::Caution, "WARNING"), items);
            margins.add(page, "", [format!("mend: {}", warned.mend)]);
        }
    }
    let writes: usize = with_work.iter().map(|tenant| tenant.writes).sum();
    let slowest = with_work
        .iter()
        .map(|tenant| tenant.writes as u64 / u64::from(tenant.calls_per_second.max(1)))
        .max()
        .unwrap_or_default();
    let mut items = vec![format!("{writes} writes")];
    if slowest > 0 {
        let micros = i64::try_from(slowest.saturating_mul(1_000_000)).unwrap_or(i64::MAX);
        items.push(format!("about {} at full pace", duration(micros)));
    }
    let going_on = checked.going_on();
    if going_on > 0 {
        items.push(format!("{} of an earlier try go on", rows_word(going_on)));
    }
    let scheduled: usize = with_work.iter().map(|tenant| tenant.scheduled).sum();
    if scheduled > 0 {
        items.push(format!("{scheduled} activated on a later day"));
    }
    items.push(format!("digest {}", checked.digest.short()));
    Margins::heading(width).add(page, "", items);
}

/// What the guards say, in a word or two; more below the table.
fn guard(tenant: &CheckedTenant) -> Span {
    let judgement = &tenant.judgement;
    match (judgement.tripped.is_empty(), judgement.facts.are_expected()) {
        (true, true) => Span::from(format!("ok (--expect, {} join)", tenant.joiners)),
        (true, false) => Span::from("ok"),
        (false, _) => Span::new(Ink::Caution, "quarantined"),
    }
}

fn rows_word(count: usize) -> String {
    super::rows(count)
}

fn row(tenant: &CheckedTenant) -> Row {
    let seats = tenant.seats_left.map_or("not stated".to_owned(), |seats| seats.to_string());
    let caution = |count: usize| Span::new(if count > 0 { Ink::Caution } else { Ink::Plain }, count.to_string());
    Row {
        mark: Span::default(),
        cells: vec![
            Span::new(Ink::Strong, &tenant.name),
            Span::from(&tenant.organization),
            Span::from(tenant.to_do.to_string()),
            Span::from(tenant.groups.to_string()),
            Span::from(seats),
            caution(tenant.warnings.values().map(|warned| warned.rows).sum()),
            caution(tenant.approvals),
            guard(tenant),
        ],
    }
}
