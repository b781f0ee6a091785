//! `config schema`: JSON Schemas of what dayone reads and writes.

use crate::args::{OutputFormat, SchemaOf};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::render::records;

pub(crate) fn schema(of: SchemaOf, printer: &Printer) -> Result<Exit, Failure> {
    let schema = match of {
        SchemaOf::Config => dayone_config::schema(),
        SchemaOf::Report => dayone_core::report::schema(),
    };
    printer.write_out(&records::document(&schema, OutputFormat::Json).unwrap_or_default());
    Ok(Exit::Done)
}
