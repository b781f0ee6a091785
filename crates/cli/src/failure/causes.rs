//! Failures of the crates below, as commands end with them.

use std::error::Error;

use dayone_config::{ConfigErrors, SecretError, SelectError};
use dayone_engine::EngineError;
use dayone_store::StoreError;

use super::{Failure, Point};
use crate::exit::Exit;

impl From<ConfigErrors> for Failure {
    fn from(errors: ConfigErrors) -> Self {
        let points = errors.problems.into_iter().map(|problem| Point {
            place: problem.place.to_string(),
            message: problem.what,
            mend: problem.hint,
        });
        Failure { points: points.collect(), ..Failure::usage("the configuration can't be used") }
    }
}

impl From<SelectError> for Failure {
    fn from(error: SelectError) -> Self {
        Failure::usage(error.to_string()).hint(error.hint())
    }
}

impl From<SecretError> for Failure {
    fn from(error: SecretError) -> Self {
        Failure::usage(error.to_string())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let exit = match &error {
            StoreError::Unreachable(_) | StoreError::Locked(_) => Exit::Unreachable,
            StoreError::Address { .. }
            | StoreError::Migration { .. }
            | StoreError::Forbidden(_)
            | StoreError::WrongKey { .. }
            | StoreError::MissingKey { .. }
            | StoreError::KeyFile { .. }
            | StoreError::File { .. }
            | StoreError::NoSuchRun { .. } => Exit::Usage,
            _ => Exit::Failed,
        };
        // Where the store says only what kind of failure it was, its cause says more.
        let message = match (&error, error.source()) {
            (
                StoreError::Unreachable(_) | StoreError::Disk(_) | StoreError::Statement(_) | StoreError::File { .. },
                Some(cause),
            ) => format!("{error}: {cause}"),
            _ => error.to_string(),
        };
        let failure = Failure::new(exit, message);
        match &error {
            StoreError::MissingKey { .. } => failure.hint("put the copy of the key file back"),
            StoreError::Disk(_) => failure.hint("make room, then run the same command again: what was done is kept"),
            StoreError::NoSuchRun { .. } => failure.hint("`dayone runs list` shows the runs there are"),
            _ => failure,
        }
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        let message = error.to_string();
        match error {
            EngineError::Store(error) => error.into(),
            EngineError::NoSuchRun(_) => Failure::usage(message).hint("`dayone runs list` shows the runs there are"),
            EngineError::NoSuchTenant(_) => {
                Failure::usage(message).hint("`dayone config check` reads the configuration")
            }
            EngineError::HeldElsewhere { run, .. } => {
                Failure::new(Exit::Failed, message).hint(format!("follow it with `dayone runs watch {run}`"))
            }
            _ => Failure::new(Exit::Failed, message),
        }
    }
}
