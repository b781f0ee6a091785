//! Reviews against the live directory, and what is decided in them.

use dayone_core::event::Ending;
use dayone_core::review::{Decided, Finding, Matter, RemovalOf, Verdict, removals};
use dayone_engine::census::ReadBindings;
use dayone_engine::review::{Review, changes};
use dayone_engine::{Author, ChangeRequest};
use dayone_simulator::Kind;
use jiff::SignedDuration;
use serde_json::json;

use crate::fixture::{Fixture, FixtureOptions, john};
use dayone_engine::Clock;

const AUTHOR: Author<'_> = Author { actor: "auditor", ticket: Some("AUDIT-1") };
const JOHN: &str = "60a1b2c3d4e5f6a7b8c9d0e1";

async fn review(fixture: &Fixture, due_days: u16) -> Review {
    fixture.engine.review(&fixture.tenant, due_days, ReadBindings::All).await.expect("a review")
}

fn of<'a>(review: &'a Review, username: &str) -> Vec<(Matter, &'a str)> {
    let own = review.findings.iter().filter(|one| one.account.as_ref().is_some_and(|it| it.username == username));
    own.map(|one| (one.matter, one.subject.as_ref().map_or("", |subject| subject.name.as_str()))).collect()
}

fn decided(finding: &Finding, verdict: Verdict) -> (&Finding, Decided) {
    let decided =
        Decided { matter: finding.matter, subject: finding.subject.clone(), verdict, reason: "as agreed".into() };
    (finding, decided)
}

#[tokio::test]
async fn what_the_directory_shows_and_what_the_log_knows_come_together() {
    let fixture = Fixture::demo().await;
    fixture.hire(&john()).await;
    let control = fixture.control();
    control
        .edit_document(Kind::User, JOHN, &json!({ "sudo": true, "enable_user_portal_multifactor": false }))
        .expect("an account");
    let admins = control.id_of(Kind::UserGroup, "UG-Prod-Admins").expect("a group");
    control.associate((Kind::User, JOHN), (Kind::UserGroup, &admins), json!(null)).expect("an edge");
    let web = control.id_of(Kind::System, "prod-web-01").expect("a system");
    control.associate((Kind::User, JOHN), (Kind::System, &web), json!(null)).expect("an edge");

    let found = review(&fixture, 90).await;

    assert_eq!(
        of(&found, "john.smith"),
        [
            (Matter::Sudo, ""),
            (Matter::WithoutMfa, ""),
            (Matter::Unexplained, "UG-Prod-Admins"),
            (Matter::DirectBinding, "prod-web-01"),
        ]
    );
    // UG-Project-Phoenix was asked for by name; what rules give needs no record.
    assert_eq!(of(&found, "alex.kim"), []);
    assert_eq!(of(&found, "jane.doe"), [(Matter::Unexplained, "UG-Managers")]);
    let empty: Vec<_> = found.findings.iter().filter(|one| one.matter == Matter::EmptyGroup).collect();
    assert_eq!(empty.len(), 2, "UG-Contractors and UG-Finance: {empty:?}");
    assert_eq!((found.accounts, found.groups, found.unread_systems), (5, 13, None));
}

#[tokio::test]
async fn what_is_kept_is_left_out_until_its_time_and_is_held_by_hand_from_then_on() {
    let clock = Clock::manual("2026-03-04T15:30:00Z".parse().expect("a time"));
    let fixture = Fixture::new(FixtureOptions { clock: clock.clone(), ..FixtureOptions::default() }).await;
    let before = review(&fixture, 90).await;
    let managers = before.findings.iter().find(|one| {
        one.detail == "no record of who gave it" && one.account.as_ref().is_some_and(|it| it.username == "jane.doe")
    });
    let empty = before.findings.iter().find(|one| one.matter == Matter::EmptyGroup);
    let decisions = [managers, empty].map(|one| decided(one.expect("a finding"), Verdict::Keep));
    let recorded = fixture.engine.record_decisions(&fixture.tenant, &decisions, AUTHOR).await.expect("recorded");
    assert_eq!(recorded, 2, "one run for Jane, one for the groups");

    let after = review(&fixture, 90).await;
    assert_eq!((after.kept, after.findings.len()), (2, before.findings.len() - 2));
    assert_eq!(review(&fixture, 0).await.findings.len(), before.findings.len());
    let explained = fixture.engine.explain(&fixture.tenant, "jane.doe").await.expect("an explanation");
    let managers = explained.access.iter().find(|one| one.name == "UG-Managers").expect("a group");
    assert_eq!((managers.why.source, managers.why.because.as_str()), ("additional", "kept in a review: as agreed"));
    assert_eq!((managers.why.actor.as_deref(), managers.why.ticket.as_deref()), (Some("auditor"), Some("AUDIT-1")));

    clock.sleep(std::time::Duration::from_secs(91 * 24 * 3_600)).await;
    assert_eq!(review(&fixture, 90).await.kept, 0, "its time has come again");
}

#[tokio::test]
async fn what_is_to_go_is_carried_out_as_changes_and_found_no_more() {
    let fixture = Fixture::demo().await;
    let before = review(&fixture, 90).await;
    let of_tom: Vec<_> = before
        .findings
        .iter()
        .filter(|one| one.account.as_ref().is_some_and(|it| it.username == "tom.berg"))
        .map(|one| decided(one, Verdict::Remove))
        .collect();
    let names: Vec<_> = of_tom.iter().map(|(one, _)| one.subject.as_ref().expect("a group").name.as_str()).collect();
    assert_eq!(names, ["UG-IT", "UG-Prod-Admins"]);
    fixture.engine.record_decisions(&fixture.tenant, &of_tom, AUTHOR).await.expect("recorded");
    let found = review(&fixture, 90).await;
    assert!(found.findings.iter().any(|one| one.detail.contains("decided that it goes")));

    let mut going = changes(&removals(&of_tom), None);

    let (account, request) = going.pop().expect("one change");
    assert_eq!((account.username.as_str(), going.len()), ("tom.berg", 0));
    let proposal = fixture.engine.propose_change(&fixture.tenant, request).await.expect("a plan");
    let run = fixture.engine.open_change(&fixture.tenant, proposal, "auditor", None).await.expect("a run");
    let (change, _) = fixture.engine.drive_change(&run, SignedDuration::from_secs(60)).await.expect("driven");
    assert_eq!(change.ending(), Some(Ending::Succeeded));
    assert_eq!(of(&review(&fixture, 90).await, "tom.berg"), []);
}

#[test]
fn whoever_is_to_leave_loses_everything_with_that() {
    let account = dayone_core::recorded::NotedAccount {
        id: "a".into(),
        username: "tom".into(),
        email: String::new(),
        first_name: String::new(),
        last_name: String::new(),
        employee_id: String::new(),
    };
    let removal = |of| dayone_core::review::Removal { account: account.clone(), of, reason: "x".into() };
    let group = dayone_core::snapshot::Named { id: "g".into(), name: "UG-X".into() };
    let access = [removal(RemovalOf::Membership(group)), removal(RemovalOf::Sudo)];
    let requests: Vec<_> = changes(&access, None).into_iter().map(|(_, request)| request).collect();
    assert!(matches!(requests.as_slice(), [ChangeRequest::Review { .. }, ChangeRequest::Move { .. }]), "{requests:?}");
    let leaving = [access.to_vec(), vec![removal(RemovalOf::Person)]].concat();
    let requests: Vec<_> = changes(&leaving, Some("T")).into_iter().map(|(_, request)| request).collect();
    assert!(matches!(requests.as_slice(), [ChangeRequest::Leave(_)]), "{requests:?}");
}
