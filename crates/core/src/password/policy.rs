//! What a password must have: the stricter of the tenant's rules and the organisation's live policy.

use serde::{Deserialize, Serialize};

use crate::settings::PasswordRules;

/// The organisation's own policy, as read from the directory.
///
/// Source: `JumpCloud` API v1, `GET /organizations/{id}`: `settings.passwordCompliance` and `settings.passwordPolicy`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LivePolicy {
    /// `passwordCompliance`: the fields below hold only where it is `custom`.
    pub compliance: Compliance,
    /// `minLength`, in characters; None if `enableMinLength` is false.
    pub min_length: Option<u16>,
    /// `needsLowercase`.
    pub needs_lowercase: bool,
    /// `needsUppercase`.
    pub needs_uppercase: bool,
    /// `needsNumeric`.
    pub needs_numeric: bool,
    /// `needsSymbolic`.
    pub needs_symbolic: bool,
    /// `allowUsernameSubstring`.
    pub allow_username_substring: bool,
    /// `disallowCommonlyUsedPasswords`.
    pub disallow_common: bool,
    /// `disallowSequentialOrRepetitiveChars`.
    pub disallow_repetitive: bool,
}

/// Which set of rules an organisation has chosen.
///
/// The two other than `Custom` were replaced in 2015 and remain with organisations that never chose anew. `JumpCloud`
/// publishes no numbers for them; these are PCI DSS's and Windows' own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Compliance {
    /// The organisation's own settings.
    #[default]
    Custom,
    /// PCI DSS 3: at least 7 characters, letters and digits.
    Pci3,
    /// Windows' complexity rule: at least 8 characters, three of the four kinds, without the username.
    Windows,
}

/// What a password must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Least length in characters.
    pub min_length: u16,
    /// At least one lower-case letter.
    pub lowercase: bool,
    /// At least one upper-case letter.
    pub uppercase: bool,
    /// At least one letter of either case.
    pub letters: bool,
    /// At least one digit.
    pub digits: bool,
    /// At least one character that is neither letter nor digit.
    pub symbols: bool,
    /// How many of the four kinds (lower case, upper case, digits, symbols) there must be: 0 to 4.
    pub kinds: u8,
    /// The username must not be part of it, whatever the case.
    pub without_username: bool,
    /// It must not be one that many people use.
    pub without_common: bool,
    /// It must not hold runs such as `abc`, `321` or `aaa`.
    pub without_runs: bool,
}

impl Default for LivePolicy {
    /// A policy that asks for nothing: what is not known of the organisation.
    fn default() -> Self {
        LivePolicy {
            compliance: Compliance::Custom,
            min_length: None,
            needs_lowercase: false,
            needs_uppercase: false,
            needs_numeric: false,
            needs_symbolic: false,
            allow_username_substring: true,
            disallow_common: false,
            disallow_repetitive: false,
        }
    }
}

impl From<&PasswordRules> for Policy {
    fn from(rules: &PasswordRules) -> Policy {
        Policy {
            min_length: rules.min_length.into(),
            lowercase: rules.lowercase,
            uppercase: rules.uppercase,
            letters: false,
            digits: rules.digits,
            symbols: rules.symbols,
            kinds: 0,
            without_username: false,
            without_common: false,
            without_runs: false,
        }
    }
}

impl From<&LivePolicy> for Policy {
    fn from(live: &LivePolicy) -> Policy {
        let nothing = Policy {
            min_length: 0,
            lowercase: false,
            uppercase: false,
            letters: false,
            digits: false,
            symbols: false,
            kinds: 0,
            without_username: false,
            without_common: false,
            without_runs: false,
        };
        match live.compliance {
            Compliance::Custom => Policy {
                min_length: live.min_length.unwrap_or(0),
                lowercase: live.needs_lowercase,
                uppercase: live.needs_uppercase,
                digits: live.needs_numeric,
                symbols: live.needs_symbolic,
                without_username: !live.allow_username_substring,
                without_common: live.disallow_common,
                without_runs: live.disallow_repetitive,
                ..nothing
            },
            Compliance::Pci3 => Policy { min_length: 7, letters: true, digits: true, ..nothing },
            Compliance::Windows => Policy { min_length: 8, kinds: 3, without_username: true, ..nothing },
        }
    }
}

impl Policy {
    /// The stricter of the tenant's rules and the organisation's live policy, point by point.
    #[must_use]
    pub fn stricter(rules: &PasswordRules, live: &LivePolicy) -> Policy {
        let (ours, theirs) = (Policy::from(rules), Policy::from(live));
        Policy {
            min_length: ours.min_length.max(theirs.min_length),
            lowercase: ours.lowercase || theirs.lowercase,
            uppercase: ours.uppercase || theirs.uppercase,
            letters: ours.letters || theirs.letters,
            digits: ours.digits || theirs.digits,
            symbols: ours.symbols || theirs.symbols,
            kinds: ours.kinds.max(theirs.kinds),
            without_username: ours.without_username || theirs.without_username,
            without_common: ours.without_common || theirs.without_common,
            without_runs: ours.without_runs || theirs.without_runs,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_point_is_taken_from_the_stricter_side() {
        let rules = PasswordRules { min_length: 12, lowercase: true, uppercase: false, digits: true, symbols: false };
        let live = LivePolicy {
            min_length: Some(16),
            needs_symbolic: true,
            allow_username_substring: false,
            ..LivePolicy::default()
        };
        let policy = Policy::stricter(&rules, &live);
        assert_eq!(policy.min_length, 16);
        assert_eq!((policy.lowercase, policy.uppercase, policy.digits, policy.symbols), (true, false, true, true));
        assert!(policy.without_username && !policy.without_common && !policy.without_runs);
    }

    #[test]
    fn custom_fields_do_not_hold_under_another_compliance() {
        let live = LivePolicy { compliance: Compliance::Pci3, min_length: Some(64), ..LivePolicy::default() };
        let rules = PasswordRules { min_length: 8, ..PasswordRules::default() };
        assert_eq!(Policy::stricter(&rules, &live).min_length, 8);
        assert_eq!(Policy::from(&LivePolicy { compliance: Compliance::Windows, ..live }).kinds, 3);
    }

    #[test]
    fn compliance_has_the_names_of_the_directory() {
        for (compliance, name) in
            [(Compliance::Custom, "custom"), (Compliance::Pci3, "pci3"), (Compliance::Windows, "windows")]
        {
            assert_eq!(serde_json::to_value(compliance).expect("text"), name);
        }
    }
}
