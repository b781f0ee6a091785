//! Runs and events to test with.

use std::time::Duration;

use dayone_core::chain::Head;
use dayone_store::{
    After, Claim, Fence, Holder, Keyring, NameFate, NewEvent, NewRun, Opening, SealedField, Store, Token, Vault,
};
use rand::{SeedableRng as _, rngs::StdRng};
use serde_json::{Map, json};

use crate::database::Database;

pub(crate) const LEASE: Duration = Duration::from_secs(60);

pub(crate) fn rng() -> StdRng {
    StdRng::seed_from_u64(7)
}

pub(crate) fn key(text: &str) -> Token {
    Token::from_stored(text.to_owned())
}

pub(crate) fn event(kind: &str) -> NewEvent {
    NewEvent {
        at_us: 1_000,
        actor: "tester".into(),
        kind: kind.into(),
        body: Map::from_iter([("note".to_owned(), json!(kind))]),
        sealed: Vec::new(),
    }
}

pub(crate) fn event_with(kind: &str, sealed: Vec<SealedField>) -> NewEvent {
    NewEvent { sealed, ..event(kind) }
}

/// A run that is due, with the request key `key-RUN` and one event.
pub(crate) fn new_run(run_id: &str, tenant: &str) -> NewRun {
    NewRun {
        run_id: run_id.into(),
        tenant: tenant.into(),
        person: format!("person-{run_id}"),
        request_key: key(&format!("key-{run_id}")),
        supersedes: None,
        state: "open".into(),
        due_us: Some(1_000),
        opened_us: 1_000,
        summary: json!({}),
        ticket: None,
        batch: None,
        tokens: Vec::new(),
        username: None,
        events: vec![event("opened")],
        holder: None,
        joins: true,
        ceiling: None,
        kind: "joiner".into(),
    }
}

pub(crate) fn after(state: &str) -> After {
    After {
        state: state.into(),
        due_us: Some(1_000),
        summary: json!({}),
        joins: true,
        release: false,
        closed_us: None,
        username: NameFate::Unchanged,
    }
}

pub(crate) fn closed() -> After {
    After { due_us: None, release: true, closed_us: Some(2_000), ..after("closed") }
}

/// Opens a run and holds it.
pub(crate) async fn open_held(store: &Store, run: NewRun) -> Fence {
    let holder = Some(Holder { owner: "tester".into(), lease: LEASE });
    match store.open_run(NewRun { holder, ..run }).await.expect("the run opens") {
        Opening::Opened { head, epoch } => Fence { epoch, head },
        other => panic!("not opened: {other:?}"),
    }
}

pub(crate) async fn open_run(store: &Store, run: NewRun) -> Head {
    match store.open_run(run).await.expect("the run opens") {
        Opening::Opened { head, .. } => head,
        other => panic!("not opened: {other:?}"),
    }
}

pub(crate) fn fence(claim: &Claim) -> Fence {
    Fence { epoch: claim.epoch, head: claim.head }
}

pub(crate) async fn vault(database: &Database, store: &Store) -> Vault {
    let path = database.folder.path().join("keys/master.key");
    let (keyring, _) = Keyring::load_or_create(store, &path, &mut rng()).await.expect("a master key");
    Vault::new(store.clone(), keyring)
}

/// A value sealed for a place in a run of [`new_run`].
pub(crate) async fn seal(vault: &Vault, tenant: &str, run: &str, seq: i64, field: &str, value: &str) -> SealedField {
    // Not `rng()`: two values must not share a nonce, so each place has a seed of its own.
    let place = dayone_core::chain::Digest::of(format!("{tenant} {run} {seq} {field} {value}").as_bytes());
    let mut rng = StdRng::from_seed(*place.as_bytes());
    let person = format!("person-{run}");
    vault.seal(tenant, &person, run, seq, field, value.as_bytes(), &mut rng).await.expect("the value is sealed")
}
