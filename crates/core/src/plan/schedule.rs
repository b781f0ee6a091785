//! When what is planned happens: at once, at its time, or when the change window opens.

use jiff::Timestamp;

use super::{Activator, Plan, WindowRule};
use crate::effect::StateChange;

impl Plan {
    /// When the directory may be written, from this time on.
    #[must_use]
    pub fn opens(&self, at: Timestamp) -> Timestamp {
        match (&self.window, self.manner.windows) {
            (Some(window), WindowRule::Kept) => window.next_open(at),
            (Some(_), WindowRule::Ignored) | (None, _) => at,
        }
    }

    /// When the account is activated; None: as soon as everything before is there.
    #[must_use]
    pub fn activates_at(&self) -> Option<Timestamp> {
        self.activation.due.map(|due| self.opens(due))
    }

    /// `JumpCloud` activates the account by itself when its time comes.
    #[must_use]
    pub fn by_directory(&self) -> bool {
        self.manner.activator == Activator::Directory && self.activation.due.is_some()
    }

    /// When `JumpCloud` is to make this change by itself; None: never.
    #[must_use]
    pub fn scheduled_for(&self, change: StateChange) -> Option<Timestamp> {
        match change {
            StateChange::Activation => self.activates_at().filter(|_| self.by_directory()),
            StateChange::Suspension => self.contract.as_ref().map(|contract| contract.suspends_at),
        }
    }
}
