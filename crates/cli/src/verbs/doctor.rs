//! `doctor`: what is wrong, and how to mend it.

use dayone_engine::doctor::DoctorOptions;

use super::note::{note, note_line};
use crate::args::{DoctorArgs, Global, OutputFormat};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::render::diagnosis;
use crate::render::line::Page;
use crate::setup::Setup;

pub(crate) async fn doctor(global: &Global, args: &DoctorArgs, printer: &Printer) -> Result<Exit, Failure> {
    let setup = Setup::load(global)?;
    if args.all {
        return all(&setup, printer).await;
    }
    let tenant = setup.tenant(global.tenant.as_deref(), None)?.settings.name.clone();
    let engine = setup.engine(printer).await?;
    let options = DoctorOptions { try_writes: args.try_writes };
    let found = engine.doctor(&*engine.tenant(&tenant)?, options).await;
    match printer.format() {
        OutputFormat::Json | OutputFormat::Table => {
            printer.document(&serde_json::to_value(&found).unwrap_or_default(), |width| diagnosis::page(&found, width));
        }
        OutputFormat::Ndjson | OutputFormat::Csv => printer.records(&diagnosis::records(&found)),
    }
    note(printer, "the public key of the ledger, to be kept by who audits:");
    note_line(printer, engine.ledger_key().public().to_string());
    Ok(if found.passes() { Exit::Done } else { Exit::Usage })
}

/// One line a tenant.
async fn all(setup: &Setup, printer: &Printer) -> Result<Exit, Failure> {
    let engine = setup.engine(printer).await?;
    let found = engine.doctor_all().await;
    match printer.format() {
        OutputFormat::Json => {
            printer.document(&serde_json::to_value(&found).unwrap_or_default(), |_| Page::default());
        }
        OutputFormat::Table => {
            printer.records(&diagnosis::overview(&found));
            printer.page(&diagnosis::installation(&found, printer.width()));
        }
        OutputFormat::Ndjson | OutputFormat::Csv => printer.records(&diagnosis::overview(&found)),
    }
    Ok(if found.passes() { Exit::Done } else { Exit::Usage })
}
