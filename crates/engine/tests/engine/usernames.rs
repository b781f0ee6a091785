//! Usernames that are formed: two people never get one, and who has left keeps it.

use std::collections::BTreeSet;
use std::time::Duration;

use dayone_core::event::Ending;
use dayone_core::plan::UsernameSource;
use dayone_core::run::Run;
use dayone_core::settings::{Naming, TenantSettings};
use dayone_engine::Proposal;
use dayone_simulator::{Fault, Kind, Then};
use dayone_store::TokenKind;
use serde_json::{Map, Value, json};

use crate::fixture::{john, settings};
use crate::place::{ACTOR, Place, Process, document_of};

const CREATE: &str = "POST /systemusers";
const SEARCH: &str = "POST /search/systemusers";

/// A person called John Smith; each number is another.
fn smith(number: u32) -> Map<String, Value> {
    let mut document = john();
    document.shift_remove("username");
    document.insert("email".into(), json!(format!("j{number}@company.com")));
    document.insert("employee_id".into(), json!(format!("EMP-{number}")));
    document
}

fn smith_with(number: u32, more: Value) -> Map<String, Value> {
    let mut document = smith(number);
    document.extend(more.as_object().cloned().expect("an object"));
    document
}

async fn place() -> Place {
    let naming = Some(Naming::by("{{ first_name }}.{{ last_name }}"));
    Place::with_settings(TenantSettings { naming, ..settings() }).await
}

fn username(run: &Run) -> &str {
    &run.plan().expect("a plan").account.username
}

fn planned(proposal: &Proposal) -> (&str, Option<String>) {
    let plan = &proposal.verdict.as_ref().expect("a plan").plan;
    (&plan.account.username, plan.username_source.because())
}

fn refused(proposal: &Proposal) -> String {
    match &proposal.verdict {
        Ok(planned) => panic!("planned: {}", planned.plan.account.username),
        Err(refusal) => refusal.problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
    }
}

/// Hires somebody, with success.
async fn hired(process: &Process, document: &Map<String, Value>) -> Run {
    let run = process.hire(document).await;
    assert_eq!(run.ending(), Some(Ending::Succeeded), "{:#}", document_of(&run));
    run
}

/// The account is deleted in the directory, by hand.
fn leaves(place: &Place, username: &str) {
    let id = place.control().id_of(Kind::User, username).expect("the account");
    assert!(place.control().remove_document(Kind::User, &id));
}

#[tokio::test]
async fn the_second_of_a_name_gets_a_number_and_the_plan_says_why() {
    let place = place().await;
    let process = place.process().await;
    assert_eq!(username(&hired(&process, &smith(1)).await), "john.smith");
    let searches = place.control().count(SEARCH);
    let proposal = process.propose(&smith(2)).await;
    assert_eq!(planned(&proposal), ("john.smith2", Some("john.smith belongs to another account".into())));
    assert_eq!(place.control().count(SEARCH) - searches, 1, "all names in one search");
    let again = process.propose(&smith(2)).await;
    let digest = |proposal: &Proposal| proposal.verdict.as_ref().expect("a plan").plan.digest;
    assert_eq!(digest(&proposal), digest(&again));
    assert_eq!(username(&hired(&process, &smith(2)).await), "john.smith2");
    place.assert_sound(&process).await;
}

