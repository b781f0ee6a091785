//! Verification of hires against the live directory.

use dayone_core::event::Ending;
use dayone_engine::EngineError;
use dayone_engine::verify::{Basis, Check, CheckState, Line, Verified, VerifyError, VerifyTarget};
use dayone_simulator::Kind;
use serde_json::json;

use crate::fixture::{Fixture, FixtureOptions, READ_KEY, john};

const JOHN: &str = "60a1b2c3d4e5f6a7b8c9d0e1";

async fn verified(fixture: &Fixture, target: VerifyTarget) -> Verified {
    fixture.engine.verify(&fixture.tenant, target).await.expect("a verification")
}

async fn of_username(fixture: &Fixture, username: &str) -> Verified {
    verified(fixture, VerifyTarget::Username(username.into())).await
}

#[track_caller]
fn check<'a>(verified: &'a Verified, subject: &str) -> &'a Check {
    verified.checks.iter().find(|check| check.subject == subject).expect("a check of that subject")
}

fn differing(verified: &Verified) -> Vec<(&str, &str)> {
    let differs = verified.checks.iter().filter(|check| check.state == CheckState::Differs);
    differs.map(|check| (check.subject, check.found.as_str())).collect()
}

#[tokio::test]
async fn after_a_hire_every_line_is_there_and_nothing_differs() {
    let fixture = Fixture::demo().await;
    let run = fixture.hire(&john()).await;
    assert_eq!(run.ending(), Some(Ending::Succeeded));

    let verified = verified(&fixture, VerifyTarget::Run(run.id.clone())).await;

    assert_eq!(differing(&verified), []);
    assert!(!verified.differs());
    assert_eq!(verified.basis, Basis::Plan { run: run.id.clone() });
    assert_eq!(verified.account_id.as_deref(), Some(JOHN));
    let mut lines: Vec<_> = verified.checks.iter().map(|check| (check.section, check.line)).collect();
    lines.dedup();
    assert_eq!(lines, Line::ALL.map(|line| (line.section(), line.text())));
    assert!(check(&verified, "groups").found.starts_with("in all 6: UG-All-Employees"));
    assert!(check(&verified, "systems").found.starts_with("all 10: "));
    assert!(check(&verified, "applications").found.starts_with("all 8: "));
    assert_eq!(check(&verified, "audit chain").state, CheckState::Confirmed);
    assert!(check(&verified, "special access").found.contains("additional_group UG-Project-Phoenix"));
}

#[tokio::test]
async fn what_only_a_person_can_know_comes_with_what_to_do_and_where() {
    let fixture = Fixture::demo().await;
    fixture.hire(&john()).await;
    let verified = of_username(&fixture, "john.smith").await;

    for check in verified.checks.iter().filter(|check| check.state == CheckState::Manual) {
        assert!(check.instruction.is_some() && check.target.is_some(), "{check:?}");
    }
    let console = format!("https://console.jumpcloud.com/#/users/{JOHN}");
    assert_eq!(check(&verified, "account").target.as_deref(), Some(console.as_str()));
    assert_eq!(check(&verified, "activation e-mail").state, CheckState::Manual);
    let ssh: Vec<_> = verified.checks.iter().filter_map(|check| check.target.as_deref()).collect();
    assert!(ssh.contains(&"ssh john.smith@artifact-server-01"), "{ssh:?}");
    assert!(ssh.iter().any(|target| target.starts_with("ldapsearch ")), "LDAP comes with UG-Engineering");
    let password = check(&verified, "password").instruction.as_deref().unwrap_or_default();
    assert!(password.starts_with("`dayone runs reveal "), "{password}");
}

#[tokio::test]
async fn changes_by_hand_differ_and_name_planned_and_found() {
    let fixture = Fixture::demo().await;
    let run = fixture.hire(&john()).await;
    let control = fixture.control();
    let group = |name| control.id_of(Kind::UserGroup, name).expect("a group");
    control
        .edit_document(
            Kind::User,
            JOHN,
            &json!({ "department": "Sales", "sudo": true, "attributes": [{ "name": "costCenter", "value": "ENG-200" }] }),
        )
        .expect("an account");
    assert!(control.dissociate((Kind::User, JOHN), (Kind::UserGroup, &group("UG-Developers"))));
    let admins = group("UG-Prod-Admins");
    control.associate((Kind::User, JOHN), (Kind::UserGroup, &admins), json!(null)).expect("an edge");

    let verified = verified(&fixture, VerifyTarget::Run(run.id)).await;

    assert!(verified.differs());
    let fields = &check(&verified, "fields").found;
    assert!(fields.contains("department: planned \"Engineering\", found \"Sales\""), "{fields}");
    assert!(fields.contains("attributes.startDate: planned \"2026-03-10\", found nothing"), "{fields}");
    assert!(check(&verified, "sudo").found.contains("on the account: planned false, found true"));
    let groups = &check(&verified, "groups").found;
    assert!(groups.contains("planned 6 groups, found 5; missing: UG-Developers"), "{groups}");
    assert!(groups.contains("beyond the plan: UG-Prod-Admins"), "{groups}");
    let systems = &check(&verified, "systems").found;
    assert!(systems.contains("missing: ") && systems.contains("prod-web-01 (UG-Prod-Admins)"), "{systems}");
    assert!(check(&verified, "applications").found.contains("missing: GitLab, Docker Hub"));
}

