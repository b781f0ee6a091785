//! Explanation: why a person has each group, system and application.
//!
//! What is held is read from the live directory, with the key for reading; why, from the log. What the log does not know
//! counts as given by hand.

mod all;
mod one;
mod why;

use dayone_core::account::{AccountFacts, AccountState};
use dayone_core::fault::Fault;
use jiff::Timestamp;
use serde::Serialize;

use crate::error::EngineError;

pub use all::{Depth, ExplainedAll};
pub use why::Why;

/// Everything that an account has, and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explained {
    /// The tenant.
    pub tenant: String,
    /// Whose account it is.
    pub account: Holder,
    /// Each thing, by each way: groups first.
    pub access: Vec<Access>,
}

/// Who has access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Holder {
    /// 24 hex digits.
    pub id: String,
    /// The name to sign in with.
    pub username: String,
    /// For people.
    pub name: String,
    /// `STAGED`, `ACTIVATED` or `SUSPENDED`.
    pub state: AccountState,
    /// Sudo on every system that is reached.
    pub sudo: bool,
}

/// One thing by one way, and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Access {
    /// What it is.
    pub kind: AccessKind,
    /// 24 hex digits.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `member`, `direct`, or the names of the groups on the way: `UG-Engineering > SG-Linux-Servers`.
    pub path: String,
    /// It comes with sudo.
    pub sudo: bool,
    /// Why: of what is reached through a group, why the person is in that group.
    #[serde(flatten)]
    pub why: Why,
}

/// What can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each name says it")]
pub enum AccessKind {
    Group,
    System,
    Application,
    LdapServer,
    RadiusServer,
}

/// Why nothing could be explained.
#[derive(Debug, thiserror::Error)]
pub enum ExplainError {
    /// The engine's own errors.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The directory could not be read.
    #[error("JumpCloud could not be read: {0}")]
    Directory(#[from] Fault),
    /// There is no such account.
    #[error("there is no account '{0}' in JumpCloud")]
    NoAccount(String),
}

impl From<&AccountFacts> for Holder {
    fn from(facts: &AccountFacts) -> Self {
        Holder {
            id: facts.id.clone(),
            username: facts.username.clone(),
            name: facts.full_name(),
            state: facts.state,
            sudo: facts.sudo,
        }
    }
}

impl AccessKind {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            AccessKind::Group => "group",
            AccessKind::System => "system",
            AccessKind::Application => "application",
            AccessKind::LdapServer => "LDAP server",
            AccessKind::RadiusServer => "RADIUS server",
        }
    }
}

impl Access {
    /// Since when it is known to be held.
    #[must_use]
    pub fn since(&self) -> Option<Timestamp> {
        self.why.since
    }
}
