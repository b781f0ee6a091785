//! `move`: department, title, location, manager or anything else about somebody changes.

use dayone_core::request::alteration;
use dayone_engine::ChangeRequest;
use serde_json::{Map, Value};

use super::{Desk, change, refuse_if_mute};
use crate::args::{Global, MoveArgs};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::{RequestDocument, gather};
use crate::printer::Printer;
use crate::terminal::ProcessStdin;

pub(crate) async fn moves(global: &Global, args: &MoveArgs, printer: &Printer) -> Result<Exit, Failure> {
    refuse_if_mute(&args.change, printer)?;
    let mut document = match args.file.is_none() && args.flags.is_empty() {
        true => Map::new(),
        false => {
            let environment = crate::setup::environment(global.database.clone());
            let RequestDocument(document) =
                gather(args.file.as_deref(), &args.flags, None, &environment, &mut ProcessStdin)?;
            document
        }
    };
    document.extend(args.clear.iter().map(|field| (field.clone(), Value::Null)));
    let alteration = alteration(&document).map_err(|problems| Failure::of_problems(&problems))?;
    if alteration.is_empty() {
        let hint = "give what becomes different, such as --department, --job-title or --manager-email";
        return Err(Failure::usage("nothing is to become different").hint(hint));
    }
    let desk = Desk::open(global, None, printer).await?;
    let request = ChangeRequest::Move {
        username: args.who.clone(),
        alteration: Box::new(alteration),
        grace_days: args.grace_days,
    };
    change(&desk, request, &args.change, |who| format!("Move {who}"), printer).await
}
