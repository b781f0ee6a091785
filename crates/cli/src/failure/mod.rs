//! Why a command could not do its work, for people: what happened to which thing, and what to do next.

mod causes;

use dayone_core::problem::{Affected, Problem};

use crate::exit::Exit;

/// Why a command could not do its work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// How the command ends.
    pub exit: Exit,
    /// What happened to which thing.
    pub message: String,
    /// Each thing that is wrong.
    pub points: Vec<Point>,
    /// What to do next.
    pub hint: Option<String>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// The field, file or step.
    pub place: String,
    /// What is wrong with it.
    pub message: String,
    /// What would be right.
    pub mend: String,
}

impl Failure {
    /// A failure with one message.
    pub fn new(exit: Exit, message: impl Into<String>) -> Failure {
        Failure { exit, message: message.into(), points: Vec::new(), hint: None }
    }

    /// Wrong usage, input or configuration.
    pub fn usage(message: impl Into<String>) -> Failure {
        Failure::new(Exit::Usage, message)
    }

    /// The same failure with what to do next.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Failure {
        Failure { hint: Some(hint.into()), ..self }
    }

    /// Problems found before anything was created.
    #[must_use]
    pub fn of_problems(problems: &[Problem]) -> Failure {
        let count = match problems.len() {
            1 => "1 problem".to_owned(),
            count => format!("{count} problems"),
        };
        Failure {
            points: problems.iter().map(Point::from).collect(),
            ..Failure::new(Exit::of_problems(problems), format!("{count}; nothing was written"))
        }
    }
}

impl From<&Problem> for Point {
    fn from(problem: &Problem) -> Self {
        Point { place: place(problem), message: problem.message.clone(), mend: problem.remediation.clone() }
    }
}

/// The field, else the step; with type and code, which people search for.
fn place(problem: &Problem) -> String {
    let subject = match &problem.affected {
        Some(Affected::Field(name)) => name.as_str(),
        _ => problem.step.name(),
    };
    format!("{subject}  {} {}", problem.kind.name(), problem.kind.code())
}
