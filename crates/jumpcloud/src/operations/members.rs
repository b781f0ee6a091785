//! Who is in which group.
// Source: JumpCloud API v2, read 2026-03; jc-cli and PowerShell module for 409 on a repeated add.

use dayone_core::fault::Fault;

use crate::answer::Answer;
use crate::call::Call;
use crate::client::Client;
use crate::paging::Page;
use crate::wire::{Edge, GraphObject, GraphOperation, GraphType};

/// How adding an edge ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// Added now (204; some organisations answer so for what was there already).
    Added,
    /// It was there already (409).
    AlreadyThere,
}

/// How removing an edge ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removed {
    /// Removed now.
    Removed,
    /// It wasn't there, or one of its ends doesn't exist (404).
    NotThere,
}

impl Added {
    pub(crate) fn from_answer(answer: Result<Answer, Fault>) -> Result<Self, Fault> {
        match answer {
            Ok(_) => Ok(Self::Added),
            Err(fault) if fault.status == Some(409) => Ok(Self::AlreadyThere),
            Err(fault) => Err(fault),
        }
    }
}

impl Removed {
    pub(crate) fn from_answer(answer: Result<Answer, Fault>) -> Result<Self, Fault> {
        match answer {
            Ok(_) => Ok(Self::Removed),
            Err(fault) if fault.status == Some(404) => Ok(Self::NotThere),
            Err(fault) => Err(fault),
        }
    }
}

impl Client {
    /// The direct members of a user group: `GET /v2/usergroups/{group_id}/members`.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn members(&self, group_id: &str) -> Result<Vec<Edge>, Fault> {
        self.v2_list(|| Call::read("GET /v2/usergroups/{group_id}/members").of(group_id)).await
    }

    /// At most 100 direct members from an offset, with their number where the directory says it:
    /// `GET /v2/usergroups/{group_id}/members`.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn members_page(&self, group_id: &str, skip: u64) -> Result<Page<Edge>, Fault> {
        self.v2_page(Call::read("GET /v2/usergroups/{group_id}/members").of(group_id), skip).await
    }

    /// Every member of a user group with the ways to it: `GET /v2/usergroups/{group_id}/membership`.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn membership(&self, group_id: &str) -> Result<Vec<GraphObject>, Fault> {
        self.v2_list(|| Call::read("GET /v2/usergroups/{group_id}/membership").of(group_id)).await
    }

    /// The groups of a user, dynamic ones too: `GET /v2/users/{user_id}/memberof`. Their names aren't in it.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn groups_of_user(&self, user_id: &str) -> Result<Vec<GraphObject>, Fault> {
        self.v2_list(|| Call::read("GET /v2/users/{user_id}/memberof").of(user_id)).await
    }

    /// Adds a user to a group: `POST /v2/usergroups/{group_id}/members`.
    ///
    /// # Errors
    /// Any [`Fault`] but the conflict of a repeated add.
    pub async fn add_member(&self, group_id: &str, user_id: &str) -> Result<Added, Fault> {
        Added::from_answer(self.change_member(group_id, user_id, "add").await)
    }

    /// Removes a user from a group: `POST /v2/usergroups/{group_id}/members`.
    ///
    /// # Errors
    /// Any [`Fault`] but the 404 of one that isn't a member.
    pub async fn remove_member(&self, group_id: &str, user_id: &str) -> Result<Removed, Fault> {
        Removed::from_answer(self.change_member(group_id, user_id, "remove").await)
    }

    async fn change_member(&self, group_id: &str, user_id: &str, op: &'static str) -> Result<Answer, Fault> {
        let change = GraphOperation { op, kind: GraphType::User, id: user_id, attributes: None };
        let call = Call::write("POST /v2/usergroups/{group_id}/members").of(group_id);
        self.done(&call.body(&change)?).await
    }
}
