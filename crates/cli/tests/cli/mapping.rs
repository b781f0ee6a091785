//! `mapping`: rules on samples, and on everybody who is there.

use crate::house::Done;
use crate::office::Office;

const RULES: &str = "groups.default = [\"UG-All-Employees\"]\n\
                     groups.department.Engineering = [\"UG-Engineering\"]\n\
                     groups.department.Legal = [\"UG-Legal\"]\n\
                     groups.role.\"Software *\" = [\"UG-Developers\"]\n";

const SAMPLES: &str = "\
people:
  - name: a developer
    department: Engineering
    job_title: Software Developer
    groups: [UG-All-Employees, UG-Engineering, UG-Developers]
  - department: Sales
    groups: [UG-All-Employees]
";

fn lines(done: &Done) -> Vec<&str> {
    done.stdout.lines().map(str::trim_end).collect()
}

/// An office without a directory and without a database: neither is needed.
async fn bare_office() -> Office {
    let office = Office::with(RULES).await;
    std::fs::write(office.path("samples.yaml"), SAMPLES).expect("written");
    office
}

#[tokio::test(flavor = "multi_thread")]
async fn samples_that_are_as_expected_end_with_0_and_call_nobody() {
    let office = bare_office().await;
    let mut command = office.command(&["mapping", "test", "samples.yaml", "-o", "table"]);
    let done = Done::from(command.env_remove("JUMPCLOUD_API_KEY").output().expect("it starts")).ends_with(0);
    assert_eq!(lines(&done), ["MAPPING TEST  tenant acme   all 2 samples as expected"]);
    assert!(office.control().requests().is_empty());
    assert!(!office.files().iter().any(|(path, _)| path.extension().is_some_and(|ending| ending == "db")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sample_that_differs_ends_with_1_and_says_how() {
    let office = bare_office().await;
    let samples =
        SAMPLES.replace("[UG-All-Employees]", "[UG-All-Employees, UG-Sales]").replace(", UG-Developers]", "]");
    let done = office.run_with_stdin(&["mapping", "test", "-", "-o", "table"], &samples).ends_with(1);
    assert_eq!(
        lines(&done),
        [
            "MAPPING TEST  tenant acme   2 of 2 samples differ",
            "",
            "  SAMPLE       DIFFERENCE  GROUP OR SYSTEM  BECAUSE",
            "+ a developer  unexpected  UG-Developers    job title \"Software *\"",
            "- Sales        missing     UG-Sales         no rule gives it",
        ]
    );
    let json = office.run_with_stdin(&["mapping", "test", "-", "-o", "json"], &samples).ends_with(1).json();
    assert_eq!((json["samples"].as_u64(), json["wrong"].as_u64()), (Some(2), Some(2)));
    assert_eq!(json["differences"][1]["difference"], "missing");
}

#[tokio::test(flavor = "multi_thread")]
async fn samples_may_be_toml_and_mistakes_in_them_are_named_with_their_place() {
    let office = bare_office().await;
    let toml = "[[people]]\ndepartment = \"Sales\"\ngroups = [\"UG-All-Employees\"]\n";
    std::fs::write(office.path("samples.toml"), toml).expect("written");
    office.run(&["mapping", "test", "samples.toml"]).ends_with(0);
    std::fs::write(office.path("samples.toml"), toml.replace("groups", "gruops")).expect("written");
    let done = office.run(&["mapping", "test", "samples.toml"]).ends_with(2);
    assert!(
        done.stderr.contains("people[0].gruops") && done.stderr.contains("did you mean groups?"),
        "{}",
        done.stderr
    );
    std::fs::write(office.path("samples.toml"), "[[people]]\ndepartment = \n").expect("written");
    let done = office.run(&["mapping", "test", "samples.toml"]).ends_with(2);
    assert!(done.stderr.contains("samples.toml:2"), "{}", done.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn coverage_names_what_rules_and_people_miss_of_each_other() {
    let office = Office::with(RULES).await;
    let done = office.run(&["mapping", "coverage", "-o", "csv"]).ends_with(1);
    let lines = lines(&done);
    assert_eq!(lines[0], "finding,field,value,people,nearest,names");
    for line in [
        "group_gone,,UG-Legal,,,\"department \"\"Legal\"\"\"",
        "without_rule,department,IT,1,,",
        "without_rule,department,Sales,1,,",
        "without_rule,job_title,Account Executive,1,,",
        "rule_fits_nobody,department,Legal,0,,UG-Legal",
    ] {
        assert!(lines.contains(&line), "{line} is not among {lines:#?}");
    }
    let table = office.run(&["mapping", "coverage", "-o", "table"]).ends_with(1);
    assert!(table.stdout.contains("RULES THAT FIT NOBODY") && table.stdout.contains("1 group can't be given"));
}

#[tokio::test(flavor = "multi_thread")]
async fn other_rules_take_what_rules_gave_and_leave_what_was_given_by_hand() {
    let office = Office::with(RULES).await;
    office.run(&["provision", "john.yaml", "--yes"]).ends_with(0);
    let config = std::fs::read_to_string(office.path("dayone.toml")).expect("a configuration");
    let other = config
        .replace(
            "groups.role.\"Software *\" = [\"UG-Developers\"]",
            "groups.role.\"Software *\" = [\"UG-Contractors\"]",
        )
        .replace("groups.default = [\"UG-All-Employees\"]", "groups.default = []");
    std::fs::write(office.path("other.toml"), other).expect("written");
    let writes = || office.control().requests().iter().filter(|request| request.operation.starts_with("PUT")).count();
    let before = writes();

    let done = office.run(&["mapping", "what-if", "other.toml", "-o", "csv"]).ends_with(0);

    let lines = lines(&done);
    let of = |username: &str| -> Vec<String> {
        let own = lines.iter().filter(|line| line.split(',').nth(1) == Some(username));
        own.map(|line| line.split(',').skip(2).take(4).collect::<Vec<_>>().join(",")).collect()
    };
    assert_eq!(
        of("john.smith"),
        [
            "gain,group,UG-Contractors,\"job title \"\"Software *\"\"\"",
            "lose,group,UG-All-Employees,\"given by everyone; no rule gives it then\"",
            "lose,group,UG-Developers,\"given by job title \"\"Software *\"\"; no rule gives it then\"",
        ]
    );
    let alex = of("alex.kim");
    assert_eq!(alex.len(), 3, "{alex:?}");
    assert!(alex[1].starts_with("stay,group,UG-All-Employees,no record of who gave it"));
    assert_eq!(writes(), before);

    let json = office.run(&["mapping", "what-if", "other.toml", "-o", "json"]).ends_with(0).json();
    assert_eq!(json["totals"]["people"], 5);
    let contractors =
        json["totals"]["groups"].as_array().expect("groups").iter().find(|row| row["name"] == "UG-Contractors");
    assert_eq!(contractors.expect("a total")["gain"], 2);
    let table = office.run(&["mapping", "what-if", "other.toml", "-o", "table"]).ends_with(0);
    assert!(
        table.stdout.starts_with("WHAT IF  tenant acme   5 people   2 people would gain or lose something"),
        "{}",
        table.stdout
    );
}
