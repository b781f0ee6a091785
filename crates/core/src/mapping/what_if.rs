//! What another mapping would do to people who are there: what each would gain and lose, by the rules alone.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Facts, Grant, resolve};
use crate::provenance::{Holding, Provenance};
use crate::settings::{Rules, TenantSettings};
use crate::snapshot::{Group, Membership};

/// Two mappings over one directory.
pub struct WhatIf<'a> {
    before: [&'a Rules; 2],
    after: [&'a Rules; 2],
    groups: BTreeMap<&'a str, &'a Group>,
}

/// A person who is there.
#[derive(Debug, Clone, Copy)]
pub struct Person<'a> {
    /// What rules look at.
    pub facts: Facts<'a>,
    /// Groups and direct bindings.
    pub held: &'a BTreeSet<Holding>,
    /// Why they are held.
    pub provenance: &'a Provenance,
}

/// What would come of it for one person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// What would change, or stays though no rule gives it any more.
    pub rows: Vec<Row>,
    /// Differences between what the person has and what the present mapping gives, which are there already.
    pub pending: usize,
}

/// One thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// What happens.
    pub change: Change,
    /// The group's or system's id; None: the directory has no such group.
    pub holding: Option<Holding>,
    /// The group's name, or the system's id.
    pub name: String,
    /// Why.
    pub because: String,
}

/// What happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// The person would get it.
    Gain,
    /// The person would lose it: a rule gave it, and none gives it then.
    Lose,
    /// No rule gives it then, but it is held by hand, or nobody knows why: it stays.
    Stay,
    /// A rule gives a group that the directory lacks, or whose own rule decides: nothing happens.
    CannotGive,
}

impl<'a> WhatIf<'a> {
    /// The present mapping and another one.
    #[must_use]
    pub fn new(before: &'a TenantSettings, after: &'a TenantSettings, groups: &'a [Group]) -> WhatIf<'a> {
        WhatIf {
            before: [&before.groups, &before.system_bindings],
            after: [&after.groups, &after.system_bindings],
            groups: groups.iter().map(|group| (group.name.as_str(), group)).collect(),
        }
    }

    /// What would come of it for one person: what the other mapping would change and the present one would not.
    #[must_use]
    pub fn of(&self, person: &Person<'_>) -> Outcome {
        let now = self.delta(self.before, person);
        let then = self.delta(self.after, person);
        let pending = now.iter().filter(|row| row.change != Change::CannotGive).count();
        let is_new = |row: &Row| !now.iter().any(|old| (old.change, &old.name) == (row.change, &row.name));
        let mut rows: Vec<Row> = then.into_iter().filter(is_new).collect();
        rows.extend(self.staying(person));
        rows.sort_by(|one, other| (one.change, &one.name).cmp(&(other.change, &other.name)));
        Outcome { rows, pending }
    }

    /// What a mapping would change: gives what is missing, takes what a rule gave and none gives any more.
    fn delta(&self, mapping: [&Rules; 2], person: &Person<'_>) -> Vec<Row> {
        let Person { facts, held, provenance } = person;
        let mut rows = Vec::new();
        let mut given = BTreeSet::new();
        for (grant, holding) in self.grants(mapping, facts) {
            match holding {
                Some(holding) => {
                    if !held.contains(&holding) {
                        rows.push(Row::of(Change::Gain, Some(holding.clone()), grant));
                    }
                    given.insert(holding);
                }
                None => rows.push(Row::of(Change::CannotGive, None, grant)),
            }
        }
        let losing = held.iter().filter(|holding| provenance.is_by_rule(holding) && !given.contains(holding));
        rows.extend(losing.filter_map(|holding| {
            let because = provenance.of(holding)?.grounds.because();
            Some(self.row(Change::Lose, holding, format!("given by {because}; no rule gives it then")))
        }));
        rows
    }

    /// What a rule gives now and none gives then, but is held by hand.
    fn staying(&self, person: &Person<'_>) -> Vec<Row> {
        let Person { facts, held, provenance } = person;
        let then: BTreeSet<Holding> = self.grants(self.after, facts).filter_map(|(_, holding)| holding).collect();
        let now = self.grants(self.before, facts).filter_map(|(_, holding)| holding);
        now.filter(|holding| held.contains(holding) && !then.contains(holding) && !provenance.is_by_rule(holding))
            .map(|holding| {
                let because = match provenance.of(&holding) {
                    Some(origin) => format!("held by hand: {}", origin.grounds.because()),
                    None => "no record of who gave it: counts as held by hand".to_owned(),
                };
                self.row(Change::Stay, &holding, because)
            })
            .collect()
    }

    /// What a mapping gives a person; without a holding where it can't be given.
    fn grants(&self, mapping: [&Rules; 2], facts: &Facts<'_>) -> impl Iterator<Item = (Grant, Option<Holding>)> {
        let [groups, systems] = mapping.map(|rules| resolve(rules, facts));
        let groups = groups.into_iter().map(|grant| {
            let group = self.groups.get(grant.name.as_str());
            let group = group.filter(|group| !matches!(group.membership, Membership::Automatic { .. }));
            let holding = group.map(|group| Holding::Group(group.id.clone()));
            (grant, holding)
        });
        let systems = systems.into_iter().map(|grant| {
            let holding = Holding::System(grant.name.clone());
            (grant, Some(holding))
        });
        groups.chain(systems)
    }

    fn row(&self, change: Change, holding: &Holding, because: String) -> Row {
        let name = match holding {
            Holding::Group(id) => {
                let group = self.groups.values().find(|group| group.id == *id);
                group.map_or_else(|| id.clone(), |group| group.name.clone())
            }
            Holding::System(id) | Holding::LdapServer(id) => id.clone(),
        };
        Row { change, holding: Some(holding.clone()), name, because }
    }
}

impl Row {
    fn of(change: Change, holding: Option<Holding>, grant: Grant) -> Row {
        Row { change, holding, name: grant.name, because: grant.because }
    }
}

impl Change {
    /// In a word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Change::Gain => "gain",
            Change::Lose => "lose",
            Change::Stay => "stay",
            Change::CannotGive => "cannot_give",
        }
    }
}
