//! What the client logs.

use std::fmt::{Debug, Write};
use std::sync::{Arc, LazyLock, Mutex};

use dayone_jumpcloud::{Filter, NewUser};
use secrecy::SecretString;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::server::{Reply, Server, ok, status};

/// What all tests of this program have logged so far. It has to be there before the first call: whether anybody
/// listens is remembered for the whole process.
static LOG: LazyLock<Log> = LazyLock::new(|| {
    let log = Log::default();
    tracing::subscriber::set_global_default(log.clone()).unwrap();
    log
});

/// Begins to listen.
pub(crate) fn listen() {
    LazyLock::force(&LOG);
}

/// Writes down every event and span at every level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

struct Line<'a>(&'a mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, "{}={value:?} ", field.name()).unwrap();
    }
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        !metadata.target().starts_with("dayone_simulator") && !metadata.target().starts_with("axum")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut Line(&mut self.0.lock().unwrap()));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Line(&mut self.0.lock().unwrap()));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Line(&mut self.0.lock().unwrap()));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn logs_hold_operations_and_statuses_and_nothing_personal_at_any_level() {
    let server = Server::scripted([
        status(400, r#"{"message":"lovelace is taken"}"#),
        ok(r#"{"results":[{"_id":"u1","username":"lovelace"}],"totalCount":1}"#),
        Reply::Drop,
    ])
    .await;
    let client = server.client();
    let user =
        NewUser { password: Some(SecretString::from("correct horse")), ..NewUser::new("lovelace", "ada@home.example") };
    let fault = client.create_user(&user).await.unwrap_err();
    client.users(&[Filter::is("username", "lovelace")], &[]).await.unwrap();
    client.create_user(&user).await.unwrap_err();
    let log = LOG.0.lock().unwrap().clone();
    assert!(log.contains("POST /systemusers") && log.contains("status=400"), "{log}");
    for personal in ["lovelace", "home.example", "horse", "jca_first", "%24eq"] {
        assert!(!log.contains(personal), "{personal} in {log}");
        assert!(!fault.to_string().contains(personal));
        assert!(!format!("{client:?}").contains(personal));
    }
}
