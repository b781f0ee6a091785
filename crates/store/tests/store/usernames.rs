use dayone_store::{After, Fence, NameFate, NameState, NewRun, Opening, Store, Token};
use futures::future::join_all;

use crate::{
    database::{Database, on_both},
    samples::{after, closed, event, key, new_run, open_held, open_run, vault},
};

on_both![
    of_runs_that_want_one_name_at_once_one_gets_it,
    a_run_that_does_not_get_its_name_leaves_nothing_behind,
    two_tenants_may_give_the_same_name,
    a_run_without_an_account_frees_its_name,
    a_name_that_was_given_is_given_to_nobody_else,
    the_same_person_may_have_the_name_again_and_keeps_it_when_that_fails,
    a_reservation_that_ends_with_an_earlier_run_is_made_again_by_the_account,
    a_buried_name_stays_buried,
    the_names_of_an_erased_person_stay_blocked_and_are_nobodys,
    many_names_are_asked_for_at_once,
];

fn wanting(run_id: &str, name: &str) -> NewRun {
    NewRun { username: Some(key(name)), ..new_run(run_id, "acme") }
}

fn of(person: &str, run: NewRun) -> NewRun {
    NewRun { person: person.into(), ..run }
}

async fn end(store: &Store, run_id: &str, fence: Fence, username: NameFate) {
    let after = After { username, ..closed() };
    store.append(run_id, fence, &[event("closed")], &[], after).await.expect("appended");
}

/// Person, run and state of a name.
async fn held(store: &Store, name: &str) -> Option<(String, String, NameState)> {
    let held = store.names_held("acme", &[key(name)]).await.expect("read");
    assert!(held.len() <= 1);
    held.into_iter().next().map(|holder| (holder.person, holder.run_id, holder.state))
}

async fn of_runs_that_want_one_name_at_once_one_gets_it(database: Database) {
    let stores = [database.open().await, database.open().await];
    let asked = (0..12).map(|n| stores[n % 2].open_run(wanting(&format!("r{n}"), "john")));
    let answers = join_all(asked).await;
    let opened = answers.iter().filter(|answer| matches!(answer, Ok(Opening::Opened { .. }))).count();
    assert_eq!(opened, 1, "{answers:?}");
    let (_, winner, _) = held(&stores[0], "john").await.expect("reserved");
    for answer in answers {
        match answer.expect("an answer") {
            Opening::NameTaken(holder) => {
                assert_eq!((holder.run_id.as_str(), holder.state), (&*winner, NameState::Reserved))
            }
            Opening::Opened { .. } => {}
            other => panic!("{other:?}"),
        }
    }
}

async fn a_run_that_does_not_get_its_name_leaves_nothing_behind(database: Database) {
    let store = database.open().await;
    open_run(&store, wanting("r1", "john")).await;
    let earlier = NewRun { request_key: key("k"), ..new_run("r2", "acme") };
    open_run(&store, earlier).await;
    let new = NewRun {
        request_key: key("k"),
        supersedes: Some("r2".into()),
        tokens: vec![key("t")],
        ..wanting("r3", "john")
    };
    assert!(matches!(store.open_run(new).await, Ok(Opening::NameTaken(_))));
    assert!(store.run("r3").await.expect("read").is_none());
    assert_eq!(store.events("r3", 0, 9).await.expect("read"), []);
    assert_eq!(store.find_people("acme", &key("t")).await.expect("read"), []);
    assert!(store.run("r2").await.expect("read").expect("there").is_current, "it keeps its request key");
    // The same request again is the same run, whatever its name.
    let again = NewRun { request_key: key("key-r1"), ..wanting("r4", "john") };
    assert!(matches!(store.open_run(again).await, Ok(Opening::Existing(row)) if row.run_id == "r1"));
}

async fn two_tenants_may_give_the_same_name(database: Database) {
    let store = database.open().await;
    open_run(&store, wanting("r1", "john")).await;
    open_run(&store, NewRun { tenant: "bolt".into(), ..wanting("r2", "john") }).await;
    assert_eq!(held(&store, "john").await.expect("reserved").1, "r1");
}

async fn a_run_without_an_account_frees_its_name(database: Database) {
    let store = database.open().await;
    let fence = open_held(&store, wanting("r1", "john")).await;
    let head = store.append("r1", fence, &[event("tried")], &[], after("running")).await.expect("appended");
    assert_eq!(held(&store, "john").await, Some(("person-r1".into(), "r1".into(), NameState::Reserved)));
    end(&store, "r1", Fence { head, ..fence }, NameFate::Freed).await;
    assert_eq!(held(&store, "john").await, None);
    open_run(&store, wanting("r2", "john")).await;
}

