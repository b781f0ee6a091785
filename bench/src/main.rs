//! Measures a hire: processor time of our own process, calls, round trips, memory, and how long `dayone --version` takes;
//! or a thousand hires from one file; or questions about ten thousand people; or the simulator: requests a second, traversals, memory. Prints a table for `bench/results/`.
//!
//! `cargo run --release -p dayone-bench -- target/release/dayone [hire|simulator|batch|everybody]`
#![expect(clippy::print_stdout, reason = "a measuring program prints what it measured")]

mod batch;
mod everybody;
mod hire;
mod process;
mod simulator;

use std::path::PathBuf;
use std::process::ExitCode;

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> ExitCode {
    let binary = std::env::args().nth(1).map_or_else(|| PathBuf::from("target/release/dayone"), PathBuf::from);
    // Commands are started in folders of their own.
    let binary = binary.canonicalize().unwrap_or(binary);
    let what = std::env::args().nth(2);
    let measured = match what.as_deref() {
        None | Some("hire") => measure(&binary).await,
        Some("batch") => measure_batch(&binary).await,
        Some("everybody") => measure_everybody(&binary).await,
        Some("simulator") => measure_simulator(&binary).await,
        Some(other) => Err(format!("{other} is not known: hire, batch, everybody or simulator").into()),
    };
    match measured {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("not measured: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn measure_batch(binary: &std::path::Path) -> Result<(), Failure> {
    println!("# A batch\n\n{}; the simulators run beside it\n", process::machine());
    println!("| what | measured | goal |\n|---|---|---|");
    for row in batch::measure(binary).await? {
        println!("{row}");
    }
    Ok(())
}

async fn measure_everybody(binary: &std::path::Path) -> Result<(), Failure> {
    println!("# Everybody\n\n{}; the simulator runs beside it\n", process::machine());
    println!("| what | measured | goal |\n|---|---|---|");
    for row in everybody::measure(binary).await? {
        println!("{row}");
    }
    Ok(())
}

async fn measure_simulator(binary: &std::path::Path) -> Result<(), Failure> {
    println!("# The simulator\n\n{}; the load runs beside it\n", process::machine());
    println!("| what | measured | goal |\n|---|---|---|");
    for row in simulator::measure(binary).await? {
        println!("{row}");
    }
    Ok(())
}

async fn measure(binary: &std::path::Path) -> Result<(), Failure> {
    println!("# A hire\n\n{}\n", process::machine());
    println!("| what | measured |\n|---|---|");
    let version = process::start_time(binary, 30)?;
    println!("| `dayone --version`, median of 30 | {:.1} ms |", version.as_secs_f64() * 1e3);

    let simulator = process::Simulator::start(binary).await?;
    let cold = hire::measure(&simulator, 1, 0).await?;
    println!("| cold hire, 5 groups: calls | {} |", cold.calls);
    println!("| cold hire, 5 groups: round trips | {} |", cold.round_trips);
    let warm = hire::measure(&simulator, 101, 1).await?;
    println!("| warm hire, 5 groups: calls | {} |", warm.calls);
    println!("| warm hire, 5 groups: round trips | {} |", warm.round_trips);
    println!("| warm hire: own processor time, mean of 100 | {:.1} ms |", warm.processor.as_secs_f64() * 1e3);
    println!("| peak memory of this process | {} MB |", process::peak_memory_mb("self"));
    let memory = process::provision_memory(binary, &simulator).await?;
    println!("| peak memory of `dayone provision`, one run | {memory} MB |");
    Ok(())
}
