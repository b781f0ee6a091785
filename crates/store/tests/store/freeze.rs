use dayone_store::{EVERYTHING, Freeze, Heads, LedgerKey, TenantHold, admin_stream};

use crate::{
    database::{Database, on_both},
    samples::{LEASE, new_run, open_run, rng},
};

on_both![
    a_frozen_tenant_is_not_claimed_until_it_is_let_go_on,
    a_freeze_of_all_holds_every_tenant_and_stands_beside_a_tenants_own,
    a_freeze_and_a_hold_stand_side_by_side,
    the_first_freeze_stands_and_each_act_is_recorded_once,
    both_acts_are_in_a_history_that_is_sound,
];

fn freeze(tenant: &str, reason: &str) -> Freeze {
    Freeze { tenant: tenant.into(), reason: reason.into(), actor: "alice".into(), at_us: 5 }
}

async fn a_frozen_tenant_is_not_claimed_until_it_is_let_go_on(database: Database) {
    let (store, other) = (database.open().await, database.open().await);
    open_run(&store, new_run("r1", "acme")).await;
    open_run(&store, new_run("r2", "bolt")).await;
    assert_eq!(store.freeze(freeze("acme", "an incident")).await.expect("frozen"), None);
    assert_eq!(other.frozen("acme").await.expect("read"), Some(freeze("acme", "an incident")));
    assert_eq!(other.frozen("bolt").await.expect("read"), None);
    assert_eq!(other.claim("w", 5_000, LEASE).await.expect("asked").expect("due").tenant, "bolt");
    assert_eq!(other.claim("w", 5_000, LEASE).await.expect("asked"), None);
    assert_eq!(other.next_due().await.expect("asked"), None);
    assert!(other.unfreeze(freeze("acme", "over")).await.expect("lifted").is_some());
    assert_eq!(store.claim("w", 5_000, LEASE).await.expect("asked").expect("due").tenant, "acme");
}

async fn a_freeze_of_all_holds_every_tenant_and_stands_beside_a_tenants_own(database: Database) {
    let store = database.open().await;
    open_run(&store, new_run("r1", "acme")).await;
    open_run(&store, new_run("r2", "bolt")).await;
    store.freeze(freeze(EVERYTHING, "the key leaked")).await.expect("frozen");
    store.freeze(freeze("acme", "their own")).await.expect("frozen");
    assert_eq!(store.claim("w", 5_000, LEASE).await.expect("asked"), None);
    assert_eq!(store.next_due().await.expect("asked"), None);
    assert_eq!(store.frozen("acme").await.expect("read").expect("frozen").reason, "their own");
    assert_eq!(store.frozen("bolt").await.expect("read").expect("frozen").reason, "the key leaked");
    let all: Vec<String> = store.freezes().await.expect("read").into_iter().map(|freeze| freeze.tenant).collect();
    assert_eq!(all, [EVERYTHING, "acme"]);
    assert_eq!(store.unfreeze(freeze("bolt", "no")).await.expect("asked"), None, "bolt has none of its own");
    store.unfreeze(freeze(EVERYTHING, "over")).await.expect("lifted").expect("it stood");
    assert_eq!(store.claim("w", 5_000, LEASE).await.expect("asked").expect("due").tenant, "bolt");
    assert_eq!(store.claim("w", 5_000, LEASE).await.expect("asked"), None, "acme's own stands");
}

async fn a_freeze_and_a_hold_stand_side_by_side(database: Database) {
    let store = database.open().await;
    open_run(&store, new_run("r1", "acme")).await;
    let hold = TenantHold { tenant: "acme".into(), reason: "KEY".into(), detail: "refused".into(), at_us: 5 };
    store.hold_tenant(hold).await.expect("held");
    store.freeze(freeze("acme", "an incident")).await.expect("frozen");
    assert!(store.clear_hold("acme").await.expect("cleared"));
    assert_eq!(store.claim("w", 5_000, LEASE).await.expect("asked"), None);
    store.unfreeze(freeze("acme", "over")).await.expect("lifted").expect("it stood");
    assert!(store.claim("w", 5_000, LEASE).await.expect("asked").is_some());
}

async fn the_first_freeze_stands_and_each_act_is_recorded_once(database: Database) {
    let store = database.open().await;
    store.freeze(freeze("acme", "one")).await.expect("frozen");
    let standing = store.freeze(freeze("acme", "two")).await.expect("asked");
    assert_eq!(standing, Some(freeze("acme", "one")));
    store.unfreeze(freeze("acme", "three")).await.expect("lifted").expect("it stood");
    assert_eq!(store.unfreeze(freeze("acme", "four")).await.expect("asked"), None);
    let events = store.events(&admin_stream("acme"), 0, 10).await.expect("read");
    let told: Vec<(&str, bool)> =
        events.iter().map(|event| (event.kind.as_str(), event.body.contains("\"reason\":\""))).collect();
    assert_eq!(told, [("frozen", true), ("unfrozen", true)]);
    assert!(events[1].body.contains("three") && events[1].actor == "alice");
}

async fn both_acts_are_in_a_history_that_is_sound(database: Database) {
    let store = database.open().await;
    let path = database.folder.path().join("keys/ledger.key");
    let (key, _) = LedgerKey::load_or_create(&path, store.location(), &mut rng()).expect("a key");
    store.freeze(freeze(EVERYTHING, "an incident")).await.expect("frozen");
    store.freeze(freeze("acme", "an incident")).await.expect("frozen");
    assert_eq!(store.histories().await.expect("read"), [EVERYTHING, "acme"]);
    open_run(&store, new_run("r1", "bolt")).await;
    assert_eq!(store.histories().await.expect("read"), [EVERYTHING, "acme", "bolt"]);
    for tenant in [EVERYTHING, "acme"] {
        store.seal_ledger(tenant, &key, "tester", 10, Heads::OpenedAndClosed).await.expect("sealed").expect("an entry");
        let found = store.verify_tenant(tenant, &[key.public()], &[]).await.expect("verified");
        assert!(found.is_sound(), "{:?}", found.findings);
        assert_eq!((found.events, found.ledger.uncovered), (2, 0), "the freeze and the ledger's entry");
    }
}
