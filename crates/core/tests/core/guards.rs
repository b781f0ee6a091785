//! Quarantine, release, and writes that are frozen.

use dayone_core::effect::Effect;
use dayone_core::event::{Cost, Ending, Fact, Private};
use dayone_core::fault::FaultKind;
use dayone_core::guard::{GuardSettings, JoinerFacts, tripped};
use dayone_core::plan::Plan;
use dayone_core::problem::ErrorType;
use dayone_core::report::report;
use dayone_core::run::{Progress, Stage, StepState, fold};
use dayone_core::snapshot::{Access, Named, System};
use dayone_core::steps::Step;
use jiff::SignedDuration;
use serde_json::json;

use crate::driver::{Driver, Halt, Scripted};
use crate::report::assert_valid;
use crate::support::{Case, DIRECT, id};

/// The plan as it is when the twenty-sixth joins within an hour.
fn guarded(case: &Case, opened: u64) -> Plan {
    let facts = JoinerFacts { accounts: Some(1000), opened, joiners: 1, expected: None };
    case.plan().with_guards(tripped(&GuardSettings::default(), &facts))
}

/// A run of this hire that a guard holds back.
fn quarantined(case: &Case) -> Driver {
    let mut driver = Driver::opened(case);
    let plan = guarded(case, 25);
    let guards = plan.guards.iter().map(|tripped| tripped.guard).collect();
    let fact = Fact::Planned {
        early: Vec::new(),
        cost: Cost::default(),
        due: plan.activation.due,
        approval_until: None,
        guards,
    };
    driver.record(fact, Private::Plan(Box::new(plan)));
    driver
}

#[test]
fn a_quarantined_run_does_nothing_until_it_is_released() {
    let mut driver = quarantined(&Case::john());
    assert_eq!(driver.drive(&mut |_| panic!("not released")), Halt::Quarantined);
    driver.record(Fact::Released { approval_until: None }, Private::Words("the new office".into()));
    assert_eq!(driver.drive(&mut |_| Scripted::Done), Halt::Ended(Ending::Succeeded));
}

#[test]
fn a_released_run_still_needs_the_second_person() {
    let case = Case::john().set(|settings| settings.approval.sudo = true).with("allow_sudo", true);
    let mut driver = quarantined(&case);
    let until = driver.now + SignedDuration::from_hours(72);
    let refused = fold(
        driver.run.clone(),
        &dayone_core::event::Event {
            seq: driver.run.seq + 1,
            at: driver.now,
            actor: "bob".into(),
            fact: Fact::Approved,
            private: Private::None,
        },
    );
    assert!(refused.is_err(), "approving is no release");
    driver.record(Fact::Released { approval_until: Some(until) }, Private::None);
    assert_eq!(driver.drive(&mut |_| panic!("not approved")), Halt::AwaitingApproval(until));
}

#[test]
fn a_quarantined_run_can_be_cancelled() {
    let mut driver = quarantined(&Case::john());
    driver.record(Fact::Cancelled, Private::None);
    assert_eq!(driver.drive(&mut |_| panic!("cancelled")), Halt::Ended(Ending::Cancelled));
    assert_eq!(report(&driver.run).failed_steps.unwrap()[0].error.kind, ErrorType::RunCancelled);
}

#[test]
fn the_report_of_a_quarantined_run_names_the_guard_and_the_way_out() {
    let driver = quarantined(&Case::john());
    let report = report(&driver.run);
    assert_valid(&report);
    let failed = report.failed_steps.unwrap();
    assert_eq!((failed[0].step, failed[0].error.kind), (Step::UserCreation, ErrorType::GuardTripped));
    assert!(failed[0].error.message.contains("26: over 25 an hour"), "{}", failed[0].error.message);
    assert_eq!(report.account_created, Some(false));
    let release = format!("dayone runs release {} --reason TEXT", driver.run.id);
    assert_eq!(report.recommended_actions.unwrap(), [release]);
}

#[test]
fn the_digest_covers_which_guards_tripped_and_not_their_numbers() {
    let case = Case::john();
    let (plain, one, other) = (case.plan(), guarded(&case, 25), guarded(&case, 99));
    assert_eq!(one.digest, other.digest);
    assert_ne!(plain.digest, one.digest);
    assert_eq!(one.digest_without_guards(), plain.digest);
    assert_eq!(one.with_guards(Vec::new()).digest, plain.digest);
}

