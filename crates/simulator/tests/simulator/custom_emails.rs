//! The organisation's own words in mails.

use serde_json::json;

use crate::harness::{Sim, text};

#[tokio::test]
async fn a_mail_of_ones_own_is_written_read_replaced_and_given_up() {
    let sim = Sim::empty().await;
    assert_eq!(sim.get("/api/v2/customemail/templates").await.body.as_array().unwrap().len(), 8);
    let path = "/api/v2/customemails/activate_user_custom";
    assert_eq!(sim.get(path).await.status, 404);
    let body = json!({ "type": "activate_user_custom", "subject": "Welcome aboard", "title": "Hello" });
    let made = sim.post("/api/v2/customemails", body.clone()).await;
    assert_eq!((made.status, text(&made.body, "subject")), (201, "Welcome aboard"));
    assert_eq!(sim.post("/api/v2/customemails", body).await.status, 409);
    let put = sim.put(path, json!({ "type": "activate_user_custom", "subject": "Your account" })).await;
    assert_eq!((put.status, put.body["title"].is_null()), (200, true), "what is left out is gone");
    sim.user("ann", json!({})).await;
    assert_eq!(sim.control().mail()[0].more["subject"], "Your account");
    assert_eq!((sim.delete(path).await.status, sim.delete(path).await.status), (204, 404));
}

#[tokio::test]
async fn a_mail_needs_a_known_type_and_a_subject() {
    let sim = Sim::empty().await;
    for body in [
        json!({ "type": "nonsense", "subject": "x" }),
        json!({ "type": "activate_user_custom" }),
        json!({ "type": "activate_user_custom", "subject": 7 }),
    ] {
        assert_eq!(sim.post("/api/v2/customemails", body).await.status, 400);
    }
}
