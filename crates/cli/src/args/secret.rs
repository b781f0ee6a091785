//! `secret`: secrets kept encrypted in the database. Their values are never arguments.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// `secret`. The tenant is `--tenant`.
#[derive(Debug, Subcommand)]
pub enum Secret {
    /// Keep a secret; its value comes from stdin, a file or the environment.
    Set(SetSecret),
    /// List the names of a tenant's secrets.
    List,
    /// Forget a secret.
    Delete {
        /// Its name, as in `api_key = { store = "NAME" }`.
        name: String,
    },
}

/// `secret set`.
#[derive(Debug, Args)]
pub struct SetSecret {
    /// Its name, as in `api_key = { store = "NAME" }`.
    pub name: String,
    /// Read the value from a file that only you can read, instead of stdin.
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Read the value from a variable of the environment, instead of stdin.
    #[arg(long, value_name = "NAME", conflicts_with = "file")]
    pub env: Option<String>,
}
