//! A directory that does what it is told, as the real one does.

use dayone_core::baseline::{Act, Grant, GrantKind, GroupKind, GroupRef, Living, LivingGroup, Plan, Sudo, Thing};
use dayone_core::snapshot::Named;

use super::support::id;

/// The directory after these acts.
pub(super) fn after(living: &Living, plan: &Plan) -> Living {
    let mut living = living.clone();
    for planned in &plan.acts {
        perform(&mut living, &planned.act);
    }
    living
}

fn perform(living: &mut Living, act: &Act) {
    match act {
        Act::CreateGroup { group, description, sudo, rule } => {
            assert!(living.group(group.kind, &group.name).is_none(), "{group:?} is there");
            living.groups.push(LivingGroup {
                kind: group.kind,
                id: unused_id(living),
                name: group.name.clone(),
                description: description.clone(),
                sudo: *sudo,
                rule: rule.clone(),
                members: Some(0),
                grants: Vec::new(),
            });
            let of_systems = living.groups.iter().filter(|group| group.kind == GroupKind::System);
            let named = of_systems.map(|group| Named { id: group.id.clone(), name: group.name.clone() }).collect();
            living.things.insert(GrantKind::SystemGroup, named);
        }
        Act::Describe { group, description, was } => {
            let there = found(living, group);
            assert_eq!(there.description, *was);
            there.description = description.clone();
        }
        Act::SetSudo { group, sudo, was } => {
            let there = found(living, group);
            assert_eq!(there.sudo, *was);
            there.sudo = *sudo;
        }
        Act::SetRule { group, rule, was, .. } => {
            let there = found(living, group);
            assert_eq!(there.rule, *was);
            there.rule = rule.clone();
        }
        Act::Grant { group, thing, sudo } => {
            let id = thing_id(living, thing);
            found(living, group).grants.push(Grant { kind: thing.kind, id, sudo: *sudo });
        }
        Act::SetGrantSudo { group, thing, sudo, was } => {
            let there = granted(living, group, thing);
            assert_eq!(there.sudo, *was);
            there.sudo = *sudo;
        }
        Act::Revoke { group, thing } => {
            granted(living, group, thing);
            found(living, group)
                .grants
                .retain(|grant| (grant.kind, Some(&grant.id)) != (thing.kind, thing.id.as_ref()));
        }
        Act::DeleteGroup { group, .. } => {
            let gone = found(living, group).id.clone();
            living.groups.retain(|group| group.id != gone);
            for group in &mut living.groups {
                group.grants.retain(|grant| grant.id != gone);
            }
        }
        Act::WriteEmail { email, words, was } => {
            assert_eq!(living.emails.insert(*email, words.clone()), *was);
        }
        Act::DropEmail { email, was } => assert_eq!(living.emails.remove(email).as_ref(), Some(was)),
    }
}

fn unused_id(living: &Living) -> String {
    let is_unused = |id: &String| living.groups.iter().all(|group| group.id != *id);
    (0..=u8::MAX).map(|number| id(0xc0, number)).find(is_unused).unwrap()
}

fn found<'a>(living: &'a mut Living, wanted: &GroupRef) -> &'a mut LivingGroup {
    let group = living.groups.iter_mut().find(|group| group.kind == wanted.kind && group.name == wanted.name);
    let group = group.unwrap_or_else(|| panic!("{wanted:?} is missing"));
    assert!(wanted.id.as_ref().is_none_or(|id| *id == group.id));
    group
}

fn thing_id(living: &Living, thing: &Thing) -> String {
    let by_name = || living.group(GroupKind::System, &thing.name).map(|group| group.id.clone());
    thing.id.clone().or_else(by_name).unwrap_or_else(|| panic!("{thing:?} is missing"))
}

fn granted<'a>(living: &'a mut Living, group: &GroupRef, thing: &Thing) -> &'a mut Grant {
    let grants = &mut found(living, group).grants;
    let there = grants.iter_mut().find(|grant| (grant.kind, Some(&grant.id)) == (thing.kind, thing.id.as_ref()));
    there.unwrap_or_else(|| panic!("{thing:?} is not granted"))
}

/// The same directory in an order that does not depend on what happened to it.
pub(super) fn sorted(mut living: Living) -> Living {
    for group in &mut living.groups {
        group.grants.sort();
        group.sudo = if group.kind == GroupKind::System { Sudo::Off } else { group.sudo };
    }
    living.groups.sort_by(|one, other| (one.kind, &one.name).cmp(&(other.kind, &other.name)));
    living
}
