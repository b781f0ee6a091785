//! Accounts and groups that nothing changes on its own: break-glass and service accounts, and the groups that they need.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::pattern;

/// Accounts and groups that no mover, leaver, undo or webhook changes without a second person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Protected {
    /// Usernames, with `*` and `?`; compared without case.
    pub accounts: Vec<String>,
    /// Group names, with `*` and `?`; compared without case.
    pub groups: Vec<String>,
}

/// Something that a change would touch and that is protected.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Protection {
    /// What it is.
    pub thing: ProtectedThing,
    /// Its username or name.
    pub name: String,
    /// The entry of the configuration that protects it.
    pub pattern: String,
}

/// What can be protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProtectedThing {
    /// An account, by its username.
    Account,
    /// A group, by its name.
    Group,
}

impl Protected {
    /// The first entry that protects the account with this username.
    #[must_use]
    pub fn account(&self, username: &str) -> Option<&str> {
        first(&self.accounts, username)
    }

    /// The first entry that protects the group with this name.
    #[must_use]
    pub fn group(&self, name: &str) -> Option<&str> {
        first(&self.groups, name)
    }

    /// What is protected of all that a change touches: the account first, then the groups in their order, each once.
    #[must_use]
    pub fn touched<'a>(&self, username: &str, groups: impl IntoIterator<Item = &'a str>) -> Vec<Protection> {
        let account = self.account(username).map(|by| (ProtectedThing::Account, username, by));
        let groups = groups.into_iter().filter_map(|name| self.group(name).map(|by| (ProtectedThing::Group, name, by)));
        let mut found: Vec<Protection> = Vec::new();
        for (thing, name, pattern) in account.into_iter().chain(groups) {
            let protection = Protection { thing, name: name.to_owned(), pattern: pattern.to_owned() };
            if !found.contains(&protection) {
                found.push(protection);
            }
        }
        found
    }
}

impl Protection {
    /// The key of the configuration that protects it.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self.thing {
            ProtectedThing::Account => "protected.accounts",
            ProtectedThing::Group => "protected.groups",
        }
    }
}

fn first<'a>(patterns: &'a [String], name: &str) -> Option<&'a str> {
    patterns.iter().map(String::as_str).find(|pattern| pattern::matches(pattern, name))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn house() -> Protected {
        Protected {
            accounts: vec!["break-glass".into(), "svc-*".into(), "svc-backup".into()],
            groups: vec!["UG-Emergency-?".into()],
        }
    }

    #[test]
    fn the_first_entry_that_fits_protects() {
        #[rustfmt::skip]
        let table = [
            ("break-glass",   Some("break-glass")),
            ("Break-Glass",   Some("break-glass")),
            ("break-glass-2", None),
            ("svc-backup",    Some("svc-*")),
            ("john.smith",    None),
            ("",              None),
        ];
        for (username, expected) in table {
            assert_eq!(house().account(username), expected, "{username}");
        }
        assert_eq!(house().group("ug-emergency-1"), Some("UG-Emergency-?"));
        assert_eq!(house().group("UG-Emergency-10"), None);
        assert_eq!(house().group("break-glass"), None, "an account's entry protects no group");
    }

    #[test]
    fn what_a_change_touches_is_named_once_with_the_entry_that_protects_it() {
        let found = house().touched("svc-print", ["UG-Sales", "UG-Emergency-1", "UG-Emergency-1"]);
        let shown: Vec<_> =
            found.iter().map(|found| (found.name.as_str(), found.key(), found.pattern.as_str())).collect();
        assert_eq!(
            shown,
            [("svc-print", "protected.accounts", "svc-*"), ("UG-Emergency-1", "protected.groups", "UG-Emergency-?"),]
        );
    }

    proptest! {
        #[test]
        fn without_entries_nothing_is_protected(name in ".{0,12}") {
            prop_assert!(Protected::default().touched(&name, [name.as_str()]).is_empty());
        }

        #[test]
        fn a_name_protects_itself(name in "[a-z.-]{1,12}", other in "[a-z.-]{1,12}") {
            let protected = Protected { accounts: vec![name.clone()], groups: vec![name.clone()] };
            prop_assert_eq!(protected.account(&name), Some(name.as_str()));
            prop_assert_eq!(protected.touched(&other, [other.as_str()]).len(), if other == name { 2 } else { 0 });
        }
    }
}
