use std::os::unix::fs::PermissionsExt as _;

use dayone_store::{Keyring, LedgerKey, Origin, SealedValue, Store, StoreError, TokenKind, Vault};

use rand::SeedableRng as _;

use crate::{
    database::{Database, on_both},
    samples::{after, event_with, new_run, open_held, rng, seal, vault},
};

on_both![
    a_sealed_value_opens_in_its_place_only,
    another_process_opens_what_was_sealed,
    a_wrong_master_key_fails_before_anything_is_written,
    a_missing_master_key_is_not_replaced,
    two_first_starts_agree_on_one_master_key,
    a_token_is_the_same_for_the_same_person_and_tells_tenants_apart,
    secrets_are_kept_sealed,
];

async fn a_sealed_value_opens_in_its_place_only(database: Database) {
    let store = database.open().await;
    let vault = vault(&database, &store).await;
    let fence = open_held(&store, new_run("r1", "acme")).await;
    let email = seal(&vault, "acme", "r1", 2, "email", "a@example.com").await;
    store.append("r1", fence, &[event_with("x", vec![email])], &[], after("running")).await.expect("appended");
    let value = store.sealed_of("r1").await.expect("read").remove(0);
    assert_eq!(vault.open("acme", &value).await.expect("it opens").as_slice(), b"a@example.com");
    let elsewhere = [
        SealedValue { stream: "r2".into(), ..value.clone() },
        SealedValue { seq: 3, ..value.clone() },
        SealedValue { field: "username".into(), ..value.clone() },
        SealedValue { ciphertext: first_letter_changed(&value.ciphertext), ..value.clone() },
    ];
    for moved in elsewhere {
        let refused = vault.open("acme", &moved).await;
        assert!(matches!(refused, Err(StoreError::Unsealable { .. })), "{moved:?}");
    }
    assert!(matches!(vault.open("bolt", &value).await, Err(StoreError::Unsealable { .. })));
    let other_key = SealedValue { key_id: "another".into(), ..value };
    assert!(matches!(vault.open("acme", &other_key).await, Err(StoreError::KeyDestroyed { .. })));
}

fn first_letter_changed(text: &str) -> String {
    let other = if text.starts_with('A') { "B" } else { "A" };
    format!("{other}{}", &text[1..])
}

async fn another_process_opens_what_was_sealed(database: Database) {
    let (one, two) = (database.open().await, database.open().await);
    let (here, there) = (vault(&database, &one).await, vault(&database, &two).await);
    let field = seal(&here, "acme", "r1", 1, "email", "a@example.com").await;
    let value = SealedValue {
        stream: "r1".into(),
        seq: 1,
        field: field.field,
        key_id: field.key_id,
        ciphertext: field.ciphertext,
    };
    assert_eq!(there.open("acme", &value).await.expect("it opens").as_slice(), b"a@example.com");
}

fn key_path(database: &Database, name: &str) -> std::path::PathBuf {
    database.folder.path().join("keys").join(name)
}

async fn a_wrong_master_key_fails_before_anything_is_written(database: Database) {
    let store = database.open().await;
    let right = vault(&database, &store).await;
    let other = Database::sqlite();
    let rng = &mut rand::rngs::StdRng::seed_from_u64(8);
    let path = key_path(&other, "master.key");
    let (wrong, _) = Keyring::load_or_create(&other.open().await, &path, rng).await.expect("another key");
    match Keyring::load_or_create(&store, &path, rng).await.map(drop) {
        Err(StoreError::WrongKey { expected, found }) => {
            assert_eq!((expected.as_str(), found.as_str()), (right.master_key_id(), wrong.id()));
        }
        answer => panic!("{answer:?}"),
    }
}

async fn a_missing_master_key_is_not_replaced(database: Database) {
    let store = database.open().await;
    vault(&database, &store).await;
    let path = key_path(&database, "elsewhere.key");
    let refused = Keyring::load_or_create(&store, &path, &mut rng()).await.map(drop);
    assert!(matches!(refused, Err(StoreError::MissingKey { .. })), "{refused:?}");
    assert!(!path.exists());
}

async fn two_first_starts_agree_on_one_master_key(database: Database) {
    let (one, two) = (database.open().await, database.open().await);
    let path = key_path(&database, "master.key");
    let (mut rng_one, mut rng_two) = (rand::rngs::StdRng::seed_from_u64(41), rand::rngs::StdRng::seed_from_u64(42));
    let (left, right) = tokio::join!(
        Keyring::load_or_create(&one, &path, &mut rng_one),
        Keyring::load_or_create(&two, &path, &mut rng_two),
    );
    let (left, right) = (left.expect("a key"), right.expect("a key"));
    assert_eq!(left.0.id(), right.0.id());
    assert_eq!(Keyring::load(&path).expect("a key file").id(), left.0.id());
}

