//! `baseline`: groups, what they grant, and the organisation's mails, as they are declared.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// `baseline`.
#[derive(Debug, Subcommand)]
pub enum Baseline {
    /// Show what differs between the declared baseline and the directory. Writes nothing.
    Plan(BaselinePlan),
    /// Write the declaration of the organisation as it is, as a file that `include` takes. Writes nothing to JumpCloud.
    Import(BaselineImport),
}

/// What happens to what is not declared.
#[derive(Debug, Clone, Copy, Args)]
pub struct PruneFlag {
    /// Delete groups and words of mails that are not declared, of those kinds of which anything is.
    #[arg(long)]
    pub prune: bool,
}

/// `baseline plan`.
#[derive(Debug, Args)]
pub struct BaselinePlan {
    /// What happens to what is not declared.
    #[command(flatten)]
    pub prune: PruneFlag,
    /// End with 5 if anything differs: for checks that run by themselves.
    #[arg(long)]
    pub exit_code: bool,
}

/// `baseline import`.
#[derive(Debug, Args)]
pub struct BaselineImport {
    /// Where to write it; - prints it.
    #[arg(value_name = "FILE|-", default_value = "-")]
    pub file: PathBuf,
    /// Replace the file if it is there.
    #[arg(long)]
    pub force: bool,
}
