//! Direct bindings of users and groups to what they may use, and of policies to what they hold on.
// Source: JumpCloud API v2, read 2026-03.

use dayone_core::fault::Fault;

use super::members::{Added, Removed};
use crate::answer::Answer;
use crate::call::Call;
use crate::client::Client;
use crate::wire::{Edge, EdgeAttributes, GraphOperation, GraphType, Sudo};

/// Who holds a binding, by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder<'a> {
    /// A user.
    User(&'a str),
    /// A user group.
    UserGroup(&'a str),
    /// A system group.
    SystemGroup(&'a str),
    /// A policy.
    Policy(&'a str),
    /// A policy group.
    PolicyGroup(&'a str),
}

/// What a holder is bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// What it is.
    pub kind: GraphType,
    /// Its id.
    pub id: String,
    /// Administrator rights, for the binding of a user to a system only.
    pub sudo: Option<Sudo>,
}

impl<'a> Holder<'a> {
    fn list(self) -> (&'static str, &'a str) {
        match self {
            Self::User(id) => ("GET /v2/users/{user_id}/associations", id),
            Self::UserGroup(id) => ("GET /v2/usergroups/{group_id}/associations", id),
            Self::SystemGroup(id) => ("GET /v2/systemgroups/{group_id}/associations", id),
            Self::Policy(id) => ("GET /v2/policies/{policy_id}/associations", id),
            Self::PolicyGroup(id) => ("GET /v2/policygroups/{group_id}/associations", id),
        }
    }

    fn change(self) -> (&'static str, &'a str) {
        match self {
            Self::User(id) => ("POST /v2/users/{user_id}/associations", id),
            Self::UserGroup(id) => ("POST /v2/usergroups/{group_id}/associations", id),
            Self::SystemGroup(id) => ("POST /v2/systemgroups/{group_id}/associations", id),
            Self::Policy(id) => ("POST /v2/policies/{policy_id}/associations", id),
            Self::PolicyGroup(id) => ("POST /v2/policygroups/{group_id}/associations", id),
        }
    }
}

impl Client {
    /// The holder's direct bindings to things of one kind: `GET …/associations`.
    ///
    /// # Errors
    /// Any [`Fault`]; a kind that the holder can't be bound to is refused.
    pub async fn associations(&self, holder: Holder<'_>, kind: GraphType) -> Result<Vec<Edge>, Fault> {
        let (operation, id) = holder.list();
        self.v2_list(|| Call::read(operation).of(id).query("targets", kind.as_str())).await
    }

    /// The users whom a system is bound to directly: `GET /v2/systems/{system_id}/associations`. Each edge ends at a user.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn users_bound_to(&self, system_id: &str) -> Result<Vec<Edge>, Fault> {
        let call = || Call::read("GET /v2/systems/{system_id}/associations").of(system_id);
        self.v2_list(|| call().query("targets", GraphType::User.as_str())).await
    }

    /// Binds: `POST …/associations` with `add`.
    ///
    /// # Errors
    /// Any [`Fault`] but the conflict of a repeated add.
    pub async fn add_association(&self, holder: Holder<'_>, grant: &Grant) -> Result<Added, Fault> {
        Added::from_answer(self.change_association(holder, "add", grant).await)
    }

    /// Changes the rights of a binding: `POST …/associations` with `update`.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn update_association(&self, holder: Holder<'_>, grant: &Grant) -> Result<(), Fault> {
        self.change_association(holder, "update", grant).await.map(|_| ())
    }

    /// Unbinds: `POST …/associations` with `remove`.
    ///
    /// # Errors
    /// Any [`Fault`] but the 404 of what isn't bound.
    pub async fn remove_association(&self, holder: Holder<'_>, kind: GraphType, id: &str) -> Result<Removed, Fault> {
        let grant = Grant { kind, id: id.to_owned(), sudo: None };
        Removed::from_answer(self.change_association(holder, "remove", &grant).await)
    }

    async fn change_association(&self, holder: Holder<'_>, op: &'static str, grant: &Grant) -> Result<Answer, Fault> {
        let (operation, id) = holder.change();
        let attributes = grant.sudo.map(|sudo| EdgeAttributes { sudo });
        let change = GraphOperation { op, kind: grant.kind, id: &grant.id, attributes };
        self.done(&Call::write(operation).of(id).body(&change)?).await
    }
}
