//! Changing users: merged at the top, arrays as a whole.

use serde_json::json;

use crate::harness::{Sim, text};

#[tokio::test]
async fn an_update_keeps_what_it_does_not_name_and_replaces_arrays() {
    let sim = Sim::empty().await;
    let user = sim
        .user("ann", json!({ "department": "Sales", "attributes": [{ "name": "a", "value": "1" }, { "name": "b", "value": "2" }] }))
        .await;
    let path = format!("/api/systemusers/{}", text(&user, "_id"));
    let got = sim.put(&path, json!({ "jobTitle": "Lead", "attributes": [{ "name": "c", "value": "3" }] })).await;
    assert_eq!((got.status, &got.body["department"], &got.body["jobTitle"]), (200, &json!("Sales"), &json!("Lead")));
    assert_eq!(got.body["attributes"].as_array().unwrap().len(), 1);
    assert_eq!(sim.get(&path).await.body, got.body);
}

#[tokio::test]
async fn nobody_goes_back_to_staged() {
    let sim = Sim::empty().await;
    let user = sim.user("ann", json!({})).await;
    let path = format!("/api/systemusers/{}", text(&user, "_id"));
    assert_eq!(sim.put(&path, json!({ "state": "STAGED" })).await.status, 400);
    assert_eq!(sim.put(&path, json!({ "state": "SUSPENDED" })).await.body["suspended"], true);
    assert_eq!(sim.put(&path, json!({ "suspended": false })).await.body["state"], "ACTIVATED");
}

#[tokio::test]
async fn an_update_cannot_take_another_users_name() {
    let sim = Sim::empty().await;
    sim.user("ann", json!({})).await;
    let bob = sim.user("bob", json!({})).await;
    let path = format!("/api/systemusers/{}", text(&bob, "_id"));
    assert_eq!(sim.put(&path, json!({ "email": "ANN@example.com" })).await.status, 400);
    assert_eq!(sim.put(&path, json!({ "email": "bob@example.com" })).await.status, 200, "its own is no other's");
}

#[tokio::test]
async fn a_bound_users_name_stays() {
    let sim = Sim::empty().await;
    let ann = sim.user("ann", json!({})).await;
    let path = format!("/api/systemusers/{}", text(&ann, "_id"));
    assert_eq!(sim.put(&path, json!({ "username": "anna" })).await.status, 200);
    let system = sim.control().create_system("host-1").unwrap();
    let body = json!({ "op": "add", "type": "system", "id": system });
    assert_eq!(sim.post(&format!("/api/v2/users/{}/associations", text(&ann, "_id")), body).await.status, 204);
    let got = sim.put(&path, json!({ "username": "ann" })).await;
    assert!(got.status == 400 && got.text.contains("bound to one or more resources"), "{}", got.text);
}

#[tokio::test]
async fn locking_and_unlocking_show() {
    let sim = Sim::empty().await;
    let ann = sim.user("ann", json!({})).await;
    let path = format!("/api/systemusers/{}", text(&ann, "_id"));
    assert_eq!(sim.put(&path, json!({ "account_locked": true })).await.body["account_locked"], true);
    assert_eq!(sim.post(&format!("{path}/unlock"), json!({})).await.status, 200);
    assert_eq!(sim.get(&path).await.body["account_locked"], false);
}

#[tokio::test]
async fn an_unknown_user_is_404() {
    let sim = Sim::empty().await;
    let path = "/api/systemusers/5f0000000000000000000099";
    assert_eq!(sim.get(path).await.status, 404);
    assert_eq!(sim.put(path, json!({})).await.status, 404);
    assert_eq!(sim.post(&format!("{path}/state/activate"), json!({})).await.status, 404);
}

#[tokio::test]
async fn mfa_is_replaced_as_a_whole() {
    let sim = Sim::empty().await;
    let until = "2030-01-01T00:00:00Z";
    let ann = sim.user("ann", json!({ "mfa": { "exclusion": true, "exclusionUntil": until } })).await;
    let path = format!("/api/systemusers/{}", text(&ann, "_id"));
    let got = sim.put(&path, json!({ "mfa": { "exclusion": true } })).await.body;
    assert_eq!(got["mfa"], json!({ "configured": false, "exclusion": true }));
    let got = sim.put(&path, json!({ "mfa": { "exclusionUntil": until } })).await.body;
    assert_eq!(got["mfa"], json!({ "configured": false, "exclusion": false }));
}
