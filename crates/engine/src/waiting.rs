//! What is done later needs somebody who does it.

use dayone_core::plan::Plan;
use dayone_core::problem::{ErrorType, Problem};
use dayone_core::steps::Step;
use jiff::SignedDuration;

use crate::engine::Engine;
use crate::error::EngineError;

/// A worker that has not been heard of for this long counts as gone.
const SILENCE: SignedDuration = SignedDuration::from_mins(1);
/// Waits up to this long are slept through by whoever opens the run.
const PATIENCE: SignedDuration = SignedDuration::from_mins(15);

/// Who is to carry a run on when its time comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiter {
    /// A worker, in whatever process; the command could stay instead, if it is told to.
    Worker,
    /// A worker: the command has an end, and does not stay.
    WorkerAlone,
    /// This process, which stays.
    ThisProcess,
}

impl Engine {
    /// A worker has been heard of within the last minute.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn has_worker(&self) -> Result<bool, EngineError> {
        let now = self.0.clock.now();
        let since = now.checked_sub(SILENCE).unwrap_or(now);
        Ok(!self.0.store.workers(since.as_microsecond()).await?.is_empty())
    }

    /// Why this plan can't be opened: something in it is to be done later, and nobody is there who would do it. Asked
    /// before a run is opened; a batch asks for each of its plans.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn nobody_waits(&self, plan: &Plan, waiter: Waiter) -> Result<Option<Problem>, EngineError> {
        let now = self.0.clock.now();
        let soon = now.checked_add(PATIENCE).unwrap_or(now);
        let starts = plan.starts_at.filter(|at| *at > soon);
        let activates = plan.activates_at().filter(|at| *at > now && !plan.by_directory());
        if waiter == Waiter::ThisProcess || (starts.is_none() && activates.is_none()) || self.has_worker().await? {
            return Ok(None);
        }
        let (step, what, at_once) = match (starts, activates) {
            (Some(at), _) => (
                Step::UserCreation,
                format!("The change window opens {at}"),
                "--outside-window, for an emergency: nothing waits for the window",
            ),
            (None, activates) => (
                Step::ActivationEmail,
                format!("Activation is due {}", activates.unwrap_or(now)),
                "--directory-schedule: JumpCloud activates the account by itself",
            ),
        };
        let stay = "--wait: this process stays until then";
        let other = if waiter == Waiter::WorkerAlone { at_once } else { stay };
        let problem = Problem::before_creation(
            ErrorType::NoWorker,
            step,
            format!("{what}, and no worker is running that would carry the run on then"),
            format!("Start a worker (`dayone serve`), or give {other}"),
        );
        let worker = "dayone serve, as a service, then the same command again";
        Ok(Some(match waiter {
            Waiter::WorkerAlone => problem.with_actions([worker, at_once].map(str::to_owned)),
            Waiter::Worker | Waiter::ThisProcess => problem.with_actions([worker, stay, at_once].map(str::to_owned)),
        }))
    }
}
