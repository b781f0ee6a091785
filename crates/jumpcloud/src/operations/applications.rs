//! Applications: read only.
// Source: JumpCloud API v1, read 2026-03.

use dayone_core::fault::Fault;

use crate::call::Call;
use crate::client::Client;
use crate::wire::Application;

impl Client {
    /// Every application: `GET /applications`, by id.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn applications(&self) -> Result<Vec<Application>, Fault> {
        self.v1_list(|| Call::read("GET /applications").query("sort", "_id")).await
    }
}
