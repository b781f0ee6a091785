//! How rules and people cover each other: rules that nobody uses, people whom no rule names, groups that can't be given.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Facts, Rule, RuleField, fitting, folded};
use crate::nearest::nearest;
use crate::settings::{Rules, TenantSettings};
use crate::snapshot::{Group, Membership};

/// How rules and people cover each other.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// People who were looked at.
    pub people: usize,
    /// Every rule, with how many people it fits.
    pub rules: Vec<RuleUse>,
    /// Values of people that no rule names, the most frequent first; only of fields that any rule looks at.
    pub unmapped: Vec<UnmappedValue>,
    /// Groups in rules that can't be given.
    pub broken: Vec<BrokenGroup>,
}

/// A rule, and how many people it fits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleUse {
    /// What it gives.
    pub gives: Gives,
    /// What it looks at.
    pub field: RuleField,
    /// The value or pattern.
    pub key: String,
    /// Names of groups, or ids of systems.
    pub names: Vec<String>,
    /// How many people it fits.
    pub people: usize,
}

/// What rules give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each name says it")]
pub enum Gives {
    Groups,
    Systems,
}

/// A value of people that no rule names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnmappedValue {
    /// The field.
    pub field: RuleField,
    /// The value, as it is spelt first; empty: they have none.
    pub value: String,
    /// How many people have it.
    pub people: usize,
    /// The nearest value that has a rule. Only to be shown: nothing is granted by likeness.
    pub nearest: Option<String>,
}

/// A group in rules that can't be given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BrokenGroup {
    /// Its name.
    pub name: String,
    /// What is wrong with it.
    pub fault: GroupFault,
    /// The nearest name that exists.
    pub nearest: Option<String>,
    /// The rules that name it.
    pub rules: Vec<String>,
}

/// Why a group can't be given as rules say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupFault {
    /// The directory has no group of this name.
    Gone,
    /// Its own rule in the directory alone decides.
    Dynamic,
}

/// How rules and people cover each other.
pub fn coverage<'a>(settings: &TenantSettings, people: impl Iterator<Item = Facts<'a>>, groups: &[Group]) -> Coverage {
    let kinds = [(Gives::Groups, &settings.groups), (Gives::Systems, &settings.system_bindings)];
    let mut rules: Vec<RuleUse> = kinds
        .into_iter()
        .flat_map(|(gives, rules)| rules.each().map(move |rule| used_by_nobody(gives, &rule)))
        .collect();
    let mut unmapped: BTreeMap<(RuleField, String), UnmappedValue> = BTreeMap::new();
    let looked_at = |field| kinds.iter().any(|(_, rules)| rules.by(field).is_some_and(|map| !map.is_empty()));
    let fields: Vec<RuleField> = RuleField::BY_VALUE.into_iter().filter(|field| looked_at(*field)).collect();
    let mut count = 0;
    for person in people {
        count += 1;
        let mut named: Vec<RuleField> = Vec::new();
        for (gives, of_kind) in kinds {
            for rule in fitting(of_kind, &person) {
                named.push(rule.field);
                let own =
                    |one: &&mut RuleUse| (one.gives, one.field, one.key.as_str()) == (gives, rule.field, rule.key);
                if let Some(found) = rules.iter_mut().find(own) {
                    found.people += 1;
                }
            }
        }
        for field in fields.iter().filter(|field| !named.contains(field)) {
            let value = field.of(&person).trim();
            let entry = unmapped.entry((*field, folded(value)));
            entry.or_insert_with(|| nobody(*field, value, kinds.map(|(_, rules)| rules))).people += 1;
        }
    }
    let mut unmapped: Vec<UnmappedValue> = unmapped.into_values().collect();
    unmapped.sort_by(|one, other| (one.field, other.people, &one.value).cmp(&(other.field, one.people, &other.value)));
    Coverage { people: count, rules, unmapped, broken: broken(&settings.groups, groups) }
}

fn used_by_nobody(gives: Gives, rule: &Rule<'_>) -> RuleUse {
    RuleUse { gives, field: rule.field, key: rule.key.to_owned(), names: rule.names.to_vec(), people: 0 }
}

fn nobody(field: RuleField, value: &str, rules: [&Rules; 2]) -> UnmappedValue {
    let keys = rules.into_iter().filter_map(|rules| rules.by(field)).flat_map(BTreeMap::keys);
    let nearest = nearest(value, keys.map(String::as_str)).map(str::to_owned);
    UnmappedValue { field, value: value.to_owned(), people: 0, nearest }
}

fn broken(rules: &Rules, groups: &[Group]) -> Vec<BrokenGroup> {
    let mut found: BTreeMap<&str, BrokenGroup> = BTreeMap::new();
    for rule in rules.each() {
        for name in rule.names {
            let fault = match groups.iter().find(|group| group.name == *name).map(|group| &group.membership) {
                None => GroupFault::Gone,
                Some(Membership::Automatic { .. }) => GroupFault::Dynamic,
                Some(Membership::Static | Membership::Reviewed) => continue,
            };
            let near = || match fault {
                GroupFault::Gone => nearest(name, groups.iter().map(|group| group.name.as_str())).map(str::to_owned),
                GroupFault::Dynamic => None,
            };
            let entry = found.entry(name).or_insert_with(|| BrokenGroup {
                name: name.clone(),
                fault,
                nearest: near(),
                rules: Vec::new(),
            });
            entry.rules.push(rule.words());
        }
    }
    found.into_values().collect()
}

impl RuleUse {
    /// The rule, for people.
    #[must_use]
    pub fn words(&self) -> String {
        Rule { field: self.field, key: &self.key, names: &self.names }.words()
    }
}

impl GroupFault {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            GroupFault::Gone => "is not in JumpCloud",
            GroupFault::Dynamic => "is dynamic: its own rule in JumpCloud alone decides",
        }
    }
}
