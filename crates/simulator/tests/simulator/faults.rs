//! Faults on demand.

use std::time::{Duration, Instant};

use dayone_simulator::{Fault, Latency, Then, When};
use reqwest::Method;
use serde_json::json;

use crate::harness::{Sim, text};

const CREATE: &str = "POST /systemusers";

fn ann() -> serde_json::Value {
    json!({ "username": "ann", "email": "ann@example.com" })
}

async fn total(sim: &Sim) -> i64 {
    sim.get("/api/systemusers").await.body["totalCount"].as_i64().unwrap()
}

#[tokio::test]
async fn a_status_hits_the_nth_request_and_applies_nothing() {
    let sim = Sim::empty().await;
    let then = Then::Status { code: 503, body: None, retry_after: Some(3), html: Some("<h1>busy</h1>".to_owned()) };
    sim.control().add_fault(Fault::nth(CREATE, 2, then));
    sim.user("bob", json!({})).await;
    let got = sim.post("/api/systemusers", ann()).await;
    assert_eq!((got.status, got.text.as_str()), (503, "<h1>busy</h1>"));
    assert_eq!(got.headers["retry-after"], "3");
    assert_eq!(total(&sim).await, 1);
    assert_eq!(sim.post("/api/systemusers", ann()).await.status, 200);
    let recorded = sim.control().requests();
    assert_eq!((recorded[1].status, recorded[1].fault), (503, Some("status")));
}

#[tokio::test]
async fn a_dropped_connection_applies_nothing() {
    let sim = Sim::empty().await;
    sim.control().add_fault(Fault::every(CREATE, Then::DropConnectionBefore).only(1));
    let lost = sim.request(Method::POST, "/api/systemusers").json(&ann()).send().await;
    assert!(lost.is_err(), "{lost:?}");
    assert_eq!(total(&sim).await, 0);
    assert_eq!(sim.post("/api/systemusers", ann()).await.status, 200);
}

#[tokio::test]
async fn a_lost_reply_has_been_applied() {
    let sim = Sim::empty().await;
    assert_eq!(total(&sim).await, 0, "the connection is open and used again");
    sim.control().add_fault(Fault::every(CREATE, Then::AppliedButReplyLost).only(1));
    let lost = sim.request(Method::POST, "/api/systemusers").json(&ann()).send().await;
    assert!(lost.is_err(), "{lost:?}");
    assert_eq!(total(&sim).await, 1);
    assert_eq!(sim.control().count(CREATE), 1, "the client did not send it again by itself");
    assert_eq!(sim.control().requests()[1].status, 0);
}

#[tokio::test]
async fn a_truncated_body_breaks_off() {
    let sim = Sim::demo().await;
    sim.control().add_fault(Fault::every("GET /systems", Then::TruncatedBody));
    let response = sim.request(Method::GET, "/api/systems").send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(response.bytes().await.is_err());
}

#[tokio::test]
async fn a_delay_is_applied_at_once_and_answered_late() {
    let sim = Sim::empty().await;
    sim.control().add_fault(Fault::every(CREATE, Then::Delay { ms: 400 }));
    let request = sim.request(Method::POST, "/api/systemusers").json(&ann()).timeout(Duration::from_millis(100));
    assert!(request.send().await.unwrap_err().is_timeout());
    assert_eq!(total(&sim).await, 1);
}

#[tokio::test]
async fn a_stale_read_does_not_see_the_last_write() {
    let sim = Sim::empty().await;
    let user = sim.user("ann", json!({})).await;
    let path = format!("/api/systemusers/{}", text(&user, "_id"));
    sim.put(&path, json!({ "department": "IT" })).await;
    sim.control().add_fault(Fault::every("GET /systemusers/{id}", Then::StaleRead).only(1));
    assert_eq!(sim.get(&path).await.body["department"], "");
    assert_eq!(sim.get(&path).await.body["department"], "IT");
}

#[tokio::test]
async fn probabilities_are_the_same_for_the_same_seed() {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let sim = Sim::empty().await;
        let when = When::Probability { p: 0.5, seed: 7 };
        sim.control().add_fault(Fault { operation: "*".to_owned(), when, only_times: None, then: Then::status(500) });
        let mut statuses = Vec::new();
        for _ in 0..40 {
            statuses.push(sim.get("/api/systemusers").await.status);
        }
        assert!(statuses.contains(&500) && statuses.contains(&200));
        runs.push(statuses);
    }
    assert_eq!(runs[0], runs[1]);
}

