//! The state machine, its mails, and the MFA grace period.

use std::time::Duration;

use dayone_simulator::{ClockMode, Options, Seed, Switches};
use serde_json::json;

use crate::harness::{Sim, text};

async fn at_noon() -> Sim {
    let clock = ClockMode::Manual("2026-03-04T12:00:00Z".parse().unwrap());
    Sim::start(Seed::Empty, Options { clock, ..Options::default() }).await
}

#[tokio::test]
async fn only_an_active_user_without_a_password_is_mailed_at_creation() {
    let sim = Sim::empty().await;
    sim.user("mailed", json!({ "alternateEmail": "home@example.com" })).await;
    sim.user("with-password", json!({ "password": "Correct-Horse-7-Battery" })).await;
    sim.user("staged", json!({ "state": "STAGED" })).await;
    sim.user("suspended", json!({ "state": "SUSPENDED" })).await;
    let mail = sim.control().mail();
    assert_eq!(mail.len(), 1);
    assert_eq!((mail[0].kind.as_str(), mail[0].to.as_str()), ("activation", "home@example.com"));
}

#[tokio::test]
async fn activation_mails_by_password_and_by_what_the_body_says() {
    let password = "Correct-Horse-7-Battery";
    let alternate = "home@example.com";
    for (user, body, expected) in [
        (json!({}), json!({}), Some(("activation", "ann@example.com"))),
        (json!({ "alternateEmail": alternate }), json!({}), Some(("activation", alternate))),
        (json!({ "alternateEmail": alternate, "password": password }), json!({}), Some(("welcome", "ann@example.com"))),
        (json!({}), json!({ "email": true }), Some(("activation", "ann@example.com"))),
        (json!({}), json!({ "email": "else@example.com" }), Some(("activation", "else@example.com"))),
        (
            json!({ "password": password }),
            json!({ "email": "else@example.com" }),
            Some(("welcome", "else@example.com")),
        ),
        (json!({}), json!({ "email": false }), None),
    ] {
        let sim = Sim::empty().await;
        let mut user = user;
        user["state"] = json!("STAGED");
        let user = sim.user("ann", user).await;
        let path = format!("/api/systemusers/{}", text(&user, "_id"));
        let got = sim.post(&format!("{path}/state/activate"), body.clone()).await;
        assert_eq!((got.status, got.text.as_str()), (200, ""));
        let mail = sim.control().mail();
        let sent = mail.first().map(|mail| (mail.kind.as_str(), mail.to.as_str()));
        assert_eq!(sent, expected, "{body}");
        assert_eq!(sim.get(&path).await.body["state"], "ACTIVATED");
    }
}

#[tokio::test]
async fn activating_twice_is_refused_or_ignored_and_mails_once() {
    let sim = Sim::empty().await;
    let user = sim.user("ann", json!({ "state": "STAGED" })).await;
    let path = format!("/api/systemusers/{}/state/activate", text(&user, "_id"));
    assert_eq!(sim.post(&path, json!({})).await.status, 200);
    assert_eq!(sim.post(&path, json!({})).await.status, 409);
    sim.control().set_switches(Switches { activate_unstaged_status: 200, ..Switches::default() });
    assert_eq!(sim.post(&path, json!({})).await.status, 200);
    assert_eq!(sim.control().mail().len(), 1);
}

