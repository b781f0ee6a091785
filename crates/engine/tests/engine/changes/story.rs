//! What becomes of somebody over the years.

use dayone_core::change::{Act, ChangeStage, Given};
use dayone_core::event::Ending;
use dayone_core::report::report;
use dayone_engine::ChangeRequest;
use dayone_simulator::Kind;
use serde_json::{Value, json};

use super::{place, to_leave, to_move, to_rehire};
use crate::picture::picture;
use crate::place::{ACTOR, PATIENCE, Place, document, everything};

const JOHN: &str = "john.smith";

/// Somebody without SSH key and sudo, so that nothing is lost on the way.
pub(super) fn john() -> serde_json::Map<String, Value> {
    document(json!({
        "first_name": "John", "last_name": "Smith", "email": "john.smith@company.com", "username": JOHN,
        "department": "Engineering", "job_title": "Software Developer", "employee_id": "EMP-1",
        "office_location": "Seattle", "manager_email": "jane.doe@company.com",
        "additional_groups": ["UG-Project-Phoenix"], "attributes": { "costCenter": "ENG-200" },
    }))
}

/// The same without what was sent about it.
pub(super) fn directory(place: &Place) -> Value {
    let mut picture = picture(&place.control(), JOHN);
    for name in ["activation_mails", "told"] {
        picture.as_object_mut().expect("an object").remove(name);
    }
    picture
}

/// Names of groups that an act of this kind is about.
fn groups(change: &dayone_core::change::Change, is: fn(&Act) -> Option<&str>) -> Vec<String> {
    let plan = change.plan().expect("a plan");
    let mut names: Vec<String> = plan.acts.iter().filter_map(|planned| is(&planned.act)).map(str::to_owned).collect();
    names.sort();
    names
}

fn added(act: &Act) -> Option<&str> {
    match act {
        Act::AddMember { group } => Some(&group.name),
        _ => None,
    }
}

