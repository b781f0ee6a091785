//! Letting a quarantined run go on: a person has looked, and says why.

use dayone_core::event::{Fact, Private};
use dayone_core::run::{Run, Stage};

use crate::engine::Engine;
use crate::error::EngineError;
use crate::hold::Hold;
use crate::opening::approval_until;

impl Engine {
    /// Releases a quarantined run. It waits for a second person next, if its plan needs one; else it is due at once.
    ///
    /// # Errors
    /// [`EngineError::NotNow`] if it is not quarantined, [`EngineError::HeldElsewhere`], and those of the store.
    pub async fn release(&self, run_id: &str, actor: &str, reason: &str) -> Result<Run, EngineError> {
        let mut hold = Hold::<Run>::take(self, run_id).await?;
        let now = self.0.clock.now();
        let Stage::Quarantined(plan) = &hold.run.stage else {
            hold.flush(true).await?;
            let why = "no guard holds it back".to_owned();
            return Err(EngineError::NotNow { run: run_id.into(), act: "released", why });
        };
        let released = Fact::Released { approval_until: approval_until(plan, now) };
        hold.record(now, actor, released, Private::Words(reason.to_owned()))?;
        hold.flush(true).await?;
        self.0.store.notify().await?;
        Ok(hold.run)
    }
}
