//! Usernames: the names of directory accounts and of the local accounts made from them.

use super::{FieldError, character, text_field};

text_field! {
    /// The name of an account: a letter, then letters, digits, `.`, `_` and `-`; at most 30 characters; not the name of
    /// a local account that operating systems bring along.
    ///
    /// Source: `JumpCloud`'s naming convention for users: 30 characters on macOS and Linux, 20 on Windows.
    Username
}

/// Names of local accounts that Linux, macOS, Windows and cloud images bring along, in lower case. An account of such
/// a name would take over, or be shadowed by, the local one on every system it is bound to.
#[rustfmt::skip]
pub const RESERVED_USERNAMES: &[&str] = &[
    // Unix
    "adm", "backup", "bin", "daemon", "dbus", "ftp", "games", "gnats", "halt", "irc", "kernel", "list", "lp", "mail",
    "man", "messagebus", "mysql", "news", "nfsnobody", "nobody", "nogroup", "ntp", "operator", "polkitd", "postfix",
    "postgres", "proxy", "root", "shutdown", "sshd", "staff", "sudo", "sync", "sys", "syslog", "systemd-network",
    "systemd-resolve", "systemd-timesync", "tss", "uucp", "uuidd", "wheel", "www-data",
    // cloud images and appliances
    "almalinux", "azureuser", "bitnami", "centos", "cloud-user", "debian", "ec2-user", "fedora", "freebsd", "opc",
    "pi", "rocky", "ubuntu", "vagrant",
    // Windows and macOS
    "admin", "administrator", "aux", "con", "defaultaccount", "defaultuser0", "everyone", "guest", "localservice",
    "localsystem", "networkservice", "nul", "prn", "public", "shared", "system", "wdagutilityaccount",
    // the directory's own agent
    "jumpcloud",
];

const RIGHT: &str = "Begin with a letter, then use letters, digits, '.', '_' and '-', 30 characters at most";

impl Username {
    /// Most characters.
    pub const MAX: usize = 30;
    /// Most characters that Windows takes for a local account.
    pub const MAX_ON_WINDOWS: usize = 20;

    /// Parses a username.
    ///
    /// # Errors
    /// Which character at which position (counted from 1) is wrong, that it is too long, or that it is reserved.
    pub fn parse(text: &str) -> Result<Username, FieldError> {
        let text = text.trim();
        let Some(first) = text.chars().next() else {
            return Err(FieldError::new("The username is empty", RIGHT));
        };
        if let Some((at, c)) = text.chars().enumerate().find(|(_, c)| !is_allowed(*c)) {
            let hint = match c {
                '@' => "Give the username alone, not the e-mail address",
                _ => RIGHT,
            };
            return Err(FieldError::new(
                format!("The username contains {} at position {}, which is not allowed there", character(c), at + 1),
                hint,
            ));
        }
        if !first.is_ascii_alphabetic() {
            return Err(FieldError::new(
                format!("The username begins with {} at position 1, not with a letter", character(first)),
                RIGHT,
            ));
        }
        if text.len() > Username::MAX {
            return Err(FieldError::new(format!("The username has {} characters", text.len()), RIGHT));
        }
        if RESERVED_USERNAMES.contains(&text.to_ascii_lowercase().as_str()) {
            return Err(FieldError::new(
                format!("The username '{text}' is the name of a local account of operating systems"),
                "Choose a name that belongs to the person, such as jane.doe",
            ));
        }
        Ok(Username(text.into()))
    }

    /// The form that usernames are compared in: lower case.
    #[must_use]
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// True if Windows would refuse or cut it.
    #[must_use]
    pub fn is_long_for_windows(&self) -> bool {
        self.0.len() > Username::MAX_ON_WINDOWS
    }

    /// True if it is one of a tenant's own reserved names, compared without case.
    #[must_use]
    pub fn is_among(&self, names: &[String]) -> bool {
        names.iter().any(|name| name.trim().eq_ignore_ascii_case(&self.0))
    }
}

fn is_allowed(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_wrong_character_and_its_place_are_named() {
        #[rustfmt::skip]
        let table = [
            ("",                   "is empty"),
            ("jane doe",           "a space at position 5"),
            ("jane@example.com",   "'@' at position 5"),
            ("1jane",              "begins with '1' at position 1"),
            (".jane",              "begins with '.' at position 1"),
            ("jäne",               "'ä' at position 2"),
            ("jane\u{202E}",       "invisible character U+202E at position 5"),
            ("jane\u{0}x",         "invisible character U+0000 at position 5"),
            ("root",               "local account"),
            ("Administrator",      "local account"),
            ("EC2-user",           "local account"),
            ("abcdefghijklmnopqrstuvwxyzabcde", "31 characters"),
        ];
        for (text, message) in table {
            let error = Username::parse(text).expect_err(text);
            assert!(error.message.contains(message), "{text}: {error}");
        }
    }

    #[test]
    fn names_compare_without_case() {
        let name = Username::parse("Jane.Doe").expect("sound");
        assert_eq!((name.as_str(), name.folded().as_str()), ("Jane.Doe", "jane.doe"));
        assert!(name.is_among(&["JANE.DOE".into()]));
        assert!(!name.is_among(&["jane".into()]));
    }

    #[test]
    fn twenty_characters_fit_windows() {
        assert!(!Username::parse(&"a".repeat(20)).expect("sound").is_long_for_windows());
        assert!(Username::parse(&"a".repeat(21)).expect("sound").is_long_for_windows());
    }

    #[test]
    fn reserved_names_are_in_lower_case_and_would_otherwise_be_sound() {
        for name in RESERVED_USERNAMES {
            assert_eq!(*name, name.to_ascii_lowercase());
            assert!(name.chars().all(is_allowed), "{name}");
        }
    }

    proptest! {
        #[test]
        fn every_name_of_the_form_is_accepted(text in "[A-Za-z][A-Za-z0-9._-]{0,29}") {
            prop_assume!(!RESERVED_USERNAMES.contains(&text.to_ascii_lowercase().as_str()));
            let name = Username::parse(&text).expect("sound");
            prop_assert_eq!(name.as_str(), text);
        }

        #[test]
        fn nothing_else_is(text in ".{0,40}") {
            if let Ok(name) = Username::parse(&text) {
                prop_assert!(name.as_str().len() <= 30 && name.as_str().chars().all(is_allowed));
                prop_assert!(name.as_str().starts_with(|c: char| c.is_ascii_alphabetic()));
            }
        }
    }
}
