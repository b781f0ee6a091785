//! Reads that lag behind writes.

use std::time::{Duration, Instant};

use dayone_simulator::{Kind, Options, Seed};
use serde_json::json;

use crate::harness::{Sim, text};

#[tokio::test]
async fn what_is_written_shows_after_the_delay() {
    let delay = Duration::from_millis(300);
    let sim = Sim::start(Seed::Demo, Options { visibility_delay: delay, ..Options::default() }).await;
    assert_eq!(sim.get("/api/systemusers").await.body["totalCount"], 4, "the seed is seen at once");
    let started = Instant::now();
    let user = sim.user("ann", json!({})).await;
    let id = text(&user, "_id").to_owned();
    let group = sim.control().id_of(Kind::UserGroup, "UG-Sales").unwrap();
    let add = json!({ "op": "add", "type": "user", "id": id });
    let path = format!("/api/v2/usergroups/{group}/members");
    assert_eq!(sim.post(&path, add.clone()).await.status, 204, "a write knows what was written");
    let early = (
        sim.get("/api/systemusers?filter=username:$eq:ann").await.body["totalCount"].clone(),
        sim.get(&format!("/api/systemusers/{id}")).await.status,
        sim.get(&format!("/api/v2/users/{id}/memberof")).await.status,
        sim.post(&path, add).await.status,
        sim.post("/api/systemusers", json!({ "username": "ann", "email": "other@example.com" })).await.status,
    );
    if started.elapsed() < delay {
        assert_eq!(early, (json!(0), 404, 404, 409, 400), "seen too early");
    }
    tokio::time::sleep(delay).await;
    assert_eq!(sim.get("/api/systemusers?filter=username:$eq:ann").await.body["totalCount"], 1);
    assert_eq!(sim.get(&format!("/api/v2/users/{id}/memberof")).await.body.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_put_in_by_hand_shows_at_once() {
    let delay = Duration::from_secs(60);
    let sim = Sim::start(Seed::Empty, Options { visibility_delay: delay, ..Options::default() }).await;
    sim.control().create_user_group("UG-Sales").unwrap();
    assert_eq!(sim.get("/api/v2/usergroups").await.body.as_array().unwrap().len(), 1);
}
