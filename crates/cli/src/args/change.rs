//! `move`, `offboard`, `rehire`, `runs undo`: changes of what is there.

use std::path::PathBuf;

use clap::Args;

use super::{RequestArgs, RequestFlags, digest};

/// How a change is agreed to and carried out.
#[derive(Debug, Args)]
pub struct ChangeFlags {
    /// Show what would be done, and write nothing.
    #[arg(long, display_order = 0, conflicts_with = "yes")]
    pub check: bool,
    /// Go on only if the plan still has this digest, as --check shows it.
    #[arg(long, value_name = "DIGEST", display_order = 1, value_parser = digest)]
    pub plan_digest: Option<String>,
    /// Don't ask.
    #[arg(short, long, display_order = 2)]
    pub yes: bool,
    /// Stay until nothing is left to do, through approval and a time of grace.
    #[arg(long, display_order = 3, conflicts_with = "no_wait")]
    pub wait: bool,
    /// Record the run and leave it to a worker (`dayone serve`).
    #[arg(long, display_order = 4)]
    pub no_wait: bool,
}

/// `move`.
#[derive(Debug, Args)]
pub struct MoveArgs {
    /// The person's username as it is now.
    #[arg(value_name = "USERNAME", id = "who")]
    pub who: String,
    /// JSON or YAML with what becomes different; - reads it from stdin. Flags override it.
    #[arg(long, value_name = "FILE|-", display_order = 5)]
    pub file: Option<PathBuf>,
    /// Empty this field: job_title, company_name, employee_id, office_location, employee_type or alternate_email.
    #[arg(long, value_name = "FIELD", display_order = 6)]
    pub clear: Vec<String>,
    /// Days for which access stays that no rule gives any more [default: mover_grace_days of the tenant].
    #[arg(long, value_name = "DAYS", display_order = 7, value_parser = clap::value_parser!(u16).range(0..=365))]
    pub grace_days: Option<u16>,
    /// How it is agreed to and carried out.
    #[command(flatten)]
    pub change: ChangeFlags,
    /// What becomes different.
    #[command(flatten)]
    pub flags: RequestFlags,
}

/// `offboard`.
#[derive(Debug, Args)]
pub struct OffboardArgs {
    /// The person's username.
    #[arg(value_name = "USERNAME")]
    pub username: String,
    /// E-mail of whoever takes over the person's reports [default: the person's own manager].
    #[arg(long, value_name = "EMAIL", display_order = 5)]
    pub hand_over_to: Option<String>,
    /// Ticket number, shown everywhere.
    #[arg(long, value_name = "TEXT", display_order = 6)]
    pub ticket: Option<String>,
    /// Who asked for it.
    #[arg(long, value_name = "TEXT", display_order = 7)]
    pub requested_by: Option<String>,
    /// How it is agreed to and carried out.
    #[command(flatten)]
    pub change: ChangeFlags,
}

/// `rehire`.
#[derive(Debug, Args)]
pub struct RehireArgs {
    /// The request, as for `provision`: employee id, e-mail or username finds the old account.
    #[command(flatten)]
    pub request: RequestArgs,
    /// How it is agreed to and carried out.
    #[command(flatten)]
    pub change: ChangeFlags,
}

/// `runs undo`.
#[derive(Debug, Args)]
pub struct UndoArgs {
    /// The run.
    pub run: String,
    /// How it is agreed to and carried out.
    #[command(flatten)]
    pub change: ChangeFlags,
}
