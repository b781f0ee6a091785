//! The real binary, killed with -9 before and after every call of a hire, and started again: the directory, the report
//! and the chain are those of a hire that nobody disturbed.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use dayone_simulator::{Control, Fault, Then};
use futures::StreamExt as _;
use serde_json::{Value, json};

use crate::house::{Done, ends, signal};
use crate::office::Office;

/// How many machines are killed at the same time: most of the time is waiting for a dead process's lease.
const AT_ONCE: usize = 8;

const REQUEST: &str = r#"{
  "first_name": "John", "last_name": "Smith", "email": "john.smith@company.com", "username": "john.smith",
  "department": "Engineering", "job_title": "Software Developer", "employee_id": "EMP-2026-042",
  "office_location": "Seattle", "manager_email": "jane.doe@company.com",
  "user_groups": ["UG-All-Employees", "UG-Engineering", "UG-Developers", "UG-Seattle-Office"],
  "additional_groups": ["UG-Project-Phoenix"], "system_bindings": ["60a2000000000000000abc01"],
  "public_key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIl6qhHmhUeQjMBj1zCg3b6FEwBCWRQjHhIl8i3jBzLk john@laptop",
  "allow_public_key": true, "attributes": { "costCenter": "ENG-200" }
}"#;

/// Where the process is killed.
#[derive(Debug, Clone)]
enum Kill {
    /// The nth call of an operation has arrived and is not applied.
    Before(String, u64),
    /// The nth call of an operation is applied and not answered.
    After(String, u64),
    /// The nth mail has arrived and is not taken.
    BeforeMail(u32),
    /// The nth mail is taken, which nobody is told.
    AfterMail(u32),
}

impl Office {
    fn provision(&self) -> Done {
        // The simulators of all offices share this process: waiting must not keep them from answering.
        self.meanwhile(&["provision", "john.json", "--yes"])
    }

    fn meanwhile(&self, arguments: &[&str]) -> Done {
        tokio::task::block_in_place(|| self.run(arguments))
    }
}

