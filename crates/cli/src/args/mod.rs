//! The command line: verbs, flags and their help.

mod audit;
mod baseline;
mod bulk;
mod change;
mod config;
mod freeze;
mod manner;
mod request;
mod reschedule;
mod runs;
mod secret;
mod serve;

use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand, ValueEnum};

pub use audit::{Audit, ExportFormat};
pub use baseline::{Baseline, BaselineApply, BaselineImport, BaselinePlan, PruneFlag};
pub use bulk::{BulkArgs, BulkVerb, TemplateForm};
pub use change::{ChangeFlags, MoveArgs, OffboardArgs, RehireArgs, UndoArgs};
pub use config::{Config, InitArgs, KeySource, SchemaOf};
pub use freeze::{AllTenants, FreezeArgs, TodayArgs, UnfreezeArgs};
pub use manner::MannerFlags;
pub use request::{PasswordSource, RequestFlags, flag_name};
pub use reschedule::RescheduleArgs;
pub use runs::{Release, RunState, Runs, RunsList};
pub use secret::{Secret, SetSecret};
pub use serve::{ServeArgs, SimArgs};

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Cyan.on_default().bold())
    .usage(AnsiColor::Cyan.on_default().bold())
    .literal(AnsiColor::Green.on_default())
    .placeholder(AnsiColor::Yellow.on_default());

const EXIT_CODES: &str = "\
Exit codes:
  0    done, already done, or scheduled
  1    partial or failed; the person exists already; the plan has moved; something differs
  2    bad usage, input, policy, key, organisation or configuration; or nobody to ask
  3    directory or database unreachable before anything was created
  4    accepted, waits for a person
  5    the directory differs from what is declared (`baseline plan --exit-code`)
  130  stopped by Ctrl-C

Data goes to stdout, words for people to stderr. NO_COLOR switches colours off.";

