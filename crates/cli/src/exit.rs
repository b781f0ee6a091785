//! How a command ends: the codes that scripts depend on.

use dayone_core::event::Ending;
use dayone_core::problem::{self, ErrorType, Problem};
use dayone_core::run::{Run, Stage, Stop};

/// An exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: done, already done, or scheduled.
    Done,
    /// 1: partial, failed, or the directory differs from what was expected.
    Failed,
    /// 2: bad usage, input, policy, key, credentials, organisation or configuration; or nobody to ask.
    Usage,
    /// 3: directory or database unreachable before anything was created.
    Unreachable,
    /// 4: accepted, waits for a person.
    Waiting,
    /// 5: the directory differs from what is declared, and that was asked for.
    Differs,
    /// 130: stopped by Ctrl-C.
    Interrupted,
}

impl Exit {
    /// The number.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::Unreachable => 3,
            Exit::Waiting => 4,
            Exit::Differs => 5,
            Exit::Interrupted => 130,
        }
    }

    /// How a command ends whose run has come this far.
    #[must_use]
    pub fn of_run(run: &Run) -> Exit {
        match &run.stage {
            Stage::Quarantined(_) | Stage::AwaitingApproval { .. } => Exit::Waiting,
            Stage::Received | Stage::Active(_) | Stage::Recorded(_) => Exit::Done,
            Stage::Refused { refusal, .. } => Exit::of_problems(&refusal.problems),
            Stage::Stopped { why: Stop::Cancelled | Stop::Denied | Stop::Expired, .. } => Exit::Failed,
            Stage::Closed { ending: Ending::Failed, last, .. } => match &**last {
                Stage::Refused { refusal, .. } => Exit::of_problems(&refusal.problems),
                Stage::Stopped { .. } => Exit::Failed,
                _ => {
                    let problems = run.failures().filter_map(|(_, settled)| settled.detail.problem.as_ref());
                    Exit::of_problems(problems)
                }
            },
            Stage::Closed { ending, .. } => Exit::from(*ending),
            Stage::Erased { ending } => ending.map_or(Exit::Done, Exit::from),
        }
    }

    /// How a command ends that met these problems before anything was created.
    pub fn of_problems<'a>(problems: impl IntoIterator<Item = &'a Problem>) -> Exit {
        Exit::of_types(problems.into_iter().map(|problem| problem.kind))
    }

    /// What a person has to mend first decides: input, then reach, then the rest.
    fn of_types(types: impl Iterator<Item = ErrorType>) -> Exit {
        let exits: Vec<Exit> = types.map(|kind| Exit::from(kind.exit())).collect();
        [Exit::Usage, Exit::Unreachable].into_iter().find(|exit| exits.contains(exit)).unwrap_or(Exit::Failed)
    }
}

impl From<problem::Exit> for Exit {
    fn from(exit: problem::Exit) -> Self {
        match exit {
            problem::Exit::Failed => Exit::Failed,
            problem::Exit::Input => Exit::Usage,
            problem::Exit::Unreachable => Exit::Unreachable,
        }
    }
}

impl From<Ending> for Exit {
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::Succeeded => Exit::Done,
            Ending::Partial | Ending::Failed | Ending::Cancelled => Exit::Failed,
        }
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        std::process::ExitCode::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_input_beside_a_taken_name_is_bad_input() {
        let exit = |types: &[ErrorType]| Exit::of_types(types.iter().copied()).code();
        assert_eq!(exit(&[ErrorType::UserAlreadyExists]), 1);
        assert_eq!(exit(&[ErrorType::UserAlreadyExists, ErrorType::InvalidInput]), 2);
        assert_eq!(exit(&[ErrorType::ApiUnavailable, ErrorType::GroupNotFound]), 3);
        assert_eq!(exit(&[]), 1);
    }
}
