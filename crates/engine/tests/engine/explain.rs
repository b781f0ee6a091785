//! Why people have what they have, against the live directory.

use dayone_core::event::Ending;
use dayone_engine::explain::{Access, AccessKind, ExplainError, Explained};
use dayone_simulator::Kind;
use serde_json::json;

use crate::fixture::{Fixture, FixtureOptions, READ_KEY, john};

const JOHN: &str = "60a1b2c3d4e5f6a7b8c9d0e1";
const PROD_WEB: &str = "60a2000000000000000ccc01";

async fn explained(fixture: &Fixture, username: &str) -> Explained {
    fixture.engine.explain(&fixture.tenant, username).await.expect("an explanation")
}

#[track_caller]
fn access<'a>(explained: &'a Explained, name: &str, path: &str) -> &'a Access {
    let found = explained.access.iter().find(|one| one.name == name && one.path == path);
    found.unwrap_or_else(|| panic!("{name} by {path} is not among {:#?}", explained.access))
}

fn sources(explained: &Explained) -> Vec<(&str, &str, &str)> {
    let groups = explained.access.iter().filter(|one| one.kind == AccessKind::Group);
    groups.map(|one| (one.name.as_str(), one.why.source, one.why.because.as_str())).collect()
}

#[tokio::test]
async fn after_a_hire_each_thing_has_its_reason_and_its_run() {
    let fixture = Fixture::demo().await;
    let mut request = john();
    request.insert("system_bindings".into(), json!([PROD_WEB]));
    request.insert("ticket".into(), json!("HALO-48213"));
    let run = fixture.hire(&request).await;
    assert_eq!(run.ending(), Some(Ending::Succeeded));

    let explained = explained(&fixture, "john.smith").await;

    assert_eq!(
        sources(&explained),
        [
            ("UG-All-Employees", "default", "everyone"),
            ("UG-Cost-ENG", "dynamic", "rule: attributes.costCenter eq \"ENG-200\""),
            ("UG-Developers", "role", "job title \"Software *\""),
            ("UG-Engineering", "department", "department \"Engineering\""),
            ("UG-Project-Phoenix", "additional", "the request: additional_groups"),
            ("UG-Seattle-Office", "location", "location \"Seattle\""),
        ]
    );
    let developers = access(&explained, "build-server-01", "UG-Developers > SG-Build-Farm");
    assert_eq!((developers.kind, developers.why.source), (AccessKind::System, "role"));
    let direct = access(&explained, "prod-web-01", "direct");
    assert_eq!(direct.why.because, "the request: system_bindings");
    let slack = access(&explained, "Slack", "UG-All-Employees");
    assert_eq!((slack.kind, slack.why.source), (AccessKind::Application, "default"));
    assert_eq!(access(&explained, "JumpCloud LDAP", "UG-Engineering").kind, AccessKind::LdapServer);
    for one in explained.access.iter().filter(|one| one.why.source != "dynamic") {
        assert_eq!(one.why.run.as_ref(), Some(&run.id), "{}", one.name);
        assert_eq!(one.why.ticket.as_deref(), Some("HALO-48213"));
        assert!(one.why.since.is_some() && one.why.actor.is_some());
    }
}

#[tokio::test]
async fn what_was_added_by_hand_has_no_record_and_a_rule_that_gives_it_now_is_named() {
    let fixture = Fixture::demo().await;
    fixture.hire(&john()).await;
    let control = fixture.control();
    let admins = control.id_of(Kind::UserGroup, "UG-Prod-Admins").expect("a group");
    control.associate((Kind::User, JOHN), (Kind::UserGroup, &admins), json!(null)).expect("an edge");

    let john = explained(&fixture, "John.Smith").await;
    let admins = access(&john, "UG-Prod-Admins", "member");
    assert_eq!((admins.why.source, admins.why.because.as_str()), ("unknown", "no record of who gave it"));
    assert!(access(&john, "prod-web-01", "UG-Prod-Admins").sudo);

    let alex = explained(&fixture, "alex.kim").await;
    assert_eq!(
        sources(&alex)[3],
        ("UG-Engineering", "unknown", "no record of who gave it; a rule gives it now: department \"Engineering\"")
    );
}

#[tokio::test]
async fn a_person_whose_username_has_changed_is_found_by_the_employee_id() {
    let fixture = Fixture::demo().await;
    fixture.hire(&john()).await;
    let renamed = json!({ "username": "jack.smith", "email": "jack.smith@company.com" });
    fixture.control().edit_document(Kind::User, JOHN, &renamed).expect("an account");

    let jack = explained(&fixture, "jack.smith").await;

    assert_eq!(access(&jack, "UG-Engineering", "member").why.source, "department");
}

#[tokio::test]
async fn only_the_key_for_reading_is_used_and_nothing_is_written() {
    let fixture = Fixture::new(FixtureOptions { read_key: true, ..FixtureOptions::default() }).await;
    explained(&fixture, "alex.kim").await;
    let counts = fixture.control().counts_by_key();
    assert_eq!(counts.keys().map(String::as_str).collect::<Vec<_>>(), [READ_KEY]);
}

#[tokio::test]
async fn nobody_of_that_name_is_an_error() {
    let fixture = Fixture::demo().await;
    let error = fixture.engine.explain(&fixture.tenant, "nobody").await.expect_err("nobody");
    assert!(matches!(error, ExplainError::NoAccount(name) if name == "nobody"));
}
