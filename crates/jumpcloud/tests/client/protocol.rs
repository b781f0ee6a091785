//! Statuses, broken connections and odd bodies.

use std::time::Duration;

use dayone_core::fault::{Delivery, FaultKind};
use dayone_jumpcloud::{Added, Client, Gate, Meter, NewUser, Removed, TimeOuts};
use secrecy::SecretString;

use crate::server::{Reply, Server, ok, status};

const USER: &str = r#"{"_id":"u1","username":"ada"}"#;

fn ada() -> NewUser {
    NewUser::new("ada", "ada@example.com")
}

#[tokio::test]
async fn a_read_is_tried_again_after_a_broken_connection() {
    let server = Server::scripted([Reply::Drop, status(503, "<h1>busy</h1>"), Reply::Cut, ok(USER)]).await;
    let meter = Meter::new();
    let user = server.client().observed(meter.clone()).user("u1").await.unwrap().unwrap();
    assert_eq!(user.username, "ada");
    let attempts: Vec<_> = meter.take().iter().map(|attempt| (attempt.attempt, attempt.status)).collect();
    assert_eq!(attempts, [(1, None), (2, Some(503)), (3, Some(200)), (4, Some(200))]);
}

#[tokio::test]
async fn a_read_is_given_up_after_five_tries() {
    let server = Server::scripted(std::iter::repeat_n(status(502, ""), 9)).await;
    let fault = server.client().user("u1").await.unwrap_err();
    assert_eq!((fault.kind, fault.delivery), (FaultKind::Unavailable, Delivery::NotApplied));
    assert_eq!(server.lines().len(), 5);
}

#[tokio::test]
async fn a_write_is_sent_once_and_its_delivery_is_unknown_after_a_broken_connection() {
    let server = Server::scripted([Reply::Drop]).await;
    let fault = server.client().create_user(&ada()).await.unwrap_err();
    assert_eq!((fault.kind, fault.delivery, fault.status), (FaultKind::Unavailable, Delivery::Unknown, None));
    assert_eq!(server.lines(), ["POST /api/systemusers?fullValidationDetails=password"]);
}

#[tokio::test]
async fn a_write_without_an_answer_in_time_is_of_unknown_delivery() {
    let server = Server::scripted([Reply::Hang]).await;
    let time_outs = TimeOuts { total: Duration::from_millis(200), ..TimeOuts::default() };
    let client = Client::new(dayone_jumpcloud::ClientOptions { time_outs, ..server.options() }).unwrap();
    let fault = client.create_user(&ada()).await.unwrap_err();
    assert_eq!((fault.kind, fault.delivery), (FaultKind::Unavailable, Delivery::Unknown));
    assert_eq!(server.lines().len(), 1);
}

#[tokio::test]
async fn a_write_that_finds_no_connection_is_tried_once_more_and_not_applied() {
    let server = Server::scripted([]).await;
    let mut options = server.options();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    options.endpoint = dayone_jumpcloud::Endpoint::at(&format!("http://{free}")).unwrap();
    let meter = Meter::new();
    let fault = Client::new(options).unwrap().observed(meter.clone()).create_user(&ada()).await.unwrap_err();
    assert_eq!((fault.kind, fault.delivery), (FaultKind::Unavailable, Delivery::NotApplied));
    assert_eq!(meter.count(), 2);
}

