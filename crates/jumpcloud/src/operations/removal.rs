//! The removal of users: out of reach of whoever isn't handed a [`Removal`].
// Source: JumpCloud API v1, read 2026-03.

use dayone_core::fault::Fault;

use crate::answer::Answer;
use crate::call::Call;
use crate::client::Client;

/// The capability of removing users. It is made on purpose, for an undo or a scheduled deletion, and handed to nothing
/// else.
#[derive(Debug, Clone)]
pub struct Removal(Client);

/// How a removal ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gone {
    /// Removed now.
    Deleted,
    /// There was nothing of that id.
    AlreadyGone,
}

impl Gone {
    pub(crate) fn from_answer(answer: Result<Answer, Fault>) -> Result<Self, Fault> {
        match answer {
            Ok(_) => Ok(Self::Deleted),
            Err(fault) if fault.status == Some(404) => Ok(Self::AlreadyGone),
            Err(fault) => Err(fault),
        }
    }
}

impl Removal {
    /// The capability for the undo of what a run made.
    #[must_use]
    pub fn for_undo(client: &Client) -> Self {
        Self(client.clone())
    }

    /// The capability for a deletion that was scheduled and approved.
    #[must_use]
    pub fn for_scheduled_deletion(client: &Client) -> Self {
        Self(client.clone())
    }

    /// Removes a user for good: `DELETE /systemusers/{id}`.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn delete_user(&self, id: &str) -> Result<Gone, Fault> {
        Gone::from_answer(self.0.done(&Call::write("DELETE /systemusers/{id}").of(id)).await)
    }
}
