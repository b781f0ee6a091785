//! The directory's own ids.

use super::{FieldError, text_field};

text_field! {
    /// The id of an object of the directory: 24 hex digits, kept in lower case.
    ///
    /// Source: `JumpCloud` API v1 and v2: ids are `MongoDB` object ids.
    DirectoryId
}

text_field! {
    /// The id of a system (a computer): 24 hex digits, kept in lower case.
    SystemId
}

impl DirectoryId {
    /// Parses an id.
    ///
    /// # Errors
    /// It is anything but 24 hex digits.
    pub fn parse(text: &str) -> Result<DirectoryId, FieldError> {
        hex24("id", text).map(DirectoryId)
    }
}

impl SystemId {
    /// Parses an id.
    ///
    /// # Errors
    /// It is anything but 24 hex digits.
    pub fn parse(text: &str) -> Result<SystemId, FieldError> {
        hex24("system id", text).map(SystemId)
    }
}

fn hex24(what: &str, text: &str) -> Result<String, FieldError> {
    let text = text.trim();
    if text.len() == 24 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(text.to_ascii_lowercase());
    }
    let length = text.chars().count();
    let message = match text.chars().find(|c| !c.is_ascii_hexdigit()) {
        Some(c) => format!("The {what} contains {}, which is no hex digit", super::character(c)),
        None => format!("The {what} has {length} characters instead of 24"),
    };
    Err(FieldError::new(message, "Give the 24 hex digits that JumpCloud shows, such as 60a1b2c3d4e5f6a7b8c9d0e1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn upper_case_digits_become_lower_case() {
        assert_eq!(SystemId::parse("60A1B2C3D4E5F6A7B8C9D0E1").expect("id").as_str(), "60a1b2c3d4e5f6a7b8c9d0e1");
    }

    #[test]
    fn anything_else_is_refused_with_its_reason() {
        assert!(SystemId::parse("sys-abc-123").expect_err("refused").message.contains("'s'"));
        assert!(DirectoryId::parse("60a1").expect_err("refused").message.contains("4 characters"));
        assert!(DirectoryId::parse("").is_err());
    }
}
