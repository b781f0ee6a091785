//! Reads of many runs in few calls.

use std::time::Duration;

use dayone_jumpcloud::{Candidate, Coalescer, Coverage};
use futures::future::join_all;
use serde_json::{Value, json};

use crate::server::{Received, Reply, Server, ok, status};

/// So long that a test would fail if it were needed.
const FOREVER: Duration = Duration::from_secs(3_600);

/// Has every user but `nobody`; the group `g` holds `u0` to `u49`.
fn directory(received: &Received) -> Reply {
    let path = received.line.split([' ', '?']).nth(1).unwrap();
    match path.trim_start_matches("/api").split('/').skip(1).collect::<Vec<_>>().as_slice() {
        ["systemusers", "nobody"] => status(404, ""),
        ["systemusers", id] => ok(json!({ "_id": id }).to_string()),
        ["search", "systemusers"] => {
            let asked = received.json()["filter"]["or"].as_array().cloned().unwrap_or_default();
            let found: Vec<Value> = asked.into_iter().filter(|user| user["_id"] != "nobody").collect();
            ok(json!({ "totalCount": found.len(), "results": found }).to_string())
        }
        ["v2", "users", _, "memberof"] => {
            ok(json!([{ "type": "user_group", "id": "g" }, { "type": "user_group", "id": "dynamic" }]).to_string())
        }
        ["v2", "usergroups", _, "members"] => {
            let members = (0..50).map(|number| json!({ "to": { "type": "user", "id": format!("u{number}") } }));
            ok(Value::Array(members.collect()).to_string())
        }
        _ => status(500, ""),
    }
}

async fn desk(linger: Duration) -> (Server, Coalescer) {
    let server = Server::answering(directory).await;
    let coalescer = Coalescer::with_linger(server.client(), linger);
    (server, coalescer)
}

fn group(id: &str, members: u64) -> Vec<Candidate> {
    vec![Candidate { group_id: id.to_owned(), members: Some(members) }]
}

#[tokio::test]
async fn a_single_run_reads_plainly_and_at_once() {
    let (server, coalescer) = desk(FOREVER).await;
    let run = coalescer.join();
    assert_eq!(run.read_user("u1").await.unwrap().unwrap().id, "u1");
    assert!(run.read_user("nobody").await.unwrap().is_none());
    let memberships = run.memberships("u1", &group("g", 10)).await.unwrap();
    assert_eq!((memberships.groups.len(), memberships.coverage), (2, Coverage::Every));
    assert_eq!(
        server.lines(),
        ["GET /api/systemusers/u1", "GET /api/systemusers/nobody", "GET /api/v2/users/u1/memberof?limit=100&skip=0"]
    );
}

#[tokio::test]
async fn runs_that_all_wait_are_read_in_one_call() {
    let (server, coalescer) = desk(FOREVER).await;
    let runs: Vec<_> = (0..8).map(|_| coalescer.join()).collect();
    let ids: Vec<_> =
        (0..8).map(|number| if number == 3 { "nobody".to_owned() } else { format!("u{number}") }).collect();
    let users = join_all(runs.iter().zip(&ids).map(|(run, id)| run.read_user(id))).await;
    for (id, user) in ids.iter().zip(users) {
        assert_eq!(user.unwrap().map(|user| user.id), (id != "nobody").then(|| id.clone()));
    }
    assert_eq!(server.lines(), ["POST /api/search/systemusers"]);
}

#[tokio::test]
async fn a_hundred_reads_go_without_waiting_for_more() {
    let (server, coalescer) = desk(FOREVER).await;
    let runs: Vec<_> = (0..101).map(|_| coalescer.join()).collect();
    let reads = runs[..100].iter().enumerate().map(|(number, run)| {
        let id = format!("u{number}");
        async move { run.read_user(&id).await.unwrap().unwrap() }
    });
    assert_eq!(join_all(reads).await.len(), 100);
    assert_eq!(server.lines().len(), 1);
}

