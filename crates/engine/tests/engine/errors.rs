//! Each type of error, provoked in a simulated directory: the whole document, as an administrator reads it.

use std::sync::OnceLock;
use std::time::Duration;

use dayone_core::event::Ending;
use dayone_core::problem::ErrorType;
use dayone_core::report::schema;
use dayone_core::run::Run;
use dayone_core::settings::{ApprovalPolicy, NotifySettings, OnMissingGroup, TenantSettings};
use dayone_engine::key_reused;
use dayone_simulator::{Fault, Kind, Then};
use dayone_store::TenantHold;
use jsonschema::Validator;
use serde_json::{Map, Value, json};

use crate::fixture::{john, settings};
use crate::place::{ACTOR, KEY, Place, Process, document_of};

const CREATE: &str = "POST /systemusers";
const MEMBERS: &str = "POST /v2/usergroups/{group_id}/members";
const ASSOCIATIONS: &str = "POST /v2/users/{user_id}/associations";
const GROUPS: &str = "GET /v2/usergroups";
const PROD: &str = "60a2000000000000000ccc01";

/// The seed's person with these inputs more.
fn john_with(more: Value) -> Map<String, Value> {
    let mut john = john();
    john.extend(more.as_object().cloned().expect("an object"));
    john
}

/// One that gets two groups and no more.
fn short(more: Value) -> Map<String, Value> {
    let mut john = john_with(more);
    for field in ["job_title", "office_location", "manager_email", "additional_groups", "attributes"] {
        john.shift_remove(field);
    }
    john
}

fn refused(message: &str) -> Then {
    Then::Status { code: 400, body: Some(json!({ "message": message })), retry_after: None, html: None }
}

fn status(code: u16) -> Then {
    Then::status(code)
}

async fn plain() -> Place {
    Place::with_settings(settings()).await
}

fn valid(document: &Value) {
    static SCHEMA: OnceLock<Validator> = OnceLock::new();
    let schema = SCHEMA.get_or_init(|| jsonschema::validator_for(&schema()).expect("a schema"));
    let wrong: Vec<String> = schema.iter_errors(document).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The document of a run, after what every document of a failure keeps to.
fn told(place: &Place, run: &Run, kind: ErrorType) -> Value {
    let document = document_of(run);
    valid(&document);
    assert_eq!(document["success"], false);
    let failed = document["failed_steps"].as_array().expect("steps");
    assert!(failed.iter().any(|step| step["error"]["type"] == kind.name()), "{kind:?} in {failed:#?}");
    let failed: Vec<&Value> = failed.iter().map(|step| &step["step"]).collect();
    let completed = document["completed_steps"].as_array().expect("steps");
    assert!(completed.iter().all(|step| !failed.contains(&step)), "a step is done or failed, never both");
    assert_eq!(document["manual_intervention_required"], true);
    assert!(!document["recommended_actions"].as_array().expect("actions").is_empty());
    let created = document["account_created"] == true;
    let users = place.control().state()["organizations"][0]["users"].as_array().map_or(0, Vec::len);
    assert_eq!(users, 4 + usize::from(created), "what is told of the account is so");
    assert_eq!(run.ending(), Some(if created { Ending::Partial } else { Ending::Failed }));
    document
}

macro_rules! snapshot {
    ($document:expr) => {
        insta::assert_json_snapshot!($document, {
            ".audit_trail.workflow_run_id" => "[run]",
            ".audit_trail.plan_digest" => "[digest]",
            ".audit_trail.completed_timestamp" => "[time]",
            ".audit_trail.duration_seconds" => "[seconds]",
            ".audit_trail.api_calls" => "[calls]",
            ".audit_trail.round_trips" => "[trips]",
            ".failed_steps[].error.timestamp" => "[time]",
            ".recommended_actions[]" => insta::dynamic_redaction(|value, _| {
                let text = value.as_str().unwrap_or_default().to_owned();
                match text.strip_prefix("dayone runs resume ") {
                    Some(_) => "dayone runs resume [run]".into(),
                    None => text,
                }
            }),
            ".**.sent_timestamp" => insta::dynamic_redaction(|value, _| {
                if value.as_str().is_some() { "[time]".into() } else { value }
            }),
        });
    };
}

/// An account as JumpCloud would have it, but for these fields: what the creation is answered with.
async fn created_otherwise(place: &Place, process: &Process, request: &Map<String, Value>, fields: Value) -> String {
    let run = process.plan(request).await;
    let control = place.control();
    let body = json!({
        "username": request["username"], "email": request["email"],
        "firstname": request["first_name"], "lastname": request["last_name"],
        "displayname": format!("{} {}", text(request, "first_name"), text(request, "last_name")),
        "department": request["department"], "employeeIdentifier": request["employee_id"], "state": "STAGED",
        "enable_user_portal_multifactor": true, "mfa": { "exclusion": true, "exclusionDays": 7 },
    });
    let id = control.create_user(body).expect("an account");
    control.edit_document(Kind::User, &id, &fields).expect("the account");
    let answer = control.document(Kind::User, &id);
    control.add_fault(Fault::nth(CREATE, 1, Then::Status { code: 200, body: answer, retry_after: None, html: None }));
    run
}

fn text<'a>(request: &'a Map<String, Value>, field: &str) -> &'a str {
    request[field].as_str().unwrap_or_default()
}

