//! States that users enter at a given time.

use std::time::Duration;

use dayone_simulator::{ClockMode, Options, Seed};
use serde_json::{Value, json};

use crate::harness::{Sim, text};

async fn still() -> Sim {
    let clock = ClockMode::Manual("2026-03-01T08:00:00Z".parse().unwrap());
    Sim::start(Seed::Empty, Options { clock, ..Options::default() }).await
}

async fn staged(sim: &Sim, name: &str) -> String {
    let mfa = json!({ "exclusion": true, "exclusionDays": 7 });
    text(&sim.user(name, json!({ "state": "STAGED", "mfa": mfa, "enable_user_portal_multifactor": true })).await, "_id")
        .to_owned()
}

async fn schedule(sim: &Sim, users: &[&str], state: &str, more: Value) -> crate::harness::Got {
    let mut body = json!({ "user_ids": users, "state": state, "start_date": "2026-03-02T06:00:00Z" });
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    sim.post("/api/v2/bulk/userstates", body).await
}

async fn state(sim: &Sim, user: &str) -> Value {
    sim.get(&format!("/api/systemusers/{user}")).await.body["state"].clone()
}

#[tokio::test]
async fn a_scheduled_activation_happens_at_its_time_with_its_mail() {
    let sim = still().await;
    let ann = staged(&sim, "ann").await;
    let got = schedule(&sim, &[&ann], "ACTIVATED", json!({})).await;
    assert_eq!(got.status, 201, "{}", got.text);
    assert_eq!(got.body[0]["scheduledDate"], "2026-03-02T06:00:00.000Z");
    sim.control().advance(Duration::from_secs(3600));
    assert_eq!(state(&sim, &ann).await, "STAGED");
    sim.control().advance(Duration::from_secs(10 * 86_400));
    let user = sim.get(&format!("/api/systemusers/{ann}")).await.body;
    assert_eq!(user["state"], "ACTIVATED");
    assert_eq!(user["mfa"]["exclusionUntil"], "2026-03-09T06:00:00.000Z", "counted from the activation");
    assert_eq!(user["mfaEnrollment"]["overallStatus"], "ENROLLMENT_EXPIRED", "the days of grace are over");
    let mail = sim.control().mail();
    assert_eq!(
        (mail.len(), mail[0].to.as_str(), mail[0].at.as_str()),
        (1, "ann@example.com", "2026-03-02T06:00:00.000Z")
    );
    assert_eq!(sim.get("/api/v2/bulk/userstates").await.body, json!([]), "nothing more to come");
}

#[tokio::test]
async fn the_mail_of_a_scheduled_activation_is_redirected_or_suppressed() {
    let sim = still().await;
    let (ann, bob) = (staged(&sim, "ann").await, staged(&sim, "bob").await);
    schedule(&sim, &[&ann], "ACTIVATED", json!({ "send_activation_emails": false })).await;
    schedule(&sim, &[&bob], "ACTIVATED", json!({ "activation_email_override": "home@example.org" })).await;
    sim.control().advance(Duration::from_secs(2 * 86_400));
    let to: Vec<String> = sim.control().mail().into_iter().map(|mail| mail.to).collect();
    assert_eq!(to, ["home@example.org"]);
}

#[tokio::test]
async fn what_is_scheduled_is_listed_and_taken_back() {
    let sim = still().await;
    let (ann, bob) = (staged(&sim, "ann").await, staged(&sim, "bob").await);
    let first = schedule(&sim, &[&ann, &bob], "ACTIVATED", json!({})).await.body;
    schedule(&sim, &[&ann], "SUSPENDED", json!({ "start_date": "2026-04-01T00:00:00Z" })).await;
    schedule(&sim, &[&ann], "ACTIVATED", json!({ "start_date": "2026-05-01T00:00:00Z" })).await;
    let all = sim.get("/api/v2/bulk/userstates").await;
    assert_eq!((all.body.as_array().unwrap().len(), all.headers["x-total-count"].to_str().unwrap()), (4, "4"));
    assert_eq!(sim.get(&format!("/api/v2/bulk/userstates?userid={bob}")).await.body.as_array().unwrap().len(), 1);
    let suspensions = sim.get("/api/v2/bulk/userstates?filter=state:eq:SUSPENDED").await.body;
    assert_eq!(suspensions.as_array().unwrap().len(), 1);
    let next = sim.get(&format!("/api/v2/bulk/userstates/eventlist/next?users={ann},{bob}")).await.body;
    assert_eq!(
        (&next["events_count"], next["results"].as_array().unwrap().len()),
        (&json!(3), 3),
        "one a state and user"
    );
    let id = text(&first[0], "scheduledJobId");
    assert_eq!(sim.delete(&format!("/api/v2/bulk/userstates/{id}")).await.status, 204);
    assert_eq!(sim.delete(&format!("/api/v2/bulk/userstates/{id}")).await.status, 404);
    sim.control().advance(Duration::from_secs(2 * 86_400));
    assert_eq!((state(&sim, &ann).await, state(&sim, &bob).await), (json!("STAGED"), json!("ACTIVATED")));
}

#[tokio::test]
async fn what_cannot_be_scheduled_is_400() {
    let sim = still().await;
    let (ann, bob) = (staged(&sim, "ann").await, staged(&sim, "bob").await);
    for (state, more) in [
        ("STAGED", json!({})),
        ("ACTIVATED", json!({ "start_date": "tomorrow" })),
        ("ACTIVATED", json!({ "user_ids": ["5f00000000000000000000ee"] })),
        ("SUSPENDED", json!({ "send_activation_emails": true })),
        ("ACTIVATED", json!({ "user_ids": [ann, bob], "activation_email_override": "home@example.org" })),
    ] {
        let got = schedule(&sim, &[&ann], state, more).await;
        assert_eq!(got.status, 400, "{}", got.text);
    }
    assert_eq!(sim.get("/api/v2/bulk/userstates/eventlist/next").await.status, 400, "users are required");
}

#[tokio::test]
async fn a_user_who_is_gone_by_then_is_passed_over() {
    let sim = still().await;
    let ann = staged(&sim, "ann").await;
    schedule(&sim, &[&ann], "ACTIVATED", json!({})).await;
    sim.delete(&format!("/api/systemusers/{ann}")).await;
    sim.control().advance(Duration::from_secs(2 * 86_400));
    assert_eq!(sim.control().mail().len(), 0);
}
