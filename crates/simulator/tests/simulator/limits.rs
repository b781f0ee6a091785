//! Rate limits and latency.

use std::time::{Duration, Instant};

use dayone_simulator::{Latency, Options, Seed};
use serde_json::json;

use crate::harness::Sim;

#[tokio::test]
async fn too_many_requests_are_429_with_or_without_a_time() {
    for retry_after in [true, false] {
        let options = Options { rate_limit: Some(5), retry_after, ..Options::default() };
        let sim = Sim::start(Seed::Empty, options).await;
        let mut limited = None;
        for _ in 0..20 {
            let got = sim.get("/api/systemusers").await;
            if got.status == 429 {
                limited = Some(got);
            }
        }
        let limited = limited.expect("the sixth request of a second is over the limit");
        assert_eq!(limited.text, "{\"message\":\"Too Many Requests\"}");
        assert_eq!(limited.headers.contains_key("retry-after"), retry_after);
    }
}

#[tokio::test]
async fn every_answer_takes_the_latency() {
    let options = Options { latency: Duration::from_millis(80), ..Options::default() };
    let sim = Sim::start(Seed::Empty, options).await;
    let started = Instant::now();
    sim.get("/api/systemusers").await;
    assert!(started.elapsed() >= Duration::from_millis(80));
}

#[tokio::test]
async fn a_limit_counts_by_window_and_says_how_long_it_lasts() {
    let options = Options { rate_limit: Some(2), rate_window: Duration::from_secs(60), ..Options::default() };
    let sim = Sim::start(Seed::Empty, options).await;
    for _ in 0..2 {
        assert_eq!(sim.get("/api/systemusers").await.status, 200);
    }
    let limited = sim.get("/api/systemusers").await;
    let wait: u64 = limited.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!(limited.status == 429 && (30..=60).contains(&wait), "{wait}");
    let other = sim.control().add_key("another", dayone_simulator::Access::Full, None);
    let got = sim.bare(reqwest::Method::GET, "/api/systemusers").header("x-api-key", other).send().await.unwrap();
    assert_eq!(got.status(), 200, "each key has its own");
    sim.control().set_rate_limit(None);
    assert_eq!(sim.get("/api/systemusers").await.status, 200);
}

#[tokio::test]
async fn latency_is_drawn_from_a_distribution() {
    let spread = Latency::Uniform { from_ms: 60, to_ms: 80, seed: 1 };
    let sim = Sim::start(Seed::Empty, Options { latency_spread: Some(spread), ..Options::default() }).await;
    let started = Instant::now();
    sim.get("/api/systemusers").await;
    assert!(started.elapsed() >= Duration::from_millis(60));
}

#[tokio::test]
async fn conditions_and_switches_change_over_http() {
    let sim = Sim::empty().await;
    let body = json!({ "rate_limit": 0, "retry_after": false, "latency": { "fixed": { "ms": 1 } } });
    assert_eq!(sim.put("/_sim/conditions", body).await.status, 204);
    assert_eq!(sim.get("/api/systemusers").await.status, 429);
    let now = sim.get("/_sim/conditions").await.body;
    assert_eq!((&now["rate_limit"], &now["rate_window_ms"]), (&json!(0), &json!(1000)), "what is not given stays");
    assert_eq!(sim.put("/_sim/conditions", json!({ "rate_limit": null })).await.status, 204);
    assert_eq!(sim.put("/_sim/conditions", json!({ "speed": 1 })).await.status, 400);
    assert_eq!(sim.put("/_sim/switches", json!({ "duplicate_user_status": 409 })).await.status, 204);
    sim.user("ann", json!({})).await;
    let again = json!({ "username": "ann", "email": "other@example.com" });
    assert_eq!(sim.post("/api/systemusers", again).await.status, 409);
    assert_eq!(sim.get("/_sim/switches").await.body["repeated_edge_status"], 409);
    assert_eq!(sim.put("/_sim/switches", json!({ "gravity": false })).await.status, 400);
}
