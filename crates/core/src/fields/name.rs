//! Free text with a limit: names of people and groups, titles, departments, employee ids.

use super::{FieldError, character, is_unprintable, text_field};

text_field! {
    /// A first or last name in any script: 1 to 1024 characters, among them a letter or digit.
    PersonName
}

text_field! {
    /// A line of free text, such as a department or job title: 1 to 1024 characters.
    Text
}

text_field! {
    /// An employee id: 1 to 256 characters.
    EmployeeId
}

text_field! {
    /// The name of a group, compared exactly: 1 to 1024 characters.
    GroupName
}

impl PersonName {
    /// Parses a name.
    ///
    /// # Errors
    /// It is empty or too long, has no letter, or holds control characters or such as reorder text on a screen.
    pub fn parse(text: &str) -> Result<PersonName, FieldError> {
        let text = line("name", text, 1024)?;
        if !text.chars().any(char::is_alphanumeric) {
            return Err(FieldError::new("The name has no letter", "Give the name as the person writes it"));
        }
        Ok(PersonName(text.into()))
    }
}

impl Text {
    /// Parses a line of text.
    ///
    /// # Errors
    /// It is empty or too long, or holds control characters or such as reorder text on a screen.
    pub fn parse(text: &str) -> Result<Text, FieldError> {
        line("text", text, 1024).map(|text| Text(text.into()))
    }
}

impl EmployeeId {
    /// Parses an employee id.
    ///
    /// # Errors
    /// It is empty or too long, or holds control characters or such as reorder text on a screen.
    pub fn parse(text: &str) -> Result<EmployeeId, FieldError> {
        line("employee id", text, 256).map(|text| EmployeeId(text.into()))
    }
}

impl GroupName {
    /// Parses the name of a group.
    ///
    /// # Errors
    /// It is empty or too long, or holds control characters or such as reorder text on a screen.
    pub fn parse(text: &str) -> Result<GroupName, FieldError> {
        line("group name", text, 1024).map(|text| GroupName(text.into()))
    }
}

/// One visible line of at most `max` characters, without surrounding white space.
fn line<'a>(what: &str, text: &'a str, max: usize) -> Result<&'a str, FieldError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(FieldError::new(format!("The {what} is empty"), "Give a value, or leave the field out"));
    }
    if let Some((at, c)) = text.chars().enumerate().find(|(_, c)| c.is_control() || is_unprintable(*c)) {
        return Err(FieldError::new(
            format!("The {what} contains {} at position {}", character(c), at + 1),
            "Remove the character; it often comes from copying out of a document",
        ));
    }
    let length = text.chars().count();
    if length > max {
        return Err(FieldError::new(
            format!("The {what} has {length} characters"),
            format!("Shorten it to {max} characters at most"),
        ));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_every_script_are_accepted_and_trimmed() {
        for name in ["Jane", "Zoë", "O’Neil-Łukasz", "李", "محمد", "می\u{200C}خواهم", "Jr. 3"] {
            assert_eq!(PersonName::parse(&format!("  {name} ")).expect(name).as_str(), name);
        }
    }

    #[test]
    fn characters_that_deceive_the_eye_are_refused() {
        for c in ['\u{202E}', '\u{2066}', '\u{200B}', '\u{7}', '\u{2028}'] {
            let error = PersonName::parse(&format!("Ja{c}ne")).expect_err("refused");
            assert!(error.message.contains("at position 3"), "{error}");
            assert!(!error.message.contains(c));
        }
        assert_eq!(Text::parse("a\nb").expect_err("refused").message, "The text contains a line break at position 2");
    }

    #[test]
    fn a_name_needs_a_letter() {
        for name in ["", "  ", "-", "..."] {
            assert!(PersonName::parse(name).is_err());
        }
    }

    #[test]
    fn limits_count_characters_not_bytes() {
        assert!(Text::parse(&"é".repeat(1024)).is_ok());
        assert!(Text::parse(&"é".repeat(1025)).is_err());
        assert!(EmployeeId::parse(&"1".repeat(256)).is_ok());
        assert!(EmployeeId::parse(&"1".repeat(257)).is_err());
        assert!(GroupName::parse("UG-All Employees (EMEA)").is_ok());
    }
}
