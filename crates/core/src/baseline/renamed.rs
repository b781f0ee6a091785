//! Groups that were probably renamed by hand: one is missing, and another that grants the same is not declared.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::act::GroupRef;
use super::kinds::{GrantKind, GroupKind};
use super::living::Living;
use super::wanted::{Wanted, WantedGroup};
use crate::nearest::nearest;

/// A group that would be created though it is probably there under another name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renamed {
    /// Its kind.
    pub kind: GroupKind,
    /// Its declared name, which is missing.
    pub declared: String,
    /// The name of the group that is not declared.
    pub there: String,
}

/// The pairs: those that grant the same, and those whose names are a slip apart.
pub(super) fn renamed(wanted: &Wanted, living: &Living, undeclared: &[GroupRef]) -> Vec<Renamed> {
    let missing = wanted.groups.iter().filter(|group| group.group.id.is_none());
    let pair = |group: &WantedGroup| {
        let others = || undeclared.iter().filter(|other| other.kind == group.group.kind);
        let same = others().find(|other| grants_the_same(group, other, living)).map(|other| other.name.as_str());
        let there = same.or_else(|| nearest(&group.group.name, others().map(|other| other.name.as_str())))?;
        let (kind, declared) = (group.group.kind, group.group.name.clone());
        Some(Renamed { kind, declared, there: there.to_owned() })
    };
    missing.filter_map(pair).collect()
}

fn grants_the_same(wanted: &WantedGroup, other: &GroupRef, living: &Living) -> bool {
    let Some(there) = living.group(other.kind, &other.name) else { return false };
    let wanted: Things<'_> =
        wanted.grants.keys().filter_map(|thing| Some((thing.kind, thing.id.as_deref()?))).collect();
    let granted: Things<'_> = there.grants.iter().map(|grant| (grant.kind, grant.id.as_str())).collect();
    !wanted.is_empty() && wanted == granted
}

type Things<'a> = BTreeSet<(GrantKind, &'a str)>;
