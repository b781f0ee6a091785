//! What is wrong with a given password.

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::Policy;

/// One thing that is wrong with a password, in words that complete "the password ...". Never holds a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// It is too short.
    #[error("has fewer than {least} characters")]
    TooShort {
        /// Least length in characters.
        least: u16,
    },
    /// It lacks a lower-case letter.
    #[error("has no lower-case letter")]
    NoLowercase,
    /// It lacks an upper-case letter.
    #[error("has no upper-case letter")]
    NoUppercase,
    /// It lacks a letter.
    #[error("has no letter")]
    NoLetter,
    /// It lacks a digit.
    #[error("has no digit")]
    NoDigit,
    /// It lacks a character that is neither letter nor digit.
    #[error("has no symbol (a character that is neither letter nor digit)")]
    NoSymbol,
    /// It has too few kinds of characters.
    #[error("has fewer than {least} of the four kinds lower case, upper case, digit and symbol")]
    TooFewKinds {
        /// Least number of kinds.
        least: u8,
    },
    /// The username is part of it.
    #[error("contains the username")]
    HoldsUsername,
    /// Many people use it.
    #[error("is, but for digits and symbols at its end, one that many people use")]
    Common,
    /// It holds a run.
    #[error("has three or more letters or digits in a row that repeat or follow each other, as in aaa, abc or 321")]
    Run,
    /// It holds a control character, such as a line break.
    #[error("has a line break or another control character, which nobody can type")]
    ControlCharacter,
    /// White space stands at its start or end, where forms drop it.
    #[error("begins or ends with white space, which sign-in forms drop")]
    OuterSpace,
}

/// Everything that is wrong with a password, in a fixed order; empty if it is fit.
#[must_use]
pub fn check(policy: &Policy, username: &str, password: &SecretString) -> Vec<Violation> {
    let text = password.expose_secret();
    let has = |kind: fn(char) -> bool| text.chars().any(kind);
    let (lower, upper, digit, symbol) =
        (has(char::is_lowercase), has(char::is_uppercase), has(is_digit), has(is_symbol));
    let kinds = [lower, upper, digit, symbol].into_iter().map(u8::from).sum::<u8>();
    let folded = Zeroizing::new(text.to_lowercase());
    let username = username.to_lowercase();

    let table = [
        (text.chars().count() < usize::from(policy.min_length), Violation::TooShort { least: policy.min_length }),
        (policy.lowercase && !lower, Violation::NoLowercase),
        (policy.uppercase && !upper, Violation::NoUppercase),
        (policy.letters && !has(char::is_alphabetic), Violation::NoLetter),
        (policy.digits && !digit, Violation::NoDigit),
        (policy.symbols && !symbol, Violation::NoSymbol),
        (kinds < policy.kinds, Violation::TooFewKinds { least: policy.kinds }),
        (policy.without_username && !username.is_empty() && folded.contains(&username), Violation::HoldsUsername),
        (policy.without_common && is_common(&folded), Violation::Common),
        (policy.without_runs && longest_run(&folded) >= LEAST_RUN, Violation::Run),
        (text.chars().any(char::is_control), Violation::ControlCharacter),
        (text.trim().len() != text.len(), Violation::OuterSpace),
    ];
    table.into_iter().filter_map(|(wrong, violation)| wrong.then_some(violation)).collect()
}

/// From how many letters or digits on a run counts. Source: password requirements that organisations on `JumpCloud`
/// publish: "repeated or sequential patterns of 3 or more alpha-numeric characters"; `JumpCloud` itself gives no number.
const LEAST_RUN: usize = 3;

