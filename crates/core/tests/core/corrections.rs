//! A run that ended with something missing goes on with other inputs: what is settled stays, the rest is done.

use std::collections::BTreeSet;

use dayone_core::effect::{Amendment, Effect};
use dayone_core::event::{Ending, Event, Fact, Private};
use dayone_core::fault::FaultKind;
use dayone_core::plan::{Correction, WayOn, correct, way_on};
use dayone_core::problem::{Affected, Problem};
use dayone_core::report::report;
use dayone_core::request::{Changes, Door};
use dayone_core::run::{Run, fold};
use dayone_core::settings::OnMissingGroup;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::driver::{Driver, Scripted};
use crate::run::refusing;
use crate::support::{Case, DIRECT, KEY, ann, cases, id};

fn changes(set: &[(&str, Value)]) -> Changes {
    Changes { set: set.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(), ..Changes::default() }
}

fn corrected(run: &Run, case: &Case, changes: &Changes) -> Result<Correction, Vec<Problem>> {
    let request = run.request.as_ref().unwrap().changed(changes, Door { forms_usernames: false })?;
    correct(run, &request, &case.settings, &case.snapshot, case.now)
}

fn apply(driver: &mut Driver, correction: Correction) {
    let Correction { corrected, reopened } = correction;
    let inputs = driver.run.request.as_ref().unwrap().differences(&corrected.request);
    let inputs = inputs.into_iter().map(|difference| difference.field).collect();
    driver.record(Fact::Corrected { inputs, reopened }, Private::Corrected(Box::new(corrected)));
}

/// The fields that are refused, sorted.
fn fields(problems: &[Problem]) -> Vec<String> {
    let field = |problem: &Problem| match &problem.affected {
        Some(Affected::Field(name)) => name.clone(),
        other => format!("{other:?}"),
    };
    let mut fields: Vec<String> = problems.iter().map(field).collect();
    fields.sort();
    fields
}

/// John, who is to get a group that is not there.
fn misspelt() -> Case {
    Case::john().with("additional_groups", json!(["UG-Projekt-Phoenix", "UG-Sales"]))
}

fn partial(case: &Case, refused: &[Effect]) -> Driver {
    let mut driver = Driver::planned(case);
    let named = Effect::AddToNamed { name: "UG-Projekt-Phoenix".into() };
    let refused: Vec<Effect> = refused.iter().cloned().chain([named]).collect();
    assert_eq!(driver.drive_through(&mut refusing(&refused)), Ending::Partial);
    driver
}

#[test]
fn a_corrected_name_is_added_what_had_failed_is_dropped_and_the_rest_is_left_alone() {
    let case = misspelt();
    let mut driver = partial(&case, &[]);
    let before = driver.plan();
    assert_eq!(way_on(&driver.run), Ok(WayOn::SameRun));
    let change = changes(&[("additional_groups", json!(["UG-Project-Phoenix", "UG-Sales"]))]);
    let correction = corrected(&driver.run, &case, &change).unwrap();
    assert_ne!(correction.corrected.plan.digest, before.digest);
    assert!(correction.corrected.plan.missing_groups.is_empty());
    let (done, mails) = (driver.tried.len(), driver.world.mails.clone());
    apply(&mut driver, correction);
    driver.restart();
    assert_eq!(driver.drive_through(&mut |_| Scripted::Done), Ending::Succeeded);
    let phoenix = Effect::AddMember { id: id(5), name: "UG-Project-Phoenix".into() };
    assert_eq!(driver.tried[done..], [phoenix, Effect::ReadBack]);
    assert_eq!((driver.world.accounts_created, driver.world.mails), (1, mails));
    let report = serde_json::to_value(report(&driver.run)).unwrap();
    assert_eq!(report["success"], true);
    assert!(!report.to_string().contains("UG-Projekt-Phoenix"));
}

#[test]
fn what_is_undone_can_be_set_each_in_its_way() {
    let wrong_manager = Case::john().with("manager_email", "jane.do@company.com").beside(ann());
    let start = |case: &Case| {
        partial(&case.clone().with("additional_groups", json!(["UG-Projekt-Phoenix"])), &[Effect::NotifyManager])
    };
    let plain = || changes(&[("additional_groups", json!([]))]);
    let with = |name: &str, value: Value| {
        let mut all = plain();
        all.set.insert(name.into(), value);
        all
    };
    #[rustfmt::skip]
    let table: [(&str, Value, Vec<Effect>); 5] = [
        ("system_bindings", json!([DIRECT]), vec![Effect::BindSystem { id: DIRECT.into(), sudo: false }]),
        ("public_key", json!(KEY), vec![Effect::AddKey]),
        ("ldap_bind", json!(true), vec![Effect::Amend(Amendment::LdapFlag)]),
        ("attributes.badge", json!("77"), vec![Effect::Amend(Amendment::Attributes)]),
        ("manager_email", json!("ann.lee@company.com"), vec![Effect::Amend(Amendment::Manager)]),
    ];
    for (name, value, expected) in table {
        let mut driver = start(&wrong_manager);
        let correction =
            corrected(&driver.run, &wrong_manager, &with(name, value)).unwrap_or_else(|e| panic!("{e:#?}"));
        let done = driver.tried.len();
        apply(&mut driver, correction);
        assert_eq!(driver.drive_through(&mut |_| Scripted::Done), Ending::Succeeded, "{name}");
        let mut expected = expected;
        expected.extend([Effect::NotifyManager, Effect::ReadBack]);
        assert_eq!(driver.tried[done..], expected, "{name}");
    }
}