#[tokio::test]
async fn a_stopped_simulator_answers_nothing() {
    let sim = Sim::empty().await;
    assert_eq!(total(&sim).await, 0);
    let url = sim.simulator.url();
    let (client, key) = (sim.client.clone(), sim.key.clone());
    sim.simulator.stop().await;
    let started = Instant::now();
    let got = client.get(format!("{url}/api/systemusers")).header("x-api-key", key).send().await;
    assert!(got.is_err() && started.elapsed() < Duration::from_secs(2), "{got:?}");
}

#[tokio::test]
async fn a_reply_in_the_making_is_lost_when_the_simulator_stops() {
    let sim = Sim::empty().await;
    sim.control().add_fault(Fault::every(CREATE, Then::Delay { ms: 200 }));
    let request = sim.request(Method::POST, "/api/systemusers").json(&ann());
    let waiting = tokio::spawn(request.send());
    let control = sim.control();
    while control.count(CREATE) == 0 {
        tokio::task::yield_now().await;
    }
    sim.simulator.stop().await;
    assert!(waiting.await.unwrap().is_err());
}

#[tokio::test]
async fn of_many_creates_of_one_name_at_once_one_wins() {
    let sim = Sim::empty().await;
    let tasks: Vec<_> =
        (0..16).map(|_| tokio::spawn(sim.request(Method::POST, "/api/systemusers").json(&ann()).send())).collect();
    let mut made = 0;
    for task in tasks {
        made += i32::from(task.await.unwrap().unwrap().status() == 200);
    }
    assert_eq!((made, total(&sim).await), (1, 1));
}

#[tokio::test]
async fn a_request_that_hangs_before_is_applied_when_it_is_let_go() {
    let sim = Sim::empty().await;
    sim.control().add_fault(Fault::every(CREATE, Then::HangBefore).only(1));
    let answer = sim.request(Method::POST, "/api/systemusers").json(&ann()).send();
    let meanwhile = async {
        while sim.control().count(CREATE) == 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(total(&sim).await, 0);
        sim.control().let_go();
    };
    let (answer, ()) = futures::join!(answer, meanwhile);
    assert_eq!(answer.unwrap().status(), 200);
    assert_eq!(total(&sim).await, 1);
}

#[tokio::test]
async fn a_request_that_hangs_after_is_applied_at_once_and_answered_when_it_is_let_go() {
    let sim = Sim::empty().await;
    sim.control().add_fault(Fault::every(CREATE, Then::HangAfter).only(1));
    let answer = sim.request(Method::POST, "/api/systemusers").json(&ann()).send();
    let meanwhile = async {
        while sim.control().count(CREATE) == 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(total(&sim).await, 1);
        assert_eq!(sim.control().requests()[0].fault, Some("hang_after"));
        sim.control().let_go();
    };
    let (answer, ()) = futures::join!(answer, meanwhile);
    assert_eq!(answer.unwrap().status(), 200);
    assert_eq!(total(&sim).await, 1);
}

#[tokio::test]
async fn one_operation_alone_can_be_limited_or_slow() {
    let sim = Sim::empty().await;
    let limit = Then::RateLimit { requests: 1, window_ms: 60_000, retry_after: true };
    sim.control().add_fault(Fault::every("GET /systemusers", limit));
    let slow = Then::Latency(Latency::Uniform { from_ms: 50, to_ms: 60, seed: 3 });
    sim.control().add_fault(Fault::every("GET /systems", slow));
    assert_eq!(sim.get("/api/systemusers").await.status, 200, "within the limit");
    let limited = sim.get("/api/systemusers").await;
    assert_eq!((limited.status, limited.headers.contains_key("retry-after")), (429, true));
    let started = Instant::now();
    assert_eq!(sim.get("/api/systems").await.status, 200);
    assert!(started.elapsed() >= Duration::from_millis(50));
    let faults: Vec<_> = sim.control().requests().into_iter().map(|request| request.fault).collect();
    assert_eq!(faults, [None, Some("rate_limit"), Some("latency")]);
    let written = serde_json::to_value(sim.control().faults()).unwrap();
    assert_eq!(written[1]["then"]["latency"]["uniform"]["to_ms"], 60, "faults are data");
}
