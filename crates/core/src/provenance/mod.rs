//! How an account came to have what it has: a fold over what its runs did, in the order of time.
//!
//! Each kind of run says what it gave and took ([`history`]); [`Provenance`] folds that, whichever run it comes from.
//! What no run has given counts as given by hand.

mod change;
mod hire;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::event::{Event, Fact};
use crate::mapping::Source;
use crate::run::{IllegalEvent, replay};

/// Something that an account can have, by id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Holding {
    /// Membership of a user group.
    Group(String),
    /// A direct binding to a system.
    System(String),
    /// A direct binding to an LDAP server.
    LdapServer(String),
}

/// On what something was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Grounds {
    /// A rule gave it: it goes when no rule gives it any more.
    Rule {
        /// The kind of rule.
        source: Source,
        /// The rule, for people.
        because: String,
    },
    /// A person asked for it by name, or decided that it stays: no rule takes it away.
    Hand {
        /// In what way, for people.
        because: String,
    },
}

/// Who did it, and where that is recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The run.
    pub run: String,
    /// Who started it.
    pub actor: String,
    /// The ticket given.
    pub ticket: Option<String>,
    /// The second person who agreed, if one had to.
    pub approver: Option<String>,
}

/// What a run did to an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The account's id.
    pub account: String,
    /// When.
    pub at: Timestamp,
    /// What it is about.
    pub holding: Holding,
    /// What was done.
    pub act: Act,
    /// Who did it.
    pub record: Record,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// It was given, or found and written down.
    Given(Grounds),
    /// It was taken away.
    Taken,
}

/// Why an account has something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// On what it was given.
    pub grounds: Grounds,
    /// Since when it is known to be held.
    pub since: Timestamp,
    /// Who gave it last.
    pub record: Record,
}

/// Why one account has what runs have given it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Provenance(BTreeMap<Holding, Origin>);

impl Provenance {
    /// What these entries of one account come to, in the order of their times; of equal times, in the order given.
    #[must_use]
    pub fn fold(mut entries: Vec<Entry>) -> Provenance {
        entries.sort_by_key(|entry| entry.at);
        entries.into_iter().fold(Provenance::default(), Provenance::after)
    }

    /// After one thing more was done. What a person gave stays given by hand until it is taken away, though a rule may
    /// give it too; what is given again is held since it was given first.
    #[must_use]
    pub fn after(mut self, entry: Entry) -> Provenance {
        let Entry { at, holding, act, record, .. } = entry;
        let Act::Given(grounds) = act else {
            self.0.remove(&holding);
            return self;
        };
        let held = self.0.get(&holding);
        let by_hand = held.is_some_and(|origin| origin.grounds.is_by_hand());
        if by_hand && !grounds.is_by_hand() {
            return self;
        }
        let since = held.map_or(at, |origin| origin.since);
        self.0.insert(holding, Origin { grounds, since, record });
        self
    }

    /// Why it is held. None: no run gave it, so it counts as given by hand.
    #[must_use]
    pub fn of(&self, holding: &Holding) -> Option<&Origin> {
        self.0.get(holding)
    }

    /// A rule gave it: it may go when no rule gives it any more.
    #[must_use]
    pub fn is_by_rule(&self, holding: &Holding) -> bool {
        self.of(holding).is_some_and(|origin| !origin.grounds.is_by_hand())
    }

    /// Everything that runs have given.
    pub fn iter(&self) -> impl Iterator<Item = (&Holding, &Origin)> {
        self.0.iter()
    }
}

impl Grounds {
    /// A person is behind it, no rule.
    #[must_use]
    pub fn is_by_hand(&self) -> bool {
        matches!(self, Grounds::Hand { .. })
    }

    /// The rule, or the way in which it was asked for.
    #[must_use]
    pub fn because(&self) -> &str {
        match self {
            Grounds::Rule { because, .. } | Grounds::Hand { because } => because,
        }
    }
}

/// What a run did to the account that it is about, as far as its events tell. Nothing is known of a run whose person was
/// erased.
///
/// # Errors
/// The events can't follow one another.
pub fn history(run_id: &str, events: &[Event]) -> Result<Vec<Entry>, IllegalEvent> {
    if matches!(events.first().map(|event| &event.fact), Some(Fact::ChangeOpened { .. })) {
        return Ok(change::entries(&crate::change::replay(run_id, events)?));
    }
    let run = replay(run_id, events)?;
    Ok(hire::entries(&run, events))
}
