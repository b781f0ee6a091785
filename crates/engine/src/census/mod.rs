//! Census: a whole organisation at one reading, for questions about everybody.
//!
//! Users are read in hundreds and memberships by group, never by user, with the key for reading and at the tenant's
//! pace: the number of calls goes with people / 100 + groups + members / 100.

mod read;

use std::collections::BTreeMap;

use dayone_core::account::AccountFacts;
use dayone_core::snapshot::{Group, System};

/// A reading of a whole organisation.
#[derive(Debug, Clone, Default)]
pub struct Census {
    /// Every account, by username.
    pub accounts: Vec<AccountFacts>,
    /// Every user group, by name.
    pub groups: Vec<Group>,
    /// The members of each group, both as places in the lists above; a place each once, in order.
    members: Vec<Vec<u32>>,
    /// Who is bound to systems directly.
    pub bindings: Bindings,
}

/// Direct bindings of accounts to systems.
#[derive(Debug, Clone, Default)]
pub enum Bindings {
    /// Nobody asked for them.
    #[default]
    NotAsked,
    /// There are so many systems that they were not read, one call each.
    TooManySystems(usize),
    /// They were read: by account.
    Read(Vec<Binding>),
}

/// A direct binding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// The account, as a place in the census.
    pub account: usize,
    /// The system; with sudo, if the binding gives it.
    pub system: System,
}

/// How far direct bindings are read: one call for each system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadBindings {
    /// Not at all.
    No,
    /// Where there are at most so many systems.
    UpTo(usize),
    /// However many systems there are.
    All,
}

impl Census {
    /// The members of a group, given as its place.
    pub fn members(&self, group: usize) -> impl Iterator<Item = &AccountFacts> {
        self.members[group].iter().filter_map(|place| self.accounts.get(*place as usize))
    }

    /// How many accounts are in a group, given as its place.
    #[must_use]
    pub fn size(&self, group: usize) -> usize {
        self.members[group].len()
    }

    /// The groups of each account: one list for each account, in their order; groups as places.
    #[must_use]
    pub fn memberships(&self) -> Vec<Vec<u32>> {
        let mut all = vec![Vec::new(); self.accounts.len()];
        for (group, members) in (0..).zip(&self.members) {
            for member in members {
                if let Some(groups) = all.get_mut(*member as usize) {
                    groups.push(group);
                }
            }
        }
        all
    }

    /// The direct bindings, as far as they were read.
    #[must_use]
    pub fn bound(&self) -> &[Binding] {
        match &self.bindings {
            Bindings::Read(bindings) => bindings,
            Bindings::NotAsked | Bindings::TooManySystems(_) => &[],
        }
    }

    /// The direct bindings of an account, given as its place.
    pub fn bound_to(&self, account: usize) -> impl Iterator<Item = &Binding> {
        let all = self.bound();
        let from = all.partition_point(|binding| binding.account < account);
        all[from..].iter().take_while(move |binding| binding.account == account)
    }

    /// The places of accounts, by their ids.
    fn places(accounts: &[AccountFacts]) -> BTreeMap<&str, u32> {
        (0..).zip(accounts).map(|(place, account)| (account.id.as_str(), place)).collect()
    }
}
