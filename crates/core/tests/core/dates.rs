//! Dates: what the directory does by itself, what changes when dates do, what is looked after when a run has closed.

use dayone_core::after_care::{Care, Warned};
use dayone_core::decide::{Decision, decide};
use dayone_core::effect::{Effect, StateChange};
use dayone_core::event::{Cost, Ending, Fact, Outcome, Private};
use dayone_core::fault::FaultKind;
use dayone_core::plan::{Activator, Dates, Manner, WindowRule, reschedule};
use dayone_core::problem::ErrorType;
use dayone_core::report::{Delivery, report};
use dayone_core::run::StepState;
use dayone_core::settings::{ChangeWindow, WORKING_WEEK};
use dayone_core::steps::Step;
use jiff::{SignedDuration, Timestamp};

use crate::driver::{Driver, Halt, Scripted};
use crate::support::{Case, by_directory};

const ACTIVATION: StateChange = StateChange::Activation;
const SUSPENSION: StateChange = StateChange::Suspension;

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Starts on a Tuesday, 07:00 in Berlin.
fn later() -> Case {
    told(Case::john().with("start_date", "2026-03-10").with("time_zone", "Europe/Berlin"))
}

fn told(case: Case) -> Case {
    case.set(|settings| {
        settings.notify.mail = true;
        settings.notify.it_recipients = vec!["it-team@company.com".into()];
    })
}

/// Leaves at the end of June, in Berlin.
fn contractor() -> Case {
    told(Case::john().with("end_date", "2026-06-30").with("time_zone", "Europe/Berlin"))
}

/// What a new window of office hours in Berlin makes of a case.
fn in_office_hours(case: Case) -> Case {
    let (from, to) = ("08:00".parse().unwrap(), "18:00".parse().unwrap());
    let window = ChangeWindow { days: WORKING_WEEK.into(), from, to, time_zone: "Europe/Berlin".into() };
    case.set(|settings| settings.change_window = Some(window))
}

/// Carries a run on until it waits for its start.
fn waiting(case: &Case) -> Driver {
    let mut driver = Driver::planned(case);
    loop {
        match decide(&driver.run, driver.now) {
            Decision::WaitUntil(_) => return driver,
            _ => assert!(step(&mut driver), "the run ended instead of waiting"),
        }
    }
}

/// One decision; false if nothing more is decided.
fn step(driver: &mut Driver) -> bool {
    match decide(&driver.run, driver.now) {
        Decision::Perform(effects) => {
            driver.perform(effects, &mut |_| Scripted::Done);
            true
        }
        Decision::Close(ending) => {
            driver.record(Fact::Closed { ending }, Private::None);
            true
        }
        _ => false,
    }
}

fn move_to(driver: &mut Driver, case: &Case, change: impl FnOnce(Dates) -> Dates) -> Result<(), String> {
    let dates = change(Dates::of(driver.run.request.as_ref().unwrap()));
    let moved = reschedule(&driver.run, dates, &case.settings, driver.now)?;
    driver.record(Fact::Rescheduled { due: moved.plan.activates_at() }, Private::Moved(Box::new(moved)));
    Ok(())
}

fn scheduled(driver: &Driver, change: StateChange) -> Vec<String> {
    driver.world.scheduled.get(&change).into_iter().flatten().map(ToString::to_string).collect()
}

#[test]
fn a_directory_schedule_hands_the_activation_over_and_ends_the_run() {
    let case = later().in_manner(by_directory());
    let driver = Driver::finished(&case);
    assert_eq!((driver.run.ending(), driver.waits.len()), (Some(Ending::Succeeded), 0));
    assert_eq!(scheduled(&driver, ACTIVATION), ["2026-03-10T06:00:00Z"]);
    assert!(!driver.tried.iter().any(|effect| matches!(effect, Effect::Activate | Effect::SetPassword)));
    assert!(!driver.plan().sets_password_late(), "the password is set at creation");
    let mail = driver.run.step(Step::ActivationEmail);
    assert_eq!((mail.state, mail.note.as_str()), (StepState::Ok, "scheduled by JumpCloud for 2026-03-10T06:00:00Z"));
    let report = report(&driver.run);
    assert!(report.success);
    let details = report.account_details.unwrap();
    assert_eq!((details.activation_email_sent, details.activation_by.as_deref()), (false, Some("jumpcloud")));
    let mail = report.notifications_sent.unwrap().activation_email;
    assert_eq!((mail.sent, mail.delivery, mail.includes.len()), (false, Delivery::Scheduled, 0));
    assert!(mail.reason.unwrap().contains("2026-03-10T06:00:00Z"));
}