#[tokio::test]
async fn a_suspended_account_differs() {
    let fixture = Fixture::demo().await;
    fixture.hire(&john()).await;
    let suspended = json!({ "state": "SUSPENDED", "suspended": true });
    fixture.control().edit_document(Kind::User, JOHN, &suspended).expect("an account");

    let verified = of_username(&fixture, "john.smith").await;

    assert_eq!(check(&verified, "state").found, "planned ACTIVATED, found SUSPENDED");
}

#[tokio::test]
async fn a_deleted_account_differs_in_every_line_that_can_be_checked() {
    let fixture = Fixture::demo().await;
    let run = fixture.hire(&john()).await;
    assert!(fixture.control().remove_document(Kind::User, JOHN));

    let verified = verified(&fixture, VerifyTarget::Run(run.id)).await;

    assert_eq!(verified.account_id, None);
    assert_eq!(check(&verified, "account").found, format!("planned account {JOHN}, found none: it was deleted"));
    let mut lines: Vec<_> = verified.checks.iter().map(|check| check.line).collect();
    lines.dedup();
    assert_eq!(lines, Line::ALL.map(Line::text));
}

#[tokio::test]
async fn a_key_a_binding_and_ldap_are_compared_too() {
    let fixture = Fixture::demo().await;
    let system = "60a2000000000000000ccc01";
    let mut document = john();
    let line = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl john";
    for (name, value) in [
        ("allow_public_key", json!(true)),
        ("public_key", json!(line)),
        ("system_bindings", json!([system])),
        ("ldap_bind", json!(true)),
    ] {
        document.insert(name.into(), value);
    }
    let run = fixture.hire(&document).await;
    assert_eq!(run.ending(), Some(Ending::Succeeded));
    let target = VerifyTarget::Run(run.id);
    let before = verified(&fixture, target.clone()).await;
    assert_eq!(differing(&before), []);
    assert!(check(&before, "SSH key").found.starts_with("ssh-ed25519 SHA256:"));
    assert_eq!(check(&before, "direct bindings").found, "all 1: prod-web-01");
    assert!(check(&before, "LDAP").found.starts_with("bind user; "));

    let control = fixture.control();
    control
        .edit_document(Kind::User, JOHN, &json!({ "ssh_keys": [], "ldap_binding_user": false }))
        .expect("an account");
    assert!(control.dissociate((Kind::User, JOHN), (Kind::System, system)));
    let after = verified(&fixture, target).await;

    assert!(check(&after, "SSH key").found.ends_with("found no key"));
    assert_eq!(check(&after, "direct bindings").found, "planned 1 direct bindings, found 0; missing: prod-web-01");
    assert_eq!(check(&after, "LDAP").found, "bind user: planned true, found false");
}

#[tokio::test]
async fn an_account_without_run_is_compared_with_the_mapping() {
    let fixture = Fixture::demo().await;

    let alex = of_username(&fixture, "Alex.Kim").await;

    assert_eq!(alex.basis, Basis::Mapping);
    assert_eq!(differing(&alex), []);
    assert_eq!(alex.username, "alex.kim");
    assert!(check(&alex, "groups").found.contains("beyond the mapping, by hand or by request: UG-Cost-ENG"));
    assert_eq!(check(&alex, "report").state, CheckState::Manual);

    let control = fixture.control();
    let alex_id = control.id_of(Kind::User, "alex.kim").expect("alex");
    let group = control.id_of(Kind::UserGroup, "UG-Engineering").expect("a group");
    assert!(control.dissociate((Kind::User, &alex_id), (Kind::UserGroup, &group)));
    let alex = of_username(&fixture, "alex.kim").await;
    let groups = &check(&alex, "groups").found;
    assert!(groups.contains("missing: UG-Engineering (department \"Engineering\")"), "{groups}");
}

#[tokio::test]
async fn a_username_that_nobody_has_differs() {
    let fixture = Fixture::demo().await;
    let verified = of_username(&fixture, "nobody").await;
    assert_eq!(check(&verified, "account").found, "there is no account nobody");
    assert!(verified.differs());
}

