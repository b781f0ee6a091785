//! Rate limits and latency.

use std::time::{Duration, Instant};

use dayone_simulator::{Options, Seed};

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
