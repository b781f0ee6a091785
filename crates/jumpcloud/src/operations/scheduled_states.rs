//! Changes of state that the directory makes later by itself.
// Source: JumpCloud API v2, read 2026-03.

use dayone_core::fault::Fault;

use super::removal::Gone;
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

    /// What is scheduled for a user: `GET /v2/bulk/userstates`.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn scheduled_states(&self, user: &str) -> Result<Vec<ScheduledState>, Fault> {
        let all = self.v2_list(|| Call::read("GET /v2/bulk/userstates").query("userid", user)).await?;
        // Should the filter be passed over, nobody else's schedule is taken for this user's.
        Ok(all.into_iter().filter(|scheduled: &ScheduledState| scheduled.system_user_id == user).collect())
    }

    /// Takes a scheduled change back: `DELETE /v2/bulk/userstates/{id}`.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn unschedule_state(&self, job: &str) -> Result<Gone, Fault> {
        match self.done(&Call::write("DELETE /v2/bulk/userstates/{id}").of(job)).await {
            Ok(_) => Ok(Gone::Deleted),
            Err(fault) if fault.status == Some(404) => Ok(Gone::AlreadyGone),
            Err(fault) => Err(fault),
        }
    }
}