#[tokio::test]
async fn a_missing_group_is_planned_but_not_found() {
    let fixture = Fixture::demo().await;
    let mut document = john();
    document.insert("additional_groups".into(), json!(["UG-DevOps"]));
    let run = fixture.hire(&document).await;
    assert_eq!(run.ending(), Some(Ending::Partial));

    let before = verified(&fixture, VerifyTarget::Run(run.id.clone())).await;
    let groups = &check(&before, "groups").found;
    assert!(groups.contains("UG-DevOps") && groups.contains("there is no such group"), "{groups}");
    assert!(check(&before, "report").found.contains("is partial"));

    let control = fixture.control();
    let group = control.create_user_group("UG-DevOps").expect("a group");
    control.associate((Kind::User, JOHN), (Kind::UserGroup, &group), json!(null)).expect("an edge");
    let after = verified(&fixture, VerifyTarget::Run(run.id)).await;
    assert_eq!(differing(&after), []);
}

#[tokio::test]
async fn a_scheduled_hire_is_staged_as_planned() {
    let fixture = Fixture::demo().await;
    let mut document = john();
    let start = jiff::tz::Offset::UTC.to_datetime(fixture.engine.clock().now()).date();
    let start = start.checked_add(jiff::Span::new().days(5)).expect("a date");
    document.insert("start_date".into(), json!(start.to_string()));
    let run = fixture.hire(&document).await;
    assert_eq!(run.ending(), None);

    let verified = verified(&fixture, VerifyTarget::Run(run.id)).await;

    assert_eq!(differing(&verified), []);
    assert!(check(&verified, "state").found.starts_with("STAGED, as planned; activation is due"));
    assert_eq!(check(&verified, "activation e-mail").state, CheckState::Manual);
}

#[tokio::test]
async fn an_event_that_was_changed_differs() {
    let fixture = Fixture::demo().await;
    let run = fixture.hire(&john()).await;
    let fixture = fixture
        .reopened(|database| {
            let bytes = std::fs::read(database).expect("a database");
            let (actor, forged) = (b"alice@company.com", b"malle@company.com");
            let at: Vec<usize> =
                bytes.windows(actor.len()).enumerate().filter(|(_, part)| part == actor).map(|(at, _)| at).collect();
            assert!(!at.is_empty());
            let mut bytes = bytes;
            for at in at {
                bytes[at..at + actor.len()].copy_from_slice(forged);
            }
            std::fs::write(database, bytes).expect("a forged database");
        })
        .await;

    let verified = verified(&fixture, VerifyTarget::Run(run.id)).await;

    let chain = check(&verified, "audit chain");
    assert_eq!(chain.state, CheckState::Differs);
    assert!(chain.found.contains("was changed after it was written"), "{}", chain.found);
}

#[tokio::test]
async fn only_the_key_for_reading_is_used() {
    let fixture = Fixture::new(FixtureOptions { read_key: true, ..FixtureOptions::default() }).await;
    let run = fixture.hire(&john()).await;
    fixture.control().clear_requests();

    verified(&fixture, VerifyTarget::Run(run.id)).await;

    let counts = fixture.control().counts_by_key();
    assert_eq!(counts.keys().map(String::as_str).collect::<Vec<_>>(), [READ_KEY]);
    assert!(
        fixture
            .control()
            .requests()
            .iter()
            .all(|request| { request.operation.starts_with("GET ") || request.operation.starts_with("POST /search/") })
    );
}

#[tokio::test]
async fn a_run_that_planned_nothing_has_nothing_to_verify() {
    let fixture = Fixture::demo().await;
    let mut document = john();
    document.insert("username".into(), json!("alex.kim"));
    let run = fixture.hire(&document).await;

    let error = fixture.engine.verify(&fixture.tenant, VerifyTarget::Run(run.id)).await.expect_err("an error");
    assert!(matches!(error, VerifyError::Nothing { .. }), "{error}");
    let error = fixture.engine.verify(&fixture.tenant, VerifyTarget::Run("NOSUCH00".into())).await;
    assert!(matches!(error, Err(VerifyError::Engine(EngineError::NoSuchRun(_)))));
}

#[tokio::test]
async fn a_directory_that_refuses_the_key_is_an_error_not_a_difference() {
    let fixture = Fixture::demo().await;
    fixture.control().revoke(fixture.simulator.api_key());
    let error = fixture.engine.verify(&fixture.tenant, VerifyTarget::Username("alex.kim".into())).await;
    assert!(matches!(error, Err(VerifyError::Directory(_))));
}