#[tokio::test]
async fn a_run_that_leaves_lets_the_others_go() {
    let (server, coalescer) = desk(FOREVER).await;
    let (reader, busy) = (coalescer.join(), coalescer.join());
    let (user, ()) = tokio::join!(reader.read_user("u1"), async {
        tokio::task::yield_now().await;
        drop(busy);
    });
    assert!(user.unwrap().is_some());
    assert_eq!(server.lines(), ["GET /api/systemusers/u1"]);
}

#[tokio::test]
async fn a_read_waits_for_a_busy_run_no_longer_than_the_linger() {
    let (server, coalescer) = desk(Duration::from_millis(20)).await;
    let (reader, _busy) = (coalescer.join(), coalescer.join());
    assert!(reader.read_user("u1").await.unwrap().is_some());
    assert_eq!(server.lines().len(), 1);
}

#[tokio::test]
async fn a_caller_that_gives_up_takes_nobody_along() {
    let (server, coalescer) = desk(FOREVER).await;
    let (first, second) = (coalescer.join(), coalescer.join());
    assert!(tokio::time::timeout(Duration::from_millis(5), first.read_user("u1")).await.is_err());
    drop(first);
    assert_eq!(second.read_user("u2").await.unwrap().unwrap().id, "u2");
    assert_eq!(server.lines(), ["GET /api/systemusers/u2"]);
}

#[tokio::test]
async fn users_and_memberships_of_waiting_runs_go_together() {
    let (server, coalescer) = desk(FOREVER).await;
    let (one, two) = (coalescer.join(), coalescer.join());
    let candidates = group("g", 10);
    let (user, memberships) = tokio::join!(one.read_user("u1"), two.memberships("u2", &candidates));
    assert!(user.unwrap().is_some());
    assert_eq!(memberships.unwrap().groups.len(), 2);
    assert_eq!(server.lines().len(), 2);
}

#[tokio::test]
async fn many_runs_of_a_small_group_are_found_on_its_member_pages() {
    let (server, coalescer) = desk(FOREVER).await;
    let runs: Vec<_> = (0..60).map(|_| coalescer.join()).collect();
    let candidates = group("g", 20);
    let reads = runs.iter().enumerate().map(|(number, run)| {
        let (id, candidates) = (format!("u{number}"), &candidates);
        async move { run.memberships(&id, candidates).await.unwrap() }
    });
    let found = join_all(reads).await;
    assert!(found.iter().all(|memberships| memberships.coverage == Coverage::Candidates));
    assert_eq!(found.iter().filter(|memberships| memberships.groups.contains("g")).count(), 50);
    assert_eq!(server.lines(), ["GET /api/v2/usergroups/g/members?limit=100&skip=0"]);
}

#[tokio::test]
async fn members_of_a_large_group_are_asked_one_by_one() {
    let (server, coalescer) = desk(FOREVER).await;
    let runs: Vec<_> = (0..12).map(|_| coalescer.join()).collect();
    let candidates = group("g", 5_001);
    let reads = runs.iter().enumerate().map(|(number, run)| {
        let (id, candidates) = (format!("u{number}"), &candidates);
        async move { run.memberships(&id, candidates).await.unwrap() }
    });
    assert!(join_all(reads).await.iter().all(|memberships| memberships.coverage == Coverage::Every));
    assert_eq!(server.lines().len(), 12);
}

#[tokio::test]
async fn a_fault_reaches_everybody_in_the_call() {
    let server = Server::answering(|_| status(403, "")).await;
    let coalescer = Coalescer::with_linger(server.client(), FOREVER);
    let (one, two) = (coalescer.join(), coalescer.join());
    let (first, second) = tokio::join!(one.read_user("u1"), two.read_user("u2"));
    assert_eq!((first.unwrap_err().status, second.unwrap_err().status), (Some(403), Some(403)));
    assert_eq!(server.lines().len(), 1);
}