async fn driven(process: &Process, run: &str) -> Run {
    process.drive(run).await.expect("a driven run").0
}

#[tokio::test]
async fn a_username_that_is_taken_is_told_before_anything_is_written() {
    let place = plain().await;
    let run = place.process().await.hire(&john_with(json!({ "username": "Alex.Kim" }))).await;
    snapshot!(told(&place, &run, ErrorType::UserAlreadyExists));
}

#[tokio::test]
async fn a_missing_group_makes_the_run_partial_where_hires_go_on() {
    let place = plain().await;
    let run = place.process().await.hire(&john_with(json!({ "additional_groups": ["UG-DevOps"] }))).await;
    snapshot!(told(&place, &run, ErrorType::GroupNotFound));
}

#[tokio::test]
async fn a_missing_group_is_told_before_anything_is_written_where_hires_fail() {
    let settings = TenantSettings { on_missing_group: OnMissingGroup::Fail, ..settings() };
    let place = Place::with_settings(settings).await;
    let request = john_with(json!({ "additional_groups": ["UG-Project-Phenix", "UG-DevOps"] }));
    let run = place.process().await.hire(&request).await;
    snapshot!(told(&place, &run, ErrorType::GroupNotFound));
}

#[tokio::test]
async fn a_missing_group_is_created_where_the_tenant_wants_that() {
    let settings = TenantSettings { on_missing_group: OnMissingGroup::Create, ..settings() };
    let place = Place::with_settings(settings).await;
    let run = place.process().await.hire(&john_with(json!({ "additional_groups": ["UG-DevOps"] }))).await;
    assert_eq!(run.ending(), Some(Ending::Succeeded));
    let document = document_of(&run);
    valid(&document);
    assert_eq!(document["group_assignments"]["groups_not_found"], json!([]));
    let group = place.control().id_of(Kind::UserGroup, "UG-DevOps").expect("the group");
    let account = run.account.as_ref().map(|account| account.id.clone()).unwrap_or_default();
    assert!(place.control().is_connected((Kind::UserGroup, &group), (Kind::User, &account)));
}

#[tokio::test]
async fn a_group_that_can_not_be_created_leaves_the_run_partial() {
    let settings = TenantSettings { on_missing_group: OnMissingGroup::Create, ..settings() };
    let place = Place::with_settings(settings).await;
    place.control().add_fault(Fault::every("POST /v2/usergroups", refused("group limit reached")));
    let run = place.process().await.hire(&john_with(json!({ "additional_groups": ["UG-DevOps"] }))).await;
    snapshot!(told(&place, &run, ErrorType::GroupMembershipFailed));
}

#[tokio::test]
async fn a_group_deleted_after_the_plan_is_not_found() {
    let place = plain().await;
    let process = place.process().await;
    let run = process.plan(&john()).await;
    let group = place.control().id_of(Kind::UserGroup, "UG-Project-Phoenix").expect("the group");
    place.control().remove_document(Kind::UserGroup, &group);
    let run = driven(&process, &run).await;
    snapshot!(told(&place, &run, ErrorType::GroupNotFound));
}

