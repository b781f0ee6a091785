//! Usernames that a tenant's rule forms, as `plan` and `provision` show them.

use crate::house::Done;
use crate::office::Office;

const ANOTHER: &str = "\
first_name: John Michael
last_name: Smith
email: j.m.smith@company.com
department: Engineering
employee_id: EMP-2026-043
";

async fn office() -> Office {
    let office = Office::with("naming.template = \"{{ given_name }}.{{ last_name }}\"\n").await;
    std::fs::write(office.house.path("another.yaml"), ANOTHER).expect("written");
    office
}

fn plan(office: &Office, more: &[&str]) -> Done {
    office.house.run(&[&["plan", "another.yaml"], more].concat())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_shows_why_the_username_is_not_the_first_by_the_rule() {
    let office = office().await;
    let first = plan(&office, &["-o", "table"]).ends_with(0).stdout;
    assert!(first.contains("john.smith ") && !first.contains("belongs to"), "{first}");

    office.house.run(&["provision", "john.yaml", "--yes"]).ends_with(0);
    let shown = plan(&office, &["-o", "table"]).ends_with(0).stdout;
    let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("john.m.smith "), "{shown}");
    assert!(words.contains("username free, e-mail free john.smith belongs to another account"), "{shown}");
    let planned = plan(&office, &[]).ends_with(0).json();
    assert_eq!(planned["account"]["username"], "john.m.smith");
    assert_eq!(planned["username_because"], "john.smith belongs to another account");
    assert_eq!(planned["digest"], plan(&office, &[]).ends_with(0).json()["digest"]);

    let digest = planned["digest"].as_str().expect("a digest");
    let done = office.house.run(&["provision", "another.yaml", "--yes", "--plan-digest", digest]).ends_with(0);
    assert_eq!(done.report()["user_info"]["username"], "john.m.smith");
    assert_eq!(office.accounts("john.m.smith").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_given_username_that_a_run_has_reserved_is_refused_with_that_run() {
    let office = office().await;
    let waiting = ["provision", "another.yaml", "--yes", "--no-wait"];
    let run = office.house.run(&waiting).ends_with(0).run_id();
    let done = office.house.run(&["plan", "john.yaml"]).ends_with(1);
    assert_eq!(done.error_type(), "USER_ALREADY_EXISTS");
    let report = done.report().to_string();
    assert!(report.contains(&format!("reserved by run {run}")) && report.contains("runs show"), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_username_that_offends_is_neither_formed_nor_repeated() {
    let office = office().await;
    let hire = ["--first-name", "Peter", "--last-name", "Enis", "--email", "p.enis@company.com"];
    let rule = "naming.template = \"{{ first_name[0] }}{{ last_name }}\"\n";
    let config = std::fs::read_to_string(office.house.path("dayone.toml")).expect("read");
    let config = config.replace("naming.template = \"{{ given_name }}.{{ last_name }}\"\n", rule);
    std::fs::write(office.house.path("dayone.toml"), config).expect("written");
    let done = plan(&office, &[&hire[..], &["-o", "table"]].concat()).ends_with(0);
    let shown = done.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(shown.contains("peter.enis "), "{shown}");
    assert!(shown.contains("a name by the rule holds a word that is not used in names"), "{shown}");
    assert!(!shown.contains("penis") && !done.stderr.contains("penis"), "{shown}");
}