#[test]
fn what_the_directory_should_do_now_is_done_by_us() {
    let case = Case::john().in_manner(by_directory());
    let driver = Driver::finished(&case);
    assert!(driver.tried.contains(&Effect::Activate) && scheduled(&driver, ACTIVATION).is_empty());
    let case = later().in_manner(by_directory());
    let mut driver = Driver::planned(&case);
    let refused = &mut |effect: &Effect| match effect {
        Effect::Schedule { .. } => Scripted::Refused(FaultKind::Refused),
        _ => Scripted::Done,
    };
    assert_eq!(driver.drive_through(refused), Ending::Partial);
    driver.now = time("2026-03-11T00:00:00Z");
    driver.resume();
    assert_eq!(driver.drive_through(&mut |_| Scripted::Done), Ending::Succeeded, "its time has passed meanwhile");
    assert_eq!(driver.world.activations, 1);
}

#[test]
fn the_manner_is_part_of_what_is_agreed_to() {
    let digest = |case: &Case| case.plan().digest;
    let plain = digest(&later());
    assert_ne!(plain, digest(&later().in_manner(by_directory())));
    let hasty = Manner { windows: WindowRule::Ignored, activator: Activator::Worker };
    assert_ne!(plain, digest(&later().in_manner(hasty)));
    assert_ne!(plain, digest(&later().with("end_date", "2026-06-30")));
}

#[test]
fn a_contract_ends_at_local_midnight_and_is_handed_to_the_directory_after_activation() {
    for (zone, end, suspends_at) in [
        ("Europe/Berlin", "2026-06-30", "2026-06-30T22:00:00Z"),
        ("America/Los_Angeles", "2026-06-30", "2026-07-01T07:00:00Z"),
        ("Pacific/Kiritimati", "2026-06-30", "2026-06-30T10:00:00Z"),
        // Midnight does not exist on this day: the clock goes from 00:00 to 01:00.
        ("Asia/Beirut", "2026-03-28", "2026-03-28T22:00:00Z"),
    ] {
        let driver = Driver::finished(&Case::john().with("end_date", end).with("time_zone", zone));
        assert_eq!(scheduled(&driver, SUSPENSION), [suspends_at], "{zone}");
        let place = |wanted: &dyn Fn(&Effect) -> bool| driver.tried.iter().position(wanted).unwrap();
        let schedule = place(&|effect| matches!(effect, Effect::Schedule { change: SUSPENSION, .. }));
        assert_eq!(place(&|effect| *effect == Effect::Activate) + 1, schedule);
    }
    let refusal = Case::john().with("end_date", "2026-03-03").refusal();
    assert!(refusal.problems[0].message.contains("has passed"), "{}", refusal.problems[0].message);
}

#[test]
fn a_suspension_that_could_not_be_scheduled_is_told_and_redone() {
    let mut driver = Driver::planned(&contractor());
    let refused = &mut |effect: &Effect| match effect {
        Effect::Schedule { .. } => Scripted::Refused(FaultKind::Refused),
        _ => Scripted::Done,
    };
    assert_eq!(driver.drive_through(refused), Ending::Partial);
    let failed = report(&driver.run).failed_steps.unwrap().remove(0);
    assert_eq!((failed.step, failed.error.kind), (Step::ActivationEmail, ErrorType::ScheduleFailed));
    assert!(failed.impact.contains("Nothing suspends the account"), "{}", failed.impact);
    assert!(!report(&driver.run).contract.unwrap().suspension_scheduled);
    driver.resume();
    let before = driver.tried.len();
    assert_eq!(driver.drive_through(&mut |_| Scripted::Done), Ending::Succeeded);
    let schedule = Effect::Schedule { change: SUSPENSION, at: Some(time("2026-06-30T22:00:00Z")) };
    assert_eq!(driver.tried[before..], [schedule, Effect::ReadBack]);
}

#[test]
fn other_dates_move_a_run_that_waits() {
    let case = later();
    let mut driver = waiting(&case);
    let digest = driver.plan().digest;
    move_to(&mut driver, &case, |dates| Dates { start_date: "2026-03-17".parse().ok(), ..dates }).unwrap();
    assert_ne!(driver.plan().digest, digest);
    assert_eq!(decide(&driver.run, driver.now), Decision::WaitUntil(time("2026-03-17T06:00:00Z")));
    move_to(&mut driver, &case, |dates| Dates { end_date: "2026-06-30".parse().ok(), ..dates }).unwrap();
    assert_eq!(decide(&driver.run, driver.now), Decision::WaitUntil(time("2026-03-17T06:00:00Z")));
    driver.restart();
    assert_eq!(driver.drive_through(&mut |_| Scripted::Done), Ending::Succeeded);
    assert_eq!((driver.world.activations, driver.world.accounts_created), (1, 1));
    assert_eq!(scheduled(&driver, SUSPENSION), ["2026-06-30T22:00:00Z"]);
}

