//! `baseline`: groups, what they grant, and the organisation's mails, as they are declared.

mod apply;
mod import;
mod plan;

use dayone_engine::baseline::BaselineError;

use super::verify::exit_of;
use crate::args::{Baseline, Global};
use crate::exit::Exit;
use crate::failure::{Failure, Point};
use crate::printer::Printer;

pub(crate) async fn baseline(global: &Global, verb: Baseline, printer: &Printer) -> Result<Exit, Failure> {
    match verb {
        Baseline::Plan(args) => plan::plan(global, &args, printer).await,
        Baseline::Apply(args) => apply::apply(global, &args, printer).await,
        Baseline::Import(args) => import::import(global, &args, printer).await,
    }
}

impl From<BaselineError> for Failure {
    fn from(error: BaselineError) -> Self {
        let message = error.to_string();
        match error {
            BaselineError::Directory(fault) => Failure::new(exit_of(&fault), message).hint("`dayone doctor` says more"),
            BaselineError::Organization(problem) => Failure::of_problems(std::slice::from_ref(&*problem)),
            BaselineError::Engine(error) => (*error).into(),
            BaselineError::Stale { .. } => {
                Failure::new(Exit::Failed, message).hint("look at `dayone baseline plan` again, and agree anew")
            }
            BaselineError::Held(tripped) => {
                let points = tripped.into_iter().map(|tripped| Point {
                    place: tripped.guard.name().into(),
                    message: tripped.message,
                    mend: "look whether that is meant; then give --allow-removals".into(),
                });
                Failure { points: points.collect(), ..Failure::usage(format!("{message}; nothing was written")) }
            }
            BaselineError::Unresolved(refusal) => {
                let points = refusal.problems.into_iter().map(|problem| Point {
                    place: problem.key,
                    message: problem.what,
                    mend: problem.hint,
                });
                Failure { points: points.collect(), ..Failure::usage(message) }
            }
        }
    }
}
