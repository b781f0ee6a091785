//! Two sets side by side: what should be there, and what is.

use std::collections::BTreeMap;

use super::Examination;
use super::check::Check;
use super::line::Line;

/// What is there, by id: its name, and the way to it (empty: none to tell).
pub(super) type Found = BTreeMap<String, (String, String)>;

/// Compares what should be reached with what is.
///
/// Beyond a plan is a difference; beyond the mapping is only noted, since it may have been asked for.
pub(super) fn check(
    examination: &Examination<'_>,
    line: Line,
    subject: &'static str,
    wanted: &BTreeMap<String, String>,
    found: &Found,
) -> Check {
    let missing: Vec<&str> =
        wanted.iter().filter(|(id, _)| !found.contains_key(*id)).map(|(_, name)| name.as_str()).collect();
    let beyond: Vec<String> = found
        .iter()
        .filter(|(id, _)| !wanted.contains_key(*id))
        .map(|(_, (name, way))| if way.is_empty() { name.clone() } else { format!("{name} ({way})") })
        .collect();
    verdict(examination, line, subject, wanted.len(), &missing, &beyond, || {
        let names: Vec<&str> = wanted.values().map(String::as_str).collect();
        match names.len() {
            0 => format!("no {subject}, as it should be"),
            count => format!("all {count}: {}", names.join(", ")),
        }
    })
}

/// The check of what is missing and what goes beyond.
pub(super) fn verdict(
    examination: &Examination<'_>,
    line: Line,
    subject: &'static str,
    wanted: usize,
    missing: &[&str],
    beyond: &[String],
    as_it_should_be: impl FnOnce() -> String,
) -> Check {
    let source = if examination.run.is_some() { "planned" } else { "by mapping" };
    let beyond_words = match beyond.is_empty() {
        true => String::new(),
        false if examination.run.is_some() => format!("; beyond the plan: {}", beyond.join(", ")),
        false => format!("; beyond the mapping, by hand or by request: {}", beyond.join(", ")),
    };
    if !missing.is_empty() {
        let there = wanted - missing.len();
        let found =
            format!("{source} {wanted} {subject}, found {there}; missing: {}{beyond_words}", missing.join(", "));
        return Check::differs(line, subject, found)
            .instructed("Find out who changed it; `dayone runs resume RUN` redoes what failed.");
    }
    if !beyond.is_empty() && examination.is_strict() {
        return Check::differs(line, subject, format!("planned {wanted} {subject}, all found{beyond_words}"))
            .instructed("Find out who gave it, and take it away if nobody should have.");
    }
    Check::confirmed(line, subject, format!("{}{beyond_words}", as_it_should_be()))
}
