//! What is done again after a person mended the cause: what failed, and nothing else.

use std::collections::BTreeSet;

use dayone_core::effect::{Amendment, Effect, EffectKey};
use dayone_core::event::{Ending, Event, Fact, Private};
use dayone_core::run::fold;

use crate::driver::{Driver, Scripted};
use crate::run::{full, refusing};
use crate::support::{Case, id};

fn redone(driver: &mut Driver) -> Vec<Effect> {
    let before = driver.tried.len();
    driver.resume();
    assert_eq!(driver.drive_through(&mut |_| Scripted::Done), Ending::Succeeded);
    driver.tried[before..].to_vec()
}

#[test]
fn only_what_failed_and_the_reading_back_are_done_again() {
    let failing = [
        Effect::AddMember { id: id(3), name: "UG-Developers".into() },
        Effect::BindLdap { id: id(401) },
        Effect::AddKey,
        Effect::Activate,
        Effect::NotifyManager,
    ];
    for effect in failing {
        let mut driver = Driver::planned(&full());
        assert_eq!(driver.drive_through(&mut refusing(std::slice::from_ref(&effect))), Ending::Partial);
        assert_eq!(redone(&mut driver), [effect, Effect::ReadBack]);
        assert_eq!(driver.world.accounts_created, 1);
        assert!(driver.world.mails.values().all(|count| *count == 1));
    }
}

#[test]
fn what_was_held_is_done_after_what_held_it() {
    let mut driver = Driver::planned(&full());
    driver.drive_through(&mut |effect| match effect {
        Effect::CreateAccount => Scripted::DoneBare,
        Effect::Amend(Amendment::Sudo) => Scripted::NotKept,
        _ => Scripted::Done,
    });
    assert_eq!(redone(&mut driver), [Effect::Amend(Amendment::Sudo), Effect::Activate, Effect::ReadBack]);
}

#[test]
fn a_failed_creation_is_done_again_and_the_rest_follows() {
    let mut driver = Driver::planned(&Case::john());
    assert_eq!(driver.drive_through(&mut refusing(&[Effect::CreateAccount])), Ending::Failed);
    let all = redone(&mut driver);
    assert_eq!((all.first(), all.last()), (Some(&Effect::CreateAccount), Some(&Effect::ReadBack)));
}

#[test]
fn a_run_that_can_not_be_resumed_says_so() {
    let refused = Driver::planned(&Case::john().with("password", "short"));
    let mut cancelled = Driver::planned(&Case::john());
    cancelled.record(Fact::Cancelled, Private::None);
    for mut driver in [refused, cancelled] {
        driver.drive_through(&mut |_| Scripted::Done);
        let event =
            Event { seq: driver.run.seq + 1, fact: Fact::Resumed, private: Private::None, ..driver.events[0].clone() };
        let error = fold(driver.run.clone(), &event).unwrap_err();
        assert_eq!(error.why, "nothing was planned that could be resumed");
    }
}

#[test]
fn resuming_a_success_only_reads_back() {
    let mut driver = Driver::finished(&Case::john());
    assert_eq!(redone(&mut driver), [Effect::ReadBack]);
}

#[test]
fn no_effect_that_succeeded_is_tried_again_however_often_a_run_is_resumed() {
    let mut driver = Driver::planned(&full());
    let mut done: BTreeSet<EffectKey> = BTreeSet::new();
    let late = [Effect::AddKey, Effect::BindLdap { id: id(401) }, Effect::NotifyManager];
    for count in (0..=late.len()).rev() {
        let mut script = refusing(&late[..count]);
        driver.drive_through(&mut |effect| {
            let scripted = script(effect);
            assert!(*effect == Effect::ReadBack || !done.contains(&effect.key()), "{effect:?}");
            if scripted == Scripted::Done {
                done.insert(effect.key());
            }
            scripted
        });
        if count > 0 {
            driver.resume();
        }
    }
    assert_eq!(driver.run.ending(), Some(Ending::Succeeded));
}