#[tokio::test]
async fn a_refused_membership_leaves_the_run_partial() {
    let place = plain().await;
    place.control().add_fault(Fault::nth(MEMBERS, 2, refused("group is locked")));
    let run = place.process().await.hire(&short(json!({}))).await;
    snapshot!(told(&place, &run, ErrorType::GroupMembershipFailed));
}

#[tokio::test]
async fn a_malformed_username_is_told_before_anything_is_written() {
    let place = plain().await;
    let run = place.process().await.hire(&john_with(json!({ "username": "john smith!" }))).await;
    snapshot!(told(&place, &run, ErrorType::InvalidUsernameFormat));
}

#[tokio::test]
async fn everything_wrong_with_a_request_is_told_at_once() {
    let place = plain().await;
    let request = john_with(json!({
        "email": "john.smith", "mfa_exclusion_days": 400, "unix_uid": 12, "enable_mfa": "perhaps", "departement": "x",
    }));
    let run = place.process().await.hire(&request).await;
    snapshot!(told(&place, &run, ErrorType::InvalidInput));
}

#[tokio::test]
async fn a_refused_binding_leaves_the_run_partial() {
    let place = plain().await;
    place.control().add_fault(Fault::every(ASSOCIATIONS, refused("system is being removed")));
    let run = place.process().await.hire(&short(json!({ "system_bindings": [PROD] }))).await;
    snapshot!(told(&place, &run, ErrorType::SystemBindingFailed));
}

#[tokio::test]
async fn an_unknown_system_is_told_before_anything_is_written() {
    let place = plain().await;
    let request = short(json!({ "system_bindings": ["60a2000000000000000ccc99"] }));
    let run = place.process().await.hire(&request).await;
    snapshot!(told(&place, &run, ErrorType::SystemNotFound));
}

#[tokio::test]
async fn a_system_removed_after_the_plan_is_not_found() {
    let place = plain().await;
    let process = place.process().await;
    let run = process.plan(&short(json!({ "system_bindings": [PROD] }))).await;
    place.control().remove_document(Kind::System, PROD);
    let run = driven(&process, &run).await;
    snapshot!(told(&place, &run, ErrorType::SystemNotFound));
}

#[tokio::test]
async fn a_malformed_key_is_told_before_anything_is_written() {
    let place = plain().await;
    let run = place.process().await.hire(&short(json!({ "public_key": "ssh-ed25519 AAAA john@laptop" }))).await;
    snapshot!(told(&place, &run, ErrorType::SshKeyInvalid));
}

#[tokio::test]
async fn a_refused_key_leaves_the_run_partial() {
    let place = plain().await;
    place.control().add_fault(Fault::every("POST /systemusers/{id}/sshkeys", refused("key is too weak")));
    let run = place.process().await.hire(&short(json!({ "public_key": KEY, "allow_public_key": true }))).await;
    snapshot!(told(&place, &run, ErrorType::SshKeyInvalid));
}

#[tokio::test]
async fn a_rate_limit_that_does_not_pass_is_told_before_anything_is_written() {
    let place = plain().await;
    place.control().add_fault(Fault::every(GROUPS, status(429)));
    let run = place.process().await.hire(&john()).await;
    snapshot!(told(&place, &run, ErrorType::ApiRateLimit));
}

#[tokio::test]
async fn a_rate_limit_that_does_not_pass_in_mid_run_leaves_the_run_partial() {
    let place = plain().await;
    place.control().add_fault(Fault::every(MEMBERS, status(429)));
    let run = place.process().await.hire(&short(json!({}))).await;
    snapshot!(told(&place, &run, ErrorType::ApiRateLimit));
}

#[tokio::test]
async fn a_directory_out_of_order_is_told_before_anything_is_written() {
    let place = plain().await;
    place.control().add_fault(Fault::every(GROUPS, status(503)));
    let run = place.process().await.hire(&john()).await;
    snapshot!(told(&place, &run, ErrorType::ApiUnavailable));
}

