//! Control over HTTP and in process.

use dayone_simulator::{Kind, Options, Seed, Simulator};
use serde_json::json;

use crate::harness::{Sim, text};

#[tokio::test]
async fn the_state_can_be_a_seed() {
    let sim = Sim::demo().await;
    sim.user("ann", json!({ "department": "IT" })).await;
    let state = sim.get("/_sim/state").await.body;
    let copy = Sim::start(Seed::Document(state.clone()), Options::default()).await;
    let copied = copy.get("/_sim/state").await.body;
    assert_eq!(copied["organizations"], state["organizations"]);
}

#[tokio::test]
async fn requests_are_listed_and_counted() {
    let sim = Sim::demo().await;
    sim.get("/api/systemusers?limit=5").await;
    sim.get("/api/v2/usergroups/60b1c2d3e4f5a6b7c8d9e0f1/members").await;
    let got = sim.get("/_sim/requests").await.body;
    assert_eq!(got["by_operation"]["GET /v2/usergroups/{group_id}/members"], 1);
    assert_eq!(got["by_key"]["api_key"], 2);
    let first = &got["requests"][0];
    assert_eq!(
        (text(first, "operation"), &first["status"], &first["query"]),
        ("GET /systemusers", &json!(200), &json!([["limit", "5"]]))
    );
    assert!(!got.to_string().contains(&sim.key));
}

#[tokio::test]
async fn faults_are_data() {
    let sim = Sim::demo().await;
    let fault = json!({ "operation": "GET /systemusers", "when": { "nth": 1 }, "then": { "status": { "code": 502 } } });
    assert_eq!(sim.post("/_sim/faults", fault).await.status, 204);
    assert_eq!(
        sim.post("/_sim/faults", json!([{ "operation": "GET /systems", "then": "drop_connection_before" }]))
            .await
            .status,
        204
    );
    assert_eq!(sim.get("/api/systemusers").await.status, 502);
    assert_eq!(sim.get("/_sim/faults").await.body.as_array().unwrap().len(), 2);
    assert_eq!(sim.delete("/_sim/faults").await.status, 204);
    assert_eq!(sim.get("/api/systems").await.status, 200);
    assert_eq!(sim.post("/_sim/faults", json!({ "operation": 7 })).await.status, 400);
}

#[tokio::test]
async fn mail_shows_what_was_sent_and_what_arrived() {
    let sim = Sim::empty().await;
    sim.user("ann", json!({})).await;
    let arrived = json!({ "to": "it@example.com", "from": "dayone@example.com", "subject": "New account", "message_id": "<1@x>" });
    assert_eq!(sim.post("/_sim/mail", arrived).await.status, 204);
    let mail = sim.get("/_sim/mail").await.body;
    assert_eq!((text(&mail[0], "kind"), text(&mail[1], "kind")), ("activation", "received"));
    assert_eq!(text(&mail[1], "subject"), "New account");
}

#[tokio::test]
async fn the_clock_moves_forward() {
    let sim = Sim::empty().await;
    let before = sim.control().now();
    assert_eq!(sim.post("/_sim/clock/advance", json!({ "seconds": 86_400 })).await.status, 200);
    assert!(sim.control().now().duration_since(before).as_hours() >= 24);
}

#[tokio::test]
async fn a_reset_starts_over_with_the_same_key() {
    let sim = Sim::demo().await;
    let first = sim.user("ann", json!({})).await;
    assert_eq!(sim.post("/_sim/reset", json!({})).await.status, 204);
    assert_eq!(sim.get("/api/systemusers").await.body["totalCount"], 4);
    assert_eq!(sim.user("ann", json!({})).await["_id"], first["_id"]);
}

#[tokio::test]
async fn ids_depend_on_the_seed_only() {
    let mut ids = Vec::new();
    for id_seed in [1, 1, 2] {
        let sim = Sim::start(Seed::Empty, Options { id_seed, ..Options::default() }).await;
        ids.push(text(&sim.user("ann", json!({})).await, "_id").to_owned());
    }
    assert_eq!(ids[0], ids[1]);
    assert_ne!(ids[1], ids[2]);
}

#[tokio::test]
async fn documents_can_be_put_edited_and_removed_by_hand() {
    let sim = Sim::empty().await;
    let control = sim.control();
    let id = control.put_document(Kind::System, json!({ "hostname": "host-1", "os": "Windows" })).unwrap();
    control.edit_document(Kind::System, &id, &json!({ "version": "11" })).unwrap();
    let system = sim.get(&format!("/api/systems/{id}")).await.body;
    assert_eq!((text(&system, "os"), text(&system, "version")), ("Windows", "11"));
    assert!(control.remove_document(Kind::System, &id));
    assert_eq!(sim.get(&format!("/api/systems/{id}")).await.status, 404);
    assert!(control.associate((Kind::User, "x"), (Kind::Policy, "y"), json!(null)).is_err());
}

#[tokio::test]
async fn a_seed_can_be_a_file() {
    let path = std::env::temp_dir().join(format!("dayone-simulator-seed-{}.json", std::process::id()));
    std::fs::write(&path, r#"{"organizations": [{"name": "Filed", "users": [{"username": "ann"}]}]}"#).unwrap();
    let sim = Sim::start(Seed::from_file(&path).unwrap(), Options::default()).await;
    std::fs::remove_file(&path).unwrap();
    assert_eq!(sim.get("/api/systemusers").await.body["results"][0]["username"], "ann");
    assert!(Seed::from_file("/nowhere").is_err());
}

#[tokio::test]
async fn a_seed_of_another_form_is_told_from_what_is_no_json() {
    let refused = async |text: &str| {
        let seed = Seed::Text(text.as_bytes().into());
        Simulator::start(seed, Options::default()).await.err().map(|error| error.to_string()).unwrap_or_default()
    };
    assert_eq!(refused("{").await, "the seed is not JSON");
    for other in ["[]", "{}", r#"{"organizations": {}}"#, r#"{"organizations": [7]}"#] {
        assert!(refused(other).await.starts_with("the seed is not usable"), "{other}");
    }
}
