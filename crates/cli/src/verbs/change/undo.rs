//! `runs undo`: what a run did is taken back.

use dayone_engine::{ChangeRequest, Engine};

use super::{Desk, change, refuse_if_mute};
use crate::args::UndoArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;

pub(crate) async fn undo(engine: &Engine, args: &UndoArgs, actor: &str, printer: &Printer) -> Result<Exit, Failure> {
    refuse_if_mute(&args.change, printer)?;
    let row = engine.store().run(&args.run).await?;
    let Some(row) = row else {
        return Err(Failure::usage(format!("there is no run {}", args.run)).hint("`dayone runs list` shows them"));
    };
    let tenant = engine.tenant(&row.tenant)?;
    let desk = Desk { engine: engine.clone(), tenant, actor: actor.to_owned() };
    let request = ChangeRequest::Undo { run: args.run.clone() };
    let question = |who: &str| format!("Take back what run {} did to {who}", args.run);
    change(&desk, request, &args.change, question, printer).await
}
