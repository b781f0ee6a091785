//! Rules of the type `Search`: a tree of `and` and `or` over conditions of field, operation and value.
//!
//! Source: `JumpCloud` API v2, `jumpcloud.search.SearchRequestFilter` and its `Operation`, whose descriptions state the
//! meaning of every operation, also where case matters.

use serde_json::{Map, Value};

use super::{
    Prediction, cannot,
    compare::{Case, Comparison, compare},
    field::{Names, scalar, value_of},
    shown, unpacked,
};

/// What fields of accounts may be written under: `<objectName>.<fieldName>`.
const OBJECT_NAMES: [&str; 5] = ["user", "users", "systemuser", "systemusers", "system_user"];

/// What the tree says of the account.
pub(super) fn evaluate(filters: Option<&Value>, account: &Value) -> Prediction {
    match filters.map(unpacked) {
        Some(Value::Object(node)) => verdict(&node, account),
        Some(Value::Array(nodes)) if !nodes.is_empty() => Prediction::all(nodes.iter().map(|node| of(node, account))),
        Some(Value::Null) | None => cannot("the rule has no conditions"),
        Some(_) => cannot("the rule has an unknown form"),
    }
}

/// The tree for people.
pub(super) fn describe(filters: Option<&Value>) -> Option<String> {
    said(&unpacked(filters?))
}

fn said(node: &Value) -> Option<String> {
    let operation = node.get("operation")?.as_str()?;
    if matches!(operation, "and" | "or") {
        let parts = node.get("filters")?.as_array()?.iter().map(said).collect::<Option<Vec<_>>>()?;
        return Some(format!("({})", parts.join(&format!(" {operation} "))));
    }
    let value = node.get("value").unwrap_or(&Value::Null);
    let value = scalar(value).map_or_else(|| value.to_string(), |text| format!("\"{text}\""));
    Some(format!("{} {operation} {value}", node.get("field")?.as_str()?))
}

fn of(node: &Value, account: &Value) -> Prediction {
    match node {
        Value::Object(node) => verdict(node, account),
        _ => cannot("the rule has an unknown form"),
    }
}

fn verdict(node: &Map<String, Value>, account: &Value) -> Prediction {
    let meaningful = |(key, value): &(&String, &Value)| {
        !["field", "filters", "operation", "value"].contains(&key.as_str()) && !value.is_null()
    };
    if let Some((key, _)) = node.iter().find(meaningful) {
        return cannot(format!("a condition of the rule has the key {}, whose meaning is not known", shown(key)));
    }
    let operation = node.get("operation").and_then(Value::as_str).unwrap_or("operation_unknown");
    let parts = node.get("filters").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    match operation {
        "and" | "or" if parts.is_empty() => cannot("the rule has no conditions"),
        "and" => Prediction::all(parts.iter().map(|part| of(part, account))),
        "or" => Prediction::any(parts.iter().map(|part| of(part, account))),
        _ => condition(node, operation, account),
    }
}

fn condition(node: &Map<String, Value>, operation: &str, account: &Value) -> Prediction {
    let stated = node.get("field").and_then(Value::as_str).unwrap_or_default();
    let Some((object, field)) = stated.split_once('.') else {
        return cannot(format!("the rule looks at {}, which is no field of an account", shown(stated)));
    };
    if !OBJECT_NAMES.iter().any(|name| name.eq_ignore_ascii_case(object)) {
        return cannot(format!("the rule looks at {}, which is no field of an account", shown(stated)));
    }
    let found = match value_of(account, field, Names::Folded) {
        Ok(found) => found,
        Err(unknown) => return unknown,
    };
    let value = node.get("value").unwrap_or(&Value::Null);
    if matches!(operation, "is_null" | "is_empty") {
        return emptiness(field, &found, operation, value);
    }
    let Some((comparison, case)) = comparison(operation) else {
        return cannot(format!("the rule has the operation {}, whose meaning is not known", shown(operation)));
    };
    let values = match value {
        Value::Array(items) => items.iter().map(scalar).collect::<Option<Vec<_>>>(),
        other => scalar(other).map(|one| vec![one]),
    };
    match values {
        Some(values) => compare(field, &found, comparison, &values, case),
        None => cannot("the rule compares with a value of an unknown form"),
    }
}

/// Null and empty are different things to a database; which of the two a field that we leave out becomes, nobody states.
fn emptiness(field: &str, found: &str, operation: &str, value: &Value) -> Prediction {
    let Some(wanted) = value.as_bool() else {
        return cannot(format!("the rule's {operation} has no true or false"));
    };
    match (found.is_empty(), operation) {
        (false, _) if wanted => Prediction::NotMember,
        (false, _) => Prediction::Member,
        (true, "is_empty") if wanted => Prediction::Member,
        (true, "is_empty") => Prediction::NotMember,
        (true, _) => cannot(format!("{field} is empty, and no source states whether it is null then")),
    }
}

