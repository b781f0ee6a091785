//! `verify`: a hire against the live directory.

use dayone_core::fault::{Fault, FaultKind};
use dayone_engine::verify::{VerifyError, VerifyTarget};

use crate::args::{Global, OutputFormat};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::render::verified;
use crate::setup::Setup;

pub(crate) async fn verify(global: &Global, subject: &str, printer: &Printer) -> Result<Exit, Failure> {
    let setup = Setup::load(global)?;
    let engine = setup.engine(printer).await?;
    let (tenant, target) = match engine.store().run(subject).await? {
        Some(row) => (row.tenant, VerifyTarget::Run(row.run_id)),
        None => {
            let tenant = setup.tenant(global.tenant.as_deref(), None)?;
            (tenant.settings.name.clone(), VerifyTarget::Username(subject.to_owned()))
        }
    };
    let tenant = engine.tenant(&tenant)?;
    let found = engine.verify(&tenant, target).await?;
    match printer.format() {
        OutputFormat::Json | OutputFormat::Table => {
            printer.document(&serde_json::to_value(&found).unwrap_or_default(), |width| verified::page(&found, width));
        }
        OutputFormat::Ndjson | OutputFormat::Csv => printer.records(&verified::records(&found)),
    }
    Ok(if found.differs() { Exit::Failed } else { Exit::Done })
}

impl From<VerifyError> for Failure {
    fn from(error: VerifyError) -> Self {
        let message = error.to_string();
        match error {
            VerifyError::Engine(error) => error.into(),
            VerifyError::Directory(fault) => Failure::new(exit_of(&fault), message).hint("`dayone doctor` says more"),
            VerifyError::Nothing { run, .. } => {
                Failure::new(Exit::Failed, message).hint(format!("`dayone runs show {run}` says what became of it"))
            }
        }
    }
}

/// How a command ends whose reading failed.
pub(crate) fn exit_of(fault: &Fault) -> Exit {
    match fault.kind {
        FaultKind::RateLimited | FaultKind::Unavailable => Exit::Unreachable,
        FaultKind::Unauthenticated | FaultKind::Forbidden | FaultKind::WrongOrganization => Exit::Usage,
        FaultKind::Conflict | FaultKind::Refused | FaultKind::Unintelligible | FaultKind::Frozen => Exit::Failed,
    }
}
