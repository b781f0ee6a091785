//! Creating users: what is stored, coerced, and refused.

use dayone_simulator::{Kind, Options, Seed, Switches};
use serde_json::{Value, json};

use crate::harness::{Sim, text};

fn fields(body: &Value) -> Vec<&str> {
    let list =
        body["details"][0]["fieldViolationsList"].as_array().unwrap_or_else(|| panic!("no violations in {body}"));
    list.iter().map(|one| text(one, "field")).collect()
}

#[tokio::test]
async fn a_create_answers_200_with_the_whole_user() {
    let sim = Sim::empty().await;
    let user = sim.user("ann.lee", json!({ "firstname": "Ann", "displayname": "Ann Lee" })).await;
    assert_eq!(text(&user, "_id"), text(&user, "id"));
    assert_eq!(user["organization"], sim.simulator.org_id());
    assert_eq!((&user["firstname"], &user["lastname"]), (&json!("Ann"), &json!("")));
    assert_eq!(user["ssh_keys"], json!([]));
    let got = sim.get(&format!("/api/systemusers/{}", text(&user, "_id"))).await;
    assert_eq!(got.body, user);
}

#[tokio::test]
async fn username_and_email_are_required() {
    let sim = Sim::empty().await;
    let got = sim.post("/api/systemusers", json!({ "firstname": "Ann" })).await;
    assert_eq!(got.status, 400);
    assert_eq!(got.body["status"], "INVALID_ARGUMENT");
    assert_eq!(fields(&got.body), ["username", "email"]);
}

#[tokio::test]
async fn a_wrong_type_is_400_and_nothing_is_stored() {
    let sim = Sim::empty().await;
    for (field, value) in [
        ("sudo", json!("true")),
        ("sudo", json!(2)),
        ("firstname", json!(7)),
        ("firstname", Value::Null),
        ("unix_uid", json!("5000")),
        ("unix_uid", json!(0)),
        ("unix_uid", json!(1.5)),
        ("attributes", json!({ "name": "a", "value": "b" })),
        ("attributes", json!(["a"])),
        ("attributes", json!([{ "name": "a", "value": 5 }])),
        ("mfa", json!(true)),
        ("mfa", json!({ "exclusionDays": 0 })),
        ("mfa", json!({ "exclusionDays": "soon" })),
        ("mfa", json!({ "exclusionUntil": "tomorrow" })),
        ("state", json!("ACTIVE")),
        ("phoneNumbers", json!([{ "number": 5 }])),
        ("employeeIdentifier", json!("x".repeat(257))),
        ("description", json!("x".repeat(1025))),
        ("manager", json!({ "id": "60a0000000000000000000b1" })),
        ("email", json!("nobody")),
        ("username", json!("two words")),
        ("username", json!("")),
        ("recoveryEmail", json!("a@example.com")),
        ("public_key", json!("ssh-rsa nonsense")),
    ] {
        let mut body = json!({ "username": "ann", "email": "ann@example.com" });
        body[field] = value.clone();
        let got = sim.post("/api/systemusers", body).await;
        assert_eq!(got.status, 400, "{field} = {value}: {}", got.text);
        assert!(fields(&got.body)[0].starts_with(field), "{field} = {value}: {}", got.text);
    }
    assert_eq!(sim.get("/api/systemusers").await.body["totalCount"], 0);
}

#[tokio::test]
async fn only_zero_and_one_and_the_days_of_mfa_are_coerced() {
    let sim = Sim::empty().await;
    let user =
        sim.user("ann", json!({ "state": "STAGED", "sudo": 1, "mfa": { "exclusion": 1, "exclusionDays": "7" } })).await;
    assert_eq!(user["sudo"], true);
    assert_eq!(user["mfa"], json!({ "configured": false, "exclusion": true, "exclusionDays": 7 }));
}

