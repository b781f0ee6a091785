//! `explain`: why a person, or everybody, has each group, system and application.

use dayone_engine::explain::{Depth, ExplainError};
use dayone_engine::{Engine, Tenant};

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
    match &args.username {
        Some(username) => one(&engine, &tenant, username, printer).await,
        None => everybody(&engine, &tenant, if args.held { Depth::Held } else { Depth::Reached }, printer).await,
    }
}

async fn one(engine: &Engine, tenant: &Tenant, username: &str, printer: &Printer) -> Result<Exit, Failure> {
    let found = engine.explain(tenant, username).await?;
    match printer.format() {
        OutputFormat::Json | OutputFormat::Table => {
            printer.document(&serde_json::to_value(&found).unwrap_or_default(), |width| explained::page(&found, width));
        }
        OutputFormat::Ndjson | OutputFormat::Csv => printer.records(&explained::records(&found)),
    }
    Ok(Exit::Done)
}

async fn everybody(engine: &Engine, tenant: &Tenant, depth: Depth, printer: &Printer) -> Result<Exit, Failure> {
    let found = engine.explain_all(tenant, depth).await?;
    let rows = found
        .each()
        .flat_map(|(account, access)| access.iter().map(|one| explained::row(&account, one)).collect::<Vec<_>>());
    printer.many_records(&explained::columns(), rows);
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
