//! `baseline import`.

use super::support::{Desk, changes};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_imported_is_included_and_shows_no_difference() {
    let desk = Desk::imported().await;
    let plan = desk.plan(&["--exit-code"]);
    assert_eq!(changes(&plan), [""; 0]);
    assert_eq!(plan["as_declared"], true);
    desk.run(&["baseline", "plan", "--prune", "--exit-code"]).ends_with(0);
    assert_eq!(desk.writes(), 0);
    let text = std::fs::read_to_string(desk.house.path("baseline.toml")).expect("a file");
    assert!(text.starts_with("# The baseline of Company Inc (5f9a8b7c6d5e4f3a2b1c0d9e)"), "{text}");
    assert!(text.contains("[tenants.acme.baseline.user_groups.UG-Engineering]\n"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_there_stays_unless_it_is_to_be_replaced() {
    let desk = Desk::declaring("").await;
    let refused = desk.run(&["baseline", "import", "baseline.toml"]).ends_with(2);
    assert!(refused.stderr.contains("--force"), "{}", refused.stderr);
    let printed = desk.run(&["baseline", "import"]).ends_with(0).stdout;
    desk.run(&["baseline", "import", "baseline-of-acme.toml"]).ends_with(0);
    let written = std::fs::read_to_string(desk.house.path("baseline-of-acme.toml")).expect("a file");
    assert_eq!(printed, written);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_declaration_import_is_named() {
    let desk = Desk::declaring("").await;
    let done = desk.run(&["baseline", "plan"]).ends_with(2);
    assert!(done.stderr.contains("dayone baseline import --tenant acme FILE"), "{}", done.stderr);
}
