//! What doctor finds.

use std::time::Duration;

use dayone_core::problem::ErrorType;
use dayone_core::settings::{OnMissingGroup, TenantSettings};
use dayone_engine::doctor::{Area, Diagnosis, DoctorOptions, Finding, Health};
use dayone_engine::{Anchors, Scope, Tenant, TenantOptions};
use dayone_simulator::{Fault, Then};
use dayone_store::TenantHold;
use serde_json::json;

use crate::fixture::{Fixture, FixtureOptions, READ_KEY, client, settings};

const READ: DoctorOptions = DoctorOptions { try_writes: false };
const TRY: DoctorOptions = DoctorOptions { try_writes: true };

async fn diagnosis(fixture: &Fixture, options: DoctorOptions) -> Diagnosis {
    fixture.engine.doctor(&fixture.tenant, options).await
}

fn failing(diagnosis: &Diagnosis) -> Vec<&str> {
    let fails = diagnosis.findings.iter().filter(|finding| finding.state == Health::Fail);
    fails.map(|finding| finding.what.as_str()).collect()
}

#[track_caller]
fn finding<'a>(diagnosis: &'a Diagnosis, words: &str) -> &'a Finding {
    let found = diagnosis.findings.iter().find(|finding| finding.what.contains(words));
    found.unwrap_or_else(|| panic!("no finding of {words:?} in {:#?}", diagnosis.findings))
}

fn hold(fixture: &Fixture, reason: ErrorType) -> TenantHold {
    TenantHold {
        tenant: fixture.tenant.settings.name.clone(),
        reason: reason.name().into(),
        detail: "for a test".into(),
        at_us: fixture.engine.clock().now_us(),
    }
}

async fn held(fixture: &Fixture) -> bool {
    fixture.engine.store().tenant_hold(&fixture.tenant.settings.name).await.expect("a database").is_some()
}

#[tokio::test]
async fn a_healthy_tenant_passes_and_writes_are_unproven() {
    let fixture = Fixture::demo().await;
    let diagnosis = diagnosis(&fixture, READ).await;

    assert_eq!(failing(&diagnosis), Vec::<&str>::new());
    assert!(diagnosis.passes());
    assert_eq!(diagnosis.organization.as_ref().map(|found| found.name.as_str()), Some("Company Inc"));
    let reading = diagnosis.findings.iter().filter(|finding| finding.area == Area::Reading);
    assert!(reading.clone().count() >= 16 && reading.clone().all(|finding| finding.state == Health::Ok));
    let writing: Vec<_> = diagnosis.findings.iter().filter(|finding| finding.area == Area::Writing).collect();
    assert_eq!(writing.len(), 7);
    assert!(writing.iter().all(|finding| finding.state == Health::Unproven));
    assert!(writing.iter().all(|finding| finding.what.contains("not provable by reading")));
    assert_eq!(finding(&diagnosis, "Our clock agrees").state, Health::Ok);
    assert_eq!(finding(&diagnosis, "Rules name 4 groups; all exist").state, Health::Ok);
    assert_eq!(finding(&diagnosis, "free is not stated by JumpCloud").state, Health::Ok);
    assert_eq!(finding(&diagnosis, "No anchor is set").state, Health::Warn);
    let database = finding(&diagnosis, "its schema is this version's");
    assert!(database.state == Health::Ok && database.what.contains(&fixture.dir.path().display().to_string()));
    assert!(diagnosis.findings.iter().filter(|one| one.state >= Health::Warn).all(|one| one.mend.is_some()));
}

#[tokio::test]
async fn without_a_trial_nothing_is_written() {
    let fixture = Fixture::new(FixtureOptions { read_key: true, ..FixtureOptions::default() }).await;
    diagnosis(&fixture, READ).await;
    let counts = fixture.control().counts_by_key();
    assert_eq!(counts.keys().map(String::as_str).collect::<Vec<_>>(), [READ_KEY]);
}

#[tokio::test]
async fn a_refused_key_names_the_region_as_a_cause() {
    let fixture = Fixture::demo().await;
    fixture.control().revoke(fixture.simulator.api_key());
    let diagnosis = diagnosis(&fixture, READ).await;

    assert!(!diagnosis.passes());
    let refused = finding(&diagnosis, "JumpCloud refuses the API key");
    assert!(refused.mend.as_deref().is_some_and(|mend| mend.contains("A wrong region looks the same")));
    assert!(diagnosis.findings.iter().all(|finding| finding.area != Area::Reading), "nothing else is tried");
}

