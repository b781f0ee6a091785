//! Systems, applications, servers, directories, commands and policies: made, changed, deleted.

use dayone_simulator::Kind;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Got, Sim, read, text};

async fn patch(sim: &Sim, path: &str, body: Value) -> Got {
    read(sim.request(Method::PATCH, path).json(&body).send().await.unwrap()).await
}

#[tokio::test]
async fn a_system_is_changed_in_what_an_administrator_may_change_and_deleted_with_its_edges() {
    let sim = Sim::empty().await;
    let id = sim.control().create_system("host-1").unwrap();
    let user = text(&sim.user("ann", json!({})).await, "_id").to_owned();
    sim.control().associate((Kind::User, &user), (Kind::System, &id), Value::Null).unwrap();
    let path = format!("/api/systems/{id}");
    let body = json!({ "displayName": "Front desk", "allowSshRootLogin": 1, "hostname": "ignored" });
    let changed = sim.put(&path, body).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    assert_eq!((text(&changed.body, "displayName"), text(&changed.body, "hostname")), ("Front desk", "host-1"));
    assert_eq!(changed.body["allowSshRootLogin"], true, "a real boolean");
    assert_eq!(sim.put(&path, json!({ "displayName": 5 })).await.status, 400);
    assert_eq!(text(&sim.delete(&path).await.body, "_id"), id);
    assert_eq!((sim.get(&path).await.status, sim.delete(&path).await.status), (404, 404));
    assert_eq!(sim.get(&format!("/api/v2/users/{user}/systems")).await.body, json!([]));
}

#[tokio::test]
async fn applications_and_radius_servers_are_made_merged_and_deleted() {
    let sim = Sim::empty().await;
    let application =
        json!({ "name": "saml2", "displayLabel": "Wiki", "ssoUrl": "https://sso.example.com/wiki", "config": {} });
    let radius = json!({ "name": "Office", "networkSourceIp": "203.0.113.7", "sharedSecret": "s3cret" });
    for (path, body, change, field) in [
        (
            "/api/applications",
            application,
            json!({ "name": "saml2", "ssoUrl": "https://x.example", "config": {} }),
            "displayLabel",
        ),
        (
            "/api/radiusservers",
            radius,
            json!({ "name": "Office", "networkSourceIp": "203.0.113.8", "sharedSecret": "x" }),
            "mfa",
        ),
    ] {
        let made = sim.post(path, body.clone()).await;
        assert_eq!(made.status, 200, "{}", made.text);
        let one = format!("{path}/{}", text(&made.body, "_id"));
        let changed = sim.put(&one, change).await;
        assert_eq!((changed.status, &changed.body[field]), (200, &made.body[field]), "what is left out stays");
        assert!(!sim.get(path).await.text.contains("sharedSecret"));
        assert_eq!(sim.post(path, json!({ "name": "y" })).await.status, 400, "what is required is missing");
        assert_eq!((sim.delete(&one).await.status, sim.get(&one).await.status), (200, 404));
    }
}

#[tokio::test]
async fn a_second_radius_server_of_a_name_is_409() {
    let sim = Sim::empty().await;
    let body = json!({ "name": "Office", "networkSourceIp": "203.0.113.7", "sharedSecret": "s3cret" });
    assert_eq!(sim.post("/api/radiusservers", body.clone()).await.status, 200);
    assert_eq!(sim.post("/api/radiusservers", body).await.status, 409);
}

#[tokio::test]
async fn a_command_is_made_found_bound_and_deleted() {
    let sim = Sim::empty().await;
    let command = json!({ "name": "Patch", "command": "apt-get upgrade", "commandType": "linux", "sudo": true });
    let made = sim.post("/api/commands", command).await;
    assert_eq!(made.status, 200, "{}", made.text);
    let id = text(&made.body, "_id").to_owned();
    let system = sim.control().create_system("host-1").unwrap();
    let found =
        sim.post("/api/search/commands", json!({ "searchFilter": { "searchTerm": "pat", "fields": ["name"] } })).await;
    assert_eq!(found.body["totalCount"], 1);
    let edge = json!({ "op": "add", "type": "system", "id": system });
    assert_eq!(sim.post(&format!("/api/v2/commands/{id}/associations"), edge).await.status, 204);
    let reached = sim.get(&format!("/api/v2/commands/{id}/systems")).await.body;
    assert_eq!(text(&reached[0], "id"), system);
    assert_eq!(sim.delete(&format!("/api/commands/{id}")).await.status, 200);
    assert_eq!(sim.get(&format!("/api/v2/systems/{system}/commands")).await.body, json!([]));
}

