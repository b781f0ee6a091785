//! The demo organisation gives the seed's report its values.

use serde_json::{Value, json};

use crate::harness::{Sim, text};

/// Name, id, systems, applications, LDAP servers, RADIUS servers.
type Grants = (&'static str, &'static str, usize, &'static [&'static str], usize, usize);

const GROUPS: [Grants; 5] = [
    ("UG-All-Employees", "60b1c2d3e4f5a6b7c8d9e0f1", 0, &["Google Workspace", "Slack"], 0, 1),
    ("UG-Engineering", "60c2d3e4f5a6b7c8d9e0f1a2", 3, &["GitHub", "Jira", "AWS Console"], 1, 0),
    ("UG-Developers", "60d3e4f5a6b7c8d9e0f1a2b3", 5, &["GitLab", "Docker Hub"], 0, 0),
    ("UG-Seattle-Office", "60e4f5a6b7c8d9e0f1a2b3c4", 0, &[], 0, 1),
    ("UG-Project-Phoenix", "60f5a6b7c8d9e0f1a2b3c4d5", 2, &["Project Phoenix Portal"], 0, 0),
];

async fn labels(sim: &Sim, items: &Value) -> Vec<String> {
    let mut labels = Vec::new();
    for item in items.as_array().unwrap() {
        let application = sim.get(&format!("/api/applications/{}", text(item, "id"))).await.body;
        labels.push(text(&application, "displayLabel").to_owned());
    }
    labels
}

#[tokio::test]
async fn each_group_grants_what_the_report_shows() {
    let sim = Sim::demo().await;
    for (name, id, systems, applications, ldap, radius) in GROUPS {
        let found = sim.get(&format!("/api/v2/usergroups?filter=name:eq:{name}")).await.body;
        assert_eq!(found[0]["id"], id);
        let base = format!("/api/v2/usergroups/{id}");
        let count = async |what: &str| sim.get(&format!("{base}/{what}")).await.body.as_array().unwrap().len();
        assert_eq!(count("systems").await, systems, "{name}");
        assert_eq!(count("ldapservers").await, ldap, "{name}");
        assert_eq!(count("radiusservers").await, radius, "{name}");
        let granted = sim.get(&format!("{base}/applications")).await.body;
        assert_eq!(labels(&sim, &granted).await, applications, "{name}");
    }
}

#[tokio::test]
async fn john_gets_the_id_the_unix_ids_and_ten_systems() {
    let sim = Sim::demo().await;
    let john = sim
        .post(
            "/api/systemusers",
            json!({
                "username": "john.smith", "email": "John.Smith@company.com", "firstname": "John", "lastname": "Smith",
                "state": "STAGED", "attributes": [{ "name": "costCenter", "value": "ENG-200" }],
            }),
        )
        .await;
    assert_eq!(john.status, 200, "{}", john.text);
    assert_eq!(john.body["_id"], "60a1b2c3d4e5f6a7b8c9d0e1");
    assert_eq!((&john.body["unix_uid"], &john.body["unix_guid"]), (&json!(5042), &json!(5042)));
    assert_eq!(john.body["email"], "john.smith@company.com");
    let id = text(&john.body, "_id");
    for (_, group, ..) in GROUPS {
        let added = sim
            .post(&format!("/api/v2/usergroups/{group}/members"), json!({ "op": "add", "type": "user", "id": id }))
            .await;
        assert_eq!((added.status, added.text.as_str()), (204, ""));
    }
    let systems = sim.get(&format!("/api/v2/users/{id}/systems?limit=100")).await;
    assert_eq!(systems.body.as_array().unwrap().len(), 10);
    assert_eq!(systems.headers["x-total-count"], "10");
    let groups = sim.get(&format!("/api/v2/users/{id}/memberof?limit=100")).await.body;
    let dynamic = sim.control().id_of(dayone_simulator::Kind::UserGroup, "UG-Cost-ENG").unwrap();
    let ids: Vec<&str> = groups.as_array().unwrap().iter().map(|group| text(group, "id")).collect();
    assert_eq!(ids.len(), 6, "five by hand, one by rule");
    assert!(ids.contains(&dynamic.as_str()));
}

#[tokio::test]
async fn the_first_next_user_after_john_gets_5043() {
    let sim = Sim::demo().await;
    assert_eq!(sim.user("first", json!({})).await["unix_uid"], 5042);
    assert_eq!(sim.user("second", json!({})).await["unix_uid"], 5043);
}

#[tokio::test]
async fn ug_devops_is_not_there() {
    let sim = Sim::demo().await;
    assert_eq!(sim.get("/api/v2/usergroups?filter=name:eq:UG-DevOps").await.body, json!([]));
}

#[tokio::test]
async fn a_system_group_reaches_policies_directly_and_by_policy_group() {
    let sim = Sim::demo().await;
    let group = sim.get("/api/v2/systemgroups?filter=name:eq:SG-Linux-Servers").await.body;
    let found = sim.get(&format!("/api/v2/systemgroups/{}/policies", text(&group[0], "id"))).await.body;
    assert_eq!(found.as_array().unwrap().len(), 2);
}
