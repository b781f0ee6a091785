//! A whole organisation as a document, and back.

use dayone_simulator::{Access, ClockMode, Kind, Options, Seed};
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Sim, read, text};

fn still() -> Options {
    Options { clock: ClockMode::Manual("2026-03-01T08:00:00Z".parse().unwrap()), ..Options::default() }
}

/// An organisation with something of everything.
async fn full() -> Sim {
    let sim = Sim::start(Seed::Demo, still()).await;
    let attributes = json!([{ "name": "costCenter", "value": "42" }]);
    let ann =
        sim.user("ann", json!({ "state": "STAGED", "attributes": attributes, "password": "Tr0ub4dor&3-x" })).await;
    let rule = json!({ "queryType": "FilterQuery", "filters": ["department:eq:IT"] });
    let group = json!({ "name": "UG-Auto", "membershipMethod": "DYNAMIC_AUTOMATED", "memberQuery": rule });
    assert_eq!(sim.post("/api/v2/usergroups", group).await.status, 201);
    let when = json!({ "user_ids": [ann["_id"]], "state": "ACTIVATED", "start_date": "2026-04-01T06:00:00Z" });
    assert_eq!(sim.post("/api/v2/bulk/userstates", when).await.status, 201);
    let row = json!([{ "username": "bob", "email": "bob@example.com", "department": "IT" }]);
    assert_eq!(sim.post("/api/v2/bulk/users", row).await.status, 200);
    let mail = json!({ "type": "activate_user_custom", "subject": "Welcome aboard" });
    assert_eq!(sim.post("/api/v2/customemails", mail).await.status, 201);
    let name = json!({ "displayName": "Company & Sons", "settings": { "maxSystemUsers": 50 } });
    assert_eq!(sim.put(&format!("/api/organizations/{}", sim.simulator.org_id()), name).await.status, 200);
    sim.control().put_document(Kind::Workday, json!({ "name": "HR" })).unwrap();
    sim.control().add_provider(&[sim.simulator.org_id()]);
    sim.control().add_service_account("robot", Access::ReadOnly);
    sim
}

#[tokio::test]
async fn a_copy_of_an_organisation_is_the_same_document_again() {
    let sim = full().await;
    let state = sim.control().state();
    let copy = Sim::start(Seed::Document(state.clone()), still()).await;
    assert_eq!(copy.control().state(), state);
    assert_eq!(copy.get("/api/organizations").await.body["results"][0]["displayName"], "Company & Sons");
}

#[tokio::test]
async fn an_organisation_is_loaded_into_a_running_simulator() {
    let state = full().await.control().state();
    let sim = Sim::start(Seed::Empty, still()).await;
    assert_eq!(sim.put("/_sim/state", state.clone()).await.status, 204);
    assert_eq!(sim.get("/_sim/state").await.body, state);
    assert_eq!(sim.get("/api/systemusers?limit=100").await.body["totalCount"], 5, "the same key opens it");
    assert_eq!(sim.put("/_sim/state", json!({ "organizations": [] })).await.status, 400);
    assert_eq!(sim.get("/_sim/state").await.body, state, "what can't be loaded changes nothing");
}

#[tokio::test]
async fn a_copy_gives_out_no_id_twice() {
    let state = full().await.control().state();
    let copy = Sim::start(Seed::Document(state), still()).await;
    let total = |body: &Value| body["totalCount"].as_u64().unwrap();
    let before = total(&copy.get("/api/systemusers").await.body);
    for number in 0..20 {
        copy.user(&format!("new{number}"), json!({})).await;
    }
    assert_eq!(total(&copy.get("/api/systemusers").await.body), before + 20);
}

#[tokio::test]
async fn rules_go_on_in_a_copy() {
    let state = full().await.control().state();
    let copy = Sim::start(Seed::Document(state), still()).await;
    copy.control().advance(std::time::Duration::from_secs(60));
    let group = copy.control().id_of(Kind::UserGroup, "UG-Auto").unwrap();
    let members = copy.get(&format!("/api/v2/usergroups/{group}/members")).await.body;
    assert_eq!(members.as_array().unwrap().len(), 2, "tom.berg of IT, and bob whom the job has made meanwhile");
    let user = copy.control().id_of(Kind::User, "ann").unwrap();
    let put = copy.request(Method::PUT, &format!("/api/systemusers/{user}")).json(&json!({ "department": "IT" }));
    assert_eq!(text(&read(put.send().await.unwrap()).await.body, "department"), "IT");
    let members = copy.get(&format!("/api/v2/usergroups/{group}/members")).await.body;
    assert_eq!(members.as_array().unwrap().len(), 3);
}

