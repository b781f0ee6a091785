//! `config`: write, check and show the configuration.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// `config`.
#[derive(Debug, Subcommand)]
pub enum Config {
    /// Write a file to start from: safe choices, each with its reason.
    Init(Box<InitArgs>),
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

/// `config init`. The tenant's name is `--tenant`, else `default`; with `--provider` one file for each organisation is
/// written.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// Where to write it; - prints it.
    #[arg(value_name = "FILE|-", default_value = "dayone.toml")]
    pub file: PathBuf,
    /// The key sees several organisations: write tenants/NAME.toml for each, with the rules that its groups suggest, as
    /// comments. Reads only; no file is replaced, so a second time only new organisations are added.
    #[arg(long)]
    pub provider: bool,
    /// Take the organisations from the list of this provider, rather than from all that the key may manage.
    #[arg(long, value_name = "ID", requires = "provider")]
    pub provider_id: Option<String>,
    /// Where the organisation's data is.
    #[arg(long, value_name = "REGION", default_value = "us", value_parser = ["us", "eu", "in"])]
    pub region: String,
    /// Where the directory listens, if that is no region: https, unless it is this machine.
    #[arg(long, value_name = "URL", conflicts_with = "region")]
    pub base_url: Option<String>,
    /// Where the API key comes from: the file names the place, never the key.
    #[command(flatten)]
    pub key: KeySource,
    /// The organisation's id: compared with the directory before the first write.
    #[arg(long, value_name = "ID", conflicts_with = "provider")]
    pub org_id: Option<String>,
    /// Domain of the organisation's e-mail; repeat for several.
    #[arg(long, value_name = "DOMAIN", conflicts_with = "provider")]
    pub email_domain: Vec<String>,
    /// IANA time zone in which the organisation works.
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    pub time_zone: String,
    /// Replace the file if it is there.
    #[arg(long, conflicts_with = "provider")]
    pub force: bool,
}

/// Where an API key comes from.
#[derive(Debug, Args)]
pub struct KeySource {
    /// Variable of the environment that holds the API key.
    #[arg(long, value_name = "NAME", default_value = "JUMPCLOUD_API_KEY")]
    pub api_key_env: String,
    /// File that holds the API key; only its owner may read it.
    #[arg(long, value_name = "FILE", conflicts_with = "api_key_env")]
    pub api_key_file: Option<PathBuf>,
    /// Program that prints the API key; repeat for its arguments.
    #[arg(long, value_name = "WORD", conflicts_with_all = ["api_key_env", "api_key_file"], allow_hyphen_values = true)]
    pub api_key_command: Vec<String>,
}

/// What a JSON Schema is printed of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// The configuration file.
    Config,
    /// The report of a run.
    Report,
}
