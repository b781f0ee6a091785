//! `explain`: for people, and as the access review list.

use crate::house::Done;
use crate::office::Office;

const RULES: &str = "groups.default = [\"UG-All-Employees\"]\n\
                     groups.department.Engineering = [\"UG-Engineering\"]\n\
                     groups.role.\"Software *\" = [\"UG-Developers\"]\n";

/// An office with rules, in which John was hired.
async fn office() -> Office {
    let office = Office::with(RULES).await;
    office.run(&["provision", "john.yaml", "--yes", "--ticket", "HALO-48213"]).ends_with(0);
    office
}

fn lines(done: &Done) -> Vec<&str> {
    done.stdout.lines().map(str::trim_end).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn people_see_groups_with_their_reason_and_below_what_they_reach() {
    let office = office().await;
    let done = office.run(&["explain", "john.smith", "-o", "table"]).ends_with(0);
    let lines = lines(&done);
    assert!(
        lines[0].starts_with("EXPLAIN  John Smith   john.smith   tenant acme   ACTIVATED   sudo off"),
        "{lines:#?}"
    );
    let engineering = lines.iter().find(|line| line.trim_start().starts_with("UG-Engineering")).expect("a group");
    for word in ["department", "department \"Engineering\"", "cli:alice, HALO-48213"] {
        assert!(engineering.contains(word), "{engineering}");
    }
    assert!(lines.iter().any(|line| line.starts_with("~ UG-Cost-ENG")), "{lines:#?}");
    assert!(lines.iter().any(|line| line.contains("gitlab") || line.contains("GitLab")), "{lines:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_access_review_list_is_csv() {
    let office = office().await;
    let done = office.run(&["explain", "john.smith", "-o", "csv"]).ends_with(0);
    let lines = lines(&done);
    assert_eq!(
        lines[0],
        "person,username,kind,access,path,source,because,since,approver,actor,run,ticket,sudo,access_id"
    );
    assert!(lines.iter().any(|line| line.starts_with("John Smith,john.smith,group,UG-Developers,member,role,")));
    let json = office.run(&["explain", "john.smith", "-o", "json"]).ends_with(0).json();
    assert_eq!(json["account"]["username"], "john.smith");
    assert_eq!(json["access"][0]["kind"], "group");
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_is_listed_in_the_same_columns_and_a_person_as_alone() {
    let office = office().await;
    let all = office.run(&["explain", "--all", "-o", "csv"]).ends_with(0);
    let of_john = |done: &Done| {
        let held = done.stdout.lines().filter(|line| line.starts_with("John Smith,") && line.contains(",group,"));
        held.map(str::to_owned).collect::<Vec<_>>()
    };
    let one = office.run(&["explain", "john.smith", "-o", "csv"]).ends_with(0);
    assert_eq!(lines(&all)[0], lines(&one)[0]);
    assert_eq!(of_john(&all), of_john(&one));
    assert!(lines(&all).contains(&"Tom Berg,tom.berg,system,prod-web-01,UG-Prod-Admins,unknown,no record of who gave it,,,,,,true,60a2000000000000000ccc01"), "{}", all.stdout);
    let json = office.run(&["explain", "--all", "--held", "-o", "json"]).ends_with(0).json();
    let kinds: Vec<&str> =
        json.as_array().expect("a list").iter().map(|row| row["kind"].as_str().expect("a kind")).collect();
    assert!(!kinds.is_empty() && kinds.iter().all(|kind| *kind == "group"), "{kinds:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_of_that_name_ends_with_2() {
    let office = Office::new().await;
    let done = office.run(&["explain", "nobody"]).ends_with(2);
    assert!(done.stderr.contains("there is no account 'nobody' in JumpCloud"), "{}", done.stderr);
}
