//! One comparison of a rule, decided only where every reading of it agrees.

use std::cmp::Ordering;

use jiff::{Timestamp, civil};

use super::{Prediction, cannot};

/// What a rule asks of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    OneOf,
    NoneOf,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    /// Between two values; whether they themselves count is not stated.
    Between,
    StartsWith,
    EndsWith,
    Contains,
    NotContains,
}

/// Whether case matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    /// It does.
    Regarded,
    /// It does not.
    Ignored,
    /// No source states it.
    Unstated,
}

/// The verdict on `found`, empty if the account has no value.
pub(super) fn compare(field: &str, found: &str, comparison: Comparison, values: &[String], case: Case) -> Prediction {
    use Comparison::*;
    let wanted = match (comparison, values) {
        (OneOf | NoneOf, []) => return cannot("the rule gives no values to compare with"),
        (OneOf | NoneOf, all) => all,
        (Between, [_, _]) => values,
        (Between, _) => return cannot("the rule's range does not have two ends"),
        (_, [_]) => values,
        _ => return cannot("the rule compares with none or several values where one belongs"),
    };
    if wanted.iter().any(String::is_empty) {
        return cannot(format!("the rule compares {field} with an empty value, for which no source states a meaning"));
    }
    let verdict = match comparison {
        // A comparison with something, of nothing: false. Its opposite of nothing: true or null, depending on the
        // server's database, which nobody states.
        NotEqual | NoneOf | NotContains if found.is_empty() => None,
        _ if found.is_empty() => Some(false),
        Equal | OneOf => any(wanted, |value| related(found, value, case, |a, b| a == b)),
        NotEqual | NoneOf => any(wanted, |value| related(found, value, case, |a, b| a == b)).map(|is| !is),
        StartsWith => related(found, &wanted[0], case, |a, b| a.starts_with(b)),
        EndsWith => related(found, &wanted[0], case, |a, b| a.ends_with(b)),
        Contains => related(found, &wanted[0], case, |a, b| a.contains(b)),
        NotContains => related(found, &wanted[0], case, |a, b| a.contains(b)).map(|is| !is),
        Less => order(found, &wanted[0]).map(Ordering::is_lt),
        LessOrEqual => order(found, &wanted[0]).map(Ordering::is_le),
        Greater => order(found, &wanted[0]).map(Ordering::is_gt),
        GreaterOrEqual => order(found, &wanted[0]).map(Ordering::is_ge),
        Between => match (order(found, &wanted[0]), order(found, &wanted[1])) {
            (Some(Ordering::Greater), Some(Ordering::Less)) => Some(true),
            (Some(Ordering::Less), _) | (_, Some(Ordering::Greater)) => Some(false),
            _ => None,
        },
    };
    match verdict {
        Some(true) => Prediction::Member,
        Some(false) => Prediction::NotMember,
        None if found.is_empty() => cannot(format!("{field} is empty, and no source states what the rule says then")),
        None => match comparison {
            Less | LessOrEqual | Greater | GreaterOrEqual | Between => {
                cannot(format!("no source states how {field} is ordered against the rule's value"))
            }
            _ => cannot(format!(
                "{field} differs from the rule's value only in case, and no source states whether it matters"
            )),
        },
    }
}

/// True if one is; false if none is; None if that can't be known.
fn any(values: &[String], is: impl Fn(&str) -> Option<bool>) -> Option<bool> {
    let verdicts: Vec<Option<bool>> = values.iter().map(|value| is(value)).collect();
    match verdicts.contains(&Some(true)) {
        true => Some(true),
        false if verdicts.contains(&None) => None,
        false => Some(false),
    }
}

/// The relation, if it is the same with and without regard to case or the grammar states which holds.
fn related(found: &str, value: &str, case: Case, is: fn(&str, &str) -> bool) -> Option<bool> {
    let exact = is(found, value);
    let folded = is(&found.to_lowercase(), &value.to_lowercase());
    match case {
        Case::Regarded => Some(exact),
        Case::Ignored => Some(folded),
        Case::Unstated => (exact == folded).then_some(exact),
    }
}

