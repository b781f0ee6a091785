//! One rule: what it looks at, whom it fits, what it gives.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Facts, Source};
use crate::pattern;
use crate::settings::Rules;

/// What a rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each name says it")]
pub enum RuleField {
    Everyone,
    Department,
    JobTitle,
    EmployeeType,
    Location,
}

/// A rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule<'a> {
    /// What it looks at.
    pub field: RuleField,
    /// The value or pattern; empty for everyone's.
    pub key: &'a str,
    /// What it gives: names of groups, or ids of systems.
    pub names: &'a [String],
}

/// The rules that fit a person, in their order.
pub fn fitting<'a>(rules: &'a Rules, facts: &Facts<'_>) -> impl Iterator<Item = Rule<'a>> {
    let Facts { department, job_title, location, employee_type } = *facts;
    let everyone = Rule { field: RuleField::Everyone, key: "", names: &rules.default };
    [
        Some(everyone),
        of_value(RuleField::Department, &rules.department, department),
        of_title(&rules.role, job_title),
        of_value(RuleField::EmployeeType, &rules.employee_type, employee_type),
        of_value(RuleField::Location, &rules.location, location),
    ]
    .into_iter()
    .flatten()
}

impl Rules {
    /// Every rule that gives something, or could.
    pub fn each(&self) -> impl Iterator<Item = Rule<'_>> {
        let everyone = Rule { field: RuleField::Everyone, key: "", names: &self.default };
        let everyone = Some(everyone).filter(|rule| !rule.names.is_empty());
        let by_value = RuleField::BY_VALUE
            .into_iter()
            .flat_map(|field| self.by(field).into_iter().flatten().map(move |(key, names)| Rule { field, key, names }));
        everyone.into_iter().chain(by_value)
    }

    /// The rules that look at a field; None for everyone's, which look at none.
    #[must_use]
    pub fn by(&self, field: RuleField) -> Option<&BTreeMap<String, Vec<String>>> {
        match field {
            RuleField::Everyone => None,
            RuleField::Department => Some(&self.department),
            RuleField::JobTitle => Some(&self.role),
            RuleField::EmployeeType => Some(&self.employee_type),
            RuleField::Location => Some(&self.location),
        }
    }
}

impl Rule<'_> {
    /// The rule, for people: `department "Engineering"`.
    #[must_use]
    pub fn words(&self) -> String {
        match self.field {
            RuleField::Everyone => "everyone".to_owned(),
            field => format!("{} \"{}\"", field.words(), self.key),
        }
    }
}

impl RuleField {
    /// The fields of a person that rules look at.
    pub const BY_VALUE: [RuleField; 4] =
        [RuleField::Department, RuleField::JobTitle, RuleField::EmployeeType, RuleField::Location];

    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            RuleField::Everyone => "everyone",
            RuleField::Department => "department",
            RuleField::JobTitle => "job title",
            RuleField::EmployeeType => "employee type",
            RuleField::Location => "location",
        }
    }

    /// What a rule of this kind is called in reports.
    #[must_use]
    pub fn source(self) -> Source {
        match self {
            RuleField::Everyone => Source::Default,
            RuleField::Department => Source::Department,
            RuleField::JobTitle | RuleField::EmployeeType => Source::Role,
            RuleField::Location => Source::Location,
        }
    }

    /// A person's value of the field.
    #[must_use]
    pub fn of<'a>(self, facts: &Facts<'a>) -> &'a str {
        match self {
            RuleField::Everyone => "",
            RuleField::Department => facts.department,
            RuleField::JobTitle => facts.job_title,
            RuleField::EmployeeType => facts.employee_type,
            RuleField::Location => facts.location,
        }
    }
}

pub(super) fn of_value<'a>(field: RuleField, map: &'a BTreeMap<String, Vec<String>>, value: &str) -> Option<Rule<'a>> {
    let value = folded(value);
    let found = map.iter().find(|(key, _)| !value.is_empty() && folded(key) == value);
    found.map(|(key, names)| Rule { field, key, names })
}

/// The rule for a title: the equal one, else the longest pattern that fits; of equally long ones the first in the
/// order of the alphabet.
fn of_title<'a>(map: &'a BTreeMap<String, Vec<String>>, title: &str) -> Option<Rule<'a>> {
    let field = RuleField::JobTitle;
    of_value(field, map, title).or_else(|| {
        let fitting =
            map.iter().filter(|(key, _)| pattern::is_pattern(key) && pattern::matches(key.trim(), title.trim()));
        let fitting = fitting.filter(|_| !title.trim().is_empty());
        let longest = fitting.rev().max_by_key(|(key, _)| key.trim().chars().count());
        longest.map(|(key, names)| Rule { field, key, names })
    })
}

/// As values are compared: without case and white space around.
pub(crate) fn folded(text: &str) -> String {
    text.trim().to_lowercase()
}
