//! Changes of state that the directory makes later by itself.
// Source: JumpCloud API v2, read 2026-03.

use dayone_core::fault::Fault;

use crate::call::Call;
use crate::client::Client;
use crate::wire::{List, NewScheduledState, ScheduledState};

impl Client {
    /// Schedules a change for several users at once: `POST /v2/bulk/userstates`.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn schedule_state(&self, change: &NewScheduledState) -> Result<Vec<ScheduledState>, Fault> {
        let List(scheduled) = self.json(Call::write("POST /v2/bulk/userstates").body(change)?).await?;
        Ok(scheduled)
    }
}
