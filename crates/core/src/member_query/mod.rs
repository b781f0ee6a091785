//! What a dynamic group's rule will say of an account that does not exist yet.
//!
//! `JumpCloud` types a rule as opaque JSON text, so this reads the forms that its specification and published scripts
//! show, and nothing else: an operator, field, key or comparison whose meaning no source states gives
//! [`Prediction::CannotPredict`], never a guess. Sources: `JumpCloud` API v2, `MemberQuery`, trait `filter`,
//! `jumpcloud.search.SearchRequestFilter`.

mod compare;
mod field;
mod filter;
mod search;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub(crate) use filter::Condition;

/// What a rule will say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prediction {
    /// The account will be a member.
    Member,
    /// It won't.
    NotMember,
    /// It can't be known: why, in words that complete "because".
    CannotPredict(String),
}

/// What the rule `query` (a group's `memberQuery`) will say of `account`: the account's fields under their names in API
/// v1, with `attributes` as a list of `name` and `value`.
///
/// Exemptions are not regarded: they name accounts by id, and a new account has none yet.
#[must_use]
pub fn evaluate(query: &Value, account: &Value) -> Prediction {
    match query.get("queryType").and_then(Value::as_str) {
        Some("Filter" | "FilterQuery") => filter::evaluate(query.get("filters"), account),
        Some("Search") => search::evaluate(query.get("searchFilters"), account),
        Some(_) => cannot("the rule is of an unknown type"),
        None => cannot("the group has no rule"),
    }
}

/// The rule in short, for people: `rule: department eq "Engineering"`; its type alone if it has another form.
#[must_use]
pub fn describe(query: &Value) -> String {
    let said = match query.get("queryType").and_then(Value::as_str) {
        Some("Filter" | "FilterQuery") => filter::describe(query.get("filters")),
        Some("Search") => search::describe(query.get("searchFilters")),
        _ => None,
    };
    match said {
        Some(said) if said.chars().count() <= 200 => format!("rule: {said}"),
        _ => "a rule of the group".into(),
    }
}

/// The conditions of a rule, all of which must hold, in the order in which they stand; none if it has another form.
pub(crate) fn conditions(query: &Value) -> Option<Vec<Condition>> {
    match query.get("queryType").and_then(Value::as_str) {
        Some("Filter" | "FilterQuery") => filter::conditions(query.get("filters")).ok(),
        _ => None,
    }
}

/// True if the account with this id is exempt from the group's rule (`memberQueryExemptions`).
#[must_use]
pub fn is_exempt(exemptions: &Value, account_id: &str) -> bool {
    let names_it = |one: &Value| {
        one.get("id").and_then(Value::as_str) == Some(account_id)
            && one.get("type").and_then(Value::as_str).is_none_or(|kind| kind == "user")
    };
    exemptions.as_array().is_some_and(|list| list.iter().any(names_it))
}

impl Prediction {
    /// All must hold: one that does not decides, whatever can't be known of the others.
    fn all(parts: impl IntoIterator<Item = Prediction>) -> Prediction {
        parts.into_iter().fold(Prediction::Member, |so_far, next| match (so_far, next) {
            (Prediction::NotMember, _) | (_, Prediction::NotMember) => Prediction::NotMember,
            (unknown @ Prediction::CannotPredict(_), _) | (Prediction::Member, unknown) => unknown,
        })
    }

    /// One must hold: one that does decides, whatever can't be known of the others.
    fn any(parts: impl IntoIterator<Item = Prediction>) -> Prediction {
        parts.into_iter().fold(Prediction::NotMember, |so_far, next| match (so_far, next) {
            (Prediction::Member, _) | (_, Prediction::Member) => Prediction::Member,
            (unknown @ Prediction::CannotPredict(_), _) | (Prediction::NotMember, unknown) => unknown,
        })
    }
}

fn cannot(why: impl Into<String>) -> Prediction {
    Prediction::CannotPredict(why.into())
}

/// JSON that may come as text that holds JSON; as it is if it does not.
pub(crate) fn unpacked(value: &Value) -> Value {
    match value {
        Value::String(text) => match serde_json::from_str(text) {
            Ok(inner @ (Value::Object(_) | Value::Array(_))) => inner,
            _ => value.clone(),
        },
        other => other.clone(),
    }
}

/// A part of a rule as messages may show it: short, on one line.
fn shown(text: &str) -> String {
    let mut short: String = text.chars().take(40).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn unknown_types_and_empty_rules_are_not_predicted() {
        let account = json!({"department": "Engineering"});
        for query in [
            json!(null),
            json!({}),
            json!({"queryType": "Filter"}),
            json!({"queryType": "Filter", "filters": []}),
            json!({"queryType": "Filter", "filters": [null]}),
            json!({"queryType": "Search"}),
            json!({"queryType": "Search", "searchFilters": "not json"}),
            json!({"queryType": "Graph", "filters": ["department:eq:Engineering"]}),
        ] {
            assert!(matches!(evaluate(&query, &account), Prediction::CannotPredict(_)), "{query}");
        }
    }

    #[test]
    fn rules_are_described_in_short() {
        let query = json!({"queryType": "FilterQuery", "filters": [
            "{\"field\":\"department\",\"operator\":\"eq\",\"value\":\"Engineering\"}", "employeeType:in:a|b",
        ]});
        assert_eq!(describe(&query), "rule: department eq \"Engineering\" and employeeType in \"a|b\"");
        let query = json!({"queryType": "Search", "searchFilters":
            "{\"operation\":\"or\",\"filters\":[{\"field\":\"user.department\",\"operation\":\"equals\",\"value\":\"HR\"}]}"});
        assert_eq!(describe(&query), "rule: (user.department equals \"HR\")");
        assert_eq!(describe(&json!({"queryType": "Filter", "filters": [7]})), "a rule of the group");
        assert_eq!(describe(&json!({})), "a rule of the group");
    }

    #[test]
    fn only_the_id_exempts() {
        let exemptions = json!([{"type": "user", "id": "60a1b2c3d4e5f6a7b8c9d0e1"}]);
        assert!(is_exempt(&exemptions, "60a1b2c3d4e5f6a7b8c9d0e1"));
        assert!(!is_exempt(&exemptions, "60a1b2c3d4e5f6a7b8c9d0e2"));
        assert!(!is_exempt(&json!(null), "x"));
    }

    #[test]
    fn what_is_certain_decides_over_what_is_not() {
        let unknown = || cannot("x");
        assert_eq!(Prediction::all([unknown(), Prediction::NotMember]), Prediction::NotMember);
        assert_eq!(Prediction::all([Prediction::Member, unknown()]), unknown());
        assert_eq!(Prediction::any([unknown(), Prediction::Member]), Prediction::Member);
        assert_eq!(Prediction::any([Prediction::NotMember, unknown()]), unknown());
    }

    proptest! {
        #[test]
        fn no_rule_makes_the_evaluation_panic(kind in "(Filter|FilterQuery|Search)", text in ".{0,60}") {
            let query = json!({"queryType": kind, "filters": [text], "searchFilters": text});
            let _ = (evaluate(&query, &json!({"department": "x"})), describe(&query));
        }
    }
}
