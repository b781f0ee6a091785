//! Groups of users.
// Source: JumpCloud API v2, read 2026-03. `sort=id` is refused on group collections.

use dayone_core::fault::Fault;

use super::lists::found;
use super::removal::Gone;
use crate::call::Call;
use crate::client::Client;
use crate::wire::{Hop, NewUserGroup, UserGroup, UserGroupReplacement};

impl Client {
    /// Every user group: `GET /v2/usergroups`, by name.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn user_groups(&self) -> Result<Vec<UserGroup>, Fault> {
        self.v2_list(|| Call::read("GET /v2/usergroups").query("sort", "name")).await
    }

    /// A user group, or none: `GET /v2/usergroups/{id}`.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn user_group(&self, id: &str) -> Result<Option<UserGroup>, Fault> {
        found(self.json(Call::read("GET /v2/usergroups/{id}").of(id)).await)
    }

    /// Makes a user group: `POST /v2/usergroups`.
    ///
    /// # Errors
    /// Any [`Fault`]; a name that is taken is a conflict.
    pub async fn create_user_group(&self, group: &NewUserGroup) -> Result<UserGroup, Fault> {
        self.json(Call::write("POST /v2/usergroups").body(group)?).await
    }

    /// The user group of exactly this name, or none: `GET /v2/usergroups` with a filter.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn user_group_named(&self, name: &str) -> Result<Option<UserGroup>, Fault> {
        let filter = format!("name:eq:{name}");
        let found: Vec<UserGroup> =
            self.v2_list(|| Call::read("GET /v2/usergroups").query("sort", "name").query("filter", &filter)).await?;
        Ok(found.into_iter().find(|group| group.name == name))
    }

    /// Replaces a user group: `PUT /v2/usergroups/{id}`.
    ///
    /// # Errors
    /// Any [`Fault`]; a name that is taken is a conflict.
    pub async fn replace_user_group(&self, id: &str, group: &UserGroupReplacement) -> Result<UserGroup, Fault> {
        self.json(Call::write("PUT /v2/usergroups/{id}").of(id).body(group)?).await
    }

    /// Removes a user group with everything that it grants: `DELETE /v2/usergroups/{id}`.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn delete_user_group(&self, id: &str) -> Result<Gone, Fault> {
        Gone::from_answer(self.done(&Call::write("DELETE /v2/usergroups/{id}").of(id)).await)
    }

    /// Lets a group's rule count everybody but these in: `PUT /v2/usergroups/{id}`, which replaces the whole group, so
    /// `group` is to be as it was just read.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn exempt_from_user_group(&self, group: &UserGroup, exemptions: Vec<Hop>) -> Result<(), Fault> {
        let exempting = UserGroupReplacement { member_query_exemptions: exemptions, ..group.clone().into() };
        self.replace_user_group(&group.id, &exempting).await.map(drop)
    }
}
