//! Questions about everybody with the real binary: 10,000 users, 500 groups, 50,000 memberships. Calls, memory, time.

use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::Failure;
use crate::process::{Simulator, get, peak_memory_mb};

const USERS: usize = 10_000;
const GROUPS: usize = 500;
/// Groups of each user.
const EACH: usize = 5;
const DEPARTMENTS: usize = 20;
/// Direct bindings are read from each, one call.
const SYSTEMS: usize = 400;

/// A command, what it is called in the table, and how it may end.
type Question = (&'static str, &'static [&'static str]);

const QUESTIONS: [Question; 5] = [
    ("what-if, nothing recorded", &["mapping", "what-if", "other.toml", "-o", "csv"]),
    ("people adopt", &["people", "adopt", "--yes", "-o", "json"]),
    ("what-if, everything recorded", &["mapping", "what-if", "other.toml", "-o", "csv"]),
    ("review", &["review", "-o", "csv"]),
    ("explain --all --held", &["explain", "--all", "--held", "-o", "csv"]),
];

/// The rows of the table.
pub(crate) async fn measure(binary: &Path) -> Result<Vec<String>, Failure> {
    let folder = tempfile::tempdir()?;
    let seed = folder.path().join("seed.json");
    std::fs::File::create(&seed)?.write_all(organization().to_string().as_bytes())?;
    let simulator = Simulator::start_with(binary, &["--seed", &seed.display().to_string()]).await?;
    configure(folder.path(), &simulator)?;
    let mut rows = Vec::new();
    for (name, arguments) in QUESTIONS {
        let before = calls(&simulator).await?;
        let Asked { took, peak, lines } = ask(binary, folder.path(), arguments).await?;
        let calls = calls(&simulator).await? - before;
        rows.push(format!("| {name}: calls | {calls} | 1,500 |"));
        rows.push(format!("| {name}: peak memory | {peak} MB | under 200 MB |"));
        rows.push(format!("| {name}: time, lines | {:.1} s, {lines} | |", took.as_secs_f64()));
    }
    Ok(rows)
}

struct Asked {
    took: Duration,
    peak: u64,
    lines: usize,
}

async fn ask(binary: &Path, folder: &Path, arguments: &[&str]) -> Result<Asked, Failure> {
    let out = folder.join("out");
    let began = Instant::now();
    let mut child = tokio::process::Command::new(binary)
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder)
        .env("XDG_DATA_HOME", folder.join("data"))
        .env("XDG_CONFIG_HOME", folder.join("config"))
        .stdout(std::fs::File::create(&out)?)
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .spawn()?;
    let id = child.id().ok_or("the process has ended")?.to_string();
    let mut peak = 0;
    let status = loop {
        tokio::select! {
            status = child.wait() => break status?,
            () = tokio::time::sleep(Duration::from_millis(20)) => peak = peak.max(peak_memory_mb(&id)),
        }
    };
    let took = began.elapsed();
    if !status.success() {
        return Err(format!("{arguments:?} ended with {status}").into());
    }
    Ok(Asked { took, peak, lines: std::fs::read_to_string(&out)?.lines().count() })
}

/// Calls that the simulator has answered so far.
async fn calls(simulator: &Simulator) -> Result<u64, Failure> {
    let answer: Value = serde_json::from_str(&get(&simulator.url, "/_sim/requests").await?)?;
    let counts = answer["by_operation"].as_object().ok_or("no counts")?;
    Ok(counts.values().filter_map(Value::as_u64).sum())
}

/// The present rules and others: half of the departments get another group.
fn configure(folder: &Path, simulator: &Simulator) -> Result<(), Failure> {
    let key = folder.join("key");
    std::fs::write(&key, &simulator.api_key)?;
    std::fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    let head = format!(
        "[limits]\nmax_requests_per_second = 1000\n[tenants.acme]\nbase_url = \"{}\"\napi_key = {{ file = \"{}\" }}\n\
         jumpcloud_org_id = \"{}\"\ngroups.default = [\"UG-0000\"]\n",
        simulator.url,
        key.display(),
        simulator.org_id
    );
    let rules = |moved: usize| -> String {
        (0..DEPARTMENTS)
            .map(|number| {
                let group = if number < moved { number + 1 + DEPARTMENTS } else { number + 1 };
                format!("groups.department.\"Department {number}\" = [\"UG-{group:04}\"]\n")
            })
            .collect()
    };
    std::fs::write(folder.join("dayone.toml"), format!("{head}{}", rules(0)))?;
    std::fs::write(folder.join("other.toml"), format!("{head}{}", rules(DEPARTMENTS / 2)))?;
    Ok(())
}

fn organization() -> Value {
    let users: Vec<Value> = (0..USERS)
        .map(|number| {
            json!({
                "id": id('a', number), "username": format!("person.{number}"), "state": "ACTIVATED", "activated": true,
                "email": format!("person.{number}@company.com"), "firstname": "Person", "lastname": number.to_string(),
                "department": format!("Department {}", number % DEPARTMENTS), "jobTitle": "Clerk", "location": "Seattle",
                "employeeIdentifier": format!("EMP-{number}"), "enable_user_portal_multifactor": true,
                "mfa": { "configured": number % 10 > 0, "exclusion": false }, "created": "2024-01-15T09:00:00.000Z",
            })
        })
        .collect();
    let groups: Vec<Value> =
        (0..GROUPS).map(|number| json!({ "id": id('b', number), "name": format!("UG-{number:04}") })).collect();
    let systems: Vec<Value> =
        (0..SYSTEMS).map(|number| json!({ "id": id('c', number), "hostname": format!("host-{number}") })).collect();
    let mut edges = Vec::new();
    let mut edge = |person: usize, kind: &str, to: String| {
        edges.push(json!({ "from": { "type": "user", "id": id('a', person) }, "to": { "type": kind, "id": to } }));
    };
    for person in 0..USERS {
        let others = (0..EACH - 2).map(|nth| 1 + DEPARTMENTS + (person * 3 + nth * 101) % (GROUPS - 1 - DEPARTMENTS));
        for group in [0, 1 + person % DEPARTMENTS].into_iter().chain(others) {
            edge(person, "user_group", id('b', group));
        }
        if person % 10 == 0 {
            edge(person, "system", id('c', person / 10 % SYSTEMS));
        }
    }
    json!({ "organizations": [{
        "id": "5f9a8b7c6d5e4f3a2b1c0d9e", "name": "Large", "users": users, "user_groups": groups, "systems": systems,
        "edges": edges,
    }] })
}

fn id(kind: char, number: usize) -> String {
    format!("{kind}{number:023x}")
}
