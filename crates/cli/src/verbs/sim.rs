//! `sim`: a JumpCloud for tests, until stopped; or an organisation recorded for it.

use std::path::Path;
use std::time::Duration;

use dayone_simulator::{Fault, Options, Seed, Simulator};
use serde_json::json;

use super::record::{Names, record};
use super::stop::StopSignal;
use crate::args::{Global, SimArgs};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;

pub(crate) async fn sim(global: &Global, args: &SimArgs, printer: &Printer) -> Result<Exit, Failure> {
    if let Some(file) = &args.record {
        let names = if args.with_names { Names::Kept } else { Names::Replaced };
        return record(global, file, names, printer).await;
    }
    let seed = match args.seed.to_str() {
        Some("demo") => Seed::Demo,
        _ => Seed::from_file(&args.seed).map_err(|error| told(&error))?,
    };
    let options = Options {
        listen: args.listen,
        latency: Duration::from_millis(args.latency_ms),
        rate_limit: args.rate_limit,
        remembered_requests: 5_000,
        faults: args.faults.as_deref().map(faults).transpose()?.unwrap_or_default(),
        ..Options::default()
    };
    let simulator = Simulator::start(seed, options).await.map_err(|error| told(&error))?;
    let mut stop = StopSignal::listen().map_err(|error| told(&error))?;
    let ready = json!({ "url": simulator.url(), "api_key": simulator.api_key(), "org_id": simulator.org_id() });
    printer.write_out(&format!("{ready}\n"));
    stop.wait().await;
    simulator.stop().await;
    Ok(Exit::Done)
}

fn faults(path: &Path) -> Result<Vec<Fault>, Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::usage(format!("the faults in {}: {error}", path.display()));
    let bytes = std::fs::read(path).map_err(|error| failed(&error))?;
    serde_json::from_slice(&bytes).map_err(|error| failed(&error))
}

/// An error with its cause.
fn told(error: &dyn std::error::Error) -> Failure {
    let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
    Failure::usage(format!("{error}{cause}"))
}
