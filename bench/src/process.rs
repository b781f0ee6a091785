//! Processes: the simulator beside us, start-up time, memory, processor time. Linux's `/proc` tells.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use crate::Failure;

/// Ticks of `/proc/self/stat` in a second. Source: Linux, `sysconf(_SC_CLK_TCK)`, 100 on all usual machines.
const TICKS: f64 = 100.0;

/// A simulator in a process of its own, so that its processor time is not ours.
pub(crate) struct Simulator {
    #[expect(dead_code, reason = "dropping it ends the process")]
    child: tokio::process::Child,
    pub(crate) url: String,
    pub(crate) api_key: String,
    pub(crate) org_id: String,
}

impl Simulator {
    pub(crate) async fn start(binary: &Path) -> Result<Simulator, Failure> {
        Simulator::start_with(binary, &["--seed", "demo"]).await
    }

    /// With further flags of `dayone sim`.
    pub(crate) async fn start_with(binary: &Path, flags: &[&str]) -> Result<Simulator, Failure> {
        let mut child = tokio::process::Command::new(binary)
            .args(["sim", "--listen", "127.0.0.1:0"])
            .args(flags)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let out = child.stdout.take().ok_or("no output")?;
        let line = BufReader::new(out).lines().next_line().await?.ok_or("the simulator said nothing")?;
        let ready: Value = serde_json::from_str(&line)?;
        let text = |key: &str| ready[key].as_str().unwrap_or_default().to_owned();
        Ok(Simulator { url: text("url"), api_key: text("api_key"), org_id: text("org_id"), child })
    }
}

/// What a simulator says of itself, by the plainest request that there is.
pub(crate) async fn get(url: &str, path: &str) -> Result<String, Failure> {
    let address = url.trim_start_matches("http://").trim_end_matches('/');
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(format!("GET {path} HTTP/1.0\r\n\r\n").as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer.split_once("\r\n\r\n").ok_or("no answer")?.1.to_owned())
}

/// The median time from starting `dayone --version` to its end.
pub(crate) fn start_time(binary: &Path, times: usize) -> Result<Duration, Failure> {
    let mut taken = Vec::with_capacity(times);
    for _ in 0..times {
        let started = Instant::now();
        let status = Command::new(binary).arg("--version").stdout(Stdio::null()).status()?;
        taken.push(started.elapsed());
        if !status.success() {
            return Err(format!("{} --version failed", binary.display()).into());
        }
    }
    taken.sort_unstable();
    Ok(taken[times / 2])
}

/// The processor time of this process so far, user and system.
pub(crate) fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The second field, the name, may hold blanks: count from its closing parenthesis.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks: f64 = [11, 12].iter().filter_map(|at| fields.get(*at)?.parse::<f64>().ok()).sum();
    Duration::from_secs_f64(ticks / TICKS)
}

/// The most memory that a process has had, in megabytes.
pub(crate) fn peak_memory_mb(process: &str) -> u64 {
    status_mb(process, "VmHWM:")
}

/// The memory that a process has now, in megabytes.
pub(crate) fn memory_mb(process: &str) -> u64 {
    status_mb(process, "VmRSS:")
}

fn status_mb(process: &str, field: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(field)).unwrap_or_default();
    let kilobytes = line.split_whitespace().nth(1).and_then(|number| number.parse::<u64>().ok());
    kilobytes.unwrap_or_default() / 1024
}

/// The most memory of one `dayone provision`, watched from outside.
pub(crate) async fn provision_memory(binary: &Path, simulator: &Simulator) -> Result<u64, Failure> {
    let folder = tempfile::tempdir()?;
    let request = r#"{"first_name":"Mem","last_name":"Ory","email":"mem.ory@company.com","username":"mem.ory","department":"Engineering"}"#;
    let file = folder.path().join("request.json");
    std::fs::write(&file, request)?;
    let mut child: Child = Command::new(binary)
        .args(["provision", "--yes", "--no-progress", "-o", "json"])
        .arg(&file)
        .env("JUMPCLOUD_API_KEY", &simulator.api_key)
        .env("JUMPCLOUD_ORG_ID", &simulator.org_id)
        .env("JUMPCLOUD_BASE_URL", &simulator.url)
        .env("HOME", folder.path())
        .env("XDG_DATA_HOME", folder.path().join("data"))
        .env("XDG_CONFIG_HOME", folder.path().join("config"))
        .current_dir(folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let mut peak = 0;
    loop {
        peak = peak.max(peak_memory_mb(&child.id().to_string()));
        if let Some(status) = child.try_wait()? {
            return if status.success() { Ok(peak) } else { Err("provision failed".into()) };
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// What machine this is, and the day.
pub(crate) fn machine() -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = cpu.lines().find(|line| line.starts_with("model name")).and_then(|line| line.split(": ").nth(1));
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    #[expect(clippy::disallowed_methods, reason = "a measurement bears the day on which it was made")]
    let day = jiff::Timestamp::now().strftime("%Y-%m-%d").to_string();
    format!("{day}, {cores} cores, {}, shared and noisy", name.unwrap_or("unknown processor"))
}
