//! Groups and their members.

use dayone_simulator::Switches;
use serde_json::json;

use crate::harness::{Sim, text};

#[tokio::test]
async fn a_group_is_created_replaced_and_deleted() {
    let sim = Sim::empty().await;
    let got = sim.post("/api/v2/usergroups", json!({ "name": "UG-Sales", "description": "who sells" })).await;
    assert_eq!(
        (got.status, &got.body["type"], &got.body["membershipMethod"]),
        (201, &json!("user_group"), &json!("STATIC"))
    );
    let path = format!("/api/v2/usergroups/{}", text(&got.body, "id"));
    assert_eq!(sim.get(&path).await.body, got.body);
    let replaced = sim.put(&path, json!({ "name": "UG-Sales-EU" })).await;
    assert_eq!((&replaced.body["name"], &replaced.body["description"]), (&json!("UG-Sales-EU"), &json!("")));
    let echoed = sim.put(&path, replaced.body.clone()).await;
    assert_eq!((echoed.status, &echoed.body), (200, &replaced.body), "its own representation is accepted");
    assert_eq!(sim.delete(&path).await.status, 200);
    assert_eq!(sim.get(&path).await.status, 404);
}

#[tokio::test]
async fn group_names_are_required_and_unique() {
    let sim = Sim::empty().await;
    sim.control().create_user_group("UG-Sales").unwrap();
    assert_eq!(sim.post("/api/v2/usergroups", json!({ "name": "UG-Sales" })).await.status, 409);
    assert_eq!(
        sim.post("/api/v2/usergroups", json!({ "name": "ug-sales" })).await.status,
        201,
        "case makes a difference"
    );
    assert_eq!(sim.post("/api/v2/usergroups", json!({ "description": "x" })).await.status, 400);
    assert_eq!(sim.post("/api/v2/systemgroups", json!({ "name": "UG-Sales" })).await.status, 201);
}

#[tokio::test]
async fn adding_twice_is_409_already_exists_or_204() {
    let sim = Sim::empty().await;
    let user = sim.user("ann", json!({})).await;
    let group = sim.control().create_user_group("UG-Sales").unwrap();
    let path = format!("/api/v2/usergroups/{group}/members");
    let add = json!({ "op": "add", "type": "user", "id": text(&user, "_id"), "attributes": null });
    assert_eq!(sim.post(&path, add.clone()).await.status, 204);
    let again = sim.post(&path, add.clone()).await;
    assert_eq!((again.status, again.body), (409, json!({ "message": "Already Exists" })));
    sim.control().set_switches(Switches { repeated_edge_status: 204, ..Switches::default() });
    assert_eq!(sim.post(&path, add).await.status, 204);
    let members = sim.get(&path).await;
    let edge = json!({ "to": { "type": "user", "id": text(&user, "_id"), "attributes": null }, "attributes": null });
    assert_eq!(members.body, json!([edge]));
    let membership = sim.get(&format!("/api/v2/usergroups/{group}/membership")).await.body;
    assert_eq!((text(&membership[0], "type"), text(&membership[0], "id")), ("user", text(&user, "_id")));
}

#[tokio::test]
async fn removing_a_non_member_is_404() {
    let sim = Sim::empty().await;
    let user = sim.user("ann", json!({})).await;
    let group = sim.control().create_user_group("UG-Sales").unwrap();
    let path = format!("/api/v2/usergroups/{group}/members");
    let remove = json!({ "op": "remove", "type": "user", "id": text(&user, "_id") });
    assert_eq!(sim.post(&path, remove.clone()).await.status, 404);
    sim.post(&path, json!({ "op": "add", "type": "user", "id": text(&user, "_id") })).await;
    assert_eq!(sim.post(&path, remove).await.status, 204);
}

#[tokio::test]
async fn unknown_groups_and_users_are_404_and_bad_operations_400() {
    let sim = Sim::empty().await;
    let user = sim.user("ann", json!({})).await;
    let id = text(&user, "_id");
    let group = sim.control().create_user_group("UG-Sales").unwrap();
    let add = json!({ "op": "add", "type": "user", "id": id });
    assert_eq!(sim.post("/api/v2/usergroups/5f0000000000000000000099/members", add).await.status, 404);
    let path = format!("/api/v2/usergroups/{group}/members");
    for (body, status) in [
        (json!({ "op": "add", "type": "user", "id": "5f0000000000000000000099" }), 404),
        (json!({ "op": "join", "type": "user", "id": id }), 400),
        (json!({ "op": "add", "type": "system", "id": id }), 400),
        (json!({ "op": "add", "type": "user" }), 400),
        (json!({ "op": "add", "type": "user", "id": [id] }), 400),
    ] {
        assert_eq!(sim.post(&path, body.clone()).await.status, status, "{body}");
    }
}

#[tokio::test]
async fn a_deleted_user_leaves_its_groups() {
    let sim = Sim::empty().await;
    let user = sim.user("ann", json!({})).await;
    let group = sim.control().create_user_group("UG-Sales").unwrap();
    let path = format!("/api/v2/usergroups/{group}/members");
    sim.post(&path, json!({ "op": "add", "type": "user", "id": text(&user, "_id") })).await;
    sim.delete(&format!("/api/systemusers/{}", text(&user, "_id"))).await;
    assert_eq!(sim.get(&path).await.body, json!([]));
}

#[tokio::test]
async fn all_groups_are_counted_without_filters_for_who_asks() {
    let sim = Sim::empty().await;
    sim.control().create_user_group("UG-One").unwrap();
    sim.control().create_system_group("SG-One").unwrap();
    let path = "/api/v2/groups?filter=type:eq:user_group";
    let plain = sim.get(path).await;
    assert_eq!((plain.body.as_array().unwrap().len(), plain.headers.get("x-unfiltered-total-count")), (1, None));
    let asked = sim.request(reqwest::Method::GET, path).header("x-unfiltered-total-count", "1");
    let asked = crate::harness::read(asked.send().await.unwrap()).await;
    let headers = (&asked.headers["x-total-count"], &asked.headers["x-unfiltered-total-count"]);
    assert_eq!(headers, (&"1".parse().unwrap(), &"2".parse().unwrap()));
}

#[tokio::test]
async fn groups_are_in_no_groups() {
    let sim = Sim::empty().await;
    let group = sim.control().create_user_group("UG-One").unwrap();
    let got = sim.get(&format!("/api/v2/usergroups/{group}/memberof")).await;
    assert_eq!((got.status, got.body), (200, json!([])));
    assert_eq!(sim.get("/api/v2/systemgroups/5f0000000000000000000099/memberof").await.status, 404);
}
