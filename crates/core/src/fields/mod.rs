//! The fields of a request, parsed once at the door: a value of one of these types is known to be sound.
//!
//! Surrounding white space is dropped by every parser but `AttributeValue`'s. Messages and hints are sentences without
//! a full stop; they quote single characters and short parts, never the whole value.

mod account_id;
mod attribute;
mod callback;
mod email;
mod name;
mod number;
mod time;
mod username;

pub use account_id::{DirectoryId, SystemId};
pub use attribute::{AttributeName, AttributeValue};
pub use callback::CallbackUrl;
pub use email::Email;
pub use name::{EmployeeId, GroupName, PersonName, Text};
pub use number::{MfaGraceDays, UnixId};
pub use time::{TimeZoneName, parse_date};
pub use username::{RESERVED_USERNAMES, Username};

/// Why a field's value is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FieldError {
    /// What is wrong with the value: one sentence.
    pub message: String,
    /// What would be right: one sentence.
    pub hint: String,
}

impl FieldError {
    fn new(message: impl Into<String>, hint: impl Into<String>) -> FieldError {
        FieldError { message: message.into(), hint: hint.into() }
    }
}

/// A newtype over text whose `parse` stands beside it: conversions, `Display`, and serde by way of the same parser.
macro_rules! text_field {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord,
            serde::Serialize, serde::Deserialize, schemars::JsonSchema,
        )]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::ops::Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        impl PartialEq<String> for $name {
            fn eq(&self, other: &String) -> bool {
                self.0 == *other
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::fields::FieldError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $name::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::fields::FieldError;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                $name::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> String {
                value.0
            }
        }
    };
}
use text_field;

/// A character as people can read it: quoted, or by name if it can't be seen.
fn character(c: char) -> String {
    match c {
        ' ' => "a space".into(),
        '\t' => "a tab".into(),
        '\n' | '\r' => "a line break".into(),
        c if c.is_control() || is_unprintable(c) || c.is_whitespace() => {
            format!("the invisible character U+{:04X}", u32::from(c))
        }
        c => format!("'{c}'"),
    }
}

/// Characters that reorder or hide text, so that a screen shows something other than what is stored: the
/// bidirectional embeddings, overrides and isolates, zero-width space, byte order mark, line and paragraph separators.
/// Joiners and direction marks are left alone: names in Persian, Hindi or Hebrew need them.
fn is_unprintable(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}' | '\u{2028}' | '\u{2029}')
}
