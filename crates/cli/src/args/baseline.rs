//! `baseline`: groups, what they grant, and the organisation's mails, as they are declared.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::digest;

/// `baseline`.
#[derive(Debug, Subcommand)]
pub enum Baseline {
    /// Show what differs between the declared baseline and the directory. Writes nothing.
    Plan(BaselinePlan),
    /// Make the directory what is declared: plan, ask, carry out, report. The second time there is nothing to do.
    Apply(BaselineApply),
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

/// `baseline apply`.
#[derive(Debug, Args)]
pub struct BaselineApply {
    /// What happens to what is not declared.
    #[command(flatten)]
    pub prune: PruneFlag,
    /// Let go on what a guard holds back: groups with members deleted, many grants taken, rules over members by hand.
    #[arg(long)]
    pub allow_removals: bool,
    /// Go on only if the plan still has this digest, as `baseline plan` shows it.
    #[arg(long, value_name = "DIGEST", value_parser = digest)]
    pub plan_digest: Option<String>,
    /// Don't ask.
    #[arg(short, long)]
    pub yes: bool,
    /// Record the run and leave it to a worker (`dayone serve`).
    #[arg(long)]
    pub no_wait: bool,
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
