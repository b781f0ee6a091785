//! Directory Insights: what happened.

use std::time::Duration;

use dayone_simulator::{ClockMode, Options, Seed};
use serde_json::{Value, json};

use crate::harness::{Got, Sim, text};

const EVENTS: &str = "/insights/directory/v1/events";

async fn still() -> Sim {
    let clock = ClockMode::Manual("2026-03-01T08:00:00Z".parse().unwrap());
    Sim::start(Seed::Empty, Options { clock, ..Options::default() }).await
}

async fn ask(sim: &Sim, path: &str, more: Value) -> Got {
    let mut body = json!({ "service": ["directory"], "start_time": "2026-03-01T00:00:00Z", "sort": "ASC" });
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    sim.post(path, body).await
}

/// A hire: created, put into a group, activated.
async fn hired() -> Sim {
    let sim = still().await;
    let group = sim.post("/api/v2/usergroups", json!({ "name": "UG-IT" })).await.body;
    let user = sim.user("ann", json!({ "state": "STAGED", "password": "Tr0ub4dor&3-x" })).await;
    let add = json!({ "op": "add", "type": "user", "id": user["_id"] });
    sim.post(&format!("/api/v2/usergroups/{}/members", text(&group, "id")), add).await;
    sim.control().advance(Duration::from_secs(3600));
    let path = format!("/api/systemusers/{}", text(&user, "_id"));
    sim.post(&format!("{path}/state/activate"), json!({})).await;
    sim.put(&path, json!({ "department": "IT", "password": "An0ther&Secret" })).await;
    sim
}

fn kinds(got: &Got) -> Vec<String> {
    got.body.as_array().unwrap().iter().map(|event| text(event, "event_type").to_owned()).collect()
}

#[tokio::test]
async fn a_hire_leaves_its_events() {
    let sim = hired().await;
    let got = ask(&sim, EVENTS, json!({})).await;
    assert_eq!(got.status, 200, "{}", got.text);
    assert_eq!(kinds(&got), ["group_create", "user_create", "association_change", "user_activated", "user_update"]);
    let events = &got.body;
    assert_eq!(
        (text(&events[1]["resource"], "username"), text(&events[1], "timestamp")),
        ("ann", "2026-03-01T08:00:00.000Z")
    );
    assert_eq!(events[2]["association"]["connection"]["to"]["type"], "user");
    assert_eq!(
        events[4]["changes"],
        json!([{ "field": "department", "to": "IT" }, { "field": "password", "to": "********" }])
    );
    assert_eq!(events[4]["initiated_by"]["email"], "api_key");
    assert_eq!(got.headers["x-result-count"], "5");
}

#[tokio::test]
async fn events_are_searched_by_time_and_fields() {
    let sim = hired().await;
    let late = ask(&sim, EVENTS, json!({ "start_time": "2026-03-01T08:30:00Z" })).await;
    assert_eq!(kinds(&late), ["user_activated", "user_update"]);
    let early = ask(&sim, EVENTS, json!({ "end_time": "2026-03-01T08:30:00Z", "sort": "DESC" })).await;
    assert_eq!(kinds(&early), ["association_change", "user_create", "group_create"]);
    let term = json!({ "and": [{ "event_type": ["user_create", "user_update"] }, { "resource.username": "ann" }] });
    assert_eq!(kinds(&ask(&sim, EVENTS, json!({ "search_term": term })).await), ["user_create", "user_update"]);
    let only = ask(&sim, EVENTS, json!({ "fields": ["event_type"] })).await;
    assert_eq!(only.body[0], json!({ "event_type": "group_create" }));
    for service in [json!(["sso"]), json!([])] {
        assert_eq!(kinds(&ask(&sim, EVENTS, json!({ "service": service })).await), [""; 0]);
    }
    assert_eq!(ask(&sim, &format!("{EVENTS}/count"), json!({ "search_term": term })).await.body["count"], 2);
    let distinct = ask(&sim, &format!("{EVENTS}/distinct"), json!({ "field": "resource.type" })).await;
    assert_eq!(distinct.body["buckets"][0], json!({ "key": "user", "doc_count": 3 }));
    let hours = ask(&sim, &format!("{EVENTS}/interval"), json!({ "interval_unit": "h", "interval_value": "1" })).await;
    assert_eq!(hours.body["buckets"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn events_are_read_page_by_page() {
    let sim = hired().await;
    let (mut seen, mut after) = (Vec::new(), Value::Null);
    loop {
        let mut more = json!({ "limit": 2 });
        if !after.is_null() {
            more["search_after"] = after;
        }
        let got = ask(&sim, EVENTS, more).await;
        assert_eq!(got.headers["x-limit"], "2");
        seen.extend(kinds(&got));
        if got.body.as_array().unwrap().len() < 2 {
            break;
        }
        after = serde_json::from_str(got.headers["x-search_after"].to_str().unwrap()).unwrap();
    }
    assert_eq!(seen.len(), 5);
}

#[tokio::test]
async fn a_query_without_service_or_time_or_with_too_much_is_400() {
    let sim = still().await;
    for body in [
        json!({ "start_time": "2026-03-01T00:00:00Z" }),
        json!({ "service": ["directory"] }),
        json!({ "service": ["directory"], "start_time": "today" }),
        json!({ "service": ["directory"], "start_time": "2026-03-01T00:00:00Z", "limit": 10_001 }),
    ] {
        assert_eq!(sim.post(EVENTS, body.clone()).await.status, 400, "{body}");
    }
    assert_eq!(sim.bare(reqwest::Method::POST, EVENTS).send().await.unwrap().status(), 302);
}

#[tokio::test]
async fn old_events_are_forgotten() {
    let sim = hired().await;
    sim.control().advance(Duration::from_secs(91 * 86_400));
    let left = kinds(&ask(&sim, EVENTS, json!({})).await);
    assert_eq!(left, ["user_password_expired"], "of the first day nothing; the password has ended meanwhile");
}

#[tokio::test]
async fn a_member_by_rule_is_an_event_too() {
    let sim = still().await;
    let rule = json!({ "queryType": "FilterQuery", "filters": ["department:eq:IT"] });
    let group = json!({ "name": "UG-IT", "membershipMethod": "DYNAMIC_AUTOMATED", "memberQuery": rule });
    sim.post("/api/v2/usergroups", group).await;
    let user = sim.user("ann", json!({ "department": "IT" })).await;
    sim.put(&format!("/api/systemusers/{}", text(&user, "_id")), json!({ "department": "Sales" })).await;
    let term = json!({ "and": [{ "event_type": "association_change" }] });
    let events = ask(&sim, EVENTS, json!({ "search_term": term })).await.body;
    let ops: Vec<&str> = events.as_array().unwrap().iter().map(|event| text(&event["association"], "op")).collect();
    assert_eq!(ops, ["add", "remove"]);
}
