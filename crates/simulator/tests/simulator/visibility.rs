//! Reads that lag behind writes.

use std::time::{Duration, Instant};

use dayone_simulator::{Fault, Kind, Options, Seed, Then};
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

#[tokio::test]
async fn what_is_deleted_shows_until_the_delay_is_over() {
    let delay = Duration::from_millis(400);
    let sim = Sim::start(Seed::Demo, Options { visibility_delay: delay, ..Options::default() }).await;
    let user = sim.control().id_of(Kind::User, "alex.kim").unwrap();
    let group = sim.control().id_of(Kind::UserGroup, "UG-Engineering").unwrap();
    let members = format!("/api/v2/usergroups/{group}/members");
    let before = sim.get(&members).await.body.as_array().unwrap().len();
    let started = Instant::now();
    assert_eq!(sim.delete(&format!("/api/systemusers/{user}")).await.status, 200);
    let early = (
        sim.get(&format!("/api/systemusers/{user}")).await.status,
        sim.get("/api/systemusers?sort=username").await.body["totalCount"].clone(),
        sim.get("/api/systemusers?filter=username:$eq:alex.kim").await.body["totalCount"].clone(),
        sim.get(&members).await.body.as_array().unwrap().len(),
        sim.delete(&format!("/api/systemusers/{user}")).await.status,
    );
    if started.elapsed() < delay {
        assert_eq!(early, (200, json!(4), json!(1), before, 404), "only a write knows of it");
    }
    tokio::time::sleep(delay).await;
    assert_eq!(sim.get(&format!("/api/systemusers/{user}")).await.status, 404);
    assert_eq!(sim.get("/api/systemusers").await.body["totalCount"], 3);
    assert_eq!(sim.get(&members).await.body.as_array().unwrap().len(), before - 1);
}

#[tokio::test]
async fn a_second_write_does_not_show_the_first_too_early() {
    let delay = Duration::from_millis(400);
    let sim = Sim::start(Seed::Empty, Options { visibility_delay: delay, ..Options::default() }).await;
    let started = Instant::now();
    let id = text(&sim.user("ann", json!({})).await, "_id").to_owned();
    sim.put(&format!("/api/systemusers/{id}"), json!({ "department": "IT" })).await;
    let early = sim.get(&format!("/api/systemusers/{id}")).await.status;
    assert!(started.elapsed() >= delay || early == 404, "{early}");
}

#[tokio::test]
async fn a_stale_read_still_sees_what_was_just_deleted() {
    let sim = Sim::demo().await;
    let user = sim.control().id_of(Kind::User, "alex.kim").unwrap();
    sim.delete(&format!("/api/systemusers/{user}")).await;
    sim.control().add_fault(Fault::every("GET /systemusers", Then::StaleRead).only(1));
    assert_eq!(sim.get("/api/systemusers").await.body["totalCount"], 4);
    assert_eq!(sim.get("/api/systemusers").await.body["totalCount"], 3);
}
