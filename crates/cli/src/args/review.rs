//! `review`: what somebody should look at, and what was decided about it.

use std::path::PathBuf;

use clap::Args;

/// `review`.
#[derive(Debug, Args)]
pub struct ReviewArgs {
    /// Leave out what was kept within so many days.
    #[arg(long, value_name = "DAYS", default_value_t = 90, display_order = 0)]
    pub due: u16,
    /// Read direct bindings however many systems there are, one call each [default: up to 500 systems].
    #[arg(long, display_order = 1)]
    pub all_systems: bool,
    /// Record the decisions in the list that `-o csv` printed, keep or remove with a reason each, and carry the removals
    /// out.
    #[arg(long, value_name = "FILE.csv", display_order = 2)]
    pub decide: Option<PathBuf>,
    /// Don't ask.
    #[arg(short, long, requires = "decide", display_order = 3)]
    pub yes: bool,
    /// The ticket under which it is decided.
    #[arg(long, value_name = "TICKET", requires = "decide", display_order = 4)]
    pub ticket: Option<String>,
}
