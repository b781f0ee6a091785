//! Which side is cheaper to ask: each user for its groups, or each group for its members.

use std::collections::{BTreeMap, BTreeSet};

use crate::paging::PAGE;

/// A group with more members is never read from its side.
const LARGEST_GROUP: u64 = 5_000;

/// A group in which a user may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The group's id.
    pub group_id: String,
    /// How many members it has, as far as known. Of an unknown one the members are never read.
    pub members: Option<u64>,
}

/// Who is asked.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) by_user: BTreeSet<String>,
    pub(super) by_group: BTreeSet<String>,
}

/// The plan with the fewest calls: one for each user asked, one for each 100 members of a group asked.
pub(super) fn cheapest<'a>(asks: impl Iterator<Item = (&'a str, &'a [Candidate])>) -> Plan {
    let mut wanted: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut sizes: BTreeMap<&str, u64> = BTreeMap::new();
    let mut by_user: BTreeSet<&str> = BTreeSet::new();
    for (user, candidates) in asks {
        let groups = wanted.entry(user).or_default();
        groups.extend(candidates.iter().map(|candidate| candidate.group_id.as_str()));
        if candidates.is_empty() {
            by_user.insert(user);
        }
        for Candidate { group_id, members } in candidates {
            if let Some(members) = members {
                let size = sizes.entry(group_id).or_default();
                *size = (*size).max(*members);
            }
        }
    }
    let newcomers = wanted.len() as u64;
    // None: too large, or of unknown size. The counts may be older than the newcomers.
    let pages = |group: &str| {
        let size = sizes.get(group).filter(|size| **size <= LARGEST_GROUP)?;
        Some((size + newcomers).div_ceil(PAGE).max(1))
    };
    by_user.extend(
        wanted.iter().filter(|(_, groups)| groups.iter().any(|group| pages(group).is_none())).map(|(user, _)| *user),
    );

    // A group that costs more than all who want it is left to them, which may make another one too dear.
    loop {
        let mut wanting: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (user, groups) in wanted.iter().filter(|(user, _)| !by_user.contains(*user)) {
            groups.iter().for_each(|group| {
                wanting.entry(group).or_default().insert(user);
            });
        }
        let dear = wanting.iter().find(|(group, users)| pages(group).is_none_or(|pages| pages >= users.len() as u64));
        if let Some((_, users)) = dear {
            by_user.extend(users);
            continue;
        }
        let cost: u64 = wanting.keys().filter_map(|group| pages(group)).sum();
        let remaining: Vec<_> = wanted.keys().filter(|user| !by_user.contains(*user)).copied().collect();
        if cost >= remaining.len() as u64 {
            by_user.extend(remaining);
            wanting.clear();
        }
        return Plan {
            by_user: by_user.into_iter().map(str::to_owned).collect(),
            by_group: wanting.into_keys().map(str::to_owned).collect(),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidates(groups: &[(&str, Option<u64>)]) -> Vec<Candidate> {
        groups.iter().map(|(id, members)| Candidate { group_id: (*id).to_owned(), members: *members }).collect()
    }

    fn plan(users: u32, groups: &[(&str, Option<u64>)]) -> (usize, usize) {
        let (names, candidates): (Vec<_>, _) = ((0..users).map(|n| n.to_string()).collect(), candidates(groups));
        let plan = cheapest(names.iter().map(|name| (name.as_str(), candidates.as_slice())));
        (plan.by_user.len(), plan.by_group.len())
    }

    #[test]
    fn a_single_user_is_asked() {
        assert_eq!(plan(1, &[("a", Some(3))]), (1, 0));
    }

    #[test]
    fn many_users_of_few_small_groups_are_found_in_the_groups() {
        assert_eq!(plan(50, &[("a", Some(120)), ("b", Some(0))]), (0, 2));
    }

    #[test]
    fn few_users_of_many_groups_are_asked() {
        assert_eq!(plan(3, &[("a", Some(10)), ("b", Some(10)), ("c", Some(10))]), (3, 0));
    }

    #[test]
    fn groups_over_5000_or_of_unknown_size_are_never_read() {
        assert_eq!(plan(1_000, &[("a", Some(5_001))]), (1_000, 0));
        assert_eq!(plan(1_000, &[("a", None)]), (1_000, 0));
    }

    #[test]
    fn without_candidates_users_are_asked() {
        assert_eq!(plan(9, &[]), (9, 0));
    }

    #[test]
    fn one_user_in_a_dear_group_does_not_make_the_others_dear() {
        let (many, one) = (candidates(&[("a", Some(100))]), candidates(&[("a", Some(100)), ("b", Some(4_000))]));
        let names: Vec<_> = (0..20).map(|number| number.to_string()).collect();
        let asks = names.iter().map(|name| (name.as_str(), many.as_slice()));
        let plan = cheapest(asks.chain([("dear", one.as_slice())]));
        assert_eq!(plan.by_user, BTreeSet::from(["dear".to_owned()]));
        assert_eq!(plan.by_group, BTreeSet::from(["a".to_owned()]));
    }
}
