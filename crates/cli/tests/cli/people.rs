//! `people adopt`, from what would be recorded to the record.

use crate::office::Office;

const RULES: &str = "groups.default = [\"UG-All-Employees\"]\n\
                     groups.department.Engineering = [\"UG-Engineering\"]\n";

#[tokio::test(flavor = "multi_thread")]
async fn adopting_shows_asks_records_and_then_finds_nothing_more() {
    let office = Office::with(RULES).await;
    let planned = office.run(&["people", "adopt", "--plan", "-o", "csv"]).ends_with(0);
    let lines: Vec<&str> = planned.stdout.lines().collect();
    assert_eq!(lines[0], "person,username,kind,name,by,because,account_id,id");
    assert!(lines.iter().any(|line| line.starts_with("Jane Doe,jane.doe,group,UG-Managers,hand,")), "{lines:#?}");
    assert!(lines.iter().any(|line| line.starts_with("Jane Doe,jane.doe,group,UG-Engineering,department,")));

    let unasked = office.run(&["people", "adopt"]).ends_with(2);
    assert!(unasked.stderr.contains("--yes was not given"), "{}", unasked.stderr);
    let runs = office.run(&["runs", "list", "-o", "json"]).ends_with(0).json();
    assert_eq!(runs.as_array().map(Vec::len), Some(0));

    let done = office.run(&["people", "adopt", "--yes", "--ticket", "HALO-7", "-o", "json"]).ends_with(0).json();
    assert_eq!((done["recorded"].as_u64(), done["totals"]["by_rule"].as_u64()), (Some(4), Some(6)));
    let again = office.run(&["people", "adopt", "--yes", "-o", "table"]).ends_with(0);
    assert!(again.stdout.contains("everything that people have is recorded already"), "{}", again.stdout);

    let runs = office.run(&["runs", "list", "--ticket", "HALO-7", "-o", "json"]).ends_with(0).json();
    let run = runs.as_array().expect("a list").iter().find(|run| run["person"] == "Jane Doe").expect("Jane's");
    let id = run["run"].as_str().expect("an id");
    let shown = office.run(&["runs", "show", id, "-o", "table"]).ends_with(0);
    assert!(shown.stdout.contains("adoption") && shown.stdout.contains("RECORDED"), "{}", shown.stdout);
    let json = office.run(&["runs", "show", id, "-o", "json"]).ends_with(0).json();
    assert_eq!(
        (json["kind"].as_str(), json["holdings"][0]["name"].as_str()),
        (Some("adoption"), Some("UG-All-Employees"))
    );
    office.run(&["runs", "resume", id]).ends_with(1);
    office.run(&["audit", "verify"]).ends_with(0);
}