#[tokio::test]
async fn a_creation_without_any_answer_is_told_as_uncertain_and_can_be_resumed() {
    let place = plain().await;
    let process = place.process().await;
    place.control().add_fault(Fault::every(CREATE, Then::DropConnectionBefore));
    let run = process.hire(&short(json!({}))).await;
    snapshot!(told(&place, &run, ErrorType::ApiUnavailable));
    place.control().clear_faults();
    let run = process.ask_again(&short(json!({}))).await.expect("a resumed run");
    assert_eq!(run.ending(), Some(Ending::Succeeded));
}

#[tokio::test]
async fn a_revoked_key_is_told_before_anything_is_written() {
    let place = plain().await;
    place.control().revoke(place.simulator.api_key());
    let run = place.process().await.hire(&john()).await;
    snapshot!(told(&place, &run, ErrorType::AuthenticationFailed));
}

#[tokio::test]
async fn a_key_revoked_in_mid_run_stops_all_writes_of_the_tenant() {
    let place = plain().await;
    let process = place.process().await;
    place.control().add_fault(Fault::every(MEMBERS, status(401)));
    let run = process.hire(&short(json!({}))).await;
    snapshot!(told(&place, &run, ErrorType::AuthenticationFailed));
    let hold = process.engine.store().tenant_hold("company").await.expect("a look").expect("a hold");
    assert_eq!(hold.reason, "AUTHENTICATION_FAILED");
    let joan = json!({ "username": "joan", "email": "joan@company.com", "employee_id": "EMP-2026-043" });
    assert_eq!(process.hire(&john_with(joan)).await.ending(), Some(Ending::Failed), "nothing is written for anybody");
    place.control().clear_faults();
    process.engine.store().clear_hold("company").await.expect("a cleared hold");
    let run = process.ask_again(&short(json!({}))).await.expect("a resumed run");
    assert_eq!(run.ending(), Some(Ending::Succeeded), "after doctor has passed the run is resumed");
}

#[tokio::test]
async fn a_key_that_may_not_read_is_told_before_anything_is_written() {
    let place = plain().await;
    place.control().add_fault(Fault::every(GROUPS, status(403)));
    let run = place.process().await.hire(&john()).await;
    snapshot!(told(&place, &run, ErrorType::PermissionDenied));
}

#[tokio::test]
async fn a_key_that_may_not_write_is_told_and_stops_the_tenant() {
    let place = plain().await;
    place.control().add_fault(Fault::every(CREATE, status(403)));
    let process = place.process().await;
    let run = process.hire(&john()).await;
    snapshot!(told(&place, &run, ErrorType::PermissionDenied));
    let hold = process.engine.store().tenant_hold("company").await.expect("a look").expect("a hold");
    assert_eq!(hold.reason, "PERMISSION_DENIED");
}

#[tokio::test]
async fn an_unknown_organisation_is_told_before_anything_is_written() {
    let settings = TenantSettings { organization_id: Some("5f9a8b7c6d5e4f3a2b1c0d00".into()), ..settings() };
    let place = Place::with_settings(settings).await;
    let run = place.process().await.hire(&john()).await;
    snapshot!(told(&place, &run, ErrorType::OrganizationNotFound));
}

#[tokio::test]
async fn an_account_created_in_another_organisation_stops_all_writes_of_the_tenant() {
    let place = plain().await;
    let process = place.process().await;
    let other = json!({ "organization": "5f9a8b7c6d5e4f3a2b1c0d00" });
    let run = created_otherwise(&place, &process, &short(json!({})), other).await;
    let run = driven(&process, &run).await;
    // The account that the simulator holds stands for the one in the other organisation.
    place.control().remove_document(Kind::User, "60a1b2c3d4e5f6a7b8c9d0e1");
    snapshot!(told(&place, &run, ErrorType::OrganizationNotFound));
    let hold = process.engine.store().tenant_hold("company").await.expect("a look").expect("a hold");
    assert_eq!(hold.reason, "ORGANIZATION_NOT_FOUND");
    assert_eq!(place.control().count(MEMBERS), 0, "nothing more is written");
}

#[tokio::test]
async fn a_weak_password_is_told_before_anything_is_written() {
    let place = plain().await;
    let run = place.process().await.hire(&john_with(json!({ "password": "john.smith1" }))).await;
    let document = told(&place, &run, ErrorType::PasswordPolicyViolation);
    assert!(!document.to_string().contains("john.smith1"), "the password is not told");
    snapshot!(document);
}

