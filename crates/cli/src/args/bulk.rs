//! `bulk`: many hires from one file.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::MannerFlags;

/// `bulk`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct BulkArgs {
    /// The template.
    #[command(subcommand)]
    pub verb: Option<BulkVerb>,
    /// CSV or JSON with one request a row; - reads it from stdin.
    #[arg(value_name = "FILE|-", required = true)]
    pub file: Option<PathBuf>,
    /// Check every row and show what would happen. Writes nothing.
    #[arg(long, display_order = 0)]
    pub check: bool,
    /// Don't ask.
    #[arg(short, long, display_order = 1)]
    pub yes: bool,
    /// How many good rows there should be: with the right number the guards of joiners let them pass.
    #[arg(long, value_name = "N", display_order = 2)]
    pub expect: Option<u64>,
    /// Only if every row is good.
    #[arg(long, display_order = 3)]
    pub all_or_none: bool,
    /// One hire after the other, in the order of the file.
    #[arg(long, display_order = 4)]
    pub sequential: bool,
    /// How what is to be done later is done.
    #[command(flatten)]
    pub manner: MannerFlags,
    /// Folder for summary.html, summary.csv, summary.json, and failed.csv with the rows to mend.
    #[arg(long, value_name = "DIR", display_order = 5)]
    pub report: Option<PathBuf>,
}

/// What there is beside carrying out a file.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum BulkVerb {
    /// Print a file to begin with: the header of all inputs, and an example.
    Template {
        /// Its form.
        #[arg(long, value_enum, default_value_t = TemplateForm::Csv)]
        form: TemplateForm,
        /// The header alone.
        #[arg(long)]
        bare: bool,
    },
}

/// The form of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TemplateForm {
    /// A table.
    Csv,
    /// A list of objects.
    Json,
}
