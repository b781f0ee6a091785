//! The directory becomes what is declared.

use dayone_core::baseline::{Declaration, Prune};
use dayone_core::change::{Change, ChangeStage, report};
use dayone_core::event::Ending;
use dayone_core::problem::ErrorType;
use dayone_engine::baseline::{BaselineError, Removals};
use dayone_engine::{Clock, Halt, Scope};
use dayone_simulator::{Fault, Kind, Options, Then};
use serde_json::json;

use super::story::{apply, id, import, place, place_of, undeclared, wanted};
use crate::place::{ACTOR, PATIENCE, PlaceOptions};

/// Each act with its outcome and its reason.
fn acts(change: &Change) -> String {
    let acts = report(change).acts.into_iter().map(|act| format!("{}: {} [{}]", act.outcome, act.act, act.because));
    acts.collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_that_differs_is_made_so_and_then_nothing_is_left() {
    let place = place().await;
    let process = place.process().await;
    let wanted = wanted(&process).await;
    let before = undeclared(&place.control());
    let change = apply(&process, &wanted).await.expect("applied");
    assert_eq!(change.ending(), Some(Ending::Succeeded), "{}", acts(&change));
    insta::assert_snapshot!(acts(&change));
    assert_eq!(import(&process).await, wanted);
    let after = undeclared(&place.control());
    assert_eq!(after.as_array().expect("groups")[..12], before.as_array().expect("groups")[..12]);

    let writes = || {
        let counts = place.control().counts();
        counts.into_iter().filter(|(operation, _)| !operation.starts_with("GET")).map(|(_, count)| count).sum::<u64>()
    };
    let written = writes();
    let again = process.engine.propose_baseline(&process.tenant, wanted.clone(), Prune::Undeclared).await;
    assert!(again.expect("a plan").plan.is_done());
    assert_eq!(writes(), written);
    place.assert_sound(&process).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_record_says_who_why_and_by_which_key() {
    let place = place().await;
    let process = place.process().await;
    let change = apply(&process, &wanted(&process).await).await.expect("applied");
    let document =
        serde_json::to_value(report(&process.engine.change(&change.id).await.expect("a run"))).expect("JSON");
    assert_eq!((&document["kind"], &document["initiated_by"]), (&json!("baseline"), &json!(ACTOR)));
    let acts = document["acts"].as_array().expect("acts");
    let revoked = acts.iter().find(|act| act["act"] == "revoke UG-Engineering: application GitHub").expect("an act");
    assert_eq!(revoked["because"], "not in baseline.user_groups.UG-Engineering.applications");
    assert_eq!(revoked["outcome"], "changed");
    assert_eq!(document["warnings"][0]["message"], "4 grants would be taken, more than 3");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_guard_holds_back_and_another_digest_is_refused() {
    let place = place().await;
    let process = place.process().await;
    let wanted = wanted(&process).await;
    let (engine, tenant) = (&process.engine, &process.tenant);
    let propose = async || engine.propose_baseline(tenant, wanted.clone(), Prune::Undeclared).await.expect("a plan");
    let held = engine.open_baseline(tenant, propose().await, Removals::Guarded, ACTOR, None).await;
    assert!(matches!(held, Err(BaselineError::Held(_))), "{held:?}");
    let other = Some("0123456789ab");
    let stale = engine.open_baseline(tenant, propose().await, Removals::Allowed, ACTOR, other).await;
    assert!(matches!(stale, Err(BaselineError::Stale { .. })), "{stale:?}");
    assert_ne!(import(&process).await, wanted);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_call_that_fails_once_is_tried_again() {
    for then in [Then::status(500), Then::status(429), Then::AppliedButReplyLost] {
        let place = place().await;
        let process = place.process().await;
        let wanted = wanted(&process).await;
        let operations = [
            "POST /v2/usergroups",
            "POST /v2/systemgroups",
            "PUT /v2/usergroups/{id}",
            "PUT /v2/systemgroups/{id}",
            "DELETE /v2/usergroups/{id}",
            "POST /v2/usergroups/{group_id}/associations",
            "POST /v2/systemgroups/{group_id}/associations",
            "POST /v2/customemails",
            "PUT /v2/customemails/{custom_email_type}",
            "DELETE /v2/customemails/{custom_email_type}",
        ];
        for operation in operations {
            place.control().add_fault(Fault::every(operation, then.clone()).only(1));
        }
        let change = apply(&process, &wanted).await.expect("applied");
        assert_eq!(change.ending(), Some(Ending::Succeeded), "{then:?}\n{}", acts(&change));
        assert_eq!(import(&process).await, wanted, "{then:?}");
        let hit = place.control().requests().iter().filter(|request| request.fault.is_some()).count();
        assert_eq!(hit, operations.len(), "{then:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_directory_shows_late_is_waited_for() {
    let simulator = Options::default();
    let place = place_of(PlaceOptions { simulator, clock: Clock::System, ..PlaceOptions::default() }).await;
    let process = place.process().await;
    let wanted = wanted(&process).await;
    place.control().set_visibility_delay(std::time::Duration::from_millis(300));
    place.control().add_fault(Fault::nth("POST /v2/usergroups", 1, Then::AppliedButReplyLost));
    let change = apply(&process, &wanted).await.expect("applied");
    assert_eq!(change.ending(), Some(Ending::Succeeded), "{}", acts(&change));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_that_got_members_since_the_plan_is_not_deleted() {
    let place = place().await;
    let process = place.process().await;
    let wanted = wanted(&process).await;
    let (engine, tenant) = (&process.engine, &process.tenant);
    let proposal = engine.propose_baseline(tenant, wanted, Prune::Undeclared).await.expect("a plan");
    let control = place.control();
    let contractors = id(&control, Kind::UserGroup, "UG-Contractors");
    let priya = id(&control, Kind::User, "priya.shah");
    control.associate((Kind::UserGroup, &contractors), (Kind::User, &priya), json!(null)).expect("a member");
    let run = engine.open_baseline(tenant, proposal, Removals::Allowed, ACTOR, None).await.expect("opened");
    let (change, _) = engine.drive_change(&run, PATIENCE).await.expect("driven");
    assert_eq!(change.ending(), Some(Ending::Partial));
    let failures: Vec<_> = change.failures().filter_map(|(_, settled)| settled.detail.problem.as_ref()).collect();
    assert_eq!(failures[0].kind, ErrorType::PlanStale);
    assert!(
        failures[0].message.contains("members of user group UG-Contractors: 1 now, 0 in the plan"),
        "{}",
        failures[0].message
    );
    assert!(control.document(Kind::UserGroup, &contractors).is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_grant_that_fails_keeps_what_would_be_deleted_and_resuming_does_the_rest() {
    let place = place().await;
    let process = place.process().await;
    let wanted = wanted(&process).await;
    place.control().add_fault(Fault::every("POST /v2/usergroups", Then::status(400)));
    let change = apply(&process, &wanted).await.expect("applied");
    assert_eq!(change.ending(), Some(Ending::Partial), "{}", acts(&change));
    assert!(place.control().id_of(Kind::UserGroup, "UG-Contractors").is_some());
    place.control().clear_faults();
    process.engine.resume_change(&change.id, ACTOR).await.expect("resumed");
    let (change, _) = process.engine.drive_change(&change.id, PATIENCE).await.expect("driven");
    assert_eq!(change.ending(), Some(Ending::Succeeded), "{}", acts(&change));
    assert_eq!(import(&process).await, wanted);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_written_while_writes_are_frozen() {
    let place = place().await;
    let process = place.process().await;
    let wanted = wanted(&process).await;
    let before = import(&process).await;
    process.engine.freeze(&Scope::Everything, "boss", "an incident").await.expect("frozen");
    let (engine, tenant) = (&process.engine, &process.tenant);
    let proposal = engine.propose_baseline(tenant, wanted.clone(), Prune::Undeclared).await.expect("a plan");
    let run = engine.open_baseline(tenant, proposal, Removals::Allowed, ACTOR, None).await.expect("opened");
    let (change, halt) = engine.drive_change(&run, PATIENCE).await.expect("driven");
    assert!(matches!((halt, &change.stage), (Halt::Frozen, ChangeStage::Active(_))));
    assert_eq!(import(&process).await, before);
    process.engine.unfreeze(&Scope::Everything, "boss", "over").await.expect("unfrozen");
    assert!(process.engine.work_once().await.expect("worked"), "a worker takes it up");
    assert_eq!(import(&process).await, wanted);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_plan_takes_the_place_of_a_run_that_was_left() {
    let place = place().await;
    let process = place.process().await;
    let wanted = wanted(&process).await;
    let (engine, tenant) = (&process.engine, &process.tenant);
    let proposal = engine.propose_baseline(tenant, wanted.clone(), Prune::Undeclared).await.expect("a plan");
    let digest = proposal.plan.digest.short();
    let left = engine.open_baseline(tenant, proposal, Removals::Allowed, ACTOR, None).await.expect("opened");
    let known = engine.baseline_under_way(tenant, &digest).await.expect("a look");
    assert_eq!(known.map(|change| change.id), Some(left.clone()));
    let change = apply(&process, &wanted).await.expect("applied");
    assert_eq!(change.ending(), Some(Ending::Succeeded));
    assert_eq!(engine.change(&left).await.expect("a run").ending(), Some(Ending::Cancelled));
    assert!(engine.baseline_under_way(tenant, &digest).await.expect("a look").is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_declared_changes_nothing() {
    let place = place().await;
    let process = place.process().await;
    let proposal = process.engine.propose_baseline(&process.tenant, Declaration::default(), Prune::Undeclared).await;
    assert!(proposal.expect("a plan").plan.is_done());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_of_what_is_so_already_is_no_failure() {
    let place = place().await;
    let process = place.process().await;
    let mut wanted = import(&process).await;
    let sales = wanted.user_groups.get_mut("UG-Sales").expect("a group");
    sales.applications.push("Slack".into());
    sales.g_suites.clear();
    let (engine, tenant) = (&process.engine, &process.tenant);
    let proposal = engine.propose_baseline(tenant, wanted, Prune::Nothing).await.expect("a plan");
    assert_eq!(proposal.plan.acts.len(), 2);
    // Somebody does both by hand meanwhile, and the directory answers 400 to both, as some directories do.
    let control = place.control();
    let sales = id(&control, Kind::UserGroup, "UG-Sales");
    let slack = id(&control, Kind::Application, "Slack");
    let elsewhere = id(&control, Kind::GSuite, "company.com");
    control.associate((Kind::UserGroup, &sales), (Kind::Application, &slack), json!(null)).expect("bound");
    assert!(control.dissociate((Kind::UserGroup, &sales), (Kind::GSuite, &elsewhere)));
    control.add_fault(Fault::every("POST /v2/usergroups/{group_id}/associations", Then::status(400)));
    let run = engine.open_baseline(tenant, proposal, Removals::Guarded, ACTOR, None).await.expect("opened");
    let (change, _) = engine.drive_change(&run, PATIENCE).await.expect("driven");
    assert_eq!(change.ending(), Some(Ending::Succeeded), "{}", acts(&change));
    assert!(report(&change).acts.iter().all(|act| act.outcome == "already_so"), "{}", acts(&change));
}
