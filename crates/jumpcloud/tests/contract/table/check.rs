//! Holding requests and answers against the table.

use serde_json::Value;

use super::{Answer, Body, Field, Kind, Operation, Query};
use crate::tap::Exchange;

/// What a request has that the table lacks, or lacks that it demands.
pub(crate) fn request(operation: &Operation, exchange: &Exchange) -> Vec<String> {
    let mut wrong = Vec::new();
    for (name, value) in &exchange.query {
        match operation.query.iter().find(|query| query.name() == name) {
            Some(query) => query_value(*query, value, &mut wrong),
            None => wrong.push(format!("query.{name} is unknown")),
        }
    }
    for query in &operation.query {
        let demanded = matches!(query, Query::Targets(_)) || *query == Query::Ids("users");
        if demanded && !exchange.query.iter().any(|(name, _)| name == query.name()) {
            wrong.push(format!("query.{} is missing", query.name()));
        }
    }
    match (operation.body, &exchange.request) {
        (Body::Nothing, None) => {}
        (Body::Nothing, Some(_)) => wrong.push("there is a body".to_owned()),
        (Body::Object(fields), body) => {
            let empty = Value::Object(serde_json::Map::new());
            object(fields, body.as_ref().unwrap_or(&empty), "body", true, &mut wrong);
        }
        (Body::List(fields), Some(Value::Array(items))) => {
            for (index, item) in items.iter().enumerate() {
                object(fields, item, &format!("body[{index}]"), true, &mut wrong);
            }
        }
        (Body::List(_), _) => wrong.push("the body is no list".to_owned()),
    }
    wrong
}

fn query_value(query: Query, value: &str, wrong: &mut Vec<String>) {
    let good = match query {
        // Empty is as good as absent: a client of others sends it so.
        Query::Limit | Query::Skip => value.is_empty() || value.parse::<u32>().is_ok(),
        Query::Targets(kinds) => value.split(',').all(|kind| kinds.contains(&kind)),
        Query::Filter => value.splitn(3, ':').count() == 3,
        Query::Word(_, word) => value == word,
        Query::Flag(_) => matches!(value, "true" | "false"),
        Query::Ids(_) => value.split(',').all(is_id),
        Query::Heir => value == "null" || is_id(value),
        Query::Sort | Query::SortIgnoreCase | Query::Fields | Query::Search => true,
    };
    if !good {
        wrong.push(format!("query.{} is {value:?}", query.name()));
    }
}

/// What an answer has that the table lacks, or lacks that it demands.
pub(crate) fn answer(operation: &Operation, exchange: &Exchange) -> Vec<String> {
    let mut wrong = Vec::new();
    if exchange.status >= 400 {
        refusal(exchange, &mut wrong);
        return wrong;
    }
    let Some((_, answer)) = operation.answers.iter().find(|(status, _)| *status == exchange.status) else {
        return vec![format!("status {}", exchange.status)];
    };
    // Whoever asks for some fields gets them and the ids only.
    let partial = exchange.asks_for_fields();
    match (answer, exchange.answer.as_ref()) {
        (Answer::Nothing, None) if exchange.text.is_empty() => {}
        (Answer::Nothing, _) => wrong.push("there is a body".to_owned()),
        (Answer::Words, _) | (Answer::Json, Some(_)) => {}
        (Answer::Document(fields), Some(document)) => object(fields, document, "", !partial, &mut wrong),
        (Answer::Array(fields), Some(Value::Array(items))) => list(fields, items, "", partial, &mut wrong),
        (Answer::Page(fields), Some(page)) => {
            let keys: Vec<&String> = page.as_object().into_iter().flat_map(|page| page.keys()).collect();
            if keys != ["results", "totalCount"] {
                wrong.push(format!("the page has {keys:?}"));
            }
            if !page["totalCount"].is_u64() {
                wrong.push("totalCount is no number".to_owned());
            }
            match &page["results"] {
                Value::Array(items) => list(fields, items, "results", partial, &mut wrong),
                _ => wrong.push("results is no list".to_owned()),
            }
        }
        (Answer::Array(_), _) => wrong.push("no list".to_owned()),
        (Answer::Document(_) | Answer::Page(_) | Answer::Json, None) => wrong.push("no JSON".to_owned()),
    }
    wrong
}

fn list(fields: &[Field], items: &[Value], path: &str, partial: bool, wrong: &mut Vec<String>) {
    for (index, item) in items.iter().enumerate() {
        object(fields, item, &format!("{path}[{index}]"), !partial, wrong);
    }
    if items.len() > 100 {
        wrong.push(format!("{} rows", items.len()));
    }
}

/// The shapes of errors that clients of others know.
// Source: the official files (`Error`, `ErrorDetails`), older official ones, and measured answers of the door.
fn refusal(exchange: &Exchange, wrong: &mut Vec<String>) {
    let Some(Value::Object(body)) = &exchange.answer else {
        wrong.push(format!("a {} without a JSON object", exchange.status));
        return;
    };
    if !body.get("message").is_some_and(Value::is_string) {
        wrong.push("no message".to_owned());
    }
    for (name, value) in body {
        let good = match name.as_str() {
            "message" | "error" | "status" => value.is_string(),
            "code" => value.as_u64() == Some(u64::from(exchange.status)),
            "details" => value.as_array().is_some_and(|details| details.iter().all(is_detail)),
            _ => false,
        };
        if !good {
            wrong.push(format!("the error's {name} is {value}"));
        }
    }
}

fn is_detail(detail: &Value) -> bool {
    let violation = |one: &Value| one["field"].is_string() && one["description"].is_string();
    detail["@type"].is_string() && detail["fieldViolationsList"].as_array().is_some_and(|all| all.iter().all(violation))
}

fn object(fields: &[Field], value: &Value, path: &str, whole: bool, wrong: &mut Vec<String>) {
    let Value::Object(map) = value else {
        wrong.push(format!("{path} is no object"));
        return;
    };
    for (name, value) in map {
        let path = format!("{path}.{name}");
        match fields.iter().find(|field| field.name == name) {
            None => wrong.push(format!("{path} is unknown")),
            Some(field) if field.nullable && value.is_null() => {}
            Some(field) => kind(field.kind, value, &path, wrong),
        }
    }
    for field in fields.iter().filter(|field| field.required && whole) {
        if !map.contains_key(field.name) {
            wrong.push(format!("{path}.{} is missing", field.name));
        }
    }
}

fn kind(kind_of: Kind, value: &Value, path: &str, wrong: &mut Vec<String>) {
    let good = match kind_of {
        Kind::Text(most) => value.as_str().is_some_and(|text| most == 0 || text.chars().count() <= most),
        Kind::Word(words) => value.as_str().is_some_and(|text| words.contains(&text)),
        Kind::Flag => value.is_boolean(),
        Kind::Whole(least) => value.as_i64().is_some_and(|number| number >= least),
        Kind::When => value.as_str().is_some_and(|text| text.parse::<jiff::Timestamp>().is_ok()),
        Kind::Id => value.as_str().is_some_and(is_id),
        Kind::Object(fields) => return object(fields, value, path, true, wrong),
        Kind::Map => value.is_object(),
        Kind::List(of) => match value {
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    kind(*of, item, &format!("{path}[{index}]"), wrong);
                }
                return;
            }
            _ => false,
        },
    };
    if !good {
        let shown: String = value.to_string().chars().take(60).collect();
        wrong.push(format!("{path} is {shown}"));
    }
}

pub(crate) fn is_id(text: &str) -> bool {
    text.len() == 24 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
