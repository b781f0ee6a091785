//! `audit`: prove that no record was changed, and hand the record out.

mod export;
mod verify;

use crate::args::{Audit, Global};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;

pub(crate) async fn audit(global: &Global, verb: Audit, printer: &Printer) -> Result<Exit, Failure> {
    match verb {
        Audit::Verify { export, anchor, public_key } => {
            let anchors = anchor.as_deref().map(verify::anchors).transpose()?.unwrap_or_default();
            let key = public_key.as_deref().map(verify::public_key).transpose()?;
            match export {
                Some(path) => verify::verify_file(&path, &anchors, key, printer),
                None => verify::verify_database(global, &anchors, key, printer).await,
            }
        }
        Audit::Export { format } => export::export(global, format, printer).await,
    }
}
