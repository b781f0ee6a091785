//! Public keys of users.

use dayone_simulator::Switches;
use serde_json::json;

use crate::harness::{Sim, text};

const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ann@example.com";

#[tokio::test]
async fn a_key_is_added_listed_shown_and_removed() {
    let sim = Sim::empty().await;
    let user = sim.user("ann", json!({})).await;
    let path = format!("/api/systemusers/{}/sshkeys", text(&user, "_id"));
    let got = sim.post(&path, json!({ "name": "laptop", "public_key": KEY })).await;
    assert_eq!((got.status, &got.body["name"], &got.body["public_key"]), (200, &json!("laptop"), &json!(KEY)));
    assert_eq!(sim.get(&path).await.body, json!([got.body]));
    let shown = sim.get(&format!("/api/systemusers/{}", text(&user, "_id"))).await.body;
    assert_eq!(shown["ssh_keys"], json!([got.body]));
    let one = format!("{path}/{}", text(&got.body, "_id"));
    assert_eq!(sim.delete(&one).await.status, 200);
    assert_eq!(sim.delete(&one).await.status, 404);
    assert_eq!(sim.get(&path).await.body, json!([]));
}

#[tokio::test]
async fn what_is_no_key_is_400() {
    let sim = Sim::empty().await;
    let user = sim.user("ann", json!({})).await;
    let path = format!("/api/systemusers/{}/sshkeys", text(&user, "_id"));
    for key in [
        "",
        "ssh-ed25519",
        "ssh-ed25519 !!!",
        "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl",
    ] {
        assert_eq!(sim.post(&path, json!({ "name": "laptop", "public_key": key })).await.status, 400, "{key}");
    }
    assert_eq!(sim.post(&path, json!({ "public_key": KEY })).await.status, 400);
}

#[tokio::test]
async fn whether_the_single_key_becomes_a_named_one_is_a_switch() {
    let sim = Sim::empty().await;
    let user = sim.user("ann", json!({ "public_key": KEY })).await;
    assert_eq!((&user["public_key"], &user["ssh_keys"]), (&json!(KEY), &json!([])));
    sim.control().set_switches(Switches { public_key_becomes_ssh_key: true, ..Switches::default() });
    let user = sim.user("bob", json!({ "public_key": KEY })).await;
    assert_eq!(user["ssh_keys"][0]["public_key"], KEY);
}
