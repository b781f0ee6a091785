//! Conditions on documents, whatever grammar they were written in.

use serde_json::Value;

use crate::collection::Collection;
use crate::document::{Fields, at, scalar};

/// A condition on a document.
#[derive(Clone, Debug)]
pub(crate) enum Test {
    All(Vec<Test>),
    Any(Vec<Test>),
    Field { path: String, op: Op, values: Vec<String> },
}

/// How a field is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    NotIn,
    Between,
    Contains,
    NotContains,
    StartsWith,
    EndsWith,
    /// Partial and letters' case apart.
    Search,
    /// Equal, in which `*` is any text.
    Like,
}

impl Test {
    pub(crate) fn holds(&self, document: &impl Fields) -> bool {
        match self {
            Test::All(tests) => tests.iter().all(|test| test.holds(document)),
            Test::Any(tests) => tests.iter().any(|test| test.holds(document)),
            Test::Field { path, op, values } => field_holds(document, path, *op, values),
        }
    }

    /// Whether it asks for a field, or for one inside it.
    pub(crate) fn asks_for(&self, field: &str) -> bool {
        match self {
            Test::All(tests) | Test::Any(tests) => tests.iter().any(|test| test.asks_for(field)),
            Test::Field { path, .. } => path.split('.').next() == Some(field),
        }
    }

    /// Whether it asks for nothing.
    pub(crate) fn is_any(&self) -> bool {
        matches!(self, Test::All(tests) if tests.iter().all(Test::is_any))
    }

    /// The ids that can hold, when an index tells; the test itself must still be asked.
    pub(crate) fn candidates(&self, collection: &Collection) -> Option<Vec<String>> {
        match self {
            Test::All(tests) => tests.iter().find_map(|test| test.candidates(collection)),
            Test::Any(tests) => {
                let mut ids = Vec::new();
                for test in tests {
                    ids.extend(test.candidates(collection)?);
                }
                Some(sorted(ids))
            }
            Test::Field { path, op: Op::Equal | Op::In, values } => {
                let mut ids = Vec::new();
                for value in values {
                    ids.extend(collection.with_text(path, value)?.into_iter().map(str::to_owned));
                }
                Some(sorted(ids))
            }
            Test::Field { .. } => None,
        }
    }
}

fn sorted(mut ids: Vec<String>) -> Vec<String> {
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn field_holds(document: &impl Fields, path: &str, op: Op, values: &[String]) -> bool {
    let found = at(document, path);
    if let Some(Value::Array(items)) = found {
        let any = |op| items.iter().filter_map(scalar).any(|item| compare(&item, op, values));
        return match op {
            Op::NotEqual => !any(Op::Equal),
            Op::NotIn => !any(Op::In),
            Op::NotContains => !any(Op::Contains),
            other => any(other),
        };
    }
    match found {
        Some(value) => scalar(value).is_some_and(|text| compare(&text, op, values)),
        None => matches!(op, Op::NotEqual | Op::NotIn | Op::NotContains),
    }
}

fn compare(text: &str, op: Op, values: &[String]) -> bool {
    let first = values.first().map_or("", String::as_str);
    match op {
        Op::Equal => text == first,
        Op::NotEqual => text != first,
        Op::Like => text == first || is_like(text, first),
        Op::Less => order(text, first).is_lt(),
        Op::LessOrEqual => order(text, first).is_le(),
        Op::Greater => order(text, first).is_gt(),
        Op::GreaterOrEqual => order(text, first).is_ge(),
        Op::In => values.iter().any(|value| value == text),
        Op::NotIn => !values.iter().any(|value| value == text),
        Op::Between => order(text, first).is_ge() && values.get(1).is_some_and(|second| order(text, second).is_le()),
        Op::Contains => text.contains(first),
        Op::NotContains => !text.contains(first),
        Op::StartsWith => text.starts_with(first),
        Op::EndsWith => text.ends_with(first),
        Op::Search => values.iter().any(|value| text.to_lowercase().contains(&value.to_lowercase())),
    }
}

/// Whether a text fits a pattern in which `*` is any text.
fn is_like(text: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    rest.is_empty()
}

/// Numbers by value, everything else as text.
fn order(a: &str, b: &str) -> std::cmp::Ordering {
    match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(a), Ok(b)) => a.total_cmp(&b),
        _ => a.cmp(b),
    }
}
