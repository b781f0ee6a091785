//! The right request, person and organisation: request keys, adoption, tenants.

use dayone_core::event::Ending;
use dayone_core::problem::ErrorType;
use dayone_core::settings::{OnMissingGroup, TenantSettings};
use dayone_engine::{Known, Tenant, TenantOptions};
use dayone_simulator::{Fault, Kind, Switches, Then};
use serde_json::{Map, Value, json};

use crate::fixture::{client, john, settings};
use crate::place::{ACTOR, Place, document_of};

const CREATE: &str = "POST /systemusers";

fn john_with(more: Value) -> Map<String, Value> {
    let mut john = john();
    john.extend(more.as_object().cloned().expect("an object"));
    john
}

async fn plain() -> Place {
    Place::with_settings(settings()).await
}

#[tokio::test]
async fn the_same_content_finds_its_run_while_that_is_open_and_when_it_has_succeeded() {
    let place = plain().await;
    let process = place.process().await;
    assert!(matches!(process.known(&john()).await, Ok(Known::Nothing)));
    let run = process.plan(&john()).await;
    assert!(matches!(process.known(&john()).await, Ok(Known::Same(same)) if same.id == run), "open");
    process.drive(&run).await.expect("a driven run");
    assert!(matches!(process.known(&john()).await, Ok(Known::Same(same)) if same.id == run), "succeeded");
    assert_eq!(process.ask_again(&john()).await.expect("the run").id, run);
    assert_eq!(place.control().count(CREATE), 1);
}

#[tokio::test]
async fn the_same_content_finds_its_run_while_it_waits_for_a_date() {
    let place = plain().await;
    let process = place.process().await;
    let request = john_with(json!({ "start_date": "2026-03-16" }));
    let run = process.hire(&request).await;
    assert_eq!(run.ending(), None, "activation is due later");
    assert!(matches!(process.known(&request).await, Ok(Known::Same(same)) if same.id == run.id));
}

#[tokio::test]
async fn a_partial_run_is_found_as_unfinished_and_resumed() {
    let place = plain().await;
    let process = place.process().await;
    let request = john_with(json!({ "additional_groups": ["UG-DevOps"] }));
    let first = process.hire(&request).await;
    assert_eq!(first.ending(), Some(Ending::Partial));
    assert!(matches!(process.known(&request).await, Ok(Known::Unfinished(run)) if run.id == first.id));
    place.control().create_user_group("UG-DevOps").expect("a group");
    let run = process.ask_again(&request).await.expect("a resumed run");
    assert_eq!((&run.id, run.ending()), (&first.id, Some(Ending::Succeeded)));
    assert_eq!(place.control().count("POST /systemusers/{id}/state/activate"), 1, "what was done is not done again");
}

#[tokio::test]
async fn other_content_under_the_same_key_is_told_with_each_field_that_differs() {
    let place = plain().await;
    let process = place.process().await;
    let run = process.plan(&john()).await;
    let other = john_with(json!({ "department": "Sales", "employee_type": "contractor" }));
    let known = process.known(&other).await.expect("an answer");
    let Known::Different { run: found, differences } = known else { panic!("{known:?}") };
    assert_eq!(found.id, run);
    let told: Vec<(String, Option<Value>, Option<Value>)> =
        differences.into_iter().map(|one| (one.field.to_string(), one.before, one.after)).collect();
    assert_eq!(
        told,
        [
            ("department".into(), Some(json!("Engineering")), Some(json!("Sales"))),
            ("employee_type".into(), None, Some(json!("contractor"))),
        ]
    );
}

#[tokio::test]
async fn after_an_attempt_without_an_account_the_corrected_request_is_a_new_attempt_linked_to_it() {
    let place = Place::with_settings(TenantSettings { on_missing_group: OnMissingGroup::Fail, ..settings() }).await;
    let process = place.process().await;
    let first = process.hire(&john_with(json!({ "additional_groups": ["UG-DevOps"] }))).await;
    assert_eq!(first.ending(), Some(Ending::Failed));
    assert!(matches!(process.known(&john()).await, Ok(Known::Attempt { of }) if of == first.id), "other content");
    let second = process.ask_again(&john()).await.expect("a new attempt");
    assert_eq!((second.ending(), second.attempt_of.as_deref()), (Some(Ending::Succeeded), Some(first.id.as_str())));
    assert_eq!(document_of(&second)["audit_trail"]["attempt_of"], first.id);
    assert!(matches!(process.known(&john()).await, Ok(Known::Same(run)) if run.id == second.id), "the last one counts");
}

