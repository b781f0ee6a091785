//! How a plan is carried out: flags of `plan` and `provision`, no inputs of the request.

use clap::Args;
use dayone_core::plan::{Activator, Manner, WindowRule};

/// The manner, as flags.
#[derive(Debug, Clone, Copy, Default, Args)]
pub struct MannerFlags {
    /// Let JumpCloud activate the account by itself on a later start: nothing of dayone has to run then.
    #[arg(long, display_order = 10)]
    pub directory_schedule: bool,
    /// For an emergency: write although the tenant's change window is closed.
    #[arg(long, display_order = 11)]
    pub outside_window: bool,
}

impl MannerFlags {
    /// The manner.
    #[must_use]
    pub fn manner(self) -> Manner {
        Manner {
            activator: if self.directory_schedule { Activator::Directory } else { Activator::Worker },
            windows: if self.outside_window { WindowRule::Ignored } else { WindowRule::Kept },
        }
    }
}
