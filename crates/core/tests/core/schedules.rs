//! Whatever the directory does and whenever the process dies, the same holds.

use std::collections::BTreeSet;

use dayone_core::account::AccountState;
use dayone_core::decide::{Decision, decide};
use dayone_core::effect::{Amendment, Effect, EffectKey};
use dayone_core::event::{Cost, Ending, Event, Fact, Outcome, Private, Skip};
use dayone_core::fault::FaultKind;
use dayone_core::problem::ErrorType;
use dayone_core::report::report;
use dayone_core::run::{fold, replay};
use dayone_core::settings::OnMissingGroup;
use dayone_core::steps::Step;
use proptest::prelude::*;
use serde_json::json;

use crate::driver::{Driver, RUN, Scripted};
use crate::report::assert_valid;
use crate::run::full;
use crate::support::{Case, cases};

fn scripted() -> impl Strategy<Value = Scripted> {
    prop_oneof![
        6 => Just(Scripted::Done),
        2 => Just(Scripted::DoneBare),
        2 => Just(Scripted::Refused(FaultKind::Refused)),
        1 => Just(Scripted::Refused(FaultKind::Forbidden)),
        1 => Just(Scripted::NotKept),
        2 => Just(Scripted::Busy(FaultKind::RateLimited)),
        2 => Just(Scripted::Busy(FaultKind::Unavailable)),
        2 => Just(Scripted::AnswerLost),
        2 => Just(Scripted::Frozen),
        1 => Just(Scripted::CrashBefore),
        2 => Just(Scripted::CrashAfter),
    ]
}

fn schedule() -> impl Strategy<Value = Vec<Scripted>> {
    proptest::collection::vec(scripted(), 0..40)
}

/// Hires of different shapes.
fn hire() -> impl Strategy<Value = Case> {
    let base = || Just(full());
    let late = base().prop_map(|case| case.with("start_date", "2026-03-10"));
    let plain = Just(Case::john());
    let missing = Just(Case::john().with("user_groups", json!(["UG-DevOps", "UG-Cost-ENG"])));
    let approval = base().prop_map(|case| case.set(|settings| settings.approval.sudo = true));
    let without = Just(Case::john().with("enable_mfa", false).with("attributes", json!(null)));
    (prop_oneof![base(), late, plain, missing, approval, without], any::<bool>())
        .prop_map(|(case, partial)| case.set(|settings| settings.activate_on_partial = partial))
}

/// Answers from a list, then everything is done as wished. Creating an account is never answered by what makes no sense.
fn answers(schedule: &[Scripted]) -> impl FnMut(&Effect) -> Scripted {
    let mut list = schedule.iter().copied();
    move |effect| match (effect, list.next().unwrap_or(Scripted::Done)) {
        (Effect::CreateAccount, Scripted::NotKept) => Scripted::Done,
        (_, scripted) => scripted,
    }
}

/// Every effect whose end the log holds, the last one counting.
fn ends(driver: &Driver) -> Vec<(EffectKey, Outcome)> {
    let mut ends: Vec<(EffectKey, Outcome)> = Vec::new();
    for (key, outcome) in driver.settled() {
        ends.retain(|(other, _)| *other != key);
        ends.push((key, outcome));
    }
    ends
}

fn is_access(step: Step) -> bool {
    step > Step::UserCreation && step < Step::MfaConfiguration
}

