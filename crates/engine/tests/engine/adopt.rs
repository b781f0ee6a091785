//! People who are there already: why they have what they have is written down, and nothing is done to them.

use dayone_core::event::Ending;
use dayone_core::mapping::what_if::Change;
use dayone_core::provenance::Holding;
use dayone_engine::explain::AccessKind;
use dayone_engine::{Adoptable, Author};
use dayone_simulator::Kind;
use dayone_store::{Heads, RunFilter};
use serde_json::json;

use crate::fixture::{Fixture, john, settings};

const AUTHOR: Author<'_> = Author { actor: "alice", ticket: Some("HALO-1") };
const PROD_WEB: &str = "60a2000000000000000ccc01";

async fn adoptable(fixture: &Fixture) -> Adoptable {
    fixture.engine.adoptable(&fixture.tenant).await.expect("a census")
}

async fn adopt(fixture: &Fixture) -> usize {
    let found = adoptable(fixture).await;
    fixture.engine.adopt(&fixture.tenant, &found, AUTHOR, || {}).await.expect("recorded")
}

/// Each thing that an account has, with its source.
async fn sources(fixture: &Fixture, username: &str) -> Vec<(String, &'static str)> {
    let explained = fixture.engine.explain(&fixture.tenant, username).await.expect("an explanation");
    let held = explained.access.into_iter().filter(|one| one.kind == AccessKind::Group || one.path == "direct");
    held.map(|one| (one.name, one.why.source)).collect()
}

#[tokio::test]
async fn each_thing_is_recorded_as_given_by_a_rule_or_by_hand_and_the_directory_is_only_read() {
    let fixture = Fixture::demo().await;
    let control = fixture.control();
    let jane = control.id_of(Kind::User, "jane.doe").expect("a user");
    control.associate((Kind::User, &jane), (Kind::System, PROD_WEB), json!(null)).expect("an edge");

    let found = adoptable(&fixture).await;
    assert_eq!((found.accounts, found.unrecorded.len(), found.known), (4, 4, 0));
    assert!(fixture.engine.store().runs(&RunFilter::default()).await.expect("runs").is_empty());
    assert_eq!(fixture.engine.adopt(&fixture.tenant, &found, AUTHOR, || {}).await.expect("recorded"), 4);

    let jane = sources(&fixture, "jane.doe").await;
    let jane: Vec<_> = jane.iter().map(|(name, source)| (name.as_str(), *source)).collect();
    assert_eq!(
        jane,
        [
            ("UG-All-Employees", "default"),
            ("UG-Engineering", "department"),
            ("UG-Managers", "found"),
            ("prod-web-01", "found"),
        ]
    );
    let explained = fixture.engine.explain(&fixture.tenant, "jane.doe").await.expect("an explanation");
    let managers = explained.access.iter().find(|one| one.name == "UG-Managers").expect("a group");
    assert_eq!(managers.why.because, "found in JumpCloud, and no rule gave it");
    assert_eq!((managers.why.actor.as_deref(), managers.why.ticket.as_deref()), (Some("alice"), Some("HALO-1")));
    let requests = control.requests();
    assert!(requests.iter().all(|one| one.operation.starts_with("GET ") || one.operation.starts_with("POST /search/")));
}

#[tokio::test]
async fn a_second_time_only_what_is_new_is_recorded() {
    let fixture = Fixture::demo().await;
    assert_eq!(adopt(&fixture).await, 4);
    assert_eq!(adopt(&fixture).await, 0);
    let control = fixture.control();
    let alex = control.id_of(Kind::User, "alex.kim").expect("a user");
    let finance = control.id_of(Kind::UserGroup, "UG-Finance").expect("a group");
    control.associate((Kind::User, &alex), (Kind::UserGroup, &finance), json!(null)).expect("an edge");

    let found = adoptable(&fixture).await;

    let [only] = found.unrecorded.as_slice() else { panic!("one person: {found:?}") };
    assert_eq!(only.adoption.holdings.iter().map(|noted| noted.name.as_str()).collect::<Vec<_>>(), ["UG-Finance"]);
    // Two who look at the same moment write it down once.
    let (one, other) = futures::join!(
        fixture.engine.adopt(&fixture.tenant, &found, AUTHOR, || {}),
        fixture.engine.adopt(&fixture.tenant, &found, AUTHOR, || {}),
    );
    assert_eq!(one.expect("recorded") + other.expect("recorded"), 1);
}