/// Brings people on board in JumpCloud: account, groups, access, first sign-in.
#[derive(Debug, Parser)]
#[command(name = "dayone", version, styles = STYLES, after_help = EXIT_CODES, max_term_width = 120)]
#[command(subcommand_required = true, arg_required_else_help = true, disable_help_subcommand = true)]
pub struct Cli {
    /// Flags of every verb.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

/// Flags of every verb.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Everywhere")]
pub struct Global {
    /// Configuration file [default: DAYONE_CONFIG, else dayone.toml here, else in the user's configuration folder].
    #[arg(long, value_name = "FILE", global = true, display_order = 900)]
    pub config: Option<PathBuf>,
    /// Database, sqlite://PATH or postgres://… [default: DAYONE_DATABASE_URL, else as configured].
    #[arg(long, value_name = "URL", global = true, display_order = 901)]
    pub database: Option<String>,
    /// Client organisation, by its configured name.
    #[arg(long, value_name = "NAME", global = true, display_order = 902)]
    pub tenant: Option<String>,
    /// Form of what goes to stdout: json, table, ndjson or csv [default: table on a terminal, else json].
    #[arg(short, long, value_name = "FORM", global = true, display_order = 903, hide_possible_values = true)]
    pub output: Option<OutputFormat>,
    /// Say nothing on stderr but errors.
    #[arg(long, global = true, display_order = 904)]
    pub quiet: bool,
    /// No progress lines.
    #[arg(long, global = true, display_order = 905)]
    pub no_progress: bool,
}

/// The form of what goes to stdout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// One JSON document.
    Json,
    /// For people.
    Table,
    /// One JSON document a line.
    Ndjson,
    /// Comma-separated, safe to open in a spreadsheet.
    Csv,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Show a hire from end to end, on a JumpCloud that runs on this machine: no key, no configuration.
    Demo,
    /// Show what a hire would do: fields, groups and why, access, calls, warnings. Writes nothing.
    Plan(Box<PlanArgs>),
    /// Plan a hire, ask, carry it out, report.
    Provision(Box<ProvisionArgs>),
    /// Carry out many hires from a CSV or JSON file: check every row, ask, create, report.
    Bulk(Box<BulkArgs>),
    /// Change somebody who is there: department, title, location, manager, names. Takes only what rules gave.
    Move(Box<MoveArgs>),
    /// Let somebody leave: lock the account, take groups, bindings and keys, hand the reports over.
    Offboard(OffboardArgs),
    /// Bring somebody back to the account of before.
    Rehire(Box<RehireArgs>),
    /// Look at runs, and take them on.
    #[command(subcommand)]
    Runs(Runs),
    /// Show what needs somebody, over all tenants, the most urgent first, each with the command that helps.
    Today(TodayArgs),
    /// Stop all writes of a tenant (--tenant), or of all tenants: calls under way are the last, nothing is lost.
    Freeze(FreezeArgs),
    /// Let writes go on that were frozen; workers take up what waited.
    Unfreeze(UnfreezeArgs),
    /// Check a hire against the live directory: what can be read is checked, the rest is listed to be done by hand.
    Verify {
        /// A run, or a person's username.
        #[arg(value_name = "RUN|USERNAME")]
        subject: String,
    },
    /// Check key, organisation, groups, mail, clock and database, and say how to mend what is wrong.
    Doctor(DoctorArgs),
    /// Groups, what they grant, and the organisation's mails: as they are declared, and as they are.
    #[command(subcommand)]
    Baseline(Baseline),
    /// Write, check and show the configuration.
    #[command(subcommand)]
    Config(Config),
    /// Keep secrets encrypted in the database, so that no file holds them.
    #[command(subcommand)]
    Secret(Secret),
    /// Prove that no record was changed, and hand the record out.
    #[command(subcommand)]
    Audit(Audit),
    /// Carry out waiting runs, until stopped.
    Serve(ServeArgs),
    /// Run a JumpCloud for tests on this machine, until stopped.
    Sim(SimArgs),
    /// Bring the database's tables up to date.
    Migrate,
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

/// The request: a file, flags, or both.
#[derive(Debug, Args)]
pub struct RequestArgs {
    /// JSON or YAML with one request; - reads it from stdin. Flags override it.
    #[arg(value_name = "FILE|-")]
    pub file: Option<PathBuf>,
    /// Inputs given as flags.
    #[command(flatten)]
    pub flags: RequestFlags,
}

/// `plan`.
#[derive(Debug, Args)]
pub struct PlanArgs {
    /// The request.
    #[command(flatten)]
    pub request: RequestArgs,
    /// List every call that would be made.
    #[arg(long, display_order = 0)]
    pub calls: bool,
    /// How it would be carried out.
    #[command(flatten)]
    pub manner: MannerFlags,
}

/// `provision`.
#[derive(Debug, Args)]
pub struct ProvisionArgs {
    /// The request.
    #[command(flatten)]
    pub request: RequestArgs,
    /// Go on only if the plan still has this digest, as `plan` shows it.
    #[arg(long, value_name = "DIGEST", display_order = 0, value_parser = digest)]
    pub plan_digest: Option<String>,
    /// Don't ask.
    #[arg(short, long, display_order = 1)]
    pub yes: bool,
    /// Stay until nothing is left to do, through approval and a later start.
    #[arg(long, display_order = 2, conflicts_with = "no_wait")]
    pub wait: bool,
    /// Record the run and leave it to a worker (`dayone serve`).
    #[arg(long, display_order = 3)]
    pub no_wait: bool,
    /// How it is carried out.
    #[command(flatten)]
    pub manner: MannerFlags,
}

/// At least the twelve hex digits that `plan` shows: fewer would fit too many plans.
pub(super) fn digest(text: &str) -> Result<String, String> {
    match (12..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        true => Ok(text.to_lowercase()),
        false => Err("give the digest as `dayone plan` shows it: 12 to 64 hex digits".into()),
    }
}

/// `doctor`.
#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// Prove that writing works: make a staged throw-away account, check it, delete it.
    #[arg(long = "try")]
    pub try_writes: bool,
    /// All tenants, one line each.
    #[arg(long, conflicts_with = "try_writes")]
    pub all: bool,
}
