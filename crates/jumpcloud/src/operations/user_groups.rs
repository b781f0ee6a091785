//! Groups of users.
// Source: JumpCloud API v2, read 2026-03. `sort=id` is refused on group collections.

use dayone_core::fault::Fault;
use serde::{Serialize, Serializer};
use serde_json::json;

use super::lists::found;
use crate::call::Call;
use crate::client::Client;
use crate::wire::{Hop, NewUserGroup, UserGroup};

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

    /// Lets a group's rule count everybody but these in: `PUT /v2/usergroups/{id}`, which replaces the whole group, so
    /// `group` is to be as it was just read.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn exempt_from_user_group(&self, group: &UserGroup, exemptions: Vec<Hop>) -> Result<(), Fault> {
        let body = GroupReplacement { group, exemptions: &exemptions };
        self.done(&Call::write("PUT /v2/usergroups/{id}").of(&group.id).body(&body)?).await.map(|_| ())
    }
}

/// A group as it is, but for its exemptions.
struct GroupReplacement<'a> {
    group: &'a UserGroup,
    exemptions: &'a [Hop],
}

impl Serialize for GroupReplacement<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let UserGroup { name, description, email, attributes, membership_method, member_query, .. } = self.group;
        let exempt: Vec<_> = self.exemptions.iter().map(|hop| json!({ "id": hop.id, "type": hop.kind })).collect();
        let mut body = json!({
            "name": name,
            "description": description,
            "email": email,
            "attributes": attributes,
            "membershipMethod": membership_method,
            "memberQueryExemptions": exempt,
        });
        if let Some(query) = member_query {
            body["memberQuery"] = query.clone();
        }
        body.serialize(serializer)
    }
}