#[tokio::test]
async fn an_organisation_that_the_key_does_not_see_fails() {
    let other = TenantSettings { organization_id: Some("5f0000000000000000000bad".into()), ..settings() };
    let fixture = Fixture::new(FixtureOptions { settings: other, ..FixtureOptions::default() }).await;
    let diagnosis = diagnosis(&fixture, READ).await;
    assert!(diagnosis.organization.is_none());
    assert!(!failing(&diagnosis).is_empty());
    assert!(failing(&diagnosis).iter().any(|what| what.contains("rganisation")), "{:?}", failing(&diagnosis));
}

#[tokio::test]
async fn each_operation_that_is_forbidden_is_named_with_what_needs_it() {
    let fixture = Fixture::demo().await;
    fixture.control().add_fault(Fault::every("GET /applications", Then::status(403)));
    fixture.control().add_fault(Fault::every("GET /v2/users/{user_id}/memberof", Then::status(403)));
    let diagnosis = diagnosis(&fixture, READ).await;
    assert_eq!(
        failing(&diagnosis),
        [
            "The key may not read applications (GET /applications); needed by plan, provision, verify.",
            "The key may not read groups of a user (GET /v2/users/{user_id}/memberof); needed by provision, verify.",
        ]
    );
}

#[tokio::test]
async fn groups_in_rules_are_compared_with_real_ones() {
    let mut settings = settings();
    settings.groups.default = vec!["UG-All-Employes".into(), "UG-Cost-ENG".into()];
    settings.groups.department.insert("Legal".into(), vec!["UG-Legal".into()]);
    settings.privileged.groups = vec!["UG-Prod-Admin".into()];
    settings.system_bindings.default = vec!["60a2000000000000000abc01".into(), "60a2000000000000000fffff".into()];
    let fixture = Fixture::new(FixtureOptions { settings, ..FixtureOptions::default() }).await;
    fixture.control().create_user_group("Old Staff").expect("a group");
    let diagnosis = diagnosis(&fixture, READ).await;

    let near = finding(&diagnosis, "UG-All-Employes, which does not exist");
    assert_eq!(near.state, Health::Fail);
    assert_eq!(near.mend.as_deref(), Some("Did you mean UG-All-Employees? Else create UG-All-Employes."));
    assert_eq!(finding(&diagnosis, "UG-Legal, which does not exist").state, Health::Fail);
    assert_eq!(finding(&diagnosis, "UG-Cost-ENG is named by a rule").state, Health::Warn);
    assert_eq!(finding(&diagnosis, "privileged names the group UG-Prod-Admin").state, Health::Warn);
    assert!(finding(&diagnosis, "system_bindings name systems that don't exist").what.contains("fffff"));
    assert!(finding(&diagnosis, "Outside the prefix UG-: 1 user group: ").what.contains("Old Staff"));
    assert!(finding(&diagnosis, "given by request alone").what.contains("UG-Sales"));
}

#[tokio::test]
async fn a_missing_group_that_would_be_created_only_warns() {
    let mut settings = settings();
    settings.on_missing_group = OnMissingGroup::Create;
    settings.groups.default.push("UG-New".into());
    let fixture = Fixture::new(FixtureOptions { settings, ..FixtureOptions::default() }).await;
    assert_eq!(finding(&diagnosis(&fixture, READ).await, "UG-New").state, Health::Warn);
}

#[tokio::test]
async fn a_clock_that_is_off_warns_and_then_fails() {
    let fixture = Fixture::demo().await;
    fixture.control().advance(Duration::from_secs(120));
    assert_eq!(finding(&diagnosis(&fixture, READ).await, "behind JumpCloud's").state, Health::Warn);
    fixture.control().advance(Duration::from_secs(300));
    assert_eq!(finding(&diagnosis(&fixture, READ).await, "behind JumpCloud's").state, Health::Fail);
}

#[tokio::test]
async fn seats_that_are_used_up_fail() {
    let fixture = Fixture::demo().await;
    fixture.control().set_settings(&json!({ "maxSystemUsers": 4 })).expect("settings");
    assert_eq!(finding(&diagnosis(&fixture, READ).await, "Seats: 4 of 4 used").state, Health::Fail);
    fixture.control().set_settings(&json!({ "maxSystemUsers": 6 })).expect("settings");
    assert_eq!(finding(&diagnosis(&fixture, READ).await, "Seats: 4 of 6 used").state, Health::Warn);
}

