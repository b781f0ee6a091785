//! Many users at once, later.

use std::time::Duration;

use dayone_simulator::{ClockMode, Options, Seed, Switches};
use serde_json::{Value, json};

use crate::harness::{Sim, read, text};

async fn still() -> Sim {
    let clock = ClockMode::Manual("2026-03-01T08:00:00Z".parse().unwrap());
    Sim::start(Seed::Empty, Options { clock, ..Options::default() }).await
}

async fn results(sim: &Sim, job: &Value) -> Vec<Value> {
    let got = sim.get(&format!("/api/v2/bulk/users/{}/results?limit=100", text(job, "jobId"))).await;
    assert_eq!(got.status, 200, "{}", got.text);
    got.body.as_array().unwrap().clone()
}

fn row(name: &str) -> Value {
    json!({ "username": name, "email": format!("{name}@example.com") })
}

#[tokio::test]
async fn a_job_answers_at_once_and_finishes_row_by_row() {
    let sim = still().await;
    sim.control().set_bulk_row_time(Duration::from_secs(1));
    let job = sim.post("/api/v2/bulk/users", json!([row("ann"), row("bob")])).await;
    assert_eq!(job.status, 200, "{}", job.text);
    let statuses = |rows: Vec<Value>| rows.iter().map(|row| text(row, "status").to_owned()).collect::<Vec<_>>();
    assert_eq!(statuses(results(&sim, &job.body).await), ["pending", "pending"]);
    assert_eq!(sim.get("/api/systemusers").await.body["totalCount"], 0);
    sim.control().advance(Duration::from_secs(1));
    assert_eq!(statuses(results(&sim, &job.body).await), ["finished", "pending"]);
    sim.control().advance(Duration::from_secs(60));
    let rows = results(&sim, &job.body).await;
    assert_eq!(statuses(rows.clone()), ["finished", "finished"]);
    assert_eq!(rows[1]["updatedAt"], "2026-03-01T08:00:02.000Z", "at its own time");
    assert_eq!(rows[1]["persistedFields"]["username"], "bob");
    let users = sim.get("/api/systemusers").await.body;
    assert_eq!(users["results"][0]["creationSource"], "jumpcloud:bulk");
    assert_eq!(users["results"][0]["state"], "STAGED", "as the organisation says for imports");
}

#[tokio::test]
async fn a_row_that_fails_says_why_and_the_others_go_on() {
    let sim = still().await;
    sim.user("ann", json!({})).await;
    let job = sim.post("/api/v2/bulk/users", json!([row("ann"), row("bob"), { "username": "eve" }])).await.body;
    sim.control().advance(Duration::from_secs(60));
    let rows = results(&sim, &job).await;
    assert_eq!((text(&rows[0], "status"), text(&rows[0], "statusMsg")), ("failed", "username already exists"));
    assert_eq!(rows[1]["status"], "finished");
    assert!(text(&rows[2], "statusMsg").contains("email"));
    sim.control().set_switches(Switches { bulk_failure_status: "error".to_owned(), ..Switches::default() });
    let job = sim.post("/api/v2/bulk/users", json!([row("ann")])).await.body;
    sim.control().advance(Duration::from_secs(60));
    assert_eq!(results(&sim, &job).await[0]["status"], "error");
}

#[tokio::test]
async fn many_users_change_in_one_job() {
    let sim = still().await;
    let ann = sim.user("ann", json!({})).await;
    let body = json!([
        { "id": ann["_id"], "department": "IT" },
        { "id": "5f00000000000000000000ee", "department": "IT" },
    ]);
    let job = read(sim.request(reqwest::Method::PATCH, "/api/v2/bulk/users").json(&body).send().await.unwrap()).await;
    assert_eq!(job.status, 200, "{}", job.text);
    sim.control().advance(Duration::from_secs(60));
    let rows = results(&sim, &job.body).await;
    assert_eq!((text(&rows[0], "status"), text(&rows[1], "status")), ("finished", "failed"));
    let user = sim.get(&format!("/api/systemusers/{}", text(&ann, "_id"))).await.body;
    assert_eq!((text(&user, "department"), text(&user, "username")), ("IT", "ann"));
}

#[tokio::test]
async fn a_job_with_wrong_types_or_too_many_rows_is_400() {
    let sim = still().await;
    for body in [json!({}), json!(null), json!([7]), json!([{ "username": 5 }]), json!([{ "sudo": "yes" }])] {
        assert_eq!(sim.post("/api/v2/bulk/users", body.clone()).await.status, 400, "{body}");
    }
    let many: Vec<Value> = (0..801).map(|number| row(&format!("u{number}"))).collect();
    assert_eq!(sim.post("/api/v2/bulk/users", json!(many)).await.status, 400);
    assert_eq!(sim.post("/api/v2/bulk/users", json!(many[..800])).await.status, 200);
    let sent =
        sim.request(reqwest::Method::POST, "/api/v2/bulk/users").header("creation-source", "me").json(&[row("x")]);
    assert_eq!(read(sent.send().await.unwrap()).await.status, 400);
    assert_eq!(sim.get("/api/v2/bulk/users/5f00000000000000000000ee/results").await.status, 404);
}

#[tokio::test]
async fn the_administrator_hears_of_a_finished_job_unless_suppressed() {
    let sim = still().await;
    sim.control().set_settings(&json!({ "contactEmail": "it@example.com" })).unwrap();
    sim.post("/api/v2/bulk/users", json!([row("ann")])).await;
    sim.post("/api/v2/bulk/users?suppressEmail=true", json!([row("bob")])).await;
    sim.control().advance(Duration::from_secs(60));
    let mail = sim.control().mail();
    assert_eq!(mail.iter().filter(|mail| mail.kind == "bulk_job_results").count(), 1);
    assert_eq!(mail[0].to, "it@example.com");
}

#[tokio::test]
async fn a_job_goes_on_in_a_copy() {
    let sim = still().await;
    let job = sim.post("/api/v2/bulk/users", json!([row("ann")])).await.body;
    let clock = ClockMode::Manual("2026-03-01T09:00:00Z".parse().unwrap());
    let copy = Sim::start(Seed::Document(sim.control().state()), Options { clock, ..Options::default() }).await;
    assert_eq!(results(&copy, &job).await[0]["status"], "finished");
}
