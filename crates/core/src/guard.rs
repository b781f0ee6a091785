//! Guards: how many people may join, leave or move before somebody has to look. What trips one is quarantined until it is released.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::problem::{ErrorType, Problem};
use crate::steps::Step;

/// The numbers of a tenant's guards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct GuardSettings {
    /// Joiners within an hour. Default: 25.
    pub joiners_per_hour: u32,
    /// Joiners within an hour, in percent of the accounts that the directory has. Default: 10.
    pub joiners_percent: u32,
    /// Joiners within an hour that `joiners_percent` always allows, however small the directory is. Default: 10.
    pub joiners_percent_floor: u32,
    /// Leavers within an hour. Default: 3.
    pub leavers_per_hour: u32,
    /// Leavers within an hour, in percent of the accounts that the directory has; one is always allowed. Default: 2.
    pub leavers_percent: u32,
    /// Movers within an hour. Default: 10.
    pub movers_per_hour: u32,
}

/// A guard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Guard {
    /// Too many joiners within an hour.
    JoinersPerHour,
    /// Too many joiners within an hour for a directory of this size.
    JoinersPercent,
    /// Too many leavers within an hour.
    LeaversPerHour,
    /// Too many leavers within an hour for a directory of this size.
    LeaversPercent,
    /// Too many movers within an hour.
    MoversPerHour,
}

/// What the guards look at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinerFacts {
    /// Accounts in the directory; None: not known, which counts as none.
    pub accounts: Option<u64>,
    /// Joiners of this tenant whose runs were opened within the last hour, those of this request not among them.
    pub opened: u64,
    /// Joiners that this request brings.
    pub joiners: u64,
    /// The number of joiners that an operator expects. If it is right, no guard of joiners trips.
    pub expected: Option<u64>,
}

/// A guard that tripped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrippedGuard {
    /// Which one.
    pub guard: Guard,
    /// Joiners within an hour, those of this request among them.
    pub joiners: u64,
    /// How many are allowed.
    pub limit: u64,
    /// The same for people, in one sentence.
    pub message: String,
}

impl Default for GuardSettings {
    fn default() -> Self {
        GuardSettings {
            joiners_per_hour: 25,
            joiners_percent: 10,
            joiners_percent_floor: 10,
            leavers_per_hour: 3,
            leavers_percent: 2,
            movers_per_hour: 10,
        }
    }
}

impl Guard {
    /// Its name in configuration, events and documents.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Guard::JoinersPerHour => "joiners_per_hour",
            Guard::JoinersPercent => "joiners_percent",
            Guard::LeaversPerHour => "leavers_per_hour",
            Guard::LeaversPercent => "leavers_percent",
            Guard::MoversPerHour => "movers_per_hour",
        }
    }
}

impl TrippedGuard {
    /// The same as an error: nothing was written, and nothing is lost.
    #[must_use]
    pub fn problem(&self) -> Problem {
        let message = format!("A guard ({}) holds the run back: {}", self.guard.name(), self.message);
        Problem::before_creation(
            ErrorType::GuardTripped,
            Step::UserCreation,
            message,
            "If so many are meant to join, release the run; if not, cancel it",
        )
        .with_impact("No account was created; the run is kept, and waits to be released.")
    }
}

impl JoinerFacts {
    /// An operator has said how many there are, and is right.
    #[must_use]
    pub fn are_expected(&self) -> bool {
        self.expected == Some(self.joiners)
    }
}

/// The guards that trip.
#[must_use]
pub fn tripped(settings: &GuardSettings, facts: &JoinerFacts) -> Vec<TrippedGuard> {
    if facts.are_expected() {
        return Vec::new();
    }
    let within_hour = facts.opened.saturating_add(facts.joiners);
    let limits = [
        (Guard::JoinersPerHour, u64::from(settings.joiners_per_hour)),
        (Guard::JoinersPercent, percent_limit(settings, facts.accounts)),
    ];
    limits
        .into_iter()
        .filter(|(_, limit)| within_hour > *limit)
        .map(|(guard, limit)| TrippedGuard {
            guard,
            joiners: within_hour,
            limit,
            message: message(guard, settings, facts, within_hour, limit),
        })
        .collect()
}

/// Joiners within an hour until which no guard trips.
#[must_use]
pub fn allowed(settings: &GuardSettings, accounts: Option<u64>) -> u64 {
    u64::from(settings.joiners_per_hour).min(percent_limit(settings, accounts))
}

fn percent_limit(settings: &GuardSettings, accounts: Option<u64>) -> u64 {
    let share = accounts.unwrap_or(0).saturating_mul(u64::from(settings.joiners_percent)) / 100;
    share.max(u64::from(settings.joiners_percent_floor))
}

