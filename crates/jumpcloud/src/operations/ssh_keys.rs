//! SSH keys of a user.
// Source: JumpCloud API v1, read 2026-03.

use dayone_core::fault::Fault;

use super::members::Removed;
use crate::call::Call;
use crate::client::Client;
use crate::wire::{List, NewSshKey, SshKey};

impl Client {
    /// A user's keys: `GET /systemusers/{id}/sshkeys`.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn ssh_keys(&self, user_id: &str) -> Result<Vec<SshKey>, Fault> {
        let List(keys) = self.json(Call::read("GET /systemusers/{id}/sshkeys").of(user_id)).await?;
        Ok(keys)
    }

    /// Adds a key: `POST /systemusers/{id}/sshkeys`.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn add_ssh_key(&self, user_id: &str, key: &NewSshKey) -> Result<SshKey, Fault> {
        self.json(Call::write("POST /systemusers/{id}/sshkeys").of(user_id).body(key)?).await
    }

    /// Removes a key: `DELETE /systemusers/{systemuser_id}/sshkeys/{id}`.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn remove_ssh_key(&self, user_id: &str, key_id: &str) -> Result<Removed, Fault> {
        let call = Call::write("DELETE /systemusers/{systemuser_id}/sshkeys/{id}").of(user_id).of(key_id);
        Removed::from_answer(self.done(&call).await)
    }
}
