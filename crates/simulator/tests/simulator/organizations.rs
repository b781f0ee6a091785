//! The organisation and its settings.

use serde_json::json;

use crate::harness::Sim;

#[tokio::test]
async fn a_key_of_one_organisation_lists_exactly_one() {
    let sim = Sim::demo().await;
    let got = sim.get("/api/organizations").await.body;
    assert_eq!((&got["totalCount"], &got["results"][0]["_id"]), (&json!(1), &json!(sim.simulator.org_id())));
    assert_eq!(got["results"][0]["displayName"], "Company Inc");
}

#[tokio::test]
async fn settings_hold_the_password_policy_and_the_state_of_new_users() {
    let sim = Sim::demo().await;
    let path = format!("/api/organizations/{}", sim.simulator.org_id());
    let settings = &sim.get(&path).await.body["settings"];
    assert_eq!(settings["passwordPolicy"]["passwordExpirationInDays"], 90);
    assert_eq!(settings["newSystemUserStateDefaults"]["manualEntry"], "ACTIVATED");
    let changed = sim.put(&path, json!({ "settings": { "passwordPolicy": { "minLength": 20 } } })).await;
    assert_eq!(changed.body["settings"]["passwordPolicy"]["minLength"], 20);
    assert_eq!(changed.body["settings"]["passwordPolicy"]["needsSymbolic"], true);
    assert_eq!(sim.get("/api/organizations/5f0000000000000000000099").await.status, 404);
}
