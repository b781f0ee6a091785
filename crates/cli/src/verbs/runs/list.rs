//! `runs list`: runs, newest first.

use dayone_engine::Engine;
use dayone_store::{RunFilter, RunRow, Token, TokenKind};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::args::RunsList;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::render::columns::{fixed, number, wrapped};
use crate::render::records::{Records, object};
use crate::render::run::person;

pub(super) async fn list(
    engine: &Engine,
    tenant: Option<&str>,
    args: &RunsList,
    printer: &Printer,
) -> Result<Exit, Failure> {
    if let Some(name) = tenant {
        known(engine, name).await?;
    }
    let filter = RunFilter {
        tenant: tenant.map(str::to_owned),
        states: args.state.iter().map(|state| state.word()).collect(),
        ticket: args.ticket.clone(),
        batch: args.batch.clone(),
        token: None,
        kind: None,
        before: None,
        limit: args.limit,
    };
    let rows = match &args.person {
        None => engine.store().runs(&filter).await?,
        Some(text) => of_person(engine, filter, text).await?,
    };
    let columns = vec![
        ("run", fixed("RUN")),
        ("opened", fixed("OPENED")),
        ("kind", fixed("KIND")),
        ("state", fixed("STATE")),
        ("person", wrapped("PERSON")),
        ("tenant", fixed("TENANT")),
        ("ticket", fixed("TICKET")),
        ("calls", number("CALLS")),
        ("errors", wrapped("ERRORS")),
    ];
    let mut records = Records { columns, rows: Vec::new() };
    for row in rows {
        // Only the rows shown are opened.
        let person = match engine.change_kind(&row.run_id).await? {
            Some(_) => engine.change(&row.run_id).await?.plan().map(|plan| plan.subject.display_name.clone()),
            None => Some(person(&engine.run(&row.run_id).await?)),
        };
        records.rows.push(record(&row, person.unwrap_or_else(|| "somebody".into())));
    }
    printer.records(&records);
    Ok(Exit::Done)
}

/// A tenant is known if it is configured, or has runs.
async fn known(engine: &Engine, tenant: &str) -> Result<(), Failure> {
    match engine.tenant(tenant) {
        Ok(_) => Ok(()),
        Err(_) if engine.store().tenants().await?.iter().any(|name| name == tenant) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Runs of a person, found by username, e-mail, employee id or a word of the name, in one tenant or in all.
async fn of_person(engine: &Engine, filter: RunFilter, text: &str) -> Result<Vec<RunRow>, Failure> {
    let tenants = match &filter.tenant {
        Some(tenant) => vec![tenant.clone()],
        None => engine.store().tenants().await?,
    };
    let mut found: Vec<RunRow> = Vec::new();
    for tenant in tenants {
        for kind in [TokenKind::Username, TokenKind::Email, TokenKind::EmployeeId, TokenKind::NameWord] {
            let token: Token = engine.vault().token(&tenant, kind, text, &mut engine.randomness().rng()).await?;
            let filter = RunFilter { tenant: Some(tenant.clone()), token: Some(token), ..filter.clone() };
            let rows = engine.store().runs(&filter).await?;
            found.extend(rows);
        }
    }
    found.sort_by(|a, b| (b.opened_us, &b.run_id).cmp(&(a.opened_us, &a.run_id)));
    found.dedup_by(|a, b| a.run_id == b.run_id);
    found.truncate(usize::try_from(filter.limit).unwrap_or(usize::MAX));
    Ok(found)
}

fn record(row: &RunRow, person: String) -> Map<String, Value> {
    let summary: Value = serde_json::from_str(&row.summary).unwrap_or_default();
    let time = |us: i64| Timestamp::from_microsecond(us).map(|at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()).ok();
    object(json!({
        "run": row.run_id,
        "opened": time(row.opened_us),
        "closed": row.closed_us.and_then(time),
        "due": row.due_us.and_then(time),
        "state": row.state,
        "kind": row.kind,
        "person": person,
        "tenant": row.tenant,
        "ticket": row.ticket,
        "calls": summary["calls"],
        "errors": summary["errors"],
        "attempt_of": row.supersedes,
        "batch": row.batch,
    }))
}
