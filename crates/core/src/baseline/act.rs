//! What is to be done, as data: each act ensures one thing, so that doing it twice changes nothing.

use serde::{Deserialize, Serialize};

use super::declaration::{EmailKind, EmailWords};
use super::kinds::{GrantKind, GroupKind, Sudo};
use super::rule::Rule;
use crate::steps::Step;

/// An act and the reason for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedAct {
    /// What is ensured.
    #[serde(flatten)]
    pub act: Act,
    /// The key of the declaration that asks for it, or why it goes.
    pub because: String,
}

/// One thing that is ensured. What was there before stands beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    /// A group of this name exists, with all of this.
    CreateGroup {
        /// The group; it has no id yet.
        group: GroupRef,
        /// What it is for.
        description: String,
        /// Administrator rights on the systems that it reaches.
        sudo: Sudo,
        /// Who is in it by rule.
        rule: Option<Rule>,
    },
    /// A group's description is this.
    Describe {
        /// The group.
        group: GroupRef,
        /// The description.
        description: String,
        /// The one before.
        was: String,
    },
    /// A group's administrator rights are these.
    SetSudo {
        /// The group.
        group: GroupRef,
        /// The rights.
        sudo: Sudo,
        /// Those before.
        was: Sudo,
    },
    /// A group grants a thing.
    Grant {
        /// The group.
        group: GroupRef,
        /// The thing.
        thing: Thing,
        /// The rights on it: systems only.
        sudo: Sudo,
    },
    /// A group grants a thing with these rights.
    SetGrantSudo {
        /// The group.
        group: GroupRef,
        /// The thing.
        thing: Thing,
        /// The rights.
        sudo: Sudo,
        /// Those before.
        was: Sudo,
    },
    /// A mail has these words.
    WriteEmail {
        /// The mail.
        email: EmailKind,
        /// Its words.
        words: EmailWords,
        /// Those before; None: the directory's own.
        was: Option<EmailWords>,
    },
    /// A group gets its members by this rule; None: by hand.
    SetRule {
        /// The group.
        group: GroupRef,
        /// The rule.
        rule: Option<Rule>,
        /// The one before.
        was: Option<Rule>,
        /// How many are in the group.
        members: u64,
    },
    /// A group does not grant a thing.
    Revoke {
        /// The group.
        group: GroupRef,
        /// The thing.
        thing: Thing,
    },
    /// A group is gone.
    DeleteGroup {
        /// The group.
        group: GroupRef,
        /// How many are in it.
        members: u64,
        /// How many things it grants.
        grants: u64,
    },
    /// A mail has the directory's own words again.
    DropEmail {
        /// The mail.
        email: EmailKind,
        /// Its words before.
        was: EmailWords,
    },
}

/// A group by kind and name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct GroupRef {
    /// Its kind.
    pub kind: GroupKind,
    /// Its name, unique among those of its kind.
    pub name: String,
    /// 24 hex digits; None: an act before this one creates it, and it is to be found by its name.
    pub id: Option<String>,
}

/// Something that can be granted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Thing {
    /// What it is.
    pub kind: GrantKind,
    /// For people.
    pub name: String,
    /// 24 hex digits; None: a group of systems that an act before this one creates.
    pub id: Option<String>,
}

/// When an act is done: those of a stage depend on those of the stages before, and not on one another.
///
/// What is given comes before what is taken, so that nobody is without access in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Groups are created, and described.
    Create,
    /// Groups get their rights, and grant what they grant; mails get their words.
    Settle,
    /// Rules decide who is in a group.
    Rule,
    /// What is not declared is no longer granted.
    Revoke,
    /// Groups and words go.
    Delete,
}

impl Act {
    /// When it is done.
    #[must_use]
    pub fn stage(&self) -> Stage {
        match self {
            // A change reads a group and writes it as a whole: two of one group are never in one stage.
            Act::CreateGroup { .. } | Act::Describe { .. } => Stage::Create,
            Act::SetSudo { .. } | Act::Grant { .. } | Act::SetGrantSudo { .. } | Act::WriteEmail { .. } => {
                Stage::Settle
            }
            Act::SetRule { .. } => Stage::Rule,
            Act::Revoke { .. } => Stage::Revoke,
            Act::DeleteGroup { .. } | Act::DropEmail { .. } => Stage::Delete,
        }
    }

    /// The group that it is about.
    #[must_use]
    pub fn group(&self) -> Option<&GroupRef> {
        match self {
            Act::CreateGroup { group, .. }
            | Act::Describe { group, .. }
            | Act::SetSudo { group, .. }
            | Act::Grant { group, .. }
            | Act::SetGrantSudo { group, .. }
            | Act::SetRule { group, .. }
            | Act::Revoke { group, .. }
            | Act::DeleteGroup { group, .. } => Some(group),
            Act::WriteEmail { .. } | Act::DropEmail { .. } => None,
        }
    }

    /// Its name within a run.
    #[must_use]
    pub fn key(&self) -> String {
        let of = |group: &GroupRef| format!("{}:{}", group.kind.table(), group.name);
        let with = |group: &GroupRef, thing: &Thing| {
            format!("{}:{}:{}", of(group), thing.kind.noun(), thing.id.as_deref().unwrap_or(&thing.name))
        };
        match self {
            Act::CreateGroup { group, .. } => format!("create:{}", of(group)),
            Act::Describe { group, .. } => format!("describe:{}", of(group)),
            Act::SetSudo { group, .. } => format!("sudo:{}", of(group)),
            Act::SetRule { group, .. } => format!("rule:{}", of(group)),
            Act::DeleteGroup { group, .. } => format!("delete:{}", of(group)),
            Act::Grant { group, thing, .. } => format!("grant:{}", with(group, thing)),
            Act::SetGrantSudo { group, thing, .. } => format!("rights:{}", with(group, thing)),
            Act::Revoke { group, thing } => format!("revoke:{}", with(group, thing)),
            Act::WriteEmail { email, .. } => format!("write:{}", email.name()),
            Act::DropEmail { email, .. } => format!("drop:{}", email.name()),
        }
    }

    /// The step under which a failure of it is told.
    #[must_use]
    pub fn step(&self) -> Step {
        match self {
            Act::Grant { thing, .. } | Act::SetGrantSudo { thing, .. } | Act::Revoke { thing, .. } => {
                match thing.kind {
                    GrantKind::LdapServer => Step::LdapBinding,
                    _ => Step::SystemBinding,
                }
            }
            _ => Step::CustomAttributes,
        }
    }

    /// The log holds the intent before it is tried: what it makes or removes can't be told from what was there before.
    #[must_use]
    pub fn is_fenced(&self) -> bool {
        matches!(self, Act::CreateGroup { .. } | Act::DeleteGroup { .. } | Act::DropEmail { .. })
    }

    /// How many things a group or a mail loses by it.
    #[must_use]
    pub fn grants_taken(&self) -> u64 {
        match self {
            Act::Revoke { .. } => 1,
            Act::DeleteGroup { grants, .. } => *grants,
            _ => 0,
        }
    }
}
