//! `runs resume --set` with the real binary: shown, agreed to, carried out, also after kill -9 at every call.

use std::time::{Duration, Instant};

use dayone_simulator::{Fault, Then};
use futures::StreamExt as _;
use serde_json::{Value, json};

use crate::house::{Done, ends, signal};
use crate::office::Office;

const SYSTEM: &str = "60a2000000000000000abc01";
const KEY: &str =
    "public_key=ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIl6qhHmhUeQjMBj1zCg3b6FEwBCWRQjHhIl8i3jBzLk john@laptop";
/// How many machines are killed at the same time.
const AT_ONCE: usize = 8;

fn run_in(office: &Office, arguments: &[&str]) -> Done {
    tokio::task::block_in_place(|| office.run(arguments))
}

/// An office in which John was hired with a group that is not there and a manager whom nobody knows.
async fn office() -> (Office, String) {
    let office = Office::new().await;
    let request = json!({
        "first_name": "John", "last_name": "Smith", "email": "john.smith@company.com", "username": "john.smith",
        "department": "Engineering", "user_groups": ["UG-All-Employees"],
        "additional_groups": ["UG-Projekt-Phoenix", "UG-Sales"],
    });
    std::fs::write(office.path("john.json"), request.to_string()).expect("written");
    let run = run_in(&office, &["provision", "john.json", "--yes"]).ends_with(1).run_id();
    (office, run)
}

/// The correction that these tests make, of this run.
fn correction(run: &str) -> Vec<String> {
    let system = format!("system_bindings={SYSTEM}");
    let words = [
        "runs",
        "resume",
        run,
        "--set",
        "additional_groups=UG-Project-Phoenix;UG-Sales",
        "--set",
        &system,
        "--set",
        KEY,
        "--set",
        "manager-email=jane.doe@company.com",
        "--set",
        "attribute.badge=77",
        "--set",
        "ldap_bind=true",
    ];
    words.map(str::to_owned).into()
}