#[tokio::test]
async fn a_name_is_reserved_from_the_plan_on() {
    let place = place().await;
    let process = place.process().await;
    let run = process.plan(&smith(1)).await;
    let (name, because) = {
        let proposal = process.propose(&smith(2)).await;
        let (a, b) = planned(&proposal);
        (a.to_owned(), b)
    };
    assert_eq!(name, "john.smith2");
    assert_eq!(because, Some(format!("john.smith is reserved by run {run}")));
    let given = smith_with(3, json!({ "username": "John.Smith" }));
    let told = refused(&process.propose(&given).await);
    assert!(told.contains("USER_ALREADY_EXISTS") && told.contains(&format!("reserved by run {run}")), "{told}");
    // For the person it is free: the plan can be made again.
    assert_eq!(planned(&process.propose(&smith(1)).await).0, "john.smith");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_of_one_name_hired_at_once_by_two_processes_get_different_names() {
    let place = place().await;
    let processes = [place.process_at_the_same_time().await, place.process_at_the_same_time().await];
    let people: Vec<_> = (1..=6).map(smith).collect();
    let hires = people.iter().zip(processes.iter().cycle()).map(|(document, process)| process.hire(document));
    let runs = futures::future::join_all(hires).await;
    assert!(runs.iter().all(|run| run.ending() == Some(Ending::Succeeded)));
    let names: BTreeSet<&str> = runs.iter().map(username).collect();
    let expected: BTreeSet<&str> =
        ["john.smith", "john.smith2", "john.smith3", "john.smith4", "john.smith5", "john.smith6"].into();
    assert_eq!(names, expected);
    assert_eq!(place.control().count(CREATE), 6, "nobody was refused by the directory");
    place.assert_sound(&processes[0]).await;
}

#[tokio::test]
async fn who_comes_second_between_plan_and_create_is_planned_again_unless_somebody_agreed() {
    let place = place().await;
    let process = place.process().await;
    let [first, second, third] =
        [process.propose(&smith(1)).await, process.propose(&smith(2)).await, process.propose(&smith(3)).await];
    let agreed = third.verdict.as_ref().expect("a plan").plan.digest.to_string();
    process.open(first).await;
    let run = process.open(second).await;
    assert_eq!(username(&process.engine.run(&run).await.expect("the run")), "john.smith2");
    let run = process.engine.open(third, ACTOR, Some(&agreed), None).await.expect("an opened run");
    let run = process.drive(&run).await.expect("a driven run").0;
    assert_eq!(document_of(&run)["failed_steps"][0]["error"]["type"], "PLAN_STALE");
    // What was refused holds no name.
    assert_eq!(planned(&process.propose(&smith(4)).await).0, "john.smith3");
    // A name that was given can't be another one.
    let given = |number| smith_with(number, json!({ "username": "jsmith" }));
    let [first, second] = [process.propose(&given(5)).await, process.propose(&given(6)).await];
    let holder = process.open(first).await;
    let run = process.open(second).await;
    let run = process.drive(&run).await.expect("a driven run").0;
    let error = &document_of(&run)["failed_steps"][0]["error"];
    assert_eq!(error["type"], "USER_ALREADY_EXISTS");
    assert!(error["message"].as_str().is_some_and(|text| text.contains(&holder)), "{error}");
}

#[tokio::test]
async fn the_name_of_who_has_left_is_never_given_to_another_but_to_the_same_person_again() {
    let place = place().await;
    let process = place.process().await;
    let first = hired(&process, &smith(1)).await;
    hired(&process, &smith(2)).await;
    leaves(&place, "john.smith");
    leaves(&place, "john.smith2");
    let other = process.propose(&smith(3)).await;
    let because = "john.smith belonged to somebody before, and is not given again; \
                   john.smith2 belonged to somebody before, and is not given again";
    assert_eq!(planned(&other), ("john.smith3", Some(because.into())));
    let told = refused(&process.propose(&smith_with(3, json!({ "username": "john.smith" }))).await);
    assert!(told.contains("belonged to somebody who has left"), "{told}");
    // The second of them comes back.
    let back = hired(&process, &smith_with(2, json!({ "request_key": "again" }))).await;
    assert_eq!(username(&back), "john.smith2");
    assert_eq!(back.plan().expect("a plan").username_source, UsernameSource::Kept);
    // Nobody knows any more whose it was, but it is nobody else's.
    process.engine.erase(&first.id, ACTOR).await.expect("erased");
    assert_eq!(planned(&process.propose(&smith(4)).await).0, "john.smith3");
    assert_eq!(planned(&process.propose(&smith_with(1, json!({ "request_key": "again 1" }))).await).0, "john.smith3");
}

#[tokio::test]
async fn a_name_buried_by_hand_is_given_to_nobody() {
    let place = place().await;
    let process = place.process().await;
    let engine = &process.engine;
    let mut rng = engine.randomness().rng();
    let token = engine.vault().token("company", TokenKind::Username, "John.Smith", &mut rng).await.expect("a token");
    engine.store().bury_names("company", "", &[token], engine.clock().now_us()).await.expect("buried");
    assert_eq!(planned(&process.propose(&smith(1)).await).0, "john.smith2");
}

#[tokio::test]
async fn a_run_that_ends_without_an_account_frees_its_name() {
    let place = place().await;
    let process = place.process().await;
    let run = process.plan(&smith(1)).await;
    process.engine.cancel(&run, ACTOR, "not hired after all").await.expect("cancelled");
    assert_eq!(planned(&process.propose(&smith(2)).await), ("john.smith", None));
    let refuse = Then::Status { code: 422, body: None, retry_after: None, html: None };
    place.control().add_fault(Fault::nth(CREATE, 1, refuse));
    let failed = process.hire(&smith(3)).await;
    assert_eq!((failed.ending(), username(&failed)), (Some(Ending::Failed), "john.smith"));
    assert_eq!(planned(&process.propose(&smith(2)).await), ("john.smith", None));
    assert_eq!(username(&hired(&process, &smith(2)).await), "john.smith");
}

#[tokio::test]
async fn while_nobody_knows_whether_there_is_an_account_its_name_stays_reserved() {
    let place = place().await;
    let process = place.process().await;
    place.control().add_fault(Fault::every(CREATE, Then::DropConnectionBefore));
    let run = process.hire(&smith(1)).await;
    assert!(run.account_is_uncertain() && run.ending() == Some(Ending::Failed));
    place.control().clear_faults();
    let because = format!("john.smith is reserved by run {}", run.id);
    assert_eq!(planned(&process.propose(&smith(2)).await), ("john.smith2", Some(because)));
    let run = process.ask_again(&smith(1)).await.expect("a resumed run");
    assert_eq!((run.ending(), username(&run)), (Some(Ending::Succeeded), "john.smith"));
}

#[tokio::test]
async fn a_run_keeps_its_name_although_a_better_one_is_freed_before_it_goes_on() {
    let place = place().await;
    let process = place.process().await;
    let first = process.plan(&smith(1)).await;
    let second = process.plan(&smith(2)).await;
    process.engine.cancel(&first, ACTOR, "not hired after all").await.expect("cancelled");
    // Late enough for the plan to be made again.
    place.clock.sleep(Duration::from_secs(120)).await;
    let (run, _) = process.drive(&second).await.expect("a driven run");
    assert_eq!((run.ending(), username(&run)), (Some(Ending::Succeeded), "john.smith2"), "{:#}", document_of(&run));
}

#[tokio::test]
async fn further_names_are_looked_for_only_when_the_first_are_taken() {
    let place = place().await;
    let process = place.process().await;
    let taken = |name: &str, number: u32| {
        let account = json!({ "username": name, "email": format!("taken{number}@company.com") });
        place.control().create_user(account).expect("an account");
    };
    taken("John.Smith", 1);
    (2..=6).for_each(|number| taken(&format!("john.smith{number}"), number));
    let proposal = process.propose(&smith(1)).await;
    assert_eq!(planned(&proposal).0, "john.smith7");
    assert_eq!(place.control().count(SEARCH), 2);
    (7..=99).for_each(|number| taken(&format!("john.smith{number}"), number));
    let told = refused(&process.propose(&smith(1)).await);
    assert!(told.contains("USER_ALREADY_EXISTS") && told.contains("None of the 99 names"), "{told}");
}
