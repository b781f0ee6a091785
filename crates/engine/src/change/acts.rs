//! What people do to changes: resume, cancel, release, agree.

use dayone_core::change::{Change, ChangeStage};
use dayone_core::event::{Ending, Fact, Private};
use jiff::SignedDuration;

use crate::engine::Engine;
use crate::error::EngineError;
use crate::hold::Hold;

impl Engine {
    /// Lets what failed be done again; [`Engine::drive_change`] does it. One that is still open is only taken in hand.
    ///
    /// # Errors
    /// [`EngineError::NotNow`] if there is nothing to resume, [`EngineError::HeldElsewhere`], and those of the store.
    pub async fn resume_change(&self, run_id: &str, actor: &str) -> Result<Change, EngineError> {
        let mut hold = Hold::<Change>::take(self, run_id).await?;
        let refused = match (&hold.run.stage, hold.run.ending()) {
            (ChangeStage::Erased { .. }, _) => Some("the person's values were erased"),
            (_, Some(Ending::Succeeded)) => Some("it has succeeded"),
            (_, Some(Ending::Failed | Ending::Cancelled)) => Some("it was stopped before it began; ask for it again"),
            _ => None,
        };
        if let Some(why) = refused {
            hold.flush(true).await?;
            return Err(EngineError::NotNow { run: run_id.into(), act: "resumed", why: why.into() });
        }
        if hold.run.ending().is_some() {
            hold.record(self.0.clock.now(), actor, Fact::Resumed, Private::None)?;
        }
        hold.flush(false).await?;
        Ok(hold.run)
    }

    /// Stops a change: nothing more is done. What was done stays.
    ///
    /// # Errors
    /// [`EngineError::NotNow`] if it has ended, [`EngineError::HeldElsewhere`], and those of the store.
    pub async fn cancel_change(&self, run_id: &str, actor: &str, reason: &str) -> Result<Change, EngineError> {
        let mut hold = Hold::<Change>::take(self, run_id).await?;
        let now = self.0.clock.now();
        if hold.run.ending().is_some() {
            hold.flush(true).await?;
            let why = "it has ended".to_owned();
            return Err(EngineError::NotNow { run: run_id.into(), act: "cancelled", why });
        }
        hold.record(now, actor, Fact::Cancelled, Private::Words(reason.to_owned()))?;
        hold.record(now, actor, Fact::Closed { ending: Ending::Cancelled }, Private::None)?;
        hold.flush(true).await?;
        Ok(hold.run)
    }

    /// Lets a quarantined change go on.
    ///
    /// # Errors
    /// [`EngineError::NotNow`] if no guard holds it, [`EngineError::HeldElsewhere`], and those of the store.
    pub async fn release_change(&self, run_id: &str, actor: &str, reason: &str) -> Result<Change, EngineError> {
        let mut hold = Hold::<Change>::take(self, run_id).await?;
        let ChangeStage::Quarantined(plan) = &hold.run.stage else {
            hold.flush(true).await?;
            let why = "no guard holds it".to_owned();
            return Err(EngineError::NotNow { run: run_id.into(), act: "released", why });
        };
        let now = self.0.clock.now();
        let hours = SignedDuration::from_hours(i64::from(plan.approval_hours));
        let approval_until = (!plan.approval.is_empty()).then(|| now.checked_add(hours).unwrap_or(now));
        hold.record(now, actor, Fact::Released { approval_until }, Private::Words(reason.to_owned()))?;
        hold.flush(true).await?;
        self.0.store.notify().await?;
        Ok(hold.run)
    }

    /// Records that a second person agreed to a change's plan.
    ///
    /// # Errors
    /// [`EngineError::NotNow`] if it does not wait for that, or the digest is another.
    pub async fn approve_change(&self, run_id: &str, actor: &str, digest: &str) -> Result<Change, EngineError> {
        let mut hold = Hold::<Change>::take(self, run_id).await?;
        let refused = match &hold.run.stage {
            ChangeStage::AwaitingApproval { plan, .. } if plan.digest.to_string() != digest => {
                Some("its plan is another one")
            }
            ChangeStage::AwaitingApproval { .. } if hold.run.actor == actor => Some("whoever asked can't agree"),
            ChangeStage::AwaitingApproval { .. } => None,
            _ => Some("it does not wait for approval"),
        };
        if let Some(why) = refused {
            hold.flush(true).await?;
            return Err(EngineError::NotNow { run: run_id.into(), act: "approved", why: why.into() });
        }
        hold.record(self.0.clock.now(), actor, Fact::Approved, Private::None)?;
        hold.flush(true).await?;
        self.0.store.notify().await?;
        Ok(hold.run)
    }
}