#[tokio::test]
async fn an_anchor_is_named() {
    let anchors = Anchors { file: Some("/nowhere/anchor".into()), ..Anchors::default() };
    let fixture = Fixture::new(FixtureOptions { anchors, ..FixtureOptions::default() }).await;
    assert_eq!(finding(&diagnosis(&fixture, READ).await, "pushed to: file").state, Health::Ok);
}

#[tokio::test]
async fn a_trial_makes_checks_and_deletes_one_staged_account() {
    let fixture = Fixture::demo().await;
    let diagnosis = diagnosis(&fixture, TRY).await;

    assert_eq!(failing(&diagnosis), Vec::<&str>::new());
    assert_eq!(finding(&diagnosis, "throw-away account was created").state, Health::Ok);
    assert_eq!(finding(&diagnosis, "throw-away account was deleted").state, Health::Ok);
    let control = fixture.control();
    let writes: Vec<_> = control
        .requests()
        .into_iter()
        .filter(|request| request.method != "GET" && !request.path.contains("/search/"))
        .collect();
    assert_eq!(writes.iter().map(|request| request.method.as_str()).collect::<Vec<_>>(), ["POST", "DELETE"]);
    assert_eq!(control.state()["organizations"][0]["users"].as_array().map(Vec::len), Some(4));
    assert!(control.mail().is_empty());
    assert_eq!(diagnosis.findings.iter().filter(|one| one.what.contains("not provable by reading")).count(), 5);
}

#[tokio::test]
async fn a_trial_account_that_stays_is_reported_loudly_and_found_again() {
    let fixture = Fixture::demo().await;
    fixture.control().add_fault(Fault::every("DELETE /systemusers/{id}", Then::status(403)));
    let first = diagnosis(&fixture, TRY).await;
    let left = finding(&first, "LEFT BEHIND");
    assert_eq!(left.state, Health::Fail);
    assert!(left.what.contains("dayone-doctor-") && left.mend.as_deref().is_some_and(|mend| mend.contains("Delete")));

    let later = diagnosis(&fixture, READ).await;
    assert_eq!(finding(&later, "of an earlier trial are still there").state, Health::Warn);
}

#[tokio::test]
async fn a_trial_whose_reply_is_lost_leaves_nothing_behind() {
    let fixture = Fixture::demo().await;
    fixture.control().add_fault(Fault::nth("POST /systemusers", 1, Then::AppliedButReplyLost));
    let diagnosis = diagnosis(&fixture, TRY).await;
    assert_eq!(finding(&diagnosis, "throw-away account was deleted").state, Health::Ok);
    assert_eq!(fixture.control().state()["organizations"][0]["users"].as_array().map(Vec::len), Some(4));
}

#[tokio::test]
async fn a_trial_answered_by_another_organisation_stops_all_writes_and_deletes_the_account() {
    let fixture = Fixture::demo().await;
    let elsewhere = json!({
        "_id": "60ffffffffffffffffffffff", "username": "dayone-doctor-x", "state": "STAGED",
        "organization": "5f0000000000000000000002",
    });
    let answer = Then::Status { code: 200, body: Some(elsewhere), retry_after: None, html: None };
    fixture.control().add_fault(Fault::nth("POST /systemusers", 1, answer));
    let diagnosis = diagnosis(&fixture, TRY).await;
    assert_eq!(finding(&diagnosis, "created in organisation 5f0000000000000000000002").state, Health::Fail);
    assert!(held(&fixture).await);
    assert_eq!(fixture.control().count("DELETE /systemusers/{id}"), 1);
}

#[tokio::test]
async fn nothing_is_tried_where_reading_fails() {
    let fixture = Fixture::demo().await;
    fixture.control().add_fault(Fault::every("GET /v2/usergroups", Then::status(403)));
    let diagnosis = diagnosis(&fixture, TRY).await;
    assert_eq!(finding(&diagnosis, "Writing was not tried").state, Health::Unproven);
    assert_eq!(fixture.control().count("POST /systemusers"), 0);
}

#[tokio::test]
async fn a_hold_is_cleared_once_everything_that_matters_passes() {
    let fixture = Fixture::demo().await;
    fixture.engine.store().hold_tenant(hold(&fixture, ErrorType::AuthenticationFailed)).await.expect("a hold");
    fixture.control().add_fault(Fault::every("GET /systemusers", Then::status(401)));
    assert_eq!(finding(&diagnosis(&fixture, READ).await, "Writes are stopped").state, Health::Fail);
    assert!(held(&fixture).await);

    fixture.control().clear_faults();
    assert_eq!(finding(&diagnosis(&fixture, READ).await, "so they go on now").state, Health::Ok);
    assert!(!held(&fixture).await);
}

