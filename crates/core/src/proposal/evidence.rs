//! What speaks for a rule: who is in a group, and what the group is called.

/// Who is in a group: of the people with a value, and of all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// People with the value who are in the group.
    pub inside: usize,
    /// People with the value.
    pub people: usize,
    /// All others who are in the group.
    pub outside: usize,
    /// All others.
    pub others: usize,
}

/// One alone proves nothing.
const FEWEST: usize = 2;
/// The beginning of the names of groups of people.
const PREFIX: &str = "ug";
/// Words that say nothing about whom a group is for.
const FILLERS: [&str; 10] =
    ["department", "dept", "division", "group", "members", "office", "people", "staff", "team", "users"];
/// What groups for everyone are called, fillers apart.
const EVERYONE: [&str; 6] = ["all", "all company", "all employees", "company", "employees", "everyone"];

impl Counts {
    /// At least four in five are in it.
    pub(super) fn holds_nearly_all(&self) -> bool {
        self.inside >= FEWEST && self.inside * 5 >= self.people * 4
    }
}

/// Most of those who have the value are in the group, and at most half as large a part of all others.
pub(super) fn speaks_for(counts: &Counts) -> bool {
    let Counts { inside, people, outside, others } = *counts;
    inside >= FEWEST && inside * 2 > people && inside * others >= 2 * outside * people
}

/// The name of the group is the value, but for the prefix and words that say nothing.
pub(super) fn is_named_after(group: &str, value: &str) -> bool {
    let (group, value) = (words(group), words(value));
    !value.is_empty() && group == value
}

pub(super) fn is_for_everyone(group: &str) -> bool {
    EVERYONE.contains(&words(group).join(" ").as_str())
}

/// The words of a name in lower case, without prefix and fillers; fillers stay where there is nothing else.
fn words(name: &str) -> Vec<String> {
    let all: Vec<String> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .skip_while(|word| word == PREFIX)
        .collect();
    let telling: Vec<String> = all.iter().filter(|word| !FILLERS.contains(&word.as_str())).cloned().collect();
    if telling.is_empty() { all } else { telling }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_whom_a_group_is_for_only_if_nothing_else_is_in_it() {
        #[rustfmt::skip]
        let table = [
            ("UG-Engineering",          "Engineering",        true),
            ("UG-engineering-team",     "Engineering Dept.",  true),
            ("UG-Seattle-Office",       "Seattle",            true),
            ("UG-People",               "People",             true),
            ("UG-Research-Development", "Research & Development", true),
            ("UG-Sales-EMEA",           "Sales",              false),
            ("UG-Salesforce",           "Sales",              false),
            ("UG-Sales",                "Sales EMEA",         false),
            ("UG-",                     "",                   false),
        ];
        for (group, value, expected) in table {
            assert_eq!(is_named_after(group, value), expected, "{group} {value}");
        }
        assert!(
            is_for_everyone("UG-All-Employees") && is_for_everyone("UG-Everyone") && is_for_everyone("UG-All-Staff")
        );
        assert!(!is_for_everyone("UG-All-Engineers"));
    }

    #[test]
    fn most_of_the_people_and_clearly_fewer_others_speak_for_a_group() {
        #[rustfmt::skip]
        let table = [
            // inside, people, outside, others
            (12, 14,  0, 40, true),
            (12, 14, 10, 40, true),
            (12, 14, 30, 40, false),
            ( 7, 14,  0, 40, false),
            ( 1,  1,  0, 40, false),
            ( 2,  2,  0,  0, true),
            ( 0,  0,  0,  0, false),
        ];
        for (inside, people, outside, others, expected) in table {
            assert_eq!(speaks_for(&Counts { inside, people, outside, others }), expected, "{inside} of {people}");
        }
    }
}
