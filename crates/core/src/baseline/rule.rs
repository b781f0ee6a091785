//! Who is in a group by rule, in one form, so that two ways to write the same rule are equal.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use thiserror::Error;

use super::declaration::{ConditionDeclaration, RuleDeclaration};
use crate::member_query;

/// Who is in a group by rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// What happens to whom it fits.
    pub members: RuleMembers,
    /// Whom it fits.
    pub test: RuleTest,
}

/// What happens to whom a rule fits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RuleMembers {
    /// Members come and go by the rule alone.
    #[default]
    Automatic,
    /// The rule proposes, a person decides.
    Reviewed,
}

/// Whom a rule fits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleTest {
    /// All conditions must hold.
    Conditions(Vec<Condition>),
    /// Another form: `JumpCloud`'s `memberQuery`, with JSON instead of texts that hold JSON.
    Query(Value),
}

/// A condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// The field as `JumpCloud` names it.
    pub field: String,
    /// The comparison as `JumpCloud` names it.
    pub operator: String,
    /// What is compared with.
    pub value: String,
}

/// Why a rule can't be meant so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum RuleError {
    /// Neither conditions nor a query.
    #[error("has neither `conditions` nor `query`")]
    Empty,
    /// Both.
    #[error("has `conditions` beside `query`")]
    Both,
    /// A condition lacks what it compares, or how.
    #[error("has a condition without `field` or `operator`")]
    Blank,
    /// The query is no `memberQuery`.
    #[error("has a `query` that is no JSON object with `queryType`")]
    NoQuery,
}

/// The keys of a `memberQuery` whose values are texts that hold JSON.
const PACKED: [&str; 2] = ["filters", "searchFilters"];

impl RuleMembers {
    /// Members come and go by the rule alone.
    #[must_use]
    pub fn is_automatic(&self) -> bool {
        *self == RuleMembers::Automatic
    }
}

impl Rule {
    /// A rule as it is declared.
    ///
    /// # Errors
    /// It must have either conditions or a query that is a `memberQuery`.
    pub fn declared(declared: &RuleDeclaration) -> Result<Rule, RuleError> {
        let test = match (&declared.query, declared.conditions.as_slice()) {
            (None, []) => return Err(RuleError::Empty),
            (Some(_), [_, ..]) => return Err(RuleError::Both),
            (None, conditions) => {
                match conditions.iter().all(|one| !one.field.is_empty() && !one.operator.is_empty()) {
                    true => RuleTest::Conditions(conditions.iter().map(Condition::from).collect()),
                    false => return Err(RuleError::Blank),
                }
            }
            (Some(text), []) => {
                let query: Value = serde_json::from_str(text).map_err(|_| RuleError::NoQuery)?;
                query.get("queryType").and_then(Value::as_str).ok_or(RuleError::NoQuery)?;
                RuleTest::of(&query)
            }
        };
        Ok(Rule { members: declared.members, test })
    }

    /// The same as a declaration.
    #[must_use]
    pub fn to_declaration(&self) -> RuleDeclaration {
        let (conditions, query) = match &self.test {
            RuleTest::Conditions(conditions) => (conditions.iter().map(ConditionDeclaration::from).collect(), None),
            RuleTest::Query(_) => (Vec::new(), Some(self.test.to_query().to_string())),
        };
        RuleDeclaration { members: self.members, conditions, query }
    }

    /// For people, on one line.
    #[must_use]
    pub fn words(&self) -> String {
        let members = match self.members {
            RuleMembers::Automatic => "",
            RuleMembers::Reviewed => ", reviewed",
        };
        format!("{}{members}", member_query::describe(&self.test.to_query()))
    }
}

impl RuleTest {
    /// Whom a living `memberQuery` fits.
    #[must_use]
    pub fn of(query: &Value) -> RuleTest {
        let found = member_query::conditions(query).unwrap_or_default();
        match found.into_iter().map(Condition::plain).collect::<Option<Vec<_>>>() {
            Some(conditions) if !conditions.is_empty() => RuleTest::Conditions(conditions),
            _ => RuleTest::Query(unpacked(query)),
        }
    }

    /// The `memberQuery` that is written.
    // Source: JumpCloud API v2, MemberQuery, read 2026-03: filters and searchFilters are texts that hold JSON.
    #[must_use]
    pub fn to_query(&self) -> Value {
        match self {
            RuleTest::Conditions(conditions) => {
                let filters: Vec<Value> = conditions.iter().map(|condition| condition.to_filter().into()).collect();
                json!({ "queryType": "FilterQuery", "filters": filters })
            }
            RuleTest::Query(query) => packed(query),
        }
    }
}

