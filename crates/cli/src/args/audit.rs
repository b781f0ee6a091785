//! `audit`: prove that no record was changed, and hand the record out.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

/// `audit`.
#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Walk every chain and say what was changed, moved, erased or cut off.
    Verify {
        /// An export to check, without a database; - is stdin.
        #[arg(value_name = "EXPORT|-")]
        export: Option<PathBuf>,
        /// File of ledger heads kept elsewhere.
        #[arg(long, value_name = "FILE")]
        anchor: Option<PathBuf>,
        /// Public key that the ledger's heads are signed with.
        #[arg(long, value_name = "FILE")]
        public_key: Option<PathBuf>,
    },
    /// Print a tenant's record, without personal values.
    Export {
        /// In which form: lines (JSON, what `audit verify` checks), or ocsf (for SIEMs).
        #[arg(long, value_name = "FORM", default_value = "lines", hide_possible_values = true)]
        format: ExportFormat,
    },
}

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// One JSON document an event: what `audit verify` checks.
    Lines,
    /// Open Cybersecurity Schema Framework, for SIEMs.
    Ocsf,
}
