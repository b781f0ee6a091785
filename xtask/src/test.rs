//! `cargo xtask test`: every test, against SQLite and a real PostgreSQL, with each suite's time.

use std::{process::ExitCode, time::Instant};

use crate::{
    foreign,
    interrupt::interrupted,
    postgres::Server,
    run::Failed,
    suites::{self, Suite},
};

/// Names the PostgreSQL server of the tests. If it is set already, that server is used and none is started.
const POSTGRES: &str = "DAYONE_TEST_POSTGRES";

/// Runs the suites and stops the server whatever happens; the exit code is that of the tests.
pub(crate) async fn run(packages: &[String]) -> Result<ExitCode, Failed> {
    // Whichever ends first, the other is dropped, and with it the server and the test that runs.
    tokio::select! {
        done = build_and_run(packages) => done,
        code = interrupted() => Ok(ExitCode::from(code)),
    }
}

async fn build_and_run(packages: &[String]) -> Result<ExitCode, Failed> {
    let suites = suites::build(packages).await?;
    if let Ok(url) = std::env::var(POSTGRES) {
        return all(&suites, packages, &url).await;
    }
    let server = Server::start().await?;
    all(&suites, packages, &server.url()).await
}

async fn all(suites: &[Suite], packages: &[String], postgres: &str) -> Result<ExitCode, Failed> {
    let mut failed = Vec::new();
    let mut times = Vec::new();
    for suite in suites {
        let name = format!("{} {}", suite.package, suite.name);
        println!("\n=== {name}");
        let start = Instant::now();
        if !suite.run(&[(POSTGRES, postgres)]).await? {
            failed.push(name.clone());
        }
        times.push((name, start.elapsed()));
    }
    println!("\n=== examples in the documentation");
    let start = Instant::now();
    if !suites::examples(packages).await? {
        failed.push("examples in the documentation".into());
    }
    times.push(("examples in the documentation".into(), start.elapsed()));
    if packages.is_empty() || packages.iter().any(|package| package == foreign::PACKAGE) {
        println!("\n=== clients that others wrote");
        let start = Instant::now();
        if !foreign::walk().await? {
            failed.push("clients that others wrote".into());
        }
        times.push(("clients that others wrote".into(), start.elapsed()));
    }
    println!();
    for (name, time) in &times {
        println!("{:8.2} s  {name}", time.as_secs_f64());
    }
    println!("{:8.2} s  in all", times.iter().map(|(_, time)| time.as_secs_f64()).sum::<f64>());
    if failed.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    println!("\nfailed: {}", failed.join(", "));
    Ok(ExitCode::FAILURE)
}
