//! Readings that forgive what the directory has been seen to answer.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer};

/// A v1 list: `{"results": [...], "totalCount": n}`.
#[derive(Deserialize)]
#[serde(bound(deserialize = "T: Deserialize<'de>"))]
pub(crate) struct Results<T> {
    #[serde(default, deserialize_with = "or_default")]
    pub(crate) results: Vec<T>,
    #[serde(rename = "totalCount")]
    pub(crate) total_count: Option<u64>,
}

/// A v2 list: a bare array, or null for none.
#[derive(Deserialize)]
#[serde(transparent, bound(deserialize = "T: Deserialize<'de>"))]
pub(crate) struct List<T>(#[serde(deserialize_with = "or_default")] pub(crate) Vec<T>);

/// Null is the default.
pub(super) fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(from: D) -> Result<T, D::Error> {
    Ok(Option::<T>::deserialize(from)?.unwrap_or_default())
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Scalar {
    Flag(bool),
    Whole(i64),
    Fraction(f64),
    Text(String),
}

/// Text; numbers and booleans in their usual writing.
pub(super) fn text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(match Option::<Scalar>::deserialize(from)? {
        None => String::new(),
        Some(Scalar::Flag(flag)) => flag.to_string(),
        Some(Scalar::Whole(number)) => number.to_string(),
        Some(Scalar::Fraction(number)) => number.to_string(),
        Some(Scalar::Text(text)) => text,
    })
}

/// Text that may be missing, null or empty.
pub(super) fn present<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(from)?.filter(|text| !text.is_empty()))
}

/// A whole number, also as digits in text.
// Source: PowerShell module, read 2026-08: it sends days and ids as text.
pub(super) fn whole<'de, D: Deserializer<'de>>(from: D) -> Result<Option<i64>, D::Error> {
    match Option::<Scalar>::deserialize(from)? {
        None => Ok(None),
        Some(Scalar::Whole(number)) => Ok(Some(number)),
        // A whole number may be written with a fraction of zero; what is out of range saturates.
        #[expect(clippy::cast_possible_truncation, reason = "fractions are excluded, the range saturates")]
        Some(Scalar::Fraction(number)) if number.fract() == 0.0 => Ok(Some(number as i64)),
        Some(Scalar::Text(digits)) if digits.trim().is_empty() => Ok(None),
        Some(Scalar::Text(digits)) => {
            digits.trim().parse().map(Some).map_err(|_| serde::de::Error::custom("not a whole number"))
        }
        Some(Scalar::Flag(_) | Scalar::Fraction(_)) => Err(serde::de::Error::custom("not a whole number")),
    }
}

/// A time as in RFC 3339; none if it is missing, null, empty or written otherwise.
pub(super) fn instant<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
    Ok(Option::<String>::deserialize(from)?.and_then(|text| text.parse().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize, Debug, PartialEq)]
    struct Seen {
        #[serde(default, deserialize_with = "text")]
        text: String,
        #[serde(default, deserialize_with = "whole")]
        whole: Option<i64>,
        #[serde(default, deserialize_with = "instant")]
        instant: Option<Timestamp>,
    }

    fn seen(json: &str) -> Seen {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn null_and_missing_are_alike() {
        assert_eq!(seen("{}"), seen(r#"{"text":null,"whole":null,"instant":null}"#));
        assert_eq!(seen("{}"), seen(r#"{"text":"","whole":"","instant":""}"#));
    }

    #[test]
    fn scalars_are_taken_as_text_and_digits_as_numbers() {
        assert_eq!(seen(r#"{"text":42,"whole":"7"}"#), Seen { text: "42".to_owned(), whole: Some(7), instant: None });
        assert_eq!(
            seen(r#"{"text":true,"whole":7.0}"#),
            Seen { text: "true".to_owned(), whole: Some(7), instant: None }
        );
        assert!(serde_json::from_str::<Seen>(r#"{"whole":"seven"}"#).is_err());
    }

    #[test]
    fn a_null_list_is_empty() {
        assert!(serde_json::from_str::<List<String>>("null").unwrap().0.is_empty());
        assert!(serde_json::from_str::<Results<String>>(r#"{"results":null}"#).unwrap().results.is_empty());
    }
}
