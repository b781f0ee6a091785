//! `explain`: why people have what they have.

use clap::Args;

/// `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The person's username.
    #[arg(value_name = "USERNAME")]
    pub username: String,
}
