//! Guards of changes: how many may move or leave within an hour before somebody has to look.

use serde::{Deserialize, Serialize};

use super::ChangeKind;
use crate::guard::{Guard, GuardSettings};

/// What the guards look at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ChangeFacts {
    /// Accounts in the directory; None: not known, which counts as none.
    pub accounts: Option<u64>,
    /// Changes of this kind that were opened within the last hour, this one not among them.
    pub opened: u64,
}

/// A guard that tripped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrippedChange {
    /// Which one.
    pub guard: Guard,
    /// Changes within an hour, this one among them.
    pub count: u64,
    /// How many are allowed.
    pub limit: u64,
    /// The same for people, in one sentence.
    pub message: String,
}

/// The guards that trip.
#[must_use]
pub fn tripped(kind: ChangeKind, settings: &GuardSettings, facts: ChangeFacts) -> Vec<TrippedChange> {
    let count = facts.opened.saturating_add(1);
    let share = facts.accounts.unwrap_or(0).saturating_mul(u64::from(settings.leavers_percent)) / 100;
    let size = facts.accounts.map_or("unknown size".to_owned(), |accounts| format!("{accounts} accounts"));
    let limits = match kind {
        ChangeKind::Mover => {
            let limit = u64::from(settings.movers_per_hour);
            vec![(Guard::MoversPerHour, limit, format!("{count} movers within an hour: over {limit}"))]
        }
        ChangeKind::Leaver => {
            let limit = u64::from(settings.leavers_per_hour);
            // In a small directory a share of it is nobody; somebody may always leave.
            let share = share.max(1);
            let percent = settings.leavers_percent;
            vec![
                (Guard::LeaversPerHour, limit, format!("{count} leavers within an hour: over {limit}")),
                (
                    Guard::LeaversPercent,
                    share,
                    format!("{count} leavers within an hour: over {share} for a directory of {size} ({percent} %)"),
                ),
            ]
        }
        ChangeKind::Rehire | ChangeKind::Undo | ChangeKind::Review | ChangeKind::Deletion => Vec::new(),
    };
    limits
        .into_iter()
        .filter(|(_, limit, _)| count > *limit)
        .map(|(guard, limit, message)| TrippedChange { guard, count, limit, message })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trips(kind: ChangeKind, opened: u64, accounts: u64) -> Vec<Guard> {
        let facts = ChangeFacts { accounts: Some(accounts), opened };
        tripped(kind, &GuardSettings::default(), facts).into_iter().map(|one| one.guard).collect()
    }

    #[test]
    fn ten_move_and_the_eleventh_is_looked_at() {
        assert_eq!(trips(ChangeKind::Mover, 9, 1_000), []);
        assert_eq!(trips(ChangeKind::Mover, 10, 1_000), [Guard::MoversPerHour]);
    }

    #[test]
    fn three_leave_or_two_in_a_hundred() {
        assert_eq!(trips(ChangeKind::Leaver, 2, 1_000), []);
        assert_eq!(trips(ChangeKind::Leaver, 3, 1_000), [Guard::LeaversPerHour]);
        assert_eq!(trips(ChangeKind::Leaver, 1, 60), [Guard::LeaversPercent]);
        assert_eq!(trips(ChangeKind::Leaver, 0, 20), [], "one may always leave");
    }

    #[test]
    fn nobody_counts_who_comes_back() {
        assert_eq!(trips(ChangeKind::Rehire, 1_000, 10), []);
    }
}
