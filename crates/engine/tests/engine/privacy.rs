//! Canaries: secrets are nowhere, personal values are in no database, log or history of an erased person.

use std::path::Path;

use dayone_core::event::{Ending, Private};
use dayone_core::run::Stage;
use dayone_core::settings::{OnMissingGroup, TenantSettings};
use dayone_engine::{ChangeRequest, EngineError, Known};
use dayone_simulator::{Fault, Then};
use dayone_store::TokenKind;
use secrecy::ExposeSecret as _;
use serde_json::{Map, Value, json};

use crate::capture;
use crate::changes::{mapped, to_leave, to_move, to_rehire};
use crate::place::{KEY, PATIENCE, Place, PlaceOptions, document, document_of, everything, full_settings};

const GIVEN: &str = "Canary-Gk7!vd2#Quartz";
const SMTP: &str = "canary-smtp-9f2e";

/// What nobody may find, lower-cased.
const PERSONAL: &[&str] = &[
    "zebedee",
    "quillfeather",
    "zq.canary",
    "canary-emp-77",
    "canary.private",
    "canary-cost",
    "canary.manager",
    "canary title",
    "canaryville",
];

fn canary(more: Value) -> Map<String, Value> {
    let mut request = document(json!({
        "first_name": "Zebedee",
        "last_name": "Quillfeather",
        "email": "zq.canary@company.com",
        "username": "zq.canary",
        "department": "Engineering",
        "job_title": "Canary Title",
        "office_location": "Canaryville",
        "employee_id": "CANARY-EMP-77",
        "personal_email": "canary.private@home.example",
        "manager_email": "canary.manager@company.com",
        "attributes": { "costCenter": "CANARY-COST" },
    }));
    request.extend(document(more));
    request
}

async fn place() -> Place {
    let options = PlaceOptions {
        settings: TenantSettings { on_missing_group: OnMissingGroup::Continue, ..full_settings() },
        mail_login: Some(("dayone", SMTP)),
        ..PlaceOptions::default()
    };
    Place::new(options).await
}

/// Every byte of the database, its write-ahead log among them.
fn bytes(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let files = std::fs::read_dir(folder.join("data")).expect("the folder");
    files
        .map(|file| {
            let path = file.expect("a file").path();
            (path.display().to_string(), std::fs::read(&path).expect("a file that can be read"))
        })
        .collect()
}

