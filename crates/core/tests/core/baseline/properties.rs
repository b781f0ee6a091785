//! What holds for every declaration and every directory.

use dayone_core::baseline::{Act, GroupKind, Living, Prune, declare};
use proptest::prelude::*;

use super::arbitrary::living;
use super::model::{after, sorted};
use super::support::{planned, planned_beside};

/// Without what nobody compares: ids and numbers of members.
fn bare(living: Living) -> Living {
    let mut living = sorted(living);
    for group in &mut living.groups {
        group.members = None;
        group.id = group.name.clone();
        for grant in &mut group.grants {
            grant.id = living.things.name(grant.kind, &grant.id).to_owned();
        }
        group.grants.sort();
    }
    living.things = Default::default();
    living
}

proptest! {
    #[test]
    fn what_is_imported_is_no_difference(living in living()) {
        for prune in [Prune::Nothing, Prune::Undeclared] {
            let plan = planned(&declare(&living), &living, prune);
            prop_assert!(plan.is_done(), "{:?}", plan.acts);
            prop_assert!(plan.guards.is_empty() && plan.left_alone.is_empty());
        }
    }

    #[test]
    fn the_acts_make_true_what_is_declared_and_then_there_is_none(wanted in living(), now in living()) {
        let declaration = declare(&wanted);
        let plan = planned(&declaration, &now, Prune::Nothing);
        let then = after(&now, &plan);
        prop_assert!(planned(&declaration, &then, Prune::Nothing).is_done());
        for left in &plan.left_alone {
            prop_assert_eq!(now.group(left.kind, &left.name), then.group(left.kind, &left.name));
        }
    }

    #[test]
    fn pruned_nothing_is_there_but_what_is_declared(wanted in living(), now in living()) {
        let declaration = declare(&wanted);
        let plan = planned(&declaration, &now, Prune::Undeclared);
        let mut then = after(&now, &plan);
        // Kinds of which nothing is declared are left alone.
        let declares = |kind| wanted.groups.iter().any(|group| group.kind == kind);
        then.groups.retain(|group| declares(group.kind));
        if wanted.emails.is_empty() {
            then.emails.clear();
        }
        prop_assert_eq!(bare(then), bare(wanted));
    }

    #[test]
    fn acts_that_stop_anywhere_are_gone_on_with(wanted in living(), now in living(), stop in 0..30_usize) {
        let declaration = declare(&wanted);
        let mut first = planned(&declaration, &now, Prune::Undeclared);
        first.acts.truncate(stop);
        let between = after(&now, &first);
        let rest = planned(&declaration, &between, Prune::Undeclared);
        let whole = planned(&declaration, &now, Prune::Undeclared);
        prop_assert_eq!(rest.acts.len(), whole.acts.len() - first.acts.len());
        prop_assert_eq!(bare(after(&between, &rest)), bare(after(&now, &whole)));
    }

    #[test]
    fn the_digest_is_that_of_the_acts(wanted in living(), now in living()) {
        let declaration = declare(&wanted);
        let plan = planned(&declaration, &now, Prune::Nothing);
        prop_assert_eq!(plan.digest, planned(&declaration, &now, Prune::Nothing).digest);
        let pruned = planned(&declaration, &now, Prune::Undeclared);
        prop_assert_eq!(plan.digest == pruned.digest, plan.acts == pruned.acts);
        let text = serde_json::to_string(&plan).unwrap();
        prop_assert_eq!(serde_json::from_str::<dayone_core::baseline::Plan>(&text).unwrap(), plan);
    }

    #[test]
    fn protected_groups_are_never_touched(wanted in living(), now in living()) {
        let plan = planned_beside(&["ug-alpha", "*beta"], &declare(&wanted), &now, Prune::Undeclared);
        let is_protected = |act: &Act| {
            let there = act.group().filter(|group| now.group(group.kind, &group.name).is_some());
            there.is_some_and(|group| ["UG-Alpha", "UG-Beta"].contains(&group.name.as_str()))
        };
        prop_assert!(!plan.acts.iter().any(|planned| is_protected(&planned.act)));
        prop_assert!(plan.protected.iter().all(|planned| is_protected(&planned.act)));
    }

    #[test]
    fn groups_of_systems_are_there_before_they_are_granted(wanted in living()) {
        let nothing = Living { things: wanted.things.clone(), ..Living::default() };
        let plan = planned(&declare(&wanted), &nothing, Prune::Nothing);
        let created = |name: &str| {
            plan.acts.iter().position(|planned| {
                matches!(&planned.act, Act::CreateGroup { group, .. } if group.kind == GroupKind::System && group.name == name)
            })
        };
        for (place, planned) in plan.acts.iter().enumerate() {
            if let Act::Grant { thing, .. } = &planned.act && thing.id.is_none() {
                prop_assert!(created(&thing.name).is_some_and(|before| before < place));
            }
        }
    }
}
