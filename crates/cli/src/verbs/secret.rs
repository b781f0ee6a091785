//! `secret`: secrets kept encrypted in the database.

use serde_json::{Map, Value};
use zeroize::Zeroizing;

use crate::args::{Global, Secret, SetSecret};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::read_secret;
use crate::printer::Printer;
use crate::render::columns::fixed;
use crate::render::records::Records;
use crate::setup::{Database, SHARED, Setup};
use crate::terminal::ProcessStdin;
use crate::verbs::note::note;

/// Without `--tenant`, a secret is all tenants'.
pub(crate) async fn secret(global: &Global, verb: Secret, printer: &Printer) -> Result<Exit, Failure> {
    let setup = Setup::load(global)?;
    let owner = match global.tenant.as_deref() {
        Some(name) => setup.tenant(Some(name), None)?.settings.name.clone(),
        None => SHARED.to_owned(),
    };
    match verb {
        Secret::Set(args) => {
            // Read first: a database and its keys are not made for a secret that isn't there.
            let value = value(&setup, &args)?;
            let Database { vault, randomness, .. } = Database::open(&setup, printer).await?;
            let at_us = dayone_engine::Clock::System.now_us();
            vault.put_secret(&owner, &args.name, value.as_bytes(), at_us, &mut randomness.rng()).await?;
            note(printer, format!("kept; name it as {{ store = \"{}\" }}", args.name));
        }
        Secret::List => {
            let Database { vault, .. } = Database::open(&setup, printer).await?;
            let names = vault.secret_names(&owner).await?;
            let rows = names.into_iter().map(|name| Map::from_iter([("name".to_owned(), Value::from(name))]));
            printer.records(&Records { columns: vec![("name", fixed("NAME"))], rows: rows.collect() });
        }
        Secret::Delete { name } => {
            let Database { vault, .. } = Database::open(&setup, printer).await?;
            if !vault.delete_secret(&owner, &name).await? {
                return Err(Failure::usage(format!("there is no secret {name}")).hint("`dayone secret list`"));
            }
            note(printer, format!("{name} is forgotten"));
        }
    }
    Ok(Exit::Done)
}

fn value(setup: &Setup, args: &SetSecret) -> Result<Zeroizing<String>, Failure> {
    match &args.env {
        Some(variable) => {
            let value = setup.environment.get(variable).map(Zeroizing::new);
            value.ok_or_else(|| Failure::usage(format!("{variable} is not set or empty")))
        }
        None => read_secret(&args.name, args.file.as_deref(), &mut ProcessStdin),
    }
}
