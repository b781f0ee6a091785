//! `explain`: why people have what they have.

use clap::Args;

/// `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The person's username.
    #[arg(value_name = "USERNAME", required_unless_present = "all", conflicts_with = "all")]
    pub username: Option<String>,
    /// Everybody in the tenant: the access review list.
    #[arg(long, display_order = 0)]
    pub all: bool,
    /// With --all: groups and direct bindings alone, without what the groups grant.
    #[arg(long, requires = "all", display_order = 1)]
    pub held: bool,
}
