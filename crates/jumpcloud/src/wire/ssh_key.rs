//! SSH keys of a user.
// Source: JumpCloud API v1, read 2026-03.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::lenient;
use crate::paging::Row;

/// A key to add.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewSshKey {
    /// Its name in the directory.
    pub name: String,
    /// The key as in an `authorized_keys` line.
    pub public_key: String,
}

/// A key as the directory answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SshKey {
    /// The key's id.
    #[serde(flatten, with = "super::id")]
    pub id: String,
    /// Its name in the directory.
    #[serde(deserialize_with = "lenient::or_default")]
    pub name: String,
    /// The key as in an `authorized_keys` line.
    #[serde(deserialize_with = "lenient::or_default")]
    pub public_key: String,
    /// When it was added.
    #[serde(deserialize_with = "lenient::instant")]
    pub create_date: Option<Timestamp>,
}

impl Row for SshKey {
    fn key(&self) -> &str {
        &self.id
    }
}