#[track_caller]
fn holds_none(place: &str, text: &[u8], canaries: &[&str]) {
    let text = text.to_ascii_lowercase();
    for canary in canaries {
        let found = text.windows(canary.len()).position(|window| window == canary.to_ascii_lowercase().as_bytes());
        let around = found.map(|at| {
            let (from, to) = (at.saturating_sub(120), (at + 120).min(text.len()));
            String::from_utf8_lossy(&text[from..to]).into_owned()
        });
        assert!(around.is_none(), "{canary} stands in {place}: {}", around.unwrap_or_default());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_secret_is_anywhere_and_no_personal_value_is_in_database_or_logs() {
    let place = place().await;
    let api_key = place.simulator.api_key().to_owned();
    let listener = capture::listen().await;
    let process = place.process().await;
    // A refused request, one that can't be read, one with a lost reply that ends partial, resumed, and one more.
    let refused = process.hire(&canary(json!({ "system_bindings": ["60a2000000000000000ccc99"] }))).await;
    let unread = process.hire(&canary(json!({ "password": GIVEN, "email": "zq.canary", "wrong": "Zebedee" }))).await;
    place.control().add_fault(Fault::nth("POST /systemusers", 1, Then::AppliedButReplyLost));
    let strange = json!({ "message": "zq.canary may not be in this group, says Zebedee" });
    place.control().add_fault(Fault::nth(
        "POST /v2/usergroups/{group_id}/members",
        1,
        Then::Status { code: 400, body: Some(strange), retry_after: None, html: None },
    ));
    let given = canary(json!({ "password": GIVEN, "additional_groups": ["UG-DevOps"] }));
    let partial = process.ask_again(&given).await.expect("a partial run");
    assert_eq!(partial.ending(), Some(Ending::Partial));
    let resumed = process.ask_again(&given).await.expect("a resumed run");
    let other = process.hire(&everything()).await;
    let generated = process.engine.reveal(&other.id, "alice").await.expect("the password");
    let log = capture::heard(listener);

    let secrets = [api_key.as_str(), GIVEN, generated.expose_secret(), SMTP];
    let all: Vec<&str> = secrets.iter().chain(PERSONAL).copied().collect();
    for (file, bytes) in bytes(place.folder.path()) {
        holds_none(&file, &bytes, &all);
    }
    assert!(log.contains("settled") && log.contains("directory called"), "the log was heard");
    holds_none("the log", log.as_bytes(), &all);
    for run in [&refused, &unread, &partial, &resumed, &other] {
        holds_none("a report", document_of(run).to_string().as_bytes(), &secrets);
        let events = process.engine.events(&run.id).await.expect("events");
        holds_none("an event", format!("{events:?}").as_bytes(), &secrets);
    }
    let mails = place.control().mail();
    assert!(mails.len() > 4, "mails were sent");
    for mail in mails {
        holds_none("a mail", serde_json::to_string(&mail).expect("a mail").as_bytes(), &secrets);
    }
}

#[tokio::test]
async fn a_password_is_revealed_once_and_only_at_the_end() {
    let place = place().await;
    let process = place.process().await;
    let run = process.plan(&everything()).await;
    let early = process.engine.reveal(&run, "alice").await.expect_err("not yet");
    assert!(matches!(early, EngineError::NotNow { .. }), "{early}");
    let (run, _) = process.drive(&run).await.expect("a driven run");
    let password = process.engine.reveal(&run.id, "alice").await.expect("the password");
    let account = run.account.as_ref().map(|account| account.id.clone()).unwrap_or_default();
    assert!(place.control().password_is(&account, password.expose_secret()));
    let again = process.engine.reveal(&run.id, "alice").await.expect_err("only once");
    assert!(again.to_string().contains("was revealed before"), "{again}");
    let events = process.engine.events(&run.id).await.expect("events");
    let revealed: Vec<_> = events.iter().filter(|event| event.fact.kind() == "revealed").collect();
    assert_eq!(revealed.iter().map(|event| event.actor.as_str()).collect::<Vec<_>>(), ["alice"]);
}

#[tokio::test]
async fn a_password_that_was_given_is_gone_once_the_account_has_it() {
    let place = place().await;
    let process = place.process().await;
    let run = process.hire(&canary(json!({ "password": GIVEN }))).await;
    let account = run.account.as_ref().map(|account| account.id.clone()).unwrap_or_default();
    assert!(place.control().password_is(&account, GIVEN));
    let nothing = process.engine.reveal(&run.id, "alice").await.expect_err("it is with whoever gave it");
    assert!(nothing.to_string().contains("holds no password"), "{nothing}");
    let sealed = process.engine.store().sealed_of(&run.id).await.expect("sealed values");
    assert!(sealed.iter().all(|value| value.field != "password"));
}

#[tokio::test]
async fn after_an_erasure_nothing_of_the_person_can_be_read_found_or_decrypted() {
    let place = place().await;
    let process = place.process().await;
    let engine = &process.engine;
    let first = process.hire(&canary(json!({ "system_bindings": ["60a2000000000000000ccc99"] }))).await;
    let second = process.ask_again(&canary(json!({}))).await.expect("a second attempt");
    let other = process.hire(&everything()).await;
    let sealed = engine.store().sealed_of(&second.id).await.expect("sealed values");
    assert!(!sealed.is_empty());

    let erasure = engine.erase(&second.id, "dpo").await.expect("an erasure");
    assert_eq!(erasure.runs, 2, "both attempts were for the same person");
    for value in &sealed {
        assert!(engine.vault().open("company", value).await.is_err(), "a copy of {} can't be decrypted", value.field);
    }
    for run in [&first.id, &second.id] {
        let run = engine.run(run).await.expect("what is left of the run");
        assert!(matches!(run.stage, Stage::Erased { .. }));
        let events = engine.events(&run.id).await.expect("events");
        assert!(events.iter().all(|event| matches!(event.private, Private::None | Private::Erased)));
        holds_none("an event", format!("{events:?}").as_bytes(), PERSONAL);
        holds_none("a report", document_of(&run).to_string().as_bytes(), PERSONAL);
    }
    let mut rng = engine.randomness().rng();
    for (kind, value) in [(TokenKind::Username, "zq.canary"), (TokenKind::Email, "zq.canary@company.com")] {
        let token = engine.vault().token("company", kind, value, &mut rng).await.expect("a token");
        assert!(engine.store().find_people("company", &token).await.expect("a look").is_empty(), "{value} is found");
    }
    assert!(matches!(process.known(&canary(json!({}))).await, Ok(Known::Nothing)));
    for (file, bytes) in bytes(place.folder.path()) {
        holds_none(&file, &bytes, PERSONAL);
    }
    place.assert_sound(&process).await;
    let after = engine.run(&other.id).await.expect("the other");
    assert_eq!(document_of(&after), document_of(&other), "others are as before");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_personal_value_of_whoever_moves_leaves_and_comes_back_is_in_database_or_logs() {
    let place = Place::with_settings(mapped()).await;
    let listener = capture::listen().await;
    let process = place.process().await;
    let who = "zq.canary";
    process.hire(&canary(json!({ "allow_public_key": true, "public_key": KEY }))).await;
    let strange = json!({ "message": "zq.canary may not be in this group, says Zebedee" });
    let refused = Then::Status { code: 400, body: Some(strange), retry_after: None, html: None };
    place.control().add_fault(Fault::nth("POST /v2/usergroups/{group_id}/members", 1, refused));
    let moves =
        json!({ "department": "Platform", "job_title": "Canary Title Two", "last_name": "Quillfeather-Canaryville" });
    let moved = process.change(to_move(who, moves)).await;
    assert_eq!(moved.ending(), Some(Ending::Partial), "a group refused");
    process.engine.resume_change(&moved.id, "alice").await.expect("resumed");
    process.engine.drive_change(&moved.id, PATIENCE).await.expect("driven");
    let left = process.change(to_leave(who)).await;
    process.change(ChangeRequest::Undo { run: left.id.clone() }).await;
    process.change(to_leave(who)).await;
    let back = canary(json!({ "attributes": { "costCenter": "CANARY-COST" } }));
    process.change(to_rehire(&process, &back)).await;
    let log = capture::heard(listener);
    for (file, bytes) in bytes(place.folder.path()) {
        holds_none(&file, &bytes, PERSONAL);
    }
    assert!(log.contains("settled"), "the log was heard");
    holds_none("the log", log.as_bytes(), PERSONAL);

    process.engine.erase(&left.id, "alice").await.expect("erased");
    let erased = process.engine.change(&moved.id).await.expect("the run");
    assert!(erased.plan().is_none(), "what was planned is gone");
    holds_none("an erased change", format!("{erased:?}").as_bytes(), PERSONAL);
    place.assert_sound(&process).await;
}
