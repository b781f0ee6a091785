use dayone_core::chain::{Head, link};
use dayone_store::{
    Anchor, Fence, Heads, LedgerKey, LedgerPublicKey, NewRun, Store, Vault, Verification, admin_stream,
};

use crate::{
    database::{Database, on_both},
    samples::{after, closed, event, event_with, new_run, open_held, rng, seal, vault},
};

on_both![
    an_untouched_history_is_sound,
    a_changed_event_is_found,
    a_removed_event_is_found,
    a_stream_that_was_cut_off_is_found_by_its_row,
    a_stream_that_was_cut_off_with_its_row_is_found_by_the_ledger,
    a_deleted_stream_is_found,
    a_stream_that_was_rewritten_consistently_is_found_by_the_ledger,
    a_ledger_that_was_cut_off_is_found_by_an_anchor,
    an_entry_that_somebody_else_signed_is_found,
    swapped_moved_missing_and_erased_values_are_told_apart,
    a_value_that_returned_after_its_erasure_is_found,
    a_value_that_no_event_knows_is_found,
    the_window_that_nothing_covers_is_stated,
    the_ledger_takes_each_head_once,
    two_sealers_do_not_fork_the_ledger,
];

pub(crate) struct Scene {
    pub(crate) database: Database,
    pub(crate) store: Store,
    pub(crate) vault: Vault,
    pub(crate) key: LedgerKey,
}

/// Two runs with two sealed values each, the first closed; both known to the ledger.
pub(crate) async fn scene(database: Database) -> Scene {
    let store = database.open().await;
    let vault = vault(&database, &store).await;
    let path = database.folder.path().join("keys/ledger.key");
    let (key, _) = LedgerKey::load_or_create(&path, store.location(), &mut rng()).expect("a ledger key");
    for run in ["r1", "r2"] {
        let sealed = vec![
            seal(&vault, "acme", run, 1, "email", &format!("{run}@example.com")).await,
            seal(&vault, "acme", run, 1, "username", &format!("user-{run}")).await,
        ];
        let new = NewRun { events: vec![event_with("opened", sealed)], ..new_run(run, "acme") };
        let fence = open_held(&store, new).await;
        let end = if run == "r1" { closed() } else { after("running") };
        let events = [event("one"), event("two")];
        store.append(run, fence, &events, &[], end).await.expect("appended");
    }
    let scene = Scene { database, store, vault, key };
    scene.seal(5_000).await;
    scene
}

impl Scene {
    pub(crate) async fn seal(&self, at_us: i64) -> Option<Anchor> {
        self.store.seal_ledger("acme", &self.key, "sealer", at_us, Heads::All).await.expect("sealed")
    }

    pub(crate) fn public(&self) -> [LedgerPublicKey; 1] {
        [self.key.public()]
    }

    async fn verify(&self, anchors: &[Anchor]) -> Verification {
        self.store.verify_tenant("acme", &self.public(), anchors).await.expect("walked")
    }

    /// The codes of what is wrong, after a change behind the store's back.
    async fn after(&self, sql: &str) -> Vec<&'static str> {
        self.database.tamper(sql).await;
        codes(&self.verify(&[]).await)
    }
}

fn codes(verification: &Verification) -> Vec<&'static str> {
    verification.findings.iter().map(|finding| finding.code()).collect()
}

async fn an_untouched_history_is_sound(database: Database) {
    let scene = scene(database).await;
    let found = scene.verify(&[]).await;
    assert!(found.is_sound(), "{:?}", found.findings);
    assert_eq!((found.streams, found.events, found.erased.len()), (3, 7, 0));
    assert_eq!(found.ledger.uncovered, 0);
}

async fn a_changed_event_is_found(database: Database) {
    let scene = scene(database).await;
    let sql = "UPDATE event SET body = replace(body, 'one', 'eno') WHERE stream = 'r1' AND seq = 2";
    assert_eq!(scene.after(sql).await, ["tampered"]);
    assert!(scene.verify(&[]).await.findings[0].to_string().contains("event 2 of r1"));
}

async fn a_removed_event_is_found(database: Database) {
    let scene = scene(database).await;
    assert_eq!(scene.after("DELETE FROM event WHERE stream = 'r1' AND seq = 2").await, ["tampered"]);
}

async fn a_stream_that_was_cut_off_is_found_by_its_row(database: Database) {
    let scene = scene(database).await;
    let codes = scene.after("DELETE FROM event WHERE stream = 'r1' AND seq = 3").await;
    assert_eq!(codes, ["truncated"]);
}

