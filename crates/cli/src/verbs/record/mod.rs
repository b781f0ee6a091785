//! `sim --record`: an organisation as a document that `sim --seed` serves, so that people rehearse on a copy.
//!
//! It lives in the binary because only the binary knows both sides: the client reads, the simulator's document is
//! written. Nothing but the reading client is used, and a field that isn't named here isn't written.

mod account;
mod pseudonyms;
mod reading;
mod structure;

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use dayone_core::fault::Fault;
use rand::RngCore as _;
use serde_json::json;

use self::pseudonyms::Pseudonyms;
use crate::args::Global;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::setup::Setup;
use crate::verbs::note::note;
use crate::verbs::verify::exit_of;

/// Whether names of people are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Names {
    Kept,
    Replaced,
}

/// Reads the tenant's organisation and writes it to a new file that only its owner may read.
pub(crate) async fn record(global: &Global, file: &Path, names: Names, printer: &Printer) -> Result<Exit, Failure> {
    let name = file.display();
    if file.exists() {
        return Err(Failure::usage(format!("{name} is there already")).hint("give the name of a new file"));
    }
    let setup = Setup::load(global)?;
    let tenant = setup.tenant(global.tenant.as_deref(), None)?.settings.name.clone();
    let engine = setup.engine(printer).await?;
    let tenant = engine.tenant(&tenant)?;
    let what = reading::read(tenant.reader(), |line| note(printer, line)).await.map_err(|fault| failed(&fault))?;
    let mut secret = [0; 32];
    engine.randomness().rng().fill_bytes(&mut secret);
    let pseudonyms = match names {
        Names::Kept => Pseudonyms::none(),
        Names::Replaced => Pseudonyms::of(secret, &what.users),
    };
    let document = json!({ "organizations": [structure::organization(&what, &pseudonyms)] });
    let text = serde_json::to_string_pretty(&document).map_err(|error| Failure::usage(error.to_string()))?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(file).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| Failure::usage(format!("{name} can't be written: {error}")))?;
    let people = match names {
        Names::Kept => "with the names of people",
        Names::Replaced => "people under pseudonyms, groups and what they grant by their names",
    };
    note(printer, format!("{} users and {} groups are in {name}, {people}", what.users.len(), what.user_groups.len()));
    note(printer, format!("`dayone sim --seed {name}` serves it"));
    Ok(Exit::Done)
}

fn failed(fault: &Fault) -> Failure {
    Failure::new(exit_of(fault), format!("the organisation can't be read: {fault}")).hint("`dayone doctor` says more")
}
