//! Where an account stands: all that a change of it has to know about the directory, and how it came to be so.

use std::collections::{BTreeMap, BTreeSet};

use super::{Addressee, Bound, Given, Subject};
use crate::account::AccountFacts;
use crate::mapping::Source;
use crate::provenance::{Grounds, Holding, Provenance};
use crate::snapshot::{Access, Named, Organization, Shared};

/// Where an account stands.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The account.
    pub facts: AccountFacts,
    /// The organisation and its groups.
    pub shared: std::sync::Arc<Shared>,
    /// Memberships.
    pub groups: Vec<Held>,
    /// Direct bindings.
    pub bindings: Vec<HeldAccess>,
    /// SSH keys.
    pub keys: Vec<Key>,
    /// Whose manager it is.
    pub reports: Vec<Report>,
    /// Its manager.
    pub manager: Option<Addressee>,
    /// How many systems it reaches, by whatever way.
    pub systems_reached: usize,
    /// `JumpCloud` is to change its state later.
    pub scheduled: bool,
    /// Groups by whose rule it is not counted in, since a run of ours had it so.
    pub exempted: Vec<Named>,
    /// How it came to have what it has.
    pub provenance: Provenance,
    /// What groups grant that may be given, by group id.
    pub access: BTreeMap<String, Access>,
    /// Systems that may be bound, by id.
    pub systems: BTreeMap<String, String>,
}

/// A membership.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The group.
    pub group: Named,
    /// The group's own rule gave it.
    pub automatic: bool,
}

/// A direct binding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldAccess {
    /// To what.
    pub to: Bound,
}

/// An SSH key.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each name says it")]
pub struct Key {
    pub id: String,
    pub name: String,
    pub line: String,
}

/// Whose manager the account is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each name says it")]
pub struct Report {
    pub id: String,
    pub name: String,
}

/// On what an account has something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// Who or what gave it.
    pub given: Given,
    /// The same for people.
    pub because: String,
}

impl Standing {
    /// The organisation.
    #[must_use]
    pub fn organization(&self) -> &Organization {
        &self.shared.organization
    }

    /// Whose account it is.
    #[must_use]
    pub fn subject(&self) -> Subject {
        let facts = &self.facts;
        let display_name = match facts.display_name.trim() {
            "" => format!("{} {}", facts.first_name, facts.last_name).trim().to_owned(),
            name => name.to_owned(),
        };
        Subject {
            account_id: facts.id.clone(),
            username: facts.username.clone(),
            email: facts.email.clone(),
            display_name,
            department: facts.department.clone(),
            employee_id: facts.employee_id.clone(),
        }
    }

    /// Ids of the groups that it is in.
    #[must_use]
    pub fn group_ids(&self) -> BTreeSet<&str> {
        self.groups.iter().map(|held| held.group.id.as_str()).collect()
    }

    /// On what a membership or binding was given. What no run gave counts as given by hand.
    #[must_use]
    pub fn basis(&self, holding: &Holding) -> Basis {
        match self.provenance.of(holding).map(|origin| (&origin.grounds, &origin.record)) {
            Some((Grounds::Rule { source, because }, _)) => {
                Basis { given: Given::Rule(*source), because: because.clone() }
            }
            Some((Grounds::Hand { .. }, record)) => {
                Basis { given: Given::Hand, because: format!("asked for by {} in run {}", record.actor, record.run) }
            }
            None => {
                Basis { given: Given::Hand, because: "no run of dayone gave it, so it counts as given by hand".into() }
            }
        }
    }

    /// The rule that gave something, if it was one.
    #[must_use]
    pub fn rule(&self, holding: &Holding) -> Option<(Source, &str)> {
        match self.provenance.of(holding).map(|origin| &origin.grounds) {
            Some(Grounds::Rule { source, because }) => Some((*source, because)),
            _ => None,
        }
    }
}
