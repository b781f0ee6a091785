//! An explanation, for people and for programs: why a person has each group, system and application.

use dayone_engine::explain::{Access, AccessKind, Explained, Holder};
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::columns::{Column, Row, fixed, lay_out, wrapped};
use super::fields::Margins;
use super::line::{Ink, Page, Span};
use super::records::{Records, object};

/// The explanation on a page of some width.
#[must_use]
pub fn page(explained: &Explained, width: usize) -> Page {
    let Explained { tenant, account, access } = explained;
    let mut page = Page::default();
    let state = serde_json::to_value(account.state).ok();
    let items = [
        Span::new(Ink::Strong, &account.name),
        Span::from(&account.username),
        Span::from(format!("tenant {tenant}")),
        Span::from(state.as_ref().and_then(Value::as_str).unwrap_or_default()),
        match account.sudo {
            true => Span::new(Ink::Caution, "sudo on every system that is reached"),
            false => Span::from("sudo off"),
        },
    ];
    Margins { label: 0, items: 9, width }.add(&mut page, Span::new(Ink::Strong, "EXPLAIN"), items);
    page.gap();
    page.append(groups(access, width));
    let reached: Vec<Row> = access.iter().filter(|one| one.kind != AccessKind::Group).map(reached).collect();
    if !reached.is_empty() {
        page.gap();
        page.append(lay_out(&[fixed("KIND"), fixed("NAME"), wrapped("THROUGH"), fixed("SUDO")], &reached, width));
    }
    page.append(ending(access, width));
    page
}

/// Groups, each with its reason: everything else hangs on them.
fn groups(access: &[Access], width: usize) -> Page {
    const COLUMNS: [Column; 6] =
        [fixed("GROUP"), fixed("SOURCE"), wrapped("BECAUSE"), fixed("SINCE"), fixed("RUN"), wrapped("BY")];
    let rows: Vec<Row> = access
        .iter()
        .filter(|one| one.kind == AccessKind::Group)
        .map(|one| {
            let source = match one.why.source {
                "unknown" => Span::new(Ink::Caution, "unknown"),
                known => Span::from(known),
            };
            let because = Span::from(&one.why.because);
            let cells = vec![Span::from(&one.name), source, because, Span::from(since(one)), run(one), by(one)];
            let mark = if one.why.source == "dynamic" { Span::from("~") } else { Span::default() };
            Row { mark, cells }
        })
        .collect();
    lay_out(&COLUMNS, &rows, width)
}

fn reached(one: &Access) -> Row {
    let through = match one.path.as_str() {
        "direct" => {
            let since = one.since().map(|_| format!(", since {}", since(one))).unwrap_or_default();
            let run = one.why.run.as_ref().map(|run| format!(", run {run}")).unwrap_or_default();
            Span::new(Ink::Caution, format!("direct: {}{since}{run}", one.why.because))
        }
        path => Span::from(path),
    };
    let sudo = if one.sudo { Span::new(Ink::Caution, "sudo") } else { Span::default() };
    Row { mark: Span::default(), cells: vec![Span::from(one.kind.words()), Span::from(&one.name), through, sudo] }
}

fn ending(access: &[Access], width: usize) -> Page {
    let mut page = Page::default();
    let unknown = access.iter().filter(|one| one.why.source == "unknown" && is_held(one)).count();
    if unknown > 0 {
        page.gap();
        let told = format!("{unknown} without a record: they count as given by hand, and no rule takes them away");
        let margins = Margins { label: 0, items: 6, width };
        margins.add(&mut page, Span::new(Ink::Faint, "note"), [told]);
        margins.add_command(&mut page, Span::new(Ink::Faint, "next"), "dayone people adopt --plan");
    }
    page
}

/// Held by the account itself, not through a group.
fn is_held(one: &Access) -> bool {
    one.kind == AccessKind::Group || one.path == "direct"
}

fn since(one: &Access) -> String {
    one.since().map(|at| at.strftime("%-d %b %Y").to_string()).unwrap_or_default()
}

fn run(one: &Access) -> Span {
    Span::from(one.why.run.as_deref().unwrap_or_default())
}

/// Who gave it, and under which ticket.
fn by(one: &Access) -> Span {
    let approver = one.why.approver.as_ref().map(|approver| format!("approved by {approver}"));
    let parts = [one.why.actor.clone(), approver, one.why.ticket.clone()];
    Span::from(parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
}

/// The access review list.
#[must_use]
pub fn records(explained: &Explained) -> Records {
    Records { columns: columns(), rows: explained.access.iter().map(|one| row(&explained.account, one)).collect() }
}

/// The columns of the access review list.
#[must_use]
pub fn columns() -> Vec<(&'static str, Column)> {
    vec![
        ("person", wrapped("PERSON")),
        ("username", fixed("USERNAME")),
        ("kind", fixed("KIND")),
        ("access", wrapped("ACCESS")),
        ("path", wrapped("PATH")),
        ("source", fixed("SOURCE")),
        ("because", wrapped("BECAUSE")),
        ("since", fixed("SINCE")),
        ("approver", fixed("APPROVER")),
        ("actor", fixed("BY")),
        ("run", fixed("RUN")),
        ("ticket", fixed("TICKET")),
        ("sudo", fixed("SUDO")),
        ("access_id", fixed("ID")),
    ]
}

/// One line of the access review list.
#[must_use]
pub fn row(account: &Holder, access: &Access) -> Map<String, Value> {
    let Access { kind, id, name, path, sudo, why } = access;
    object(serde_json::json!({
        "person": account.name, "username": account.username, "account_id": account.id, "kind": kind, "access": name,
        "access_id": id, "path": path, "source": why.source, "because": why.because,
        "since": why.since.map(second), "approver": why.approver, "actor": why.actor, "run": why.run,
        "ticket": why.ticket, "sudo": sudo,
    }))
}

fn second(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
