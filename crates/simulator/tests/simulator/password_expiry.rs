//! Passwords that end by the clock.

use std::time::Duration;

use dayone_simulator::{ClockMode, Kind, Options, Seed, Switches};
use serde_json::{Value, json};

use crate::harness::{Sim, text};

const GOOD: &str = "Correct-Horse-7-Battery";
const DAY: u64 = 86_400;

fn still() -> Options {
    Options { clock: ClockMode::Manual("2026-03-04T15:30:00Z".parse().unwrap()), ..Options::default() }
}

async fn with_password() -> (Sim, String) {
    let sim = Sim::start(Seed::Empty, still()).await;
    let user = sim.user("ann", json!({ "password": GOOD })).await;
    let path = format!("/api/systemusers/{}", text(&user, "_id"));
    (sim, path)
}

fn pass(sim: &Sim, days: u64) {
    sim.control().advance(Duration::from_secs(days * DAY));
}

/// Types and times of mails.
fn mails(sim: &Sim) -> Vec<(String, String)> {
    sim.control().mail().into_iter().map(|mail| (mail.kind, mail.at)).collect()
}

async fn expired(sim: &Sim) -> Value {
    sim.get("/api/systemusers?filter=password_expired:$eq:true").await.body["totalCount"].clone()
}

#[tokio::test]
async fn a_password_is_warned_of_and_ends_at_its_time_with_mails_and_an_event() {
    let (sim, path) = with_password().await;
    pass(&sim, 82);
    assert_eq!((mails(&sim), expired(&sim).await), (vec![], json!(0)));
    pass(&sim, 1);
    let warning = ("password_expiration_warning".to_owned(), "2026-05-26T15:30:00.000Z".to_owned());
    assert_eq!(mails(&sim), std::slice::from_ref(&warning));
    pass(&sim, 30);
    let end = ("password_expiration".to_owned(), "2026-06-02T15:30:00.000Z".to_owned());
    assert_eq!(mails(&sim), [warning, end], "each at its own time, whenever one looks");
    assert_eq!((expired(&sim).await, &sim.get(&path).await.body["password_expired"]), (json!(1), &json!(true)));
    let asked = json!({ "service": ["directory"], "start_time": "2026-06-01T00:00:00Z" });
    let events = sim.post("/insights/directory/v1/events", asked).await.body;
    assert_eq!(text(&events[0], "event_type"), "user_password_expired");
    pass(&sim, 300);
    assert_eq!(mails(&sim).len(), 2, "once");
}

#[tokio::test]
async fn a_new_password_starts_over() {
    let (sim, path) = with_password().await;
    pass(&sim, 80);
    assert_eq!(sim.put(&path, json!({ "password": "Another-Horse-8-Staple" })).await.status, 200);
    pass(&sim, 20);
    assert_eq!((mails(&sim), expired(&sim).await), (vec![], json!(0)), "the first end is no longer one");
    pass(&sim, 70);
    assert_eq!((mails(&sim).len(), expired(&sim).await), (2, json!(1)));
    assert_eq!(sim.put(&path, json!({ "password": "A-Third-Horse-9-Staple" })).await.status, 200);
    assert_eq!(expired(&sim).await, json!(0));
}

#[tokio::test]
async fn a_password_that_never_expires_does_not() {
    let (sim, path) = with_password().await;
    sim.put(&path, json!({ "password_never_expires": true })).await;
    pass(&sim, 400);
    assert_eq!((mails(&sim), expired(&sim).await), (vec![], json!(0)));
    sim.put(&path, json!({ "password_never_expires": false })).await;
    assert_eq!(expired(&sim).await, json!(1), "its days are long over");
}

#[tokio::test]
async fn warnings_come_on_another_day_or_not_at_all() {
    for (days, warned) in [(0, vec![]), (30, vec!["2026-05-03T15:30:00.000Z".to_owned()])] {
        let sim = Sim::start(Seed::Empty, still()).await;
        sim.control().set_switches(Switches { password_warning_days: days, ..Switches::default() });
        sim.user("ann", json!({ "password": GOOD })).await;
        pass(&sim, 89);
        assert_eq!(mails(&sim).into_iter().map(|mail| mail.1).collect::<Vec<_>>(), warned);
    }
}

#[tokio::test]
async fn suspended_users_are_not_mailed_and_own_words_are_used() {
    let (sim, path) = with_password().await;
    let words = json!({ "type": "password_expiration_warning", "subject": "Soon over" });
    assert_eq!(sim.post("/api/v2/customemails", words).await.status, 201);
    pass(&sim, 84);
    assert_eq!(sim.control().mail()[0].more["subject"], "Soon over");
    sim.put(&path, json!({ "state": "SUSPENDED" })).await;
    pass(&sim, 30);
    assert_eq!((mails(&sim).len(), expired(&sim).await), (1, json!(1)), "expired without a word");
}

#[tokio::test]
async fn a_password_expired_by_hand_is_told_of() {
    let (sim, path) = with_password().await;
    assert_eq!(sim.post(&format!("{path}/expire"), json!({})).await.status, 200);
    assert_eq!((mails(&sim)[0].0.as_str(), expired(&sim).await), ("password_expiration", json!(1)));
    pass(&sim, 200);
    assert_eq!(mails(&sim).len(), 1);
}

#[tokio::test]
async fn a_changed_lifetime_counts_from_the_day_a_password_was_set() {
    let (sim, path) = with_password().await;
    let organization = format!("/api/organizations/{}", sim.simulator.org_id());
    let longer = json!({ "settings": { "passwordPolicy": { "passwordExpirationInDays": 180 } } });
    assert_eq!(sim.put(&organization, longer).await.status, 200);
    assert_eq!(sim.get(&path).await.body["password_expiration_date"], "2026-08-31T15:30:00.000Z");
    pass(&sim, 100);
    assert_eq!((mails(&sim), expired(&sim).await), (vec![], json!(0)));
    let shorter = json!({ "settings": { "passwordPolicy": { "passwordExpirationInDays": 60 } } });
    assert_eq!(sim.put(&organization, shorter).await.status, 200);
    assert_eq!((mails(&sim).len(), expired(&sim).await), (1, json!(1)));
    let none = json!({ "settings": { "passwordPolicy": { "enablePasswordExpirationInDays": false } } });
    assert_eq!(sim.put(&organization, none).await.status, 200);
    let fresh = sim.user("bob", json!({ "password": GOOD })).await;
    assert!(fresh["password_expiration_date"].is_null());
}

#[tokio::test]
async fn who_is_past_the_end_when_loaded_is_marked_without_a_word() {
    let user = json!({
        "username": "ann", "email": "ann@example.com", "activated": true,
        "password_date": "2025-01-01T00:00:00Z", "password_expiration_date": "2025-04-01T00:00:00Z",
    });
    let sim = Sim::start(Seed::Empty, still()).await;
    sim.control().put_document(Kind::User, user.clone()).unwrap();
    assert_eq!((mails(&sim).len(), expired(&sim).await), (1, json!(1)), "put in by hand it happens now");
    let document = json!({ "organizations": [{ "name": "One", "users": [user] }] });
    let sim = Sim::start(Seed::Document(document), still()).await;
    assert_eq!((mails(&sim).len(), expired(&sim).await), (0, json!(1)));
}
