//! `mapping`: what rules give, tried on samples and on everybody.

use std::path::PathBuf;

use clap::Subcommand;

/// `mapping`.
#[derive(Debug, Subcommand)]
pub enum Mapping {
    /// Try the rules on sample people, each with the groups that are expected; needs no directory. Ends with 1 if any
    /// differs.
    Test {
        /// YAML, JSON or TOML: people, a list of department, job_title, office_location, employee_type, groups, systems.
        #[arg(value_name = "FILE|-")]
        file: PathBuf,
    },
    /// Show rules that fit nobody, people whom no rule names, and groups in rules that are gone or dynamic. Ends with 1
    /// if any group can't be given.
    Coverage,
    /// Show what the rules of another configuration would do to everybody who is there. Writes nothing.
    WhatIf {
        /// The other configuration file, with the same tenant in it.
        #[arg(value_name = "OTHER.toml")]
        other: PathBuf,
    },
}
