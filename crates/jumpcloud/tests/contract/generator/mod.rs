//! Random requests over every operation that the simulator serves: valid ones, whose answers must keep to the
//! specification, and invalid ones, which must be refused.
//!
//! `DAYONE_GENERATOR_SECONDS` (3 unless told) and `DAYONE_GENERATOR_SEED` govern both; the seed is printed.

mod invalid;
mod population;
mod valid;
mod values;

use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, Hasher as _};
use std::time::{Duration, Instant};

use dayone_simulator::{Options, Seed, Simulator, describe};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use reqwest::Method;
use serde_json::Value;

use crate::contract::{Violations, answered, report};
use crate::official::Official;
use crate::table::{self, Operation};
use crate::tap::{Exchange, plain_client};
use population::Population;

/// A request to be sent.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// Below `/api`.
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) headers: Vec<(&'static str, String)>,
}

/// A simulator with whom to talk at random.
struct Talk {
    simulator: Simulator,
    client: reqwest::Client,
    population: Population,
    random: StdRng,
    served: Vec<&'static Operation>,
    until: Instant,
    seed: u64,
}

impl Talk {
    async fn start(what: &str) -> Talk {
        let options = Options { remembered_requests: 0, ..Options::default() };
        let simulator = Simulator::start(Seed::Demo, options).await.unwrap();
        let seed = variable("DAYONE_GENERATOR_SEED").unwrap_or_else(fresh_seed);
        let seconds = variable("DAYONE_GENERATOR_SECONDS").unwrap_or(3);
        report(&format!("generator of {what} requests: {seconds} s, DAYONE_GENERATOR_SEED={seed}"));
        let served = describe().into_iter().filter_map(|operation| table::named(operation.name)).collect();
        Talk {
            population: Population::of(&simulator),
            client: plain_client(),
            random: StdRng::seed_from_u64(seed),
            served,
            until: Instant::now() + Duration::from_secs(seconds),
            seed,
            simulator,
        }
    }

    /// The next operation and a valid request of it; none when time is up.
    fn next(&mut self) -> Option<(&'static Operation, Request)> {
        while Instant::now() < self.until {
            self.population.refresh(&self.simulator);
            let operation = self.served[self.random.random_range(0..self.served.len())];
            if operation.method() == "DELETE" && self.random.random_ratio(1, 2) {
                continue; // So that there is something left to talk about.
            }
            if let Some(request) = valid::request(operation, &self.population, &mut self.random) {
                return Some((operation, request));
            }
        }
        None
    }

    async fn send(&self, request: &Request) -> Exchange {
        let method = Method::from_bytes(request.method.as_bytes()).unwrap();
        // Insights is another service, beside the API.
        let api = if request.path.starts_with("/insights/") { "" } else { "/api" };
        let mut url = reqwest::Url::parse(&format!("{}{api}{}", self.simulator.url(), request.path)).unwrap();
        if !request.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&request.query);
        }
        let mut sent = self.client.request(method, url);
        if !request.headers.iter().any(|(name, _)| *name == "x-api-key") {
            let above = ["/v2/providers", "/v2/administrators"].iter().any(|path| request.path.starts_with(path));
            sent =
                sent.header("x-api-key", if above { &self.population.provider_key } else { self.simulator.api_key() });
        }
        for (name, value) in &request.headers {
            sent = sent.header(*name, value);
        }
        if let Some(body) = &request.body {
            sent = sent.header("content-type", "application/json").body(body.clone());
        }
        let answer = sent.send().await.unwrap();
        let status = answer.status().as_u16();
        let text = String::from_utf8_lossy(&answer.bytes().await.unwrap()).into_owned();
        Exchange {
            method: request.method.clone(),
            path: request.path.clone(),
            query: request.query.clone(),
            headers: Vec::new(),
            request: request.body.as_ref().and_then(|body| serde_json::from_slice(body).ok()),
            status,
            answer: serde_json::from_str(&text).ok(),
            text,
        }
    }
}

fn variable(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap())
}

/// Another one in each run; the standard library's hasher keys are random.
fn fresh_seed() -> u64 {
    std::collections::hash_map::RandomState::new().build_hasher().finish() % 1_000_000_000
}

#[tokio::test]
async fn a_valid_request_is_answered_within_the_specification() {
    let official = Official::load();
    let mut talk = Talk::start("valid").await;
    let mut violations = Violations::default();
    let mut statuses: BTreeMap<u16, usize> = BTreeMap::new();
    let mut by_operation: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut total = 0_usize;
    while let Some((operation, request)) = talk.next() {
        let exchange = talk.send(&request).await;
        total += 1;
        *statuses.entry(exchange.status).or_default() += 1;
        let of_operation = by_operation.entry(&operation.name).or_default();
        of_operation.0 += 1;
        of_operation.1 += usize::from(exchange.status < 300);
        violations.add(&exchange, "not valid itself:", table::request(operation, &exchange));
        answered(&exchange, official.as_ref(), &mut violations);
        if exchange.status >= 300 && !valid::excuses(operation, &exchange) {
            let message = exchange.answer.as_ref().map_or(&Value::Null, |answer| &answer["message"]).to_string();
            violations.add(&exchange, "refused:", vec![format!("{} {message}", exchange.status)]);
        }
        talk.population.learn(operation, &exchange);
    }
    let never: Vec<_> = by_operation.iter().filter(|(_, (_, good))| *good == 0).map(|(name, _)| *name).collect();
    report(&format!(
        "generator: {total} valid requests of {} operations, seed {}, statuses {statuses:?}",
        by_operation.len(),
        talk.seed
    ));
    violations.none();
    // A few seconds on a busy machine reach most operations, not all.
    assert!(total < 5_000 || (never.is_empty() && by_operation.len() == talk.served.len()), "never good: {never:?}");
}

#[tokio::test]
async fn an_invalid_request_is_refused_as_the_callers_mistake() {
    let mut talk = Talk::start("invalid").await;
    let mut violations = Violations::default();
    let mut by_mistake: BTreeMap<&str, usize> = BTreeMap::new();
    let mut total = 0_usize;
    while let Some((operation, request)) = talk.next() {
        let Some((mistake, request)) = invalid::spoilt(operation, request, &talk.served, &mut talk.random) else {
            continue;
        };
        let exchange = talk.send(&request).await;
        total += 1;
        *by_mistake.entry(mistake.kind).or_default() += 1;
        if !(400..500).contains(&exchange.status) {
            let what = format!("{}: {}", mistake.kind, mistake.detail);
            violations.add(&exchange, "accepted:", vec![format!("{} for {what}", exchange.status)]);
        } else {
            violations.add(&exchange, "answer", table::answer(operation, &exchange));
        }
    }
    report(&format!("generator: {total} invalid requests, seed {}, {by_mistake:?}", talk.seed));
    violations.none();
}