#[tokio::test]
async fn a_write_met_by_the_rate_limit_comes_back_not_applied_with_the_wait() {
    let server =
        Server::scripted([Reply::Answer(429, "retry-after: 7\r\n", r#"{"message":"Too Many Requests"}"#.to_owned())])
            .await;
    let fault = server.client().create_user(&ada()).await.unwrap_err();
    assert_eq!((fault.kind, fault.delivery), (FaultKind::RateLimited, Delivery::NotApplied));
    assert_eq!(fault.retry_after, Some(Duration::from_secs(7)));
    assert_eq!(server.lines().len(), 1);
}

#[tokio::test]
async fn a_retry_after_date_counts_by_the_servers_own_clock() {
    let headers = "date: Tue, 24 Nov 2026 08:00:00 GMT\r\nretry-after: Tue, 24 Nov 2026 08:01:30 GMT\r\n";
    let server = Server::scripted([Reply::Answer(503, headers, String::new())]).await;
    let client = server.client();
    let fault = client.create_user(&ada()).await.unwrap_err();
    assert_eq!(fault.retry_after, Some(Duration::from_secs(90)));
    assert_eq!(client.directory_time().unwrap().to_string(), "2026-11-24T08:00:00Z");
}

#[tokio::test]
async fn a_write_met_by_an_error_of_the_server_is_of_unknown_delivery() {
    for code in [500, 502, 503, 504] {
        let server = Server::scripted([status(code, "<html><body>Bad <b>Gateway</b></body></html>")]).await;
        let fault = server.client().create_user(&ada()).await.unwrap_err();
        assert_eq!((fault.kind, fault.delivery), (FaultKind::Unavailable, Delivery::Unknown), "{code}");
        assert_eq!(fault.detail.as_deref(), Some("Bad Gateway"));
    }
}

#[tokio::test]
async fn each_refusal_has_its_kind_and_is_not_applied() {
    for (code, kind) in [
        (400, FaultKind::Refused),
        (403, FaultKind::Forbidden),
        (404, FaultKind::Refused),
        (405, FaultKind::Refused),
        (409, FaultKind::Conflict),
        (422, FaultKind::Refused),
    ] {
        let server = Server::scripted([status(code, r#"{"message":"said so"}"#)]).await;
        let fault = server.client().create_user(&ada()).await.unwrap_err();
        assert_eq!((fault.kind, fault.delivery), (kind, Delivery::NotApplied), "{code}");
        assert_eq!((fault.status, fault.detail.as_deref()), (Some(code), Some("said so")));
        assert_eq!(fault.operation, "POST /systemusers");
        assert_eq!(server.lines().len(), 1);
    }
}

#[tokio::test]
async fn a_way_to_the_login_page_means_unauthenticated_and_is_not_followed() {
    let server = Server::scripted([Reply::Answer(302, "location: /login\r\n", "<html/>".to_owned())]).await;
    let fault = server.client().user_groups().await.unwrap_err();
    assert_eq!((fault.kind, fault.status), (FaultKind::Unauthenticated, Some(302)));
    assert_eq!(server.lines().len(), 1);
}

#[tokio::test]
async fn a_success_that_breaks_off_leaves_a_write_in_doubt() {
    let strange = [ok("<html>surprise</html>"), ok(r#"{"_id":{"oid":1}}"#), ok("")];
    let cut = (Reply::Cut, FaultKind::Unavailable);
    for (reply, kind) in strange.map(|reply| (reply, FaultKind::Unintelligible)).into_iter().chain([cut]) {
        let server = Server::scripted([reply]).await;
        let fault = server.client().create_user(&ada()).await.unwrap_err();
        assert_eq!((fault.kind, fault.delivery), (kind, Delivery::Unknown));
        assert_eq!(fault.status, Some(200));
    }
}

#[tokio::test]
async fn an_unknown_shape_is_named_by_its_place_and_never_quoted() {
    let server =
        Server::scripted([ok(r#"{"results":[{"_id":"u1","username":{"secret":"ada"}}],"totalCount":1}"#)]).await;
    let fault = server.client().users(&[], &[]).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Unintelligible);
    let detail = fault.detail.unwrap();
    assert!(detail.contains("results[0]") && !detail.contains("ada"), "{detail}");
}

#[tokio::test]
async fn the_words_of_a_refusal_hold_neither_key_nor_password() {
    let body = r#"{"message":"jca_first may not set correct horse"}"#;
    let server = Server::scripted([status(400, body)]).await;
    let user = NewUser { password: Some(SecretString::from("correct horse")), ..ada() };
    let fault = server.client().create_user(&user).await.unwrap_err();
    assert_eq!(fault.detail.as_deref(), Some("[sealed] may not set [sealed]"));
}

#[tokio::test]
async fn repeated_adds_and_removals_are_no_faults() {
    let server = Server::scripted([
        status(204, ""),
        status(409, r#"{"message":"Already Exists"}"#),
        status(204, ""),
        status(404, r#"{"message":"Not Found"}"#),
    ])
    .await;
    let client = server.client();
    assert_eq!(client.add_member("g1", "u1").await.unwrap(), Added::Added);
    assert_eq!(client.add_member("g1", "u1").await.unwrap(), Added::AlreadyThere);
    assert_eq!(client.remove_member("g1", "u1").await.unwrap(), Removed::Removed);
    assert_eq!(client.remove_member("g1", "u1").await.unwrap(), Removed::NotThere);
}

#[tokio::test]
async fn the_organisation_is_named_where_the_route_allows_it() {
    let list = r#"{"results":[],"totalCount":0}"#;
    let server = Server::scripted([ok(list), ok(list), ok("{}"), ok(list)]).await;
    let organization = Some("5f0000000000000000000001".to_owned());
    let client = Client::new(dayone_jumpcloud::ClientOptions { organization, ..server.options() }).unwrap();
    client.users(&[], &[]).await.unwrap();
    client.organizations().await.unwrap();
    client.organization("5f0000000000000000000001").await.unwrap();
    client.provider_organizations("p1").await.unwrap();
    let named: Vec<_> = server.received().iter().map(|received| received.header("x-org-id").is_some()).collect();
    assert_eq!(named, [true, false, false, false]);
}

#[tokio::test]
async fn every_call_says_who_calls_and_that_it_speaks_json() {
    let server = Server::scripted([ok("[]")]).await;
    server.client().user_groups().await.unwrap();
    let received = &server.received()[0];
    assert_eq!(received.line, "GET /api/v2/usergroups?sort=name&limit=100&skip=0");
    assert_eq!(received.header("x-api-key"), Some("jca_first"));
    assert_eq!(received.header("accept"), Some("application/json"));
    assert_eq!(received.header("content-type"), Some("application/json"));
    assert!(received.header("user-agent").unwrap().starts_with("dayone/"));
}

#[tokio::test]
async fn a_rest_asked_of_one_holds_all_clients_of_the_pacer() {
    let server = Server::scripted([Reply::Answer(429, "retry-after: 1\r\n", String::new()), ok("[]")]).await;
    let options = server.options();
    let (one, other) = (Client::new(options.clone()).unwrap(), Client::new(options).unwrap());
    let meter = Meter::new();
    one.create_user(&ada()).await.unwrap_err();
    other.observed(meter.clone()).user_groups().await.unwrap();
    assert!(meter.attempts()[0].paced >= Duration::from_millis(900), "{:?}", meter.attempts());
}

#[tokio::test]
async fn every_call_can_be_awaited_on_any_thread() {
    fn is_send<T: Send>(_: &T) {}
    let server = Server::scripted([]).await;
    let client = server.client();
    let (ids, user) = (Vec::new(), ada());
    is_send(&client.users(&[], &[]));
    is_send(&client.search_users(&dayone_jumpcloud::UserQuery::default()));
    is_send(&client.users_by_id(&ids));
    is_send(&client.systems_by_id(&ids));
    is_send(&client.create_user(&user));
    is_send(&client.user_groups());
    is_send(&client.reached_by_user("u1", dayone_jumpcloud::Reach::Systems));
    is_send(&client.associations(dayone_jumpcloud::Holder::User("u1"), dayone_jumpcloud::GraphType::System));
}

#[tokio::test]
async fn a_closed_gate_lets_reads_through_and_holds_writes_back_unsent() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    let server = Server::scripted([ok(USER), ok(USER)]).await;
    let open = Arc::new(AtomicBool::new(false));
    let ask = Arc::clone(&open);
    let gate = Gate::new(move || std::future::ready(ask.load(Ordering::Relaxed)));
    let meter = Meter::new();
    let client = server.client().gated(gate).observed(meter.clone());
    let fault = client.create_user(&ada()).await.unwrap_err();
    assert_eq!((fault.kind, fault.delivery, fault.status), (FaultKind::Frozen, Delivery::NotApplied, None));
    assert_eq!(meter.count(), 0, "what is not sent is no call");
    assert!(client.user("u1").await.unwrap().is_some());
    open.store(true, Ordering::Relaxed);
    assert_eq!(client.create_user(&ada()).await.unwrap().username, "ada");
    assert_eq!(server.lines(), ["GET /api/systemusers/u1", "POST /api/systemusers?fullValidationDetails=password"]);
}
