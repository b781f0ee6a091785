//! Systems: the computers that the directory manages.
// Source: JumpCloud API v1, read 2026-03.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::lenient;
use crate::paging::Row;

/// A computer that the directory manages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct System {
    /// The system's id.
    #[serde(flatten, with = "super::id")]
    pub id: String,
    /// The name that it has itself.
    #[serde(deserialize_with = "lenient::or_default")]
    pub hostname: String,
    /// The name that the organisation gave it.
    #[serde(deserialize_with = "lenient::or_default")]
    pub display_name: String,
    /// The operating system.
    #[serde(deserialize_with = "lenient::or_default")]
    pub os: String,
    /// The operating system's version.
    #[serde(deserialize_with = "lenient::text")]
    pub version: String,
    /// darwin, linux or windows.
    #[serde(deserialize_with = "lenient::or_default")]
    pub os_family: String,
    /// Whether its agent is connected.
    #[serde(deserialize_with = "lenient::or_default")]
    pub active: bool,
    /// When its agent was last heard of.
    #[serde(deserialize_with = "lenient::instant")]
    pub last_contact: Option<Timestamp>,
    /// The organisation's id.
    #[serde(deserialize_with = "lenient::or_default")]
    pub organization: String,
    /// The accounts found on it.
    #[serde(deserialize_with = "lenient::or_default")]
    pub user_metrics: Vec<SystemUserMetric>,
}

/// An account found on a system.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct SystemUserMetric {
    /// Its name on the system.
    #[serde(deserialize_with = "lenient::or_default")]
    pub user_name: String,
    /// It is an administrator there.
    #[serde(deserialize_with = "lenient::or_default")]
    pub admin: bool,
    /// The directory manages it.
    #[serde(deserialize_with = "lenient::or_default")]
    pub managed: bool,
    /// It is shut out there.
    #[serde(deserialize_with = "lenient::or_default")]
    pub suspended: bool,
}

impl System {
    /// What people know it by: the given name, else its own.
    #[must_use]
    pub fn label(&self) -> &str {
        if self.display_name.is_empty() { &self.hostname } else { &self.display_name }
    }
}

impl Row for System {
    fn key(&self) -> &str {
        &self.id
    }
}
