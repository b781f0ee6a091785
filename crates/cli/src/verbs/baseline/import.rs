//! `baseline import`: the declaration of the organisation as it is.

use std::path::Path;

use dayone_config::baseline_toml;
use dayone_engine::baseline::Imported;

use crate::args::{BaselineImport, Global};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::render::text::safe;
use crate::setup::Setup;
use crate::verbs::new_file::{Present, write};
use crate::verbs::note::note;

pub(super) async fn import(global: &Global, args: &BaselineImport, printer: &Printer) -> Result<Exit, Failure> {
    let setup = Setup::load(global)?;
    let name = setup.tenant(global.tenant.as_deref(), None)?.settings.name.clone();
    let engine = setup.engine(printer).await?;
    let imported = engine.import_baseline(&*engine.tenant(&name)?).await?;
    let text = text(&name, &imported)?;
    if args.file == Path::new("-") {
        printer.write_out(&text);
        return Ok(Exit::Done);
    }
    write(&args.file, &text, if args.force { Present::Replaced } else { Present::Kept })?;
    let file = args.file.display();
    note(printer, format!("{file} is written; name it in `include`, then `dayone baseline plan` shows no difference"));
    Ok(Exit::Done)
}

fn text(tenant: &str, imported: &Imported) -> Result<String, Failure> {
    let declared = baseline_toml(tenant, &imported.declaration).map_err(|error| Failure::usage(error.to_string()))?;
    let organization = &imported.organization;
    Ok(format!(
        "# The baseline of {} ({}), as `dayone baseline import` found it.\n\
         # What is left out of a group or a mail is empty; groups and mails that are not listed are left alone.\n\n{declared}",
        safe(&organization.name),
        safe(&organization.id),
    ))
}
