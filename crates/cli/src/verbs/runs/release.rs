//! `runs release`: quarantined runs go on.

use dayone_core::run::{Run, Stage};
use dayone_engine::{Engine, Halt};
use dayone_store::{Before, RunFilter};
use serde_json::json;

use crate::args::Release;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::render::columns::{fixed, wrapped};
use crate::render::records::{Records, object};
use crate::render::run::person;
use crate::verbs::carry::{Until, carry};
use crate::verbs::note::note;
use crate::verbs::outcome;
use crate::verbs::patience::once_free;
use crate::verbs::seal::seal;
use crate::verbs::stop::{StopSignal, deaf};

/// Runs that are read at a time.
const PAGE: i64 = 500;

/// `all_of` is the tenant of `--all`.
pub(super) async fn release(
    engine: &Engine,
    args: &Release,
    all_of: Option<&str>,
    actor: &str,
    printer: &Printer,
) -> Result<Exit, Failure> {
    let ids = match all_of {
        Some(tenant) => quarantined(engine, tenant).await?,
        None => args.runs.clone(),
    };
    if ids.is_empty() {
        note(printer, "no run is quarantined");
        return Ok(Exit::Done);
    }
    let mut held = Vec::new();
    for id in &ids {
        let run = engine.run(id).await?;
        outcome::announce(&run, why(&run).as_deref(), printer);
        held.push(run);
    }
    let question = match &held[..] {
        [run] => format!("Release run {}?", run.id),
        several => format!("Release these {} runs?", several.len()),
    };
    if !args.yes && !printer.agrees(&question)? {
        return Ok(Exit::Failed);
    }
    let mut released = Vec::new();
    for run in held {
        released.push(once_free(printer, || engine.release(&run.id, actor, &args.reason)).await?);
    }
    match &released[..] {
        [run] => one(engine, run, args.no_wait, printer).await,
        _ => several(engine, released, args.no_wait, printer).await,
    }
}

/// What holds a run back.
fn why(run: &Run) -> Option<String> {
    let Stage::Quarantined(plan) = &run.stage else { return None };
    let guards: Vec<&str> = plan.guards.iter().map(|tripped| tripped.message.as_str()).collect();
    Some(guards.join("; "))
}

async fn quarantined(engine: &Engine, tenant: &str) -> Result<Vec<String>, Failure> {
    let mut ids = Vec::new();
    let mut before: Option<Before> = None;
    loop {
        let filter = RunFilter {
            tenant: Some(tenant.to_owned()),
            states: vec!["quarantined".into()],
            // Movers and leavers are looked at one by one.
            kind: Some("joiner".into()),
            before: before.take(),
            limit: PAGE,
            ..RunFilter::default()
        };
        let rows = engine.store().runs(&filter).await?;
        before = rows.last().map(|row| Before { opened_us: row.opened_us, run_id: row.run_id.clone() });
        ids.extend(rows.into_iter().map(|row| row.run_id));
        if before.is_none() {
            // The first that were held back go first.
            ids.reverse();
            return Ok(ids);
        }
    }
}

/// Carries the released run on, as resuming does.
async fn one(engine: &Engine, run: &Run, no_wait: bool, printer: &Printer) -> Result<Exit, Failure> {
    if no_wait {
        seal(engine, &run.tenant, printer).await;
        return Ok(outcome::print(run, printer));
    }
    let stop = StopSignal::listen().map_err(deaf)?;
    let (run, halt) = carry(engine, &run.id, Until::ItWaits, stop, printer).await?;
    seal(engine, &run.tenant, printer).await;
    outcome::print_halted(engine, &run, halt, printer).await
}

/// Carries one after the other on; a line for each.
async fn several(engine: &Engine, runs: Vec<Run>, no_wait: bool, printer: &Printer) -> Result<Exit, Failure> {
    let columns = vec![
        ("run", fixed("RUN")),
        ("tenant", fixed("TENANT")),
        ("person", wrapped("PERSON")),
        ("state", fixed("STATE")),
    ];
    let mut records = Records { columns, rows: Vec::new() };
    let (mut exit, mut frozen) = (Exit::Done, None);
    for run in runs {
        let (run, halt) = match no_wait {
            true => (run, None),
            false => {
                let stop = StopSignal::listen().map_err(deaf)?;
                let (run, halt) = carry(engine, &run.id, Until::ItWaits, stop, &printer.silent()).await?;
                (run, Some(halt))
            }
        };
        if halt == Some(Halt::Frozen) {
            frozen = Some((run.tenant.clone(), run.id.clone()));
        }
        let state = engine.store().run(&run.id).await?.map(|row| row.state);
        note(printer, format!("run {} is {}", run.id, state.as_deref().unwrap_or("gone")));
        exit = worse(exit, Exit::of_run(&run));
        seal(engine, &run.tenant, printer).await;
        records.rows.push(object(json!({
            "run": run.id, "tenant": run.tenant, "person": person(&run), "state": state,
        })));
    }
    printer.records(&records);
    if let Some((tenant, run)) = frozen {
        crate::verbs::freeze::tell(engine, &tenant, &run, printer).await?;
        exit = worse(exit, Exit::Waiting);
    }
    Ok(exit)
}

/// What failed goes before what waits, and that before what is done.
fn worse(one: Exit, other: Exit) -> Exit {
    match (one, other) {
        (Exit::Done, other) => other,
        (Exit::Waiting, other) if other != Exit::Done => other,
        (one, _) => one,
    }
}
