//! Random faults and kills: whatever happens, a hire that is gone on with ends in the same directory.
//!
//! `DAYONE_SCHEDULES=5000` runs more of them, `DAYONE_SCHEDULE=17` repeats one.

use std::sync::Arc;
use std::time::{Duration, Instant};

use dayone_core::event::Ending;
use dayone_core::run::Run;
use dayone_simulator::{Control, Fault, RecordedRequest, Then, When};
use futures::StreamExt as _;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use serde_json::Value;

use crate::matrix::{Undisturbed, compare, undisturbed};
use crate::picture::sent;
use crate::place::{Place, document_of, everything};

/// How many schedules are run without being asked for more.
const USUALLY: u64 = 300;
/// How often somebody goes on before the weather clears.
const STORMS: u32 = 4;
/// How often somebody goes on in all.
const AT_MOST: u32 = 10;
const ACTIVATE: &str = "POST /systemusers/{id}/state/activate";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_schedule_of_faults_and_kills_ends_in_the_right_directory() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seeds: Vec<u64> = match number("DAYONE_SCHEDULE") {
        Some(seed) => vec![seed],
        None => (0..number("DAYONE_SCHEDULES").unwrap_or(USUALLY)).collect(),
    };
    let expected = Arc::new(undisturbed().await);
    let (count, began) = (seeds.len(), Instant::now());
    futures::stream::iter(seeds)
        .map(|seed| {
            let expected = Arc::clone(&expected);
            async move {
                let schedule = tokio::spawn(async move { schedule(seed, &expected).await });
                if let Err(error) = schedule.await {
                    eprintln!("repeat it with DAYONE_SCHEDULE={seed}");
                    std::panic::resume_unwind(error.into_panic());
                }
            }
        })
        .buffer_unordered(12)
        .collect::<Vec<()>>()
        .await;
    eprintln!("{count} schedules in {:.1?}", began.elapsed());
}

async fn schedule(seed: u64, expected: &Undisturbed) {
    let mut rng = StdRng::seed_from_u64(seed);
    let place = Place::demo().await;
    let control = place.control();
    for turn in 0..AT_MOST {
        let what = format!("schedule {seed}, turn {turn}");
        control.clear_faults();
        let patience = if turn < STORMS { storm(&place, &mut rng) } else { None };
        let process = place.process().await;
        let request = everything();
        let run = process.ask_again(&request);
        let ended = match patience {
            None => Some(run.await.unwrap_or_else(|error| panic!("{what}: {error}"))),
            Some(calls) => killed_after(run, &control, calls).await,
        };
        never_too_early(&control, &what);
        let Some(run) = ended else { continue };
        tells_the_truth(&control, &run, &what);
        if run.ending() == Some(Ending::Succeeded) {
            control.clear_faults();
            compare(&place, &process, &run, expected, &what).await;
            return;
        }
    }
    panic!("schedule {seed} has not ended after {AT_MOST} turns");
}

/// Sets random faults; after how many calls the process is killed, if it is.
fn storm(place: &Place, rng: &mut StdRng) -> Option<u64> {
    let control = place.control();
    for _ in 0..rng.random_range(1..=4) {
        let operations = [
            "*",
            "*",
            "POST /systemusers",
            "POST /search/systemusers",
            "GET /systemusers/{id}",
            "GET /v2/usergroups",
            "POST /v2/usergroups",
            "POST /v2/usergroups/{group_id}/members",
            "POST /v2/users/{user_id}/associations",
            "POST /systemusers/{id}/sshkeys",
            ACTIVATE,
        ];
        let operation = operations[rng.random_range(0..operations.len())];
        let answered = |code, html: Option<&str>| Then::Status {
            code,
            body: None,
            retry_after: None,
            html: html.map(str::to_owned),
        };
        let then = match rng.random_range(0..7) {
            0 => answered(429, None),
            1 => answered(503, None),
            2 => answered(502, Some("<h1>Bad gateway</h1>")),
            3 => Then::DropConnectionBefore,
            4 => Then::AppliedButReplyLost,
            5 => Then::TruncatedBody,
            _ => Then::StaleRead,
        };
        let p = if operation == "*" { rng.random_range(0.02..0.25) } else { rng.random_range(0.2..1.0) };
        let when = When::Probability { p, seed: rng.random() };
        control.add_fault(Fault { operation: operation.into(), when, only_times: None, then });
    }
    match rng.random_range(0..6) {
        0 => place.mail.be_busy(rng.random_range(1..4)),
        1 => place.mail.lose_replies(rng.random_range(1..4)),
        _ => {}
    }
    rng.random_bool(0.4).then(|| rng.random_range(1..60))
}

