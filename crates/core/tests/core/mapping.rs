//! Rules over people who are there: samples, coverage, and what another mapping would do.

use std::collections::{BTreeMap, BTreeSet};

use dayone_core::mapping::coverage::{GroupFault, coverage};
use dayone_core::mapping::sample::{self, DifferenceKind};
use dayone_core::mapping::what_if::{Change, Person, WhatIf};
use dayone_core::mapping::{Facts, RuleField, Source, resolve};
use dayone_core::provenance::{Act, Entry, Grounds, Holding, Provenance, Record};
use dayone_core::settings::{Rules, TenantSettings};
use dayone_core::snapshot::{Group, Membership};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{now, settings};

fn facts(department: &'static str, job_title: &'static str) -> Facts<'static> {
    Facts { department, job_title, ..Facts::default() }
}

fn group(name: &str) -> Group {
    Group { id: id(name), name: name.into(), membership: Membership::Static, grants_sudo: false }
}

fn id(name: &str) -> String {
    format!("id of {name}")
}

fn held(names: &[&str]) -> BTreeSet<Holding> {
    names.iter().map(|name| Holding::Group(id(name))).collect()
}

fn given(by: &[(&str, Grounds)]) -> Provenance {
    let record = Record { run: "R".into(), actor: "a".into(), ticket: None, approver: None };
    let entry = |(name, grounds): &(&str, Grounds)| Entry {
        account: "a".into(),
        at: now(),
        holding: Holding::Group(id(name)),
        act: Act::Given(grounds.clone()),
        record: record.clone(),
    };
    Provenance::fold(by.iter().map(entry).collect())
}

fn by_rule() -> Grounds {
    Grounds::Rule { source: Source::Department, because: "department \"Engineering\"".into() }
}

fn by_hand() -> Grounds {
    Grounds::Hand { because: "the request: additional_groups".into() }
}

mod samples {
    use super::*;

    fn read(document: Value) -> Result<Vec<sample::Sample>, Vec<String>> {
        let found = sample::read(document.as_object().unwrap());
        found.map_err(|problems| {
            problems.iter().map(|one| format!("{}: {}; {}", one.place, one.message, one.mend)).collect()
        })
    }

    #[test]
    fn a_sample_is_right_only_with_exactly_its_groups() {
        let developer = |groups: &[&str]| {
            let person = json!({ "department": "engineering", "job_title": "Software Developer", "groups": groups });
            let sample = read(json!({ "people": [person] })).unwrap().remove(0);
            let found = sample.differences(&settings());
            found.into_iter().map(|one| (one.kind, one.name, one.because)).collect::<Vec<_>>()
        };
        assert_eq!(developer(&["UG-Developers", "UG-Engineering", "UG-All-Employees"]), []);
        assert_eq!(
            developer(&["UG-All-Employees", "UG-Engineering", "UG-Sales"]),
            [
                (DifferenceKind::Missing, "UG-Sales".to_owned(), None),
                (DifferenceKind::Unexpected, "UG-Developers".to_owned(), Some("job title \"Software *\"".to_owned())),
            ]
        );
    }

    #[test]
    fn systems_are_looked_at_only_where_they_are_given() {
        let mut settings = settings();
        settings.system_bindings.default = vec!["60a2".into()];
        let differs =
            |person: Value| !read(json!({ "people": [person] })).unwrap()[0].differences(&settings).is_empty();
        assert!(!differs(json!({ "groups": ["UG-All-Employees"] })));
        assert!(differs(json!({ "groups": ["UG-All-Employees"], "systems": [] })));
        assert!(!differs(json!({ "groups": ["UG-All-Employees"], "systems": ["60a2"] })));
    }

