//! Policies of systems: read only.
// Source: JumpCloud API v2, read 2026-03.

use dayone_core::fault::Fault;

use crate::call::Call;
use crate::client::Client;
use crate::wire::Policy;

impl Client {
    /// Every policy: `GET /v2/policies`, by name.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn policies(&self) -> Result<Vec<Policy>, Fault> {
        self.v2_list(|| Call::read("GET /v2/policies").query("sort", "name")).await
    }
}