#[test]
fn what_was_not_sent_because_of_a_freeze_did_not_happen() {
    let mut driver = Driver::planned(&Case::john());
    let mut frozen = true;
    let ended = driver.drive(&mut |_| match std::mem::take(&mut frozen) {
        true => Scripted::Frozen,
        false => Scripted::CrashBefore,
    });
    assert_eq!(ended, Halt::Crashed);
    // The intent that the crash left is the second one, and in doubt; the first is gone.
    let key = Effect::CreateAccount.key();
    let Some(Progress::Intended { tries, .. }) = driver.run.effects.get(&key) else { panic!("an intent") };
    assert!(!tries.uncertain, "nothing was sent before");
    driver.restart();
    assert_eq!(driver.drive(&mut |_| Scripted::Done), Halt::Ended(Ending::Succeeded));
    assert_eq!(driver.world.accounts_created, 1);
}

#[test]
fn a_freeze_forgets_no_doubt_and_no_try() {
    let mut driver = Driver::planned(&Case::john());
    let mut script = vec![Scripted::CrashBefore, Scripted::Frozen, Scripted::AnswerLost].into_iter();
    assert_eq!(driver.drive(&mut |_| script.next().unwrap()), Halt::Crashed);
    let mut script = vec![Scripted::AnswerLost, Scripted::Frozen, Scripted::Frozen, Scripted::CrashBefore].into_iter();
    assert_eq!(driver.drive(&mut |_| script.next().unwrap()), Halt::Crashed);
    let tries = driver.run.tries(&Effect::CreateAccount.key());
    assert_eq!((tries.count, tries.uncertain), (1, true));
    assert_eq!(driver.drive(&mut |_| Scripted::Done), Halt::Ended(Ending::Succeeded));
    assert_eq!(driver.world.accounts_created, 1);
}

#[test]
fn a_try_that_waits_for_the_thaw_says_so() {
    let mut driver = Driver::planned(&Case::john());
    let busy = Scripted::Busy(FaultKind::RateLimited);
    let mut script = vec![busy, Scripted::Frozen, Scripted::CrashBefore].into_iter();
    let mut stop_at = None;
    driver.drive(&mut |_| script.next().unwrap());
    for length in 1..=driver.events.len() {
        if matches!(driver.events[length - 1].fact, Fact::Withdrawn { .. }) {
            stop_at = Some(length);
        }
    }
    let run = dayone_core::run::replay("r", &driver.events[..stop_at.unwrap()]).unwrap();
    let step = run.step(Step::UserCreation);
    assert!(matches!(step.state, StepState::Waiting(_)));
    assert_eq!(step.note, "not sent: writes are frozen");
    assert!(matches!(run.stage, Stage::Active(_)));
}

#[test]
fn whatever_is_listed_is_privileged_whichever_way_it_is_gained() {
    let listed = |case: Case| {
        case.set(|settings| {
            settings.approval.privileged_groups = true;
            settings.privileged.groups = vec!["UG-Secret*".into()];
            settings.privileged.systems = vec!["build-*".into(), "SG-Vault".into()];
            settings.privileged.servers = vec!["radius-core".into(), "LDAP*".into()];
        })
        .plan()
        .approval
    };
    let granting = |change: fn(&mut Access)| {
        Case::john().seen(move |snapshot| {
            snapshot.shared_mut().access.values_mut().for_each(|access| access.systems.clear());
            change(snapshot.shared_mut().access.entry(id(2)).or_default());
        })
    };
    let named = |name: &str| Named { id: id(90), name: name.into() };
    assert!(listed(granting(|_| ())).is_empty());
    let radius = listed(granting(|access| {
        access.radius_servers = vec![Named { id: id(91), name: "radius-core".into() }];
    }));
    assert_eq!(radius, ["UG-Engineering is privileged: grants radius-core"]);
    let group_of_systems = listed(granting(|access| {
        access.system_groups = vec![Named { id: id(92), name: "SG-Vault".into() }];
    }));
    assert_eq!(group_of_systems, ["UG-Engineering is privileged: grants SG-Vault"]);
    let sudo = listed(granting(|access| {
        access.systems = vec![System { id: id(93), name: "web-01".into(), os: String::new(), sudo: true }];
    }));
    assert_eq!(sudo, ["UG-Engineering is privileged: grants sudo"]);
    let missing = listed(granting(|_| ()).with("user_groups", json!(["UG-Secret-Service"])));
    assert_eq!(missing, ["UG-Secret-Service is privileged: listed as privileged"]);
    let bound = granting(|_| ()).with("system_bindings", json!([DIRECT])).seen(|snapshot| {
        for system in &mut snapshot.systems {
            system.name = "build-server-01".into();
        }
    });
    assert_eq!(listed(bound), ["build-server-01 is privileged: bound directly"]);
    let ldap = granting(|access| access.ldap_servers.clear())
        .with("ldap_bind", true)
        .seen(|snapshot| snapshot.shared_mut().ldap_servers = vec![named("LDAP of us")]);
    assert_eq!(listed(ldap), ["LDAP of us is privileged: bound directly"]);
}