#[tokio::test]
async fn a_request_key_that_was_given_counts_instead_of_the_person() {
    let place = plain().await;
    let process = place.process().await;
    process.plan(&john_with(json!({ "request_key": "HR-1" }))).await;
    assert!(matches!(process.known(&john()).await, Ok(Known::Nothing)), "the derived key is another");
    let joan = json!({
        "request_key": "HR-1", "first_name": "Joan", "username": "joan", "email": "joan@company.com",
        "employee_id": "EMP-2026-043",
    });
    assert!(matches!(process.known(&john_with(joan)).await, Ok(Known::Different { .. })));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_that_are_asked_for_the_same_hire_at_once_make_one_account() {
    let place = plain().await;
    let (first, second) = (place.process_at_the_same_time().await, place.process_at_the_same_time().await);
    let (request, other) = (john(), john());
    let (one, two) = futures::join!(first.plan(&request), second.plan(&other));
    assert_eq!(one, two, "whoever comes second gets the run of the first");
    let (one, two) = futures::join!(first.drive(&one), second.drive(&two));
    assert!(one.is_ok() || two.is_ok(), "one of them finishes it; the other may find it held");
    assert_eq!(place.control().count(CREATE), 1);
}

/// Somebody else creates an account with these fields while the answer to ours is lost.
async fn while_the_reply_was_lost(fields: Value, then: Then) -> (Place, dayone_core::run::Run) {
    let place = plain().await;
    let process = place.process().await;
    let run = process.plan(&john()).await;
    place.control().create_user(fields).expect("an account");
    place.control().add_fault(Fault::nth(CREATE, 1, then));
    let (run, _) = process.drive(&run).await.expect("a driven run");
    (place, run)
}

#[tokio::test]
async fn an_account_with_the_same_username_but_other_fields_is_never_adopted() {
    let stranger = json!({ "username": "john.smith", "email": "j.smith@elsewhere.com", "firstname": "Jo" });
    for then in [Then::DropConnectionBefore, Then::AppliedButReplyLost] {
        let (place, run) = while_the_reply_was_lost(stranger.clone(), then).await;
        let document = document_of(&run);
        assert_eq!(document["failed_steps"][0]["error"]["type"], "USER_ALREADY_EXISTS");
        assert_eq!(document["failed_steps"][0]["step"], "user_creation");
        let requests = place.control().requests();
        let writes = requests.iter().filter(|request| request.operation.contains("members"));
        assert_eq!(writes.count(), 0, "nothing is added to somebody else's account");
        let id = place.control().id_of(Kind::User, "john.smith").expect("the stranger");
        let account = place.control().document(Kind::User, &id).expect("the stranger");
        assert_eq!((&account["firstname"], &account["state"]), (&json!("Jo"), &json!("ACTIVATED")));
    }
}

/// The account that the run would create, in every field.
fn exactly_john() -> Value {
    json!({
        "username": "john.smith", "email": "john.smith@company.com", "firstname": "John", "lastname": "Smith",
        "displayname": "John Smith", "department": "Engineering", "jobTitle": "Software Developer",
        "location": "Seattle", "employeeIdentifier": "EMP-2026-042", "state": "STAGED",
        "manager": "60a0000000000000000000b1",
        "attributes": [{ "name": "costCenter", "value": "ENG-200" }, { "name": "startDate", "value": "2026-03-10" }],
        "enable_user_portal_multifactor": true, "mfa": { "exclusion": true, "exclusionDays": 7 },
    })
}

#[tokio::test]
async fn an_account_equal_in_every_field_and_created_meanwhile_is_adopted() {
    let (_, run) = while_the_reply_was_lost(exactly_john(), Then::DropConnectionBefore).await;
    assert!(run.account.is_some(), "{:#}", document_of(&run));
}

#[tokio::test]
async fn an_account_equal_in_every_field_but_created_before_is_not_adopted() {
    let place = plain().await;
    let process = place.process().await;
    let run = process.plan(&john()).await;
    let mut older = exactly_john();
    older["created"] = json!("2026-03-04T15:00:00.000Z");
    place.control().put_document(Kind::User, older).expect("an account");
    place.control().add_fault(Fault::nth(CREATE, 1, Then::DropConnectionBefore));
    let (run, _) = process.drive(&run).await.expect("a driven run");
    assert_eq!(document_of(&run)["failed_steps"][0]["error"]["type"], "USER_ALREADY_EXISTS");
}

#[tokio::test]
async fn a_name_taken_between_plan_and_creation_is_told_whatever_the_directory_answers() {
    for duplicate_user_status in [400, 409] {
        let place = plain().await;
        place.control().set_switches(Switches { duplicate_user_status, ..Switches::default() });
        let process = place.process().await;
        let run = process.plan(&john()).await;
        let stranger = json!({ "username": "someone.else", "email": "John.Smith@company.com" });
        place.control().create_user(stranger).expect("an account");
        let (run, _) = process.drive(&run).await.expect("a driven run");
        let error = document_of(&run)["failed_steps"][0]["error"].clone();
        assert_eq!(error["type"], ErrorType::UserAlreadyExists.name());
        assert!(
            error["message"].as_str().is_some_and(|text| text.starts_with("E-mail 'john.smith@company.com'")),
            "{error}"
        );
    }
}

#[tokio::test]
async fn one_key_of_a_provider_hires_into_the_organisation_of_its_tenant_alone() {
    let place = plain().await;
    let control = place.control();
    let other = control.add_organization(&json!({ "name": "Other Ltd" })).expect("an organisation");
    let provider = control.add_provider(&[place.simulator.org_id(), &other.id]);
    let tenant = |name: &str, id: &str| {
        let settings = TenantSettings {
            name: name.into(),
            organization_id: Some(id.into()),
            groups: Default::default(),
            ..settings()
        };
        let client = client(&place.simulator.url(), &provider.api_key, Some(id));
        Tenant::new(TenantOptions { settings, client, reader: None })
    };
    let tenants = vec![tenant("company", place.simulator.org_id()), tenant("other", &other.id)];
    let process = place.process_of(tenants, 0).await;
    let tenant = process.engine.tenant("other").expect("the tenant");
    let mut request = john();
    for field in ["manager_email", "additional_groups"] {
        request.shift_remove(field);
    }
    let Ok(parsed) = process.engine.read(&tenant, &request) else { panic!("a request that can be read") };
    let proposal = process.engine.propose(&tenant, parsed).await;
    let run = process.engine.open(proposal, ACTOR, None, None).await.expect("an opened run");
    let (run, _) = process.drive(&run).await.expect("a driven run");
    assert_eq!(run.ending(), Some(Ending::Succeeded), "{:#}", document_of(&run));
    assert_eq!(document_of(&run)["account_details"]["organization_id"], other.id);
    assert!(control.of_organization(&other.id).id_of(Kind::User, "john.smith").is_some());
    assert!(control.id_of(Kind::User, "john.smith").is_none());
    assert!(matches!(process.known(&request).await, Ok(Known::Nothing)), "request keys are the tenant's own");
}

#[tokio::test]
async fn a_key_that_sees_several_organisations_needs_one_to_be_configured() {
    let place = Place::with_settings(TenantSettings { organization_id: None, ..settings() }).await;
    let other = place.control().add_organization(&json!({ "name": "Other Ltd" })).expect("an organisation");
    let provider = place.control().add_provider(&[place.simulator.org_id(), &other.id]);
    let process = place.process_with(client(&place.simulator.url(), &provider.api_key, None)).await;
    let run = process.hire(&john()).await;
    let error = document_of(&run)["failed_steps"][0]["error"].clone();
    assert_eq!(error["type"], ErrorType::OrganizationNotFound.name(), "{error}");
    assert!(error["message"].as_str().is_some_and(|text| text.contains("2 organisations")), "{error}");
    assert_eq!(place.control().count(CREATE), 0);
}