/// Everything that one can ask of an organisation, and what it answers.
async fn answers(sim: &Sim) -> Vec<(String, Value)> {
    let mut paths: Vec<String> = [
        "/api/systemusers?limit=100",
        "/api/systems?limit=100",
        "/api/applications",
        "/api/radiusservers",
        "/api/commands",
        "/api/organizations",
        "/api/v2/usergroups?limit=100",
        "/api/v2/systemgroups",
        "/api/v2/policygroups",
        "/api/v2/groups?limit=100",
        "/api/v2/policies",
        "/api/v2/policyresults",
        "/api/v2/ldapservers",
        "/api/v2/directories",
        "/api/v2/bulk/userstates",
        "/api/v2/passwordpolicies",
        "/api/v2/service-accounts",
        "/api/v2/customemails/activate_user_custom",
        "/_sim/mail",
        "/_sim/state",
    ]
    .map(str::to_owned)
    .to_vec();
    let state = sim.control().state();
    let ids = |name: &str| -> Vec<String> {
        let list = state["organizations"][0][name].as_array().cloned().unwrap_or_default();
        list.iter().map(|one| text(one, "id").to_owned()).collect()
    };
    for (name, path, ends) in [
        ("users", "users", vec!["memberof", "systems", "applications", "directories", "associations?targets=system"]),
        ("user_groups", "usergroups", vec!["members", "systems", "suggestions", "associations?targets=application"]),
        ("system_groups", "systemgroups", vec!["members", "policies", "users"]),
        ("systems", "systems", vec!["policystatuses", "users", "policies"]),
        ("bulk_jobs", "bulk/users", vec!["results"]),
    ] {
        for id in ids(name) {
            paths.extend(ends.iter().map(|end| format!("/api/v2/{path}/{id}/{end}")));
        }
    }
    let mut all = Vec::new();
    for path in paths {
        let got = sim.get(&path).await;
        assert!(got.status < 300, "{path}: {}", got.text);
        all.push((path, got.body));
    }
    let asked = json!({ "service": ["directory"], "start_time": "2026-01-01T00:00:00Z" });
    all.push(("events".to_owned(), sim.post("/insights/directory/v1/events", asked).await.body));
    all
}

/// A hire that was activated, moved between groups, changed and warned, weeks ago.
async fn lived_in() -> Sim {
    let sim = full().await;
    let user = sim.user("eve", json!({ "department": "IT", "password": "Tr0ub4dor&3-y" })).await;
    let path = format!("/api/systemusers/{}", text(&user, "_id"));
    sim.put(&path, json!({ "department": "Sales", "jobTitle": "Clerk" })).await;
    sim.user("kim", json!({})).await;
    sim.post("/_sim/mail", json!({ "to": "it@example.com", "subject": "New account" })).await;
    sim.control().advance(std::time::Duration::from_secs(86 * 86_400));
    sim
}

#[tokio::test]
async fn a_copy_answers_every_question_as_the_original_does() {
    let sim = lived_in().await;
    let original = answers(&sim).await;
    assert!(original.iter().any(|(_, answer)| answer.to_string().contains("password_expiration_warning")));
    let state = sim.control().state();
    let copy = Sim::start(Seed::Document(state.clone()), still()).await;
    assert_eq!(copy.control().now(), sim.control().now(), "time goes on where it was");
    assert_eq!(answers(&copy).await, original);
    let running = Sim::start(Seed::Empty, still()).await;
    running.user("someone", json!({})).await;
    assert_eq!(running.put("/_sim/state", state).await.status, 204);
    assert_eq!(answers(&running).await, original);
}

#[tokio::test]
async fn what_was_mailed_is_not_mailed_again_and_what_is_to_come_comes() {
    let sim = lived_in().await;
    let copy = Sim::start(Seed::Document(sim.control().state()), still()).await;
    assert_eq!(copy.put("/_sim/state", sim.control().state()).await.status, 204, "twice makes no difference");
    for one in [&sim, &copy] {
        one.control().advance(std::time::Duration::from_secs(30 * 86_400));
    }
    assert_eq!(copy.control().mail(), sim.control().mail());
    assert!(sim.control().mail().iter().any(|mail| mail.kind == "password_expiration"));
}

#[tokio::test]
async fn a_copys_events_go_on_and_none_has_the_id_of_another() {
    let state = full().await.control().state();
    let copy = Sim::start(Seed::Document(state), still()).await;
    for number in 0..5 {
        copy.user(&format!("new{number}"), json!({})).await;
    }
    let asked = json!({ "service": ["directory"], "start_time": "2026-01-01T00:00:00Z" });
    let events = copy.post("/insights/directory/v1/events", asked).await.body;
    let ids: std::collections::BTreeSet<&str> =
        events.as_array().unwrap().iter().map(|event| text(event, "id")).collect();
    assert_eq!(ids.len(), events.as_array().unwrap().len());
}

#[tokio::test]
async fn an_event_or_a_mail_that_cannot_be_read_refuses_the_document() {
    let sim = Sim::empty().await;
    for spoilt in ["/organizations/0/events/0/kind", "/organizations/0/events/0/about", "/mail/0/kind"] {
        let mut state = lived_in().await.control().state();
        *state.pointer_mut(spoilt).unwrap() = json!(7);
        assert_eq!(sim.put("/_sim/state", state).await.status, 400, "{spoilt}");
    }
}
