//! From what a person is to what the person gets, with the reason for each.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{nearest::nearest, pattern, settings::Rules};

/// What rules look at. Values are compared without case and surrounding white space; an empty one fits no rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Facts<'a> {
    /// The department.
    pub department: &'a str,
    /// The job title: the "role" of rules.
    pub job_title: &'a str,
    /// The office location.
    pub location: &'a str,
    /// The employee type.
    pub employee_type: &'a str,
}

/// Something that a person gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The group's name, or the system's id, as the rule has it.
    pub name: String,
    /// Where it comes from.
    pub source: Source,
    /// The rule, for people: `department "Engineering"`.
    pub because: String,
}

/// Where something comes from: `assignment_source` of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A rule for everyone.
    Default,
    /// A rule by department.
    Department,
    /// A rule by job title, or by employee type.
    Role,
    /// A rule by location.
    Location,
    /// Asked for by name.
    Additional,
    /// The directory's own rule.
    Dynamic,
}

impl Source {
    /// As in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Source::Default => "default",
            Source::Department => "department",
            Source::Role => "role",
            Source::Location => "location",
            Source::Additional => "additional",
            Source::Dynamic => "dynamic",
        }
    }
}

/// What the rules give: default, department, role (job title, then employee type), location, in this order.
///
/// A name that several rules give is listed once, with the first reason. Names are compared exactly.
#[must_use]
pub fn resolve(rules: &Rules, facts: &Facts<'_>) -> Vec<Grant> {
    let Facts { department, job_title, location, employee_type } = *facts;
    let rows = [
        (Source::Default, "", Some(("everyone", &rules.default))),
        (Source::Department, "department", of_value(&rules.department, department)),
        (Source::Role, "job title", of_title(&rules.role, job_title)),
        (Source::Role, "employee type", of_value(&rules.employee_type, employee_type)),
        (Source::Location, "location", of_value(&rules.location, location)),
    ];
    let mut seen = BTreeSet::new();
    let mut grants = Vec::new();
    for (source, field, rule) in rows {
        let Some((key, names)) = rule else { continue };
        let because = match field {
            "" => key.to_owned(),
            field => format!("{field} \"{key}\""),
        };
        for name in names {
            if seen.insert(name.as_str()) {
                grants.push(Grant { name: name.clone(), source, because: because.clone() });
            }
        }
    }
    grants
}

/// The kind of a rule, from what [`Grant::because`] says of it.
#[must_use]
pub fn source_of(because: &str) -> Source {
    match because.split(" \"").next() {
        Some("department") => Source::Department,
        Some("job title" | "employee type") => Source::Role,
        Some("location") => Source::Location,
        _ => Source::Default,
    }
}

/// Every name that some rule gives.
#[must_use]
pub fn all_names(rules: &Rules) -> BTreeSet<String> {
    let tables = [&rules.department, &rules.role, &rules.location, &rules.employee_type];
    let by_table = tables.into_iter().flat_map(BTreeMap::values).flatten();
    rules.default.iter().chain(by_table).cloned().collect()
}

/// A department that no rule names, although there are rules by department.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unmapped<'a> {
    /// The nearest department that has a rule. Only to be shown: nothing is granted by likeness.
    pub suggestion: Option<&'a str>,
}

/// None if a rule names the department, or if there are no rules by department at all.
#[must_use]
pub fn unmapped_department<'a>(rules: &'a Rules, department: &str) -> Option<Unmapped<'a>> {
    if rules.department.is_empty() || of_value(&rules.department, department).is_some() {
        return None;
    }
    Some(Unmapped { suggestion: nearest(department.trim(), rules.department.keys().map(String::as_str)) })
}

type Rule<'a> = (&'a str, &'a Vec<String>);

fn of_value<'a>(map: &'a BTreeMap<String, Vec<String>>, value: &str) -> Option<Rule<'a>> {
    let value = folded(value);
    map.iter().find(|(key, _)| !value.is_empty() && folded(key) == value).map(|(key, names)| (key.as_str(), names))
}

/// The rule for a title: the equal one, else the longest pattern that fits; of equally long ones the first in the
/// order of the alphabet.
fn of_title<'a>(map: &'a BTreeMap<String, Vec<String>>, title: &str) -> Option<Rule<'a>> {
    of_value(map, title).or_else(|| {
        let fitting =
            map.iter().filter(|(key, _)| pattern::is_pattern(key) && pattern::matches(key.trim(), title.trim()));
        let fitting = fitting.filter(|_| !title.trim().is_empty());
        fitting.rev().max_by_key(|(key, _)| key.trim().chars().count()).map(|(key, names)| (key.as_str(), names))
    })
}

