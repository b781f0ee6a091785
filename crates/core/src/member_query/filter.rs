//! Rules of the types `Filter` and `FilterQuery`: conditions that must all hold, each an object of field, operator and
//! value, or the text `field:operator:value`.

use serde_json::Value;

use super::{
    Prediction, cannot,
    compare::{Case, Comparison, compare},
    field::{Names, scalar, value_of},
    shown, unpacked,
};

/// One condition, as it stands in the rule.
pub(crate) struct Condition {
    pub(crate) field: String,
    pub(crate) operator: String,
    pub(crate) value: Value,
}

/// What the conditions say of the account.
pub(super) fn evaluate(filters: Option<&Value>, account: &Value) -> Prediction {
    match conditions(filters) {
        Ok(conditions) if conditions.is_empty() => cannot("the rule has no conditions"),
        Ok(conditions) => Prediction::all(conditions.iter().map(|condition| verdict(condition, account))),
        Err(why) => cannot(why),
    }
}

/// The conditions for people.
pub(super) fn describe(filters: Option<&Value>) -> Option<String> {
    let conditions = conditions(filters).ok().filter(|conditions| !conditions.is_empty())?;
    let said = conditions.iter().map(|Condition { field, operator, value }| {
        let value = scalar(value).map_or_else(|| value.to_string(), |text| format!("\"{text}\""));
        format!("{field} {operator} {value}")
    });
    Some(said.collect::<Vec<_>>().join(" and "))
}

pub(super) fn conditions(filters: Option<&Value>) -> Result<Vec<Condition>, String> {
    let mut found = Vec::new();
    collect(filters.unwrap_or(&Value::Null), &mut found)?;
    Ok(found)
}

fn collect(filter: &Value, found: &mut Vec<Condition>) -> Result<(), String> {
    match unpacked(filter) {
        Value::Null => Ok(()),
        Value::Array(items) => items.iter().try_for_each(|item| collect(item, found)),
        Value::Object(object) => {
            if let Some(key) = object.keys().find(|key| !["field", "operator", "value"].contains(&key.as_str())) {
                return Err(format!("a condition of the rule has the unknown key {}", shown(key)));
            }
            let text = |key| object.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
            let value = object.get("value").cloned().unwrap_or_default();
            found.push(Condition { field: text("field"), operator: text("operator"), value });
            Ok(())
        }
        Value::String(text) => {
            let mut parts = text.splitn(3, ':');
            let (Some(field), Some(operator), Some(value)) = (parts.next(), parts.next(), parts.next()) else {
                return Err("a condition of the rule is not of the form field:operator:value".into());
            };
            found.push(Condition { field: field.into(), operator: operator.into(), value: value.into() });
            Ok(())
        }
        Value::Bool(_) | Value::Number(_) => Err("a condition of the rule is neither text nor an object".into()),
    }
}

fn verdict(condition: &Condition, account: &Value) -> Prediction {
    let Condition { field, operator, value } = condition;
    let Some(comparison) = comparison(operator) else {
        return cannot(format!("the rule has the operator {}, whose meaning is not stated", shown(operator)));
    };
    let values = match (value, comparison) {
        (Value::Array(items), _) => items.iter().map(scalar).collect::<Option<Vec<_>>>(),
        (Value::String(text), Comparison::OneOf | Comparison::NoneOf) => {
            (!text.contains('\\')).then(|| text.split('|').map(str::to_owned).collect())
        }
        (other, _) => scalar(other).map(|one| vec![one]),
    };
    let Some(values) = values else {
        return cannot("the rule compares with a value of an unknown form");
    };
    // Source: API v2, trait filter: the value "supports wild cards"; which, it does not say.
    if values.iter().any(|value| value.contains(['*', '%'])) {
        return cannot("the rule compares with a wild card, whose meaning is not stated");
    }
    match value_of(account, field, Names::Exact) {
        Ok(found) => compare(field, &found, comparison, &values, Case::Unstated),
        Err(unknown) => unknown,
    }
}

