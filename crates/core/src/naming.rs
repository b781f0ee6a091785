//! Usernames formed from a tenant's template.

use minijinja::{Environment, UndefinedBehavior, context};

use crate::{
    fields::{FieldError, Username},
    settings::Naming,
};

/// What a template is rendered with; what is not known is an empty text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as the template's variables")]
pub struct NamingFacts<'a> {
    pub first_name: &'a str,
    pub last_name: &'a str,
    pub department: &'a str,
    pub location: &'a str,
    pub employee_id: &'a str,
}

/// Why no username could be formed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NamingError {
    /// The template is malformed, or uses something that there isn't.
    #[error("The naming template fails in line {line}: {reason}")]
    Template {
        /// Line of the template, from 1.
        line: usize,
        /// What the template engine says.
        reason: String,
    },
    /// Nothing that a username may hold remains.
    #[error("The naming template gives no letter for this person")]
    Nothing,
    /// The result is no username that may be given.
    #[error("The naming template gives a name that can't be used: {0}")]
    Unfit(FieldError),
    /// The tenant reserves the result.
    #[error("The naming template gives '{0}', which the tenant reserves")]
    Reserved(String),
}

impl NamingError {
    /// What to do: one sentence.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            NamingError::Template { .. } => {
                "Mend naming.template; it may use first_name, last_name, department, location and employee_id, such as \
                 {{ first_name }}.{{ last_name }}"
            }
            NamingError::Nothing | NamingError::Unfit(_) | NamingError::Reserved(_) => {
                "Give the username in the request"
            }
        }
    }
}

/// The username that the tenant's template gives: rendered, transliterated to ASCII, in lower case, without characters
/// that usernames don't have, without dots, dashes or underscores doubled or at the ends, at most 20 characters
/// (Windows' limit) and from its first letter on.
///
/// Whether the name is still free is not decided here.
///
/// # Errors
/// The template fails, or the result is empty, reserved or no username.
pub fn username(naming: &Naming, facts: &NamingFacts<'_>) -> Result<Username, NamingError> {
    let rendered = render(&naming.template, facts)?;
    let text = shaped(&rendered);
    if text.is_empty() {
        return Err(NamingError::Nothing);
    }
    let username = Username::parse(&text).map_err(NamingError::Unfit)?;
    match username.is_among(&naming.reserved) {
        true => Err(NamingError::Reserved(text)),
        false => Ok(username),
    }
}

/// Checks a template as configuration is read: with a person who has everything, and with one who has only a name.
///
/// # Errors
/// The template is malformed, uses something that there isn't, or gives no username.
pub fn validate(template: &str) -> Result<(), NamingError> {
    let naming = Naming { template: template.to_owned(), reserved: Vec::new() };
    let named = NamingFacts { first_name: "Jane", last_name: "Doe", ..NamingFacts::default() };
    let known = NamingFacts { department: "Engineering", location: "Berlin", employee_id: "E-1001", ..named };
    username(&naming, &known)?;
    username(&naming, &named).map(|_| ())
}

fn render(template: &str, facts: &NamingFacts<'_>) -> Result<String, NamingError> {
    let failed = |error: minijinja::Error| NamingError::Template {
        line: error.line().unwrap_or(1),
        reason: error.detail().map_or_else(|| error.kind().to_string(), |detail| format!("{}: {detail}", error.kind())),
    };
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    let NamingFacts { first_name, last_name, department, location, employee_id } = *facts;
    environment
        .render_str(template, context! { first_name, last_name, department, location, employee_id })
        .map_err(failed)
}

fn shaped(rendered: &str) -> String {
    let ascii = deunicode::deunicode_with_tofu(rendered, "").to_ascii_lowercase();
    let mut text = String::new();
    for c in ascii.chars() {
        match c {
            'a'..='z' => text.push(c),
            '0'..='9' if !text.is_empty() => text.push(c),
            '.' | '_' | '-' if text.ends_with(|last: char| last.is_ascii_alphanumeric()) => text.push(c),
            _ => {}
        }
    }
    text.truncate(Username::MAX_ON_WINDOWS);
    text.truncate(text.trim_end_matches(['.', '_', '-']).len());
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FULL: &str = "{{ first_name }}.{{ last_name }}";

    fn named(template: &str, first_name: &str, last_name: &str) -> Result<String, NamingError> {
        let naming = Naming { template: template.into(), reserved: vec!["Ceo".into()] };
        let facts = NamingFacts { first_name, last_name, employee_id: "E-1001", ..NamingFacts::default() };
        username(&naming, &facts).map(|name| name.to_string())
    }

    #[test]
    fn names_of_every_script_become_usernames() {
        #[rustfmt::skip]
        let table = [
            (FULL, "Jane",  "Doe",          "jane.doe"),
            (FULL, "Zoë",   "Łukasz-O’Neil", "zoe.lukasz-oneil"),
            (FULL, "Jörg",  "Weiß",         "jorg.weiss"),
            (FULL, "李",     "小龙",          "li.xiaolong"),
            (FULL, "Анна",  "Иванова",      "anna.ivanova"),
            (FULL, "J. R.", "..Smith  Jr.", "j.r.smithjr"),
            (FULL, "Maximiliana", "Hohenzollern-Sigmaringen", "maximiliana.hohenzol"),
            (FULL, "Wolfeschlegelstein", "X-Y", "wolfeschlegelstein.x"),
            ("{{ first_name[0] }}{{ last_name }}", "Jane", "Doe", "jdoe"),
            ("{{ first_name|first }}{{ last_name|replace(' ', '') }}", "Jane", "van der Berg", "jvanderberg"),
            ("{% if employee_id %}{{ employee_id }}{% endif %}-{{ last_name }}", "Jane", "Doe", "e-1001-doe"),
            ("7{{ last_name }}", "", "Doe", "doe"),
        ];
        for (template, first, last, expected) in table {
            assert_eq!(named(template, first, last).as_deref(), Ok(expected), "{first} {last}");
        }
    }

    #[test]
    fn what_gives_no_name_is_refused() {
        assert_eq!(named(FULL, "…", "—"), Err(NamingError::Nothing));
        assert_eq!(named("{{ first_name }}", "CEO", ""), Err(NamingError::Reserved("ceo".into())));
        assert!(matches!(named("{{ first_name }}", "Root", ""), Err(NamingError::Unfit(_))));
    }

    #[test]
    fn a_template_error_says_where() {
        let error = validate("{{ first_name }}\n{{ surname }}").expect_err("unknown variable");
        assert!(matches!(error, NamingError::Template { line: 2, .. }), "{error}");
        assert!(matches!(validate("{{ first_name"), Err(NamingError::Template { line: 1, .. })));
        assert!(validate("{% include 'x' %}").is_err());
        assert_eq!(validate(""), Err(NamingError::Nothing));
        assert_eq!(validate("{{ department }}"), Err(NamingError::Nothing));
        assert_eq!(validate(FULL), Ok(()));
    }

    proptest! {
        #[test]
        fn whatever_is_formed_is_a_sound_username_that_fits_windows(first in ".{0,30}", last in ".{0,30}") {
            match named(FULL, &first, &last) {
                Ok(name) => prop_assert!(name.len() <= 20 && name == name.to_lowercase() && Username::parse(&name).is_ok()),
                Err(error) => prop_assert!(!error.to_string().contains("fails in line"), "{}", error),
            }
        }
    }
}
