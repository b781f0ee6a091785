//! Why an account has what it has.

use dayone_core::mapping::Source;
use dayone_core::provenance::{Act, Entry, Grounds, History, Holding, Provenance, Record, history};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use crate::driver::{Driver, RUN};
use crate::support::{Case, DIRECT, now};

fn grounds_of(provenance: &Provenance) -> Vec<String> {
    let mut all: Vec<String> = provenance
        .iter()
        .map(|(holding, origin)| match (holding, &origin.grounds) {
            (Holding::Group(_), Grounds::Rule { source, because }) => format!("group {} {because}", source.name()),
            (Holding::Group(_), Grounds::Hand { because }) => format!("group hand {because}"),
            (_, grounds) => format!("{holding:?} {}", grounds.because()),
        })
        .collect();
    all.sort();
    all
}

#[test]
fn a_hire_gives_by_rule_what_rules_name_and_by_hand_what_the_request_names() {
    let driver = Driver::finished(&Case::john().with("system_bindings", serde_json::json!([DIRECT])));
    let provenance = Provenance::fold(history(RUN, &driver.events).expect("a legal history").entries);
    assert_eq!(
        grounds_of(&provenance),
        [
            format!("System(\"{DIRECT}\") the request: system_bindings"),
            "group default everyone".into(),
            "group department department \"Engineering\"".into(),
            "group hand the request: additional_groups".into(),
            "group location location \"Seattle\"".into(),
            "group role job title \"Software *\"".into(),
        ]
    );
    let (_, origin) = provenance.iter().next().expect("one of them");
    assert_eq!((origin.record.run.as_str(), origin.record.ticket.as_deref()), (RUN, Some("HALO-48213")));
}

#[test]
fn a_refused_hire_and_one_whose_person_was_erased_gave_nothing_that_is_known() {
    let refused =
        Driver::planned(&Case::john().with("system_bindings", serde_json::json!(["60a300000000000000000fff"])));
    assert_eq!(history(RUN, &refused.events).expect("a legal history"), History::default());
    let mut driver = Driver::finished(&Case::john());
    for event in &mut driver.events {
        event.private = dayone_core::event::Private::Erased;
    }
    assert_eq!(history(RUN, &driver.events).expect("a legal history"), History::default());
}

/// A short story of one group: given by rule, given by hand, or taken.
fn story() -> impl Strategy<Value = Vec<Entry>> {
    let rule = Act::Given(Grounds::Rule { source: Source::Department, because: "department \"X\"".into() });
    let hand = Act::Given(Grounds::Hand { because: "this request".into() });
    let act = prop_oneof![Just(rule), Just(hand), Just(Act::Taken)];
    proptest::collection::vec((act, 0_i64..1_000, 0_u8..3), 0..20).prop_map(|acts| {
        let entry = |(act, minute, group): (Act, i64, u8)| Entry {
            account: "a".into(),
            at: minutes(minute),
            holding: Holding::Group(group.to_string()),
            act,
            record: Record { run: RUN.into(), actor: "x".into(), ticket: None, approver: None },
        };
        acts.into_iter().map(entry).collect()
    })
}

fn minutes(minute: i64) -> Timestamp {
    now() + SignedDuration::from_mins(minute)
}

proptest! {
    #[test]
    fn what_a_person_gave_is_by_hand_until_it_is_taken(mut entries in story()) {
        let folded = Provenance::fold(entries.clone());
        entries.sort_by_key(|entry| entry.at);
        for group in ["0", "1", "2"].map(|group| Holding::Group(group.into())) {
            let own = entries.iter().filter(|entry| entry.holding == group);
            let since_taken: Vec<&Entry> =
                own.rev().take_while(|entry| entry.act != Act::Taken).collect();
            let by_hand = since_taken.iter().any(|entry| matches!(&entry.act, Act::Given(given) if given.is_by_hand()));
            let origin = folded.of(&group);
            prop_assert_eq!(origin.is_some(), !since_taken.is_empty());
            prop_assert_eq!(folded.is_by_rule(&group), !since_taken.is_empty() && !by_hand);
            prop_assert_eq!(origin.map(|origin| origin.since), since_taken.last().map(|entry| entry.at));
        }
    }

    #[test]
    fn the_order_in_which_runs_are_read_does_not_matter(entries in story(), turn in 0_usize..20) {
        let mut spread: Vec<Entry> = entries;
        // Two things at one moment have no order of their own.
        spread.dedup_by_key(|entry| entry.at);
        let unique: std::collections::BTreeMap<_, _> = spread.iter().map(|entry| (entry.at, entry.clone())).collect();
        let mut spread: Vec<Entry> = unique.into_values().collect();
        let straight = Provenance::fold(spread.clone());
        if !spread.is_empty() {
            let length = spread.len();
            spread.rotate_left(turn % length);
        }
        prop_assert_eq!(Provenance::fold(spread), straight);
    }
}
