//! Every fault at every call, and answers that come late: once a fault has passed, the directory looks as if it had never been.

use std::time::Duration;

use dayone_core::event::Ending;
use dayone_engine::Clock;
use dayone_jumpcloud::{
    Client, ClientOptions, Credentials, Endpoint, Jitter, Pacer, PacerLimits, RetryPolicy, SecretSource, TimeOuts,
};
use dayone_simulator::{Fault, Options, Then};
use futures::StreamExt as _;
use secrecy::SecretString;

use crate::matrix::{Call, compare, undisturbed};
use crate::place::{Place, PlaceOptions, everything};

fn status(code: u16, retry_after: Option<u64>) -> Then {
    Then::Status { code, body: None, retry_after, html: None }
}

/// One hire for each call and fault; each ends as if undisturbed.
async fn each_passes(faults: Vec<(Call, Then)>) {
    let expected = undisturbed().await;
    let count = faults.len();
    futures::stream::iter(faults)
        .map(|(call, then)| {
            let expected = &expected;
            async move {
                let what = format!("{then:?} at {call:?}");
                let place = Place::demo().await;
                place.control().add_fault(Fault::nth(call.operation, call.nth, then));
                let process = place.process().await;
                let run = process.ask_again(&everything()).await.unwrap_or_else(|error| panic!("{what}: {error}"));
                compare(&place, &process, &run, expected, &what).await;
            }
        })
        .buffer_unordered(4)
        .collect::<Vec<()>>()
        .await;
    eprintln!("{count} faults");
}

async fn at_each_call(thens: &[Then]) -> Vec<(Call, Then)> {
    let calls = undisturbed().await.calls();
    calls.into_iter().flat_map(|call| thens.iter().map(move |then| (call.clone(), then.clone()))).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_for_now_at_any_call_passes() {
    each_passes(at_each_call(&[status(429, None), status(429, Some(0)), status(503, None)]).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_connection_at_any_call_passes() {
    each_passes(at_each_call(&[Then::DropConnectionBefore, Then::AppliedButReplyLost, Then::TruncatedBody]).await)
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_that_lags_behind_passes() {
    let reads = at_each_call(&[Then::StaleRead]).await;
    let reads =
        reads.into_iter().filter(|(call, _)| call.operation.starts_with("GET") || call.operation.contains("search"));
    each_passes(reads.collect()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wait_that_the_directory_asks_for_is_kept() {
    let place = Place::demo().await;
    place.control().add_fault(Fault::nth("POST /v2/usergroups/{group_id}/members", 1, status(429, Some(120))));
    let process = place.process_with(impatient(&place, Duration::from_secs(30))).await;
    let began = place.clock.now();
    let run = process.hire(&everything()).await;
    assert_eq!(run.ending(), Some(Ending::Succeeded));
    assert!(place.clock.now().duration_since(began).as_secs() >= 120, "the engine waited as long as it was asked to");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_that_times_out_is_looked_into_before_it_is_made_again() {
    let expected = undisturbed().await;
    for operation in ["POST /systemusers", "POST /systemusers/{id}/sshkeys", "POST /systemusers/{id}/state/activate"] {
        for then in [Then::HangBefore, Then::HangAfter] {
            let what = format!("{then:?} at {operation}");
            let place = Place::demo().await;
            place.control().add_fault(Fault::nth(operation, 1, then));
            let process = place.process_with(impatient(&place, Duration::from_secs(1))).await;
            let run = process.ask_again(&everything()).await.unwrap_or_else(|error| panic!("{what}: {error}"));
            assert!(place.control().requests().iter().any(|request| request.fault.is_some()), "{what} was met");
            compare(&place, &process, &run, &expected, &what).await;
        }
    }
}

/// A client that waits this long for an answer, and not at all between tries.
fn impatient(place: &Place, patience: Duration) -> Client {
    let key = SecretString::from(place.simulator.api_key().to_owned());
    let endpoint = Endpoint::at(&place.simulator.url()).expect("an address");
    let options = ClientOptions::new(endpoint, Credentials::ApiKey(SecretSource::fixed(key)), Jitter::seeded(1));
    let time_outs = TimeOuts { read: patience, total: patience, ..TimeOuts::default() };
    let limits = PacerLimits { max_in_flight: 16, max_requests_per_second: 1000, starting_rate: 1000 };
    let retry = RetryPolicy {
        first_wait: Duration::from_millis(1),
        longest_retry_after: Duration::from_millis(1),
        ..RetryPolicy::default()
    };
    let organization = place.settings.organization_id.clone();
    Client::new(ClientOptions { organization, time_outs, retry, pacer: Pacer::new(limits), ..options })
        .expect("a client")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_shows_seconds_after_it_was_written_is_waited_for() {
    let expected = undisturbed().await;
    let (first, second) = futures::join!(lagging(None), lagging(Some(Then::AppliedButReplyLost)));
    for (place, process, run) in [first, second] {
        compare(&place, &process, &run, &expected, "a directory that lags behind").await;
        assert_eq!(place.control().count("POST /systemusers"), 1, "the account showed before it was created again");
    }
}

async fn lagging(create: Option<Then>) -> (Place, crate::place::Process, dayone_core::run::Run) {
    let simulator = Options { visibility_delay: Duration::from_secs(2), ..Options::default() };
    let place = Place::new(PlaceOptions { simulator, clock: Clock::System, ..PlaceOptions::default() }).await;
    if let Some(then) = create {
        place.control().add_fault(Fault::nth("POST /systemusers", 1, then));
    }
    let process = place.process().await;
    let run = process.hire(&everything()).await;
    (place, process, run)
}
