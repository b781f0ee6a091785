//! What all tenants share: the database, the keys beside it, the anchors, the ways to tell people.

use dayone_store::Location;

use super::finding::{Area, Finding};
use crate::engine::Engine;

pub(super) async fn examine(engine: &Engine) -> Vec<Finding> {
    let (database, notification) = futures::join!(database(engine), notification(engine));
    let mut findings = notification;
    findings.extend(database);
    findings.push(Area::Database.ok(format!("Master key {} opens what is sealed.", engine.vault().master_key_id())));
    findings.push(anchors(engine));
    findings
}

async fn database(engine: &Engine) -> Vec<Finding> {
    let store = engine.store();
    let place = match store.location() {
        Location::File(path) => format!("The database {}", path.display()),
        Location::Server => "The database server".to_owned(),
    };
    match store.ping().await {
        // A store opens only with the schema that this version needs.
        Ok(()) => vec![Area::Database.ok(format!("{place} answers; its schema is this version's."))],
        Err(error) => {
            vec![Area::Database.fail(
                format!("{place} does not answer: {error}."),
                "Look at the disk, or at the server and its address.",
            )]
        }
    }
}

fn anchors(engine: &Engine) -> Finding {
    let anchors = &engine.0.anchors;
    if anchors.is_empty() {
        return Area::Evidence.warn(
            "No anchor is set: the audit chain proves order, not that nobody rewrote all of it.",
            "Set an anchor that this machine can't rewrite: a file on a write-once disk, syslog, or HTTP.",
        );
    }
    let set =
        [(anchors.file.is_some(), "file"), (anchors.syslog.is_some(), "syslog"), (anchors.http.is_some(), "HTTP")];
    let set: Vec<&str> = set.into_iter().filter_map(|(set, name)| set.then_some(name)).collect();
    let key = engine.ledger_key().public().id();
    Area::Evidence.ok(format!("Heads are signed with key {key} and pushed to: {}.", set.join(", ")))
}

async fn notification(engine: &Engine) -> Vec<Finding> {
    let results = engine.notifier().check().await;
    results
        .into_iter()
        .map(|result| match result.passed {
            true => Area::Notification.ok(result.message),
            false => {
                let place = if result.channel.is_none() { "the template" } else { "[notify]" };
                Area::Notification.fail(result.message, format!("Mend {place} in the configuration."))
            }
        })
        .collect()
}
