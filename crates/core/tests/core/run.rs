//! What happens next in a run: order, waiting, approval, holding back, cancelling.

use dayone_core::decide::{Decision, decide};
use dayone_core::effect::{Amendment, Channel, Effect};
use dayone_core::event::{Ending, Fact, Outcome, Private, Skip};
use dayone_core::fault::FaultKind;
use dayone_core::problem::ErrorType;
use dayone_core::report::report;
use dayone_core::run::{Stage, fold, replay};
use dayone_core::settings::OnMissingGroup;
use dayone_core::steps::Step;
use jiff::SignedDuration;
use serde_json::json;

use crate::driver::{Driver, Halt, RUN, Scripted};
use crate::support::{Case, DIRECT, KEY, id};

/// A hire with an effect for every step.
pub(crate) fn full() -> Case {
    Case::john()
        .set(|settings| {
            settings.on_missing_group = OnMissingGroup::Create;
            settings.notify.it_channels = vec!["slack".into(), "teams".into()];
        })
        .with("user_groups", json!(["UG-New"]))
        .with("exclude_groups", json!(["UG-Engineering"]))
        .with("system_bindings", json!([DIRECT]))
        .with("allow_sudo", true)
        .with("ldap_bind", true)
        .with("public_key", KEY)
}

/// Fails these effects for good, does all others.
pub(crate) fn refusing(refused: &[Effect]) -> impl FnMut(&Effect) -> Scripted {
    let refused = refused.to_vec();
    move |effect| match refused.contains(effect) {
        true => Scripted::Refused(FaultKind::Refused),
        false => Scripted::Done,
    }
}

fn place(driver: &Driver, effect: &Effect) -> usize {
    driver.tried.iter().position(|tried| tried == effect).unwrap_or_else(|| panic!("{effect:?} was not tried"))
}

#[test]
fn a_hire_without_trouble_succeeds_and_does_each_thing_once() {
    let driver = Driver::finished(&full());
    assert_eq!(driver.run.ending(), Some(Ending::Succeeded));
    let world = &driver.world;
    assert_eq!((world.accounts_created, world.activations, world.keys), (1, 1, 1));
    assert_eq!(world.memberships.len(), 5);
    assert_eq!(world.bound.len(), 2);
    assert_eq!(world.mails.len(), 4);
    assert!(world.mails.values().all(|count| *count == 1));
    let tried: std::collections::BTreeSet<_> = driver.tried.iter().map(Effect::key).collect();
    assert_eq!(tried.len(), driver.tried.len(), "nothing is tried twice");
}

#[test]
fn creation_is_first_activation_before_notices_and_reading_back_last() {
    let driver = Driver::finished(&full());
    let steps: Vec<Step> = driver.tried.iter().map(|effect| effect.key().step).collect();
    assert_eq!(driver.tried[0], Effect::CreateAccount);
    let activation = place(&driver, &Effect::Activate);
    assert!(steps[..activation].iter().all(|step| *step < Step::ActivationEmail));
    assert!(steps[activation + 1..].iter().all(|step| *step > Step::ActivationEmail));
    assert_eq!(driver.tried.last(), Some(&Effect::ReadBack));
}

#[test]
fn a_group_is_created_before_anybody_is_added_to_it() {
    let driver = Driver::finished(&full());
    let (create, add) = (Effect::CreateGroup { name: "UG-New".into() }, Effect::AddToNamed { name: "UG-New".into() });
    assert!(place(&driver, &create) < place(&driver, &add));
    let mut failing = Driver::planned(&full());
    assert_eq!(failing.drive(&mut refusing(std::slice::from_ref(&create))), Halt::Ended(Ending::Partial));
    assert!(!failing.tried.contains(&add), "nobody is added to a group that there isn't");
    failing.resume();
    assert_eq!(failing.drive(&mut |_| Scripted::Done), Halt::Ended(Ending::Succeeded));
    assert!(place(&failing, &create) < place(&failing, &add));
}

#[test]
fn nothing_follows_a_creation_that_failed() {
    for kind in
        [FaultKind::Refused, FaultKind::Unauthenticated, FaultKind::WrongOrganization, FaultKind::Unintelligible]
    {
        let mut driver = Driver::planned(&full());
        assert_eq!(driver.drive(&mut |_| Scripted::Refused(kind)), Halt::Ended(Ending::Failed));
        assert_eq!(driver.tried, [Effect::CreateAccount]);
    }
    let mut busy = Driver::planned(&full());
    assert_eq!(busy.drive(&mut |_| Scripted::Busy(FaultKind::RateLimited)), Halt::Ended(Ending::Failed));
    assert_eq!(
        busy.tried,
        [
            Effect::CreateAccount,
            Effect::CreateAccount,
            Effect::CreateAccount,
            Effect::CreateAccount,
            Effect::CreateAccount
        ]
    );
    assert_eq!(busy.waits.len(), 4);
    assert_eq!(busy.settled()[0].1, Outcome::Failed(ErrorType::ApiRateLimit));
}

