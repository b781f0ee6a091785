//! `audit export`: a tenant's record, line by line, never all in memory.

use std::io;

use dayone_engine::ocsf;
use dayone_store::{ExportLine, StoreError};
use serde::Serialize;

use crate::args::{ExportFormat, Global};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::setup::{SHARED, Setup, open_store};

pub(super) async fn export(global: &Global, format: ExportFormat, printer: &Printer) -> Result<Exit, Failure> {
    let setup = Setup::load(global)?;
    // What concerns all tenants is exported under the name that no tenant can have.
    let tenant = match global.tenant.as_deref() {
        Some(SHARED) => SHARED.to_owned(),
        name => setup.tenant(name, None)?.settings.name.clone(),
    };
    let store = open_store(&setup).await?;
    let lines = printer.lines();
    let exported = store
        .export(&tenant, |line| match (&line, format) {
            (_, ExportFormat::Lines) => lines.write(&json(&line)?),
            (ExportLine::Event(record), ExportFormat::Ocsf) => lines.write(&json(&ocsf(&tenant, record))?),
            (_, ExportFormat::Ocsf) => Ok(()),
        })
        .await;
    match exported {
        // Who closed the pipe has read enough.
        Err(StoreError::Export { source, .. }) if source.kind() == io::ErrorKind::BrokenPipe => Ok(Exit::Done),
        other => Ok(other.map(|()| Exit::Done)?),
    }
}

fn json(value: &impl Serialize) -> io::Result<String> {
    serde_json::to_string(value).map_err(io::Error::other)
}