async fn a_stream_that_was_cut_off_with_its_row_is_found_by_the_ledger(database: Database) {
    let scene = scene(database).await;
    let codes = scene
        .after(
            "DELETE FROM event WHERE stream = 'r1' AND seq = 3;
             UPDATE run SET head_seq = 2, head_digest = (SELECT digest FROM event WHERE stream = 'r1' AND seq = 2)
             WHERE run_id = 'r1'",
        )
        .await;
    assert_eq!(codes, ["truncated"]);
}

async fn a_deleted_stream_is_found(database: Database) {
    let scene = scene(database).await;
    let codes = scene
        .after(
            "DELETE FROM event WHERE stream = 'r1'; DELETE FROM run WHERE run_id = 'r1';
             DELETE FROM sealed WHERE stream = 'r1'",
        )
        .await;
    assert_eq!(codes, ["deleted"]);
}

async fn a_stream_that_was_rewritten_consistently_is_found_by_the_ledger(database: Database) {
    let scene = scene(database).await;
    let records = scene.store.events("r1", 0, 10).await.expect("read");
    let mut prev = Head::EMPTY.digest;
    let mut sql = String::new();
    for mut record in records {
        record.body = record.body.replace("two", "owt");
        let digest = link(&prev, "r1", record.seq, record.at_us, &record.actor, &record.kind, &record.body);
        let (body, seq) = (&record.body, record.seq);
        sql.push_str(&format!(
            "UPDATE event SET body = '{body}', prev = '{prev}', digest = '{digest}' WHERE stream = 'r1' AND seq = {seq};
             UPDATE run SET head_digest = '{digest}' WHERE run_id = 'r1';"
        ));
        prev = digest;
    }
    assert_eq!(scene.after(&sql).await, ["rewritten"]);
}

async fn a_ledger_that_was_cut_off_is_found_by_an_anchor(database: Database) {
    let scene = scene(database).await;
    let head = scene.store.head("r2").await.expect("read");
    scene.store.append("r2", Fence { epoch: 1, head }, &[event("three")], &[], closed()).await.expect("appended");
    let anchor = scene.seal(6_000).await.expect("an entry");
    assert!(scene.verify(std::slice::from_ref(&anchor)).await.is_sound());
    let cut = "DELETE FROM event WHERE stream = 'ledger:acme' AND seq = 2";
    assert_eq!(scene.after(cut).await, [""; 0], "nobody inside can tell");
    let found = scene.verify(std::slice::from_ref(&anchor)).await;
    assert_eq!(codes(&found), ["truncated"]);
    assert_eq!(codes(&scene.verify(&[Anchor { seq: 1, ..anchor }]).await), ["bad_anchor"]);
}

