//! Conditions on lists of version 1.
// Source: JumpCloud API v1, read 2026-03: `field:$op:value`, `$in` with values separated by `|`.

/// A condition on the rows of a list of version 1. Several conditions all hold. Comparison is case-sensitive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter(String);

impl Filter {
    /// The field has this value.
    #[must_use]
    pub fn is(field: &str, value: &str) -> Self {
        Self(format!("{field}:$eq:{value}"))
    }

    /// The field has one of these values.
    #[must_use]
    pub fn is_one_of<'a>(field: &str, values: impl IntoIterator<Item = &'a str>) -> Self {
        let values: Vec<_> = values.into_iter().map(|value| value.replace('|', "\\|")).collect();
        Self(format!("{field}:$in:{}", values.join("|")))
    }

    /// The field has another value.
    #[must_use]
    pub fn is_not(field: &str, value: &str) -> Self {
        Self(format!("{field}:$ne:{value}"))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_hold_the_separator_are_escaped() {
        assert_eq!(Filter::is_one_of("department", ["R|D", "IT"]).as_str(), "department:$in:R\\|D|IT");
    }
}