fn message(guard: Guard, settings: &GuardSettings, facts: &JoinerFacts, within_hour: u64, limit: u64) -> String {
    let these = match facts.joiners {
        1 => "this joiner".to_owned(),
        several => format!("these {several} joiners"),
    };
    let count = match facts.opened {
        0 => these,
        opened => format!("{these} and {opened} of the last hour are {within_hour}"),
    };
    let allowed = match guard {
        Guard::LeaversPerHour | Guard::LeaversPercent | Guard::MoversPerHour => return String::new(),
        Guard::JoinersPerHour => format!("over {limit} an hour"),
        Guard::JoinersPercent => {
            let size = match facts.accounts {
                Some(accounts) => format!("{accounts} accounts"),
                None => "unknown size".to_owned(),
            };
            let GuardSettings { joiners_percent, joiners_percent_floor, .. } = settings;
            format!(
                "over {limit} an hour for a directory of {size} ({joiners_percent} %, at least {joiners_percent_floor})"
            )
        }
    };
    format!("{count}: {allowed}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_settings() -> impl Strategy<Value = GuardSettings> {
        (0u32..200, 0u32..=100, 0u32..200).prop_map(|(joiners_per_hour, joiners_percent, joiners_percent_floor)| {
            GuardSettings { joiners_per_hour, joiners_percent, joiners_percent_floor, ..GuardSettings::default() }
        })
    }

    fn any_facts() -> impl Strategy<Value = JoinerFacts> {
        (proptest::option::of(0u64..5_000), 0u64..300, 1u64..300, proptest::option::of(0u64..300))
            .prop_map(|(accounts, opened, joiners, expected)| JoinerFacts { accounts, opened, joiners, expected })
    }

    proptest! {
        #[test]
        fn the_count_that_an_operator_expects_trips_nothing(settings in any_settings(), facts in any_facts()) {
            let expected = JoinerFacts { expected: Some(facts.joiners), ..facts };
            prop_assert!(tripped(&settings, &expected).is_empty());
        }

        #[test]
        fn any_other_expectation_changes_nothing(settings in any_settings(), facts in any_facts()) {
            let wrong = JoinerFacts { expected: Some(facts.joiners + 1), ..facts };
            let none = JoinerFacts { expected: None, ..facts };
            prop_assert_eq!(tripped(&settings, &wrong), tripped(&settings, &none));
        }

        #[test]
        fn something_trips_exactly_above_what_is_allowed(settings in any_settings(), facts in any_facts()) {
            let facts = JoinerFacts { expected: None, ..facts };
            let above = facts.opened + facts.joiners > allowed(&settings, facts.accounts);
            prop_assert_eq!(!tripped(&settings, &facts).is_empty(), above);
        }

        #[test]
        fn more_joiners_never_trip_less(settings in any_settings(), facts in any_facts(), more in 0u64..100) {
            let facts = JoinerFacts { expected: None, ..facts };
            let fewer: Vec<Guard> = tripped(&settings, &facts).iter().map(|guard| guard.guard).collect();
            let others = [
                JoinerFacts { joiners: facts.joiners + more, ..facts },
                JoinerFacts { opened: facts.opened + more, ..facts },
            ];
            for other in others {
                let found: Vec<Guard> = tripped(&settings, &other).iter().map(|guard| guard.guard).collect();
                prop_assert!(fewer.iter().all(|guard| found.contains(guard)));
            }
        }

        #[test]
        fn every_guard_that_trips_says_its_numbers(settings in any_settings(), facts in any_facts()) {
            for guard in tripped(&settings, &facts) {
                prop_assert!(guard.joiners > guard.limit);
                prop_assert!(guard.message.contains(&guard.limit.to_string()), "{}", guard.message);
                prop_assert!(guard.message.contains(&facts.joiners.to_string()) || facts.joiners == 1);
            }
        }
    }

    #[test]
    fn the_built_in_numbers_let_twenty_five_through_in_an_hour() {
        let facts = |opened| JoinerFacts { accounts: Some(1000), opened, joiners: 1, expected: None };
        let settings = GuardSettings::default();
        assert_eq!(tripped(&settings, &facts(24)), []);
        let [guard] = &tripped(&settings, &facts(25))[..] else { panic!("one guard") };
        assert_eq!(guard.guard, Guard::JoinersPerHour);
        assert_eq!(guard.message, "this joiner and 25 of the last hour are 26: over 25 an hour");
    }

    #[test]
    fn a_small_directory_takes_ten_in_an_hour() {
        let facts = |joiners| JoinerFacts { accounts: Some(40), opened: 0, joiners, expected: None };
        let settings = GuardSettings::default();
        assert_eq!(tripped(&settings, &facts(10)), []);
        let [guard] = &tripped(&settings, &facts(11))[..] else { panic!("one guard") };
        assert_eq!(guard.guard, Guard::JoinersPercent);
        assert_eq!(
            guard.message,
            "these 11 joiners: over 10 an hour for a directory of 40 accounts (10 %, at least 10)"
        );
    }
}
