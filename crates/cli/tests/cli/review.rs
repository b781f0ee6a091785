//! `review`, from the list to the decisions in it.

use crate::office::Office;

const RULES: &str = "groups.default = [\"UG-All-Employees\"]\n\
                     groups.department.Engineering = [\"UG-Engineering\"]\n\
                     groups.role.\"Software *\" = [\"UG-Developers\"]\n";

/// The list with decisions filled in, as (finding, username, subject, decision, reason).
fn decided(list: &str, decisions: &[(&str, &str, &str, &str, &str)]) -> String {
    let mut lines = list.lines();
    let mut text = format!("{}\n", lines.next().expect("a header"));
    for line in lines {
        let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
        let row = decisions.iter().find(|(finding, username, subject, ..)| {
            cells[0] == *finding && cells[2] == *username && cells[3] == *subject
        });
        if let Some((.., decision, reason)) = row {
            (cells[7], cells[8]) = ((*decision).to_owned(), (*reason).to_owned());
        }
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_goes_out_comes_back_decided_is_recorded_and_carried_out() {
    let office = Office::with(RULES).await;
    let list = office.run(&["review", "-o", "csv"]).ends_with(0).stdout;
    let header = "finding,person,username,subject,detail,since,run,decision,reason,account_id,subject_id";
    assert_eq!(list.lines().next(), Some(header));
    let page = office.run(&["review", "-o", "table"]).ends_with(0).stdout;
    assert!(page.contains("MEMBERSHIPS THAT NO RULE EXPLAINS") && page.contains("EMPTY GROUPS (4)"), "{page}");

    let text = decided(
        &list,
        &[
            ("unexplained", "tom.berg", "UG-Prod-Admins", "remove", "on call no more"),
            ("unexplained", "jane.doe", "UG-Managers", "keep", "leads a team"),
        ],
    );
    std::fs::write(office.path("review.csv"), &text).expect("written");
    let unasked = office.run(&["review", "--decide", "review.csv"]).ends_with(2);
    assert!(unasked.stderr.contains("--yes was not given"), "{}", unasked.stderr);
    let tom = office.account("tom.berg");
    assert!(office.ties(&tom, "user_group").contains(&"UG-Prod-Admins".to_owned()));

    let done = office.run(&["review", "--decide", "review.csv", "--yes", "--ticket", "AUDIT-7", "-o", "json"]);
    let done = done.ends_with(0).json();
    assert_eq!((done["kept"].as_u64(), done["recorded_runs"].as_u64()), (Some(1), Some(2)));
    assert_eq!(
        (done["removed"][0]["username"].as_str(), done["removed"][0]["state"].as_str()),
        (Some("tom.berg"), Some("succeeded"))
    );
    assert!(!office.ties(&tom, "user_group").contains(&"UG-Prod-Admins".to_owned()));

    let list = office.run(&["review", "-o", "csv"]).ends_with(0).stdout;
    assert!(!list.contains("tom.berg,UG-Prod-Admins") && !list.contains("UG-Managers"), "{list}");
    let runs = office.run(&["runs", "list", "--ticket", "AUDIT-7", "-o", "json"]).ends_with(0).json();
    for run in runs.as_array().expect("a list") {
        let shown = office.run(&["runs", "show", run["run"].as_str().expect("an id"), "-o", "table"]).ends_with(0);
        assert!(shown.stdout.contains("decisions"), "{}", shown.stdout);
    }
    office.run(&["audit", "verify"]).ends_with(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn decisions_that_can_t_be_used_are_all_named_and_nothing_is_recorded() {
    let office = Office::with(RULES).await;
    let list = office.run(&["review", "-o", "csv"]).ends_with(0).stdout;
    let wrong = [
        ("unexplained", "tom.berg", "UG-Prod-Admins", "delete", "x"),
        ("unexplained", "tom.berg", "UG-IT", "remove", ""),
        ("empty_group", "", "UG-Finance", "remove", "x"),
    ];
    std::fs::write(office.path("review.csv"), decided(&list, &wrong)).expect("written");
    let done = office.run(&["review", "--decide", "review.csv", "--yes"]).ends_with(2);
    for said in
        ["\"delete\" is no decision", "there is no reason", "empty_group can't be removed", "nothing was recorded"]
    {
        assert!(done.stderr.contains(said), "{said}: {}", done.stderr);
    }
    assert_eq!(office.run(&["runs", "list", "-o", "json"]).json().as_array().map(Vec::len), Some(0));
    office.run(&["review", "--decide", "nowhere.csv"]).ends_with(2);
}