fn comparison(operation: &str) -> Option<(Comparison, Case)> {
    use {Case::*, Comparison::*};
    Some(match operation {
        "equals" => (Equal, Ignored),
        "equals_case_sensitive" => (Equal, Regarded),
        "not_equals" => (NotEqual, Ignored),
        "not_equals_case_sensitive" => (NotEqual, Regarded),
        "greater_than" => (Greater, Unstated),
        "greater_than_or_equals" => (GreaterOrEqual, Unstated),
        "less_than" => (Less, Unstated),
        "less_than_or_equals" => (LessOrEqual, Unstated),
        "starts_with" => (StartsWith, Ignored),
        "starts_with_case_sensitive" => (StartsWith, Regarded),
        "ends_with" => (EndsWith, Ignored),
        "ends_with_case_sensitive" => (EndsWith, Regarded),
        "contains" => (Contains, Ignored),
        "contains_case_sensitive" => (Contains, Regarded),
        "not_contains" => (NotContains, Ignored),
        "not_contains_case_sensitive" => (NotContains, Regarded),
        "in" => (OneOf, Ignored),
        "in_case_sensitive" => (OneOf, Regarded),
        "not_in" => (NoneOf, Ignored),
        "not_in_case_sensitive" => (NoneOf, Regarded),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn verdict_of(filter: &Value) -> Option<bool> {
        let account = json!({
            "department": "Engineering", "jobTitle": "", "unix_uid": 5042,
            "attributes": [{"name": "costCenter", "value": "ENG-200"}],
        });
        match evaluate(Some(&json!(filter.to_string())), &account) {
            Prediction::Member => Some(true),
            Prediction::NotMember => Some(false),
            Prediction::CannotPredict(_) => None,
        }
    }

    #[test]
    fn every_operation_of_the_specification_is_answered_or_declined() {
        #[rustfmt::skip]
        let table = [
            ("operation_unknown",           json!("x"),                 None),
            ("equals",                      json!("engineering"),       Some(true)),
            ("not_equals",                  json!("engineering"),       Some(false)),
            ("starts_with",                 json!("ENG"),               Some(true)),
            ("ends_with",                   json!("sales"),             Some(false)),
            ("contains",                    json!("INEE"),              Some(true)),
            ("not_contains",                json!("inee"),              Some(false)),
            ("in",                          json!(["hr", "ENGINEERING"]), Some(true)),
            ("not_in",                      json!(["hr", "it"]),        Some(true)),
            ("is_null",                     json!(true),                Some(false)),
            ("is_empty",                    json!(false),               Some(true)),
            ("is_empty",                    json!("yes"),               None),
            ("equals_case_sensitive",       json!("engineering"),       Some(false)),
            ("not_equals_case_sensitive",   json!("engineering"),       Some(true)),
            ("starts_with_case_sensitive",  json!("Eng"),               Some(true)),
            ("ends_with_case_sensitive",    json!("ING"),               Some(false)),
            ("contains_case_sensitive",     json!("gin"),               Some(true)),
            ("not_contains_case_sensitive", json!("GIN"),               Some(true)),
            ("in_case_sensitive",           json!(["engineering"]),     Some(false)),
            ("not_in_case_sensitive",       json!(["engineering"]),     Some(true)),
            ("member_of",                   json!(["Engineering"]),     None),
            ("not_member_of",               json!(["Engineering"]),     None),
            ("sounds_like",                 json!("Engineering"),       None),
        ];
        for (operation, value, expected) in table {
            let filter = json!({"field": "User.Department", "operation": operation, "value": value});
            assert_eq!(verdict_of(&filter), expected, "{operation} {value}");
        }
        for (operation, expected) in [
            ("greater_than", false),
            ("less_than", false),
            ("greater_than_or_equals", true),
            ("less_than_or_equals", true),
        ] {
            let filter = json!({"field": "user.unix_uid", "operation": operation, "value": 5042});
            assert_eq!(verdict_of(&filter), Some(expected), "{operation}");
        }
    }

    #[test]
    fn groups_of_conditions_nest() {
        let is = |value: &str| json!({"field": "user.department", "operation": "equals", "value": value});
        let unknown = json!({"field": "user.costCenter", "operation": "equals", "value": "7"});
        let tree = |operation: &str, filters: Value| json!({"operation": operation, "filters": filters});
        #[rustfmt::skip]
        let table = [
            (tree("and", json!([is("engineering"), is("sales")])),                        Some(false)),
            (tree("or",  json!([is("engineering"), is("sales")])),                        Some(true)),
            (tree("or",  json!([tree("and", json!([is("sales")])), is("engineering")])),  Some(true)),
            (tree("or",  json!([unknown, is("engineering")])),                            Some(true)),
            (tree("and", json!([unknown, is("engineering")])),                            None),
            (tree("and", json!([])),                                                      None),
            (json!([is("engineering"), is("engineering")]),                               Some(true)),
        ];
        for (filter, expected) in table {
            assert_eq!(verdict_of(&filter), expected, "{filter}");
        }
    }

    #[test]
    fn what_no_source_explains_is_declined() {
        for filter in [
            json!({"field": "department", "operation": "equals", "value": "Engineering"}),
            json!({"field": "device.department", "operation": "equals", "value": "Engineering"}),
            json!({"field": "user.department", "operation": "equals", "value": "Engineering", "unit": "days"}),
            json!({"field": "user.department", "operation": "equals", "query": {}}),
            json!({"field": "user.jobTitle", "operation": "is_null", "value": true}),
            json!({"field": "user.jobTitle", "operation": "not_equals", "value": "x"}),
            json!({}),
        ] {
            assert_eq!(verdict_of(&filter), None, "{filter}");
        }
        assert_eq!(verdict_of(&json!({"field": "user.jobTitle", "operation": "is_empty", "value": true})), Some(true));
        let attribute = json!({"field": "user.attributes.costcenter", "operation": "equals", "value": "eng-200"});
        assert_eq!(verdict_of(&attribute), Some(true));
    }
}
