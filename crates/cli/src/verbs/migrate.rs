//! `migrate`: the database's tables, brought up to date.

use crate::args::Global;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::setup::{Setup, open_store};
use crate::verbs::note::note;

pub(crate) async fn migrate(global: &Global, printer: &Printer) -> Result<Exit, Failure> {
    let setup = Setup::load(global)?;
    let store = open_store(&setup).await?;
    store.migrate().await?;
    store.close().await;
    note(printer, format!("the tables of {} are up to date", setup.config.database.shown()));
    Ok(Exit::Done)
}
