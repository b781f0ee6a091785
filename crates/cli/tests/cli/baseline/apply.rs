//! `baseline apply`.

use std::time::Duration;

use dayone_simulator::{Fault, Then};

use super::support::{Desk, changes};
use crate::house::Running;

/// What somebody adds to the declaration.
const MORE: &str = "\n[tenants.acme.baseline.system_groups.SG-New]\npolicies = [\"Linux Screen Lock\"]\n\
                    [tenants.acme.baseline.user_groups.UG-New]\nsystem_groups = [\"SG-New\"]\napplications = [\"Slack\"]\n";

/// The digest of the plan, as people copy it.
fn digest(desk: &Desk, arguments: &[&str]) -> String {
    desk.plan(arguments)["digest"].as_str().expect("a digest")[..12].to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_planned_is_applied_once_and_then_there_is_nothing_to_do() {
    let desk = Desk::imported().await;
    desk.declare(MORE);
    desk.describe_by_hand("UG-Sales", "by hand");
    let digest = digest(&desk, &[]);
    desk.run(&["baseline", "apply", "--plan-digest", &digest]).ends_with(2);
    assert_eq!(desk.writes(), 0);
    let done = desk.run(&["baseline", "apply", "--plan-digest", &digest, "--yes"]).ends_with(0);
    let report = done.json();
    assert_eq!((&report["success"], &report["kind"]), (&true.into(), &"baseline".into()));
    assert_eq!(report["digest"].as_str().map(|whole| &whole[..12]), Some(&*digest));
    assert_eq!(report["acts"].as_array().map(Vec::len), Some(6));
    assert!(done.stderr.contains("plan unchanged") && !done.stderr.contains("runs undo"), "{}", done.stderr);

    let writes = desk.writes();
    let again = desk.run(&["baseline", "apply", "--yes"]).ends_with(0).json();
    assert_eq!(again["as_declared"], true);
    desk.run(&["baseline", "plan", "--exit-code"]).ends_with(0);
    assert_eq!(desk.writes(), writes);

    let run = report["run_id"].as_str().expect("a run");
    let shown = desk.run(&["runs", "show", run, "-o", "table"]).ends_with(0).stdout;
    assert!(shown.contains("baseline.user_groups.UG-New") && shown.contains("by cli:alice"), "{shown}");
    desk.run(&["audit", "verify"]).ends_with(0);
    let refused = desk.run(&["runs", "undo", run, "--yes"]).ends_with(2);
    assert!(refused.stderr.contains("has changed no account"), "{}", refused.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_has_moved_is_not_applied() {
    let desk = Desk::imported().await;
    desk.declare(MORE);
    let digest = digest(&desk, &[]);
    desk.describe_by_hand("UG-Sales", "by hand");
    let done = desk.run(&["baseline", "apply", "--plan-digest", &digest, "--yes"]).ends_with(1);
    assert!(done.stderr.contains("the plan has moved"), "{}", done.stderr);
    assert_eq!(desk.writes(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_takes_much_needs_a_word_of_its_own() {
    let desk = Desk::declaring("[tenants.acme.baseline.user_groups.UG-Engineering]\n").await;
    let next = desk.plan(&["--prune"])["next"].as_str().expect("a command").to_owned();
    assert!(next.contains("--prune") && !next.contains("--allow-removals"), "{next}");
    let held = desk.run(&["baseline", "apply", "--prune", "--yes"]).ends_with(2);
    assert!(held.stderr.contains("group_with_members") && held.stderr.contains("--allow-removals"), "{}", held.stderr);
    assert_eq!(desk.writes(), 0);
    desk.run(&["baseline", "apply", "--prune", "--yes", "--allow-removals"]).ends_with(0);
    assert_eq!(changes(&desk.plan(&["--prune", "--exit-code"])), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_apply_goes_on_with_the_same_command() {
    for then in [Then::HangBefore, Then::HangAfter] {
        let desk = Desk::imported().await;
        desk.declare(MORE);
        let digest = digest(&desk, &[]);
        let arguments = ["baseline", "apply", "--plan-digest", &digest, "--yes"];
        let control = desk.house.simulator.control();
        control.add_fault(Fault::nth("POST /v2/usergroups/{group_id}/associations", 2, then));
        let running = Running::start(desk.house.command(&arguments));
        let hung = || control.requests().iter().any(|request| request.fault.is_some());
        while !hung() && !running.has_ended() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        running.kill();
        control.clear_faults();
        let done = desk.run(&arguments).ends_with(0);
        assert!(done.stderr.contains("this plan is run"), "{}", done.stderr);
        assert_eq!(done.json()["success"], true);
        desk.run(&["baseline", "plan", "--exit-code"]).ends_with(0);
        desk.run(&["audit", "verify"]).ends_with(0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_left_to_a_worker_is_resumed() {
    let desk = Desk::imported().await;
    desk.declare(MORE);
    let opened = desk.run(&["baseline", "apply", "--yes", "--no-wait"]).ends_with(0).json();
    assert_eq!(desk.writes(), 0);
    let run = opened["run_id"].as_str().expect("a run");
    desk.run(&["runs", "resume", run]).ends_with(0);
    desk.run(&["baseline", "plan", "--exit-code"]).ends_with(0);
    let listed = desk.run(&["runs", "list", "-o", "csv"]).ends_with(0).stdout;
    assert!(listed.contains(run) && listed.contains("baseline"), "{listed}");
}
