//! The values that people have in a field, however each is spelt.

use std::collections::{BTreeMap, BTreeSet};

/// Each value as most have it spelt, with the places of those who have it; the most common value first. Case and
/// surrounding white space don't count, as they don't in rules; who has no value is left out.
pub(super) fn values<'a>(of: impl Iterator<Item = &'a str>) -> Vec<(String, BTreeSet<usize>)> {
    let mut found: BTreeMap<String, (BTreeMap<&str, usize>, BTreeSet<usize>)> = BTreeMap::new();
    for (person, value) in of.map(str::trim).enumerate().filter(|(_, value)| !value.is_empty()) {
        let (spellings, people) = found.entry(value.to_lowercase()).or_default();
        *spellings.entry(value).or_default() += 1;
        people.insert(person);
    }
    let mut values: Vec<_> = found
        .into_values()
        .map(|(spellings, people)| {
            let most = spellings.into_iter().max_by(|(one, n), (other, m)| n.cmp(m).then(other.cmp(one)));
            (most.map_or_else(String::new, |(spelling, _)| spelling.to_owned()), people)
        })
        .collect();
    values.sort_by(|(one, few), (other, many)| many.len().cmp(&few.len()).then(one.cmp(other)));
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_is_one_however_it_is_spelt() {
        let found = values(["sales", " Sales", "Sales", "IT", "", "  "].into_iter());
        let shown: Vec<_> = found.iter().map(|(value, people)| (value.as_str(), people.len())).collect();
        assert_eq!(shown, [("Sales", 3), ("IT", 1)]);
    }
}
