//! What is wrong with a configuration: all of it at once.

use std::fmt;

use thiserror::Error;

use crate::place::Place;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
#[error("{place}: {what}")]
pub struct Problem {
    /// Where it stands.
    pub place: Place,
    /// The key, as written in the file: `tenants.acme.region`.
    pub key: String,
    /// What happened to which key.
    pub what: String,
    /// What would be right.
    pub hint: String,
}

impl Problem {
    pub(crate) fn new(place: &Place, key: &str, what: impl Into<String>, hint: impl Into<String>) -> Self {
        Problem { place: place.clone(), key: key.to_owned(), what: what.into(), hint: hint.into() }
    }
}

/// Everything that is wrong with a configuration, in the order of files and lines. Never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigErrors {
    /// The problems.
    pub problems: Vec<Problem>,
}

impl ConfigErrors {
    /// The problems sorted, each once; or `value` if there is none.
    pub(crate) fn unless_none<T>(mut problems: Vec<Problem>, value: Option<T>) -> Result<T, Self> {
        problems.sort();
        problems.dedup();
        match value {
            Some(value) if problems.is_empty() => Ok(value),
            _ => Err(ConfigErrors { problems }),
        }
    }
}

impl std::error::Error for ConfigErrors {}

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            let newline = if index == 0 { "" } else { "\n" };
            write!(f, "{newline}{problem}\n  hint: {}", problem.hint)?;
        }
        Ok(())
    }
}