fn taken(act: &Act) -> Option<&str> {
    match act {
        Act::RemoveMember { group } => Some(&group.name),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_move_takes_what_rules_gave_and_leaves_what_a_hand_gave() {
    let place = place().await;
    let process = place.process().await;
    process.hire(&john()).await;
    let before = directory(&place);
    let moved = process.change(to_move(JOHN, json!({ "department": "Sales", "job_title": "Seller" }))).await;
    assert_eq!(moved.ending(), Some(Ending::Succeeded), "{:#?}", moved.acts);
    assert_eq!(groups(&moved, added), ["UG-Sales"]);
    assert_eq!(groups(&moved, taken), ["UG-Developers", "UG-Engineering"]);
    let kept: Vec<&str> = moved.plan().expect("a plan").kept.iter().map(|kept| kept.name.as_str()).collect();
    assert_eq!(kept, ["UG-Project-Phoenix"]);
    let mails = place.control().mail();
    let subjects: Vec<String> = mails.iter().filter_map(|mail| Some(mail.more.get("subject")?.to_string())).collect();
    assert_eq!(subjects.iter().filter(|subject| subject.contains("John Smith has moved")).count(), 2, "{subjects:?}");

    let again = process.engine.propose_change(&process.tenant, to_move(JOHN, json!({ "department": "Sales" })));
    assert!(!again.await.expect("a plan").plan.changes_anything(), "done twice, it changes nothing");
    let back = json!({ "department": "Engineering", "job_title": "Software Developer" });
    let back = process.change(to_move(JOHN, back)).await;
    assert_eq!(back.ending(), Some(Ending::Succeeded));
    assert_eq!(directory(&place), before, "who moves back is where they began");
    place.assert_sound(&process).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_leaves_reaches_nothing_and_comes_back_to_one_account() {
    let place = place().await;
    let process = place.process().await;
    let hired = process.hire(&everything()).await;
    let control = place.control();
    let jane = control.id_of(Kind::User, "jane.doe").expect("Jane");
    let account = hired.account.as_ref().expect("an account").id.clone();
    control.edit_document(Kind::User, &jane, &json!({ "manager": account })).expect("edited");
    let left = process.change(to_leave(JOHN)).await;
    assert_eq!(left.ending(), Some(Ending::Succeeded), "{:#?}", left.failures().collect::<Vec<_>>());
    let picture_of_left = picture(&place.control(), JOHN);
    let text = picture_of_left["edges"].to_string();
    assert!(!text.contains("user:john.smith"), "{text}");
    let account_of_left = &picture_of_left["account"][0];
    assert_eq!(account_of_left["state"], "SUSPENDED");
    assert_eq!(account_of_left["sudo"], false);
    assert_eq!(account_of_left["ssh_keys"], json!([]));
    let state = place.control().state();
    let users = state["organizations"][0]["users"].as_array().expect("users").clone();
    let jane_now = users.iter().find(|user| user["_id"] == jane.as_str()).expect("Jane");
    let priya = control.id_of(Kind::User, "priya.shah");
    assert_eq!(jane_now["manager"].as_str(), priya.as_deref(), "the reports were handed over");

    let before = users.len();
    let back = process.change(to_rehire(&process, &john_again())).await;
    assert_eq!(back.ending(), Some(Ending::Succeeded), "{:#?}", back.failures().collect::<Vec<_>>());
    let after = picture(&place.control(), JOHN);
    assert_eq!(after["accounts"], before, "one account, not two");
    assert_eq!(after["account"][0]["state"], "ACTIVATED");
    let text = after["edges"].to_string();
    assert!(text.contains("user:john.smith -> user_group:UG-Sales"), "{text}");
    assert!(!text.contains("user:john.smith -> user_group:UG-Project-Phoenix"), "nothing of before comes back: {text}");
    assert!(
        text.contains("user:john.smith -> user_group:UG-Cost-ENG"),
        "the rule may count the person in again: {text}"
    );
    place.assert_sound(&process).await;
}

fn john_again() -> serde_json::Map<String, Value> {
    document(json!({
        "first_name": "John", "last_name": "Smith", "email": "john.smith@company.com", "username": JOHN,
        "department": "Sales", "employee_id": "EMP-2026-042",
    }))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_undone_hire_leaves_nothing_and_an_undone_move_leaves_it_as_it_was() {
    let place = place().await;
    let process = place.process().await;
    let empty = directory(&place);
    let hired = process.hire(&john()).await;
    let before = directory(&place);
    let moved = process.change(to_move(JOHN, json!({ "department": "Sales", "job_title": "Seller" }))).await;
    let undone = process.change(ChangeRequest::Undo { run: moved.id.clone() }).await;
    assert_eq!(undone.ending(), Some(Ending::Succeeded));
    assert_eq!(directory(&place), before);
    // What a rule gave, was taken and is given back, is that rule's again.
    let moved = process.change(to_move(JOHN, json!({ "department": "Sales", "job_title": "Seller" }))).await;
    assert_eq!(groups(&moved, taken), ["UG-Developers", "UG-Engineering"]);
    assert!(moved.plan().expect("a plan").acts.iter().any(|planned| matches!(planned.given, Given::Rule(_))));
    process.change(ChangeRequest::Undo { run: moved.id }).await;

    let undone = process.change(ChangeRequest::Undo { run: hired.id.clone() }).await;
    assert_eq!(undone.ending(), Some(Ending::Succeeded), "{:#?}", undone.failures().collect::<Vec<_>>());
    assert_eq!(directory(&place), empty);
    let refused = process.refusal(ChangeRequest::Undo { run: hired.id }).await;
    assert!(refused[0].message.contains("is gone already"), "{refused:?}");
    // The same request is a new one.
    assert!(matches!(process.known(&john()).await.expect("known"), dayone_engine::Known::Nothing));
    let again = process.hire(&john()).await;
    assert_eq!(again.ending(), Some(Ending::Succeeded), "{:#?}", report(&again));
    place.assert_sound(&process).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_goes_after_a_time_of_grace_stays_if_the_person_moves_back_before() {
    let place = place().await;
    let process = place.process().await;
    process.hire(&john()).await;
    let before = directory(&place);
    let with_grace = |changes| match to_move(JOHN, changes) {
        ChangeRequest::Move { username, alteration, .. } => {
            ChangeRequest::Move { username, alteration, grace_days: Some(14) }
        }
        other => other,
    };
    let proposal = process
        .engine
        .propose_change(&process.tenant, with_grace(json!({ "department": "Sales" })))
        .await
        .expect("a plan");
    place.clock.sleep_until(place.clock.now() + jiff::SignedDuration::from_secs(1)).await;
    let run = process.engine.open_change(&process.tenant, proposal, ACTOR, None).await.expect("opened");
    let (moved, _) = process.engine.drive_change(&run, jiff::SignedDuration::ZERO).await.expect("driven");
    assert_eq!(moved.ending(), None, "the run waits");
    let edges = directory(&place)["edges"].to_string();
    assert!(
        edges.contains("user:john.smith -> user_group:UG-Engineering")
            && edges.contains("user:john.smith -> user_group:UG-Sales")
    );

    let back = process.change(with_grace(json!({ "department": "Engineering" }))).await;
    assert_eq!(back.ending(), None, "what Sales gave goes later, too");
    let superseded = process.engine.change(&run).await.expect("the run");
    assert!(matches!(superseded.stage, ChangeStage::Closed { ending: Ending::Cancelled, .. }));
    place.clock.sleep_until(place.clock.now() + jiff::SignedDuration::from_hours(15 * 24)).await;
    let (back, _) = process.engine.drive_change(&back.id, PATIENCE).await.expect("driven");
    assert_eq!(back.ending(), Some(Ending::Succeeded), "{:#?}", back.plan());
    assert_eq!(directory(&place)["edges"], before["edges"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_undone_hire_takes_the_groups_that_it_created_unless_others_use_them() {
    let place = place().await;
    let process = place.process().await;
    let before = directory(&place);
    let hired = process.hire(&everything()).await;
    assert!(directory(&place)["groups"].to_string().contains("UG-New-Platform"));
    let undone = process.change(ChangeRequest::Undo { run: hired.id }).await;
    assert_eq!(undone.ending(), Some(Ending::Succeeded), "{:#?}", undone.failures().collect::<Vec<_>>());
    assert_eq!(directory(&place), before);

    let hired = process.hire(&everything()).await;
    let control = place.control();
    let group = control.id_of(Kind::UserGroup, "UG-New-Platform").expect("the group");
    let alex = control.id_of(Kind::User, "alex.kim").expect("Alex");
    control.associate((Kind::UserGroup, &group), (Kind::User, &alex), Value::Null).expect("added");
    let undone = process.change(ChangeRequest::Undo { run: hired.id }).await;
    assert_eq!(undone.ending(), Some(Ending::Succeeded));
    let warnings: Vec<&str> =
        undone.plan().expect("a plan").warnings.iter().map(|note| note.message.as_str()).collect();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].contains("is used by others now"), "{warnings:?}");
    let edges = directory(&place)["edges"].to_string();
    assert!(edges.contains("user:alex.kim -> user_group:UG-New-Platform"), "{edges}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn verify_knows_that_somebody_has_moved_or_left() {
    use dayone_engine::verify::{Basis, VerifyTarget};
    let place = place().await;
    let process = place.process().await;
    process.hire(&john()).await;
    let verify = async || {
        let target = VerifyTarget::Username(JOHN.into());
        process.engine.verify(&process.tenant, target).await.expect("a verification")
    };
    assert!(!verify().await.differs());
    let moved = process.change(to_move(JOHN, json!({ "department": "Sales", "job_title": "Seller" }))).await;
    let found = verify().await;
    assert!(!found.differs(), "{:#?}", found.checks);
    assert_eq!(found.basis, Basis::Change { run: moved.id });
    let left = process.change(to_leave(JOHN)).await;
    let found = verify().await;
    assert!(!found.differs(), "{:#?}", found.checks);
    assert_eq!(found.basis, Basis::Change { run: left.id });
    let control = place.control();
    let (group, john) = (control.id_of(Kind::UserGroup, "UG-Sales"), control.id_of(Kind::User, JOHN));
    let (group, john) = (group.expect("the group"), john.expect("the account"));
    control.associate((Kind::UserGroup, &group), (Kind::User, &john), Value::Null).expect("added");
    assert!(verify().await.differs(), "somebody who has left is in a group again");
}
