//! `explain`: why a person has each group, system and application.

use dayone_engine::explain::ExplainError;

use super::verify::exit_of;
use crate::args::{ExplainArgs, Global, OutputFormat};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::render::explained;
use crate::setup::Setup;

pub(crate) async fn explain(global: &Global, args: &ExplainArgs, printer: &Printer) -> Result<Exit, Failure> {
    let setup = Setup::load(global)?;
    let name = setup.tenant(global.tenant.as_deref(), None)?.settings.name.clone();
    let engine = setup.engine(printer).await?;
    let tenant = engine.tenant(&name)?;
    let found = engine.explain(&tenant, &args.username).await?;
    match printer.format() {
        OutputFormat::Json | OutputFormat::Table => {
            printer.document(&serde_json::to_value(&found).unwrap_or_default(), |width| explained::page(&found, width));
        }
        OutputFormat::Ndjson | OutputFormat::Csv => printer.records(&explained::records(&found)),
    }
    Ok(Exit::Done)
}

impl From<ExplainError> for Failure {
    fn from(error: ExplainError) -> Self {
        let message = error.to_string();
        match error {
            ExplainError::Engine(error) => error.into(),
            ExplainError::Directory(fault) => Failure::new(exit_of(&fault), message).hint("`dayone doctor` says more"),
            ExplainError::NoAccount(_) => {
                Failure::usage(message).hint("give the username as the admin console shows it")
            }
        }
    }
}