/// The operators of API v2's filters and of v1's, with or without `$`, in either case.
///
/// Left out: `search` (v2), `co` and `nco` (v1: contains; v2: arrays overlap), whose meaning in a rule no source states.
fn comparison(operator: &str) -> Option<Comparison> {
    let name = operator.strip_prefix('$').unwrap_or(operator);
    Some(match name.to_ascii_lowercase().as_str() {
        "eq" => Comparison::Equal,
        "ne" => Comparison::NotEqual,
        "gt" => Comparison::Greater,
        "ge" | "gte" => Comparison::GreaterOrEqual,
        "lt" => Comparison::Less,
        "le" | "lte" => Comparison::LessOrEqual,
        "between" => Comparison::Between,
        "in" => Comparison::OneOf,
        "nin" => Comparison::NoneOf,
        "sw" => Comparison::StartsWith,
        "ew" => Comparison::EndsWith,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn account() -> Value {
        json!({
            "department": "Engineering", "jobTitle": "SRE", "location": "", "unix_uid": 5042, "sudo": false,
            "attributes": [{"name": "costCenter", "value": "ENG-200"}],
        })
    }

    fn verdict_of(filters: Value) -> Option<bool> {
        match evaluate(Some(&filters), &account()) {
            Prediction::Member => Some(true),
            Prediction::NotMember => Some(false),
            Prediction::CannotPredict(_) => None,
        }
    }

    #[test]
    fn every_operator_of_the_specification_is_answered_or_declined() {
        #[rustfmt::skip]
        let table = [
            ("department:eq:Engineering",          Some(true)),
            ("department:ne:Engineering",          Some(false)),
            ("unix_uid:gt:5000",                   Some(true)),
            ("unix_uid:ge:5042",                   Some(true)),
            ("unix_uid:lt:5042",                   Some(false)),
            ("unix_uid:le:5042",                   Some(true)),
            ("unix_uid:between:1",                 None),
            ("department:search:engin",            None),
            ("department:in:Sales|Engineering",    Some(true)),
            ("department:$eq:Engineering",         Some(true)),
            ("department:EQ:Sales",                Some(false)),
            ("department:$nin:Sales|HR",           Some(true)),
            ("department:$sw:Eng",                 Some(true)),
            ("department:$ew:eng",                 Some(false)),
            ("department:CO:Eng",                  None),
            ("department:NCO:Eng",                 None),
            ("department:matches:Eng",             None),
            ("department:eq:Eng*",                 None),
            ("department:in:A\\|B",                None),
            ("department:eq:engineering",          None),
            ("location:eq:Berlin",                 Some(false)),
            ("location:ne:Berlin",                 None),
            ("sudo:eq:false",                      Some(true)),
            ("attributes.costCenter:eq:ENG-200",   Some(true)),
            ("attributes.badge:eq:7",              Some(false)),
            ("costCenter:eq:7",                    None),
            ("department",                         None),
            ("",                                   None),
        ];
        for (filter, expected) in table {
            assert_eq!(verdict_of(json!([filter])), expected, "{filter}");
        }
    }

    #[test]
    fn conditions_come_as_objects_lists_and_text_that_holds_them() {
        let object = json!({"field": "department", "operator": "eq", "value": "Engineering"});
        for filters in [
            json!([object]),
            json!([object.to_string()]),
            json!([json!([object]).to_string()]),
            json!(json!([object]).to_string()),
            json!([object, null, "jobTitle:eq:SRE"]),
            json!([{"field": "unix_uid", "operator": "in", "value": [1, 5042]}]),
            json!([{"field": "unix_uid", "operator": "between", "value": [5000, 6000]}]),
            json!([{"field": "sudo", "operator": "eq", "value": false}]),
        ] {
            assert_eq!(verdict_of(filters.clone()), Some(true), "{filters}");
        }
        for filters in [
            json!([{"field": "department", "operator": "eq", "value": "Engineering", "negate": true}]),
            json!([{"or": [object]}]),
            json!([{"field": "department", "operator": "eq", "value": {"a": 1}}]),
            json!([{"field": "department", "operator": "eq"}]),
            json!([true]),
        ] {
            assert_eq!(verdict_of(filters.clone()), None, "{filters}");
        }
    }

    #[test]
    fn all_conditions_must_hold() {
        assert_eq!(verdict_of(json!(["department:eq:Engineering", "jobTitle:eq:CEO"])), Some(false));
        assert_eq!(verdict_of(json!(["department:eq:Sales", "jobTitle:search:x"])), Some(false));
        assert_eq!(verdict_of(json!(["department:eq:Engineering", "jobTitle:search:x"])), None);
    }
}