#[tokio::test]
async fn username_email_and_employee_identifier_are_unique() {
    let sim = Sim::empty().await;
    sim.user("ann", json!({ "employeeIdentifier": "E-1" })).await;
    for body in [
        json!({ "username": "ANN", "email": "other@example.com" }),
        json!({ "username": "other", "email": "Ann@Example.com" }),
        json!({ "username": "other", "email": "other@example.com", "employeeIdentifier": "E-1" }),
    ] {
        assert_eq!(sim.post("/api/systemusers", body).await.status, 400);
    }
    sim.control().set_switches(Switches { duplicate_user_status: 409, ..Switches::default() });
    let got = sim.post("/api/systemusers", json!({ "username": "ann", "email": "x@example.com" })).await;
    assert_eq!((got.status, got.body["code"].as_i64()), (409, Some(409)));
    assert_eq!(sim.get("/api/systemusers").await.body["totalCount"], 1);
}

#[tokio::test]
async fn email_is_stored_in_lower_case_and_username_as_given() {
    let sim = Sim::empty().await;
    let got = sim.post("/api/systemusers", json!({ "username": "Ann.Lee", "email": "Ann.Lee@Example.com" })).await;
    assert_eq!((&got.body["email"], &got.body["username"]), (&json!("ann.lee@example.com"), &json!("Ann.Lee")));
}

#[tokio::test]
async fn given_unix_ids_may_be_another_users() {
    let sim = Sim::empty().await;
    let ids = json!({ "unix_uid": 7000, "unix_guid": 7001 });
    let first = sim.user("ann", ids.clone()).await;
    let second = sim.user("bob", ids).await;
    assert_eq!((&first["unix_uid"], &first["unix_guid"]), (&second["unix_uid"], &second["unix_guid"]));
    let third = sim.user("cem", json!({})).await;
    assert_eq!(third["unix_uid"], third["unix_guid"]);
}

#[tokio::test]
async fn custom_attributes_have_plain_unique_names_and_values() {
    let sim = Sim::empty().await;
    for attributes in [
        json!([{ "name": "start_date", "value": "x" }]),
        json!([{ "name": "", "value": "x" }]),
        json!([{ "name": "a".repeat(32), "value": "x" }]),
        json!([{ "name": "a", "value": "x" }, { "name": "a", "value": "y" }]),
        json!([{ "name": "a", "value": "" }]),
        json!([{ "name": "a", "value": "x".repeat(1025) }]),
    ] {
        let body = json!({ "username": "ann", "email": "ann@example.com", "attributes": attributes });
        assert_eq!(sim.post("/api/systemusers", body).await.status, 400);
    }
    let user = sim.user("ann", json!({ "attributes": [{ "name": "costCenter", "value": "ENG-200" }] })).await;
    assert_eq!(user["attributes"][0]["value"], "ENG-200");
    assert_eq!(text(&user["attributes"][0], "_id").len(), 24);
}

#[tokio::test]
async fn a_manager_is_an_id_of_a_user() {
    let sim = Sim::empty().await;
    let boss = sim.user("boss", json!({})).await;
    let user = sim.user("ann", json!({ "manager": text(&boss, "_id") })).await;
    assert_eq!(user["manager"], boss["_id"]);
    let body = json!({ "username": "bob", "email": "bob@example.com", "manager": "boss@example.com" });
    let got = sim.post("/api/systemusers", body).await;
    assert!(got.status == 400 && got.text.contains("Cast to ObjectId failed"), "{}", got.text);
}

#[tokio::test]
async fn state_and_suspended_must_agree() {
    let sim = Sim::empty().await;
    let body = json!({ "username": "ann", "email": "ann@example.com", "state": "ACTIVATED", "suspended": true });
    let got = sim.post("/api/systemusers", body).await;
    assert!(got.text.contains("Cannot save conflicting state and suspended fields. (state=ACTIVATED suspended=true)"));
    let user = sim.user("bob", json!({ "state": "SUSPENDED" })).await;
    assert_eq!((&user["state"], &user["suspended"]), (&json!("SUSPENDED"), &json!(true)));
}

