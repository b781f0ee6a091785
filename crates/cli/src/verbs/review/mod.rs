//! `review`: what of everybody and of all groups somebody should look at, and what was decided about it.

mod decide;
mod remove;

pub(crate) use remove::Carried;

use std::sync::Arc;

use dayone_engine::census::ReadBindings;
use dayone_engine::{Engine, Tenant};
use serde_json::{Value, json};

use crate::args::{Global, OutputFormat, ReviewArgs};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::render::review;
use crate::setup::{Setup, actor};
use crate::verbs::note::note;

/// Systems up to which direct bindings are read unasked: one call each.
const SYSTEMS: usize = 500;

/// What a review is made with.
struct Desk {
    engine: Engine,
    tenant: Arc<Tenant>,
    actor: String,
}

pub(crate) async fn review(global: &Global, args: &ReviewArgs, printer: &Printer) -> Result<Exit, Failure> {
    let setup = Setup::load(global)?;
    let actor = actor(&setup.environment);
    let name = setup.tenant(global.tenant.as_deref(), None)?.settings.name.clone();
    let list = args.decide.as_deref().map(decide::read).transpose()?;
    let engine = setup.engine(printer).await?;
    let tenant = engine.tenant(&name)?;
    let desk = Desk { engine, tenant, actor };
    match list {
        Some(list) => decide::decide(&desk, &list, args, printer).await,
        None => show(&desk, args, printer).await,
    }
}

async fn show(desk: &Desk, args: &ReviewArgs, printer: &Printer) -> Result<Exit, Failure> {
    let found = desk.engine.review(&desk.tenant, args.due, bindings(args)).await?;
    let name = &desk.tenant.settings.name;
    match printer.format() {
        OutputFormat::Table => printer.page(&review::page(name, &found, printer.width())),
        OutputFormat::Json => {
            let findings: Vec<Value> = found.findings.iter().map(|one| Value::Object(review::row(one))).collect();
            let document = json!({
                "tenant": name, "accounts": found.accounts, "groups": found.groups, "kept": found.kept,
                "systems_not_read": found.unread_systems, "findings": findings,
            });
            printer.document(&document, |width| review::page(name, &found, width));
        }
        OutputFormat::Ndjson | OutputFormat::Csv => {
            printer.many_records(&review::columns(), found.findings.iter().map(review::row));
            if let Some(systems) = found.unread_systems {
                note(printer, review::unread(systems));
            }
        }
    }
    Ok(Exit::Done)
}

fn bindings(args: &ReviewArgs) -> ReadBindings {
    if args.all_systems { ReadBindings::All } else { ReadBindings::UpTo(SYSTEMS) }
}
