//! Directories of all kinds.

use std::collections::{BTreeMap, BTreeSet};

use dayone_core::baseline::{
    Condition, EmailKind, EmailWords, Grant, GrantKind, GroupKind, Living, LivingGroup, Rule, RuleMembers, RuleTest,
    Sudo,
};
use proptest::prelude::*;
use serde_json::json;

use super::support::{THINGS, group, thing_id, with_groups};

/// Names of groups, some of which are alike.
const NAMES: [&str; 5] = ["UG-Alpha", "UG-Beta", "UG Gamma (all)", "UG-Delta.1", "UG-\"E\""];

fn sudo() -> impl Strategy<Value = Sudo> {
    prop_oneof![Just(Sudo::Off), Just(Sudo::WithPassword), Just(Sudo::WithoutPassword)]
}

fn rule() -> impl Strategy<Value = Option<Rule>> {
    let condition = ("department|jobTitle", "eq|in|ne", "[a-z|:*]{0,6}")
        .prop_map(|(field, operator, value)| Condition { field, operator, value });
    let test = prop_oneof![
        prop::collection::vec(condition, 1..3).prop_map(RuleTest::Conditions),
        Just(RuleTest::of(&json!({ "queryType": "Search", "searchFilters": "{\"and\":[{\"a\":\"b\"}]}" }))),
    ];
    let members = prop_oneof![Just(RuleMembers::Automatic), Just(RuleMembers::Reviewed)];
    prop::option::of((members, test).prop_map(|(members, test)| Rule { members, test }))
}

fn words() -> impl Strategy<Value = EmailWords> {
    ("[a-z]{1,3}", "[a-z]{0,3}", "(.|\n){0,9}").prop_map(|(subject, title, body)| EmailWords {
        subject,
        title,
        body,
        ..EmailWords::default()
    })
}

fn emails() -> impl Strategy<Value = BTreeMap<EmailKind, EmailWords>> {
    let kind = prop::sample::select(EmailKind::ALL.to_vec());
    prop::collection::btree_map(kind, words(), 0..3)
}

/// Indexes of what is granted, with rights on it.
type Granted = BTreeSet<(usize, u8, Sudo)>;

fn granted() -> impl Strategy<Value = Granted> {
    prop::collection::btree_set((0..GrantKind::ALL.len(), 0..THINGS, sudo()), 0..8)
}

fn grants(kind: GroupKind, granted: &Granted, of_systems: &[LivingGroup]) -> Vec<Grant> {
    let mut grants: BTreeMap<(GrantKind, String), Sudo> = BTreeMap::new();
    for (place, number, sudo) in granted {
        let what = GrantKind::ALL[*place];
        let id = match what {
            GrantKind::SystemGroup => of_systems.get(usize::from(*number)).map(|group| group.id.clone()),
            _ => Some(thing_id(what, *number)),
        };
        let sudo = if what == GrantKind::System { *sudo } else { Sudo::Off };
        if let Some(id) = id.filter(|_| kind.grants().contains(&what)) {
            grants.insert((what, id), sudo);
        }
    }
    grants.into_iter().map(|((kind, id), sudo)| Grant { kind, id, sudo }).collect()
}

/// A directory of a few groups.
pub(super) fn living() -> impl Strategy<Value = Living> {
    let one = || (granted(), sudo(), rule(), "[a-z]{0,3}", 0..3_u64);
    let of_kind = || prop::collection::btree_map(0..NAMES.len(), one(), 0..4);
    (of_kind(), of_kind(), emails()).prop_map(|(systems, users, emails)| {
        let make = |kind,
                    from: BTreeMap<usize, (Granted, Sudo, Option<Rule>, String, u64)>,
                    of_systems: &[LivingGroup]| {
            let group = |(place, (granted, sudo, rule, description, members)): (usize, (Granted, Sudo, _, _, u64))| {
                LivingGroup {
                    description,
                    rule,
                    sudo: if kind == GroupKind::User { sudo } else { Sudo::Off },
                    members: Some(members),
                    grants: grants(kind, &granted, of_systems),
                    ..group(kind, u8::try_from(place).unwrap(), NAMES[place])
                }
            };
            from.into_iter().map(group).collect::<Vec<_>>()
        };
        let mut groups = make(GroupKind::System, systems, &[]);
        let users = make(GroupKind::User, users, &groups);
        groups.extend(users);
        Living { emails, ..with_groups(groups) }
    })
}
