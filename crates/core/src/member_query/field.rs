//! The account's value for a field that a rule names.

use serde_json::Value;

use super::{Prediction, cannot, shown};

/// How a grammar compares the names of fields.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    /// Letter by letter.
    Exact,
    /// Case does not matter.
    Folded,
}

impl Names {
    fn same(self, a: &str, b: &str) -> bool {
        match self {
            Names::Exact => a == b,
            Names::Folded => a.eq_ignore_ascii_case(b),
        }
    }
}

/// The value as text, empty if the account has none.
///
/// `attributes.costCenter` is a custom attribute.
///
/// # Errors
/// A field that we don't send and so don't know, or one that is no single value.
pub(super) fn value_of(account: &Value, field: &str, names: Names) -> Result<String, Prediction> {
    let unknown =
        || cannot(format!("the rule looks at {}, which is not known before the account exists", shown(field)));
    let fields = account.as_object().ok_or_else(unknown)?;
    if let Some((list, name)) = field.split_once('.') {
        if !names.same(list, "attributes") || name.is_empty() {
            return Err(unknown());
        }
        let attributes = fields.get("attributes").and_then(Value::as_array).ok_or_else(unknown)?;
        let text = |one: &Value, key| one.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let found = attributes.iter().find(|one| names.same(&text(one, "name"), name));
        return Ok(found.map(|one| text(one, "value")).unwrap_or_default());
    }
    let (_, found) = fields.iter().find(|(key, _)| names.same(key, field)).ok_or_else(unknown)?;
    scalar(found).ok_or_else(unknown)
}

/// A single value as text; null is empty.
pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null => Some(String::new()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_and_attributes_are_found_by_name() {
        let account = json!({
            "jobTitle": "SRE", "sudo": false, "unix_uid": 5042, "manager": null, "addresses": [],
            "attributes": [{"name": "costCenter", "value": "42"}],
        });
        let of = |field, names| value_of(&account, field, names).ok();
        for (field, value) in [
            ("jobTitle", "SRE"),
            ("sudo", "false"),
            ("unix_uid", "5042"),
            ("manager", ""),
            ("attributes.costCenter", "42"),
            ("attributes.badge", ""),
        ] {
            assert_eq!(of(field, Names::Exact).as_deref(), Some(value), "{field}");
        }
        assert_eq!(of("jobtitle", Names::Folded).as_deref(), Some("SRE"));
        assert_eq!(of("attributes.costcenter", Names::Folded).as_deref(), Some("42"));
        for field in ["jobtitle", "costCenter", "addresses", "attributes", "attributes.", "mfa.configured", ""] {
            assert_eq!(of(field, Names::Exact), None, "{field}");
        }
    }
}
