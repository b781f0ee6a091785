//! Groups of systems, and the policies that they bring.
// Source: JumpCloud API v2, read 2026-03.

use dayone_core::fault::Fault;

use crate::call::Call;
use crate::client::Client;
use crate::wire::{Edge, GraphObject, SystemGroup};

impl Client {
    /// Every system group: `GET /v2/systemgroups`, by name.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn system_groups(&self) -> Result<Vec<SystemGroup>, Fault> {
        self.v2_list(|| Call::read("GET /v2/systemgroups").query("sort", "name")).await
    }

    /// The systems in a group: `GET /v2/systemgroups/{group_id}/members`.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn system_group_members(&self, group_id: &str) -> Result<Vec<Edge>, Fault> {
        self.v2_list(|| Call::read("GET /v2/systemgroups/{group_id}/members").of(group_id)).await
    }

    /// The policies that hold on a group's systems: `GET /v2/systemgroups/{group_id}/policies`.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn system_group_policies(&self, group_id: &str) -> Result<Vec<GraphObject>, Fault> {
        self.v2_list(|| Call::read("GET /v2/systemgroups/{group_id}/policies").of(group_id)).await
    }

    /// The policy groups that hold on a group's systems: `GET /v2/systemgroups/{group_id}/policygroups`.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn system_group_policy_groups(&self, group_id: &str) -> Result<Vec<GraphObject>, Fault> {
        self.v2_list(|| Call::read("GET /v2/systemgroups/{group_id}/policygroups").of(group_id)).await
    }
}
