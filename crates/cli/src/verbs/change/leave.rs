//! `offboard`: somebody leaves.

use dayone_engine::{ChangeRequest, LeaverRequest};

use super::{Desk, change, refuse_if_mute};
use crate::args::{Global, OffboardArgs};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;

pub(crate) async fn offboard(global: &Global, args: &OffboardArgs, printer: &Printer) -> Result<Exit, Failure> {
    refuse_if_mute(&args.change, printer)?;
    let desk = Desk::open(global, None, printer).await?;
    let request = ChangeRequest::Leave(LeaverRequest {
        username: args.username.clone(),
        hand_over_to: args.hand_over_to.clone(),
        ticket: args.ticket.clone(),
        requested_by: args.requested_by.clone(),
    });
    change(&desk, request, &args.change, |who| format!("Lock and strip {who}"), printer).await
}
