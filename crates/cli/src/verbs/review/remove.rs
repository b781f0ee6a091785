//! What a review decided to remove, carried out: one change after the other, each a run of its own.

use dayone_core::review::Removal;
use dayone_engine::review::changes;
use dayone_engine::{ChangeRequest, Engine};
use serde_json::{Value, json};

use super::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::verbs::change::{carry, exit_of};
use crate::verbs::note::note;
use crate::verbs::stop::{StopSignal, deaf};

/// What became of the removals of one account.
pub(crate) struct Carried {
    pub(crate) username: String,
    pub(crate) what: &'static str,
    /// The run; None: there is none, and why.
    pub(crate) run: Result<String, String>,
    pub(crate) state: String,
    pub(crate) exit: Exit,
}

/// One account that fails stops no other.
pub(super) async fn carry_out(
    desk: &Desk,
    going: &[Removal],
    ticket: Option<&str>,
    printer: &Printer,
) -> Result<Vec<Carried>, Failure> {
    let mut all = Vec::new();
    for (account, request) in changes(going, ticket) {
        let what = what(&request);
        note(printer, format!("{}: {what}", account.username));
        let (run, state, exit) = match one(desk, request, printer).await {
            Ok((run, state, exit)) => (Ok(run), state, exit),
            Err(Stopped::Refused(failure)) => {
                printer.failure(&failure);
                let why: Vec<String> = failure.points.iter().map(|point| point.message.clone()).collect();
                (Err(why.join("; ")), "refused".to_owned(), failure.exit)
            }
            Err(Stopped::Failed(failure)) => return Err(failure),
        };
        all.push(Carried { username: account.username, what, run, state, exit });
    }
    Ok(all)
}

/// Why a change did not come about.
enum Stopped {
    /// There is something against it; others may go on.
    Refused(Failure),
    /// Nothing can go on.
    Failed(Failure),
}

async fn one(desk: &Desk, request: ChangeRequest, printer: &Printer) -> Result<(String, String, Exit), Stopped> {
    let Desk { engine, tenant, actor } = desk;
    let refused = |error: dayone_engine::ProposeError| match error.problems(tenant) {
        Ok(problems) => Stopped::Refused(Failure::of_problems(&problems)),
        Err(error) => Stopped::Failed(error.into()),
    };
    let proposal = engine.propose_change(tenant, request).await.map_err(refused)?;
    let run = engine.open_change(tenant, proposal, actor, None).await.map_err(refused)?;
    let stop = StopSignal::listen().map_err(|error| Stopped::Failed(deaf(error)))?;
    let (change, _) = carry(engine, &run, false, stop, &printer.silent()).await.map_err(Stopped::Failed)?;
    let state = state(engine, &run).await.map_err(Stopped::Failed)?;
    Ok((run, state, exit_of(&change)))
}

async fn state(engine: &Engine, run: &str) -> Result<String, Failure> {
    Ok(engine.store().run(run).await?.map(|row| row.state).unwrap_or_default())
}

fn what(request: &ChangeRequest) -> &'static str {
    match request {
        ChangeRequest::Leave(_) => "locked and stripped",
        ChangeRequest::Move { .. } => "sudo taken away",
        ChangeRequest::Review { .. }
        | ChangeRequest::Rehire(_)
        | ChangeRequest::Undo { .. }
        | ChangeRequest::Delete { .. } => "access taken away",
    }
}

impl Carried {
    /// For programs.
    pub(super) fn document(&self) -> Value {
        json!({
            "username": self.username, "what": self.what, "run": self.run.as_ref().ok(), "state": self.state,
            "why": self.run.as_ref().err(),
        })
    }

    /// What failed goes before what waits, and that before what is done.
    pub(super) fn worse(one: Exit, other: Exit) -> Exit {
        match (one, other) {
            (Exit::Done, other) => other,
            (Exit::Waiting, other) if other != Exit::Done => other,
            (one, _) => one,
        }
    }
}
