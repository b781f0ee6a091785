//! `baseline plan`.

use super::support::{Desk, changes};

#[tokio::test(flavor = "multi_thread")]
async fn a_change_by_hand_is_a_line_and_an_exit_code_for_who_asks() {
    let desk = Desk::imported().await;
    desk.describe_by_hand("UG-Sales", "by hand");
    let plan = desk.plan(&[]);
    assert_eq!(changes(&plan), ["change UG-Sales: description \"by hand\" becomes \"\""]);
    assert_eq!(plan["changes"][0]["because"], "baseline.user_groups.UG-Sales.description");
    let done = desk.run(&["baseline", "plan", "--exit-code", "-o", "csv"]).ends_with(5);
    assert_eq!(
        done.stdout,
        "change,subject,what,because\n\
         change,UG-Sales,\"description \"\"by hand\"\" becomes \"\"\"\"\",baseline.user_groups.UG-Sales.description\n"
    );
    let digest = &plan["digest"].as_str().expect("a digest")[..12];
    let next = plan["next"].as_str().expect("a command");
    assert_eq!(next, format!("dayone baseline apply --plan-digest {digest}"));
    assert_eq!(desk.writes(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_are_not_there_are_refused_with_the_nearest() {
    let desk = Desk::declaring("[tenants.acme.baseline.user_groups.UG-New]\napplications = [\"Git Hub\"]\n").await;
    let done = desk.run(&["baseline", "plan"]).ends_with(2);
    assert!(done.stderr.contains("baseline.user_groups.UG-New.applications"), "{}", done.stderr);
    assert!(done.stderr.contains("did you mean \"GitHub\"?"), "{}", done.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_that_can_not_be_read_ends_with_its_own_code() {
    let desk = Desk::imported().await;
    let mut command = desk.house.command(&["baseline", "plan", "--exit-code"]);
    let output = command.env("JUMPCLOUD_API_KEY", "wrong").output().expect("it starts");
    let done = crate::house::Done::from(output).ends_with(2);
    assert!(done.stdout.is_empty() && done.stderr.contains("dayone doctor"), "{}", done.stderr);
}
