//! Keys and tokens, and their rotation.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use dayone_core::fault::{Delivery, FaultKind};
use dayone_jumpcloud::{Client, ClientOptions, Credentials, Meter, NewUser, SecretSource, SecretUnreadable};
use futures::future::join_all;
use secrecy::SecretString;

use crate::server::{Received, Reply, Server, ok, status};

const UNAUTHORIZED: &str = r#"{"error":"Unauthorized","message":"Unauthorized: api key user not found"}"#;

/// A source whose n-th reading is the n-th secret, the last one again and again.
fn source(secrets: &'static [&'static str]) -> (SecretSource, Arc<AtomicUsize>) {
    let readings = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&readings);
    let source = SecretSource::new(move || {
        let reading = count.fetch_add(1, Ordering::SeqCst);
        async move { Ok(SecretString::from(secrets[reading.min(secrets.len() - 1)])) }
    });
    (source, readings)
}

fn with_key(server: &Server, key: SecretSource) -> Client {
    Client::new(ClientOptions { credentials: Credentials::ApiKey(key), ..server.options() }).unwrap()
}

fn accepts(key: &'static str) -> impl Fn(&Received) -> Reply + Send + Sync {
    move |received| match received.header("x-api-key") {
        Some(sent) if sent == key => ok(r#"{"_id":"u1"}"#),
        _ => status(401, UNAUTHORIZED),
    }
}

#[tokio::test]
async fn a_rotated_key_is_found_without_a_restart() {
    let server = Server::answering(accepts("jca_new")).await;
    let (key, readings) = source(&["jca_old", "jca_new\n"]);
    let (client, meter) = (with_key(&server, key), Meter::new());
    client.observed(meter.clone()).create_user(&NewUser::new("ada", "a@b.example")).await.unwrap();
    client.user("u1").await.unwrap();
    let seen: Vec<_> = meter.attempts().iter().map(|attempt| attempt.status).collect();
    assert_eq!(seen, [Some(401), Some(200)]);
    assert_eq!((server.lines().len(), readings.load(Ordering::SeqCst)), (3, 2));
}

#[tokio::test]
async fn a_key_that_is_still_the_same_is_not_tried_again() {
    let server = Server::answering(accepts("jca_other")).await;
    let (key, _) = source(&["jca_old"]);
    let fault = with_key(&server, key).user("u1").await.unwrap_err();
    assert_eq!((fault.kind, fault.delivery), (FaultKind::Unauthenticated, Delivery::NotApplied));
    assert_eq!(fault.detail.as_deref(), Some("Unauthorized: api key user not found"));
    assert_eq!(server.lines().len(), 1);
}

#[tokio::test]
async fn a_second_refusal_in_one_call_is_final() {
    let server = Server::answering(accepts("jca_other")).await;
    let (key, _) = source(&["jca_1", "jca_2", "jca_3"]);
    let fault = with_key(&server, key).user("u1").await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Unauthenticated);
    assert_eq!(server.lines().len(), 2);
}

#[tokio::test]
async fn concurrent_calls_read_the_key_once() {
    let server = Server::answering(accepts("jca_new")).await;
    let (key, readings) = source(&["jca_new"]);
    let client = with_key(&server, key);
    join_all((0..20).map(|_| client.user("u1"))).await.into_iter().for_each(|user| assert!(user.is_ok()));
    assert_eq!(readings.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_key_that_cannot_be_read_is_a_fault_before_anything_is_sent() {
    let server = Server::scripted([]).await;
    let key = SecretSource::new(|| async { Err(SecretUnreadable("the file key.txt is missing".to_owned())) });
    let fault = with_key(&server, key).user("u1").await.unwrap_err();
    assert_eq!((fault.kind, fault.delivery), (FaultKind::Unauthenticated, Delivery::NotApplied));
    assert!(fault.detail.unwrap().contains("key.txt"));
    assert!(server.lines().is_empty());
}

/// Gives out the tokens t1, t2, … and accepts the one of this number.
fn token_server(accepted: usize, token: Reply) -> impl Fn(&Received) -> Reply + Send + Sync {
    let given = AtomicUsize::new(0);
    move |received| {
        if received.line.starts_with("POST /oauth2/token") {
            let number = given.fetch_add(1, Ordering::SeqCst) + 1;
            return match &token {
                Reply::Answer(200, ..) => ok(format!(r#"{{"access_token":"t{number}","expires_in":3600}}"#)),
                refusal => refusal.clone(),
            };
        }
        match received.header("authorization") {
            Some(sent) if sent == format!("Bearer t{accepted}") => ok(r#"{"_id":"u1"}"#),
            _ => status(401, UNAUTHORIZED),
        }
    }
}

fn service_account(server: &Server) -> Client {
    let credentials = Credentials::ServiceAccount {
        client_id: "id".to_owned(),
        client_secret: SecretSource::fixed(SecretString::from("s3cret")),
    };
    Client::new(ClientOptions { credentials, ..server.options() }).unwrap()
}

#[tokio::test]
async fn concurrent_calls_of_a_service_account_fetch_one_token() {
    let server = Server::answering(token_server(1, ok(""))).await;
    let client = service_account(&server);
    join_all((0..20).map(|_| client.user("u1"))).await.into_iter().for_each(|user| assert!(user.is_ok()));
    let tokens: Vec<_> =
        server.received().into_iter().filter(|received| received.line.contains("/oauth2/token")).collect();
    assert_eq!(tokens.len(), 1);
    assert_eq!(tokens[0].body, "grant_type=client_credentials&scope=api");
    assert_eq!(tokens[0].header("authorization"), Some("Basic aWQ6czNjcmV0"));
    assert_eq!(tokens[0].header("x-api-key"), None);
}

#[tokio::test]
async fn a_refused_token_is_renewed_once() {
    let server = Server::answering(token_server(2, ok(""))).await;
    assert!(service_account(&server).user("u1").await.is_ok());
    let server = Server::answering(token_server(9, ok(""))).await;
    let fault = service_account(&server).user("u1").await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Unauthenticated);
    assert_eq!(server.lines().len(), 4);
}

#[tokio::test]
async fn an_unknown_client_or_scope_is_told_apart() {
    for (code, body, kind) in [
        (401, r#"{"error":"invalid_client"}"#, FaultKind::Unauthenticated),
        (403, r#"{"error":"insufficient_scope"}"#, FaultKind::Forbidden),
        (500, r#"{"error":"server_error"}"#, FaultKind::Unavailable),
    ] {
        let server = Server::answering(token_server(1, status(code, body))).await;
        let fault = service_account(&server).user("u1").await.unwrap_err();
        assert_eq!((fault.kind, fault.operation.as_str()), (kind, "POST /oauth2/token"));
        assert_eq!(fault.delivery, Delivery::NotApplied);
    }
}
