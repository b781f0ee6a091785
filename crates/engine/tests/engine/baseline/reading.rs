//! What is read, with which key, and how often.

use dayone_core::baseline::{Declaration, Prune, UserGroupDeclaration};

use super::support::{import, plan, problems};
use crate::fixture::{Fixture, FixtureOptions, READ_KEY};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn import_declares_everything_that_the_demo_organisation_grants() {
    let fixture = Fixture::demo().await;
    insta::assert_json_snapshot!(import(&fixture).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn planning_and_importing_write_nothing_and_use_the_key_for_reading() {
    let fixture = Fixture::new(FixtureOptions { read_key: true, ..FixtureOptions::default() }).await;
    let before = fixture.control().state();
    let declaration = import(&fixture).await;
    plan(&fixture, &declaration, Prune::Undeclared).await;
    assert_eq!(fixture.control().state()["organizations"], before["organizations"]);
    let counts = fixture.control().counts_by_key();
    assert_eq!(counts.keys().map(String::as_str).collect::<Vec<_>>(), [READ_KEY]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_what_is_declared_is_looked_at() {
    let fixture = Fixture::demo().await;
    let whole = import(&fixture).await;
    let mut declaration = Declaration::default();
    declaration.user_groups.insert("UG-Sales".into(), whole.user_groups["UG-Sales"].clone());
    let before = fixture.control().count("GET /v2/usergroups/{group_id}/associations");
    let plan = plan(&fixture, &declaration, Prune::Nothing).await;
    assert!(plan.is_done());
    assert_eq!((plan.left_alone.len(), plan.organization.name.as_str()), (16, "Company Inc"));
    // Of seven kinds, the organisation has no Google Workspace and no Microsoft 365.
    assert_eq!(fixture.control().count("GET /v2/usergroups/{group_id}/associations") - before, 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_that_the_directory_does_not_know_are_refused_with_the_nearest() {
    let fixture = Fixture::demo().await;
    let mut declaration = Declaration::default();
    let group = UserGroupDeclaration {
        applications: vec!["Git Hub".into()],
        radius_servers: vec!["Company Wifi".into()],
        system_groups: vec!["SG-Linux-Server".into()],
        systems: vec!["prod-web-1".into()],
        g_suites: vec!["company.com".into()],
        ..UserGroupDeclaration::default()
    };
    declaration.user_groups.insert("UG-New".into(), group);
    insta::assert_snapshot!(problems(&fixture, &declaration).await.join("\n"));
}
