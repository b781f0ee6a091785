//! Groups of policies, and what is in them: read only.
// Source: JumpCloud API v2, read 2026-03.

use dayone_core::fault::Fault;

use crate::call::Call;
use crate::client::Client;
use crate::wire::{Edge, PolicyGroup};

impl Client {
    /// Every policy group: `GET /v2/policygroups`, by name.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn policy_groups(&self) -> Result<Vec<PolicyGroup>, Fault> {
        self.v2_list(|| Call::read("GET /v2/policygroups").query("sort", "name")).await
    }

    /// The policies in a group: `GET /v2/policygroups/{group_id}/members`.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn policy_group_members(&self, group_id: &str) -> Result<Vec<Edge>, Fault> {
        self.v2_list(|| Call::read("GET /v2/policygroups/{group_id}/members").of(group_id)).await
    }
}