    #[test]
    fn everything_that_is_wrong_with_a_file_is_named_with_its_place() {
        let problems = read(json!({
            "poeple": 1,
            "people": [{ "job_titel": "X", "groups": "UG-X" }, 7, { "department": 3, "groups": [] }],
        }));
        assert_eq!(
            problems.unwrap_err(),
            [
                "poeple: this is not known; did you mean people?",
                "people[0].job_titel: this is not known; did you mean job_title?",
                "people[0].groups: it is no list of texts; write a list of names",
                "people[1]: it is no object; write department, job_title, office_location and groups",
                "people[2].department: it is no text; write a text",
            ]
        );
        assert_eq!(
            read(json!({})).unwrap_err(),
            ["people: there is no list of people; write people: a list of samples"]
        );
    }
}

#[test]
fn coverage_counts_rules_and_people_that_miss_each_other_and_groups_that_cant_be_given() {
    let mut settings = settings();
    settings.groups.department.insert("Sales".into(), vec!["UG-Sale".into(), "UG-Cost-ENG".into()]);
    let people = [
        facts("Engineering", "Software Developer"),
        facts("Enginering", "Clerk"),
        facts("enginering ", ""),
        facts("", ""),
    ];
    let dynamic = Group { membership: Membership::Automatic { query: Value::Null }, ..group("UG-Cost-ENG") };
    let groups =
        ["UG-All-Employees", "UG-Engineering", "UG-Developers", "UG-Seattle-Office", "UG-Contractors", "UG-Sales"];
    let groups: Vec<Group> = groups.map(group).into_iter().chain([dynamic]).collect();
    let found = coverage(&settings, people.into_iter(), &groups);

    let used: BTreeMap<String, usize> = found.rules.iter().map(|rule| (rule.words(), rule.people)).collect();
    assert_eq!(used["everyone"], 4);
    assert_eq!(used["department \"Engineering\""], 1);
    assert_eq!(used["department \"Sales\""], 0);
    let unmapped: Vec<_> = found
        .unmapped
        .iter()
        .filter(|one| one.field == RuleField::Department)
        .map(|one| (one.value.as_str(), one.people, one.nearest.as_deref()))
        .collect();
    assert_eq!(unmapped, [("Enginering", 2, Some("Engineering")), ("", 1, None)]);
    let broken: Vec<_> =
        found.broken.iter().map(|one| (one.name.as_str(), one.fault, one.nearest.as_deref())).collect();
    assert_eq!(broken, [("UG-Cost-ENG", GroupFault::Dynamic, None), ("UG-Sale", GroupFault::Gone, Some("UG-Sales"))]);
}

mod what_if {
    use super::*;

    fn changes(before: &TenantSettings, after: &TenantSettings, person: &Person<'_>) -> Vec<(Change, String)> {
        let groups = ["UG-All-Employees", "UG-Engineering", "UG-Developers", "UG-Platform"].map(group);
        let outcome = WhatIf::new(before, after, &groups).of(person);
        outcome.rows.into_iter().map(|row| (row.change, row.name)).collect()
    }

    fn platform() -> TenantSettings {
        let mut after = settings();
        let rule = after.groups.department.get_mut("Engineering").unwrap();
        *rule = vec!["UG-Platform".into(), "UG-Gone".into()];
        after
    }

    #[test]
    fn what_a_rule_gave_goes_and_what_a_person_gave_stays() {
        let held = held(&["UG-All-Employees", "UG-Engineering", "UG-Developers"]);
        let of = |provenance: &Provenance| {
            let facts = facts("Engineering", "Software Developer");
            changes(&settings(), &platform(), &Person { facts, held: &held, provenance })
        };
        let gain = [(Change::Gain, "UG-Platform".to_owned())];
        let cannot = [(Change::CannotGive, "UG-Gone".to_owned())];
        let with = |change| [&gain[..], &[(change, "UG-Engineering".to_owned())], &cannot[..]].concat();
        assert_eq!(of(&given(&[("UG-Engineering", by_rule())])), with(Change::Lose));
        assert_eq!(of(&given(&[("UG-Engineering", by_hand())])), with(Change::Stay));
        assert_eq!(of(&Provenance::default()), with(Change::Stay));
    }

