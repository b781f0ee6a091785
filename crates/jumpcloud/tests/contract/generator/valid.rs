//! Valid requests at random.

use rand::Rng;
use serde_json::Value;

use super::Request;
use super::population::{Population, kind_of};
use super::values;
use crate::table::{Answer, Body, Field, Operation, Query};
use crate::tap::Exchange;

/// A valid request of an operation; none if there is nothing yet that it could be about.
pub(crate) fn request(operation: &Operation, population: &Population, random: &mut impl Rng) -> Option<Request> {
    let path = path(operation, population, random)?;
    let query = operation.query.iter().flat_map(|query| query_values(operation, *query, population, random)).collect();
    let body = match operation.body {
        Body::Nothing => None,
        Body::Object(fields) => Some(values::body(operation, &path, fields, population, random)?),
        Body::List(fields) => {
            let many = random.random_range(1..=3);
            let items: Option<Vec<Value>> =
                (0..many).map(|_| values::body(operation, &path, fields, population, random)).collect();
            Some(Value::Array(items?))
        }
    };
    let body = body.map(|body| body.to_string().into_bytes());
    Some(Request { method: operation.method().to_owned(), path, query, body, headers: Vec::new() })
}

fn path(operation: &Operation, population: &Population, random: &mut impl Rng) -> Option<String> {
    if operation.path().contains("/sshkeys/") {
        let (user, key) = population.keys.get(random.random_range(0..population.keys.len().max(1)))?;
        return Some(format!("/systemusers/{user}/sshkeys/{key}"));
    }
    let mut path = String::new();
    let mut before = "";
    for part in operation.path().split('/').skip(1) {
        path.push('/');
        match part {
            "{custom_email_type}" => path.push_str(values::mail_type(random)),
            "{job_id}" => path.push_str(&population.any("job", random)?),
            "{provider_id}" => path.push_str(&population.provider),
            _ if !part.starts_with('{') => path.push_str(part),
            _ if matches!(before, "organizations" | "organizationlinks") => path.push_str(&population.organization),
            _ => path.push_str(&population.any(kind_of(before)?, random)?),
        }
        before = part;
    }
    Some(path)
}

fn query_values(
    operation: &Operation,
    query: Query,
    population: &Population,
    random: &mut impl Rng,
) -> Vec<(String, String)> {
    let demanded = matches!(query, Query::Targets(_)) || query == Query::Ids("users");
    if !demanded && random.random_ratio(1, 2) {
        return Vec::new();
    }
    let v2 = operation.path().starts_with("/v2");
    let fields = answered(operation);
    let value = match query {
        Query::Limit => random.random_range(1..=100).to_string(),
        Query::Skip => random.random_range(0..20).to_string(),
        Query::Sort | Query::SortIgnoreCase => {
            // Group collections refuse their own id.
            let name =
                fields.iter().map(|field| field.name).filter(|name| *name != "id").nth(random.random_range(0..2));
            let down = if random.random_ratio(1, 3) { "-" } else { "" };
            name.map_or_else(String::new, |name| format!("{down}{name}"))
        }
        Query::Fields => {
            let some: Vec<&str> = fields.iter().map(|field| field.name).filter(|_| random.random_ratio(1, 3)).collect();
            some.join(if v2 { "," } else { " " })
        }
        Query::Filter => {
            let name = fields.get(random.random_range(0..fields.len().max(1))).map_or("id", |field| field.name);
            let op = if v2 {
                ["eq", "ne", "lt", "ge", "in", "search"][random.random_range(0..6)]
            } else {
                ["$eq", "$ne", "$lt", "$gte", "$in", "$nin", "eq"][random.random_range(0..7)]
            };
            let value = ["true", "user", "ACTIVATED", "a|b", "x:y", "", "2030-01-01"][random.random_range(0..7)];
            format!("{name}:{op}:{value}")
        }
        Query::Search => ["jane", "LINUX", "", "é"][random.random_range(0..4)].to_owned(),
        Query::Targets(kinds) => {
            let first = kinds[random.random_range(0..kinds.len())];
            let second = kinds[random.random_range(0..kinds.len())];
            if first == second || random.random_ratio(2, 3) { first.to_owned() } else { format!("{first},{second}") }
        }
        Query::Word(_, word) => word.to_owned(),
        Query::Flag(_) => random.random_bool(0.5).to_string(),
        Query::Ids(_) => match population.any("user", random) {
            Some(id) => id,
            None => return Vec::new(),
        },
        Query::Heir => "null".to_owned(),
    };
    if value.is_empty() && matches!(query, Query::Sort | Query::SortIgnoreCase) {
        return Vec::new();
    }
    vec![(query.name().to_owned(), value)]
}

fn answered(operation: &Operation) -> &'static [Field] {
    match operation.answers.first() {
        Some((_, Answer::Document(fields) | Answer::Array(fields) | Answer::Page(fields))) => fields,
        _ => &[],
    }
}

/// Refusals of valid requests that come from the state, not from the request.
pub(crate) fn excuses(operation: &Operation, exchange: &Exchange) -> bool {
    let message = exchange.answer.as_ref().and_then(|answer| answer["message"].as_str()).unwrap_or_default();
    let name = operation.name.as_str();
    match exchange.status {
        // What is there, or gone, already.
        404 | 409 if name.starts_with("POST") && (name.ends_with("/members") || name.ends_with("/associations")) => {
            true
        }
        409 if name.ends_with("/organizationlinks") => true,
        409 => {
            name.ends_with("/state/activate") || name == "DELETE /systemusers/{id}" || name == "POST /v2/customemails"
        }
        404 if name.contains("/organizationlinks/") => true,
        404 => name.contains("/customemails/") || name.contains("/sshkeys/") || name.contains("/userstates/"),
        400 => {
            message.starts_with("The username cannot be modified")
                || (name.contains("userstates") && message.contains("state"))
        }
        _ => false,
    }
}