#[test]
fn a_notice_is_tried_three_times_and_makes_the_run_partial() {
    let mut driver = Driver::planned(&Case::john());
    let ending = driver.drive_through(&mut |effect| match effect {
        Effect::NotifyManager => Scripted::Busy(FaultKind::Unavailable),
        _ => Scripted::Done,
    });
    assert_eq!(ending, Ending::Partial);
    assert_eq!(driver.tried.iter().filter(|effect| **effect == Effect::NotifyManager).count(), 3);
    assert_eq!(driver.world.activations, 1);
}

#[test]
fn a_notice_that_is_not_configured_is_skipped_and_the_run_succeeds() {
    let case = Case::john().set(|settings| settings.notify = dayone_core::settings::NotifySettings::default());
    let driver = Driver::finished(&case);
    assert_eq!(driver.run.ending(), Some(Ending::Succeeded));
    assert!(driver.world.mails.is_empty());
    assert_eq!(driver.run.settled(&Effect::NotifyManager).unwrap().outcome, Outcome::Skipped(Skip::NotConfigured));
    let unasked = Driver::finished(&Case::john().with("manager_email", json!(null)));
    assert_eq!(unasked.run.settled(&Effect::NotifyManager).unwrap().outcome, Outcome::Skipped(Skip::NotAsked));
    assert_eq!(unasked.run.ending(), Some(Ending::Succeeded));
}

#[test]
fn what_the_answer_to_the_creation_lacks_is_amended_before_activation() {
    let mut driver = Driver::planned(&full());
    let ending = driver.drive_through(&mut |effect| match effect {
        Effect::CreateAccount => Scripted::DoneBare,
        _ => Scripted::Done,
    });
    assert_eq!(ending, Ending::Succeeded);
    for amendment in [Amendment::Attributes, Amendment::Manager, Amendment::Sudo, Amendment::LdapFlag, Amendment::Mfa] {
        assert!(place(&driver, &Effect::Amend(amendment)) < place(&driver, &Effect::Activate), "{amendment:?}");
    }
}

#[test]
fn mfa_or_sudo_other_than_planned_holds_the_activation() {
    for amendment in [Amendment::Mfa, Amendment::Sudo] {
        for bad in [Scripted::Refused(FaultKind::Refused), Scripted::NotKept] {
            let mut driver = Driver::planned(&full());
            let ending = driver.drive_through(&mut |effect| match effect {
                Effect::CreateAccount => Scripted::DoneBare,
                effect if *effect == Effect::Amend(amendment) => bad,
                _ => Scripted::Done,
            });
            assert_eq!((ending, driver.world.activations), (Ending::Partial, 0));
            assert_eq!(driver.run.settled(&Effect::Activate).unwrap().outcome, Outcome::Skipped(Skip::HeldByMfa));
            driver.resume();
            assert_eq!(driver.drive_through(&mut |_| Scripted::Done), Ending::Succeeded, "{amendment:?} {bad:?}");
            assert_eq!(driver.world.activations, 1);
        }
    }
}

#[test]
fn missing_access_holds_the_activation_only_where_the_tenant_says_so() {
    let missing = [
        Effect::AddMember { id: id(1), name: "UG-All-Employees".into() },
        Effect::BindSystem { id: DIRECT.into(), sudo: true },
        Effect::BindLdap { id: id(401) },
        Effect::AddKey,
        Effect::CreateGroup { name: "UG-New".into() },
    ];
    for effect in missing {
        for (activate_on_partial, activations) in [(true, 1), (false, 0)] {
            let case = full().set(|settings| settings.activate_on_partial = activate_on_partial);
            let mut driver = Driver::planned(&case);
            assert_eq!(driver.drive_through(&mut refusing(std::slice::from_ref(&effect))), Ending::Partial);
            assert_eq!(driver.world.activations, activations, "{effect:?}");
            driver.resume();
            assert_eq!(driver.drive_through(&mut |_| Scripted::Done), Ending::Succeeded);
            assert_eq!(driver.world.activations, 1);
        }
    }
}

#[test]
fn a_held_account_is_not_waited_for_until_its_start() {
    let case = full().with("start_date", "2026-03-10");
    let mut driver = Driver::planned(&case);
    let ending = driver.drive_through(&mut |effect| match effect {
        Effect::CreateAccount => Scripted::DoneBare,
        Effect::Amend(Amendment::Mfa) => Scripted::NotKept,
        _ => Scripted::Done,
    });
    assert_eq!(ending, Ending::Partial);
    assert!(driver.waits.is_empty() && !driver.tried.contains(&Effect::SetPassword));
}