impl Condition {
    /// A condition that compares with one text.
    fn plain(found: member_query::Condition) -> Option<Condition> {
        let member_query::Condition { field, operator, value } = found;
        match value {
            Value::String(value) if !field.is_empty() && !operator.is_empty() => {
                Some(Condition { field, operator, value })
            }
            _ => None,
        }
    }

    fn to_filter(&self) -> String {
        let Condition { field, operator, value } = self;
        json!({ "field": field, "operator": operator, "value": value }).to_string()
    }
}

impl From<&ConditionDeclaration> for Condition {
    fn from(ConditionDeclaration { field, operator, value }: &ConditionDeclaration) -> Self {
        Condition { field: field.clone(), operator: operator.clone(), value: value.clone() }
    }
}

impl From<&Condition> for ConditionDeclaration {
    fn from(Condition { field, operator, value }: &Condition) -> Self {
        ConditionDeclaration { field: field.clone(), operator: operator.clone(), value: value.clone() }
    }
}

fn unpacked(query: &Value) -> Value {
    let Some(fields) = query.as_object() else { return query.clone() };
    let inner = |value: &Value| match value {
        Value::Array(items) => items.iter().map(member_query::unpacked).collect(),
        other => member_query::unpacked(other),
    };
    let told = fields.iter().filter(|(_, value)| !value.is_null());
    let fields = told.map(|(key, value)| match PACKED.contains(&key.as_str()) {
        true => (key.clone(), inner(value)),
        false => (key.clone(), value.clone()),
    });
    Value::Object(fields.collect())
}

fn packed(query: &Value) -> Value {
    let Some(fields) = query.as_object() else { return query.clone() };
    let text = |value: &Value| match value {
        Value::String(text) => Value::String(text.clone()),
        other => Value::String(other.to_string()),
    };
    let fields: Map<String, Value> = fields
        .iter()
        .map(|(key, value)| match (key.as_str(), value) {
            ("filters", Value::Array(items)) => (key.clone(), items.iter().map(text).collect()),
            ("searchFilters", value) => (key.clone(), text(value)),
            _ => (key.clone(), value.clone()),
        })
        .collect();
    Value::Object(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn condition(field: &str, operator: &str, value: &str) -> Condition {
        Condition { field: field.into(), operator: operator.into(), value: value.into() }
    }

    #[test]
    fn every_way_to_write_conditions_is_the_same_rule() {
        let wanted = RuleTest::Conditions(vec![condition("department", "eq", "Sales")]);
        let object = json!({ "field": "department", "operator": "eq", "value": "Sales" });
        for query in [
            json!({ "queryType": "FilterQuery", "filters": [object.to_string()] }),
            json!({ "queryType": "Filter", "filters": [object], "searchFilters": null }),
            json!({ "queryType": "FilterQuery", "filters": ["department:eq:Sales"] }),
            wanted.to_query(),
        ] {
            assert_eq!(RuleTest::of(&query), wanted, "{query}");
        }
    }

    #[test]
    fn a_rule_of_another_form_survives_being_written_and_read() {
        for query in [
            json!({ "queryType": "Search", "searchFilters": "{\"or\":[{\"department\":\"Sales\"}]}" }),
            json!({ "queryType": "FilterQuery", "filters": ["{\"field\":\"unix_uid\",\"operator\":\"gt\",\"value\":7}"] }),
            json!({ "queryType": "FilterQuery", "filters": ["{\"field\":\"a\",\"operator\":\"in\",\"value\":[\"x\"]}"] }),
        ] {
            let test = RuleTest::of(&query);
            assert!(matches!(test, RuleTest::Query(_)), "{query}");
            assert_eq!(test.to_query(), query);
            let rule = Rule { members: RuleMembers::Reviewed, test };
            assert_eq!(Rule::declared(&rule.to_declaration()), Ok(rule));
        }
    }

    #[test]
    fn a_rule_says_one_thing() {
        let declared = |conditions: Vec<ConditionDeclaration>, query: Option<&str>| {
            let query = query.map(str::to_owned);
            Rule::declared(&RuleDeclaration { members: RuleMembers::Automatic, conditions, query })
        };
        assert_eq!(declared(Vec::new(), None), Err(RuleError::Empty));
        assert_eq!(declared(vec![ConditionDeclaration::default()], Some("{}")), Err(RuleError::Both));
        for query in ["", "[]", "{}", "{\"queryType\":1}"] {
            assert_eq!(declared(Vec::new(), Some(query)), Err(RuleError::NoQuery), "{query}");
        }
    }
}
