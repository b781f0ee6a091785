//! How a person wants a plan carried out, whatever the request says: part of what is agreed to, not of the request.

use serde::{Deserialize, Serialize};

/// The manner.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Manner {
    /// Who activates an account whose time comes later.
    pub activator: Activator,
    /// Whether change windows hold.
    pub windows: WindowRule,
}

/// Who activates an account whose time comes later.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activator {
    /// Whoever carries the run on then: a worker, or a process that waits.
    #[default]
    Worker,
    /// `JumpCloud`, by a state that is scheduled there now.
    Directory,
}

/// Whether change windows hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WindowRule {
    /// Writes wait for the window.
    #[default]
    Kept,
    /// An emergency: writes don't wait.
    Ignored,
}