async fn an_entry_that_somebody_else_signed_is_found(database: Database) {
    let scene = scene(database).await;
    let path = scene.database.folder.path().join("keys/forged.key");
    let mut other: rand::rngs::StdRng = rand::SeedableRng::seed_from_u64(99);
    let (forged, _) = LedgerKey::load_or_create(&path, scene.store.location(), &mut other).expect("a key");
    let found = scene.store.verify_tenant("acme", &[forged.public()], &[]).await.expect("walked");
    assert_eq!(codes(&found), ["unknown_key"]);
    // An entry that claims the right key, appended with a valid chain but a foreign signature.
    let head = scene.store.head("ledger:acme").await.expect("read");
    let mut entry = event("ledger_sealed");
    let members = format!(r#"{{"heads":[],"key":"{}","signature":"{}"}}"#, scene.key.public().id(), "00".repeat(64));
    entry.body = serde_json::from_str(&members).expect("JSON");
    scene.store.append_stream("ledger:acme", head, &[entry]).await.expect("appended");
    assert_eq!(codes(&scene.verify(&[]).await), ["bad_signature"]);
}

async fn swapped_moved_missing_and_erased_values_are_told_apart(database: Database) {
    let scene = scene(database).await;
    // Erased: with an event that says so.
    let head = scene.store.head("r2").await.expect("read");
    let erase = [(1, "username".to_owned())];
    let fence = Fence { epoch: 1, head };
    scene.store.append("r2", fence, &[event("used")], &erase, after("running")).await.expect("appended");
    let found = scene.verify(&[]).await;
    assert!(found.is_sound(), "{:?}", found.findings);
    assert_eq!(found.erased[0].to_string(), "field username of event 1 of r2");

    let moved = "UPDATE sealed SET seq = 2 WHERE stream = 'r2' AND field = 'email'";
    assert_eq!(scene.after(moved).await, ["sealed_moved"]);
    let back = "UPDATE sealed SET seq = 1 WHERE stream = 'r2' AND field = 'email'";
    assert_eq!(scene.after(back).await, [""; 0]);

    let swap = "UPDATE sealed SET field = 'x' WHERE stream = 'r1' AND field = 'email';
                UPDATE sealed SET field = 'email' WHERE stream = 'r1' AND field = 'username';
                UPDATE sealed SET field = 'username' WHERE stream = 'r1' AND field = 'x'";
    assert_eq!(scene.after(swap).await, ["sealed_swapped", "sealed_swapped"]);
    let told = scene.verify(&[]).await.findings[0].to_string();
    assert!(told.contains("field email of event 1 of r1"), "{told}");
    scene.database.tamper(swap).await;

    let missing = "DELETE FROM sealed WHERE stream = 'r1' AND field = 'email'";
    assert_eq!(scene.after(missing).await, ["sealed_missing"]);
}

async fn a_value_that_returned_after_its_erasure_is_found(database: Database) {
    let scene = scene(database).await;
    let kept = scene.store.sealed_of("r1").await.expect("read").remove(0);
    scene.vault.erase_person("acme", "person-r1", "tester", 6_000).await.expect("erased");
    let found = scene.verify(&[]).await;
    assert!(found.is_sound(), "{:?}", found.findings);
    assert_eq!(found.erased.len(), 2);
    let sql = format!(
        "INSERT INTO sealed (stream, seq, field, key_id, ciphertext) VALUES ('r1', 1, '{}', '{}', '{}')",
        kept.field, kept.key_id, kept.ciphertext
    );
    assert_eq!(scene.after(&sql).await, ["sealed_returned"]);
}

async fn a_value_that_no_event_knows_is_found(database: Database) {
    let scene = scene(database).await;
    let sql = "INSERT INTO sealed (stream, seq, field, key_id, ciphertext)
               SELECT 'nowhere', 1, field, key_id, 'AAAA' FROM sealed WHERE stream = 'r1' AND field = 'email'";
    assert_eq!(scene.after(sql).await, ["sealed_undeclared"]);
}

async fn the_window_that_nothing_covers_is_stated(database: Database) {
    let scene = scene(database).await;
    let head = scene.store.head("r2").await.expect("read");
    let late = dayone_store::NewEvent { at_us: 7_000, ..event("late") };
    scene.store.append("r2", Fence { epoch: 1, head }, &[late], &[], after("running")).await.expect("appended");
    let found = scene.verify(&[]).await;
    assert!(found.is_sound());
    let window = (found.ledger.sealed_us, found.ledger.uncovered, found.ledger.from_us, found.ledger.to_us);
    assert_eq!(window, (Some(5_000), 1, Some(7_000), Some(7_000)));
    assert_eq!((found.anchors.sealed_us, found.anchors.uncovered), (None, found.events), "no anchor was given");
    let anchor = scene.seal(8_000).await.expect("an entry");
    let found = scene.verify(&[anchor]).await;
    assert_eq!((found.anchors.sealed_us, found.anchors.uncovered), (Some(8_000), 0));
}

async fn the_ledger_takes_each_head_once(database: Database) {
    let scene = scene(database).await;
    assert_eq!(scene.seal(6_000).await, None, "nothing moved");
    let admin = admin_stream("acme");
    scene.store.append_stream(&admin, Head::EMPTY, &[event("signed in")]).await.expect("appended");
    let head = scene.store.head("r2").await.expect("read");
    let fence = Fence { epoch: 1, head };
    let head = scene.store.append("r2", fence, &[event("three")], &[], after("running")).await.expect("appended");
    let only = Heads::OpenedAndClosed;
    let anchor = scene.store.seal_ledger("acme", &scene.key, "sealer", 7_000, only).await.expect("sealed");
    let entry = scene.store.events("ledger:acme", 1, 1).await.expect("read").remove(0);
    assert!(anchor.is_some() && entry.body.contains(&admin) && !entry.body.contains("\"r2\""), "{}", entry.body);
    let fence = Fence { epoch: 1, head };
    scene.store.append("r2", fence, &[event("done")], &[], closed()).await.expect("appended");
    scene.store.seal_ledger("acme", &scene.key, "sealer", 8_000, only).await.expect("sealed").expect("r2 was closed");
    assert!(scene.verify(&[]).await.is_sound());
}

async fn two_sealers_do_not_fork_the_ledger(database: Database) {
    let scene = scene(database).await;
    let other = scene.database.open().await;
    for round in 0..10 {
        open_held(&scene.store, new_run(&format!("more{round}"), "acme")).await;
        let (one, two) = tokio::join!(
            scene.store.seal_ledger("acme", &scene.key, "one", 6_000, Heads::All),
            other.seal_ledger("acme", &scene.key, "two", 6_000, Heads::All),
        );
        let entries = [one.expect("sealed"), two.expect("sealed")].into_iter().flatten().count();
        assert_eq!(entries, 1, "one of them commits the new run");
    }
    let found = scene.verify(&[]).await;
    assert!(found.is_sound(), "{:?}", found.findings);
}
