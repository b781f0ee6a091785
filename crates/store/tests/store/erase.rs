use dayone_core::chain::{Head, verify};
use dayone_store::{Fence, NewRun, StoreError, TokenKind, Vault};

use crate::{
    database::{Database, on_both},
    samples::{after, closed, event, event_with, new_run, open_held, rng, seal, vault},
};

on_both![
    an_erased_person_is_found_and_read_no_more,
    erasing_is_refused_while_a_run_needs_the_values,
    a_process_that_remembers_a_destroyed_key_cannot_seal_with_it,
    erasing_one_person_leaves_the_others,
];

/// Opens a run with a sealed e-mail address and its index token, and closes it.
async fn run_of(database: &Database, vault: &Vault, store: &dayone_store::Store, run: &str) -> Fence {
    let email = format!("{run}@example.com");
    let token = vault.token("acme", TokenKind::Email, &email, &mut rng()).await.expect("a token");
    let request_key = vault.token("acme", TokenKind::RequestKey, &email, &mut rng()).await.expect("a token");
    let sealed = seal(vault, "acme", run, 1, "email", &email).await;
    let events = vec![event_with("opened", vec![sealed])];
    let new = NewRun { tokens: vec![token], request_key, events, ..new_run(run, "acme") };
    let fence = open_held(store, new).await;
    let head = store.append(run, fence, &[event("done")], &[], closed()).await.expect("appended");
    assert!(database.folder.path().exists());
    Fence { head, ..fence }
}

async fn an_erased_person_is_found_and_read_no_more(database: Database) {
    let store = database.open().await;
    let vault = vault(&database, &store).await;
    run_of(&database, &vault, &store, "r1").await;
    let value = store.sealed_of("r1").await.expect("read").remove(0);
    let token = vault.token("acme", TokenKind::Email, "r1@example.com", &mut rng()).await.expect("a token");
    assert_eq!(store.find_people("acme", &token).await.expect("read").len(), 1);

    let erasure = vault.erase_person("acme", "person-r1", "tester", 3_000).await.expect("erased");
    assert_eq!((erasure.runs, erasure.values), (1, 1));
    assert_eq!(store.sealed_of("r1").await.expect("read"), []);
    assert_eq!(store.find_people("acme", &token).await.expect("read"), []);
    assert!(matches!(vault.open("acme", &value).await, Err(StoreError::KeyDestroyed { .. })));
    let records = store.events("r1", 0, 10).await.expect("read");
    assert_eq!(records.last().expect("some").kind, "person_erased");
    let row = store.run("r1").await.expect("read").expect("there");
    assert_eq!(verify(Head::EMPTY, &records), Ok(row.head));
    assert!(!row.is_current);

    let again = vault.erase_person("acme", "person-r1", "tester", 4_000).await.expect("harmless");
    assert_eq!((again.runs, again.values), (0, 0));
}

async fn erasing_is_refused_while_a_run_needs_the_values(database: Database) {
    let store = database.open().await;
    let vault = vault(&database, &store).await;
    let sealed = seal(&vault, "acme", "r1", 1, "email", "a@example.com").await;
    open_held(&store, NewRun { events: vec![event_with("opened", vec![sealed])], ..new_run("r1", "acme") }).await;
    let refused = vault.erase_person("acme", "person-r1", "tester", 3_000).await;
    assert!(matches!(refused, Err(StoreError::RunOpen { .. })), "{refused:?}");
    let value = store.sealed_of("r1").await.expect("read").remove(0);
    assert_eq!(vault.open("acme", &value).await.expect("it opens").as_slice(), b"a@example.com");
}

async fn a_process_that_remembers_a_destroyed_key_cannot_seal_with_it(database: Database) {
    let store = database.open().await;
    let vault = vault(&database, &store).await;
    let elsewhere = crate::samples::vault(&database, &database.open().await).await;
    let fence = run_of(&database, &vault, &store, "r1").await;
    let late = seal(&elsewhere, "acme", "r1", 4, "email", "a@example.com").await;
    vault.erase_person("acme", "person-r1", "tester", 3_000).await.expect("erased");
    let head = store.head("r1").await.expect("read");
    let events = [event_with("late", vec![late])];
    let refused = store.append("r1", Fence { head, ..fence }, &events, &[], after("open")).await;
    assert!(refused.expect_err("refused").to_string().contains("destroyed"));
}

async fn erasing_one_person_leaves_the_others(database: Database) {
    let store = database.open().await;
    let vault = vault(&database, &store).await;
    run_of(&database, &vault, &store, "r1").await;
    run_of(&database, &vault, &store, "r2").await;
    vault.erase_person("acme", "person-r1", "tester", 3_000).await.expect("erased");
    let value = store.sealed_of("r2").await.expect("read").remove(0);
    assert_eq!(vault.open("acme", &value).await.expect("it opens").as_slice(), b"r2@example.com");
    assert_eq!(store.head("r2").await.expect("read").seq, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_an_erasure_no_byte_of_the_person_is_in_any_file() {
    let database = Database::sqlite();
    let store = database.open().await;
    let vault = vault(&database, &store).await;
    for run in ["r1", "r2", "r3"] {
        run_of(&database, &vault, &store, run).await;
    }
    let token = vault.token("acme", TokenKind::Email, "r2@example.com", &mut rng()).await.expect("a token");
    let request_key = store.run("r2").await.expect("read").expect("there").request_key;
    let value = store.sealed_of("r2").await.expect("read").remove(0);
    let wrapped: (String,) = sqlx::query_as("SELECT wrapped FROM data_key WHERE key_id = $1")
        .bind(&value.key_id)
        .fetch_one(&mut crate::database::lite(&database.file()).await)
        .await
        .expect("read");
    let traces = [token.as_str(), &request_key, &value.ciphertext, &wrapped.0];
    for trace in traces {
        assert!(is_in_a_file(&database, trace), "{trace} must be there before");
    }
    assert!(!is_in_a_file(&database, "r2@example.com"), "never in clear");
    let erasure = vault.erase_person("acme", "person-r2", "tester", 3_000).await.expect("erased");
    assert!(erasure.log_cleared);
    for trace in traces {
        assert!(!is_in_a_file(&database, trace), "{trace} is still there");
    }
}

fn is_in_a_file(database: &Database, text: &str) -> bool {
    let folder = database.file().parent().expect("a folder").to_owned();
    let mut files = std::fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("a file").path());
    files.any(|file| {
        let bytes = std::fs::read(file).expect("readable");
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}