#[tokio::test]
async fn the_body_of_activate_is_optional() {
    let sim = Sim::empty().await;
    let user = sim.user("ann", json!({ "state": "STAGED" })).await;
    let path = format!("/api/systemusers/{}/state/activate", text(&user, "_id"));
    assert_eq!(sim.request(reqwest::Method::POST, &path).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn days_of_grace_start_at_activation() {
    let sim = at_noon().await;
    let mfa = json!({ "exclusion": true, "exclusionDays": 7 });
    let user =
        sim.user("ann", json!({ "state": "STAGED", "enable_user_portal_multifactor": true, "mfa": mfa.clone() })).await;
    assert_eq!(user["mfa"]["exclusionDays"], 7);
    assert_eq!(user["mfaEnrollment"]["overallStatus"], "PENDING_ACTIVATION");
    sim.control().advance(Duration::from_secs(86_400));
    let path = format!("/api/systemusers/{}", text(&user, "_id"));
    sim.post(&format!("{path}/state/activate"), json!({})).await;
    let user = sim.get(&path).await.body;
    assert_eq!(
        user["mfa"],
        json!({ "configured": false, "exclusion": true, "exclusionUntil": "2026-03-12T12:00:00.000Z" })
    );
    assert_eq!(user["mfaEnrollment"]["overallStatus"], "IN_ENROLLMENT");
    sim.control().advance(Duration::from_secs(8 * 86_400));
    assert_eq!(sim.get(&path).await.body["mfaEnrollment"]["overallStatus"], "ENROLLMENT_EXPIRED");
}

#[tokio::test]
async fn a_date_of_grace_is_kept_on_active_users() {
    let sim = at_noon().await;
    let until = "2026-03-11T12:00:00Z";
    let user = sim.user("ann", json!({ "mfa": { "exclusion": true, "exclusionUntil": until } })).await;
    assert_eq!(user["mfa"]["exclusionUntil"], until);
    assert_eq!(user["mfa"]["configured"], false);
}

#[tokio::test]
async fn resetting_mfa_starts_a_new_grace_period() {
    let sim = at_noon().await;
    let user = sim.user("ann", json!({})).await;
    let path = format!("/api/systemusers/{}", text(&user, "_id"));
    let got = sim.post(&format!("{path}/resetmfa"), json!({ "exclusion": true, "exclusionDays": 2 })).await;
    assert_eq!((got.status, got.text.as_str()), (200, ""));
    assert_eq!(sim.get(&path).await.body["mfa"]["exclusionUntil"], "2026-03-06T12:00:00.000Z");
}

#[tokio::test]
async fn the_activation_mail_can_be_sent_again_until_a_password_is_set() {
    let sim = Sim::empty().await;
    let user = sim.user("ann", json!({})).await;
    let id = text(&user, "_id");
    let body = json!({ "isSelectAll": false, "models": [{ "_id": id }] });
    assert_eq!(sim.post("/api/systemusers/reactivate", body.clone()).await.status, 200);
    assert_eq!(sim.control().mail().len(), 2);
    let password = json!({ "password": "Correct-Horse-7-Battery" });
    assert_eq!(sim.post(&format!("/api/systemusers/{id}/password"), password).await.status, 200);
    sim.post("/api/systemusers/reactivate", body).await;
    assert_eq!(sim.control().mail().len(), 2);
}

#[tokio::test]
async fn dates_come_from_the_simulators_clock() {
    let sim = at_noon().await;
    let user = sim.user("ann", json!({})).await;
    assert_eq!(user["created"], "2026-03-04T12:00:00.000Z");
    assert_eq!(sim.get("/api/systemusers").await.headers["date"], "Wed, 04 Mar 2026 12:00:00 GMT");
}

#[tokio::test]
async fn users_are_found_by_how_far_their_enrolment_is() {
    let sim = at_noon().await;
    let mfa = json!({ "exclusion": true, "exclusionDays": 7 });
    let more = json!({ "enable_user_portal_multifactor": true, "mfa": mfa });
    sim.user("ann", more.clone()).await;
    let mut staged = more;
    staged["state"] = json!("STAGED");
    sim.user("bob", staged).await;
    let count = async |status: &str| {
        let path = format!("/api/systemusers?filter=mfaEnrollment.overallStatus:$eq:{status}");
        sim.get(&path).await.body["totalCount"].clone()
    };
    assert_eq!((count("IN_ENROLLMENT").await, count("PENDING_ACTIVATION").await), (json!(1), json!(1)));
    sim.control().advance(Duration::from_secs(8 * 86_400));
    assert_eq!((count("ENROLLMENT_EXPIRED").await, count("PENDING_ACTIVATION").await), (json!(1), json!(1)));
}

#[tokio::test]
async fn only_the_moves_of_the_state_machine_are_possible() {
    let sim = at_noon().await;
    for (first, next, status) in [
        ("STAGED", "ACTIVATED", 200),
        ("STAGED", "SUSPENDED", 200),
        ("STAGED", "STAGED", 200),
        ("ACTIVATED", "SUSPENDED", 200),
        ("ACTIVATED", "STAGED", 400),
        ("SUSPENDED", "ACTIVATED", 200),
        ("SUSPENDED", "STAGED", 400),
    ] {
        let name = format!("{}-{}", first.to_lowercase(), next.to_lowercase());
        let user = sim.user(&name, json!({ "state": first })).await;
        let path = format!("/api/systemusers/{}", text(&user, "_id"));
        let moved = sim.put(&path, json!({ "state": next })).await;
        assert_eq!(moved.status, status, "{first} to {next}: {}", moved.text);
        let now = sim.get(&path).await.body;
        let expected = if status == 200 { next } else { first };
        assert_eq!((text(&now, "state"), &now["suspended"]), (expected, &json!(expected == "SUSPENDED")));
    }
    let user = sim.user("ann", json!({})).await;
    let path = format!("/api/systemusers/{}", text(&user, "_id"));
    assert_eq!(sim.post(&format!("{path}/state/suspend"), json!({})).await.status, 200);
    assert_eq!(text(&sim.get(&path).await.body, "state"), "SUSPENDED");
    sim.put(&path, json!({ "suspended": false })).await;
    assert_eq!(text(&sim.get(&path).await.body, "state"), "ACTIVATED", "the older field says the same");
}