    #[test]
    fn what_is_different_already_is_only_counted() {
        let held = held(&["UG-All-Employees"]);
        let provenance = Provenance::default();
        let person = Person { facts: facts("Engineering", "Clerk"), held: &held, provenance: &provenance };
        let (before, mut after) = (settings(), settings());
        after.groups.location.clear();
        let groups = ["UG-All-Employees", "UG-Engineering"].map(group);
        let outcome = WhatIf::new(&before, &after, &groups).of(&person);
        assert_eq!((outcome.rows.len(), outcome.pending), (0, 1), "UG-Engineering is missing before and after");
    }

    const NAMES: [&str; 5] = ["UG-1", "UG-2", "UG-3", "UG-4", "UG-5"];

    fn names() -> impl Strategy<Value = Vec<String>> {
        proptest::sample::subsequence(NAMES.to_vec(), 0..4)
            .prop_map(|names| names.into_iter().map(str::to_owned).collect())
    }

    fn mapping() -> impl Strategy<Value = TenantSettings> {
        (names(), names(), names()).prop_map(|(default, engineering, clerks)| TenantSettings {
            groups: Rules {
                default,
                department: BTreeMap::from([("Engineering".into(), engineering)]),
                role: BTreeMap::from([("Clerk".into(), clerks)]),
                ..Rules::default()
            },
            ..TenantSettings::default()
        })
    }

    fn holdings() -> impl Strategy<Value = Vec<(&'static str, Option<bool>)>> {
        proptest::sample::subsequence(NAMES.to_vec(), 0..5).prop_flat_map(|names| {
            let count = names.len();
            proptest::collection::vec(proptest::option::of(any::<bool>()), count)
                .prop_map(move |by| names.iter().copied().zip(by).collect())
        })
    }

    proptest! {
        #[test]
        fn nothing_given_by_hand_is_ever_lost_and_done_once_it_is_done(
            before in mapping(), after in mapping(), holdings in holdings(),
        ) {
            let groups = NAMES.map(group);
            let facts = facts("Engineering", "Clerk");
            let mut held: BTreeSet<Holding> = holdings.iter().map(|(name, _)| Holding::Group(id(name))).collect();
            let grounds: Vec<(&str, Grounds)> = holdings
                .iter()
                .filter_map(|(name, by)| by.map(|rule| (*name, if rule { by_rule() } else { by_hand() })))
                .collect();
            let mut provenance = given(&grounds);
            let outcome = WhatIf::new(&before, &after, &groups).of(&Person { facts, held: &held, provenance: &provenance });
            for row in outcome.rows {
                let holding = row.holding.unwrap();
                let record = Record { run: "M".into(), actor: "a".into(), ticket: None, approver: None };
                let entry = |act| Entry { account: "a".into(), at: now(), holding: holding.clone(), act, record: record.clone() };
                match row.change {
                    Change::Gain => {
                        prop_assert!(held.insert(holding.clone()));
                        provenance = provenance.after(entry(Act::Given(by_rule())));
                    }
                    Change::Lose => {
                        prop_assert!(provenance.is_by_rule(&holding) && held.remove(&holding));
                        provenance = provenance.after(entry(Act::Taken));
                    }
                    Change::Stay => prop_assert!(held.contains(&holding) && !provenance.is_by_rule(&holding)),
                    Change::CannotGive => prop_assert!(false, "every group is there"),
                }
            }
            let again = WhatIf::new(&after, &after, &groups).of(&Person { facts, held: &held, provenance: &provenance });
            prop_assert!(again.rows.is_empty());
            if outcome.pending == 0 {
                prop_assert_eq!(again.pending, 0, "applied, the other mapping finds nothing to do");
                let rules: BTreeSet<Holding> =
                    resolve(&after.groups, &facts).into_iter().map(|grant| Holding::Group(id(&grant.name))).collect();
                prop_assert!(rules.is_subset(&held));
            }
        }
    }
}
