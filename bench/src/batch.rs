//! A thousand hires with the real binary: calls, pace, refusals for the rate, fairness between tenants, memory.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::Failure;
use crate::process::{Simulator, get, peak_memory_mb};

/// Hires of the measured batches.
const HIRES: usize = 1_000;
/// Rows of the file that is only checked.
const ROWS: usize = 50_000;
/// Simulated time that each answer takes, in milliseconds.
const LATENCY_MS: u32 = 50;
const IN_FLIGHT: u32 = 8;
/// Simulated calls a second before 429.
const LIMIT: u32 = 50;

/// The rows of the table.
pub(crate) async fn measure(binary: &Path) -> Result<Vec<String>, Failure> {
    let mut rows = Vec::new();
    rows.extend(unlimited(binary).await?);
    rows.extend(limited(binary).await?);
    rows.extend(three_tenants(binary).await?);
    rows.extend(checked(binary).await?);
    Ok(rows)
}

/// No limit but the places in flight.
async fn unlimited(binary: &Path) -> Result<Vec<String>, Failure> {
    let latency = LATENCY_MS.to_string();
    let simulator = Simulator::start_with(binary, &["--latency-ms", &latency]).await?;
    let (summary, took) = bulk(binary, &[("acme", &simulator, HIRES)], 10_000).await?;
    let calls = number(&summary["calls"]);
    let possible = f64::from(IN_FLIGHT) / (f64::from(LATENCY_MS) / 1e3);
    let rate = calls / took.as_secs_f64();
    let done = number(&summary["tenants"][0]["done"]);
    Ok(vec![
        format!("| {HIRES} hires of 5 groups, {LATENCY_MS} ms, {IN_FLIGHT} in flight: done | {done} | {HIRES} |"),
        format!("| calls a hire, all in all | {:.2} | 7.3 |", calls / done),
        format!(
            "| calls a second | {rate:.0}, {:.0} % of in flight / latency ({possible:.0}) | 90 % |",
            rate / possible * 100.0
        ),
        format!("| time | {:.1} s | |", took.as_secs_f64()),
    ])
}

/// The directory takes so many calls a second and no more.
async fn limited(binary: &Path) -> Result<Vec<String>, Failure> {
    let (latency, limit) = (LATENCY_MS.to_string(), LIMIT.to_string());
    let simulator = Simulator::start_with(binary, &["--latency-ms", &latency, "--rate-limit", &limit]).await?;
    let (summary, took) = bulk(binary, &[("acme", &simulator, HIRES)], 10_000).await?;
    let (calls, refused) = (number(&summary["calls"]), number(&summary["rate_limited"]));
    let used = (calls - refused) / took.as_secs_f64() / f64::from(LIMIT);
    let done = number(&summary["tenants"][0]["done"]);
    Ok(vec![
        format!("| the same at a limit of {LIMIT} calls/s: done | {done} | {HIRES} |"),
        format!("| share of the limit used | {:.1} % | 95 % |", used * 100.0),
        format!("| answers 429 | {refused} of {calls}, {:.2} % | under 1 % |", refused / calls * 100.0),
        format!("| time | {:.1} s | |", took.as_secs_f64()),
    ])
}

/// A large tenant and two small ones in one file, the large one first.
async fn three_tenants(binary: &Path) -> Result<Vec<String>, Failure> {
    let latency = LATENCY_MS.to_string();
    let folder = tempfile::tempdir()?;
    let seeds = [seed(binary, folder.path(), "a").await?, seed(binary, folder.path(), "b").await?];
    let start = async |seed: &str| Simulator::start_with(binary, &["--latency-ms", &latency, "--seed", seed]).await;
    let (acme, beta, gamma) = (start("demo").await?, start(&seeds[0]).await?, start(&seeds[1]).await?);
    let (summary, took) =
        bulk(binary, &[("acme", &acme, 900), ("beta", &beta, 90), ("gamma", &gamma, 9)], 10_000).await?;
    let began: jiff::Timestamp = text(&summary["started"]).parse()?;
    let mut ends = String::new();
    for tenant in summary["tenants"].as_array().into_iter().flatten() {
        let last: jiff::Timestamp = text(&tenant["last_done"]).parse()?;
        let after = last.duration_since(began).as_secs_f64();
        let _ =
            write!(ends, "{} {} after {after:.1} s; ", tenant["tenant"].as_str().unwrap_or_default(), tenant["done"]);
    }
    Ok(vec![format!("| three tenants in one file | {ends}all {:.1} s | small ones first |", took.as_secs_f64())])
}

