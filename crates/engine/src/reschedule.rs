//! Dates that change while a run waits for them, and contracts that last longer.

use dayone_core::decide::{Decision, decide};
use dayone_core::event::{Fact, Private};
use dayone_core::plan::{Dates, Moved, Plan, reschedule};
use dayone_core::request::{Difference, Request};
use dayone_core::run::Run;
use dayone_core::settings::TenantSettings;
use jiff::Timestamp;

use crate::acts::activation_is_to_come;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::hold::Hold;

/// What other dates would make of a run. Nothing has been written.
#[derive(Debug, Clone)]
pub struct Rescheduling {
    /// The run as it is.
    pub run: Run,
    /// Its request and plan as they would be.
    pub moved: Moved,
    /// The fields that differ.
    pub differences: Vec<Difference>,
}

impl Rescheduling {
    /// The plan as it is.
    #[must_use]
    pub fn before(&self) -> Option<&Plan> {
        self.run.plan()
    }
}

/// A request whose dates alone differ moves those of a run that waits for its activation.
pub(crate) fn can_follow(run: &Run, request: &Request, settings: &TenantSettings, now: Timestamp) -> bool {
    let waits = match run.ending() {
        None => matches!(decide(run, now), Decision::WaitUntil(_) | Decision::AwaitApproval(_)),
        Some(_) => activation_is_to_come(run, now),
    };
    waits && reschedule(run, Dates::of(request), settings, now).is_ok()
}

impl Engine {
    /// What becomes of a run with other dates. Nothing is written.
    ///
    /// # Errors
    /// [`EngineError::NotNow`] if its dates can't change, or can't be these; those of the store.
    pub async fn propose_dates(
        &self,
        run_id: &str,
        change: impl FnOnce(Dates) -> Dates,
    ) -> Result<Rescheduling, EngineError> {
        let run = self.run(run_id).await?;
        let settings = &self.tenant(&run.tenant)?.settings;
        let not_now = |why: String| EngineError::NotNow { run: run_id.into(), act: "rescheduled", why };
        let Some(request) = &run.request else { return Err(not_now("the person's values were erased".into())) };
        let dates = change(Dates::of(request));
        let moved = reschedule(&run, dates, settings, self.0.clock.now()).map_err(not_now)?;
        let differences = request.differences(&moved.request);
        Ok(Rescheduling { moved, differences, run })
    }

    /// Gives a run the dates that were agreed to; [`Engine::drive`] or a worker carries it on, and schedules anew what
    /// `JumpCloud` is to do later.
    ///
    /// # Errors
    /// [`EngineError::NotNow`] if the run has moved on since it was proposed, [`EngineError::HeldElsewhere`], and those
    /// of the store.
    pub async fn reschedule(&self, agreed: Rescheduling, actor: &str) -> Result<Run, EngineError> {
        let Rescheduling { run, moved, .. } = agreed;
        let mut hold = Hold::<Run>::take(self, &run.id).await?;
        if hold.run.seq != run.seq {
            hold.flush(true).await?;
            let why = "it has moved on meanwhile: look at it again".to_owned();
            return Err(EngineError::NotNow { run: run.id, act: "rescheduled", why });
        }
        let now = self.0.clock.now();
        let due = moved.plan.activates_at().filter(|at| *at > now);
        hold.record(now, actor, Fact::Rescheduled { due }, Private::Moved(Box::new(moved)))?;
        hold.flush(true).await?;
        self.0.store.notify().await?;
        Ok(hold.run)
    }
}
