//! A run that wrote something down, for people and for programs.

use dayone_core::recorded::{Adoption, Recorded, Reviewed};
use dayone_core::review::Verdict;
use dayone_core::run::Run;
use serde_json::{Value, json};

use super::adopted::holding;
use super::columns::{Row, fixed, lay_out, wrapped};
use super::line::{Page, Span};
use super::run::{Advice, ending, heading};

/// The run on a page: of whom what was written down.
#[must_use]
pub fn page(run: &Run, recorded: &Recorded, width: usize) -> Page {
    let mut page = heading(run, Some(recorded.kind()), width);
    page.append(match recorded {
        Recorded::Adoption(adoption) => holdings(adoption, width),
        Recorded::Review(reviewed) => decided(reviewed, width),
    });
    page.append(ending(run, Advice::Given, width));
    page
}

fn holdings(adoption: &Adoption, width: usize) -> Page {
    let rows: Vec<Row> = adoption
        .holdings
        .iter()
        .map(|noted| {
            let row = holding(noted);
            let cell = |key: &str| Span::from(row.get(key).and_then(Value::as_str).unwrap_or_default());
            Row { mark: Span::default(), cells: ["kind", "name", "by", "because"].map(cell).to_vec() }
        })
        .collect();
    lay_out(&[fixed("KIND"), fixed("NAME"), fixed("BY"), wrapped("BECAUSE")], &rows, width)
}

fn decided(reviewed: &Reviewed, width: usize) -> Page {
    let rows: Vec<Row> = reviewed
        .decided
        .iter()
        .map(|decided| {
            let subject = decided.subject.as_ref().map_or("", |subject| &subject.name);
            let cells = [decided.matter.word(), subject, verdict(decided.verdict), &decided.reason];
            Row { mark: Span::default(), cells: cells.map(Span::from).to_vec() }
        })
        .collect();
    lay_out(&[fixed("FINDING"), fixed("SUBJECT"), fixed("DECISION"), wrapped("REASON")], &rows, width)
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Keep => "keep",
        Verdict::Remove => "remove",
    }
}

/// The run for programs.
#[must_use]
pub fn document(run: &Run, recorded: &Recorded) -> Value {
    let account = recorded.account();
    let content = match recorded {
        Recorded::Adoption(adoption) => {
            json!({ "holdings": adoption.holdings.iter().map(holding).collect::<Vec<_>>() })
        }
        Recorded::Review(reviewed) => json!({ "decided": reviewed.decided }),
    };
    let mut document = json!({
        "run": run.id, "kind": recorded.kind(), "tenant": run.tenant, "actor": run.actor, "ticket": run.ticket,
        "at": run.opened_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        "person": account.map(|account| account.full_name()), "username": account.map(|account| &account.username),
        "account_id": account.map(|account| &account.id),
    });
    if let (Value::Object(document), Value::Object(content)) = (&mut document, content) {
        document.extend(content);
    }
    document
}