#[tokio::test]
async fn what_a_hire_gave_stays_as_the_hire_recorded_it() {
    let fixture = Fixture::demo().await;
    let run = fixture.hire(&john()).await;
    assert_eq!(run.ending(), Some(Ending::Succeeded));
    let found = adoptable(&fixture).await;
    assert!(found.unrecorded.iter().all(|one| one.adoption.account.username != "john.smith"), "{found:?}");
    assert_eq!(found.known, 5);
}

#[tokio::test]
async fn after_adoption_another_mapping_takes_what_rules_give_and_leaves_the_rest() {
    let fixture = Fixture::demo().await;
    let mut after = settings();
    after.groups.department.clear();
    let losing = async |fixture: &Fixture| {
        let found = fixture.engine.what_if(&fixture.tenant, &after).await.expect("a what-if");
        let rows = found
            .each()
            .flat_map(|(account, outcome)| outcome.rows.into_iter().map(move |row| (account.username.clone(), row)));
        rows.filter(|(_, row)| row.change == Change::Lose).map(|(who, row)| (who, row.name)).collect::<Vec<_>>()
    };
    assert_eq!(losing(&fixture).await, [], "what nobody recorded counts as given by hand");
    adopt(&fixture).await;
    let engineering = |who: &str| (who.to_owned(), "UG-Engineering".to_owned());
    assert_eq!(losing(&fixture).await, [engineering("alex.kim"), engineering("jane.doe")]);
}

#[tokio::test]
async fn a_record_is_a_closed_run_of_its_own_that_joins_nobody_and_can_be_erased() {
    let fixture = Fixture::demo().await;
    adopt(&fixture).await;
    let (engine, name) = (&fixture.engine, &fixture.tenant.settings.name);
    let rows = engine.store().runs(&RunFilter::default()).await.expect("runs");
    assert_eq!(rows.len(), 4);
    assert!(rows.iter().all(|row| row.state == "succeeded" && row.summary.contains("\"kind\":\"adoption\"")));
    assert_eq!(engine.store().joining(name, 0).await.expect("a count"), 0);
    for row in &rows {
        for record in engine.store().events(&row.run_id, 0, 100).await.expect("events") {
            let words = ["alex", "kim", "jane", "doe", "priya", "shah", "berg", "EMP-", "company.com"];
            assert!(!words.iter().any(|word| record.body.contains(word)), "{}", record.body);
        }
    }
    engine.seal_ledger(name, Heads::All).await.expect("a sealed ledger");
    let keys = [engine.ledger_key().public()];
    assert!(engine.store().verify_tenant(name, &keys, &[]).await.expect("a verification").is_sound());

    let alex = fixture.control().id_of(Kind::User, "alex.kim").expect("a user");
    let whose = async |row: &dayone_store::RunRow| {
        let run = engine.run(&row.run_id).await.expect("a run");
        run.recorded().and_then(|recorded| recorded.account()).is_some_and(|account| account.id == alex)
    };
    for row in &rows {
        if whose(row).await {
            engine.vault().erase_person(name, &row.person, "alice", 1).await.expect("erased");
        }
    }
    assert!(sources(&fixture, "alex.kim").await.iter().all(|(_, source)| ["unknown", "dynamic"].contains(source)));
    let provenances = engine.provenances(&fixture.tenant).await.expect("provenances");
    assert_eq!(provenances.len(), 3);
    assert!(provenances.values().all(|one| one.iter().all(|(holding, _)| matches!(holding, Holding::Group(_)))));
}
