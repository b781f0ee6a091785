//! Killed at every call, before it was applied and after, at every append, twice: the directory looks as if nothing
//! had happened.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use dayone_core::event::Ending;
use dayone_core::run::Run;
use dayone_simulator::{Fault, Then};
use futures::StreamExt as _;
use serde_json::Value;

use crate::picture::{picture, report_of};
use crate::place::{Place, Process, everything};

/// How many hires go on at the same time.
const AT_ONCE: usize = 4;
const USERNAME: &str = "john.smith";

/// Where a process is killed.
#[derive(Debug, Clone)]
pub(crate) enum Kill {
    /// The call arrives, but is not applied.
    Before(Call),
    /// The call is applied, but not answered.
    After(Call),
    /// The mail server has the mail, but has not taken it; so many mails.
    BeforeMail(u32),
    /// The mail server has taken the mail, but has not said so; so many mails.
    AfterMail(u32),
    /// So many appends are stored.
    Appended(usize),
    /// So many calls have arrived, whatever became of the last.
    Calls(usize),
}

#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) operation: String,
    pub(crate) nth: u64,
}

/// A hire that nobody disturbed.
pub(crate) struct Undisturbed {
    survey: BTreeMap<String, u64>,
    all: BTreeMap<String, u64>,
    appends: usize,
    picture: Value,
    report: Value,
}

pub(crate) async fn undisturbed() -> Undisturbed {
    let place = Place::demo().await;
    let process = place.process().await;
    let mut watch = process.engine.watch();
    let run = process.plan(&everything()).await;
    let survey = place.control().counts();
    let (run, _) = process.drive(&run).await.expect("a driven run");
    let mut appends = 0;
    while watch.try_recv().is_ok() {
        appends += 1;
    }
    assert_eq!(run.ending(), Some(Ending::Succeeded), "{:#}", report_of(&run));
    let (all, picture) = (place.control().counts(), picture(&place.control(), USERNAME));
    Undisturbed { survey, all, appends, picture, report: report_of(&run) }
}

impl Undisturbed {
    /// The first call of each operation of the survey.
    fn survey(&self) -> Vec<Call> {
        self.survey.keys().map(|operation| Call { operation: operation.clone(), nth: 1 }).collect()
    }

    /// Every call after the run was opened.
    pub(crate) fn calls(&self) -> Vec<Call> {
        let mut calls = Vec::new();
        for (operation, count) in &self.all {
            let surveyed = self.survey.get(operation).copied().unwrap_or(0);
            calls.extend((surveyed + 1..=*count).map(|nth| Call { operation: operation.clone(), nth }));
        }
        calls
    }
}

