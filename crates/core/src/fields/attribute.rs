//! Custom attributes of an account.

use serde_json::Value;

use super::{FieldError, character, text_field};

text_field! {
    /// The name of a custom attribute: 1 to 31 ASCII letters and digits.
    ///
    /// Source: `JumpCloud`, custom attributes: letters and digits only, fewer than 32 characters.
    AttributeName
}

text_field! {
    /// The value of a custom attribute: 1 to 1024 characters of any kind, kept as given.
    AttributeValue
}

impl AttributeName {
    /// Most characters.
    pub const MAX: usize = 31;

    /// Parses a name.
    ///
    /// # Errors
    /// The hint proposes the name mended, such as `startDate` for `start_date`; it is never changed silently.
    pub fn parse(text: &str) -> Result<AttributeName, FieldError> {
        let text = text.trim();
        let hint = || match mended(text) {
            Some(name) => format!("Use {name}"),
            None => "Use letters and digits, 31 characters at most, such as costCenter".into(),
        };
        if text.is_empty() {
            return Err(FieldError::new("The attribute name is empty", hint()));
        }
        if let Some(c) = text.chars().find(|c| !c.is_ascii_alphanumeric()) {
            return Err(FieldError::new(
                format!("The attribute name contains {}, but JumpCloud takes letters and digits only", character(c)),
                hint(),
            ));
        }
        if text.len() > AttributeName::MAX {
            return Err(FieldError::new(format!("The attribute name has {} characters", text.len()), hint()));
        }
        Ok(AttributeName(text.into()))
    }
}

impl AttributeValue {
    /// Most characters.
    pub const MAX: usize = 1024;

    /// Parses a value; white space around it is kept.
    ///
    /// # Errors
    /// It is empty or too long.
    pub fn parse(text: &str) -> Result<AttributeValue, FieldError> {
        if text.trim().is_empty() {
            return Err(FieldError::new("The attribute value is empty", "Give a value, or leave the attribute out"));
        }
        let length = text.chars().count();
        if length > AttributeValue::MAX {
            return Err(FieldError::new(
                format!("The attribute value has {length} characters"),
                "Shorten it to 1024 characters at most",
            ));
        }
        Ok(AttributeValue(text.into()))
    }

    /// The value from JSON: numbers and booleans become text.
    ///
    /// # Errors
    /// It is null, a list or an object, or the text is refused.
    pub fn from_json(value: &Value) -> Result<AttributeValue, FieldError> {
        let nested = |what: &str| {
            FieldError::new(
                format!("The attribute value is {what}, but JumpCloud keeps text only"),
                "Give text, a number, true or false, or leave the attribute out",
            )
        };
        match value {
            Value::String(text) => AttributeValue::parse(text),
            Value::Number(number) => AttributeValue::parse(&number.to_string()),
            Value::Bool(flag) => AttributeValue::parse(&flag.to_string()),
            Value::Null => Err(nested("null")),
            Value::Array(_) => Err(nested("a list")),
            Value::Object(_) => Err(nested("an object")),
        }
    }
}

/// The name without its forbidden characters, each word after the first with a capital; None if nothing remains.
fn mended(text: &str) -> Option<String> {
    let mut name = String::new();
    let mut word_begins = false;
    for c in text.chars() {
        match c {
            c if c.is_ascii_alphanumeric() && word_begins => name.push(c.to_ascii_uppercase()),
            c if c.is_ascii_alphanumeric() => name.push(c),
            _ => {}
        }
        word_begins = !c.is_ascii_alphanumeric() && !name.is_empty();
    }
    name.truncate(AttributeName::MAX);
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_forbidden_name_is_refused_with_the_mended_one() {
        let table = [
            ("start_date", "Use startDate"),
            ("cost-center", "Use costCenter"),
            ("_badge no.", "Use badgeNo"),
            ("a__b", "Use aB"),
            ("abcdefghijklmnopqrstuvwxyz0123456789", "Use abcdefghijklmnopqrstuvwxyz01234"),
            ("…", "Use letters and digits"),
        ];
        for (name, hint) in table {
            let error = AttributeName::parse(name).expect_err(name);
            assert!(error.hint.starts_with(hint), "{name}: {}", error.hint);
        }
    }

    #[test]
    fn scalars_become_text_and_the_rest_is_refused() {
        let table = [(json!("x"), "x"), (json!(42), "42"), (json!(1.5), "1.5"), (json!(true), "true")];
        for (value, text) in table {
            assert_eq!(AttributeValue::from_json(&value).expect("scalar").as_str(), text);
        }
        for value in [json!(null), json!(""), json!(" "), json!([1]), json!({"a": 1}), json!("x".repeat(1025))] {
            assert!(AttributeValue::from_json(&value).is_err(), "{value}");
        }
    }

    proptest! {
        #[test]
        fn a_proposed_name_is_sound(text in ".{0,60}") {
            if let Some(name) = mended(&text) {
                prop_assert!(AttributeName::parse(&name).is_ok(), "{name}");
            }
        }
    }
}
