//! Other directories and servers: read only.
// Source: JumpCloud API v1 (RADIUS) and v2, read 2026-03.

use dayone_core::fault::Fault;

use crate::call::Call;
use crate::client::Client;
use crate::wire::{Directory, LdapServer, RadiusServer};

impl Client {
    /// Every RADIUS server: `GET /radiusservers`, by id.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn radius_servers(&self) -> Result<Vec<RadiusServer>, Fault> {
        self.v1_list(|| Call::read("GET /radiusservers").query("sort", "_id")).await
    }

    /// Every LDAP server, normally one: `GET /v2/ldapservers`, by name.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn ldap_servers(&self) -> Result<Vec<LdapServer>, Fault> {
        self.v2_list(|| Call::read("GET /v2/ldapservers").query("sort", "name")).await
    }

    /// Every directory of any type: `GET /v2/directories`, by name.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn directories(&self) -> Result<Vec<Directory>, Fault> {
        self.v2_list(|| Call::read("GET /v2/directories").query("sort", "name")).await
    }
}
