//! What differs between the declaration and the directory, as acts in the order in which they are done.

use std::collections::BTreeMap;

use super::act::{Act, GroupRef, PlannedAct, Thing};
use super::kinds::{GroupKind, Sudo};
use super::living::{Living, LivingGroup};
use super::plan::Prune;
use super::wanted::{Wanted, WantedGroup, key};

/// What differs, and what is left alone.
pub(super) struct Difference {
    /// In the order in which they are done.
    pub(super) acts: Vec<PlannedAct>,
    /// Groups that are not declared, and stay.
    pub(super) left_alone: Vec<GroupRef>,
}

/// Compares.
pub(super) fn diff(wanted: &Wanted, living: &Living, prune: Prune) -> Difference {
    let mut acts = Vec::new();
    for group in &wanted.groups {
        match living.group(group.group.kind, &group.group.name) {
            Some(there) => compare(group, there, living, &mut acts),
            None => create(group, &mut acts),
        }
    }
    let mut left_alone = undeclared(wanted, living, prune, &mut acts);
    emails(wanted, living, prune, &mut acts);
    // Stable: within a stage, groups stay in the order of their kinds and names, those that go in the reverse order.
    acts.sort_by_key(|planned: &PlannedAct| planned.act.stage());
    left_alone.sort();
    Difference { acts, left_alone }
}

fn create(wanted: &WantedGroup, acts: &mut Vec<PlannedAct>) {
    let WantedGroup { group, description, sudo, rule, grants } = wanted;
    let act =
        Act::CreateGroup { group: group.clone(), description: description.clone(), sudo: *sudo, rule: rule.clone() };
    acts.push(PlannedAct { act, because: key([group.kind.table(), &group.name]) });
    for (thing, sudo) in grants {
        acts.push(grant(group, thing, *sudo));
    }
}

fn compare(wanted: &WantedGroup, there: &LivingGroup, living: &Living, acts: &mut Vec<PlannedAct>) {
    let WantedGroup { group, description, sudo, rule, grants } = wanted;
    let because = |field: &str| key([group.kind.table(), group.name.as_str(), field]);
    if *description != there.description {
        let act =
            Act::Describe { group: group.clone(), description: description.clone(), was: there.description.clone() };
        acts.push(PlannedAct { act, because: because("description") });
    }
    if *sudo != there.sudo {
        let act = Act::SetSudo { group: group.clone(), sudo: *sudo, was: there.sudo };
        acts.push(PlannedAct { act, because: because("sudo") });
    }
    if *rule != there.rule {
        let members = there.members.unwrap_or_default();
        let act = Act::SetRule { group: group.clone(), rule: rule.clone(), was: there.rule.clone(), members };
        acts.push(PlannedAct { act, because: because("rule") });
    }
    let granted: BTreeMap<Thing, Sudo> = there.grants.iter().map(|grant| (thing(living, grant), grant.sudo)).collect();
    for (thing, sudo) in grants {
        match granted.get(thing) {
            Some(now) if now == sudo => {}
            Some(now) => {
                let act = Act::SetGrantSudo { group: group.clone(), thing: thing.clone(), sudo: *sudo, was: *now };
                acts.push(PlannedAct { act, because: because(thing.kind.key(*sudo)) });
            }
            None => acts.push(grant(group, thing, *sudo)),
        }
    }
    for (thing, sudo) in granted.iter().filter(|(thing, _)| !grants.contains_key(*thing)) {
        let act = Act::Revoke { group: group.clone(), thing: thing.clone() };
        acts.push(PlannedAct { act, because: format!("not in {}", because(thing.kind.key(*sudo))) });
    }
}

fn grant(group: &GroupRef, thing: &Thing, sudo: Sudo) -> PlannedAct {
    PlannedAct {
        act: Act::Grant { group: group.clone(), thing: thing.clone(), sudo },
        because: key([group.kind.table(), group.name.as_str(), thing.kind.key(sudo)]),
    }
}

fn thing(living: &Living, grant: &super::Grant) -> Thing {
    let name = living.things.name(grant.kind, &grant.id).to_owned();
    Thing { kind: grant.kind, name, id: Some(grant.id.clone()) }
}

/// Groups that are not declared: deleted if they are to be pruned, groups of users first.
///
/// A kind of which nothing is declared is no baseline's business, and a group of systems that a declared group grants
/// is needed.
fn undeclared(wanted: &Wanted, living: &Living, prune: Prune, acts: &mut Vec<PlannedAct>) -> Vec<GroupRef> {
    let mut left = Vec::new();
    for kind in GroupKind::ALL.into_iter().rev() {
        let declares = |name: &str| wanted.groups.iter().any(|one| one.group.kind == kind && one.group.name == name);
        let of_kind = wanted.groups.iter().any(|one| one.group.kind == kind);
        let mut others: Vec<&LivingGroup> =
            living.groups.iter().filter(|group| group.kind == kind && !declares(&group.name)).collect();
        others.sort_by(|one, other| one.name.cmp(&other.name));
        for there in others {
            let group = GroupRef { kind, name: there.name.clone(), id: Some(there.id.clone()) };
            match prune {
                Prune::Undeclared if of_kind && !is_granted(wanted, &there.id) => {
                    let (members, grants) = (there.members.unwrap_or_default(), there.grants.len() as u64);
                    let act = Act::DeleteGroup { group, members, grants };
                    acts.push(PlannedAct { act, because: format!("not in {}, --prune", key([kind.table()])) });
                }
                Prune::Undeclared | Prune::Nothing => left.push(group),
            }
        }
    }
    left
}

fn is_granted(wanted: &Wanted, id: &str) -> bool {
    wanted.groups.iter().flat_map(|group| group.grants.keys()).any(|thing| thing.id.as_deref() == Some(id))
}

fn emails(wanted: &Wanted, living: &Living, prune: Prune, acts: &mut Vec<PlannedAct>) {
    for (email, words) in &wanted.emails {
        let was = living.emails.get(email);
        if was != Some(words) {
            let act = Act::WriteEmail { email: *email, words: words.clone(), was: was.cloned() };
            acts.push(PlannedAct { act, because: key(["emails", email.name()]) });
        }
    }
    if prune == Prune::Undeclared && !wanted.emails.is_empty() {
        for (email, was) in living.emails.iter().filter(|(email, _)| !wanted.emails.contains_key(*email)) {
            let act = Act::DropEmail { email: *email, was: was.clone() };
            acts.push(PlannedAct { act, because: format!("not in {}, --prune", key(["emails"])) });
        }
    }
}