#[test]
fn a_start_that_is_taken_away_activates_at_once_with_the_password() {
    for start in [None, "2026-03-01".parse().ok()] {
        let case = later();
        let mut driver = waiting(&case);
        move_to(&mut driver, &case, |dates| Dates { start_date: start, ..dates }).unwrap();
        assert_eq!(driver.drive(&mut |_| Scripted::Done), Halt::Ended(Ending::Succeeded));
        let end = &driver.tried[driver.tried.len() - 5..];
        assert!(end.contains(&Effect::SetPassword) && end.contains(&Effect::Activate), "{end:?}");
        assert!(driver.waits.is_empty());
    }
}

#[test]
fn other_dates_move_what_the_directory_was_asked_for() {
    let case = later().in_manner(by_directory());
    let mut driver = Driver::finished(&case);
    move_to(&mut driver, &case, |dates| Dates { start_date: "2026-03-17".parse().ok(), ..dates }).unwrap();
    assert_eq!(driver.drive(&mut |_| Scripted::Done), Halt::Ended(Ending::Succeeded));
    assert_eq!(scheduled(&driver, ACTIVATION), ["2026-03-17T06:00:00Z"]);
    move_to(&mut driver, &case, |dates| Dates { start_date: "2026-03-12".parse().ok(), ..dates }).unwrap();
    assert_eq!(driver.drive(&mut |_| Scripted::Done), Halt::Ended(Ending::Succeeded));
    assert_eq!(scheduled(&driver, ACTIVATION), ["2026-03-12T06:00:00Z"]);
    move_to(&mut driver, &case, |dates| Dates { start_date: None, ..dates }).unwrap();
    assert_eq!(driver.drive(&mut |_| Scripted::Done), Halt::Ended(Ending::Succeeded));
    assert!(scheduled(&driver, ACTIVATION).is_empty() && driver.world.activations == 1);
    assert!(!driver.tried.contains(&Effect::SetPassword), "it was set when the account was created");
    let why = move_to(&mut driver, &case, |dates| Dates { start_date: "2026-03-20".parse().ok(), ..dates });
    assert!(why.unwrap_err().contains("activated already"));
}

#[test]
fn what_the_directory_has_done_can_not_be_moved() {
    let case = later().in_manner(by_directory()).with("end_date", "2026-06-30");
    let mut driver = Driver::finished(&case);
    driver.now = time("2026-03-10T06:00:00Z");
    let why = move_to(&mut driver, &case, |dates| Dates { start_date: "2026-03-20".parse().ok(), ..dates });
    assert!(why.unwrap_err().contains("JumpCloud has activated"));
    // The last day still can.
    let before = driver.tried.len();
    move_to(&mut driver, &case, |dates| Dates { end_date: "2026-09-30".parse().ok(), ..dates }).unwrap();
    assert_eq!(driver.drive(&mut |_| Scripted::Done), Halt::Ended(Ending::Succeeded));
    let schedule = Effect::Schedule { change: SUSPENSION, at: Some(time("2026-09-30T22:00:00Z")) };
    assert_eq!(driver.tried[before..], [schedule], "nobody activates it again");
    driver.now = time("2026-09-30T22:00:00Z");
    let why = move_to(&mut driver, &case, |dates| Dates { end_date: "2026-12-31".parse().ok(), ..dates });
    assert!(why.unwrap_err().contains("is suspended"));
}

#[test]
fn a_contract_lasts_longer_or_for_good() {
    let case = contractor();
    let mut driver = Driver::finished(&case);
    move_to(&mut driver, &case, |dates| Dates { end_date: "2026-12-31".parse().ok(), ..dates }).unwrap();
    assert_eq!(driver.run.ending(), None, "there is something to do again");
    assert_eq!(driver.drive(&mut |_| Scripted::Done), Halt::Ended(Ending::Succeeded));
    assert_eq!(scheduled(&driver, SUSPENSION), ["2026-12-31T23:00:00Z"]);
    move_to(&mut driver, &case, |dates| Dates { end_date: None, ..dates }).unwrap();
    assert_eq!(driver.drive(&mut |_| Scripted::Done), Halt::Ended(Ending::Succeeded));
    assert!(scheduled(&driver, SUSPENSION).is_empty() && report(&driver.run).contract.is_none());
    assert_eq!(decide(&driver.run, time("2027-12-31T00:00:00Z")), Decision::Rest);
    for (dates, words) in [
        (Dates { start_date: None, end_date: None, time_zone: None }, "already"),
        (Dates { start_date: None, end_date: "2026-01-01".parse().ok(), time_zone: None }, "has passed"),
    ] {
        let zone = driver.run.request.as_ref().unwrap().time_zone.clone();
        let why = move_to(&mut driver, &case, |_| Dates { time_zone: zone, ..dates }).unwrap_err();
        assert!(why.contains(words), "{why}");
    }
}