#[test]
fn everything_that_is_wrong_is_told_at_once_each_with_its_field() {
    let case = misspelt();
    let driver = partial(&case, &[]);
    let change = changes(&[
        ("department", json!("Sales")),
        ("email", json!("j.smith@company.com")),
        ("start_date", json!("2026-04-01")),
        ("ticket", json!("OTHER")),
        ("additional_groups", json!(["UG-Projekt-Phenix"])),
        ("system_bindings", json!(["60a300000000000000000fff"])),
        ("public_key", json!("ssh-ed25519 nonsense")),
        ("attributes.costCenter", json!("FIN-100")),
    ]);
    let problems = corrected(&driver.run, &case, &change).unwrap_err();
    assert_eq!(
        fields(&problems),
        [
            "additional_groups", // is not there
            "additional_groups", // the account is in UG-Sales already
            "attributes.costCenter",
            "department",
            "email",
            "public_key",
            "start_date",
            "system_bindings",
            "ticket",
        ]
    );
    let of = |field: &str| problems.iter().find(|one| one.affected == Some(Affected::Field(field.into()))).unwrap();
    assert_eq!(of("department").remediation, "dayone move john.smith --department VALUE");
    assert!(of("start_date").remediation.starts_with("dayone runs reschedule"));
    assert!(problems.iter().all(|problem| problem.impact == "Nothing was changed."));
    let unreadable = changes(&[("ldap_bind", json!("maybe")), ("unix_uid", json!(5)), ("grups", json!("x"))]);
    assert_eq!(fields(&corrected(&driver.run, &case, &unreadable).unwrap_err()), ["grups", "ldap_bind", "unix_uid"]);
}

#[test]
fn what_may_have_happened_is_found_out_before_it_is_dropped() {
    let case = misspelt();
    let mut driver = Driver::planned(&case);
    driver.drive_through(&mut |effect| match effect {
        Effect::AddMember { name, .. } if name == "UG-Sales" => Scripted::Busy(FaultKind::Unavailable),
        _ => Scripted::Done,
    });
    let change = changes(&[("additional_groups", json!(["UG-Projekt-Phoenix"]))]);
    let problems = corrected(&driver.run, &case, &change).unwrap_err();
    assert_eq!(fields(&problems), ["additional_groups"]);
    assert!(problems[0].message.contains("nobody knows"), "{}", problems[0].message);
}

#[test]
fn access_that_needs_a_second_person_is_no_correction() {
    let case = misspelt().set(|settings| settings.approval.privileged_groups = true);
    let driver = partial(&case, &[]);
    let change = changes(&[("additional_groups", json!(["UG-Server-Admins", "UG-Sales"]))]);
    let problems = corrected(&driver.run, &case, &change).unwrap_err();
    assert_eq!(fields(&problems), ["additional_groups"]);
    assert!(problems[0].message.contains("second person"), "{}", problems[0].message);
}

#[test]
fn rules_that_changed_meanwhile_change_nothing_of_a_correction() {
    let case = misspelt();
    let mut driver = partial(&case, &[]);
    let later = case.clone().set(|settings| {
        settings.groups.default.push("UG-Contractors".into());
        settings.groups.department.clear();
        settings.on_missing_group = OnMissingGroup::Fail;
    });
    let change = changes(&[("additional_groups", json!(["UG-Project-Phoenix", "UG-Sales"]))]);
    let correction = corrected(&driver.run, &later, &change).unwrap();
    let names: BTreeSet<String> = correction.corrected.plan.groups.iter().map(|group| group.name.clone()).collect();
    assert!(names.contains("UG-Engineering") && !names.contains("UG-Contractors"), "{names:?}");
    apply(&mut driver, correction);
    assert_eq!(driver.drive_through(&mut |_| Scripted::Done), Ending::Succeeded);
}

