//! Password policies of user groups, and service accounts.

use dayone_simulator::Access;
use serde_json::json;

use crate::harness::{Sim, text};

#[tokio::test]
async fn the_policy_of_a_group_counts_for_its_members() {
    let sim = Sim::empty().await;
    let group = sim.control().create_user_group("UG-Admins").unwrap();
    let strict = json!({ "enableMinLength": true, "minLength": 24, "enablePasswordExpirationInDays": false });
    let body = json!({ "name": "Strict", "userGroupObjectIds": [group], "passwordPolicy": strict });
    let made = sim.post("/api/v2/passwordpolicies", body).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let user = sim.user("ann", json!({})).await;
    let path = format!("/api/systemusers/{}", text(&user, "_id"));
    let of_user = format!("/api/v2/passwordpolicies/user/{}", text(&user, "_id"));
    assert_eq!(text(&sim.get(&of_user).await.body, "name"), "Organization");
    assert_eq!(sim.put(&path, json!({ "password": "Short&Simple1" })).await.status, 200);
    let add = json!({ "op": "add", "type": "user", "id": user["_id"] });
    assert_eq!(sim.post(&format!("/api/v2/usergroups/{group}/members"), add).await.status, 204);
    assert_eq!(text(&sim.get(&of_user).await.body, "name"), "Strict");
    assert_eq!(text(&sim.get(&format!("/api/v2/passwordpolicies/usergroup/{group}")).await.body, "name"), "Strict");
    assert_eq!(sim.put(&path, json!({ "password": "Short&Simple2" })).await.status, 400, "too short for the group");
    let long = sim.put(&path, json!({ "password": "Quite-a-long-1-for-administrators" })).await;
    assert_eq!((long.status, &long.body["password_expiration_date"]), (200, &json!(null)), "never expires there");
}

#[tokio::test]
async fn policies_are_listed_ordered_replaced_and_deleted() {
    let sim = Sim::empty().await;
    let first = sim.post("/api/v2/passwordpolicies", json!({ "name": "First" })).await.body;
    let second = sim.post("/api/v2/passwordpolicies", json!({ "name": "Second" })).await.body;
    let order = json!({ "objectIds": [second["id"], first["id"]] });
    assert_eq!(sim.post("/api/v2/passwordpolicies/precedence/set", order).await.status, 204);
    let list = sim.get("/api/v2/passwordpolicies").await.body;
    assert_eq!((&list["totalCount"], text(&list["results"][0], "name")), (&json!(2), "Second"));
    let path = format!("/api/v2/passwordpolicies/{}", text(&first, "objectId"));
    let put = sim.put(&path, json!({ "name": "Only", "passwordPolicy": { "minLength": 9 } })).await;
    assert_eq!((put.status, &put.body["precedence"]), (200, &json!(2)));
    assert_eq!(sim.put(&path, json!({ "name": "Only", "passwordPolicy": { "minLength": "9" } })).await.status, 400);
    assert_eq!((sim.delete(&path).await.status, sim.get(&path).await.status), (204, 404));
}

#[tokio::test]
async fn service_accounts_are_listed_without_their_secrets() {
    let sim = Sim::empty().await;
    let account = sim.control().add_service_account("dayone", Access::Full);
    let got = sim.get("/api/v2/service-accounts").await;
    assert_eq!(
        (&got.body["totalCount"], text(&got.body["results"][0], "objectId")),
        (&json!(1), account.client_id.as_str())
    );
    assert!(!got.text.contains(&account.client_secret));
}
