//! What is wrong with a cell, by the parser of requests and by what spreadsheets do to cells.

use dayone_core::problem::{Affected, ErrorType, Problem};
use serde_json::Value;

use crate::row::{CellPlace, Row};
use crate::spoilt::{self, Finding};

/// One problem of one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellProblem {
    /// Where it is, with the value if it may be shown.
    pub place: CellPlace,
    /// The kind of error.
    pub error_type: ErrorType,
    /// What is wrong; column and value are not repeated.
    pub message: String,
    /// What would be right.
    pub mend: String,
}

/// The problems of a row's cells: those of the parser at the cells that they are about, and what a spreadsheet has done
/// to cells that the parser takes as they are. So a row without problems of the parser is to be asked, too.
#[must_use]
pub fn cell_problems(row: &Row, problems: &[Problem]) -> Vec<CellProblem> {
    let mut findings = spoilt::findings(row);
    let mut cells: Vec<CellProblem> = problems
        .iter()
        .map(|problem| {
            let Some(field) = field(row, problem) else {
                let place = CellPlace { line: row.line, ..CellPlace::default() };
                return of_parser(place, problem, problem.message.clone());
            };
            match findings.iter().position(|(found, _)| *found == field) {
                Some(at) => of_finding(row, findings.remove(at), problem.kind),
                None => missing_column(row, &field, problem).unwrap_or_else(|| {
                    of_parser(row.place(&field), problem, without_value(&field, &problem.message).to_owned())
                }),
            }
        })
        .collect();
    cells.extend(findings.into_iter().map(|finding| of_finding(row, finding, ErrorType::InvalidInput)));
    cells
}

/// The field that a problem is about: the one that it names, or the only one that holds what it names.
fn field(row: &Row, problem: &Problem) -> Option<String> {
    match problem.affected.as_ref()? {
        Affected::Field(field) => Some(field.clone()),
        Affected::Attribute(name) => Some(format!("attributes.{name}")),
        Affected::Group(name) => holder(row, &["user_groups", "additional_groups"], name),
        Affected::System(id) => holder(row, &["system_bindings"], id),
        Affected::User(value) => holder(row, &["username", "email", "employee_id"], value),
        Affected::Organization(_) | Affected::Recipient(_) | Affected::LdapServer(_) | Affected::Tenant(_) => None,
    }
}

/// The only one of these fields that holds this value, or has it in its list.
fn holder(row: &Row, fields: &[&str], value: &str) -> Option<String> {
    let is_it = |found: &Value| found.as_str().is_some_and(|text| text.trim() == value);
    let holds = |field: &&str| match row.document.get(*field)? {
        Value::Array(items) => items.iter().position(is_it).map(|place| format!("{field}[{place}]")),
        found => is_it(found).then(|| (*field).to_owned()),
    };
    let mut all = fields.iter().filter_map(holds);
    all.next().filter(|_| all.next().is_none())
}

fn of_parser(place: CellPlace, problem: &Problem, message: String) -> CellProblem {
    CellProblem { place, error_type: problem.kind, message, mend: problem.remediation.clone() }
}

fn of_finding(row: &Row, (field, finding): (String, Finding), error_type: ErrorType) -> CellProblem {
    CellProblem { place: row.place(&field), error_type, message: finding.message, mend: finding.mend }
}

/// A value that is missing because its column is: said once more clearly.
fn missing_column(row: &Row, field: &str, problem: &Problem) -> Option<CellProblem> {
    let place = row.place(field);
    let absent = row.is_of_cells() && place.number.is_none() && !field.contains(['.', '[']);
    (absent && problem.message == format!("{field} is missing"))
        .then(|| of_parser(place, problem, format!("the file has no column {field}")))
}

/// The parser's message without `email "m.rossi@acme": ` before it, since column and value stand beside it.
fn without_value<'a>(field: &str, message: &'a str) -> &'a str {
    let rest = message.strip_prefix(field).and_then(|rest| rest.strip_prefix([' ', ':']));
    let Some(rest) = rest else { return message };
    let after_value = match rest.strip_prefix('"') {
        Some(quoted) => after_quote(quoted).map(|rest| match rest.strip_prefix("... (") {
            Some(cut) => cut.split_once(')').map_or(rest, |(_, rest)| rest),
            None => rest,
        }),
        // A number; or nothing, where the value is not shown.
        None => Some(rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-')),
    };
    match after_value.map(|rest| rest.strip_prefix(": ").unwrap_or(rest.trim_start())) {
        Some(bare) if !bare.is_empty() && rest.len() != bare.len() => bare,
        _ => message,
    }
}

/// What follows the quote that closes.
fn after_quote(text: &str) -> Option<&str> {
    let mut escaped = false;
    let end = text.find(|c| {
        let closes = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        closes
    })?;
    text.get(end + 1..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn column_and_value_are_not_repeated_in_the_message() {
        let table = [
            ("email", "email \"a@b\": The domain has no ending", "The domain has no ending"),
            ("email", "email \"a\\\": \\\"b\": It is wrong", "It is wrong"),
            ("email", "email \"aaa\"... (90 characters): It is wrong", "It is wrong"),
            ("unix_uid", "unix_uid 10: The unix id 10 is below 1000", "The unix id 10 is below 1000"),
            ("attributes.a", "attributes.a: The attribute value is empty", "The attribute value is empty"),
            ("email", "email is missing", "email is missing"),
            ("end_date", "end_date 2026-03-01 is before start_date 2026-03-10", "is before start_date 2026-03-10"),
            ("email", "The e-mail is odd", "The e-mail is odd"),
        ];
        for (field, message, bare) in table {
            assert_eq!(without_value(field, message), bare, "{message}");
        }
    }
}