#[test]
fn activation_waits_for_the_start_and_the_password_is_set_right_before() {
    let case = full().with("start_date", "2026-03-10").with("time_zone", "Europe/Berlin");
    let driver = Driver::finished(&case);
    let due = driver.plan().activation.due.unwrap();
    assert_eq!(driver.waits, [due]);
    assert_eq!(place(&driver, &Effect::SetPassword) + 1, place(&driver, &Effect::Activate));
    let at = |effect: &Effect| driver.run.settled(effect).unwrap().at;
    assert!(at(&Effect::AddKey) < due && at(&Effect::SetPassword) >= due);
    assert_eq!(driver.run.ending(), Some(Ending::Succeeded));
}

#[test]
fn a_run_that_waits_for_its_start_has_not_ended() {
    let case = Case::john().with("start_date", "2026-03-10");
    let mut driver = Driver::planned(&case);
    let halt = driver.drive(&mut |effect| match effect {
        Effect::SetPassword => Scripted::CrashBefore,
        _ => Scripted::Done,
    });
    assert_eq!(halt, Halt::Crashed);
    let waiting: Vec<_> = driver.events.iter().filter(|event| event.at < driver.waits[0]).cloned().collect();
    let run = replay(RUN, &waiting).unwrap();
    let due = run.plan().unwrap().activation.due.unwrap();
    assert_eq!(decide(&run, due - SignedDuration::from_secs(1)), Decision::WaitUntil(due));
    assert_eq!(decide(&run, due), Decision::Perform(vec![Effect::SetPassword]));
    let document = report(&run);
    assert_eq!((document.success, document.partial_completion), (false, Some(true)));
    assert_eq!(document.account_details.unwrap().activation_due, Some(due));
    assert_eq!(document.manual_intervention_required, Some(false));
}

#[test]
fn a_password_that_can_not_be_set_leaves_the_account_staged() {
    let case = Case::john().with("start_date", "2026-03-10");
    let mut driver = Driver::planned(&case);
    assert_eq!(driver.drive_through(&mut refusing(&[Effect::SetPassword])), Ending::Partial);
    assert_eq!(driver.world.activations, 0);
    driver.resume();
    assert_eq!(driver.drive_through(&mut |_| Scripted::Done), Ending::Succeeded);
}

#[test]
fn the_grace_period_is_set_where_activation_did_not() {
    let mut driver = Driver::planned(&Case::john());
    let ending = driver.drive_through(&mut |effect| match effect {
        Effect::Activate => Scripted::DoneBare,
        _ => Scripted::Done,
    });
    assert_eq!(ending, Ending::Succeeded);
    assert_eq!(driver.tried.last(), Some(&Effect::SetGrace));
    assert!(driver.run.account.as_ref().unwrap().mfa_exclusion_until.is_some());
    let mut unread = Driver::planned(&Case::john());
    assert_eq!(unread.drive_through(&mut refusing(&[Effect::ReadBack])), Ending::Partial);
    assert!(!unread.tried.contains(&Effect::SetGrace), "what was not read back is not known to be missing");
    for case in [Case::john().with("enable_mfa", false), Case::john().with("mfa_exclusion_days", 0)] {
        assert!(!Driver::finished(&case).tried.contains(&Effect::SetGrace));
    }
}

#[test]
fn nothing_is_amended_once_everything_was_read_back() {
    let mut driver = Driver::planned(&Case::john());
    let mut world = None;
    let halt = driver.drive(&mut |effect| {
        if *effect == Effect::ReadBack {
            world = Some(());
            return Scripted::CrashBefore;
        }
        Scripted::Done
    });
    assert_eq!((halt, world), (Halt::Crashed, Some(())));
    driver.world.account.as_mut().unwrap().attributes.clear();
    assert_eq!(driver.drive(&mut |_| Scripted::NotKept), Halt::Ended(Ending::Partial));
    assert_eq!(driver.tried.last(), Some(&Effect::ReadBack), "an activated account is not changed unasked");
    driver.resume();
    assert_eq!(driver.drive_through(&mut |_| Scripted::Done), Ending::Succeeded);
    assert!(driver.tried.contains(&Effect::Amend(Amendment::Attributes)));
}

fn approved_by_another() -> Case {
    Case::john().set(|settings| settings.approval.sudo = true).with("allow_sudo", true)
}

#[test]
fn nothing_is_written_before_a_second_person_agreed() {
    let mut driver = Driver::planned(&approved_by_another());
    let until = driver.events[1].at + SignedDuration::from_hours(72);
    assert!(matches!(driver.drive(&mut |_| panic!("not approved")), Halt::AwaitingApproval(at) if at <= until));
    driver.record(Fact::Approved, Private::None);
    assert_eq!(driver.drive(&mut |_| Scripted::Done), Halt::Ended(Ending::Succeeded));
}

