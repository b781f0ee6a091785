use dayone_core::chain::{Head, verify};
use dayone_store::{AppendError, Fence, StoreError};
use serde_json::{Value, json};

use crate::{
    database::{Database, on_both},
    samples::{after, event, event_with, new_run, open_held, seal, vault},
};

on_both![
    appended_events_read_back_and_verify,
    two_workers_cannot_fork_a_runs_history,
    an_append_with_an_old_epoch_or_another_digest_is_fenced,
    an_event_that_is_there_already_fences_the_append,
    a_stream_without_a_row_cannot_be_forked_either,
    written_events_are_never_changed_deleted_or_replaced,
    an_append_that_fails_leaves_nothing,
    the_event_holds_digest_and_key_of_its_sealed_values,
    an_erased_value_is_gone_and_the_event_says_so,
    the_stores_own_members_cannot_be_brought,
];

async fn appended_events_read_back_and_verify(database: Database) {
    let store = database.open().await;
    let fence = open_held(&store, new_run("r1", "acme")).await;
    let events = ["one", "two", "three"].map(event);
    let head = store.append("r1", fence, &events, &[], after("running")).await.expect("appended");
    let records = store.events("r1", 0, 100).await.expect("read");
    assert_eq!(verify(Head::EMPTY, &records), Ok(head));
    assert_eq!(records.iter().map(|r| r.kind.as_str()).collect::<Vec<_>>(), ["opened", "one", "two", "three"]);
    assert_eq!(store.events("r1", 2, 1).await.expect("read")[0], records[2]);
    let row = store.run("r1").await.expect("read").expect("there");
    assert_eq!((row.head, row.state.as_str()), (head, "running"));
    assert_eq!(store.head("r1").await.expect("read"), head);
}

async fn two_workers_cannot_fork_a_runs_history(database: Database) {
    let (one, two) = (database.open().await, database.open().await);
    let mut fence = open_held(&one, new_run("r1", "acme")).await;
    for _ in 0..20 {
        let (events_one, events_two) = ([event("one")], [event("two")]);
        let (left, right) = tokio::join!(
            one.append("r1", fence, &events_one, &[], after("running")),
            two.append("r1", fence, &events_two, &[], after("running")),
        );
        let head = match (left, right) {
            (Ok(head), Err(AppendError::Fenced { .. })) | (Err(AppendError::Fenced { .. }), Ok(head)) => head,
            both => panic!("one must win: {both:?}"),
        };
        fence = Fence { head, ..fence };
    }
    let records = one.events("r1", 0, 100).await.expect("read");
    assert_eq!(verify(Head::EMPTY, &records), Ok(fence.head));
    assert_eq!(records.len(), 21);
}

async fn an_append_with_an_old_epoch_or_another_digest_is_fenced(database: Database) {
    let store = database.open().await;
    let fence = open_held(&store, new_run("r1", "acme")).await;
    let old = Fence { epoch: fence.epoch - 1, ..fence };
    let other = Fence { head: Head { digest: Head::EMPTY.digest, ..fence.head }, ..fence };
    for fence in [old, other] {
        let refused = store.append("r1", fence, &[event("late")], &[], after("running")).await;
        assert!(matches!(refused, Err(AppendError::Fenced { .. })), "{refused:?}");
    }
    assert_eq!(store.head("r1").await.expect("read"), fence.head);
}

async fn an_event_that_is_there_already_fences_the_append(database: Database) {
    let store = database.open().await;
    let fence = open_held(&store, new_run("r1", "acme")).await;
    // As if the row had been restored from a backup and the events had not.
    database
        .execute(
            "INSERT INTO event (stream, seq, at_us, actor, kind, body, prev, digest)
             VALUES ('r1', 2, 0, '', '', '{}', '', '')",
        )
        .await;
    let refused = store.append("r1", fence, &[event("late")], &[], after("running")).await;
    assert!(matches!(refused, Err(AppendError::Fenced { .. })), "{refused:?}");
    assert_eq!(store.run("r1").await.expect("read").expect("there").state, "open");
}

async fn a_stream_without_a_row_cannot_be_forked_either(database: Database) {
    let (one, two) = (database.open().await, database.open().await);
    let (events_one, events_two) = ([event("one")], [event("two")]);
    let (left, right) = tokio::join!(
        one.append_stream("admin:acme", Head::EMPTY, &events_one),
        two.append_stream("admin:acme", Head::EMPTY, &events_two),
    );
    let head = match (left, right) {
        (Ok(head), Err(AppendError::Fenced { .. })) | (Err(AppendError::Fenced { .. }), Ok(head)) => head,
        both => panic!("one must win: {both:?}"),
    };
    let next = one.append_stream("admin:acme", head, &[event("three")]).await.expect("appended");
    assert_eq!(next.seq, 2);
}