/// The length of the longest stretch of letters and digits in which neighbours are equal, or each follows, or each
/// precedes, the one before.
fn longest_run(text: &str) -> usize {
    let mut longest = usize::from(!text.is_empty());
    let mut run = (1, 0);
    for (a, b) in text.chars().zip(text.chars().skip(1)) {
        let step = i64::from(u32::from(b)) - i64::from(u32::from(a));
        let comparable = a.is_alphanumeric() && b.is_alphanumeric();
        run = match run {
            (length, last) if comparable && step.abs() <= 1 && (length == 1 || step == last) => (length + 1, step),
            _ if comparable && step.abs() <= 1 => (2, step),
            _ => (1, 0),
        };
        longest = longest.max(run.0);
    }
    longest
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

fn is_symbol(c: char) -> bool {
    !c.is_alphanumeric() && !c.is_control() && !c.is_whitespace()
}

/// True if the lower-case text, without digits and symbols at its end, or as it is, is one of the usual ones.
fn is_common(folded: &str) -> bool {
    let stem = folded.trim_end_matches(|c: char| !c.is_alphabetic());
    let letter = |c| match c {
        '@' | '4' => 'a',
        '0' => 'o',
        '1' | '!' => 'i',
        '5' | '$' => 's',
        '3' => 'e',
        other => other,
    };
    let mut undone = Zeroizing::new(String::with_capacity(stem.len()));
    undone.extend(stem.chars().map(letter));
    COMMON.contains(&folded) || COMMON.contains(&stem) || COMMON.contains(&undone.as_str())
}

/// The stems of the passwords that head every published list, and those that help desks give to newcomers.
#[rustfmt::skip]
const COMMON: &[&str] = &[
    "abc", "access", "admin", "administrator", "april", "asdf", "asdfgh", "asdfghjkl", "august", "autumn", "baseball",
    "changeme", "changemenow", "charlie", "company", "computer", "dayone", "december", "default", "dragon", "fall",
    "february", "firstday", "flower", "football", "freedom", "hello", "iloveyou", "january", "july", "jumpcloud",
    "june", "letmein", "login", "march", "master", "michael", "monday", "monkey", "newhire", "newuser", "november",
    "october", "onboarding", "pass", "passwd", "password", "princess", "qazwsx", "qwert", "qwerty", "qwertyuiop",
    "qwertz", "secret", "september", "shadow", "spring", "starwars", "summer", "sunshine", "superman", "temp",
    "temporary", "test", "trustnoone", "user", "welcome", "welcometothecompany", "winter", "zxcvbn", "zxcvbnm",
    "111111", "11111111", "112233", "121212", "123123", "123123123", "12345", "123456", "1234567", "12345678",
    "123456789", "1234567890", "654321", "666666", "87654321", "987654321", "1q2w3e4r", "1qaz2wsx", "00000000",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{password::LivePolicy, settings::PasswordRules};

    fn strict() -> Policy {
        let live = LivePolicy {
            min_length: Some(12),
            allow_username_substring: false,
            disallow_common: true,
            disallow_repetitive: true,
            ..LivePolicy::default()
        };
        Policy::stricter(&PasswordRules::default(), &live)
    }

    fn wrong(policy: Policy, text: &str) -> Vec<Violation> {
        check(&policy, "Jane", &text.into())
    }

    #[test]
    fn each_violation_is_found_alone() {
        use Violation::*;
        #[rustfmt::skip]
        let table: [(&str, &[Violation]); 13] = [
            ("kV7#mTq9!wRz",    &[]),
            ("kV7#mTq9!w",      &[TooShort { least: 12 }]),
            ("KV7#MTQ9!WRZ",    &[NoLowercase]),
            ("kv7#mtq9!wrz",    &[NoUppercase]),
            ("kVx#mTqx!wRz",    &[NoDigit]),
            ("kV7xmTq9xwRz",    &[NoSymbol]),
            ("kV7#jAnE9!wRz",   &[HoldsUsername]),
            ("Password2026!",   &[Common]),
            ("W3lc0me!!2026",   &[Common]),
            ("kV7#aaaa9!wRz",   &[Run]),
            ("kV7#mDcBa9!wRz",  &[Run]),
            ("kV7#mTq9!wRz\n",  &[ControlCharacter, OuterSpace]),
            ("",                &[TooShort { least: 12 }, NoLowercase, NoUppercase, NoDigit, NoSymbol]),
        ];
        for (text, expected) in table {
            assert_eq!(wrong(strict(), text), expected, "{text}");
        }
    }

    #[test]
    fn compliance_sets_count_kinds_and_letters() {
        let windows =
            Policy::from(&LivePolicy { compliance: crate::password::Compliance::Windows, ..LivePolicy::default() });
        assert_eq!(wrong(windows, "mtqwrzkvx7"), [Violation::TooFewKinds { least: 3 }]);
        assert_eq!(wrong(windows, "Mtqwrzkvx7"), []);
        let pci = Policy::from(&LivePolicy { compliance: crate::password::Compliance::Pci3, ..LivePolicy::default() });
        assert_eq!(wrong(pci, "7391548"), [Violation::NoLetter]);
    }

    #[test]
    fn runs_are_measured_in_one_direction() {
        for (text, length) in
            [("", 0), ("x", 1), ("abc", 3), ("abab", 2), ("aab", 2), ("cba", 3), ("aaab", 3), ("89:;", 2), ("!!!", 1)]
        {
            assert_eq!(longest_run(text), length, "{text}");
        }
    }

    #[test]
    fn no_message_holds_a_part_of_the_password() {
        let text = "Password2026!Jane";
        let said: Vec<String> =
            wrong(strict(), text).iter().map(|violation| format!("{violation} {violation:?}")).collect();
        assert!(said.iter().all(|words| !words.contains("Password2026") && !words.contains("Jane")));
    }
}
