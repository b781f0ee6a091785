//! The name that somebody may have meant.

/// Most suggestions of `nearest_few`.
pub const MOST: usize = 3;

/// The nearest of the candidates, if any is near enough to be a slip of the keyboard.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest_few(name, candidates).into_iter().next()
}

/// Up to three candidates that are near, the nearest first.
///
/// Names that differ only in case or in a `UG-` or `SG-` prefix come first; then those few edits away
/// (Damerau-Levenshtein: one edit for each four characters, at least one); then those that begin alike (Jaro-Winkler of
/// 0.92 or more). An equal name is not a suggestion. Ties are in the order of the alphabet.
pub fn nearest_few<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let mut ranked: Vec<(u64, &str)> =
        candidates.into_iter().filter_map(|candidate| distance(name, candidate).map(|far| (far, candidate))).collect();
    ranked.sort_unstable();
    ranked.dedup();
    ranked.into_iter().map(|(_, candidate)| candidate).take(MOST).collect()
}

/// How far a candidate is, in a number that only orders; None if it is equal or too far.
fn distance(name: &str, candidate: &str) -> Option<u64> {
    const BY_EDITS: u64 = 10;
    const BY_LIKENESS: u64 = 1_000;
    if name == candidate {
        return None;
    }
    let (whole, other) = (name.trim().to_lowercase(), candidate.trim().to_lowercase());
    if whole == other {
        return Some(0);
    }
    let (name, candidate) = (without_prefix(&whole), without_prefix(&other));
    if name.is_empty() || candidate.is_empty() {
        return None;
    }
    let prefix = u64::from(name.len() != whole.len() || candidate.len() != other.len());
    let (bare_name, bare_candidate) = (bare(name), bare(candidate));
    if bare_name == bare_candidate && !bare_name.is_empty() {
        return Some(1 + prefix);
    }
    let length = name.chars().count().max(candidate.chars().count());
    let gap = name.chars().count().abs_diff(candidate.chars().count());
    let allowed = (length / 4).max(1);
    if gap <= allowed && length > 1 {
        let edits = strsim::damerau_levenshtein(name, candidate);
        if edits <= allowed {
            return Some(BY_EDITS + edits as u64);
        }
    }
    let likeness = strsim::jaro_winkler(name, candidate);
    (likeness >= 0.92).then(|| BY_LIKENESS + ((1.0 - likeness) * 1_000.0).round() as u64)
}

fn without_prefix(name: &str) -> &str {
    let rest = ["ug", "sg"].iter().find_map(|prefix| name.strip_prefix(prefix)?.strip_prefix(['-', '_', ' ']));
    rest.unwrap_or(name)
}

/// Letters and digits alone: `dev ops` and `dev-ops` are the same slip.
fn bare(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GROUPS: [&str; 6] = ["UG-Engineering", "UG-Sales", "UG-DevOps", "UG-Developers", "SG-Linux-Servers", "UG-HR"];

    #[test]
    fn slips_find_what_was_meant() {
        let table = [
            ("ug-engineering", Some("UG-Engineering")),
            ("Engineering", Some("UG-Engineering")),
            ("UG-Enginering", Some("UG-Engineering")),
            ("UG-Engineernig", Some("UG-Engineering")),
            ("UG-Dev-Ops", Some("UG-DevOps")),
            ("UG Sales", Some("UG-Sales")),
            ("UG-Develop", Some("UG-Developers")),
            ("sg-linux-server", Some("SG-Linux-Servers")),
            ("UG-Finance", None),
            ("UG-", None),
            ("", None),
        ];
        for (name, expected) in table {
            assert_eq!(nearest(name, GROUPS), expected, "{name}");
        }
    }

    #[test]
    fn a_difference_in_case_comes_before_a_difference_in_letters() {
        assert_eq!(nearest_few("ug-sales", ["UG-Sale", "UG-Sales", "UG-SalesX"])[0], "UG-Sales");
    }

    #[test]
    fn an_equal_name_is_no_suggestion() {
        assert_eq!(nearest("UG-HR", ["UG-HR"]), None);
    }

    proptest! {
        #[test]
        fn never_more_than_three_and_all_from_the_candidates(name in ".{0,12}", names in proptest::collection::vec("[a-c]{1,4}", 0..12)) {
            let found = nearest_few(&name, names.iter().map(String::as_str));
            prop_assert!(found.len() <= MOST);
            prop_assert!(found.iter().all(|one| names.iter().any(|name| name == one)));
        }
    }
}
