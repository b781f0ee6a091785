//! The three filter grammars: v1 query, v2 query, and the bodies of `/search/*`.

use serde_json::Value;

use crate::call::Call;
pub(crate) use crate::condition::{Op, Test};
use crate::document::scalar;
use crate::reply::Reply;

/// An operator of API v1, with or without `$`.
pub(crate) fn v1_op(name: &str, wide: bool) -> Option<Op> {
    Some(match name.trim_start_matches('$') {
        "eq" => Op::Equal,
        "ne" => Op::NotEqual,
        "lt" => Op::Less,
        "lte" => Op::LessOrEqual,
        "gt" => Op::Greater,
        "gte" => Op::GreaterOrEqual,
        "in" => Op::In,
        "nin" => Op::NotIn,
        "sw" if wide => Op::StartsWith,
        "ew" if wide => Op::EndsWith,
        "co" if wide => Op::Contains,
        "nco" if wide => Op::NotContains,
        _ => return None,
    })
}

/// An operator of API v2 or of a dynamic group's rule.
pub(crate) fn v2_op(name: &str) -> Option<Op> {
    Some(match name.trim_start_matches('$').to_ascii_lowercase().as_str() {
        "eq" => Op::Equal,
        "ne" => Op::NotEqual,
        "gt" => Op::Greater,
        "ge" | "gte" => Op::GreaterOrEqual,
        "lt" => Op::Less,
        "le" | "lte" => Op::LessOrEqual,
        "between" => Op::Between,
        "search" => Op::Search,
        "in" => Op::In,
        // Of flags of errors alone, the specification says; other fields are not refused.
        "co" => Op::Contains,
        "nco" => Op::NotContains,
        _ => return None,
    })
}

/// `field:op:value`, in which the value may hold colons.
fn three_parts(text: &str) -> Option<(&str, &str, &str)> {
    let (field, rest) = text.split_once(':')?;
    let (op, value) = rest.split_once(':')?;
    (!field.is_empty()).then_some((field, op, value))
}

/// Terms split by `|`, in which `\|` is a plain bar.
fn terms(value: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut characters = value.chars().peekable();
    while let Some(character) = characters.next() {
        if character == '\\' && characters.peek() == Some(&'|') {
            characters.next();
            all.last_mut().into_iter().for_each(|last| last.push('|'));
        } else if character == '|' {
            all.push(String::new());
        } else {
            all.last_mut().into_iter().for_each(|last| last.push(character));
        }
    }
    all
}

fn condition(text: &str, op_named: impl Fn(&str) -> Option<Op>) -> Result<Test, Reply> {
    // SYNTHETIC: the body for a filter that can't be read.
    let bad = || Reply::error(400, format!("invalid filter: {text}"));
    let (field, op, value) = three_parts(text).ok_or_else(bad)?;
    let op = op_named(op).ok_or_else(bad)?;
    let values = match op {
        Op::In | Op::NotIn => terms(value),
        Op::Between => value.split([',', '|']).map(str::to_owned).collect(),
        _ => vec![value.to_owned()],
    };
    Ok(Test::Field { path: field.to_owned(), op, values })
}

/// The filter of a v1 list: repeated `filter`, or `filter[0]` (all) and `filter[or][0]` (any).
pub(crate) fn of_v1_query(call: &mut Call) -> Result<Test, Reply> {
    call.knows(&["filter"]);
    let wide = call.eventually_consistent;
    let (mut all, mut any) = (Vec::new(), Vec::new());
    for (key, value) in &call.query {
        if key.split('[').next() != Some("filter") || value.is_empty() {
            continue;
        }
        let test = condition(value, |op| v1_op(op, wide))?;
        if key.starts_with("filter[or]") { any.push(test) } else { all.push(test) }
    }
    if !any.is_empty() {
        all.push(Test::Any(any));
    }
    Ok(Test::All(all))
}

