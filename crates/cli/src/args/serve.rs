//! `serve` and `sim`: what runs until it is stopped.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

/// `serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Workers only.
    #[arg(long, required = true)]
    pub no_web: bool,
    /// Runs carried out at once.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub workers: u16,
}

/// `sim`.
#[derive(Debug, Args)]
pub struct SimArgs {
    /// Address to listen on; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    pub listen: SocketAddr,
    /// `demo`, or a file with organisations to start from.
    #[arg(long, value_name = "demo|FILE", default_value = "demo")]
    pub seed: PathBuf,
    /// Time that each answer takes at least.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub latency_ms: u64,
    /// Requests a second and key before 429.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub rate_limit: Option<u32>,
    /// File of faults.
    #[arg(long, value_name = "FILE")]
    pub faults: Option<PathBuf>,
    /// Reads the tenant's organisation into a new file for `--seed`, and serves nothing.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["listen", "seed", "latency_ms", "rate_limit", "faults"])]
    pub record: Option<PathBuf>,
    /// Keeps the names of people in the file, which are replaced otherwise.
    #[arg(long, requires = "record")]
    pub with_names: bool,
}