#[tokio::test]
async fn a_policy_is_made_from_a_template_and_replaced() {
    let sim = Sim::demo().await;
    let templates = sim.get("/api/v2/policytemplates").await.body;
    let template = text(&templates[0], "id");
    let body = json!({ "name": "Screen lock", "notes": "all laptops", "template": { "id": template } });
    let made = sim.post("/api/v2/policies", body.clone()).await;
    assert_eq!((made.status, text(&made.body["template"], "id")), (201, template), "{}", made.text);
    let path = format!("/api/v2/policies/{}", text(&made.body, "id"));
    assert_eq!(sim.put(&path, json!({ "name": "Lock" })).await.status, 200);
    let read = sim.get(&path).await.body;
    assert_eq!((text(&read, "name"), text(&read, "notes"), text(&read["template"], "id")), ("Lock", "", template));
    assert_eq!(sim.put(&path, json!({ "notes": "x" })).await.status, 400, "the name again");
    assert_eq!(
        sim.post("/api/v2/policies", json!({ "name": "Lock", "template": { "id": template } })).await.status,
        409
    );
    let unknown = json!({ "name": "Z", "template": { "id": "5f00000000000000000000ee" } });
    assert_eq!(sim.post("/api/v2/policies", unknown).await.status, 400);
    assert_eq!((sim.delete(&path).await.status, sim.get(&path).await.status), (204, 404));
}

#[tokio::test]
async fn directories_are_read_and_changed() {
    let sim = Sim::empty().await;
    let ldap = sim.get("/api/v2/ldapservers").await.body;
    let path = format!("/api/v2/ldapservers/{}", text(&ldap[0], "id"));
    assert_eq!(
        text(&patch(&sim, &path, json!({ "userLockoutAction": "remove" })).await.body, "userLockoutAction"),
        "remove"
    );
    assert_eq!(patch(&sim, &path, json!({ "userLockoutAction": "explode" })).await.status, 400);
    for (kind, segment) in [(Kind::GSuite, "gsuites"), (Kind::Office365, "office365s")] {
        let id = sim.control().put_document(kind, json!({ "name": "Company" })).unwrap();
        let path = format!("/api/v2/{segment}/{id}");
        let changed = patch(&sim, &path, json!({ "groupsEnabled": true })).await;
        assert_eq!((changed.status, &changed.body["groupsEnabled"]), (200, &json!(true)), "{}", changed.text);
        let user = sim.user(segment, json!({})).await;
        let edge = json!({ "op": "add", "type": "user", "id": user["_id"] });
        assert_eq!(sim.post(&format!("{path}/associations"), edge).await.status, 204);
        assert_eq!(sim.get(&format!("{path}/users")).await.body[0]["id"], user["_id"]);
        let back = sim.get(&format!("/api/v2/users/{}/{segment}", text(&user, "_id"))).await.body;
        assert_eq!(text(&back[0], "id"), id);
    }
    let made = sim.post("/api/v2/activedirectories", json!({ "domain": "DC=company;DC=com" })).await;
    assert_eq!((made.status, text(&made.body, "useCase")), (201, "UNSET"));
    let workday = sim
        .post("/api/v2/workdays", json!({ "name": "HR", "auth": { "basic": { "username": "x", "password": "y" } } }))
        .await;
    assert_eq!((workday.status, &workday.body["auth"]), (201, &json!({})), "how to enter it is not shown");
    let all = sim.get("/api/v2/directories?limit=100").await.body;
    let kinds: Vec<&str> = all.as_array().unwrap().iter().map(|one| text(one, "type")).collect();
    for kind in ["active_directory", "g_suite", "ldap_server", "office_365", "workday"] {
        assert!(kinds.contains(&kind), "{kind} in {kinds:?}");
    }
}