/// The filter of a v2 list: repeated, all must hold.
pub(crate) fn of_v2_query(call: &mut Call) -> Result<Test, Reply> {
    call.knows(&["filter"]);
    let filters = call.query.iter().filter(|(key, value)| key.split('[').next() == Some("filter") && !value.is_empty());
    let tests: Result<Vec<Test>, Reply> = filters.map(|(_, value)| condition(value, v2_op).map(with_stars)).collect();
    tests.map(Test::All)
}

/// Values support wild cards.
// Source: JumpCloud API v2, filter, read 2026-03. That `eq` alone takes them is SYNTHETIC.
fn with_stars(test: Test) -> Test {
    match test {
        Test::Field { path, op: Op::Equal, values } if values.iter().any(|value| value.contains('*')) => {
            Test::Field { path, op: Op::Like, values }
        }
        other => other,
    }
}

/// The `filter` of a search body: an object with `and`/`or`, fields, nested; or an array of those and of texts.
pub(crate) fn of_search(filter: &Value) -> Result<Test, Reply> {
    match filter {
        Value::Null => Ok(Test::All(Vec::new())),
        Value::Array(items) => items.iter().map(of_search).collect::<Result<_, _>>().map(Test::All),
        Value::String(text) => condition(text, |op| v1_op(op, true)),
        Value::Object(map) => {
            let mut tests = Vec::new();
            for (name, value) in map {
                tests.push(match name.trim_start_matches('$') {
                    "and" => Test::All(list_of(value)?),
                    "or" => Test::Any(list_of(value)?),
                    _ => search_field(name, value)?,
                });
            }
            Ok(Test::All(tests))
        }
        _ => Err(Reply::error(400, "invalid filter")),
    }
}

fn list_of(value: &Value) -> Result<Vec<Test>, Reply> {
    let items = value.as_array().ok_or_else(|| Reply::error(400, "invalid filter: and/or need a list"))?;
    items.iter().map(of_search).collect()
}

/// `{"field": value}` or `{"field": {"$in": [..]}}`.
fn search_field(name: &str, value: &Value) -> Result<Test, Reply> {
    let field = |op, values| Test::Field { path: name.to_owned(), op, values };
    match value {
        Value::Object(map) => {
            let mut tests = Vec::new();
            for (op, operand) in map {
                let op = v1_op(op, true).ok_or_else(|| Reply::error(400, format!("invalid filter operator: {op}")))?;
                let values = match operand {
                    Value::Array(items) => items.iter().filter_map(scalar).collect(),
                    other => scalar(other).into_iter().collect(),
                };
                tests.push(field(op, values));
            }
            Ok(Test::All(tests))
        }
        Value::Array(items) => Ok(field(Op::In, items.iter().filter_map(scalar).collect())),
        other => Ok(field(Op::Equal, scalar(other).into_iter().collect())),
    }
}

/// The `searchFilter` of a search body: any term in any field, partial, letters' case apart.
pub(crate) fn of_search_term(filter: &Value) -> Result<Test, Reply> {
    if filter.is_null() {
        return Ok(Test::All(Vec::new()));
    }
    let terms: Vec<String> = match filter.get("searchTerm") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(items)) => items.iter().filter_map(scalar).collect(),
        Some(other) => scalar(other).into_iter().collect(),
    };
    let fields: Vec<&str> = match filter.get("fields") {
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(text)) => text.split_ascii_whitespace().collect(),
        _ => Vec::new(),
    };
    if terms.is_empty() {
        return Ok(Test::All(Vec::new()));
    }
    if fields.is_empty() {
        // SYNTHETIC: a term without fields.
        return Err(Reply::error(400, "searchFilter.fields is required"));
    }
    Ok(Test::Any(
        fields
            .into_iter()
            .map(|path| Test::Field { path: path.to_owned(), op: Op::Search, values: terms.clone() })
            .collect(),
    ))
}

/// The `search` parameter of v1 lists: any text field, partial, letters' case apart.
pub(crate) fn anywhere(term: &str, fields: &[&str]) -> Test {
    if term.is_empty() {
        return Test::All(Vec::new());
    }
    let field = |path: &&str| Test::Field { path: (*path).to_owned(), op: Op::Search, values: vec![term.to_owned()] };
    Test::Any(fields.iter().map(field).collect())
}