#[test]
fn which_way_a_run_goes_on_depends_on_what_it_left_behind() {
    assert_eq!(way_on(&Driver::finished(&Case::john()).run).unwrap_err().split(':').next(), Some("it has succeeded"));
    let mut refused = Driver::planned(&Case::john().with("password", "short"));
    refused.drive_through(&mut |_| Scripted::Done);
    assert_eq!(way_on(&refused.run), Ok(WayOn::NewAttempt));
    let open = Driver::planned(&Case::john());
    assert!(way_on(&open.run).unwrap_err().contains("under way"));
    let mut unknown = Driver::planned(&Case::john());
    unknown.drive_through(&mut |effect| match effect {
        Effect::CreateAccount => Scripted::Busy(FaultKind::Unavailable),
        _ => Scripted::Done,
    });
    assert!(way_on(&unknown.run).unwrap_err().contains("nobody knows"));
}

#[test]
fn a_correction_of_erased_values_still_folds() {
    let case = misspelt();
    let mut driver = partial(&case, &[]);
    let change =
        changes(&[("additional_groups", json!(["UG-Project-Phoenix", "UG-Sales"])), ("attributes.badge", json!("7"))]);
    let correction = corrected(&driver.run, &case, &change).unwrap();
    apply(&mut driver, correction);
    driver.drive_through(&mut |_| Scripted::Done);
    let mut erased: Option<Run> = None;
    for event in &driver.events {
        let event = match &event.private {
            Private::None => event.clone(),
            _ => Event { private: Private::Erased, ..event.clone() },
        };
        erased = Some(match erased {
            None => dayone_core::run::replay("r", std::slice::from_ref(&event)).unwrap(),
            Some(run) => fold(run, &event).unwrap(),
        });
    }
    assert_eq!(erased.unwrap().ending(), Some(Ending::Succeeded));
}

fn any_group() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["UG-Project-Phoenix", "UG-Sales", "UG-Contractors", "UG-Nowhere", "Legacy VPN"])
        .prop_map(str::to_owned)
}

proptest! {
    #![proptest_config(cases(200))]

    /// Whatever was asked for, whatever failed, whatever is asked for then: an accepted correction ends with what the
    /// corrected request asks for, and does nothing a second time.
    #[test]
    fn a_correction_ends_where_the_corrected_request_leads(
        first in prop::collection::btree_set(any_group(), 0..4),
        second in prop::collection::btree_set(any_group(), 0..4),
        failing in prop::collection::btree_set(any_group(), 0..5),
        (key, key_fails) in any::<(bool, bool)>(),
        system in any::<bool>(),
    ) {
        let case = Case::john().with("additional_groups", json!(first)).with("system_bindings", json!([DIRECT]));
        let case = if key { case.with("public_key", KEY) } else { case };
        let mut driver = Driver::planned(&case);
        let fails = |effect: &Effect| match effect {
            Effect::AddMember { name, .. } => failing.contains(name),
            Effect::AddToNamed { name } => name == "UG-Nowhere",
            Effect::BindSystem { .. } => !system,
            Effect::AddKey => key_fails,
            _ => false,
        };
        let ending = driver.drive_through(&mut |effect| match fails(effect) {
            true => Scripted::Refused(FaultKind::Refused),
            false => Scripted::Done,
        });
        prop_assume!(ending == Ending::Partial);
        let mut change = changes(&[("additional_groups", json!(second)), ("system_bindings", json!([]))]);
        change.unset.insert("public_key".into());
        if let Ok(correction) = corrected(&driver.run, &case, &change) {
            let before = driver.settled();
            apply(&mut driver, correction);
            driver.restart();
            let ending = driver.drive_through(&mut |_| Scripted::Done);
            let wanted = Driver::finished(
                &case.clone().with("additional_groups", json!(second)).with("system_bindings", json!([])).with("public_key", json!(null)),
            );
            prop_assert_eq!(Some(ending), wanted.run.ending());
            prop_assert_eq!(&driver.world.memberships, &wanted.world.memberships);
            prop_assert_eq!(&driver.world.bound, &wanted.world.bound);
            prop_assert_eq!((driver.world.keys, driver.world.accounts_created), (wanted.world.keys, 1));
            let done: BTreeSet<_> = before.iter().filter(|(_, outcome)| outcome.is_success()).map(|(key, _)| key).collect();
            let again: Vec<_> = driver.settled()[before.len()..].iter().map(|(key, _)| key.clone()).collect();
            let twice: Vec<_> = again.iter().filter(|key| done.contains(key) && **key != Effect::ReadBack.key()).collect();
            prop_assert!(twice.is_empty(), "{:?}", twice);
        } else {
            // What can't be taken back by a correction is what the account has.
            let has = |name: &String| driver.run.effects.iter().any(|(key, _)| {
                driver.plan().groups.iter().any(|group| group.name == *name && group.id == key.subject)
                    && driver.run.settled_key(key).is_some_and(|settled| settled.outcome.is_success())
            });
            let taken = first.difference(&second).any(has) || system || (key && !key_fails);
            prop_assert!(taken || second.contains("UG-Nowhere") && !first.contains("UG-Nowhere"));
        }
    }
}
