//! `people adopt`: what people have, and nobody has written down why.

use std::cell::RefCell;

use dayone_engine::{Adoptable, Author, Engine, Tenant};
use serde_json::json;

use super::seal::seal;
use crate::args::{AdoptArgs, Global, OutputFormat, People};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::render::adopted;
use crate::setup::{Setup, actor};

pub(crate) async fn people(global: &Global, verb: People, printer: &Printer) -> Result<Exit, Failure> {
    let People::Adopt(args) = verb;
    let setup = Setup::load(global)?;
    let name = setup.tenant(global.tenant.as_deref(), None)?.settings.name.clone();
    let engine = setup.engine(printer).await?;
    let tenant = engine.tenant(&name)?;
    let found = engine.adoptable(&tenant).await?;
    if args.plan {
        show(&name, &found, printer);
        return Ok(Exit::Done);
    }
    if found.unrecorded.is_empty() {
        return Ok(end(&name, &found, 0, printer));
    }
    let question = format!("Record what {} people of {name} have?", found.unrecorded.len());
    if !args.yes {
        printer.tell(&adopted::page(&name, &found, printer.width()));
        if !printer.agrees(&question)? {
            return Ok(Exit::Failed);
        }
    }
    let recorded = adopt(&engine, &tenant, &found, &args, &actor(&setup.environment), printer).await?;
    seal(&engine, &name, printer).await;
    Ok(end(&name, &found, recorded, printer))
}

async fn adopt(
    engine: &Engine,
    tenant: &Tenant,
    found: &Adoptable,
    args: &AdoptArgs,
    actor: &str,
    printer: &Printer,
) -> Result<usize, Failure> {
    let counter = RefCell::new((printer.counter("people recorded"), 0));
    let author = Author { actor, ticket: args.ticket.as_deref() };
    let recorded = engine.adopt(tenant, found, author, || {
        let (counter, count) = &mut *counter.borrow_mut();
        *count += 1;
        counter.show(*count);
    });
    let recorded = recorded.await;
    counter.into_inner().0.end();
    Ok(recorded?)
}

/// What would be written down.
fn show(tenant: &str, found: &Adoptable, printer: &Printer) {
    match printer.format() {
        OutputFormat::Json | OutputFormat::Table => {
            let people = adopted::rows(found).collect::<Vec<_>>();
            let document = json!({ "tenant": tenant, "totals": adopted::totals(found), "people": people });
            printer.document(&document, |width| adopted::page(tenant, found, width));
        }
        OutputFormat::Ndjson | OutputFormat::Csv => {
            printer.many_records(&adopted::columns(), adopted::rows(found));
        }
    }
}

fn end(tenant: &str, found: &Adoptable, recorded: usize, printer: &Printer) -> Exit {
    let document = json!({ "tenant": tenant, "recorded": recorded, "totals": adopted::totals(found) });
    printer.document(&document, |width| adopted::ending(tenant, found, recorded, width));
    Exit::Done
}
