//! Names that belong to no person, and words that are not used in names.

use crate::fields::{RESERVED_USERNAMES, Username};
use crate::settings::Naming;

use super::Bar;

const OFFENSIVE: &str = include_str!("offensive.txt");
const SERVICES: &str = include_str!("services.txt");

/// Whether a formed name is that of a local account, a service or a role's mailbox, with or without a number.
pub(super) fn is_reserved(name: &str) -> bool {
    RESERVED_USERNAMES.iter().copied().chain(lines(SERVICES)).any(|reserved| is_name_or_numbered(name, reserved))
}

/// Whether a formed name is this one, or this one with a number.
pub(super) fn is_name_or_numbered(name: &str, reserved: &str) -> bool {
    let reserved = reserved.trim();
    let base = name.trim_end_matches(|c: char| c.is_ascii_digit());
    name.eq_ignore_ascii_case(reserved) || base.eq_ignore_ascii_case(reserved)
}

/// Whether a word of a name, or the name as a whole, is one that is not used in names. Parts of words don't count:
/// Scunthorpe is a town.
pub(super) fn offends(name: &str, own: &[String]) -> bool {
    let is_listed = |word: &str| {
        let own = own.iter().map(|listed| listed.trim());
        lines(OFFENSIVE).chain(own).any(|listed| listed.eq_ignore_ascii_case(word))
    };
    let whole: String = name.chars().filter(char::is_ascii_alphabetic).collect();
    !name.is_empty() && (is_listed(&whole) || name.split(|c: char| !c.is_ascii_alphabetic()).any(is_listed))
}

/// What a name that was given, not formed, is not meant for: it is only warned about.
#[must_use]
pub fn not_for_people(username: &Username, naming: Option<&Naming>) -> Option<Bar> {
    let folded = username.folded();
    let (reserved, offensive) =
        naming.map_or((&[][..], &[][..]), |naming| (naming.reserved.as_slice(), naming.offensive.as_slice()));
    if lines(SERVICES).any(|service| service == folded) {
        return Some(Bar::System);
    }
    if username.is_among(reserved) {
        return Some(Bar::Tenant);
    }
    offends(&folded, offensive).then_some(Bar::Word)
}

fn lines(list: &str) -> impl Iterator<Item = &str> {
    list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_words_and_whole_names_offend() {
        for name in ["shit", "s.hit", "john.shit", "p.enis2", "SHIT"] {
            assert!(offends(name, &[]), "{name}");
        }
        for name in ["scunthorpe", "john.cockburn", "dick.cheney", "r.hitchcock", "penistone", "assange", "gay.talese"]
        {
            assert!(!offends(name, &[]), "{name}");
        }
        assert!(offends("john.voldemort", &["Voldemort ".into()]) && !offends("john.voldemort", &[]));
        assert!(!offends("", &[String::new()]) && !offends("a..b", &["x".into()]));
    }

    #[test]
    fn a_reserved_name_is_reserved_with_a_number_too() {
        for name in ["postmaster", "admin", "admin2", "www", "support99", "root"] {
            assert!(is_reserved(name), "{name}");
        }
        for name in ["admiral", "supporter", "john.root", "mailer"] {
            assert!(!is_reserved(name), "{name}");
        }
    }

    #[test]
    fn the_lists_are_in_lower_case_ordered_by_nobody_and_hold_nothing_twice() {
        for list in [OFFENSIVE, SERVICES] {
            let mut words: Vec<&str> = lines(list).collect();
            let count = words.len();
            words.sort_unstable();
            words.dedup();
            assert_eq!(words.len(), count);
            let is_plain = |word: &&str| word.chars().all(|c| c.is_ascii_lowercase() || c == '-');
            assert!(words.iter().all(is_plain), "{words:?}");
        }
    }

    #[test]
    fn a_given_name_of_a_service_is_told() {
        let told = |name: &str| not_for_people(&Username::parse(name).expect("sound"), None);
        assert_eq!(told("Support"), Some(Bar::System));
        assert_eq!(told("shit"), Some(Bar::Word));
        assert_eq!(told("jane.doe"), None);
        let naming = Naming { reserved: vec!["ceo".into()], ..Naming::by("{{ last_name }}") };
        assert_eq!(not_for_people(&Username::parse("CEO").expect("sound"), Some(&naming)), Some(Bar::Tenant));
    }
}
