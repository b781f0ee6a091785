//! Sample people, each with the groups that the mapping should give: a test of the rules that needs no directory.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Facts, resolve};
use crate::nearest::nearest;
use crate::settings::TenantSettings;

/// A person to try the rules on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sample {
    /// What the sample is called; where none is given, what rules look at.
    pub name: String,
    department: String,
    job_title: String,
    location: String,
    employee_type: String,
    /// Exactly these groups are expected.
    pub groups: Vec<String>,
    /// Exactly these systems, by id, are expected to be bound. None: that is not looked at.
    pub systems: Option<Vec<String>>,
}

/// What the rules give a sample otherwise than expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SampleDifference {
    /// Which of the two.
    pub kind: DifferenceKind,
    /// The group's name, or the system's id.
    pub name: String,
    /// The rule that gives it; None: no rule does.
    pub because: Option<String>,
}

/// In what way it is otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceKind {
    /// It is expected, and no rule gives it.
    Missing,
    /// A rule gives it, and it is not expected.
    Unexpected,
}

/// What is wrong with a file of samples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleProblem {
    /// Where: `people[2].groups`.
    pub place: String,
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub mend: String,
}

const KEYS: [&str; 7] = ["name", "department", "job_title", "office_location", "employee_type", "groups", "systems"];

/// Reads the samples of a document: `people`, a list.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read(document: &Map<String, Value>) -> Result<Vec<Sample>, Vec<SampleProblem>> {
    let mut problems = Vec::new();
    for key in document.keys().filter(|key| *key != "people") {
        problems.push(unknown(key.clone(), key, ["people"]));
    }
    let Some(Value::Array(people)) = document.get("people") else {
        problems.push(problem("people", "there is no list of people", "write people: a list of samples"));
        return Err(problems);
    };
    if people.is_empty() {
        problems.push(problem("people", "the list is empty", "write at least one sample"));
    }
    let samples: Vec<Sample> = (0_usize..)
        .zip(people)
        .filter_map(|(number, person)| sample(&format!("people[{number}]"), person, &mut problems))
        .collect();
    if problems.is_empty() { Ok(samples) } else { Err(problems) }
}

fn sample(place: &str, person: &Value, problems: &mut Vec<SampleProblem>) -> Option<Sample> {
    let Value::Object(person) = person else {
        problems.push(problem(place, "it is no object", "write department, job_title, office_location and groups"));
        return None;
    };
    for key in person.keys().filter(|key| !KEYS.contains(&key.as_str())) {
        problems.push(unknown(format!("{place}.{key}"), key, KEYS));
    }
    let mut text = |key: &str| match person.get(key) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(_) => {
            problems.push(problem(&format!("{place}.{key}"), "it is no text", "write a text"));
            String::new()
        }
    };
    let [name, department, job_title, location, employee_type] =
        ["name", "department", "job_title", "office_location", "employee_type"].map(&mut text);
    let groups = names(place, "groups", person, problems);
    if !person.contains_key("groups") {
        let mend = "list the groups that the rules should give, or [] for none";
        problems.push(problem(&format!("{place}.groups"), "it is missing", mend));
    }
    let systems = person.contains_key("systems").then(|| names(place, "systems", person, problems));
    let facts = [&department, &job_title, &location, &employee_type].map(|value| value.trim());
    let name = match name.trim() {
        "" => facts.into_iter().filter(|value| !value.is_empty()).collect::<Vec<_>>().join(", "),
        name => name.to_owned(),
    };
    Some(Sample { name, department, job_title, location, employee_type, groups, systems })
}

fn names(place: &str, key: &str, person: &Map<String, Value>, problems: &mut Vec<SampleProblem>) -> Vec<String> {
    let Some(value) = person.get(key) else { return Vec::new() };
    let texts = match value {
        Value::Array(list) => list.iter().map(|item| item.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>(),
        _ => None,
    };
    texts.unwrap_or_else(|| {
        problems.push(problem(&format!("{place}.{key}"), "it is no list of texts", "write a list of names"));
        Vec::new()
    })
}

fn problem(place: &str, message: &str, mend: &str) -> SampleProblem {
    SampleProblem { place: place.to_owned(), message: message.to_owned(), mend: mend.to_owned() }
}

fn unknown<'a>(place: String, key: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> SampleProblem {
    let mend = match nearest(key, known.clone()) {
        Some(near) => format!("did you mean {near}?"),
        None => format!("known are {}", known.into_iter().collect::<Vec<_>>().join(", ")),
    };
    SampleProblem { place, message: "this is not known".into(), mend }
}

impl Sample {
    /// What rules look at.
    #[must_use]
    pub fn facts(&self) -> Facts<'_> {
        Facts {
            department: &self.department,
            job_title: &self.job_title,
            location: &self.location,
            employee_type: &self.employee_type,
        }
    }

    /// What the rules give otherwise than expected; empty: exactly what is expected.
    #[must_use]
    pub fn differences(&self, settings: &TenantSettings) -> Vec<SampleDifference> {
        let facts = self.facts();
        let mut differences = differences(&self.groups, &resolve(&settings.groups, &facts));
        if let Some(systems) = &self.systems {
            differences.extend(self::differences(systems, &resolve(&settings.system_bindings, &facts)));
        }
        differences
    }
}

fn differences(expected: &[String], given: &[super::Grant]) -> Vec<SampleDifference> {
    let missing = expected.iter().filter(|name| !given.iter().any(|grant| grant.name == **name));
    let missing =
        missing.map(|name| SampleDifference { kind: DifferenceKind::Missing, name: name.clone(), because: None });
    let unexpected = given.iter().filter(|grant| !expected.contains(&grant.name));
    let unexpected = unexpected.map(|grant| SampleDifference {
        kind: DifferenceKind::Unexpected,
        name: grant.name.clone(),
        because: Some(grant.because.clone()),
    });
    missing.chain(unexpected).collect()
}
