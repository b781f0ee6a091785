//! What takes so much that somebody has to say so: groups with members, many grants, members decided on by hand.

use serde::{Deserialize, Serialize};

use super::act::{Act, PlannedAct};
use super::words::counted;

/// As many grants may be taken without being asked for.
pub const FEW_GRANTS: u64 = 3;

/// A guard of baselines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BaselineGuard {
    /// A group that has members would be deleted.
    GroupWithMembers,
    /// More than a few grants would be taken.
    ManyGrants,
    /// A rule would decide over members that were decided on by hand.
    RuleOverMembers,
}

/// A guard that tripped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrippedBaselineGuard {
    /// Which one.
    pub guard: BaselineGuard,
    /// The same for people, in one sentence.
    pub message: String,
}

impl BaselineGuard {
    /// Its name in events and documents.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            BaselineGuard::GroupWithMembers => "group_with_members",
            BaselineGuard::ManyGrants => "many_grants",
            BaselineGuard::RuleOverMembers => "rule_over_members",
        }
    }
}

/// The guards that these acts trip.
pub(super) fn tripped(acts: &[PlannedAct]) -> Vec<TrippedBaselineGuard> {
    let mut found = Vec::new();
    for PlannedAct { act, .. } in acts {
        match act {
            Act::DeleteGroup { group, members, .. } if *members > 0 => {
                let message = format!("{} {} has {}", group.kind.noun(), group.name, counted(*members, "member"));
                found.push(TrippedBaselineGuard { guard: BaselineGuard::GroupWithMembers, message });
            }
            Act::SetRule { group, rule: Some(_), was: None, members } if *members > 0 => {
                let message = format!(
                    "{} {} has {} by hand; the rule alone would decide on them",
                    group.kind.noun(),
                    group.name,
                    counted(*members, "member")
                );
                found.push(TrippedBaselineGuard { guard: BaselineGuard::RuleOverMembers, message });
            }
            _ => {}
        }
    }
    let taken: u64 = acts.iter().map(|planned| planned.act.grants_taken()).sum();
    if taken > FEW_GRANTS {
        let message = format!("{taken} grants would be taken, more than {FEW_GRANTS}");
        found.push(TrippedBaselineGuard { guard: BaselineGuard::ManyGrants, message });
    }
    found
}