async fn office() -> Office {
    let office = Office::new().await;
    std::fs::write(office.path("john.json"), REQUEST).expect("written");
    office
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[expect(clippy::print_stdout, reason = "how often was killed is worth telling")]
async fn killed_before_and_after_every_call_a_hire_ends_as_if_undisturbed() {
    let office = office().await;
    let report = office.provision().ends_with(0).report();
    let counts = office.control().counts();
    let calls: u64 = counts.values().sum();
    let expected = (picture(&office.control()), told(&report));

    let calls_of = |(operation, count): (&String, &u64)| {
        let operation = operation.clone();
        (1..=*count).flat_map(move |nth| [Kill::Before(operation.clone(), nth), Kill::After(operation.clone(), nth)])
    };
    let kills = counts.iter().flat_map(calls_of);
    let kills = kills.chain((1..=2).flat_map(|nth| [Kill::BeforeMail(nth), Kill::AfterMail(nth)]));
    let kills: Vec<Kill> = kills.collect();
    let count = kills.len();
    futures::stream::iter(kills.into_iter().enumerate().map(|(number, kill)| {
        let expected = expected.clone();
        tokio::spawn(async move {
            let found = killed_and_started_again(number, &kill).await;
            let differences = differences(&json!([expected.0, expected.1]), &json!([found.0, found.1]));
            assert!(differences.is_empty(), "{kill:?}: {differences:#?}");
        })
    }))
    .buffer_unordered(AT_ONCE)
    .for_each(|done| async move { done.expect("as if undisturbed") })
    .await;
    println!("{count} kills of a hire of {calls} calls and 2 mails");
}

async fn killed_and_started_again(number: usize, kill: &Kill) -> (Value, Value) {
    let office = office().await;
    let control = office.control();
    match kill {
        Kill::Before(operation, nth) => control.add_fault(Fault::nth(operation.clone(), *nth, Then::HangBefore)),
        Kill::After(operation, nth) => control.add_fault(Fault::nth(operation.clone(), *nth, Then::HangAfter)),
        Kill::BeforeMail(nth) => office.sink.hang_before(*nth),
        Kill::AfterMail(nth) => office.sink.hang_after(*nth),
    }
    let wanted = match kill {
        Kill::BeforeMail(nth) | Kill::AfterMail(nth) => *nth,
        Kill::Before(..) | Kill::After(..) => 1,
    };
    let child = office.command(&["provision", "john.json", "--yes"]).spawn().expect("it starts");
    let began = Instant::now();
    loop {
        let hangs = match kill {
            Kill::Before(..) | Kill::After(..) => {
                control.requests().iter().any(|request| request.fault.is_some_and(|name| name.starts_with("hang")))
            }
            Kill::BeforeMail(_) | Kill::AfterMail(_) => office.sink.hanging() >= wanted,
        };
        if hangs {
            break;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "{kill:?}: nothing hangs");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    signal(&child, "KILL");
    assert_eq!(tokio::task::block_in_place(|| ends(child)).code, None, "it was killed");
    control.clear_faults();

    let opened = nothing_is_told_that_did_not_happen(&office);
    // Both commands go on with it.
    let again = match opened {
        Some(run) if number % 2 == 1 => office.meanwhile(&["runs", "resume", &run]),
        _ => office.provision(),
    };
    let again = again.ends_with(0);
    let audit = office.meanwhile(&["audit", "verify"]).ends_with(0);
    assert!(audit.stdout.contains("sound"), "{}", audit.stdout);
    (picture(&control), told(&again.report()))
}

/// What the dead process has recorded, read before anybody goes on with it; the run, if it was opened.
fn nothing_is_told_that_did_not_happen(office: &Office) -> Option<String> {
    let listed = office.meanwhile(&["runs", "list"]).ends_with(0).json();
    let run = listed[0]["run"].as_str()?.to_owned();
    let report = office.meanwhile(&["runs", "show", &run]).report();
    assert_eq!(report["success"], false, "{report:#}");
    let accounts = office.accounts("john.smith");
    let account = accounts.first().cloned().unwrap_or_default();
    let id = &report["user_info"]["jumpcloud_user_id"];
    assert!(id.is_null() || *id == account["_id"], "{report:#}");
    let groups = office.ties(&account, "user_group");
    for group in report["group_assignments"]["groups"].as_array().into_iter().flatten() {
        let name = group["group_name"].as_str().expect("text").to_owned();
        assert!(group["added"] == false || groups.contains(&name), "{name}: {report:#}");
    }
    let claims = [
        ("/account_created", !accounts.is_empty()),
        ("/account_details/created", !accounts.is_empty()),
        (
            "/security_settings/ssh_public_key_added",
            account["ssh_keys"].as_array().is_some_and(|keys| !keys.is_empty()),
        ),
        ("/account_details/activation_email_sent", was_mailed(office, "john.smith@company.com")),
        ("/notifications_sent/activation_email/sent", was_mailed(office, "john.smith@company.com")),
        ("/notifications_sent/manager_notification/sent", was_mailed(office, "jane.doe@company.com")),
        ("/notifications_sent/it_notification/sent", was_mailed(office, "it-team@company.com")),
    ];
    for (pointer, happened) in claims {
        assert!(happened || report.pointer(pointer) != Some(&true.into()), "{pointer}: {report:#}");
    }
    let active = report["account_details"]["account_status"] == "activated";
    assert!(!active || account["state"] == "ACTIVATED", "{report:#}");
    Some(run)
}

fn was_mailed(office: &Office, to: &str) -> bool {
    office.control().mail().iter().any(|mail| mail.to == to)
}

/// The directory as far as it concerns John: his accounts, what they are tied to, and what was mailed.
fn picture(control: &Control) -> Value {
    let state = control.state();
    let organization = &state["organizations"][0];
    let list = |name: &str| organization[name].as_array().cloned().unwrap_or_default();
    let mut accounts: Vec<Value> = list("users").into_iter().filter(|user| user["username"] == "john.smith").collect();
    let ids: BTreeSet<String> = accounts.iter().filter_map(|user| user["_id"].as_str()).map(str::to_owned).collect();
    for account in &mut accounts {
        let fields = account.as_object_mut().expect("an object");
        for name in ["_id", "id", "created", "password_date", "password_expiration_date"] {
            fields.remove(name);
        }
        account["mfa"]["exclusionUntil"] = account["mfa"]["exclusionUntil"].is_string().into();
        let keys = account["ssh_keys"].as_array().cloned().unwrap_or_default();
        account["ssh_keys"] = keys.iter().map(|key| key["public_key"].clone()).collect();
    }
    let of_john = |end: &Value| end["id"].as_str().is_some_and(|id| ids.contains(id));
    let mut edges: Vec<String> = list("edges")
        .iter()
        .filter(|edge| of_john(&edge["from"]) || of_john(&edge["to"]))
        .map(ToString::to_string)
        .collect();
    for id in &ids {
        for edge in &mut edges {
            *edge = edge.replace(id, "JOHN");
        }
    }
    edges.sort();
    let activations: Vec<String> = control
        .mail()
        .iter()
        .filter(|mail| mail.kind != "received")
        .map(|mail| format!("{} to {}", mail.kind, mail.to))
        .collect();
    // A second copy with the same Message-ID is the same mail.
    let received: BTreeSet<String> =
        control.mail().iter().filter(|mail| mail.kind == "received").map(|mail| mail.to.clone()).collect();
    let messages: BTreeSet<String> = control
        .mail()
        .iter()
        .filter(|mail| mail.kind == "received")
        .map(|mail| mail.more["message_id"].to_string())
        .collect();
    json!({
        "accounts": accounts,
        "edges": edges,
        "activations": activations,
        "received": received,
        "messages": messages.len(),
    })
}

/// The lines in which two documents differ.
fn differences(expected: &Value, found: &Value) -> Vec<String> {
    let (expected, found) = (format!("{expected:#}"), format!("{found:#}"));
    let only = |mark: &str, these: &str, those: &str| -> Vec<String> {
        let those: BTreeSet<&str> = those.lines().collect();
        these.lines().filter(|line| !those.contains(line)).map(|line| format!("{mark} {}", line.trim())).collect()
    };
    [only("-", &expected, &found), only("+", &found, &expected)].concat()
}

/// What the report says, without ids, times and counts, and without how far the activation mail is known to have gone.
fn told(report: &Value) -> Value {
    let mut told = report.clone();
    strip(&mut told);
    told["notifications_sent"]["activation_email"]["delivery"] = Value::Null;
    told
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields.iter_mut() {
                match name.as_str() {
                    name if name.ends_with("timestamp") => *inner = inner.is_string().into(),
                    "mfa_exclusion_until" | "password_expiration_date" => *inner = inner.is_string().into(),
                    "jumpcloud_user_id" | "workflow_run_id" | "duration_seconds" | "api_calls" | "round_trips"
                    | "plan_digest" => *inner = Value::Null,
                    _ => strip(inner),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}
