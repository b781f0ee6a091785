//! What a command has recorded is committed to the tenant's ledger before it ends.

use dayone_engine::Engine;
use dayone_store::Heads;

use super::note::note;
use crate::printer::Printer;

/// Seals. A failure changes nothing about what was done: the next command, or a worker, seals too.
pub(crate) async fn seal(engine: &Engine, tenant: &str, printer: &Printer) {
    if let Err(error) = engine.seal_ledger(tenant, Heads::All).await {
        note(printer, format!("the ledger is not sealed or not anchored yet: {error}"));
    }
}