async fn a_token_is_the_same_for_the_same_person_and_tells_tenants_apart(database: Database) {
    let store = database.open().await;
    let vault = vault(&database, &store).await;
    let token =
        async |tenant: &str, kind, value: &str| vault.token(tenant, kind, value, &mut rng()).await.expect("a token");
    let smith = token("acme", TokenKind::Username, "John.Smith").await;
    assert_eq!(smith, token("acme", TokenKind::Username, " john.smith ").await);
    assert_ne!(smith, token("bolt", TokenKind::Username, "john.smith").await);
    assert_ne!(smith, token("acme", TokenKind::EmployeeId, "john.smith").await);
    let again = Vault::new(store.clone(), Keyring::load(&key_path(&database, "master.key")).expect("the key"));
    assert_eq!(smith, again.token("acme", TokenKind::Username, "john.smith", &mut rng()).await.expect("a token"));
    let names = vault.name_tokens("acme", "Smith-Jones, John", &mut rng()).await.expect("tokens");
    assert_eq!(names.len(), 3);
    assert!(names.contains(&token("acme", TokenKind::NameWord, "JONES").await));
}

async fn secrets_are_kept_sealed(database: Database) {
    let store = database.open().await;
    let vault = vault(&database, &store).await;
    vault.put_secret("acme", "api_key", b"first", 1, &mut rng()).await.expect("kept");
    vault.put_secret("acme", "api_key", b"second", 2, &mut rng()).await.expect("replaced");
    let read = async |tenant: &str| vault.get_secret(tenant, "api_key").await.expect("read");
    assert_eq!(read("acme").await.expect("there").as_slice(), b"second");
    assert!(read("bolt").await.is_none());
    assert_eq!(vault.secret_names("acme").await.expect("read"), ["api_key"]);
    database.execute("UPDATE secret SET name = 'other' WHERE tenant = 'acme'").await;
    assert!(matches!(vault.get_secret("acme", "other").await, Err(StoreError::Unsealable { .. })));
    assert!(vault.delete_secret("acme", "other").await.expect("deleted"));
    assert!(!vault.delete_secret("acme", "other").await.expect("asked"));
}

fn mode(path: &std::path::Path) -> u32 {
    std::fs::metadata(path).expect("it is there").permissions().mode() & 0o777
}

#[tokio::test]
async fn database_and_key_files_are_for_their_owner_only() {
    let database = Database::sqlite();
    let store = database.open().await;
    let path = key_path(&database, "master.key");
    let (_, origin) = Keyring::load_or_create(&store, &path, &mut rng()).await.expect("a key");
    assert_eq!(origin, Origin::Created);
    let (_, origin) = Keyring::load_or_create(&store, &path, &mut rng()).await.expect("a key");
    assert_eq!(origin, Origin::Loaded);
    open_held(&store, new_run("r1", "acme")).await;
    for file in [&path, &database.file(), &database.file().with_extension("db-wal")] {
        assert_eq!(mode(file), 0o600, "{}", file.display());
    }
    for file in [path, database.file()] {
        assert_eq!(mode(file.parent().expect("a folder")), 0o700);
    }
    let left = std::fs::read_dir(database.folder.path().join("keys")).expect("the folder").count();
    assert_eq!(left, 1, "no draft stays behind");
}

#[tokio::test]
async fn a_key_file_that_others_may_read_is_refused() {
    let database = Database::sqlite();
    let store = database.open().await;
    vault(&database, &store).await;
    let path = key_path(&database, "master.key");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).expect("changed");
    let refused = Keyring::load_or_create(&store, &path, &mut rng()).await.map(drop);
    assert!(matches!(refused, Err(StoreError::KeyFile { .. })), "{refused:?}");
}

#[tokio::test]
async fn a_key_in_the_databases_folder_is_refused() {
    let database = Database::sqlite();
    let store = database.open().await;
    let path = database.file().with_file_name("below").join("master.key");
    let refused = Keyring::load_or_create(&store, &path, &mut rng()).await.map(drop);
    assert!(matches!(refused, Err(StoreError::KeyFile { .. })), "{refused:?}");
    let refused = LedgerKey::load_or_create(&path, store.location(), &mut rng()).map(drop);
    assert!(matches!(refused, Err(StoreError::KeyFile { .. })), "{refused:?}");
    assert!(!path.exists());
}

#[tokio::test]
async fn one_kind_of_key_is_not_taken_for_another() {
    let database = Database::sqlite();
    let store = database.open().await;
    let path = key_path(&database, "ledger.key");
    LedgerKey::load_or_create(&path, store.location(), &mut rng()).expect("a key");
    let refused = Keyring::load_or_create(&store, &path, &mut rng()).await.map(drop);
    assert!(matches!(refused, Err(StoreError::KeyFile { .. })), "{refused:?}");
}

#[tokio::test]
async fn an_address_that_names_no_database_is_refused_without_its_password() {
    let refused = Store::open("mysql://me:secret@host/db", crate::database::options()).await.map(drop);
    let message = refused.expect_err("refused").to_string();
    assert!(!message.contains("secret"), "{message}");
}
