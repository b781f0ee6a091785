//! Other directories that users reach through this one.
// Source: JumpCloud API v1 (RADIUS) and v2, read 2026-03.

use serde::{Deserialize, Serialize};

use super::graph::GraphType;
use super::lenient;
use crate::paging::Row;

/// A RADIUS server. Its shared secret is never read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RadiusServer {
    /// The server's id.
    #[serde(flatten, with = "super::id")]
    pub id: String,
    /// Its name.
    #[serde(deserialize_with = "lenient::or_default")]
    pub name: String,
    /// DISABLED, ENABLED, REQUIRED or ALWAYS.
    #[serde(deserialize_with = "lenient::or_default")]
    pub mfa: String,
}

/// The LDAP directory; normally there is exactly one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct LdapServer {
    /// The server's id.
    #[serde(flatten, with = "super::id")]
    pub id: String,
    /// Its name.
    #[serde(deserialize_with = "lenient::or_default")]
    pub name: String,
    /// What happens to a locked user there: disable or remove.
    #[serde(deserialize_with = "lenient::or_default")]
    pub user_lockout_action: String,
    /// What happens to a user with an expired password there: disable or remove.
    #[serde(deserialize_with = "lenient::or_default")]
    pub user_password_expiration_action: String,
}

/// A directory of any type.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Directory {
    /// The directory's id.
    #[serde(flatten, with = "super::id")]
    pub id: String,
    /// Its name.
    #[serde(deserialize_with = "lenient::or_default")]
    pub name: String,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: GraphType,
}

impl Row for RadiusServer {
    fn key(&self) -> &str {
        &self.id
    }
}

impl Row for LdapServer {
    fn key(&self) -> &str {
        &self.id
    }
}

impl Row for Directory {
    fn key(&self) -> &str {
        &self.id
    }
}
