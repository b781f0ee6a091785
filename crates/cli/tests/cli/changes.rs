//! Moving, leaving, coming back and undoing, with the real binary.

use dayone_simulator::{Fault, Kind, Then};
use serde_json::{Value, json};

use crate::house::{Done, Running};
use crate::office::Office;

const ADD_MEMBER: &str = "POST /v2/usergroups/{group_id}/members";

/// John is there.
async fn office() -> Office {
    let office = Office::new().await;
    let request = json!({
        "first_name": "John", "last_name": "Smith", "email": "john@company.com", "username": "john",
        "department": "Engineering", "employee_id": "E-1", "manager_email": "jane.doe@company.com",
        "additional_groups": ["UG-Project-Phoenix"],
    });
    std::fs::write(office.path("john.json"), request.to_string()).expect("written");
    office.run(&["provision", "john.json", "--yes"]).ends_with(0);
    office
}

impl Done {
    /// It said this to people.
    #[track_caller]
    fn err_has(self, text: &str) -> Done {
        let plain = self.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(plain.contains(text), "{}", self.stderr);
        self
    }
}

fn groups(office: &Office) -> Vec<String> {
    let account = office.account("john");
    office.ties(&account, "user_group")
}

fn outcomes(report: &Value) -> Vec<String> {
    let acts = report["acts"].as_array().expect("acts");
    acts.iter().map(|act| format!("{}: {}", act["act"].as_str().unwrap_or_default(), act["outcome"])).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_is_checked_agreed_to_and_undone() {
    let office = office().await;
    let before = groups(&office);
    let to_sales = ["move", "john", "--department", "Sales", "--additional-groups", "UG-Finance"];
    let checked = office.run(&[&to_sales[..], &["--check"]].concat()).ends_with(0).json();
    assert_eq!(groups(&office), before, "nothing was written");
    let digest = checked["digest"].as_str().expect("a digest").to_owned();

    let unasked = office.run(&to_sales);
    unasked.ends_with(2).err_has("--yes was not given");
    let other = office.run(&[&to_sales[..], &["--yes", "--plan-digest", "0123456789ab"]].concat());
    other.ends_with(1).err_has("The plan has moved");
    assert_eq!(groups(&office), before, "nothing was written");

    let done = office.run(&[&to_sales[..], &["--yes", "--plan-digest", &digest]].concat()).ends_with(0).json();
    assert_eq!(done["success"], true, "{done:#}");
    assert!(groups(&office).contains(&"UG-Finance".to_owned()), "{:?}", outcomes(&done));
    assert!(groups(&office).contains(&"UG-Project-Phoenix".to_owned()), "given by hand: it stays");

    let again = office.run(&[&to_sales[..], &["--yes"]].concat()).ends_with(0).json();
    assert_eq!(again["acts"], json!([]), "there is nothing left to do");

    let run = done["run_id"].as_str().expect("a run");
    office.run(&["runs", "undo", run, "--yes"]).ends_with(0);
    assert_eq!(groups(&office), before);
    let listed = office.run(&["runs", "list"]).ends_with(0).json();
    let kinds: Vec<&str> = listed.as_array().expect("rows").iter().filter_map(|row| row["kind"].as_str()).collect();
    assert_eq!(kinds, ["undo", "mover", "joiner"]);
    office.run(&["audit", "verify"]).ends_with(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leaver_that_is_killed_is_resumed_and_comes_back() {
    let office = office().await;
    let account = office.account("john")["_id"].as_str().expect("an id").to_owned();
    office.control().add_fault(Fault::nth(ADD_MEMBER, 1, Then::HangAfter));
    let leaving = Running::start(office.command(&["offboard", "john", "--yes", "--ticket", "HR-7"]));
    let hung =
        || office.control().requests().iter().any(|request| request.fault.is_some_and(|name| name.starts_with("hang")));
    let began = std::time::Instant::now();
    while !hung() && began.elapsed() < std::time::Duration::from_secs(60) {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert!(hung(), "{}", leaving.ends().stderr);
    let killed = leaving.stop("KILL");
    assert_eq!(killed.code, None, "{}", killed.stderr);
    office.control().clear_faults();

    let again = office.run(&["offboard", "john", "--yes"]);
    again.ends_with(2).err_has("dayone runs resume").err_has("is under way for this account");
    let listed = office.run(&["runs", "list", "--ticket", "HR-7"]).ends_with(0).json();
    let run = listed[0]["run"].as_str().expect("a run").to_owned();
    let left = office.run(&["runs", "resume", &run]).ends_with(0).json();
    assert_eq!(left["success"], true, "{left:#}");
    assert_eq!(groups(&office), [""; 0]);
    assert_eq!(office.account("john")["state"], "SUSPENDED");
    assert_eq!(office.run(&["runs", "show", &run]).ends_with(0).json()["ticket"], "HR-7");

    // The request of before is a new one, and the account is in its way: rehire is the way back.
    let hired = office.run(&["provision", "john.json", "--yes"]);
    hired.ends_with(1);
    let back = office.run(&["rehire", "john.json", "--yes"]).ends_with(0).json();
    assert_eq!(back["success"], true, "{back:#}");
    let john = office.account("john");
    assert_eq!((john["_id"].as_str(), john["state"].as_str()), (Some(account.as_str()), Some("ACTIVATED")));
    assert_eq!(groups(&office), ["UG-Project-Phoenix"]);
    office.run(&["audit", "verify"]).ends_with(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_is_refused_with_the_way_out() {
    let office = office().await;
    office.run(&["move", "john", "--yes"]).ends_with(2).err_has("nothing is to become different");
    office
        .run(&["move", "nobody", "--department", "Sales", "--yes"])
        .ends_with(2)
        .err_has("there is no account nobody");
    office
        .run(&["move", "john", "--start-date", "2030-01-01", "--clear", "department", "--yes"])
        .ends_with(2)
        .err_has("start_date is not changed by a move")
        .err_has("department can't be empty");
    let control = office.control();
    let john = control.id_of(Kind::User, "john").expect("John");
    let priya = control.id_of(Kind::User, "priya.shah").expect("Priya");
    control.edit_document(Kind::User, &priya, &json!({ "manager": john })).expect("edited");
    office
        .run(&["offboard", "john", "--hand-over-to", "nobody@company.com", "--yes"])
        .ends_with(2)
        .err_has("no account has the e-mail nobody@company.com");
    assert_eq!(office.account("john")["state"], "ACTIVATED", "nothing was written");
}
