//! `POST /search/*`.

use serde_json::{Value, json};

use crate::harness::{Sim, text};

async fn found(sim: &Sim, body: Value) -> Vec<String> {
    let got = sim.post("/api/search/systemusers", body).await;
    assert_eq!(got.status, 200, "{}", got.text);
    got.body["results"].as_array().unwrap().iter().map(|user| text(user, "username").to_owned()).collect()
}

async fn three() -> Sim {
    let sim = Sim::empty().await;
    sim.user("bob", json!({ "department": "IT" })).await;
    sim.user("bobby", json!({ "department": "Sales" })).await;
    sim.user("carol", json!({ "department": "IT", "sudo": true })).await;
    sim
}

#[tokio::test]
async fn filters_nest_and_default_to_all() {
    let sim = three().await;
    let id = text(&sim.get("/api/systemusers").await.body["results"][0], "_id").to_owned();
    for (filter, expected) in [
        (Value::Null, vec!["bob", "bobby", "carol"]),
        (json!({ "department": "IT" }), vec!["bob", "carol"]),
        (json!([{ "department": "IT" }, { "username": "bob" }]), vec!["bob"]),
        (json!({ "or": [{ "username": "bob" }, { "username": "carol" }] }), vec!["bob", "carol"]),
        (json!({ "or": [{ "_id": id }] }), vec!["bob"]),
        (json!({ "and": [{ "department": "IT" }, { "or": [{ "sudo": true }, { "username": "x" }] }] }), vec!["carol"]),
        (json!(["department:$eq:IT", "username:ne:bob"]), vec!["carol"]),
        (json!({ "username": { "$in": ["bob", "bobby"] } }), vec!["bob", "bobby"]),
    ] {
        assert_eq!(found(&sim, json!({ "filter": filter })).await, expected, "{filter}");
    }
    assert_eq!(sim.post("/api/search/systemusers", json!({ "filter": { "or": 1 } })).await.status, 400);
}

#[tokio::test]
async fn terms_match_in_part_whatever_the_case() {
    let sim = three().await;
    let fields = json!(["username", "email"]);
    assert_eq!(
        found(&sim, json!({ "searchFilter": { "searchTerm": "BOB", "fields": fields } })).await,
        ["bob", "bobby"]
    );
    let several = json!({ "searchFilter": { "searchTerm": ["bobby", "carol"], "fields": fields } });
    assert_eq!(found(&sim, several).await, ["bobby", "carol"]);
    let both = json!({ "filter": { "department": "IT" }, "searchFilter": { "searchTerm": "bob", "fields": fields } });
    assert_eq!(found(&sim, both).await, ["bob"]);
}

#[tokio::test]
async fn fields_sort_limit_and_skip_are_in_the_body() {
    let sim = three().await;
    let got = sim
        .post("/api/search/systemusers", json!({ "fields": "username", "sort": "-username", "limit": 1, "skip": 1 }))
        .await
        .body;
    assert_eq!(got["totalCount"], 3);
    assert_eq!(text(&got["results"][0], "username"), "bobby");
    assert!(got["results"][0].get("email").is_none());
}

#[tokio::test]
async fn systems_are_found_by_id() {
    let sim = Sim::demo().await;
    let body = json!({ "filter": { "or": [{ "_id": "60a2000000000000000abc01" }] }, "fields": "hostname os version" });
    let got = sim.post("/api/search/systems", body).await.body;
    let system = &got["results"][0];
    assert_eq!(
        (text(system, "hostname"), text(system, "os"), text(system, "version")),
        ("dev-server-01", "Ubuntu", "22.04")
    );
}

#[tokio::test]
async fn organisations_are_found_by_their_names_and_settings() {
    let sim = Sim::demo().await;
    let other = sim.control().add_organization(&json!({ "name": "Second Ltd" })).unwrap();
    let provider = sim.control().add_provider(&[sim.simulator.org_id(), &other.id]);
    let ask = async |key: &str, body: Value| {
        let request = sim.bare(reqwest::Method::POST, "/api/search/organizations").header("x-api-key", key);
        crate::harness::read(request.json(&body).send().await.unwrap()).await
    };
    let own =
        json!({ "search": { "fields": ["settings.name"], "searchTerm": "second" }, "fields": ["_id", "displayName"] });
    let got = ask(&provider.api_key, own.clone()).await;
    let expected = json!({ "_id": other.id, "id": other.id, "displayName": "Second Ltd" });
    assert_eq!((&got.body["totalCount"], &got.body["results"]), (&json!(1), &json!([expected])), "{}", got.text);
    assert_eq!(ask(&provider.api_key, json!({})).await.body["totalCount"], 2);
    let filter = json!({ "filter": { "displayName": "Second Ltd" } });
    assert_eq!(ask(&provider.api_key, filter).await.body["totalCount"], 1);
    assert_eq!(ask(&sim.key, own).await.body["totalCount"], 0, "another key's organisation is not found");
    for wrong in
        [json!({ "search": 7 }), json!({ "fields": 7 }), json!({ "searchFilter": [] }), json!({ "limit": "x" })]
    {
        assert_eq!(ask(&sim.key, wrong.clone()).await.status, 400, "{wrong}");
    }
}
