//! The simulator's speed: 10,000 users, 500 groups, 5,000 systems; this process is the load beside it.
//!
//! The load speaks HTTP by hand over kept connections, so that its own cost, which shares the cores, stays small.

use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use crate::{Failure, process};

const USERS: usize = 10_000;
const GROUPS: usize = 500;
const SYSTEMS: usize = 5_000;
const SYSTEM_GROUPS: usize = 100;
/// Groups of each user.
const EACH: usize = 5;
const CONNECTIONS: usize = 16;

/// Where the simulator is, and with which key.
#[derive(Clone)]
struct Place {
    address: String,
    key: String,
}

/// Measures and prints.
pub(crate) async fn measure(binary: &Path) -> Result<Vec<String>, Failure> {
    let mut seed = tempfile::NamedTempFile::new()?;
    seed.write_all(organization().to_string().as_bytes())?;
    let started = Instant::now();
    let mut child = tokio::process::Command::new(binary)
        .args(["sim", "--listen", "127.0.0.1:0", "--seed"])
        .arg(seed.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let out = child.stdout.take().ok_or("no output")?;
    let line = BufReader::new(out).lines().next_line().await?.ok_or("the simulator said nothing")?;
    let ready: Value = serde_json::from_str(&line)?;
    let text = |key: &str| ready[key].as_str().unwrap_or_default().to_owned();
    let place = Place { address: text("url").trim_start_matches("http://").to_owned(), key: text("api_key") };
    let mut rows = vec![row(
        "loading 10,000 users, 500 groups, 5,000 systems",
        &format!("{:.2} s", started.elapsed().as_secs_f64()),
        "",
    )];

    let one = flood(&place, 60_000, |n| get(format!("/api/systemusers/{}", id('a', n * 7919 % USERS)))).await?;
    rows.push(row("reads of one user, 16 connections", &a_second(one), "5,000/s"));
    let page =
        flood(&place, 20_000, |n| get(format!("/api/systemusers?limit=10&skip={}&sort=_id", n * 13 % 9_000))).await?;
    rows.push(row("reads of a page of 10 users", &a_second(page), "5,000/s"));
    let update = flood(&place, 20_000, |n| {
        let body = json!({ "department": format!("D{}", n % 40), "jobTitle": format!("T{n}") });
        ("PUT", format!("/api/systemusers/{}", id('a', n * 7919 % USERS)), body.to_string())
    })
    .await?;
    rows.push(row("writes: changes of a user", &a_second(update), "2,000/s"));
    let members = flood(&place, 20_000, |n| {
        let op = if n % 2 == 0 { "remove" } else { "add" };
        let (user, group) = (n / 2 % USERS, n / 2 % USERS % GROUPS);
        let body = json!({ "op": op, "type": "user", "id": id('a', user) });
        ("POST", format!("/api/v2/usergroups/{}/members", id('b', group)), body.to_string())
    })
    .await?;
    rows.push(row("writes: members added and removed", &a_second(members), "2,000/s"));
    let walks = [
        ("systems of a user", 'a', "users", "systems", USERS),
        ("groups of a user", 'a', "users", "memberof", USERS),
        ("members of a group", 'b', "usergroups", "membership", GROUPS),
        ("systems of a group", 'b', "usergroups", "systems", GROUPS),
        ("users of a system", 'c', "systems", "users", SYSTEMS),
    ];
    for (what, kind, path, reached, of) in walks {
        let (median, worst) =
            walk(&place, 200, |n| get(format!("/api/v2/{path}/{}/{reached}?limit=100", id(kind, n * 37 % of)))).await?;
        let measured =
            format!("{:.1} ms, worst of 200: {:.1} ms", median.as_secs_f64() * 1e3, worst.as_secs_f64() * 1e3);
        rows.push(row(&format!("traversal, {what}"), &measured, "20 ms"));
    }
    let process = child.id().unwrap_or_default().to_string();
    let (now, peak) = (process::memory_mb(&process), process::peak_memory_mb(&process));
    rows.push(row("memory of the simulator with 10,000 users, after all of this", &format!("{now} MB"), "200 MB"));
    rows.push(row("its peak, while loading", &format!("{peak} MB"), ""));
    let create = flood(&place, 5_000, |n| {
        let body = json!({ "username": format!("new{n}"), "email": format!("new{n}@company.com"), "state": "STAGED" });
        ("POST", "/api/systemusers".to_owned(), body.to_string())
    })
    .await?;
    rows.push(row("writes: new users", &a_second(create), "2,000/s"));
    Ok(rows)
}

fn row(what: &str, measured: &str, goal: &str) -> String {
    format!("| {what} | {measured} | {goal} |")
}

fn a_second(rate: f64) -> String {
    format!("{rate:.0}/s")
}

fn id(kind: char, number: usize) -> String {
    format!("{kind}{number:023x}")
}

fn get(path: String) -> (&'static str, String, String) {
    ("GET", path, String::new())
}

/// The organisation as a seed.
fn organization() -> Value {
    let users: Vec<Value> = (0..USERS)
        .map(|n| {
            json!({
                "id": id('a', n), "username": format!("user{n}"), "email": format!("user{n}@company.com"),
                "firstname": "First", "lastname": format!("Last{n}"), "department": format!("D{}", n % 40),
                "state": "ACTIVATED", "activated": true, "unix_uid": 5000 + n, "unix_guid": 5000 + n,
            })
        })
        .collect();
    let groups: Vec<Value> = (0..GROUPS).map(|n| json!({ "id": id('b', n), "name": format!("UG-{n:03}") })).collect();
    let systems: Vec<Value> =
        (0..SYSTEMS).map(|n| json!({ "id": id('c', n), "hostname": format!("host{n}"), "os": "Ubuntu" })).collect();
    let system_groups: Vec<Value> =
        (0..SYSTEM_GROUPS).map(|n| json!({ "id": id('d', n), "name": format!("SG-{n:02}") })).collect();
    let edge = |from: &str, a: String, to: &str, b: String| json!({ "from": { "type": from, "id": a }, "to": { "type": to, "id": b } });
    let mut edges = Vec::new();
    for n in 0..USERS {
        edges.extend((0..EACH).map(|k| edge("user_group", id('b', (n + k * 97) % GROUPS), "user", id('a', n))));
    }
    edges.extend((0..SYSTEMS).map(|n| edge("system_group", id('d', n % SYSTEM_GROUPS), "system", id('c', n))));
    edges.extend((0..GROUPS).map(|n| edge("user_group", id('b', n), "system_group", id('d', n % SYSTEM_GROUPS))));
    json!({ "organizations": [{
        "id": id('e', 1), "name": "Company Inc", "users": users, "user_groups": groups, "systems": systems,
        "system_groups": system_groups, "edges": edges,
    }] })
}

/// Requests a second over all connections.
async fn flood(
    place: &Place,
    times: usize,
    request: impl Fn(usize) -> (&'static str, String, String) + Send + Sync + 'static,
) -> Result<f64, Failure> {
    let (request, next) = (Arc::new(request), Arc::new(AtomicUsize::new(0)));
    let started = Instant::now();
    let mut tasks = Vec::new();
    for _ in 0..CONNECTIONS {
        let (request, next, place) = (Arc::clone(&request), Arc::clone(&next), place.clone());
        tasks.push(tokio::spawn(async move {
            let mut connection = Connection::open(&place).await?;
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= times {
                    return Ok::<(), Failure>(());
                }
                connection.ask(&request(number)).await?;
            }
        }));
    }
    for task in tasks {
        task.await??;
    }
    #[expect(clippy::cast_precision_loss, reason = "some thousands")]
    let rate = times as f64 / started.elapsed().as_secs_f64();
    Ok(rate)
}

/// Median and worst time of requests, one after the other.
async fn walk(
    place: &Place,
    times: usize,
    request: impl Fn(usize) -> (&'static str, String, String),
) -> Result<(Duration, Duration), Failure> {
    let mut connection = Connection::open(place).await?;
    let mut taken = Vec::with_capacity(times);
    for number in 0..times {
        let request = request(number);
        let started = Instant::now();
        connection.ask(&request).await?;
        taken.push(started.elapsed());
    }
    taken.sort_unstable();
    Ok((taken[times / 2], taken[times - 1]))
}

/// A kept connection.
struct Connection {
    stream: TcpStream,
    key: String,
    buffer: Vec<u8>,
}

impl Connection {
    async fn open(place: &Place) -> Result<Connection, Failure> {
        let stream = TcpStream::connect(&place.address).await?;
        stream.set_nodelay(true)?;
        Ok(Connection { stream, key: place.key.clone(), buffer: Vec::new() })
    }

    /// Asks, and reads the answer to its end; anything but a success, or a 409 or 404 of an edge, ends the measurement.
    async fn ask(&mut self, (method, path, body): &(&'static str, String, String)) -> Result<(), Failure> {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: simulator\r\nx-api-key: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.key,
            body.len()
        );
        self.stream.write_all(request.as_bytes()).await?;
        self.buffer.clear();
        let head = loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err("the connection ended".into());
            }
            if let Some(at) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
        };
        let text = String::from_utf8_lossy(&self.buffer[..head]).to_ascii_lowercase();
        let status = text.split(' ').nth(1).unwrap_or_default().to_owned();
        if !status.starts_with('2') && !matches!(status.as_str(), "404" | "409") {
            return Err(format!("{method} {path}: {status}").into());
        }
        let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.and_then(|length| length.trim().parse().ok()).unwrap_or(0);
        while self.buffer.len() < head + length {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err("the answer ended".into());
            }
        }
        Ok(())
    }
}
