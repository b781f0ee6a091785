//! What is refused before anything is changed, and what waits for somebody.

use dayone_core::change::ChangeStage;
use dayone_core::guard::GuardSettings;
use dayone_core::settings::{OnMissingGroup, Protected, WarningCode, WarningLevel};
use dayone_engine::{ChangeRequest, Halt, LeaverRequest};
use dayone_simulator::Kind;
use serde_json::json;

use super::story::{directory, john};
use super::{mapped, place, to_leave, to_move};
use crate::place::{ACTOR, PATIENCE, Place, everything};

const JOHN: &str = "john.smith";

/// The messages of a refusal, which changes nothing.
async fn refused(place: &Place, request: ChangeRequest) -> Vec<String> {
    let process = place.process().await;
    let before = directory(place);
    let problems = process.refusal(request).await;
    assert_eq!(directory(place), before, "nothing was changed");
    problems.into_iter().map(|problem| format!("{}: {}", problem.kind.name(), problem.message)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_username_on_systems_is_not_changed() {
    let place = place().await;
    place.process().await.hire(&everything()).await;
    let why = refused(&place, to_move(JOHN, json!({ "username": "john.miller", "last_name": "Miller" }))).await;
    assert!(why[0].contains("its home directory and files carry the name"), "{why:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_username_that_is_somebody_elses_is_not_given() {
    let place = place().await;
    place.process().await.hire(&john()).await;
    let why = refused(&place, to_move(JOHN, json!({ "email": "jane.doe@company.com" }))).await;
    assert!(why[0].starts_with("USER_ALREADY_EXISTS"), "{why:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn managers_form_no_circle() {
    let place = place().await;
    let process = place.process().await;
    let hired = process.hire(&john()).await;
    let john = hired.account.expect("an account").id;
    manage_priya(&place, &john);
    let why = refused(&place, to_move(JOHN, json!({ "manager_email": "priya.shah@company.com" }))).await;
    assert!(why[0].contains("the managers would form a circle"), "{why:?}");
    let why = refused(&place, to_move(JOHN, json!({ "manager_email": "nobody@company.com" }))).await;
    assert!(why[0].starts_with("MANAGER_NOT_FOUND"), "{why:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reports_are_left_to_nobody() {
    let place = place().await;
    let process = place.process().await;
    let hired = process.hire(&document_without_manager()).await;
    let john = hired.account.expect("an account").id;
    manage_priya(&place, &john);
    let leave = ChangeRequest::Leave(LeaverRequest { username: JOHN.into(), ..LeaverRequest::default() });
    let why = refused(&place, leave).await;
    assert!(why[0].contains("nobody is named who takes over"), "{why:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_departments_are_nobodys_rule() {
    let place = place().await;
    place.process().await.hire(&john()).await;
    let why = refused(&place, to_move(JOHN, json!({ "department": "Engineering / Sales" }))).await;
    assert!(why[0].contains("names 2 departments"), "{why:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_department_without_a_rule_is_treated_as_the_tenant_says() {
    let settings = |level| {
        let mut settings = mapped();
        settings.warnings.insert(WarningCode::DepartmentUnmapped, level);
        settings
    };
    let to_nowhere = || to_move(JOHN, json!({ "department": "Salse" }));
    let place = Place::with_settings(settings(WarningLevel::Warn)).await;
    let process = place.process().await;
    process.hire(&john()).await;
    let plan = process.engine.propose_change(&process.tenant, to_nowhere()).await.expect("a plan").plan;
    assert_eq!(plan.warnings[0].mend, "did you mean Sales?");
    let place = Place::with_settings(settings(WarningLevel::Refuse)).await;
    place.process().await.hire(&john()).await;
    let why = refused(&place, to_nowhere()).await;
    assert!(why[0].contains("this tenant refuses it"), "{why:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_renamed_group_is_not_taken_away() {
    let mut settings = mapped();
    settings.on_missing_group = OnMissingGroup::Continue;
    let place = Place::with_settings(settings).await;
    place.process().await.hire(&john()).await;
    let control = place.control();
    let group = control.id_of(Kind::UserGroup, "UG-Engineering").expect("a group");
    control.edit_document(Kind::UserGroup, &group, &json!({ "name": "UG-Makers" })).expect("edited");
    let why = refused(&place, to_move(JOHN, json!({ "job_title": "Tester" }))).await;
    assert!(why[0].contains("the group was probably renamed"), "{why:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rule_that_names_a_dynamic_group_is_told() {
    let mut settings = mapped();
    settings.groups.department.insert("Sales".into(), vec!["UG-Sales".into(), "UG-Cost-ENG".into()]);
    let place = Place::with_settings(settings).await;
    let process = place.process().await;
    process.hire(&john()).await;
    let request = to_move(JOHN, json!({ "department": "Sales", "attributes": { "costCenter": null } }));
    let plan = process.engine.propose_change(&process.tenant, request).await.expect("a plan").plan;
    assert!(plan.warnings.iter().all(|note| !note.message.contains("UG-Cost-ENG")), "it is in it now");
    let request = to_move(JOHN, json!({ "exclude_groups": ["UG-Cost-ENG"] }));
    let why = refused(&place, request).await;
    assert!(why[0].contains("filled by its own rule"), "{why:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_protected_are_changed_by_two() {
    let mut settings = mapped();
    settings.protected = Protected { accounts: vec!["john.*".into()], groups: vec!["UG-Sales".into()] };
    let place = Place::with_settings(settings).await;
    let process = place.process().await;
    process.hire(&john()).await;
    let before = directory(&place);
    let request = to_move(JOHN, json!({ "department": "Sales" }));
    let proposal = process.engine.propose_change(&process.tenant, request).await.expect("a plan");
    let (digest, approval) = (proposal.plan.digest.to_string(), proposal.plan.approval.clone());
    assert_eq!(approval, ["account john.smith is protected (john.*)", "group UG-Sales is protected (UG-Sales)"]);
    let run = process.engine.open_change(&process.tenant, proposal, ACTOR, None).await.expect("opened");
    let (_, halt) = process.engine.drive_change(&run, PATIENCE).await.expect("driven");
    assert!(matches!(halt, Halt::AwaitingApproval(_)), "{halt:?}");
    assert_eq!(directory(&place), before);
    process.engine.approve_change(&run, ACTOR, &digest).await.expect_err("who asked can't agree");
    process.engine.approve_change(&run, "second@company.com", &digest).await.expect("agreed");
    let (change, _) = process.engine.drive_change(&run, PATIENCE).await.expect("driven");
    assert_eq!(change.approver.as_deref(), Some("second@company.com"));
    assert!(directory(&place)["edges"].to_string().contains("user:john.smith -> user_group:UG-Sales"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_many_who_leave_wait_to_be_looked_at() {
    let mut settings = mapped();
    settings.guards = GuardSettings { leavers_per_hour: 1, leavers_percent: 100, ..settings.guards };
    let place = Place::with_settings(settings).await;
    let process = place.process().await;
    let first = process.change(to_leave("alex.kim")).await;
    assert!(first.ending().is_some());
    let second = process.change(to_leave("tom.berg")).await;
    assert!(matches!(second.stage, ChangeStage::Quarantined(_)));
    let today = process.engine.today(10).await.expect("today");
    assert!(format!("{today:?}").contains(&second.id), "{today:?}");
    process.engine.release_change(&second.id, "boss@company.com", "the office closes").await.expect("released");
    let (second, _) = process.engine.drive_change(&second.id, PATIENCE).await.expect("driven");
    assert!(second.ending().is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_is_deleted_late_and_by_two() {
    let mut settings = mapped();
    settings.deletion_after_days = Some(30);
    let place = Place::with_settings(settings).await;
    let process = place.process().await;
    process.hire(&john()).await;
    let left = process.change(to_leave(JOHN)).await;
    let delete = ChangeRequest::Delete { run: left.id.clone() };
    let why: Vec<String> = process.refusal(delete.clone()).await.into_iter().map(|problem| problem.message).collect();
    assert!(why[0].contains("it is deleted from"), "{why:?}");
    let later = place.clock.now() + jiff::SignedDuration::from_hours(31 * 24);
    place.clock.sleep_until(later).await;
    let planned = process.engine.plan_deletions(&process.tenant, 30).await.expect("planned");
    let [run] = &planned[..] else { panic!("one deletion: {planned:?}") };
    let again = process.engine.plan_deletions(&process.tenant, 30).await.expect("planned");
    assert!(again.is_empty(), "what waits for a second person is not planned twice: {again:?}");
    let run = run.clone();
    let digest = process.engine.change(&run).await.expect("the run").plan().expect("a plan").digest.to_string();
    let (_, halt) = process.engine.drive_change(&run, PATIENCE).await.expect("driven");
    assert!(matches!(halt, Halt::AwaitingApproval(_)), "{halt:?}");
    process.engine.approve_change(&run, "second@company.com", &digest).await.expect("agreed");
    process.engine.drive_change(&run, PATIENCE).await.expect("driven");
    assert_eq!(directory(&place)["account"], json!([]));
}

fn document_without_manager() -> serde_json::Map<String, serde_json::Value> {
    let mut request = john();
    request.remove("manager_email");
    request
}

/// Gives Priya this manager.
fn manage_priya(place: &Place, manager: &str) {
    let control = place.control();
    let priya = control.id_of(Kind::User, "priya.shah").expect("Priya");
    control.edit_document(Kind::User, &priya, &json!({ "manager": manager })).expect("edited");
}
