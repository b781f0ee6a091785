//! What needs somebody, the most urgent first.

use dayone_core::event::Ending;
use dayone_engine::{Matter, Scope, Today};
use dayone_simulator::{Fault, Then};
use serde_json::{Map, Value, json};

use crate::fixture::john;
use crate::place::{Place, Process, full_settings};

fn named(name: &str) -> Map<String, Value> {
    let mut request = john();
    request.insert("username".into(), json!(name));
    request.insert("email".into(), json!(format!("{name}@company.com")));
    request.insert("employee_id".into(), json!(format!("EMP-{name}")));
    request
}

async fn today(process: &Process) -> Today {
    process.engine.today(2).await.expect("read")
}

fn matters(today: &Today) -> Vec<(Matter, u64)> {
    today.sections.iter().map(|section| (section.matter, section.count)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_needs_anybody_at_first_nor_after_a_hire_whose_password_was_fetched() {
    let place = Place::demo().await;
    let process = place.process().await;
    assert_eq!(matters(&today(&process).await), []);
    let run = process.hire(&named("ann")).await;
    assert_eq!(run.ending(), Some(Ending::Succeeded));
    let found = today(&process).await;
    assert_eq!(matters(&found), [(Matter::Credential, 1)]);
    assert_eq!(found.sections[0].items[0].command, format!("dayone runs reveal {}", run.id));
    process.engine.reveal(&run.id, "alice").await.expect("a password");
    assert_eq!(matters(&today(&process).await), []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_that_needs_somebody_is_there_with_the_command_that_helps() {
    let mut settings = full_settings();
    settings.guards.joiners_per_hour = 5;
    settings.approval.sudo = true;
    let place = Place::with_settings(settings).await;
    let process = place.process().await;

    let fault = Fault::every("POST /v2/usergroups/{group_id}/members", Then::status(400));
    place.control().add_fault(fault);
    let partial = process.hire(&named("part")).await;
    assert_eq!(partial.ending(), Some(Ending::Partial));
    place.control().clear_faults();
    let mut late = named("late");
    late.insert("start_date".into(), json!("2026-03-06"));
    let late = process.hire(&late).await;
    let mut sudo = named("susan");
    sudo.insert("allow_sudo".into(), json!(true));
    let sudo = process.hire(&sudo).await;
    let mut failed = Vec::new();
    for name in ["f1", "f2", "f3"] {
        let mut request = named(name);
        request.insert("username".into(), json!("part"));
        failed.push(process.hire(&request).await.id);
    }
    process.hire(&named("fourth")).await;
    process.hire(&named("fifth")).await;
    let held = process.hire(&named("sixth")).await;
    process.engine.freeze(&Scope::Everything, "boss", "an incident").await.expect("frozen");

    let found = today(&process).await;
    assert_eq!(
        matters(&found),
        [
            (Matter::Frozen, 1),
            (Matter::NoWorker, 1),
            (Matter::Partial, 1),
            (Matter::Approval, 1),
            (Matter::Quarantined, 1),
            (Matter::Failed, 3),
            (Matter::Due, 1),
            (Matter::Credential, 3),
        ]
    );
    let command = |matter: Matter| {
        let section = found.sections.iter().find(|section| section.matter == matter).expect("a section");
        section.items[0].command.clone()
    };
    assert_eq!(command(Matter::Frozen), "dayone unfreeze");
    assert_eq!(command(Matter::NoWorker), "dayone serve --no-web");
    assert_eq!(command(Matter::Partial), format!("dayone runs resume {}", partial.id));
    assert_eq!(command(Matter::Approval), format!("dayone runs show {}", sudo.id));
    assert_eq!(command(Matter::Quarantined), format!("dayone runs release {} --reason TEXT", held.id));
    assert!(failed.iter().any(|run| command(Matter::Failed) == format!("dayone runs show {run}")));
    assert_eq!(command(Matter::Due), format!("dayone runs show {}", late.id));
    let failures = found.sections.iter().find(|section| section.matter == Matter::Failed).expect("a section");
    assert_eq!(failures.items.len(), 2, "the first ones, and how many there are");
    assert!(failures.items[0].what.contains("USER_ALREADY_EXISTS"), "{}", failures.items[0].what);
}