fn words<'a>(correction: &'a [String], more: &[&'a str]) -> Vec<&'a str> {
    correction.iter().map(String::as_str).chain(more.iter().copied()).collect()
}

/// The person in the directory, and who was told.
fn picture(office: &Office) -> Value {
    let account = office.account("john.smith");
    let mails = office.control().mail();
    let told: Vec<&str> = mails.iter().filter(|mail| mail.kind == "received").map(|mail| mail.to.as_str()).collect();
    let told: std::collections::BTreeSet<&str> = told.into_iter().collect();
    json!({
        "groups": office.ties(&account, "user_group"),
        "systems": office.ties(&account, "system"),
        "manager": account["manager"],
        "attributes": account["attributes"].as_array().map(|all| all.iter().map(|one| one["name"].clone()).collect::<Vec<_>>()),
        "keys": account["ssh_keys"].as_array().map(Vec::len),
        "ldap": account["ldap_binding_user"],
        "state": account["state"],
        "told": told,
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partial_hire_goes_on_with_other_inputs_once_somebody_has_agreed() {
    let (office, run) = office().await;
    let correction = correction(&run);
    let asked = run_in(&office, &words(&correction, &[])).ends_with(2);
    for shown in [
        "additional_groups",
        "UG-Projekt-Phoenix, UG-Sales -> UG-Project-Phoenix, UG-Sales",
        "group UG-Projekt-Phoenix, which is missing",
        "group UG-Project-Phoenix",
        "manager jane.doe@company.com, in the directory",
        "digest",
    ] {
        assert!(asked.stderr.contains(shown), "{shown}: {}", asked.stderr);
    }
    let digest = asked.stderr.lines().find(|line| line.trim_start().starts_with("digest")).expect("a digest");
    let digest = digest.rsplit(' ').next().expect("the new one").to_owned();
    let before = office.control().requests().iter().filter(|request| request.method != "GET").count();
    run_in(&office, &words(&correction, &["--plan-digest", "000000000000"])).ends_with(1);
    let after = office.control().requests().iter().filter(|request| request.method != "GET").count();
    // Looking people up is a search, which is a POST.
    assert!(after - before <= 2, "nothing was written");

    let done = run_in(&office, &words(&correction, &["--plan-digest", &digest])).ends_with(0);
    let report = done.report();
    assert_eq!(
        (&report["success"], report["audit_trail"]["workflow_run_id"].as_str()),
        (&true.into(), Some(run.as_str()))
    );
    let picture = picture(&office);
    assert_eq!(picture["groups"], json!(["UG-All-Employees", "UG-Project-Phoenix", "UG-Sales"]));
    assert_eq!(
        (&picture["keys"], &picture["ldap"], &picture["attributes"]),
        (&1.into(), &true.into(), &json!(["badge"]))
    );
    assert!(
        picture["manager"].is_string() && picture["told"].to_string().contains("jane.doe@company.com"),
        "{picture}"
    );
    assert_eq!(office.calls("POST /systemusers"), 1);
    assert_eq!(office.calls("POST /systemusers/{id}/state/activate"), 1);
    run_in(&office, &["verify", &run]).ends_with(0);
    run_in(&office, &["audit", "verify"]).ends_with(0);
    let exported = run_in(&office, &["audit", "export"]).ends_with(0).stdout;
    assert!(exported.contains("corrected") && exported.contains("manager_email"), "which inputs, and by whom");
    assert!(!exported.contains("jane.doe@company.com"), "their values are sealed");
    let settled = run_in(&office, &words(&correction, &["--yes"])).ends_with(1);
    assert!(settled.stderr.contains("dayone move"), "{}", settled.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_account_has_and_what_is_wrong_is_refused_all_at_once() {
    let (office, run) = office().await;
    let refused = run_in(
        &office,
        &[
            "runs",
            "resume",
            &run,
            "--yes",
            "--set",
            "department=Sales",
            "--set",
            "additional_groups=UG-Project-Phenix",
            "--set",
            "system_bindings=60a2000000000000000fffff",
            "--set",
            "public_key=nonsense",
            "--set",
            "start-date=2030-01-01",
        ],
    )
    .ends_with(2);
    for shown in [
        "department",
        "dayone move john.smith --department",
        "UG-Project-Phoenix",
        "system_bindings",
        "public_key",
        "runs reschedule",
    ] {
        assert!(refused.stderr.contains(shown), "{shown}: {}", refused.stderr);
    }
    let unknown =
        run_in(&office, &["runs", "resume", &run, "--yes", "--set", "additional_group=UG-Sales"]).ends_with(2);
    assert!(unknown.stderr.contains("did you mean additional_groups?"), "{}", unknown.stderr);
    let password = run_in(&office, &["runs", "resume", &run, "--set", "password=x"]).ends_with(2);
    assert!(password.stderr.contains("refused"), "{}", password.stderr);
    run_in(&office, &["runs", "resume", &run, "--plan-digest", "000000000000"]).ends_with(2);
    let same =
        run_in(&office, &["runs", "resume", &run, "--yes", "--set", "user_groups=UG-All-Employees"]).ends_with(1);
    assert!(same.stderr.contains("already"), "{}", same.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_hire_is_tried_anew_with_the_corrected_request() {
    let office = Office::with("on_missing_group = \"fail\"\n").await;
    std::fs::write(
        office.path("john.json"),
        json!({
            "first_name": "John", "last_name": "Smith", "email": "john.smith@company.com", "username": "john.smith",
            "department": "Engineering", "additional_groups": ["UG-Projekt-Phoenix"], "system_bindings": ["60a2000000000000000fffff"],
        })
        .to_string(),
    )
    .expect("written");
    let refused = run_in(&office, &["provision", "john.json", "--yes"]);
    assert_ne!(refused.code, Some(0));
    let run = refused.run_id();
    let half = ["runs", "resume", &run, "--set", "additional_groups=UG-Project-Phoenix", "--yes"];
    let still = run_in(&office, &half);
    assert!(still.code != Some(0) && still.stderr.contains("SYSTEM_NOT_FOUND"), "{}", still.stderr);
    let both = [&half[..], &["--unset", "system_bindings"]].concat();
    let unasked: Vec<&str> = both.iter().copied().filter(|word| *word != "--yes").collect();
    let shown = run_in(&office, &unasked).ends_with(2);
    assert!(shown.stderr.contains("a new attempt") && shown.stderr.contains("UG-Project-Phoenix"), "{}", shown.stderr);
    assert_eq!(office.calls("POST /systemusers"), 0);

    let done = run_in(&office, &both).ends_with(0);
    assert_ne!(done.run_id(), run);
    let listed = run_in(&office, &["runs", "list"]).ends_with(0).json();
    let rows = listed.as_array().expect("rows");
    let attempt = rows.iter().find(|row| row["run"] == done.run_id().as_str()).expect("the attempt");
    assert!(attempt.to_string().contains(&run), "linked: {attempt}");
    let again = run_in(&office, &both).ends_with(1);
    assert!(again.stderr.contains(&done.run_id()), "{}", again.stderr);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn killed_before_and_after_every_call_a_correction_ends_as_if_undisturbed() {
    let (whole, run) = office().await;
    whole.control().clear_requests();
    run_in(&whole, &words(&correction(&run), &["--yes"])).ends_with(0);
    let expected = picture(&whole);
    let counts = whole.control().counts();
    let writes = counts.iter().filter(|(operation, _)| !operation.starts_with("GET") && !operation.contains("search"));
    let kills: Vec<(String, u64, bool)> = writes
        .flat_map(|(operation, count)| {
            (1..=*count).flat_map(|nth| [true, false].map(|before| (operation.clone(), nth, before)))
        })
        .collect();
    assert!(kills.len() >= 10, "{kills:?}");
    futures::stream::iter(kills.into_iter().map(|(operation, nth, before)| {
        let expected = expected.clone();
        tokio::spawn(async move {
            let found = killed(&operation, nth, before).await;
            assert_eq!(found, expected, "{operation} {nth} before: {before}");
        })
    }))
    .buffer_unordered(AT_ONCE)
    .for_each(|done| async move { done.expect("as if undisturbed") })
    .await;
}

async fn killed(operation: &str, nth: u64, before: bool) -> Value {
    let (office, run) = office().await;
    let control = office.control();
    let then = if before { Then::HangBefore } else { Then::HangAfter };
    control.add_fault(Fault::nth(operation, nth, then));
    let correction = correction(&run);
    let child = office.command(&words(&correction, &["--yes"])).spawn().expect("it starts");
    let began = Instant::now();
    while !control.requests().iter().any(|request| request.fault.is_some_and(|name| name.starts_with("hang"))) {
        assert!(began.elapsed() < Duration::from_secs(90), "{operation}: nothing hangs");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    signal(&child, "KILL");
    assert_eq!(tokio::task::block_in_place(|| ends(child)).code, None, "it was killed");
    control.clear_faults();
    // The correction is recorded before anything of it is done: the run goes on with it.
    run_in(&office, &["runs", "resume", &run]).ends_with(0);
    run_in(&office, &["audit", "verify"]).ends_with(0);
    picture(&office)
}
