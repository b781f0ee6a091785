//! A whole organisation as a document, and back.

use dayone_simulator::{ClockMode, Kind, Options, Seed};
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Sim, read, text};

fn still() -> Options {
    Options { clock: ClockMode::Manual("2026-03-01T08:00:00Z".parse().unwrap()), ..Options::default() }
}

/// An organisation with something of everything.
async fn full() -> Sim {
    let sim = Sim::start(Seed::Demo, still()).await;
    let attributes = json!([{ "name": "costCenter", "value": "42" }]);
    let ann =
        sim.user("ann", json!({ "state": "STAGED", "attributes": attributes, "password": "Tr0ub4dor&3-x" })).await;
    let rule = json!({ "queryType": "FilterQuery", "filters": ["department:eq:IT"] });
    let group = json!({ "name": "UG-Auto", "membershipMethod": "DYNAMIC_AUTOMATED", "memberQuery": rule });
    assert_eq!(sim.post("/api/v2/usergroups", group).await.status, 201);
    let when = json!({ "user_ids": [ann["_id"]], "state": "ACTIVATED", "start_date": "2026-04-01T06:00:00Z" });
    assert_eq!(sim.post("/api/v2/bulk/userstates", when).await.status, 201);
    let row = json!([{ "username": "bob", "email": "bob@example.com", "department": "IT" }]);
    assert_eq!(sim.post("/api/v2/bulk/users", row).await.status, 200);
    let mail = json!({ "type": "activate_user_custom", "subject": "Welcome aboard" });
    assert_eq!(sim.post("/api/v2/customemails", mail).await.status, 201);
    let name = json!({ "displayName": "Company & Sons", "settings": { "maxSystemUsers": 50 } });
    assert_eq!(sim.put(&format!("/api/organizations/{}", sim.simulator.org_id()), name).await.status, 200);
    sim.control().put_document(Kind::Workday, json!({ "name": "HR" })).unwrap();
    sim.control().add_provider(&[sim.simulator.org_id()]);
    sim
}

#[tokio::test]
async fn a_copy_of_an_organisation_is_the_same_document_again() {
    let sim = full().await;
    let state = sim.control().state();
    let copy = Sim::start(Seed::Document(state.clone()), still()).await;
    assert_eq!(copy.control().state(), state);
    assert_eq!(copy.get("/api/organizations").await.body["results"][0]["displayName"], "Company & Sons");
}

#[tokio::test]
async fn an_organisation_is_loaded_into_a_running_simulator() {
    let state = full().await.control().state();
    let sim = Sim::start(Seed::Empty, still()).await;
    assert_eq!(sim.put("/_sim/state", state.clone()).await.status, 204);
    assert_eq!(sim.get("/_sim/state").await.body, state);
    assert_eq!(sim.get("/api/systemusers?limit=100").await.body["totalCount"], 5, "the same key opens it");
    assert_eq!(sim.put("/_sim/state", json!({ "organizations": [] })).await.status, 400);
    assert_eq!(sim.get("/_sim/state").await.body, state, "what can't be loaded changes nothing");
}

#[tokio::test]
async fn a_copy_gives_out_no_id_twice() {
    let state = full().await.control().state();
    let copy = Sim::start(Seed::Document(state), still()).await;
    let total = |body: &Value| body["totalCount"].as_u64().unwrap();
    let before = total(&copy.get("/api/systemusers").await.body);
    for number in 0..20 {
        copy.user(&format!("new{number}"), json!({})).await;
    }
    assert_eq!(total(&copy.get("/api/systemusers").await.body), before + 20);
}

#[tokio::test]
async fn rules_go_on_in_a_copy() {
    let state = full().await.control().state();
    let copy = Sim::start(Seed::Document(state), still()).await;
    copy.control().advance(std::time::Duration::from_secs(60));
    let group = copy.control().id_of(Kind::UserGroup, "UG-Auto").unwrap();
    let members = copy.get(&format!("/api/v2/usergroups/{group}/members")).await.body;
    assert_eq!(members.as_array().unwrap().len(), 2, "tom.berg of IT, and bob whom the job has made meanwhile");
    let user = copy.control().id_of(Kind::User, "ann").unwrap();
    let put = copy.request(Method::PUT, &format!("/api/systemusers/{user}")).json(&json!({ "department": "IT" }));
    assert_eq!(text(&read(put.send().await.unwrap()).await.body, "department"), "IT");
    let members = copy.get(&format!("/api/v2/usergroups/{group}/members")).await.body;
    assert_eq!(members.as_array().unwrap().len(), 3);
}