/// Lets a process begin the hire, and kills it.
pub(crate) async fn killed(place: &Place, kill: &Kill) {
    let control = place.control();
    let hangs = |call: &Call, then: Then| control.add_fault(Fault::nth(call.operation.clone(), call.nth, then));
    match kill {
        Kill::Before(call) => hangs(call, Then::HangBefore),
        Kill::After(call) => hangs(call, Then::HangAfter),
        Kill::BeforeMail(nth) => place.mail.hang_before(*nth),
        Kill::AfterMail(nth) => place.mail.hang_after(*nth),
        Kill::Appended(_) | Kill::Calls(_) => {}
    }
    let calls_before = control.requests().len();
    let mails_before = place.mail.hanging();
    let process = place.process().await;
    let mut watch = process.engine.watch();
    let hire = tokio::spawn(async move { process.ask_again(&everything()).await });
    let mut appended = 0;
    let here = |appended: usize| match kill {
        Kill::Before(_) | Kill::After(_) => {
            control.requests().iter().any(|request| request.fault.is_some_and(|name| name.starts_with("hang")))
        }
        Kill::BeforeMail(nth) | Kill::AfterMail(nth) => place.mail.hanging() - mails_before >= *nth,
        Kill::Appended(nth) => appended >= *nth,
        Kill::Calls(count) => control.requests().len() - calls_before >= *count,
    };
    loop {
        while watch.try_recv().is_ok() {
            appended += 1;
        }
        if here(appended) {
            break;
        }
        if hire.is_finished() {
            assert!(
                matches!(kill, Kill::Calls(_) | Kill::Appended(_)),
                "the hire ended before it could be killed at {kill:?}"
            );
            break;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    hire.abort();
    let _ = hire.await;
    control.clear_faults();
    place.mail.hang_before(0);
    place.mail.hang_after(0);
}

/// Lets another process go on, and compares.
pub(crate) async fn goes_on(place: &Place, expected: &Undisturbed, what: &str) {
    let process = place.process().await;
    let run = process.ask_again(&everything()).await.unwrap_or_else(|error| panic!("{what}: {error}"));
    compare(place, &process, &run, expected, what).await;
}

pub(crate) async fn compare(place: &Place, process: &Process, run: &Run, expected: &Undisturbed, what: &str) {
    let control = place.control();
    let report = report_of(run);
    assert_eq!(run.ending(), Some(Ending::Succeeded), "{what}: {report:#}");
    similar(&picture(&control, USERNAME), &expected.picture, what);
    similar(&report, &expected.report, what);
    place.assert_sound(process).await;
    let password = process.engine.reveal(&run.id, "alice").await.unwrap_or_else(|error| panic!("{what}: {error}"));
    let account = run.account.as_ref().map(|account| account.id.clone()).unwrap_or_default();
    assert!(
        control.password_is(&account, secrecy::ExposeSecret::expose_secret(&password)),
        "{what}: the password revealed is not the account's"
    );
}

#[track_caller]
fn similar(found: &Value, expected: &Value, what: &str) {
    let lines = |value: &Value| format!("{value:#}").lines().map(str::to_owned).collect::<Vec<_>>();
    let (found, expected) = (lines(found), lines(expected));
    let only = |these: &[String], those: &[String], mark: &str| -> String {
        these.iter().filter(|line| !those.contains(line)).map(|line| format!("{mark} {line}\n")).collect()
    };
    assert!(
        found == expected,
        "{what} came out otherwise (+ found, - expected):\n{}{}",
        only(&found, &expected, "+"),
        only(&expected, &found, "-")
    );
}

async fn all_end_well(kills: Vec<Vec<Kill>>) {
    let expected = Arc::new(undisturbed().await);
    let count: usize = kills.iter().map(Vec::len).sum();
    let started = std::time::Instant::now();
    futures::stream::iter(kills)
        .map(|kills| {
            let expected = Arc::clone(&expected);
            async move {
                let hire = tokio::spawn(async move {
                    let place = Place::demo().await;
                    for kill in &kills {
                        killed(&place, kill).await;
                    }
                    goes_on(&place, &expected, &format!("killed {kills:?}")).await;
                });
                hire.await.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()));
            }
        })
        .buffer_unordered(AT_ONCE)
        .collect::<Vec<()>>()
        .await;
    eprintln!("{count} kills in {:.1?}", started.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hire_killed_at_any_call_before_it_is_applied_ends_as_if_undisturbed() {
    let expected = undisturbed().await;
    let calls = expected.survey().into_iter().chain(expected.calls());
    all_end_well(calls.map(|call| vec![Kill::Before(call)]).collect()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hire_killed_at_any_call_after_it_is_applied_ends_as_if_undisturbed() {
    let expected = undisturbed().await;
    all_end_well(expected.calls().into_iter().map(|call| vec![Kill::After(call)]).collect()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hire_killed_at_any_mail_or_append_ends_as_if_undisturbed() {
    let expected = undisturbed().await;
    let mails = [Kill::BeforeMail(1), Kill::BeforeMail(2), Kill::AfterMail(1), Kill::AfterMail(2)];
    let appends = (1..=expected.appends).map(Kill::Appended);
    all_end_well(mails.into_iter().chain(appends).map(|kill| vec![kill]).collect()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hire_killed_twice_ends_as_if_undisturbed() {
    let expected = undisturbed().await;
    let writes = expected.calls().into_iter().filter(|call| !call.operation.starts_with("GET"));
    let twice = writes.enumerate().flat_map(|(number, call)| {
        let again = Kill::Calls(2 + number % 5);
        [vec![Kill::Before(call.clone()), again.clone()], vec![Kill::After(call), again]]
    });
    all_end_well(twice.collect()).await;
}