fn folded(text: &str) -> String {
    text.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn map<const N: usize>(rows: [(&str, &[&str]); N]) -> BTreeMap<String, Vec<String>> {
        rows.into_iter().map(|(key, names)| (key.into(), names.iter().map(|name| (*name).into()).collect())).collect()
    }

    fn rules() -> Rules {
        Rules {
            default: vec!["UG-All-Employees".into()],
            department: map([("Engineering", &["UG-Engineering", "UG-VPN"]), ("Sales", &["UG-Sales"])]),
            role: map([
                ("Software Developer", &["UG-Developers", "UG-VPN"]),
                ("*Manager*", &["UG-Managers"]),
                ("*Engineering Manager*", &["UG-Eng-Managers"]),
                ("Lead [QA], {EMEA}", &["UG-QA"]),
            ]),
            location: map([("Seattle", &["UG-Seattle-Office"])]),
            employee_type: map([("Contractor", &["UG-Contractors"])]),
        }
    }

    fn granted(facts: Facts<'_>) -> Vec<(String, Source, String)> {
        resolve(&rules(), &facts).into_iter().map(|grant| (grant.name, grant.source, grant.because)).collect()
    }

    #[test]
    fn sources_come_in_order_and_the_first_reason_stays() {
        let facts = Facts {
            department: " engineering ",
            job_title: "software developer",
            location: "SEATTLE",
            employee_type: "contractor",
        };
        let row = |name: &str, source, because: &str| (name.to_owned(), source, because.to_owned());
        assert_eq!(
            granted(facts),
            [
                row("UG-All-Employees", Source::Default, "everyone"),
                row("UG-Engineering", Source::Department, "department \"Engineering\""),
                row("UG-VPN", Source::Department, "department \"Engineering\""),
                row("UG-Developers", Source::Role, "job title \"Software Developer\""),
                row("UG-Contractors", Source::Role, "employee type \"Contractor\""),
                row("UG-Seattle-Office", Source::Location, "location \"Seattle\""),
            ]
        );
    }

    #[test]
    fn the_kind_of_a_rule_shows_in_its_reason() {
        let facts = Facts {
            department: "Engineering",
            job_title: "Office Manager",
            location: "Seattle",
            employee_type: "contractor",
        };
        for (_, source, because) in granted(facts) {
            assert_eq!(source_of(&because), source, "{because}");
        }
    }

    #[test]
    fn of_several_patterns_only_the_longest_counts() {
        let names = |title| {
            let facts = Facts { job_title: title, ..Facts::default() };
            granted(facts).into_iter().skip(1).map(|(name, ..)| name).collect::<Vec<_>>()
        };
        assert_eq!(names("Senior Engineering Manager"), ["UG-Eng-Managers"]);
        assert_eq!(names("Office manager"), ["UG-Managers"]);
        assert_eq!(names("lead [qa], {emea}"), ["UG-QA"]);
        assert!(names("Lead Q").is_empty());
        assert!(names("*Manager").iter().all(|name| name == "UG-Managers"));
    }

    #[test]
    fn a_department_without_rule_names_the_nearest() {
        let rules = rules();
        let suggested = |department| unmapped_department(&rules, department).map(|unmapped| unmapped.suggestion);
        assert_eq!(suggested("ENGINEERING"), None);
        assert_eq!(suggested("Enginering"), Some(Some("Engineering")));
        assert_eq!(suggested("Legal"), Some(None));
        assert_eq!(unmapped_department(&Rules::default(), "Legal"), None);
    }

    #[test]
    fn an_empty_value_fits_no_rule_not_even_a_star() {
        let rules = Rules { role: map([("*", &["UG-Titled"]), ("", &["UG-Odd"])]), ..Rules::default() };
        assert_eq!(resolve(&rules, &Facts { job_title: " ", ..Facts::default() }), []);
        assert_eq!(resolve(&rules, &Facts { job_title: "CEO", ..Facts::default() }).len(), 1);
    }

    proptest! {
        #[test]
        fn no_name_is_given_twice_and_everyone_gets_the_default(department in ".{0,12}", title in ".{0,20}", location in ".{0,8}") {
            let facts = Facts { department: &department, job_title: &title, location: &location, employee_type: "" };
            let grants = resolve(&rules(), &facts);
            let names: BTreeSet<_> = grants.iter().map(|grant| &grant.name).collect();
            prop_assert_eq!(names.len(), grants.len());
            prop_assert_eq!(&grants[0].name, "UG-All-Employees");
        }
    }
}
