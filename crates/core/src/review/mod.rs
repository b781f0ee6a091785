//! Review: what of accounts and groups somebody should look at, and what was decided about it.

mod decision;
mod find;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use decision::{Decided, Removal, RemovalOf, RowProblem, Verdict, decide, removals};
pub use find::{Person, STARTING, of_account, of_groups};

use crate::recorded::NotedAccount;
use crate::snapshot::Named;

/// What somebody should look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Matter {
    /// The contract has ended, and the account is not suspended.
    PastEnd,
    /// The account gives sudo on every system that it reaches.
    Sudo,
    /// MFA is not required, or is not set up although its grace period is over.
    WithoutMfa,
    /// Nobody has ever signed in with the account, or could.
    NeverActivated,
    /// A membership that neither a rule nor anybody's request explains.
    Unexplained,
    /// A direct binding to a system that no rule gives.
    DirectBinding,
    /// A group whose name is outside the prefix.
    OddGroup,
    /// A group without members.
    EmptyGroup,
}

/// Something to be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub matter: Matter,
    /// Whose account; None: it is about a group.
    pub account: Option<NotedAccount>,
    /// The group or system.
    pub subject: Option<Named>,
    /// What was found, for people.
    pub detail: String,
    /// Since when.
    pub since: Option<Timestamp>,
    /// The run that knows of it.
    pub run: Option<String>,
}

/// Names a finding: the same is found again under the same key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// What it is.
    pub matter: Matter,
    /// The account's id; empty: none.
    pub account: String,
    /// The group's or system's id; empty: none.
    pub subject: String,
}

impl Finding {
    /// Its name.
    #[must_use]
    pub fn key(&self) -> Key {
        Key {
            matter: self.matter,
            account: self.account.as_ref().map(|account| account.id.clone()).unwrap_or_default(),
            subject: self.subject.as_ref().map(|subject| subject.id.clone()).unwrap_or_default(),
        }
    }
}

impl Matter {
    /// All of them, the most urgent first.
    pub const ALL: [Matter; 8] = [
        Matter::PastEnd,
        Matter::Sudo,
        Matter::WithoutMfa,
        Matter::NeverActivated,
        Matter::Unexplained,
        Matter::DirectBinding,
        Matter::OddGroup,
        Matter::EmptyGroup,
    ];

    /// Its word in lists.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Matter::PastEnd => "past_end",
            Matter::Sudo => "sudo",
            Matter::WithoutMfa => "without_mfa",
            Matter::NeverActivated => "never_activated",
            Matter::Unexplained => "unexplained",
            Matter::DirectBinding => "direct_binding",
            Matter::OddGroup => "odd_group",
            Matter::EmptyGroup => "empty_group",
        }
    }

    /// For people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Matter::PastEnd => "PAST THEIR END",
            Matter::Sudo => "SUDO",
            Matter::WithoutMfa => "WITHOUT MFA",
            Matter::NeverActivated => "NEVER ACTIVATED",
            Matter::Unexplained => "MEMBERSHIPS THAT NO RULE EXPLAINS",
            Matter::DirectBinding => "DIRECT BINDINGS",
            Matter::OddGroup => "GROUPS OUTSIDE THE PREFIX",
            Matter::EmptyGroup => "EMPTY GROUPS",
        }
    }
}
