//! Runs whose person asked to be forgotten: the clear facts remain, and nothing fails over what is gone.

use dayone_core::decide::{Decision, decide};
use dayone_core::effect::{Amendment, Effect};
use dayone_core::event::{Event, Fact, Private};
use dayone_core::fault::FaultKind;
use dayone_core::report::report;
use dayone_core::run::{Run, Stage, replay};

use crate::driver::{Driver, RUN, Scripted};
use crate::report::assert_valid;
use crate::run::full;
use crate::steps::devops_missing;
use crate::support::Case;

/// What of John and those around him must not be left.
const PERSONAL: &[&str] = &["john", "smith", "EMP-2026-042", "jane.doe", "Jane Doe", "Software Developer", "ENG-200"];

/// The log as it is read once the person's values are gone.
fn erased(events: &[Event]) -> Vec<Event> {
    let blank = |event: &Event| match event.private {
        Private::None => event.clone(),
        _ => Event { private: Private::Erased, ..event.clone() },
    };
    events.iter().map(blank).collect()
}

fn logs() -> Vec<Driver> {
    let finished = Driver::finished(&full());
    let mut resumed = Driver::finished(&devops_missing());
    resumed.resume();
    resumed.drive_through(&mut |effect| match effect {
        Effect::AddToNamed { .. } => Scripted::Refused(FaultKind::Unavailable),
        _ => Scripted::Done,
    });
    let mut held = Driver::planned(&full());
    held.drive_through(&mut |effect| match effect {
        Effect::CreateAccount => Scripted::DoneBare,
        Effect::Amend(Amendment::Mfa) | Effect::NotifyManager => Scripted::NotKept,
        Effect::AddKey => Scripted::Busy(FaultKind::Unavailable),
        _ => Scripted::Done,
    });
    held.resume();
    held.drive_through(&mut |_| Scripted::Done);
    let mut refused = Driver::planned(&Case::john().with("password", "short").beside(crate::support::ann()));
    refused.drive_through(&mut |_| Scripted::Done);
    let mut failed = Driver::planned(&Case::john());
    failed.drive_through(&mut |_| Scripted::Refused(FaultKind::Refused));
    let mut cancelled = Driver::planned(&Case::john());
    cancelled.record(Fact::Cancelled, Private::None);
    cancelled.drive_through(&mut |_| Scripted::Done);
    let approved = Case::john().set(|settings| settings.approval.sudo = true).with("allow_sudo", true);
    let mut approved = Driver::planned(&approved);
    approved.drive_through(&mut |_| Scripted::Done);
    vec![finished, resumed, held, refused, failed, cancelled, approved]
}

fn assert_impersonal(run: &Run) {
    let document = report(run);
    assert_valid(&document);
    let texts = [
        serde_json::to_string(&document).unwrap(),
        format!("{run:?}"),
        run.steps().into_iter().map(|status| status.note).collect::<String>(),
    ];
    for text in texts {
        let text = text.replace("hr.admin@company.com", "");
        for value in PERSONAL {
            assert!(!text.to_lowercase().contains(&value.to_lowercase()), "{value} in {text}");
        }
    }
}

#[test]
fn a_log_without_private_parts_folds_at_every_length_and_says_nothing_personal() {
    for driver in logs() {
        let events = erased(&driver.events);
        for length in 1..=events.len() {
            let run = replay(RUN, &events[..length]).unwrap_or_else(|error| panic!("{error}"));
            assert_impersonal(&run);
            assert_eq!(decide(&run, driver.now), Decision::Rest);
        }
        let run = replay(RUN, &events).unwrap();
        assert_eq!(run.ending(), driver.run.ending());
        assert_eq!(
            (run.calls, run.seq, run.round_trips()),
            (driver.run.calls, driver.run.seq, driver.run.round_trips())
        );
    }
}

#[test]
fn erasing_forgets_at_once_what_the_process_still_knew() {
    for mut driver in logs() {
        let ending = driver.run.ending();
        driver.record(Fact::PersonErased, Private::None);
        assert!(matches!(driver.run.stage, Stage::Erased { .. }));
        assert_eq!(driver.run.ending(), ending);
        assert_impersonal(&driver.run);
        let read = replay(RUN, &erased(&driver.events)).unwrap();
        assert_eq!(report(&read), report(&driver.run), "read again, it is the same");
    }
}

#[test]
fn clear_facts_survive() {
    let mut driver = Driver::finished(&Case::john());
    driver.record(Fact::PersonErased, Private::None);
    let document = report(&driver.run);
    assert!(document.success);
    assert_eq!(document.audit_trail.ticket.as_deref(), Some("HALO-48213"));
    assert_eq!(document.audit_trail.tenant, "company");
    assert!(document.user_info.username.is_none() && document.user_info.email.is_none());
}

#[test]
fn a_half_erased_log_folds_too() {
    for driver in logs() {
        for place in 0..driver.events.len() {
            let mut events = driver.events.clone();
            events[place].private = Private::Erased;
            let run = replay(RUN, &events).unwrap_or_else(|error| panic!("{error}"));
            assert_valid(&report(&run));
        }
    }
}