#[tokio::test]
async fn with_a_key_for_reading_only_a_trial_clears_a_hold() {
    let fixture = Fixture::new(FixtureOptions { read_key: true, ..FixtureOptions::default() }).await;
    fixture.engine.store().hold_tenant(hold(&fixture, ErrorType::PermissionDenied)).await.expect("a hold");
    assert_eq!(finding(&diagnosis(&fixture, READ).await, "Writes are stopped").state, Health::Fail);
    assert!(held(&fixture).await);
    finding(&diagnosis(&fixture, TRY).await, "reading and writing pass");
    assert!(!held(&fixture).await);
}

#[tokio::test]
async fn what_people_froze_stays_frozen_and_is_not_written_to() {
    let fixture = Fixture::demo().await;
    let scope = Scope::Tenant(fixture.tenant.settings.name.clone());
    fixture.engine.freeze(&scope, "alice", "an incident").await.expect("frozen");
    let diagnosis = diagnosis(&fixture, TRY).await;
    let frozen = finding(&diagnosis, "Writes are frozen by alice: an incident");
    assert_eq!(
        (frozen.state, frozen.mend.as_deref()),
        (Health::Warn, Some("`dayone unfreeze --tenant company` lets them go on."))
    );
    assert!(fixture.engine.frozen("company").await.expect("a database").is_some());
    assert_eq!(fixture.control().count("POST /systemusers"), 0);
}

#[tokio::test]
async fn a_key_that_reaches_other_tenants_warns() {
    let fixture = Fixture::new(FixtureOptions {
        others: |simulator| {
            let control = simulator.control();
            let other = control.add_organization(&json!({ "name": "Beta GmbH" })).expect("an organisation");
            let provider = control.add_provider(&[simulator.org_id(), &other.id]);
            let settings = TenantSettings {
                name: "beta".into(),
                organization_id: Some(other.id.clone()),
                company_names: vec!["Beta".into()],
                ..TenantSettings::default()
            };
            let client = client(&simulator.url(), &provider.api_key, Some(&other.id));
            vec![Tenant::new(TenantOptions { settings, client, reader: None })]
        },
        ..FixtureOptions::default()
    })
    .await;
    let beta = fixture.engine.tenant("beta").expect("a tenant");
    let diagnosis = fixture.engine.doctor(&beta, READ).await;
    assert_eq!(finding(&diagnosis, "reaches 2 organisations").state, Health::Warn);
    assert!(finding(&diagnosis, "organisations of other tenants").what.ends_with(": company."));
}

#[tokio::test]
async fn all_tenants_are_examined_at_once_with_one_summary_each() {
    let fixture = Fixture::new(FixtureOptions {
        others: |simulator| {
            let control = simulator.control();
            (0..39)
                .map(|number| {
                    let name = format!("client-{number:02}");
                    let seed = json!({ "name": name, "ldap_servers": [{ "name": "JumpCloud LDAP" }] });
                    let organization = control.add_organization(&seed).expect("an organisation");
                    let settings = TenantSettings {
                        name,
                        organization_id: Some(organization.id.clone()),
                        ..TenantSettings::default()
                    };
                    let client = client(&simulator.url(), &organization.api_key, Some(&organization.id));
                    Tenant::new(TenantOptions { settings, client, reader: None })
                })
                .collect()
        },
        ..FixtureOptions::default()
    })
    .await;
    let overview = fixture.engine.doctor_all().await;

    assert_eq!(overview.tenants.len(), 40);
    assert!(overview.passes(), "{:?}", overview.tenants.iter().find(|one| one.state == Health::Fail));
    assert!(overview.tenants.iter().all(|one| !one.headline.is_empty() && one.took_ms < 60_000));
    assert!(overview.installation.iter().any(|finding| finding.area == Area::Database));
}

#[tokio::test]
async fn no_finding_holds_a_key() {
    let fixture = Fixture::new(FixtureOptions { read_key: true, ..FixtureOptions::default() }).await;
    let text = serde_json::to_string(&diagnosis(&fixture, TRY).await).expect("JSON");
    assert!(!text.contains(fixture.simulator.api_key()) && !text.contains("jca_"));
}