#[test]
fn a_cancelled_run_takes_back_what_it_has_scheduled() {
    let case = later().in_manner(by_directory()).with("end_date", "2026-06-30");
    let mut driver = Driver::finished(&case);
    assert_eq!(scheduled(&driver, SUSPENSION).len(), 1);
    driver.record(Fact::Cancelled, Private::Words("another job".into()));
    assert_eq!(driver.drive(&mut |_| Scripted::Done), Halt::Ended(Ending::Cancelled));
    assert!(scheduled(&driver, ACTIVATION).is_empty() && scheduled(&driver, SUSPENSION).is_empty());
    assert_eq!(decide(&driver.run, time("2026-12-31T00:00:00Z")), Decision::Rest);
    driver.resume();
    assert_eq!(driver.drive(&mut |_| Scripted::Done), Halt::Ended(Ending::Succeeded));
    assert_eq!(scheduled(&driver, ACTIVATION), ["2026-03-10T06:00:00Z"], "hired after all");
}

/// The warnings that are due at a time.
fn due(driver: &Driver, at: &str) -> Vec<(Warned, u16)> {
    match decide(&driver.run, time(at)) {
        Decision::Perform(effects) => effects
            .into_iter()
            .map(|effect| match effect {
                Effect::Care(Care::Warn { who, days_before, .. }) => (who, days_before),
                other => panic!("{other:?}"),
            })
            .collect(),
        _ => Vec::new(),
    }
}

#[test]
fn people_are_warned_once_a_week_and_a_day_before_the_end() {
    let mut driver = Driver::finished(&contractor());
    let closed = driver.run.ending();
    let first = time("2026-06-23T07:00:00Z");
    assert_eq!(decide(&driver.run, driver.now), Decision::WaitUntil(first));
    assert_eq!(due(&driver, "2026-06-23T07:00:00Z"), [(Warned::Manager, 7), (Warned::It, 7)]);
    let calls = driver.run.calls;
    driver.now = first;
    assert!(step(&mut driver));
    assert_eq!((driver.run.ending(), driver.run.calls), (closed, calls), "the hire is as it was");
    assert_eq!(decide(&driver.run, driver.now), Decision::WaitUntil(time("2026-06-29T07:00:00Z")));
    assert_eq!(report(&driver.run).contract.unwrap().warned_at.len(), 1);
    assert_eq!(due(&driver, "2026-06-29T07:00:00Z"), [(Warned::Manager, 1), (Warned::It, 1)]);
    // Nobody was there for a week: only what still helps is said.
    let late = Driver::finished(&contractor());
    assert_eq!(due(&late, "2026-06-30T12:00:00Z"), [(Warned::Manager, 1), (Warned::It, 1)]);
    // A contract that is about to end when it is made: whoever made it knows.
    let short = Driver::finished(&contractor().with("end_date", "2026-03-06"));
    assert_eq!(decide(&short.run, short.now), Decision::WaitUntil(time("2026-03-05T08:00:00Z")));
    // Another last day has its own warnings.
    let case = contractor();
    driver.now = time("2026-06-25T00:00:00Z");
    move_to(&mut driver, &case, |dates| Dates { end_date: "2026-07-31".parse().ok(), ..dates }).unwrap();
    assert_eq!(driver.drive(&mut |_| Scripted::Done), Halt::Ended(Ending::Succeeded));
    assert_eq!(due(&driver, "2026-07-24T07:00:00Z"), [(Warned::Manager, 7), (Warned::It, 7)]);
}

