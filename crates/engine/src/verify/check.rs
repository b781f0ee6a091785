//! What a verification answers.

use serde::Serialize;

use super::line::Line;

/// A verification: at least one check for each line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// The tenant.
    pub tenant: String,
    /// The account's username.
    pub username: String,
    /// The account's id; None if there is none.
    pub account_id: Option<String>,
    /// What it was compared with.
    pub basis: Basis,
    /// The checks, in the order of the lines.
    pub checks: Vec<Check>,
}

/// What an account was compared with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The plan of a run.
    Plan {
        /// The run.
        run: String,
    },
    /// What the mapping gives now, and what was given by hand: a change has made the account something else than its
    /// hire did.
    Change {
        /// The last change.
        run: String,
    },
    /// What the mapping gives now: no run knows the account.
    Mapping,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// The section of the line.
    pub section: &'static str,
    /// The line's words.
    pub line: &'static str,
    /// What of the line: `systems`, `LDAP`.
    pub subject: &'static str,
    /// How it is.
    pub state: CheckState,
    /// What was found; where it differs, what was planned too.
    pub found: String,
    /// What a person has to do.
    pub instruction: Option<String>,
    /// Where: an address, or a command.
    pub target: Option<String>,
}

/// How a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckState {
    /// Found as it should be.
    Confirmed,
    /// Only a person can know, or do.
    Manual,
    /// Found otherwise.
    Differs,
}

impl Verified {
    /// Something is otherwise than it should be.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.count(CheckState::Differs) > 0
    }

    /// How many checks are of this state.
    #[must_use]
    pub fn count(&self, state: CheckState) -> usize {
        self.checks.iter().filter(|check| check.state == state).count()
    }
}

impl CheckState {
    /// For people: `confirmed`, `manual`, `differs`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            CheckState::Confirmed => "confirmed",
            CheckState::Manual => "manual",
            CheckState::Differs => "differs",
        }
    }
}

impl Check {
    pub(super) fn confirmed(line: Line, subject: &'static str, found: impl Into<String>) -> Check {
        Check::new(line, subject, CheckState::Confirmed, found.into())
    }

    pub(super) fn manual(
        line: Line,
        subject: &'static str,
        found: impl Into<String>,
        instruction: impl Into<String>,
    ) -> Check {
        Check::new(line, subject, CheckState::Manual, found.into()).instructed(instruction)
    }

    pub(super) fn differs(line: Line, subject: &'static str, found: impl Into<String>) -> Check {
        Check::new(line, subject, CheckState::Differs, found.into())
    }

    fn new(line: Line, subject: &'static str, state: CheckState, found: String) -> Check {
        let (section, line) = (line.section(), line.text());
        Check { section, line, subject, state, found, instruction: None, target: None }
    }

    pub(super) fn instructed(mut self, instruction: impl Into<String>) -> Check {
        self.instruction = Some(instruction.into());
        self
    }

    pub(super) fn at(mut self, target: impl Into<String>) -> Check {
        self.target = Some(target.into());
        self
    }
}
