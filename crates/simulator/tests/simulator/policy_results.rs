//! What came of policies on systems.

use dayone_simulator::{Kind, Options, Seed};
use serde_json::{Value, json};

use crate::harness::{Sim, text};

/// A policy that reaches one active system through a group and one that is switched off directly.
async fn bound() -> (Sim, String, [String; 2]) {
    let sim = Sim::empty().await;
    let control = sim.control();
    let policy = control.put_document(Kind::Policy, json!({ "name": "Screen lock" })).unwrap();
    let on = control.create_system("on").unwrap();
    let off = control.put_document(Kind::System, json!({ "hostname": "off", "active": false })).unwrap();
    let group = control.create_system_group("SG-Desk").unwrap();
    control.associate((Kind::SystemGroup, &group), (Kind::System, &on), Value::Null).unwrap();
    control.associate((Kind::SystemGroup, &group), (Kind::Policy, &policy), Value::Null).unwrap();
    control.associate((Kind::System, &off), (Kind::Policy, &policy), Value::Null).unwrap();
    (sim, policy, [on, off])
}

fn states(body: &Value) -> Vec<(String, String)> {
    let list = body.as_array().unwrap().iter();
    let mut states: Vec<_> =
        list.map(|result| (text(result, "systemID").to_owned(), text(result, "state").to_owned())).collect();
    states.sort();
    states
}

#[tokio::test]
async fn every_system_that_a_policy_reaches_has_a_status() {
    let (sim, policy, [on, off]) = bound().await;
    let got = sim.get(&format!("/api/v2/policies/{policy}/policystatuses")).await;
    let mut expected = vec![(on.clone(), "success".to_owned()), (off, "pending".to_owned())];
    expected.sort();
    assert_eq!((states(&got.body), &got.headers["x-total-count"]), (expected, &"2".parse().unwrap()));
    let of_system = sim.get(&format!("/api/v2/systems/{on}/policystatuses")).await.body;
    assert_eq!((text(&of_system[0], "policyID"), of_system.as_array().unwrap().len()), (policy.as_str(), 1));
    let one = sim.get(&format!("/api/v2/policyresults/{}", text(&of_system[0], "id"))).await.body;
    assert_eq!(one, of_system[0], "a result is found by its id");
    let all = sim.get("/api/v2/policyresults?filter=state:eq:pending&fields=state").await.body;
    assert_eq!(all.as_array().unwrap().len(), 1);
    assert!(all[0].get("systemID").is_none(), "only the fields asked for, and the id");
}

#[tokio::test]
async fn of_several_results_the_latest_is_the_status_and_all_are_results() {
    let (sim, policy, [on, _]) = bound().await;
    for (day, state) in [(1, "failed"), (3, "failed"), (2, "success")] {
        let result = json!({
            "policyID": policy, "systemID": on, "state": state, "success": state == "success", "exitStatus": day,
            "startedAt": format!("2026-03-0{day}T08:00:00Z"), "endedAt": format!("2026-03-0{day}T08:00:05Z"),
        });
        sim.control().put_document(Kind::PolicyResult, result).unwrap();
    }
    let status = sim.get(&format!("/api/v2/systems/{on}/policystatuses")).await.body;
    assert_eq!((text(&status[0], "state"), &status[0]["exitStatus"]), ("failed", &json!(3)));
    let results = sim.get(&format!("/api/v2/policies/{policy}/policyresults?sort=-startedAt")).await.body;
    assert_eq!(results.as_array().unwrap().len(), 4, "three of one system, one of the other");
    assert_eq!(results[0]["exitStatus"], 3);
    let copy = Sim::start(Seed::Document(sim.control().state()), Options::default()).await;
    let path = format!("/api/v2/policies/{policy}/policyresults");
    assert_eq!(copy.get(&path).await.body, sim.get(&path).await.body, "results go with the organisation");
}

#[tokio::test]
async fn what_a_policy_no_longer_reaches_has_no_status_and_an_unknown_id_is_404() {
    let (sim, policy, [on, off]) = bound().await;
    let system = (Kind::System, off.as_str());
    assert!(sim.control().dissociate(system, (Kind::Policy, &policy)));
    assert_eq!(sim.get(&format!("/api/v2/systems/{off}/policystatuses")).await.body, json!([]));
    let got = sim.get(&format!("/api/v2/policies/{policy}/policystatuses")).await.body;
    assert_eq!(states(&got), [(on, "success".to_owned())]);
    for path in
        ["policies/{}/policystatuses", "policies/{}/policyresults", "systems/{}/policystatuses", "policyresults/{}"]
    {
        let path = format!("/api/v2/{}", path.replace("{}", "5f0000000000000000000099"));
        assert_eq!(sim.get(&path).await.status, 404, "{path}");
    }
}
