//! `freeze`, `unfreeze` and `today`: for whoever answers for all tenants.

use clap::{Args, ValueEnum};

/// `freeze`.
#[derive(Debug, Args)]
pub struct FreezeArgs {
    /// All tenants: the same as no --tenant.
    #[arg(value_name = "all", hide_possible_values = true)]
    pub all: Option<AllTenants>,
    /// Why: recorded in clear, so name no person.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

/// `unfreeze`.
#[derive(Debug, Args)]
pub struct UnfreezeArgs {
    /// The freeze of all tenants: the same as no --tenant.
    #[arg(value_name = "all", hide_possible_values = true)]
    pub all: Option<AllTenants>,
    /// Why: recorded in clear, so name no person.
    #[arg(long, value_name = "TEXT", default_value = "no reason given")]
    pub reason: String,
}

/// The word for all tenants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AllTenants {
    /// All of them.
    All,
}

/// `today`.
#[derive(Debug, Args)]
pub struct TodayArgs {
    /// At most this many of a kind.
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(i64).range(1..=1000))]
    pub limit: i64,
}
