//! Groups of systems, and the policies that they bring.
// Source: JumpCloud API v2, read 2026-03.

use dayone_core::fault::Fault;

use super::lists::found;
use super::removal::Gone;
use crate::call::Call;
use crate::client::Client;
use crate::paging::Page;
use crate::wire::{Edge, GraphObject, NewSystemGroup, SystemGroup, SystemGroupReplacement};

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

    /// At most 100 systems of a group from an offset, with their number where the directory says it:
    /// `GET /v2/systemgroups/{group_id}/members`.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn system_members_page(&self, group_id: &str, skip: u64) -> Result<Page<Edge>, Fault> {
        self.v2_page(Call::read("GET /v2/systemgroups/{group_id}/members").of(group_id), skip).await
    }

    /// A system group, or none: `GET /v2/systemgroups/{id}`.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn system_group(&self, id: &str) -> Result<Option<SystemGroup>, Fault> {
        found(self.json(Call::read("GET /v2/systemgroups/{id}").of(id)).await)
    }

    /// The system group of exactly this name, or none: `GET /v2/systemgroups` with a filter.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn system_group_named(&self, name: &str) -> Result<Option<SystemGroup>, Fault> {
        let filter = format!("name:eq:{name}");
        let found: Vec<SystemGroup> =
            self.v2_list(|| Call::read("GET /v2/systemgroups").query("sort", "name").query("filter", &filter)).await?;
        Ok(found.into_iter().find(|group| group.name == name))
    }

    /// Makes a system group: `POST /v2/systemgroups`.
    ///
    /// # Errors
    /// Any [`Fault`]; a name that is taken is a conflict.
    pub async fn create_system_group(&self, group: &NewSystemGroup) -> Result<SystemGroup, Fault> {
        self.json(Call::write("POST /v2/systemgroups").body(group)?).await
    }

    /// Replaces a system group: `PUT /v2/systemgroups/{id}`.
    ///
    /// # Errors
    /// Any [`Fault`]; a name that is taken is a conflict.
    pub async fn replace_system_group(&self, id: &str, group: &SystemGroupReplacement) -> Result<SystemGroup, Fault> {
        self.json(Call::write("PUT /v2/systemgroups/{id}").of(id).body(group)?).await
    }

    /// Removes a system group; its systems stay: `DELETE /v2/systemgroups/{id}`.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn delete_system_group(&self, id: &str) -> Result<Gone, Fault> {
        Gone::from_answer(self.done(&Call::write("DELETE /v2/systemgroups/{id}").of(id)).await)
    }
}