#[tokio::test]
async fn a_password_that_the_directory_refuses_is_told_and_nothing_was_created() {
    let place = plain().await;
    place.control().add_fault(Fault::every(CREATE, refused("password: was used before")));
    let run = place.process().await.hire(&john()).await;
    snapshot!(told(&place, &run, ErrorType::PasswordPolicyViolation));
}

#[tokio::test]
async fn an_account_that_the_directory_refuses_is_told_with_its_words() {
    let place = plain().await;
    place.control().add_fault(Fault::every(CREATE, refused("employeeIdentifier is malformed")));
    let run = place.process().await.hire(&john()).await;
    snapshot!(told(&place, &run, ErrorType::InvalidInput));
}

#[tokio::test]
async fn mfa_that_can_not_be_set_keeps_the_account_staged() {
    let place = plain().await;
    let process = place.process().await;
    let off = json!({ "enable_user_portal_multifactor": false, "mfa": { "exclusion": false } });
    let run = created_otherwise(&place, &process, &short(json!({})), off).await;
    place.control().add_fault(Fault::every("PUT /systemusers/{id}", refused("mfa is managed elsewhere")));
    let run = driven(&process, &run).await;
    snapshot!(told(&place, &run, ErrorType::MfaConfigurationFailed));
    assert_eq!(place.control().count("POST /systemusers/{id}/state/activate"), 0);
}

#[tokio::test]
async fn attributes_that_can_not_be_set_leave_the_run_partial() {
    let place = plain().await;
    let process = place.process().await;
    let mut request = short(json!({}));
    request.insert("attributes".into(), json!({ "costCenter": "ENG-200" }));
    let run = created_otherwise(&place, &process, &request, json!({ "attributes": [] })).await;
    place.control().add_fault(Fault::every("PUT /systemusers/{id}", refused("attribute names are restricted")));
    let run = driven(&process, &run).await;
    snapshot!(told(&place, &run, ErrorType::AttributeFailed));
}

#[tokio::test]
async fn what_the_answer_to_the_creation_lacks_is_put_and_the_run_succeeds() {
    let place = plain().await;
    let process = place.process().await;
    let mut request = short(json!({ "ldap_bind": true, "allow_sudo": true }));
    request.insert("attributes".into(), json!({ "costCenter": "ENG-200" }));
    let lacking = json!({
        "attributes": [], "sudo": false, "ldap_binding_user": false,
        "enable_user_portal_multifactor": false, "mfa": { "exclusion": false },
    });
    let run = created_otherwise(&place, &process, &request, lacking).await;
    let run = driven(&process, &run).await;
    assert_eq!(run.ending(), Some(Ending::Succeeded), "{:#}", document_of(&run));
    assert_eq!(place.control().count("PUT /systemusers/{id}"), 4);
}

#[tokio::test]
async fn an_organisation_without_ldap_is_told_before_anything_is_written() {
    let place = plain().await;
    place.control().remove_document(Kind::LdapServer, "60a5000000000000000000f1");
    let run = place.process().await.hire(&short(json!({ "ldap_bind": true }))).await;
    snapshot!(told(&place, &run, ErrorType::LdapBindingFailed));
}

#[tokio::test]
async fn a_refused_ldap_binding_leaves_the_run_partial() {
    let place = plain().await;
    place.control().add_fault(Fault::every(ASSOCIATIONS, refused("LDAP is read-only")));
    let request = short(json!({ "ldap_bind": true, "department": "Sales" }));
    let run = place.process().await.hire(&request).await;
    snapshot!(told(&place, &run, ErrorType::LdapBindingFailed));
}

#[tokio::test]
async fn a_refused_activation_keeps_the_account_staged() {
    let place = plain().await;
    place
        .control()
        .add_fault(Fault::every("POST /systemusers/{id}/state/activate", refused("no seat for an active user")));
    let run = place.process().await.hire(&short(json!({}))).await;
    snapshot!(told(&place, &run, ErrorType::ActivationFailed));
}

