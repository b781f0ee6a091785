//! What people do to runs: resume, cancel, agree, reveal.

use dayone_core::decide::{Decision, decide};
use dayone_core::effect::StateChange;
use dayone_core::event::{Ending, Fact, Private};
use dayone_core::run::{Run, Stage};
use secrecy::SecretString;

use jiff::{SignedDuration, Timestamp};

use crate::drive::ReadBackFrom;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::hold::Hold;

/// For how long a cancelled run tries to take back what it has scheduled.
const TAKING_BACK: SignedDuration = SignedDuration::from_mins(10);

/// `JumpCloud` is to activate the account at a time that has not come.
pub(crate) fn activation_is_to_come(run: &Run, now: Timestamp) -> bool {
    let at = run.plan().and_then(|plan| plan.scheduled_for(StateChange::Activation));
    run.is_scheduled(StateChange::Activation) && at.is_some_and(|at| at > now)
}

/// How a resumed run sees the directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sight {
    /// Everything is read anew.
    Anew,
    /// As it was read last, for this very purpose.
    AsRead,
}

impl Engine {
    /// Lets what failed be done again; [`Engine::drive`] does it. A run that is still open is only taken in hand.
    ///
    /// # Errors
    /// [`EngineError::NotNow`] if there is nothing to resume, [`EngineError::HeldElsewhere`], and those of the store.
    pub async fn resume(&self, run_id: &str, actor: &str) -> Result<Run, EngineError> {
        self.resume_with(run_id, actor, Sight::Anew).await
    }

    /// The same, where what was read of the directory may be younger than the mending.
    pub(crate) async fn resume_with(&self, run_id: &str, actor: &str, sight: Sight) -> Result<Run, EngineError> {
        let mut hold = Hold::<Run>::take(self, run_id).await?;
        let not_now = |why: &str| EngineError::NotNow { run: run_id.into(), act: "resumed", why: why.into() };
        let refused = match (&hold.run.stage, hold.run.ending()) {
            (Stage::Erased { .. }, _) => Some("the person's values were erased"),
            (_, Some(Ending::Succeeded)) => Some("it has succeeded"),
            (_, Some(Ending::Failed | Ending::Cancelled))
                if hold.run.account.is_none() && !hold.run.account_is_uncertain() =>
            {
                Some("no account was created; send the request again")
            }
            (_, Some(_)) if hold.run.plan().is_none() => Some("it has no plan; send the request again"),
            _ => None,
        };
        if let Some(why) = refused {
            hold.flush(true).await?;
            return Err(not_now(why));
        }
        // The cause may have been mended: everything is read anew.
        if sight == Sight::Anew {
            hold.tenant.forget();
        }
        let now = self.0.clock.now();
        if hold.run.ending().is_some() {
            hold.record(now, actor, Fact::Resumed, Private::None)?;
        }
        // Who asks for this run does not wait for the others of its batch.
        if matches!(decide(&hold.run, now), Decision::AwaitBatch(_)) {
            hold.record(now, actor, Fact::Gathered, Private::None)?;
        }
        hold.flush(false).await?;
        Ok(hold.run)
    }

    /// Stops a run: nothing more is written. What was written stays, but what `JumpCloud` was to do later is taken back.
    ///
    /// # Errors
    /// [`EngineError::NotNow`] if nothing of it is still to come, [`EngineError::HeldElsewhere`], and those of the store.
    pub async fn cancel(&self, run_id: &str, actor: &str, reason: &str) -> Result<Run, EngineError> {
        let mut hold = Hold::<Run>::take(self, run_id).await?;
        let now = self.0.clock.now();
        if hold.run.ending().is_some() && !activation_is_to_come(&hold.run, now) {
            hold.flush(true).await?;
            let why = "it has ended".to_owned();
            return Err(EngineError::NotNow { run: run_id.into(), act: "cancelled", why });
        }
        hold.record(now, actor, Fact::Cancelled, Private::Words(reason.to_owned()))?;
        if StateChange::ALL.into_iter().any(|change| hold.run.has_asked(change)) {
            return Ok(self.drive_held(hold, TAKING_BACK, ReadBackFrom::Directory).await?.0);
        }
        hold.record(now, actor, Fact::Closed { ending: Ending::Cancelled }, Private::None)?;
        // With an account, the run can be taken up again, and the person still needs the password.
        if hold.run.account.is_none() {
            hold.forget_password();
        }
        hold.flush(true).await?;
        Ok(hold.run)
    }

    /// Records that a second person agreed to a run's plan.
    ///
    /// # Errors
    /// [`EngineError::NotNow`] if the run does not wait for that, or the digest is another.
    pub async fn approve(&self, run_id: &str, actor: &str, digest: &str) -> Result<Run, EngineError> {
        let mut hold = Hold::<Run>::take(self, run_id).await?;
        let not_now = |why: &str| EngineError::NotNow { run: run_id.into(), act: "approved", why: why.into() };
        let refused = match &hold.run.stage {
            Stage::AwaitingApproval { plan, .. } if plan.digest.to_string() != digest => {
                Some("its plan is another one")
            }
            Stage::AwaitingApproval { .. } if hold.run.actor == actor => Some("whoever asked can't agree"),
            Stage::AwaitingApproval { .. } => None,
            _ => Some("it does not wait for approval"),
        };
        if let Some(why) = refused {
            hold.flush(true).await?;
            return Err(not_now(why));
        }
        hold.record(self.0.clock.now(), actor, Fact::Approved, Private::None)?;
        hold.flush(true).await?;
        self.0.store.notify().await?;
        Ok(hold.run)
    }

    /// Destroys the key of a run's person, and with it every value of that person in every run: request, plan, answers,
    /// errors. What was done stays, without them. The account in the directory is not touched.
    ///
    /// # Errors
    /// [`EngineError::NoSuchRun`], and those of the store, a run of the person that is still open among them.
    pub async fn erase(&self, run_id: &str, actor: &str) -> Result<dayone_store::Erasure, EngineError> {
        let row = self.0.row(run_id).await?;
        let erased = self.0.vault.erase_person(&row.tenant, &row.person, actor, self.0.clock.now_us()).await?;
        self.seal_ledger(&row.tenant, dayone_store::Heads::OpenedAndClosed).await?;
        Ok(erased)
    }

    /// The password of a run: recorded as shown, and destroyed, before it is given out. Once.
    ///
    /// # Errors
    /// [`EngineError::NotNow`] if there is none (any more), [`EngineError::HeldElsewhere`], and those of the store.
    pub async fn reveal(&self, run_id: &str, actor: &str) -> Result<SecretString, EngineError> {
        let mut hold = Hold::<Run>::take(self, run_id).await?;
        let not_now = |why: &str| EngineError::NotNow { run: run_id.into(), act: "revealed", why: why.into() };
        let refused = match (hold.run.revealed, hold.run.ending()) {
            (true, _) => Some("its password was revealed before"),
            (false, None) => Some("it has not ended yet"),
            (false, Some(_)) => None,
        };
        let password = hold.password().await?;
        match (refused, password) {
            (None, Some(password)) => {
                hold.record(self.0.clock.now(), actor, Fact::Revealed, Private::None)?;
                hold.forget_password();
                hold.flush(true).await?;
                Ok(password)
            }
            (why, _) => {
                hold.flush(true).await?;
                Err(not_now(why.unwrap_or("it holds no password")))
            }
        }
    }
}