proptest! {
    #![proptest_config(cases(192))]

    #[test]
    fn every_run_ends_in_order_and_holds_what_must_be_held(case in hire(), schedule in schedule()) {
        let mut driver = Driver::planned(&case);
        let ending = driver.drive_through(&mut answers(&schedule));
        let plan = driver.plan();
        let settled = driver.settled();
        let at = |wanted: &EffectKey| settled.iter().position(|(key, _)| key == wanted);

        let created = driver.run.succeeded(&Effect::CreateAccount);
        prop_assert!(driver.world.accounts_created <= 1);
        if !created {
            prop_assert_eq!(ending, Ending::Failed);
            prop_assert_eq!(settled.len(), 1);
            prop_assert!(driver.tried.iter().all(|effect| *effect == Effect::CreateAccount));
            prop_assert_eq!(driver.world.activations, 0);
            return Ok(());
        }
        let activation = at(&Effect::Activate.key());
        let before = |key: &EffectKey| key.step > Step::UserCreation && key.step <= Step::MfaConfiguration && *key != Effect::SetGrace.key();
        for (place, (key, _)) in settled.iter().enumerate() {
            if before(key) {
                prop_assert!(activation.is_none_or(|activation| place < activation), "{} after activation", key);
            }
        }
        let failed = |effect: Effect| driver.run.settled(&effect).is_some_and(|end| end.outcome.is_failure());
        if failed(Effect::Amend(Amendment::Mfa)) || failed(Effect::Amend(Amendment::Sudo)) {
            prop_assert_eq!(driver.world.activations, 0);
            let held = driver.run.settled(&Effect::Activate).map(|end| end.outcome);
            prop_assert_eq!(held, Some(Outcome::Skipped(Skip::HeldByMfa)));
        }
        if !plan.activate_on_partial && settled.iter().any(|(key, end)| is_access(key.step) && end.is_failure()) {
            prop_assert_eq!(driver.world.activations, 0);
        }
        for missing in plan.missing_groups.iter().filter(|missing| missing.create) {
            let create = at(&Effect::CreateGroup { name: missing.name.clone() }.key());
            let add = at(&Effect::AddToNamed { name: missing.name.clone() }.key());
            prop_assert!(add.is_none_or(|add| create.is_some_and(|create| create < add)));
        }
        if let Some(due) = plan.activation.due {
            for effect in [Effect::SetPassword, Effect::Activate] {
                if let Some(end) = driver.run.settled(&effect).filter(|end| end.outcome.is_success()) {
                    prop_assert!(end.at >= due);
                }
            }
        }
        let active = driver.world.account.as_ref().is_some_and(|account| account.state == AccountState::Activated);
        prop_assert!(active || ending == Ending::Partial);
        prop_assert_eq!(ending == Ending::Succeeded, settled.iter().all(|(_, end)| !end.is_failure()) && active);
    }

    #[test]
    fn every_report_on_the_way_is_valid(case in hire(), schedule in schedule()) {
        let mut driver = Driver::planned(&case);
        driver.drive_through(&mut answers(&schedule));
        for length in 1..=driver.events.len() {
            let run = replay(RUN, &driver.events[..length]).unwrap();
            assert_valid(&report(&run));
            prop_assert_eq!(run.steps().len(), 16);
        }
    }

    #[test]
    fn any_prefix_of_a_log_is_carried_to_the_same_end(case in hire(), schedule in schedule()) {
        // Outcomes depend on the effect alone here, so that the order of tries does not matter.
        let steady = |effect: &Effect| {
            let number = effect.key().to_string().bytes().map(usize::from).sum::<usize>();
            match schedule.get(number % 41).copied().unwrap_or(Scripted::Done) {
                scripted @ (Scripted::Done | Scripted::Refused(_)) => scripted,
                Scripted::NotKept if *effect != Effect::CreateAccount => Scripted::NotKept,
                Scripted::Busy(kind) => Scripted::Busy(kind),
                _ => Scripted::Done,
            }
        };
        let mut whole = Driver::planned(&case);
        let ending = whole.drive_through(&mut |effect| steady(effect));
        let expected: BTreeSet<_> = ends(&whole).into_iter().map(|(key, end)| (key, word(end))).collect();
        for length in 2..whole.events.len() {
            // The directory may be ahead of the log by the effect whose end was not recorded any more.
            let mut driver = Driver { world: whole.before[length].clone(), now: whole.events[length - 1].at, ..whole.clone() };
            driver.events.truncate(length);
            driver.run = replay(RUN, &driver.events).unwrap();
            let resumed = driver.drive_through(&mut |effect| steady(effect));
            prop_assert_eq!(resumed, ending);
            let found: BTreeSet<_> = ends(&driver).into_iter().map(|(key, end)| (key, word(end))).collect();
            prop_assert_eq!(&found, &expected);
        }
    }

    #[test]
    fn resuming_redoes_only_what_failed(case in hire(), schedule in schedule()) {
        let mut driver = Driver::planned(&case);
        driver.drive_through(&mut answers(&schedule));
        let good: BTreeSet<EffectKey> =
            ends(&driver).into_iter().filter(|(_, end)| end.is_success()).map(|(key, _)| key).collect();
        let (before, mails) = (driver.tried.len(), driver.world.mails.clone());
        for missing in &driver.plan().missing_groups {
            driver.world.found.entry(missing.name.clone()).or_insert("60c0000000000000000000ff".into());
        }
        driver.resume();
        prop_assert_eq!(driver.drive_through(&mut |_| Scripted::Done), Ending::Succeeded);
        for effect in &driver.tried[before..] {
            prop_assert!(*effect == Effect::ReadBack || !good.contains(&effect.key()), "{:?}", effect);
        }
        for (key, count) in mails.iter().filter(|(key, _)| good.contains(key)) {
            prop_assert_eq!(driver.world.mails[key], *count);
        }
        prop_assert_eq!(driver.world.accounts_created, 1);
        let report = report(&driver.run);
        prop_assert!(report.success);
        assert_valid(&report);
    }

    #[test]
    fn no_sequence_of_events_makes_folding_panic(case in hire(), seeds in proptest::collection::vec((0..64usize, any::<[u8; 4]>(), any::<bool>()), 1..40)) {
        let mut whole = Driver::planned(&case);
        whole.drive_through(&mut |_| Scripted::Done);
        let mut run = replay(RUN, &whole.events[..1]).unwrap();
        for (kind, bytes, in_turn) in seeds {
            let seq = if in_turn { run.seq.saturating_add(1) } else { i64::from(bytes[0]) };
            let event = Event { seq, fact: any_fact(&whole, kind, bytes), private: any_private(&whole, bytes), ..whole.events[0].clone() };
            if let Ok(next) = fold(run.clone(), &event) {
                run = next;
                prop_assert_eq!(run.seq, seq);
            }
            let document = report(&run);
            if !document.success || run.account.is_some() {
                assert_valid(&document);
            }
            let _ = (run.steps(), run.round_trips(), run.next_wave(), run.ending());
            if let Decision::Perform(effects) = decide(&run, whole.now) {
                prop_assert!(!effects.is_empty());
            }
        }
    }
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Changed | Outcome::AlreadySo => "done",
        other => other.word(),
    }
}