#[tokio::test]
async fn the_organisation_says_the_state_of_new_users() {
    let sim = Sim::empty().await;
    assert_eq!(sim.user("ann", json!({})).await["state"], "ACTIVATED");
    sim.control().set_settings(&json!({ "newSystemUserStateDefaults": { "manualEntry": "STAGED" } })).unwrap();
    assert_eq!(sim.user("bob", json!({})).await["state"], "STAGED");
}

#[tokio::test]
async fn no_seat_is_left_when_the_limit_is_reached() {
    let sim = Sim::empty().await;
    sim.control().set_settings(&json!({ "maxSystemUsers": 1 })).unwrap();
    sim.user("ann", json!({})).await;
    assert_eq!(sim.post("/api/systemusers", json!({ "username": "bob", "email": "b@example.com" })).await.status, 400);
}

#[tokio::test]
async fn garbage_is_400_and_unknown_methods_are_405() {
    let sim = Sim::empty().await;
    let request = sim.request(reqwest::Method::POST, "/api/systemusers").body("{nonsense");
    assert_eq!(request.send().await.unwrap().status(), 400);
    let request = sim.request(reqwest::Method::POST, "/api/systemusers").body("[]");
    assert_eq!(request.send().await.unwrap().status(), 400);
    let request = sim.request(reqwest::Method::PATCH, "/api/systemusers");
    assert_eq!(request.send().await.unwrap().status(), 405);
    assert_eq!(sim.get("/api/nowhere").await.status, 404);
    assert_eq!(sim.get("/api/systemusers/").await.status, 200, "a trailing slash changes nothing");
}

#[tokio::test]
async fn a_body_over_the_limit_is_413() {
    let sim = Sim::start(Seed::Empty, Options { body_limit: 1000, ..Options::default() }).await;
    let body = json!({ "username": "ann", "email": "ann@example.com", "description": "x".repeat(1000) });
    assert_eq!(sim.post("/api/systemusers", body).await.status, 413);
}

#[tokio::test]
async fn what_no_specification_lists_is_accepted_and_recorded() {
    let sim = Sim::empty().await;
    sim.user("ann", json!({ "systemUsername": "ann", "favouriteColour": "red" })).await;
    sim.get("/api/systemusers?limit=10&colour=red").await;
    let requests = sim.control().requests();
    assert_eq!(requests[0].outside_specification, ["body.systemUsername", "body.favouriteColour"]);
    assert_eq!(requests[1].outside_specification, ["query.colour"]);
    sim.get("/api/v2/usergroups/5f0000000000000000000099/members?limit=1&sort=id").await;
    let requests = sim.control().requests();
    assert_eq!(requests[2].outside_specification, ["query.sort"], "members take no sort");
    let id = sim.control().id_of(Kind::User, "ann").unwrap();
    let user = sim.control().document(Kind::User, &id).unwrap();
    assert_eq!(user["systemUsername"], "ann");
    assert!(user.get("favouriteColour").is_none());
}

#[tokio::test]
async fn a_deleted_user_is_answered_once_and_its_reports_get_the_heir() {
    let sim = Sim::empty().await;
    let boss = sim.user("boss", json!({})).await;
    let heir = sim.user("heir", json!({})).await;
    let ann = sim.user("ann", json!({ "manager": text(&boss, "_id") })).await;
    let path = format!("/api/systemusers/{}", text(&boss, "_id"));
    let got = sim.delete(&format!("{path}?cascade_manager={}", text(&heir, "_id"))).await;
    assert_eq!((got.status, &got.body["username"]), (200, &json!("boss")));
    assert_eq!(sim.get(&path).await.status, 404);
    assert_eq!(sim.delete(&path).await.status, 404);
    let ann = sim.get(&format!("/api/systemusers/{}", text(&ann, "_id"))).await.body;
    assert_eq!(ann["manager"], heir["_id"]);
}
