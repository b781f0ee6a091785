//! `people`: those who are there already.

use clap::{Args, Subcommand};

/// `people`.
#[derive(Debug, Subcommand)]
pub enum People {
    /// Write down, of everything that people have and nobody recorded, whether a rule gives it or somebody gave it by
    /// hand. Writes nothing to JumpCloud.
    Adopt(AdoptArgs),
}

/// `people adopt`.
#[derive(Debug, Args)]
pub struct AdoptArgs {
    /// Show what would be written down, and write nothing.
    #[arg(long, display_order = 0)]
    pub plan: bool,
    /// Don't ask.
    #[arg(short, long, display_order = 1)]
    pub yes: bool,
    /// The ticket under which it is done.
    #[arg(long, value_name = "TICKET", display_order = 2)]
    pub ticket: Option<String>,
}