/// The order of two numbers or two points in time; None for anything else.
fn order(a: &str, b: &str) -> Option<Ordering> {
    if let (Ok(a), Ok(b)) = (a.parse::<i64>(), b.parse::<i64>()) {
        return Some(a.cmp(&b));
    }
    if let (Ok(a), Ok(b)) = (a.parse::<f64>(), b.parse::<f64>()) {
        return a.partial_cmp(&b);
    }
    if let (Ok(a), Ok(b)) = (a.parse::<Timestamp>(), b.parse::<Timestamp>()) {
        return Some(a.cmp(&b));
    }
    match (a.len(), b.len(), a.parse::<civil::Date>(), b.parse::<civil::Date>()) {
        (10, 10, Ok(a), Ok(b)) => Some(a.cmp(&b)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Row = (&'static str, Comparison, &'static [&'static str], Case, Option<bool>);

    fn verdict(found: &str, comparison: Comparison, values: &[&str], case: Case) -> Option<bool> {
        let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
        match compare("f", found, comparison, &values, case) {
            Prediction::Member => Some(true),
            Prediction::NotMember => Some(false),
            Prediction::CannotPredict(_) => None,
        }
    }

    #[test]
    fn every_comparison_is_decided_where_its_meaning_is_stated() {
        use {Case::*, Comparison::*};
        #[rustfmt::skip]
        let table: [Row; 36] = [
            ("Sales", Equal,          &["Sales"],      Unstated, Some(true)),
            ("Sales", Equal,          &["HR"],         Unstated, Some(false)),
            ("Sales", Equal,          &["sales"],      Unstated, None),
            ("Sales", Equal,          &["sales"],      Ignored,  Some(true)),
            ("Sales", Equal,          &["sales"],      Regarded, Some(false)),
            ("",      Equal,          &["Sales"],      Unstated, Some(false)),
            ("Sales", Equal,          &[""],           Unstated, None),
            ("Sales", Equal,          &["a", "b"],     Unstated, None),
            ("Sales", NotEqual,       &["HR"],         Unstated, Some(true)),
            ("Sales", NotEqual,       &["Sales"],      Unstated, Some(false)),
            ("",      NotEqual,       &["Sales"],      Unstated, None),
            ("Sales", OneOf,          &["HR", "Sales"], Unstated, Some(true)),
            ("Sales", OneOf,          &["HR", "IT"],   Unstated, Some(false)),
            ("Sales", OneOf,          &["HR", "SALES"], Unstated, None),
            ("Sales", OneOf,          &[],             Unstated, None),
            ("Sales", NoneOf,         &["HR", "IT"],   Unstated, Some(true)),
            ("Sales", NoneOf,         &["HR", "Sales"], Unstated, Some(false)),
            ("9",     Less,           &["10"],         Unstated, Some(true)),
            ("10",    LessOrEqual,    &["10"],         Unstated, Some(true)),
            ("1.5",   Greater,        &["1"],          Unstated, Some(true)),
            ("2026-03-10", GreaterOrEqual, &["2026-04-01"], Unstated, Some(false)),
            ("2026-03-10T00:00:00Z", Less, &["2026-03-10T00:00:01Z"], Unstated, Some(true)),
            ("Sales", Greater,        &["HR"],         Unstated, None),
            ("5",     Between,        &["1", "9"],     Unstated, Some(true)),
            ("1",     Between,        &["1", "9"],     Unstated, None),
            ("0",     Between,        &["1", "9"],     Unstated, Some(false)),
            ("5",     Between,        &["1"],          Unstated, None),
            ("Sales", StartsWith,     &["Sa"],         Unstated, Some(true)),
            ("Sales", StartsWith,     &["sa"],         Unstated, None),
            ("Sales", StartsWith,     &["sa"],         Ignored,  Some(true)),
            ("Sales", EndsWith,       &["es"],         Unstated, Some(true)),
            ("Sales", EndsWith,       &["sa"],         Unstated, Some(false)),
            ("Sales", Contains,       &["ale"],        Unstated, Some(true)),
            ("Sales", NotContains,    &["ale"],        Unstated, Some(false)),
            ("Sales", NotContains,    &["x"],          Unstated, Some(true)),
            ("",      NotContains,    &["x"],          Unstated, None),
        ];
        for (found, comparison, values, case, expected) in table {
            assert_eq!(
                verdict(found, comparison, values, case),
                expected,
                "{found} {comparison:?} {values:?} {case:?}"
            );
        }
    }
}
