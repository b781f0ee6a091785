//! `runs`: look at runs, and take them on.

use clap::{Args, Subcommand, ValueEnum};

use super::{RescheduleArgs, ResumeArgs, UndoArgs};

/// `runs`.
#[derive(Debug, Subcommand)]
pub enum Runs {
    /// List runs, newest first.
    List(RunsList),
    /// Show a run's report; with -o json exactly the report.
    Show {
        /// The run.
        run: String,
    },
    /// Follow a run until nothing is left to do.
    Watch {
        /// The run.
        run: String,
    },
    /// Do again only what failed, after the cause is mended; with --set, with other inputs for what is undone. A run
    /// that created no account is tried anew with them.
    Resume(ResumeArgs),
    /// Let quarantined runs go on: a guard held them back, since too many join.
    Release(Release),
    /// Stop a run: nothing more is written. What was written stays; what JumpCloud was to do later is taken back.
    Cancel {
        /// The run.
        run: String,
        /// Why: recorded with it.
        #[arg(long, value_name = "TEXT", default_value = "no reason given")]
        reason: String,
        /// Don't ask.
        #[arg(short, long)]
        yes: bool,
    },
    /// Take back what a run did: an account that it made is deleted, everything else is put as it was.
    Undo(UndoArgs),
    /// Give a run that waits for its start other dates, or a contract another last day.
    Reschedule(RescheduleArgs),
    /// Destroy a person's values in every run of theirs: request, plan, answers, errors. What was done stays, without
    /// them. The account in JumpCloud is not touched.
    Erase {
        /// Any run of the person.
        run: String,
        /// Don't ask.
        #[arg(short, long)]
        yes: bool,
    },
    /// Show the generated password, once; then it is gone.
    Reveal {
        /// The run.
        run: String,
    },
}

/// `runs release`.
#[derive(Debug, Args)]
pub struct Release {
    /// The runs.
    #[arg(value_name = "RUN", required_unless_present = "all")]
    pub runs: Vec<String>,
    /// All quarantined runs of the tenant (--tenant).
    #[arg(long, conflicts_with = "runs")]
    pub all: bool,
    /// Why: recorded with it.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Don't ask.
    #[arg(short, long)]
    pub yes: bool,
    /// Leave them to a worker (`dayone serve`).
    #[arg(long)]
    pub no_wait: bool,
}

/// `runs list`.
#[derive(Debug, Args)]
pub struct RunsList {
    /// Only runs in this state: running, waiting, quarantined, awaiting_approval, awaiting_batch, succeeded, partial,
    /// failed, cancelled or erased; repeat for several.
    #[arg(long, value_name = "STATE", hide_possible_values = true)]
    pub state: Vec<RunState>,
    /// Only runs with this ticket.
    #[arg(long, value_name = "TICKET")]
    pub ticket: Option<String>,
    /// Only runs of this batch.
    #[arg(long, value_name = "BATCH")]
    pub batch: Option<String>,
    /// Only runs of this person: username, e-mail, employee id or a word of the name.
    #[arg(long, value_name = "TEXT")]
    pub person: Option<String>,
    /// At most this many.
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(i64).range(1..=1000))]
    pub limit: i64,
}

/// How a run stands: the words of `runs list`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum RunState {
    /// Something is being done, or is about to be.
    Running,
    /// Waits for its time.
    Waiting,
    /// A guard tripped: waits to be released.
    Quarantined,
    /// Waits for a second person.
    AwaitingApproval,
    /// Waits for the others of its batch.
    AwaitingBatch,
    /// Everything is as planned.
    Succeeded,
    /// The account exists, something is missing.
    Partial,
    /// No account was created.
    Failed,
    /// A person stopped it.
    Cancelled,
    /// The person's values were erased.
    Erased,
}

impl RunState {
    /// The word.
    #[must_use]
    pub fn word(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}