#[test]
fn whether_the_account_was_suspended_is_looked_at_and_it_is_told_if_not() {
    let suspends_at = time("2026-06-30T22:00:00Z");
    let confirm = Care::Confirm { change: SUSPENSION, due: suspends_at };
    let mut driver = Driver::finished(&contractor());
    driver.now = suspends_at + SignedDuration::from_mins(10);
    assert_eq!(decide(&driver.run, driver.now), Decision::Perform(vec![Effect::Care(confirm)]));
    let mut sound = driver.clone();
    assert!(step(&mut sound));
    assert_eq!(decide(&sound.run, sound.now), Decision::Rest);
    assert_eq!(report(&sound.run).contract.unwrap().suspended, Some(true));
    let outcome = Outcome::Failed(ErrorType::ScheduleFailed);
    let effect = Effect::Care(confirm).key();
    let fact = Fact::Settled { effect, outcome, wave: 20, cost: Cost { calls: 1, ..Cost::default() } };
    driver.record(fact, Private::Detail(Box::default()));
    let alarm = Effect::Care(Care::Alarm { change: SUSPENSION, due: suspends_at });
    assert_eq!(decide(&driver.run, driver.now), Decision::Perform(vec![alarm]));
    let report = report(&driver.run);
    assert_eq!((report.success, report.contract.unwrap().suspended), (true, Some(false)));
    assert!(driver.run.failures().next().is_none());
    assert!(step(&mut driver));
    assert_eq!(decide(&driver.run, driver.now), Decision::Rest);
}

#[test]
fn an_activation_of_the_directory_is_looked_at_too() {
    let driver = Driver::finished(&later().in_manner(by_directory()));
    let due = time("2026-03-10T06:00:00Z");
    assert_eq!(decide(&driver.run, driver.now), Decision::WaitUntil(due + SignedDuration::from_mins(10)));
    let confirm = Effect::Care(Care::Confirm { change: ACTIVATION, due });
    assert_eq!(decide(&driver.run, time("2026-03-11T00:00:00Z")), Decision::Perform(vec![confirm]));
}

#[test]
fn writes_wait_for_the_change_window_and_an_emergency_does_not() {
    let mut case = in_office_hours(told(Case::john()));
    case.now = time("2026-03-06T18:00:00Z");
    let opens = time("2026-03-09T07:00:00Z");
    let mut driver = Driver::planned(&case);
    assert_eq!(driver.plan().starts_at, Some(opens));
    assert_eq!(decide(&driver.run, driver.now), Decision::WaitUntil(opens));
    driver.now = opens;
    assert_eq!(decide(&driver.run, driver.now), Decision::Perform(vec![Effect::CreateAccount]));
    let hasty = case.in_manner(Manner { windows: WindowRule::Ignored, ..Manner::default() });
    let driver = Driver::planned(&hasty);
    assert_eq!((driver.plan().starts_at, driver.plan().manner.windows), (None, WindowRule::Ignored));
    assert_eq!(decide(&driver.run, driver.now), Decision::Perform(vec![Effect::CreateAccount]));
}

#[test]
fn what_is_under_way_is_not_left_half_done_and_people_are_told_at_any_time() {
    let mut case = in_office_hours(told(Case::john()));
    case.now = time("2026-03-06T16:59:30Z");
    let mut driver = Driver::planned(&case);
    let mut failed = false;
    let halt = driver.drive(&mut |effect| match effect {
        Effect::AddMember { .. } if !failed => {
            failed = true;
            Scripted::Busy(FaultKind::Unavailable)
        }
        _ => Scripted::Done,
    });
    assert_eq!(halt, Halt::Ended(Ending::Succeeded));
    // Closed between two waves: the next one waits, and a try again within the wave did not.
    let mut driver = Driver::planned(&case);
    assert!(step(&mut driver));
    driver.now = time("2026-03-06T17:00:30Z");
    assert_eq!(decide(&driver.run, driver.now), Decision::WaitUntil(time("2026-03-09T07:00:00Z")));
    let mut driver = Driver::planned(&case);
    while !driver.run.succeeded(&Effect::Activate) {
        assert!(step(&mut driver));
    }
    driver.now = time("2026-03-06T17:00:30Z");
    assert_eq!(driver.drive(&mut |_| Scripted::Done), Halt::Ended(Ending::Succeeded), "mails and reads don't wait");
}

#[test]
fn an_activation_within_the_window_is_on_time_and_one_outside_comes_when_it_opens() {
    let at = |case: Case| in_office_hours(case).plan().activates_at().unwrap().to_string();
    assert_eq!(at(later()), "2026-03-10T07:00:00Z", "07:00 is before the window opens");
    let noon = later().set(|settings| settings.activation.at = "12:00".parse().unwrap());
    assert_eq!(at(noon), "2026-03-10T11:00:00Z");
    assert_eq!(at(later().with("start_date", "2026-03-14")), "2026-03-16T07:00:00Z", "a Saturday");
    let case = in_office_hours(later()).in_manner(by_directory());
    let driver = Driver::finished(&case);
    assert_eq!(scheduled(&driver, ACTIVATION), ["2026-03-10T07:00:00Z"], "JumpCloud keeps it, too");
}