#[test]
fn silence_and_a_no_end_the_run_without_an_account() {
    for (expired, kind) in [(true, ErrorType::ApprovalExpired), (false, ErrorType::ApprovalDenied)] {
        let mut driver = Driver::planned(&approved_by_another());
        let Halt::AwaitingApproval(until) = driver.drive(&mut |_| panic!("not approved")) else { panic!("not asked") };
        match expired {
            true => driver.now = until,
            false => driver.record(Fact::Rejected { expired: false }, Private::None),
        }
        assert_eq!(driver.drive(&mut |_| panic!("not approved")), Halt::Ended(Ending::Failed));
        let document = report(&driver.run);
        assert_eq!((document.account_created, document.partial_completion), (Some(false), Some(false)));
        assert_eq!(document.failed_steps.unwrap()[0].error.kind, kind);
        assert!(driver.world == Default::default());
    }
}

#[test]
fn a_run_that_is_cancelled_before_creation_writes_nothing() {
    let mut driver = Driver::planned(&Case::john());
    driver.record(Fact::Cancelled, Private::None);
    assert_eq!(driver.drive(&mut |_| panic!("cancelled")), Halt::Ended(Ending::Cancelled));
    let document = report(&driver.run);
    assert_eq!(document.account_created, Some(false));
    let failed = document.failed_steps.unwrap();
    assert_eq!((failed[0].step, failed.len()), (Step::UserCreation, 1));
    assert!(failed[0].impact.starts_with("No account was created"));
}

#[test]
fn a_run_that_is_cancelled_after_creation_says_that_the_account_exists() {
    let mut driver = Driver::planned(&Case::john());
    let halt = driver.drive(&mut |effect| match effect {
        Effect::Activate => Scripted::CrashBefore,
        effect if *effect == (Effect::AddMember { id: id(1), name: "UG-All-Employees".into() }) => {
            Scripted::Refused(FaultKind::Refused)
        }
        _ => Scripted::Done,
    });
    assert_eq!(halt, Halt::Crashed);
    driver.record(Fact::Cancelled, Private::None);
    assert_eq!(driver.drive(&mut |_| panic!("cancelled")), Halt::Ended(Ending::Cancelled));
    let document = report(&driver.run);
    assert_eq!((document.account_created, document.partial_completion), (Some(true), Some(true)));
    let failed = document.failed_steps.unwrap();
    let steps: Vec<_> = failed.iter().map(|failed| failed.step).collect();
    assert_eq!(steps, [Step::GroupAssignment, Step::ActivationEmail]);
    let completed = document.completed_steps.unwrap();
    assert!(completed.contains(&Step::UserCreation) && !completed.contains(&Step::ActivationEmail));
    for failed in &failed {
        assert!(!failed.impact.contains("No account was created"), "{}", failed.impact);
    }
    assert_eq!(driver.world.activations, 0);
}

#[test]
fn what_has_ended_stays_as_it_is() {
    let driver = Driver::finished(&Case::john());
    assert_eq!(decide(&driver.run, driver.now), Decision::Rest);
    let opened = Driver::opened(&Case::john());
    let early = Fact::Closed { ending: Ending::Succeeded };
    let event = dayone_core::event::Event { seq: 2, fact: early, ..opened.events[0].clone() };
    assert!(fold(opened.run, &event).is_err(), "nothing was planned or refused");
    let facts = [
        Fact::Closed { ending: Ending::Failed },
        Fact::Cancelled,
        Fact::Approved,
        Fact::Rejected { expired: true },
        Fact::Intended { effect: Effect::Activate.key(), directory_time: None },
    ];
    for fact in facts {
        let event = dayone_core::event::Event { fact, seq: driver.run.seq + 1, ..driver.events[0].clone() };
        assert!(fold(driver.run.clone(), &event).is_err(), "{event:?}");
    }
}

#[test]
fn a_refused_request_ends_at_once() {
    let mut driver = Driver::planned(&Case::john().with("password", "short"));
    assert!(matches!(driver.run.stage, Stage::Refused { .. }));
    assert_eq!(driver.drive(&mut |_| panic!("refused")), Halt::Ended(Ending::Failed));
}

#[test]
fn each_channel_of_it_is_told_once() {
    let driver = Driver::finished(&full());
    for channel in [Channel::Mail, Channel::Slack, Channel::Teams] {
        assert_eq!(driver.world.mails[&Effect::NotifyIt(channel).key()], 1);
    }
    let document = report(&driver.run).notifications_sent.unwrap().it_notification;
    assert_eq!(document.recipients, ["it-team@company.com", "slack", "teams"]);
}