#[tokio::test]
async fn a_refused_mail_leaves_the_run_partial() {
    let notify =
        NotifySettings { it_recipients: vec!["it@company.com".into()], mail: true, ..NotifySettings::default() };
    let place = Place::with_settings(TenantSettings { notify, ..settings() }).await;
    place.mail.refuse("jane.doe@company.com");
    let mut request = short(json!({}));
    request.insert("manager_email".into(), "jane.doe@company.com".into());
    let run = place.process().await.hire(&request).await;
    snapshot!(told(&place, &run, ErrorType::NotificationFailed));
}

#[tokio::test]
async fn a_plan_other_than_the_one_agreed_to_is_not_carried_out() {
    let place = plain().await;
    let process = place.process().await;
    let proposal = process.propose(&john()).await;
    let run = process.engine.open(proposal, ACTOR, Some("0123456789ab"), None).await.expect("an opened run");
    let run = driven(&process, &run).await;
    snapshot!(told(&place, &run, ErrorType::PlanStale));
}

#[tokio::test]
async fn a_plan_that_has_moved_before_the_creation_is_not_carried_out() {
    let place = plain().await;
    let process = place.process().await;
    let run = process.plan(&john()).await;
    let group = place.control().id_of(Kind::UserGroup, "UG-Project-Phoenix").expect("the group");
    let system = (Kind::System, PROD);
    place.control().associate((Kind::UserGroup, &group), system, Value::Null).expect("an edge");
    place.clock.sleep(Duration::from_secs(120)).await;
    let run = driven(&process, &run).await;
    snapshot!(told(&place, &run, ErrorType::PlanStale));
}

#[tokio::test]
async fn an_organisation_without_a_free_seat_is_told_before_anything_is_written() {
    let place = plain().await;
    place.control().set_settings(&json!({ "maxSystemUsers": 4 })).expect("settings");
    let run = place.process().await.hire(&john()).await;
    snapshot!(told(&place, &run, ErrorType::SeatsExhausted));
}

#[tokio::test]
async fn frozen_writes_are_told_and_nothing_was_created() {
    let place = plain().await;
    let process = place.process().await;
    let hold = TenantHold {
        tenant: "company".into(),
        reason: "frozen".into(),
        detail: "maintenance until Monday".into(),
        at_us: place.clock.now_us(),
    };
    process.engine.store().hold_tenant(hold).await.expect("a hold");
    let run = process.hire(&john()).await;
    snapshot!(told(&place, &run, ErrorType::WritesFrozen));
}

#[tokio::test]
async fn a_plan_that_nobody_approves_expires() {
    let approval = ApprovalPolicy { sudo: true, ..ApprovalPolicy::default() };
    let place = Place::with_settings(TenantSettings { approval, ..settings() }).await;
    let process = place.process().await;
    let run = process.plan(&short(json!({ "allow_sudo": true }))).await;
    process.drive(&run).await.expect("a run that waits");
    place.clock.sleep(Duration::from_secs(73 * 3600)).await;
    let run = driven(&process, &run).await;
    snapshot!(told(&place, &run, ErrorType::ApprovalExpired));
}

#[tokio::test]
async fn a_cancelled_run_is_told_as_such() {
    let approval = ApprovalPolicy { sudo: true, ..ApprovalPolicy::default() };
    let place = Place::with_settings(TenantSettings { approval, ..settings() }).await;
    let process = place.process().await;
    let run = process.plan(&short(json!({ "allow_sudo": true }))).await;
    process.drive(&run).await.expect("a run that waits");
    let run = process.engine.cancel(&run, ACTOR, "not hired after all").await.expect("a cancelled run");
    let document = document_of(&run);
    valid(&document);
    snapshot!(document);
}

#[tokio::test]
async fn a_request_key_in_use_is_told_with_what_differs() {
    let place = plain().await;
    let process = place.process().await;
    process.hire(&john()).await;
    let other = john_with(json!({ "department": "Sales", "attributes": null }));
    let dayone_engine::Known::Different { run, differences } = process.known(&other).await.expect("an answer") else {
        panic!("the key is in use for other content");
    };
    let problem = key_reused(&run, &differences);
    assert_eq!(problem.kind, ErrorType::RequestKeyReused);
    let text = serde_json::to_string_pretty(&problem).expect("a problem").replace(&run.id, "RUN");
    insta::assert_snapshot!(text);
}
