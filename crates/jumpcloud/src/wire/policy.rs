//! Policies of systems, and their groups.
// Source: JumpCloud API v2, read 2026-03.

use serde::{Deserialize, Serialize};

use super::lenient;
use crate::paging::Row;

/// A policy of systems.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    /// The policy's id.
    #[serde(flatten, with = "super::id")]
    pub id: String,
    /// Its name.
    #[serde(deserialize_with = "lenient::or_default")]
    pub name: String,
}

impl Row for Policy {
    fn key(&self) -> &str {
        &self.id
    }
}

/// A group of policies.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PolicyGroup {
    /// The group's id.
    #[serde(flatten, with = "super::id")]
    pub id: String,
    /// Its name, unique in the organisation.
    #[serde(deserialize_with = "lenient::or_default")]
    pub name: String,
}

impl Row for PolicyGroup {
    fn key(&self) -> &str {
        &self.id
    }
}
