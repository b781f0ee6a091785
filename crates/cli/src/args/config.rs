//! `config`: write, check and show the configuration.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// `config`.
#[derive(Debug, Subcommand)]
pub enum Config {
    /// Write a file to start from: safe choices, each with its reason.
    Init(InitArgs),
    /// Check the configuration; every problem at once, with file and line.
    Check,
    /// Print a JSON Schema.
    Schema {
        /// Of what: config, or report.
        #[arg(value_name = "OF", default_value = "config", hide_possible_values = true)]
        of: SchemaOf,
    },
    /// Show every effective value of a tenant.
    Show {
        /// Say where each value comes from: file and line, environment, or built in.
        #[arg(long)]
        origin: bool,
    },
}

/// `config init`. The tenant's name is `--tenant`, else `default`.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// Where to write it; - prints it.
    #[arg(value_name = "FILE|-", default_value = "dayone.toml")]
    pub file: PathBuf,
    /// Where the organisation's data is.
    #[arg(long, value_name = "REGION", default_value = "us", value_parser = ["us", "eu", "in"])]
    pub region: String,
    /// Variable of the environment that holds the API key.
    #[arg(long, value_name = "NAME", default_value = "JUMPCLOUD_API_KEY")]
    pub api_key_env: String,
    /// The organisation's id: compared with the directory before the first write.
    #[arg(long, value_name = "ID")]
    pub org_id: Option<String>,
    /// Domain of the organisation's e-mail; repeat for several.
    #[arg(long, value_name = "DOMAIN")]
    pub email_domain: Vec<String>,
    /// IANA time zone in which the organisation works.
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    pub time_zone: String,
    /// Replace the file if it is there.
    #[arg(long)]
    pub force: bool,
}

/// What a JSON Schema is printed of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// The configuration file.
    Config,
    /// The report of a run.
    Report,
}
