//! Associations and traversals.

use dayone_simulator::Kind;
use serde_json::{Value, json};

use crate::harness::{Sim, text};

struct Scene {
    sim: Sim,
    user: String,
    group: String,
    system_group: String,
    system: String,
}

/// user - user group - system group - system
async fn chain() -> Scene {
    let sim = Sim::empty().await;
    let user = text(&sim.user("ann", json!({})).await, "_id").to_owned();
    let control = sim.control();
    let group = control.create_user_group("UG-Ops").unwrap();
    let system_group = control.create_system_group("SG-Web").unwrap();
    let system = control.create_system("web-1").unwrap();
    control.associate((Kind::UserGroup, &group), (Kind::User, &user), Value::Null).unwrap();
    control.associate((Kind::UserGroup, &group), (Kind::SystemGroup, &system_group), Value::Null).unwrap();
    control.associate((Kind::SystemGroup, &system_group), (Kind::System, &system), Value::Null).unwrap();
    Scene { sim, user, group, system_group, system }
}

#[tokio::test]
async fn paths_lead_through_both_groups() {
    let Scene { sim, user, group, system_group, system } = chain().await;
    let systems = sim.get(&format!("/api/v2/users/{user}/systems")).await.body;
    assert_eq!((text(&systems[0], "id"), text(&systems[0], "type")), (system.as_str(), "system"));
    let hops: Vec<(&str, &str)> = systems[0]["paths"][0]
        .as_array()
        .unwrap()
        .iter()
        .map(|edge| (text(&edge["to"], "type"), text(&edge["to"], "id")))
        .collect();
    assert_eq!(hops, [("user_group", group.as_str()), ("system_group", &system_group), ("system", &system)]);
    let backwards = sim.get(&format!("/api/v2/systems/{system}/users")).await.body;
    assert_eq!(text(&backwards[0], "id"), user);
    let by_group = sim.get(&format!("/api/v2/usergroups/{group}/systems")).await.body;
    assert_eq!(by_group[0]["paths"][0].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn two_ways_are_two_paths_of_one_system() {
    let Scene { sim, user, system, .. } = chain().await;
    let attributes = json!({ "sudo": { "enabled": true, "withoutPassword": false } });
    let body = json!({ "op": "add", "type": "system", "id": system, "attributes": attributes });
    assert_eq!(sim.post(&format!("/api/v2/users/{user}/associations"), body.clone()).await.status, 204);
    assert_eq!(sim.post(&format!("/api/v2/users/{user}/associations"), body).await.status, 409);
    let systems = sim.get(&format!("/api/v2/users/{user}/systems")).await.body;
    assert_eq!(systems.as_array().unwrap().len(), 1);
    let mut lengths: Vec<usize> =
        systems[0]["paths"].as_array().unwrap().iter().map(|path| path.as_array().unwrap().len()).collect();
    lengths.sort_unstable();
    assert_eq!(lengths, [1, 3]);
    assert_eq!(systems[0]["compiledAttributes"], attributes);
}

#[tokio::test]
async fn a_group_with_sudo_grants_it_on_its_systems() {
    let Scene { sim, user, group, .. } = chain().await;
    let attributes = json!({ "sudo": { "enabled": true, "withoutPassword": true } });
    sim.put(&format!("/api/v2/usergroups/{group}"), json!({ "name": "UG-Ops", "attributes": attributes })).await;
    let systems = sim.get(&format!("/api/v2/users/{user}/systems")).await.body;
    assert_eq!(systems[0]["compiledAttributes"]["sudo"]["enabled"], true);
    let groups = sim.get(&format!("/api/v2/users/{user}/memberof")).await.body;
    assert_eq!(groups[0]["compiledAttributes"], attributes);
}

#[tokio::test]
async fn an_association_is_listed_changed_and_removed() {
    let Scene { sim, user, system, .. } = chain().await;
    let path = format!("/api/v2/users/{user}/associations");
    let with = |op: &str, enabled: bool| json!({ "op": op, "type": "system", "id": system, "attributes": { "sudo": { "enabled": enabled, "withoutPassword": false } } });
    assert_eq!(sim.post(&path, with("update", true)).await.status, 404);
    assert_eq!(sim.post(&path, with("add", false)).await.status, 204);
    assert_eq!(sim.post(&path, with("update", true)).await.status, 204);
    let listed = sim.get(&format!("{path}?targets=system")).await.body;
    assert_eq!(listed[0]["to"]["id"], system);
    assert_eq!(listed[0]["attributes"]["sudo"]["enabled"], true);
    assert_eq!(sim.get(&format!("{path}?targets=system,application")).await.body.as_array().unwrap().len(), 1);
    assert_eq!(sim.get(&format!("{path}?targets=system&targets=ldap_server")).await.status, 200);
    assert_eq!(sim.post(&path, json!({ "op": "remove", "type": "system", "id": system })).await.status, 204);
    assert_eq!(sim.get(&format!("{path}?targets=system")).await.body, json!([]));
}

#[tokio::test]
async fn targets_are_mandatory_and_pairs_legal() {
    let Scene { sim, user, group, system, .. } = chain().await;
    assert_eq!(sim.get(&format!("/api/v2/users/{user}/associations")).await.status, 400);
    assert_eq!(sim.get(&format!("/api/v2/users/{user}/associations?targets=user_group")).await.status, 400);
    assert_eq!(sim.get(&format!("/api/v2/users/{user}/associations?targets=planet")).await.status, 400);
    let path = format!("/api/v2/users/{user}/associations");
    assert_eq!(sim.post(&path, json!({ "op": "add", "type": "user_group", "id": group })).await.status, 400);
    assert_eq!(sim.post(&path, json!({ "op": "add", "type": "policy", "id": system })).await.status, 400);
    assert_eq!(sim.post(&path, json!({ "op": "add", "type": "system", "id": group })).await.status, 404);
    let half = json!({ "op": "add", "type": "system", "id": system, "attributes": { "sudo": { "enabled": true } } });
    assert_eq!(sim.post(&path, half).await.status, 400);
}

#[tokio::test]
async fn ldap_comes_by_user_or_by_group() {
    let Scene { sim, user, group, .. } = chain().await;
    let server = text(&sim.get("/api/v2/ldapservers").await.body[0], "id").to_owned();
    let body = json!({ "op": "add", "type": "ldap_server", "id": server });
    sim.post(&format!("/api/v2/users/{user}/associations"), body.clone()).await;
    sim.post(&format!("/api/v2/usergroups/{group}/associations"), body).await;
    let found = sim.get(&format!("/api/v2/users/{user}/ldapservers")).await.body;
    assert_eq!(found[0]["paths"].as_array().unwrap().len(), 2);
    assert_eq!(sim.get(&format!("/api/v2/users/{user}/directories")).await.body.as_array().unwrap().len(), 1);
    for nothing in ["applications", "radiusservers", "gsuites", "office365s", "activedirectories"] {
        assert_eq!(sim.get(&format!("/api/v2/users/{user}/{nothing}")).await.body, json!([]), "{nothing}");
    }
    assert_eq!(sim.get("/api/v2/users/5f0000000000000000000099/systems").await.status, 404);
}

#[tokio::test]
async fn a_system_has_the_policies_of_its_group() {
    let sim = Sim::demo().await;
    let control = sim.control();
    let system = control.id_of(Kind::System, "dev-server-01").unwrap();
    assert_eq!(sim.get(&format!("/api/v2/systems/{system}/policies")).await.body.as_array().unwrap().len(), 2);
    let groups = sim.get(&format!("/api/v2/systems/{system}/memberof")).await.body;
    assert_eq!(text(&groups[0], "id"), control.id_of(Kind::SystemGroup, "SG-Linux-Servers").unwrap());
    let policy = control.id_of(Kind::Policy, "Linux Screen Lock").unwrap();
    assert_eq!(sim.get(&format!("/api/v2/policies/{policy}/systems")).await.body.as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_policy_reaches_systems_through_groups_and_back() {
    let sim = Sim::empty().await;
    let control = sim.control();
    let policy = control.put_document(Kind::Policy, json!({ "name": "Lock" })).unwrap();
    let policies = control.put_document(Kind::PolicyGroup, json!({ "name": "PG" })).unwrap();
    let systems = control.create_system_group("SG").unwrap();
    let system = control.create_system("host-1").unwrap();
    let join = |from, to| control.associate(from, to, Value::Null).unwrap();
    join((Kind::PolicyGroup, &policies), (Kind::Policy, &policy));
    join((Kind::PolicyGroup, &policies), (Kind::SystemGroup, &systems));
    join((Kind::SystemGroup, &systems), (Kind::System, &system));
    for (from, what, to, length) in [
        (format!("policies/{policy}"), "systems", &system, 3),
        (format!("policies/{policy}"), "systemgroups", &systems, 2),
        (format!("policygroups/{policies}"), "systems", &system, 2),
        (format!("systemgroups/{systems}"), "policies", &policy, 2),
        (format!("systems/{system}"), "policies", &policy, 3),
        (format!("systems/{system}"), "policygroups", &policies, 2),
    ] {
        let got = sim.get(&format!("/api/v2/{from}/{what}")).await;
        assert_eq!(got.body[0]["id"], json!(to), "{from} to {what}: {}", got.text);
        assert_eq!(got.body[0]["paths"][0].as_array().unwrap().len(), length, "{from} to {what}");
        assert_eq!(got.body.as_array().unwrap().len(), 1, "{from} to {what}");
    }
}

#[tokio::test]
async fn sudo_of_0_and_1_becomes_real_booleans() {
    let Scene { sim, user, system, .. } = chain().await;
    let attributes = json!({ "sudo": { "enabled": 1, "withoutPassword": 0 } });
    let body = json!({ "op": "add", "type": "system", "id": system, "attributes": attributes });
    assert_eq!(sim.post(&format!("/api/v2/users/{user}/associations"), body).await.status, 204);
    let edges = sim.get(&format!("/api/v2/users/{user}/associations?targets=system")).await.body;
    assert_eq!(edges[0]["attributes"]["sudo"], json!({ "enabled": true, "withoutPassword": false }));
    let wrong = json!({ "op": "update", "type": "system", "id": system, "attributes": { "sudo": { "enabled": 2 } } });
    assert_eq!(sim.post(&format!("/api/v2/users/{user}/associations"), wrong).await.status, 400);
}