/// A file with the demo's organisation under another id: two tenants can't be one organisation.
async fn seed(binary: &Path, folder: &Path, digit: &str) -> Result<String, Failure> {
    let demo = Simulator::start_with(binary, &[]).await?;
    let state = get(&demo.url, "/_sim/state").await?;
    let other = format!("{}{digit}", &demo.org_id[..demo.org_id.len() - 1]);
    let path = folder.join(format!("{digit}.json"));
    std::fs::write(&path, state.replace(&demo.org_id, &other))?;
    Ok(path.display().to_string())
}

/// Many rows checked, nothing written.
async fn checked(binary: &Path) -> Result<Vec<String>, Failure> {
    let simulator = Simulator::start_with(binary, &[]).await?;
    let folder = prepared(&[("acme", &simulator, ROWS)], 10_000)?;
    let began = Instant::now();
    let mut command = command(binary, folder.path(), &simulator);
    command.args(["bulk", "people.csv", "--check", "-o", "csv"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let id = child.id().ok_or("the process has ended")?.to_string();
    let mut peak = 0;
    let status = loop {
        tokio::select! {
            status = child.wait() => break status?,
            () = tokio::time::sleep(Duration::from_millis(50)) => peak = peak.max(peak_memory_mb(&id)),
        }
    };
    if !status.success() {
        return Err(format!("the check ended with {status}").into());
    }
    let took = began.elapsed();
    Ok(vec![
        format!("| {ROWS} rows checked, directory and plans included: peak memory | {peak} MB | under 150 MB |"),
        format!("| time | {:.1} s, {:.0} rows/s | |", took.as_secs_f64(), ROWS as f64 / took.as_secs_f64()),
    ])
}

/// Carries out a file of these tenants' people; the summary, and how long the batch took.
async fn bulk(
    binary: &Path,
    tenants: &[(&str, &Simulator, usize)],
    per_second: u32,
) -> Result<(Value, Duration), Failure> {
    let folder = prepared(tenants, per_second)?;
    let simulator = tenants.first().ok_or("no tenant")?.1;
    let output = command(binary, folder.path(), simulator)
        .args(["bulk", "people.csv", "--yes", "--expect"])
        .arg(tenants.iter().map(|(_, _, people)| people).sum::<usize>().to_string())
        .args(["--quiet", "-o", "json"])
        .output()
        .await?;
    let summary: Value = serde_json::from_slice(&output.stdout)
        .map_err(|_| format!("no summary: {}", String::from_utf8_lossy(&output.stderr)))?;
    let time = |name: &str| text(&summary[name]).parse::<jiff::Timestamp>();
    let took = Duration::try_from(time("ended")?.duration_since(time("started")?))?;
    Ok((summary, took))
}

fn command(binary: &Path, folder: &Path, simulator: &Simulator) -> tokio::process::Command {
    let mut command = tokio::process::Command::new(binary);
    command.current_dir(folder).env_clear().env("PATH", "/usr/bin:/bin").env("KEY", &simulator.api_key);
    command.env("HOME", folder);
    command.env("XDG_DATA_HOME", folder.join("data")).env("XDG_CONFIG_HOME", folder.join("config"));
    command.kill_on_drop(true);
    command
}

/// A folder with a configuration and a file of people.
fn prepared(tenants: &[(&str, &Simulator, usize)], per_second: u32) -> Result<tempfile::TempDir, Failure> {
    let folder = tempfile::tempdir()?;
    // Guards have no say in what is measured.
    let mut config =
        format!("[limits]\nmax_in_flight = {IN_FLIGHT}\nmax_requests_per_second = {}\n", per_second.min(1_000));
    let mut people = String::from(
        "tenant,first_name,last_name,email,username,department,job_title,employee_id,office_location,additional_groups,attributes.costCenter\n",
    );
    for (name, simulator, count) in tenants {
        let key = folder.path().join(format!("{name}.key"));
        std::fs::write(&key, &simulator.api_key)?;
        std::fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
        let (url, org) = (&simulator.url, &simulator.org_id);
        write!(
            config,
            "[tenants.{name}]\nbase_url = \"{url}\"\napi_key = {{ file = \"{}\" }}\njumpcloud_org_id = \"{org}\"\n\
             groups.default = [\"UG-All-Employees\"]\ngroups.department.Engineering = [\"UG-Engineering\"]\n\
             groups.role.\"Software *\" = [\"UG-Developers\"]\ngroups.location.Seattle = [\"UG-Seattle-Office\"]\n",
            key.display()
        )?;
        for number in 0..*count {
            writeln!(
                people,
                "{name},Ada{number},Muster,{name}.{number}@company.com,{name}.{number},Engineering,Software Developer,\
                 EMP-{number:05},Seattle,UG-Project-Phoenix,ENG-200"
            )?;
        }
    }
    std::fs::write(folder.path().join("dayone.toml"), config)?;
    std::fs::write(folder.path().join("people.csv"), people)?;
    Ok(folder)
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_default()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
