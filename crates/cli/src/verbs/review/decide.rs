//! `review --decide`: a list that comes back with decisions is checked as a whole, recorded, and carried out.

use std::fs::File;
use std::path::Path;

use dayone_core::review::{RowProblem, Verdict, decide as read_decisions, removals};
use dayone_engine::Author;
use dayone_sheet::Table;
use serde_json::json;

use super::remove::{Carried, carry_out};
use super::{Desk, bindings};
use crate::args::ReviewArgs;
use crate::exit::Exit;
use crate::failure::{Failure, Point};
use crate::printer::Printer;
use crate::render::review as page;
use crate::verbs::note::note;
use crate::verbs::seal::seal;

/// The list, as it came back.
pub(super) fn read(path: &Path) -> Result<Table, Failure> {
    let failed = |error: &dyn std::error::Error| {
        Failure::usage(format!("the list {} can't be read: {error}", path.display()))
            .hint("decide in the list that `dayone review -o csv` prints")
    };
    let file = File::open(path).map_err(|error| failed(&error))?;
    Table::read(file).map_err(|error| failed(&error))
}

pub(super) async fn decide(desk: &Desk, list: &Table, args: &ReviewArgs, printer: &Printer) -> Result<Exit, Failure> {
    let Desk { engine, tenant, actor } = desk;
    // What was kept lately may be decided anew.
    let found = engine.review(tenant, 0, bindings(args)).await?;
    let rows = list.rows.iter().map(|(line, cells)| (*line, cells.as_slice()));
    let decisions = read_decisions(&list.header, rows, &found.findings).map_err(unusable)?;
    if decisions.is_empty() {
        note(printer, "nothing is decided: write keep or remove, and a reason, into the list");
        return Ok(Exit::Done);
    }
    let going = removals(&decisions);
    if !args.yes {
        printer.tell(&page::decisions(&tenant.settings.name, &decisions, printer.width()));
        let kept = decisions.len() - going.len();
        let question = format!("Keep {kept}, and remove {} from people of {}?", going.len(), tenant.settings.name);
        if !printer.agrees(&question)? {
            note(printer, "not agreed: nothing was written");
            return Ok(Exit::Failed);
        }
    }
    let author = Author { actor, ticket: args.ticket.as_deref() };
    let recorded = engine.record_decisions(tenant, &decisions, author).await?;
    let carried = carry_out(desk, &going, args.ticket.as_deref(), printer).await?;
    seal(engine, &tenant.settings.name, printer).await;
    let kept = decisions.iter().filter(|(_, decided)| decided.verdict == Verdict::Keep).count();
    let document = json!({
        "tenant": tenant.settings.name, "recorded_runs": recorded, "kept": kept,
        "removed": carried.iter().map(Carried::document).collect::<Vec<_>>(),
    });
    printer.document(&document, |width| page::decided(&tenant.settings.name, kept, &carried, width));
    Ok(carried.iter().map(|one| one.exit).fold(Exit::Done, Carried::worse))
}

fn unusable(problems: Vec<RowProblem>) -> Failure {
    let point = |RowProblem { line, message, mend }| Point { place: format!("line {line}"), message, mend };
    let points = problems.into_iter().map(point).collect();
    Failure { points, ..Failure::usage("the decisions can't be used; nothing was recorded") }
}