/// Drops the work when so many calls have arrived; None if that came before its end.
async fn killed_after<E>(work: impl Future<Output = Result<Run, E>>, control: &Control, calls: u64) -> Option<Run> {
    let made = || control.counts().values().sum::<u64>();
    let before = made();
    let arrived = async {
        while made() - before < calls {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::select! {
        run = work => run.ok(),
        () = arrived => None,
    }
}

/// No write but the notifications' follows an activation, and there is one account and one activation at most.
fn never_too_early(control: &Control, what: &str) {
    let requests = control.requests();
    let is_applied = |request: &RecordedRequest| match request.fault {
        None | Some("stale_read") => (200..300).contains(&request.status),
        Some(name) => matches!(name, "applied_but_reply_lost" | "truncated_body"),
    };
    let activated = requests.iter().position(|request| request.operation == ACTIVATE && is_applied(request));
    if let Some(activated) = activated {
        let late = requests[activated + 1..].iter().find(|request| {
            is_applied(request)
                && request.operation != ACTIVATE
                && matches!(request.operation, "POST /systemusers" | "POST /v2/usergroups/{group_id}/members")
                && request.status != 409
        });
        // What failed before the activation may be mended after it, in a run that was resumed.
        let resumed = requests[activated + 1..].iter().any(|request| request.operation == "GET /organizations/{id}");
        assert!(late.is_none() || resumed, "{what}: {late:?} came after the activation");
    }
    assert!(sent(control).len() <= 1, "{what}: {:?}", sent(control));
    let users = control.state()["organizations"][0]["users"].as_array().map_or(0, Vec::len);
    assert!(users <= 5, "{what}: {users} accounts");
}

/// What a report says was done is in the directory.
fn tells_the_truth(control: &Control, run: &Run, what: &str) {
    let report = document_of(run);
    let state = control.state();
    let organization = &state["organizations"][0];
    let users = organization["users"].as_array().cloned().unwrap_or_default();
    let account = users.iter().find(|user| user["username"] == "john.smith");
    let Some(id) = report["user_info"]["jumpcloud_user_id"].as_str() else {
        assert_ne!(report["account_created"], true, "{what}");
        let certain = report["failed_steps"].as_array().is_some_and(|failed| {
            failed.iter().any(|step| step["impact"] == "No account was created; the directory is unchanged.")
        });
        assert!(account.is_none() || !certain, "{what}: an account is there, though the report is certain of none");
        return;
    };
    let account = account.unwrap_or_else(|| panic!("{what}: an account that was reported is not there"));
    assert_eq!(account["_id"], id, "{what}");
    let status = report["account_details"]["account_status"].as_str();
    if status == Some("activated") || report["account_details"]["activation_email_sent"] == true {
        assert_eq!(account["state"], "ACTIVATED", "{what}");
    }
    let edges = organization["edges"].as_array().cloned().unwrap_or_default();
    let holds = |other: &Value| {
        edges.iter().any(|edge| edge["from"]["id"] == *other && edge["to"]["id"] == id)
            || edges.iter().any(|edge| edge["to"]["id"] == *other && edge["from"]["id"] == id)
    };
    for group in report["group_assignments"]["groups"].as_array().into_iter().flatten() {
        if group["added"] == true {
            assert!(holds(&group["group_id"]), "{what}: {group} was reported as added");
        }
    }
    for system in report["system_bindings"]["systems"].as_array().into_iter().flatten() {
        if system["access_via"] == "direct" {
            assert!(holds(&system["system_id"]), "{what}: {system} was reported as bound");
        }
    }
    if report["security_settings"]["ssh_public_key_added"] == true {
        assert_eq!(account["ssh_keys"].as_array().map_or(0, Vec::len), 1, "{what}");
    }
    let mails = control.mail();
    for who in ["manager_notification", "it_notification"] {
        let note = &report["notifications_sent"][who];
        let to = note["recipient"].as_str().or(note["recipients"][0].as_str()).unwrap_or_default();
        let arrived = mails.iter().any(|mail| mail.kind == "received" && mail.to == to);
        assert!(note["sent"] != true || arrived, "{what}: {note} was reported");
    }
}
