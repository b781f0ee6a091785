//! `rehire`: somebody comes back, to the account of before.

use dayone_core::request::{Door, parse};
use dayone_engine::ChangeRequest;
use serde_json::Value;

use super::{Desk, change, refuse_if_mute};
use crate::args::{Global, RehireArgs};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::{RequestDocument, gather};
use crate::printer::Printer;
use crate::terminal::ProcessStdin;

pub(crate) async fn rehire(global: &Global, args: &RehireArgs, printer: &Printer) -> Result<Exit, Failure> {
    refuse_if_mute(&args.change, printer)?;
    let environment = crate::setup::environment(global.database.clone());
    let RequestDocument(document) = gather(
        args.request.file.as_deref(),
        &args.request.flags,
        global.tenant.as_deref(),
        &environment,
        &mut ProcessStdin,
    )?;
    // Without a username, the old one is kept.
    let parsed =
        parse(&document, Door { forms_usernames: true }).map_err(|problems| Failure::of_problems(&problems))?;
    let company = document.get("company_name").and_then(Value::as_str);
    let desk = Desk::open(global, company, printer).await?;
    let request = ChangeRequest::Rehire(Box::new(parsed.request));
    change(&desk, request, &args.change, |who| format!("Bring back {who}"), printer).await
}
