//! What the directory looks like: its groups, what they grant directly, and everything that can be granted, by name.

use std::collections::BTreeMap;

use super::declaration::{EmailKind, EmailWords};
use super::kinds::{GrantKind, GroupKind, Sudo};
use super::rule::Rule;
use crate::nearest::nearest;
use crate::snapshot::Named;

/// A reading of the directory.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Living {
    /// The organisation behind the key.
    pub organization: Named,
    /// Groups of users and of systems.
    pub groups: Vec<LivingGroup>,
    /// What can be granted.
    pub things: Things,
    /// Mails with the organisation's own words.
    pub emails: BTreeMap<EmailKind, EmailWords>,
}

/// A group.
#[derive(Debug, Clone, PartialEq)]
pub struct LivingGroup {
    /// Its kind.
    pub kind: GroupKind,
    /// 24 hex digits.
    pub id: String,
    /// Its name, unique among those of its kind.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Administrator rights on the systems that it reaches.
    pub sudo: Sudo,
    /// Who is in it by rule.
    pub rule: Option<Rule>,
    /// How many are in it; None: not counted, since it does not matter.
    pub members: Option<u64>,
    /// What it grants directly; empty where it was not looked at.
    pub grants: Vec<Grant>,
}

/// Something that a group grants directly.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grant {
    /// What it is.
    pub kind: GrantKind,
    /// 24 hex digits.
    pub id: String,
    /// Administrator rights, on systems only.
    pub sudo: Sudo,
}

/// Everything that can be granted, by kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Things(BTreeMap<GrantKind, Vec<Named>>);

/// Why a name is not that of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NotOne {
    /// Nothing has it.
    Unknown {
        /// What was probably meant.
        nearest: Option<String>,
    },
    /// Several have it.
    Several {
        /// Their ids.
        ids: Vec<String>,
    },
}

impl Living {
    /// The group of exactly this name.
    #[must_use]
    pub fn group(&self, kind: GroupKind, name: &str) -> Option<&LivingGroup> {
        self.groups.iter().find(|group| group.kind == kind && group.name == name)
    }
}

impl Things {
    /// Adds what there is of a kind.
    pub fn insert(&mut self, kind: GrantKind, things: Vec<Named>) {
        self.0.insert(kind, things);
    }

    /// What there is of a kind.
    #[must_use]
    pub fn of(&self, kind: GrantKind) -> &[Named] {
        self.0.get(&kind).map_or(&[], Vec::as_slice)
    }

    /// The name of a thing; its id if it has none.
    #[must_use]
    pub fn name<'a>(&'a self, kind: GrantKind, id: &'a str) -> &'a str {
        let known = self.of(kind).iter().find(|thing| thing.id == id);
        known.map(|thing| thing.name.as_str()).filter(|name| !name.is_empty()).unwrap_or(id)
    }

    /// What a declaration calls a thing: its name, or its id where the name would not find it.
    #[must_use]
    pub fn handle(&self, kind: GrantKind, id: &str) -> String {
        let name = self.name(kind, id);
        match self.find(kind, name) {
            Ok(found) if found.id == id && name.trim() == name => name.to_owned(),
            _ => id.to_owned(),
        }
    }

    /// The thing that a declaration means: by its id, else by its name.
    pub(super) fn find(&self, kind: GrantKind, wanted: &str) -> Result<&Named, NotOne> {
        let all = self.of(kind);
        if let Some(thing) = all.iter().find(|thing| thing.id == wanted) {
            return Ok(thing);
        }
        match all.iter().filter(|thing| thing.name == wanted).collect::<Vec<_>>().as_slice() {
            [one] => Ok(one),
            [] => {
                let near = nearest(wanted, all.iter().map(|thing| thing.name.as_str()));
                Err(NotOne::Unknown { nearest: near.map(str::to_owned) })
            }
            several => Err(NotOne::Several { ids: several.iter().map(|thing| thing.id.clone()).collect() }),
        }
    }
}