/// A fact of the log of a whole run, or one made up.
fn any_fact(whole: &Driver, kind: usize, bytes: [u8; 4]) -> Fact {
    let effect = || {
        let effects: Vec<EffectKey> = whole.run.effects.keys().cloned().collect();
        effects[usize::from(bytes[1]) % effects.len()].clone()
    };
    let extreme = |byte: u8| if byte > 200 { u32::MAX } else { byte.into() };
    let (wave, calls) = (extreme(bytes[2]), extreme(bytes[3]));
    let cost = Cost { calls, round_trips: calls, took_us: i64::MAX };
    let outcome = match bytes[0] % 4 {
        0 => Outcome::Changed,
        1 => Outcome::AlreadySo,
        2 => Outcome::Skipped(Skip::NotYet),
        _ => Outcome::Failed(ErrorType::ActivationFailed),
    };
    match kind {
        0 | 1 => Fact::Settled { effect: effect(), outcome, wave, cost },
        2 => Fact::Attempted {
            effect: effect(),
            fault: FaultKind::Unavailable,
            status: None,
            retry_at: whole.now,
            wave,
            cost,
        },
        3 => Fact::Intended { effect: effect(), directory_time: None },
        4 => Fact::Resumed,
        5 => Fact::Approved,
        6 => Fact::Rejected { expired: bytes[0] > 100 },
        7 => Fact::Cancelled,
        8 => Fact::Revealed,
        9 if bytes[0] > 128 => Fact::PersonErased,
        10 => Fact::Closed { ending: Ending::Partial },
        11 => Fact::Refused { early: Vec::new(), cost, problems: Vec::new() },
        other => whole.events[other % whole.events.len()].fact.clone(),
    }
}

fn any_private(whole: &Driver, bytes: [u8; 4]) -> Private {
    match bytes[3] % 16 {
        0 => Private::None,
        1 if bytes[2] > 200 => Private::Erased,
        2 => Private::Words("words".into()),
        other => whole.events[usize::from(bytes[1].wrapping_add(other)) % whole.events.len()].private.clone(),
    }
}

#[test]
fn a_group_that_appears_later_is_found_when_the_run_is_resumed() {
    let case = Case::john()
        .set(|settings| settings.on_missing_group = OnMissingGroup::Continue)
        .with("user_groups", json!(["UG-DevOps"]));
    let mut driver = Driver::finished(&case);
    assert_eq!(driver.run.ending(), Some(Ending::Partial));
    driver.world.found.insert("UG-DevOps".into(), "60c0000000000000000000ff".into());
    driver.resume();
    assert_eq!(driver.drive_through(&mut |_| Scripted::Done), Ending::Succeeded);
    let groups = report(&driver.run).group_assignments.unwrap();
    assert_eq!((groups.total_groups_assigned, groups.groups_not_found.len()), (6, 0));
}
