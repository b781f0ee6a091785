//! Passwords: policy, dates, and that they are never shown.

use dayone_simulator::{ClockMode, Options, Seed, Switches};
use serde_json::json;

use crate::harness::{Sim, text};

const GOOD: &str = "Correct-Horse-7-Battery";

#[tokio::test]
async fn a_password_is_dated_by_the_policy_and_never_echoed() {
    let clock = ClockMode::Manual("2026-03-04T15:30:00Z".parse().unwrap());
    let sim = Sim::start(Seed::Empty, Options { clock, ..Options::default() }).await;
    let user = sim.user("ann", json!({ "password": GOOD })).await;
    assert_eq!(user["activated"], true);
    assert_eq!(user["password_date"], "2026-03-04T15:30:00.000Z");
    assert_eq!(user["password_expiration_date"], "2026-06-02T15:30:00.000Z");
    let never = sim.user("bob", json!({ "password": GOOD, "password_never_expires": true })).await;
    assert!(never["password_expiration_date"].is_null());
    let none = sim.user("cem", json!({})).await;
    assert!(none["password_expiration_date"].is_null() && none["password_date"].is_null());
    assert_eq!(none["activated"], false);
    assert!(sim.control().password_is(text(&user, "_id"), GOOD));
    let everything = format!(
        "{}{}{}",
        sim.get("/api/systemusers").await.text,
        sim.get("/_sim/state").await.text,
        sim.get("/_sim/requests").await.text
    );
    assert!(!everything.contains(GOOD));
}

#[tokio::test]
async fn each_missed_rule_is_one_violation() {
    let sim = Sim::empty().await;
    for (password, rule) in [
        ("NoSymbolsAtAll77", "specialCharacter"),
        ("Sh0rt!", "minLength"),
        ("no-upper-case-77", "uppercase"),
        ("NO-LOWER-CASE-77", "lowercase"),
        ("No-Digits-At-All", "number"),
        ("My-name-is-ann.lee-7", "username"),
    ] {
        let body = json!({ "username": "ann.lee", "email": "ann@example.com", "password": password });
        let got = sim.post("/api/systemusers?fullValidationDetails=password", body).await;
        assert_eq!(got.status, 400, "{password}");
        let expected = json!({
            "code": 400,
            "message": "Password validation fail",
            "status": "INVALID_ARGUMENT",
            "details": [{
                "fieldViolationsList": [{ "field": "password", "description": rule }],
                "@type": "type.googleapis.com/google.rpc.BadRequest",
            }],
        });
        assert_eq!(got.body, expected);
    }
}

#[tokio::test]
async fn without_the_flag_there_is_one_text() {
    let sim = Sim::empty().await;
    let body = json!({ "username": "ann", "email": "ann@example.com", "password": "short" });
    let got = sim.post("/api/systemusers", body).await;
    assert!(got.status == 400 && got.body.get("details").is_none(), "{}", got.text);
}

#[tokio::test]
async fn a_password_used_before_is_refused() {
    let sim = Sim::empty().await;
    let user = sim.user("ann", json!({ "password": GOOD })).await;
    let path = format!("/api/systemusers/{}?fullValidationDetails=password", text(&user, "_id"));
    let got = sim.put(&path, json!({ "password": GOOD })).await;
    assert_eq!(got.body["details"][0]["fieldViolationsList"][0]["description"], "passwordHistory");
    assert_eq!(sim.put(&path, json!({ "password": "Another-Horse-8-Staple" })).await.status, 200);
}

#[tokio::test]
async fn a_changed_policy_counts_at_once() {
    let sim = Sim::empty().await;
    sim.control().set_settings(&json!({ "passwordPolicy": { "minLength": 40 } })).unwrap();
    let body = json!({ "username": "ann", "email": "ann@example.com", "password": GOOD });
    assert_eq!(sim.post("/api/systemusers", body).await.status, 400);
}

#[tokio::test]
async fn a_password_can_be_expired_by_hand() {
    let sim = Sim::empty().await;
    let user = sim.user("ann", json!({ "password": GOOD })).await;
    let path = format!("/api/systemusers/{}", text(&user, "_id"));
    assert_eq!(sim.post(&format!("{path}/expire"), json!({})).await.text, "");
    assert_eq!(sim.get(&path).await.body["password_expired"], true);
}

#[tokio::test]
async fn an_action_may_answer_a_word_that_is_no_json() {
    let sim = Sim::empty().await;
    let user = sim.user("ann", json!({})).await;
    sim.control().set_switches(Switches { words_after_actions: true, ..Switches::default() });
    let got = sim.post(&format!("/api/systemusers/{}/unlock", text(&user, "_id")), json!({})).await;
    assert_eq!((got.status, got.text.as_str()), (200, "OK"));
}

#[tokio::test]
async fn presets_demand_less_than_the_organisations_own_policy() {
    let sim = Sim::empty().await;
    for (preset, password, status) in [
        ("custom", "lower-7", 400),
        ("pci3", "lower-7", 200),
        ("pci3", "lower7", 400),
        ("windows", "Upper-77", 200),
        ("windows", "lower-77", 400),
    ] {
        sim.control().set_settings(&json!({ "passwordCompliance": preset })).unwrap();
        let name = format!("{preset}-{status}-{}", password.len());
        let body = json!({ "username": name, "email": format!("{name}@example.com"), "password": password });
        assert_eq!(sim.post("/api/systemusers", body).await.status, status, "{preset} {password}");
    }
}
