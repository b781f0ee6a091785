//! A review, for people and for programs: what was found, and what was decided about it.

use dayone_core::review::{Decided, Finding, Matter, Verdict};
use dayone_engine::review::Review;
use serde_json::{Map, Value, json};

use super::columns::{Column, Row, fixed, lay_out, wrapped};
use super::fields::Margins;
use super::line::{Ink, Page, Span};
use super::records::object;
use crate::verbs::Carried;

/// Each kind of finding, the most urgent first.
#[must_use]
pub fn page(tenant: &str, review: &Review, width: usize) -> Page {
    let mut page = Page::default();
    let told = match review.findings.len() {
        0 => Span::new(Ink::Good, "nothing needs to be looked at"),
        1 => Span::new(Ink::Caution, "1 thing to be looked at"),
        count => Span::new(Ink::Caution, format!("{count} things to be looked at")),
    };
    let mut items = vec![
        Span::from(format!("tenant {tenant}")),
        Span::from(format!("{} accounts, {} groups", review.accounts, review.groups)),
        told,
    ];
    if review.kept > 0 {
        items.push(Span::new(Ink::Faint, format!("{} kept lately", review.kept)));
    }
    Margins { label: 0, items: 8, width }.add(&mut page, Span::new(Ink::Strong, "REVIEW"), items);
    for matter in Matter::ALL {
        let of_it: Vec<&Finding> = review.findings.iter().filter(|finding| finding.matter == matter).collect();
        if of_it.is_empty() {
            continue;
        }
        page.gap();
        let title = match of_it.len() {
            1 => matter.title().to_owned(),
            count => format!("{} ({count})", matter.title()),
        };
        Margins { label: 0, items: 2, width }.add(&mut page, Span::new(Ink::Strong, title), [""; 0]);
        page.append(table(matter, &of_it, width));
    }
    if let Some(systems) = review.unread_systems {
        page.gap();
        Margins { label: 0, items: 6, width }.add(&mut page, Span::new(Ink::Caution, "note"), [unread(systems)]);
    }
    if !review.findings.is_empty() {
        page.gap();
        let margins = Margins { label: 0, items: 6, width };
        margins.add_command(&mut page, "next", format!("dayone review --tenant {tenant} -o csv > review.csv"));
        margins.add_command(&mut page, "", format!("dayone review --tenant {tenant} --decide review.csv"));
    }
    page
}

fn table(matter: Matter, findings: &[&Finding], width: usize) -> Page {
    let of_groups = matches!(matter, Matter::OddGroup | Matter::EmptyGroup);
    let subject = |finding: &Finding| finding.subject.as_ref().map(|subject| subject.name.clone()).unwrap_or_default();
    let columns: &[Column] = match matter {
        Matter::OddGroup | Matter::EmptyGroup => &[fixed("GROUP"), wrapped("FOUND")],
        Matter::Unexplained => {
            &[wrapped("PERSON"), fixed("USERNAME"), fixed("GROUP"), wrapped("FOUND"), fixed("SINCE")]
        }
        Matter::DirectBinding => {
            &[wrapped("PERSON"), fixed("USERNAME"), fixed("SYSTEM"), wrapped("FOUND"), fixed("SINCE")]
        }
        _ => &[wrapped("PERSON"), fixed("USERNAME"), wrapped("FOUND"), fixed("SINCE")],
    };
    let rows: Vec<Row> = findings
        .iter()
        .map(|finding| {
            let mut cells = Vec::new();
            if let Some(account) = &finding.account {
                cells.extend([Span::from(account.full_name()), Span::from(&account.username)]);
            }
            if finding.subject.is_some() {
                cells.push(Span::from(subject(finding)));
            }
            cells.push(Span::from(&finding.detail));
            if !of_groups {
                let since = finding.since.map(|at| at.strftime("%-d %b %Y").to_string()).unwrap_or_default();
                cells.push(Span::from(since));
            }
            Row { mark: Span::default(), cells }
        })
        .collect();
    lay_out(columns, &rows, width)
}

/// What is not in the list, and how it gets there.
pub(crate) fn unread(systems: usize) -> String {
    format!("direct bindings were not read: there are {systems} systems, one call each; --all-systems reads them")
}

/// The columns of a list to decide in.
#[must_use]
pub fn columns() -> Vec<(&'static str, Column)> {
    vec![
        ("finding", fixed("FINDING")),
        ("person", wrapped("PERSON")),
        ("username", fixed("USERNAME")),
        ("subject", fixed("SUBJECT")),
        ("detail", wrapped("FOUND")),
        ("since", fixed("SINCE")),
        ("run", fixed("RUN")),
        ("decision", fixed("DECISION")),
        ("reason", wrapped("REASON")),
        ("account_id", fixed("ACCOUNT")),
        ("subject_id", fixed("ID")),
    ]
}

/// One finding, with room for a decision.
#[must_use]
pub fn row(finding: &Finding) -> Map<String, Value> {
    let Finding { matter, account, subject, detail, since, run } = finding;
    object(json!({
        "finding": matter.word(), "person": account.as_ref().map(|account| account.full_name()),
        "username": account.as_ref().map(|account| &account.username),
        "subject": subject.as_ref().map(|subject| &subject.name), "detail": detail,
        "since": since.map(|at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()), "run": run, "decision": null,
        "reason": null, "account_id": account.as_ref().map(|account| &account.id),
        "subject_id": subject.as_ref().map(|subject| &subject.id),
    }))
}

/// What is about to be recorded.
#[must_use]
pub fn decisions(tenant: &str, decisions: &[(&Finding, Decided)], width: usize) -> Page {
    let mut page = Page::default();
    let count = decisions.len();
    let items = [Span::from(format!("tenant {tenant}")), Span::from(format!("{count} decided"))];
    Margins { label: 0, items: 10, width }.add(&mut page, Span::new(Ink::Strong, "DECISIONS"), items);
    let rows: Vec<Row> = decisions
        .iter()
        .map(|(finding, decided)| {
            let (mark, ink, word) = match decided.verdict {
                Verdict::Keep => ("=", Ink::Good, "keep"),
                Verdict::Remove => ("-", Ink::Bad, "remove"),
            };
            let who = finding.account.as_ref().map_or("", |account| &account.username);
            let subject = finding.subject.as_ref().map_or("", |subject| &subject.name);
            let cells = [word, who, finding.matter.word(), subject, &decided.reason].map(Span::from).to_vec();
            Row { mark: Span::new(ink, mark), cells }
        })
        .collect();
    let columns = [fixed("DECISION"), fixed("USERNAME"), fixed("FINDING"), fixed("SUBJECT"), wrapped("REASON")];
    page.append(lay_out(&columns, &rows, width));
    page
}

/// What was recorded and carried out.
#[must_use]
pub(crate) fn decided(tenant: &str, kept: usize, carried: &[Carried], width: usize) -> Page {
    let mut page = Page::default();
    let items = [format!("tenant {tenant}"), format!("{kept} kept"), format!("{} changes", carried.len())];
    Margins { label: 0, items: 9, width }.add(&mut page, Span::new(Ink::Strong, "DECIDED"), items);
    let rows: Vec<Row> = carried
        .iter()
        .map(|one| {
            let run = one.run.as_ref().map_or_else(|why| why.as_str(), String::as_str);
            Row {
                mark: Span::default(),
                cells: [one.username.as_str(), one.what, &one.state, run].map(Span::from).to_vec(),
            }
        })
        .collect();
    if !rows.is_empty() {
        page.append(lay_out(&[fixed("USERNAME"), fixed("WHAT"), fixed("STATE"), wrapped("RUN")], &rows, width));
    }
    page
}