async fn a_name_that_was_given_is_given_to_nobody_else(database: Database) {
    let store = database.open().await;
    let fence = open_held(&store, wanting("r1", "john")).await;
    end(&store, "r1", fence, NameFate::Given(key("john"))).await;
    let given = Some(("person-r1".into(), "r1".into(), NameState::Given));
    assert_eq!(held(&store, "john").await, given);
    assert!(matches!(store.open_run(wanting("r2", "john")).await, Ok(Opening::NameTaken(_))));
    assert_eq!(held(&store, "john").await, given);
}

async fn the_same_person_may_have_the_name_again_and_keeps_it_when_that_fails(database: Database) {
    let store = database.open().await;
    let fence = open_held(&store, of("p", wanting("r1", "john"))).await;
    end(&store, "r1", fence, NameFate::Given(key("john"))).await;
    let fence = open_held(&store, of("p", wanting("r2", "john"))).await;
    assert_eq!(store.names_of("acme", "p").await.expect("read"), [key("john")]);
    end(&store, "r2", fence, NameFate::Freed).await;
    assert_eq!(held(&store, "john").await, Some(("p".into(), "r1".into(), NameState::Given)));
    let fence = open_held(&store, of("p", wanting("r3", "john"))).await;
    end(&store, "r3", fence, NameFate::Given(key("john"))).await;
    assert_eq!(held(&store, "john").await, Some(("p".into(), "r3".into(), NameState::Given)));
}

async fn a_reservation_that_ends_with_an_earlier_run_is_made_again_by_the_account(database: Database) {
    let store = database.open().await;
    let first = open_held(&store, of("p", wanting("r1", "john"))).await;
    let second = open_held(&store, of("p", wanting("r2", "john"))).await;
    end(&store, "r1", first, NameFate::Freed).await;
    assert_eq!(held(&store, "john").await, None);
    end(&store, "r2", second, NameFate::Given(key("john"))).await;
    assert_eq!(held(&store, "john").await, Some(("p".into(), "r2".into(), NameState::Given)));
}

async fn a_buried_name_stays_buried(database: Database) {
    let store = database.open().await;
    let names: Vec<Token> = ["john", "jane"].map(key).into();
    let fence = open_held(&store, wanting("r1", "john")).await;
    store.bury_names("acme", "", &names, 5_000).await.expect("buried");
    store.bury_names("acme", "", &names, 6_000).await.expect("harmless");
    end(&store, "r1", fence, NameFate::Freed).await;
    for name in ["john", "jane"] {
        assert_eq!(held(&store, name).await.expect("blocked").2, NameState::Given, "{name}");
        assert!(matches!(store.open_run(of("", wanting("r2", name))).await, Ok(Opening::NameTaken(_))), "{name}");
    }
    store.bury_names("acme", "p", &[key("joan")], 5_000).await.expect("buried");
    open_run(&store, of("p", wanting("r3", "joan"))).await;
}

async fn the_names_of_an_erased_person_stay_blocked_and_are_nobodys(database: Database) {
    let store = database.open().await;
    let vault = vault(&database, &store).await;
    let fence = open_held(&store, wanting("r1", "john")).await;
    end(&store, "r1", fence, NameFate::Given(key("john"))).await;
    vault.erase_person("acme", "person-r1", "tester", 9_000).await.expect("erased");
    assert_eq!(held(&store, "john").await, Some((String::new(), String::new(), NameState::Given)));
    assert_eq!(store.names_of("acme", "person-r1").await.expect("read"), []);
    assert_eq!(store.names_of("acme", "").await.expect("read"), [], "nobody has no names");
    assert!(matches!(store.open_run(wanting("r2", "john")).await, Ok(Opening::NameTaken(_))));
    assert!(matches!(store.open_run(of("", wanting("r3", "john"))).await, Ok(Opening::NameTaken(_))));
}

async fn many_names_are_asked_for_at_once(database: Database) {
    let store = database.open().await;
    for n in 0..9 {
        open_run(&store, wanting(&format!("r{n}"), &format!("n{n}"))).await;
    }
    let all: Vec<Token> = (0..20).map(|n| key(&format!("n{n}"))).collect();
    assert_eq!(store.names_held("acme", &all).await.expect("read").len(), 9);
    assert_eq!(store.names_held("acme", &[]).await.expect("read"), []);
    assert_eq!(store.names_held("bolt", &all).await.expect("read"), []);
}