async fn written_events_are_never_changed_deleted_or_replaced(database: Database) {
    let store = database.open().await;
    open_held(&store, new_run("r1", "acme")).await;
    for sql in [
        "UPDATE event SET body = '{}' WHERE stream = 'r1'",
        "DELETE FROM event WHERE stream = 'r1'",
        "INSERT INTO event (stream, seq, at_us, actor, kind, body, prev, digest)
         VALUES ('r1', 1, 0, '', '', '{}', '', '') ON CONFLICT (stream, seq) DO UPDATE SET body = excluded.body",
    ] {
        let refused = database.try_execute(sql).await.expect_err(sql).to_string();
        assert!(refused.contains("events are never"), "{refused}");
    }
    let only_one_of_them_knows = "INSERT OR REPLACE INTO event (stream, seq, at_us, actor, kind, body, prev, digest)
         VALUES ('r1', 1, 0, '', '', '{}', '', '')";
    database.try_execute(only_one_of_them_knows).await.expect_err("refused");
    assert_eq!(store.events("r1", 0, 10).await.expect("read")[0].kind, "opened");
}

async fn an_append_that_fails_leaves_nothing(database: Database) {
    let store = database.open().await;
    let vault = vault(&database, &store).await;
    let fence = open_held(&store, new_run("r1", "acme")).await;
    let mut unknown = seal(&vault, "acme", "r1", 3, "email", "a@example.com").await;
    unknown.key_id = "no such key".into();
    let events = [event("one"), event_with("two", vec![unknown])];
    let failed = store.append("r1", fence, &events, &[], after("running")).await;
    assert!(matches!(failed, Err(AppendError::Store(StoreError::KeyDestroyed { .. }))), "{failed:?}");
    assert_eq!(store.head("r1").await.expect("read"), fence.head);
    assert_eq!(store.run("r1").await.expect("read").expect("there").state, "open");
}

async fn the_event_holds_digest_and_key_of_its_sealed_values(database: Database) {
    let store = database.open().await;
    let vault = vault(&database, &store).await;
    let fence = open_held(&store, new_run("r1", "acme")).await;
    let email = seal(&vault, "acme", "r1", 2, "email", "a@example.com").await;
    let events = [event_with("two", vec![email.clone()])];
    store.append("r1", fence, &events, &[], after("running")).await.expect("appended");
    let body: Value = serde_json::from_str(&store.events("r1", 1, 1).await.expect("read")[0].body).expect("JSON");
    assert_eq!(body["note"], json!("two"));
    assert_eq!(body["sealed"]["email"]["key"], json!(email.key_id));
    assert_eq!(body["sealed"]["email"]["sha256"].as_str().map(str::len), Some(64));
    let values = store.sealed_of("r1").await.expect("read");
    assert_eq!((values.len(), &values[0].ciphertext), (1, &email.ciphertext));
}

async fn an_erased_value_is_gone_and_the_event_says_so(database: Database) {
    let store = database.open().await;
    let vault = vault(&database, &store).await;
    let fence = open_held(&store, new_run("r1", "acme")).await;
    let password = seal(&vault, "acme", "r1", 2, "password", "secret").await;
    let head = store
        .append("r1", fence, &[event_with("given", vec![password])], &[], after("running"))
        .await
        .expect("appended");
    let erase = [(2, "password".to_owned())];
    let fence = Fence { head, ..fence };
    let silent = store.append("r1", fence, &[], &erase, after("running")).await;
    assert!(matches!(silent, Err(AppendError::Store(StoreError::SilentErasure { .. }))), "{silent:?}");
    store.append("r1", fence, &[event("created")], &erase, after("running")).await.expect("appended");
    assert_eq!(store.sealed_of("r1").await.expect("read"), []);
    let body: Value = serde_json::from_str(&store.events("r1", 2, 1).await.expect("read")[0].body).expect("JSON");
    assert_eq!(body["erased"], json!([{ "seq": 2, "field": "password" }]));
}

async fn the_stores_own_members_cannot_be_brought(database: Database) {
    let store = database.open().await;
    let fence = open_held(&store, new_run("r1", "acme")).await;
    let mut forged = event("forged");
    forged.body.insert("sealed".into(), json!({}));
    let refused = store.append("r1", fence, &[forged], &[], after("running")).await;
    assert!(matches!(refused, Err(AppendError::Store(StoreError::ReservedMember { .. }))), "{refused:?}");
}
