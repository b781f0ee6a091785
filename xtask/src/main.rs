//! The workspace's own tasks: `cargo xtask TASK`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a developers' tool talks to its terminal")]

mod foreign;
mod interrupt;
mod postgres;
mod run;
mod suites;
mod test;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask TASK

tasks:
  test [PACKAGE]...   every test of the workspace (or of these packages), with a PostgreSQL of its own";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.split_first() {
        Some((task, packages)) if task == "test" => test::run(packages).await,
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    done.unwrap_or_else(|error| {
        eprintln!("xtask: {error}");
        ExitCode::FAILURE
    })
}
