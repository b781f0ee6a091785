//! Fold, decide, perform, append: the one loop that carries a run to its end.

use dayone_core::decide::{Decision, decide, settled_untried};
use dayone_core::effect::Effect;
use dayone_core::event::{Cost, Detail, Ending, Fact, Outcome, Private};
use dayone_core::failure::{self, Next};
use dayone_core::fault::FaultKind;
use dayone_core::plan::{Plan, PlannedPassword};
use dayone_core::run::Run;
use dayone_jumpcloud::Participant;
use dayone_store::Heads;
use jiff::{SignedDuration, Timestamp};

use crate::batch::Reading;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::hold::Hold;
use crate::perform::{Performed, Place, perform};

/// Where a run stands when its worker lets go of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Halt {
    /// It has ended.
    Closed(Ending),
    /// It goes on at this time.
    Waiting(Timestamp),
    /// A guard tripped: a person has to release it.
    Quarantined,
    /// A person has to agree by this time.
    AwaitingApproval(Timestamp),
    /// The others of its batch have to come as far, by this time at the latest.
    AwaitingBatch(Timestamp),
    /// Writes are frozen: it goes on when they are let go on.
    Frozen,
}

/// What a run is read back from.
#[derive(Clone, Copy)]
pub(crate) enum ReadBackFrom<'a> {
    /// The directory.
    Directory,
    /// What was read for many runs at once, and the directory where that is not enough.
    Reading(&'a Reading),
}

fn closed(run: &Run) -> Halt {
    Halt::Closed(run.ending().unwrap_or(Ending::Failed))
}

impl Engine {
    /// Carries a run on until it ends, or waits for longer than `patience`. A run whose batch is overdue is gathered
    /// with the others of it.
    ///
    /// # Errors
    /// [`EngineError::HeldElsewhere`], [`EngineError::Fenced`], and those of the store. The run can be driven again.
    pub async fn drive(&self, run_id: &str, patience: SignedDuration) -> Result<(Run, Halt), EngineError> {
        let (run, halt) = self.advance(run_id, patience).await?;
        match (halt, &run.batch) {
            (Halt::AwaitingBatch(until), Some(batch)) if until <= self.0.clock.now() => {
                self.gather(&run.tenant, &batch.id).await?;
                self.advance(run_id, patience).await
            }
            _ => Ok((run, halt)),
        }
    }

    /// Carries a run on until it ends, waits for others of its batch, or for longer than `patience`.
    pub(crate) async fn advance(&self, run_id: &str, patience: SignedDuration) -> Result<(Run, Halt), EngineError> {
        let hold = Hold::<Run>::take(self, run_id).await?;
        self.drive_held(hold, patience, ReadBackFrom::Directory).await
    }

    pub(crate) async fn drive_held(
        &self,
        mut hold: Hold,
        patience: SignedDuration,
        from: ReadBackFrom<'_>,
    ) -> Result<(Run, Halt), EngineError> {
        // Whoever drives at the same time reads together; see `Coalescer`.
        let reader = hold.tenant.coalescer.join();
        let halt = loop {
            let now = self.0.clock.now();
            match decide(&hold.run, now) {
                Decision::Perform(_) if self.frozen(&hold.run.tenant).await?.is_some() => break Halt::Frozen,
                // Boxed, as are the larger parts of it: the future of a whole run would not fit a worker's stack.
                Decision::Perform(effects) => Box::pin(self.perform_all(&mut hold, effects, &reader, from)).await?,
                // What is left is looked after by workers when its time comes.
                Decision::WaitUntil(_) if hold.run.ending().is_some() => break closed(&hold.run),
                Decision::WaitUntil(time) if time.duration_since(now) <= patience => {
                    hold.flush(false).await?;
                    self.0.clock.sleep_until(time).await;
                }
                Decision::WaitUntil(time) => break Halt::Waiting(time),
                Decision::AwaitRelease => break Halt::Quarantined,
                Decision::AwaitApproval(time) => break Halt::AwaitingApproval(time),
                Decision::AwaitBatch(time) => break Halt::AwaitingBatch(time),
                Decision::Expire => {
                    hold.record(now, &self.0.owner, Fact::Rejected { expired: true }, Private::None)?;
                }
                Decision::Close(ending) => {
                    hold.record(now, &self.0.owner, Fact::Closed { ending }, Private::None)?;
                    // With an account, a run can be taken up again, and the person still needs the password.
                    let kept = matches!(ending, Ending::Succeeded | Ending::Partial)
                        || hold.run.account.is_some()
                        || hold.run.account_is_uncertain();
                    if !kept {
                        hold.forget_password();
                    }
                }
                Decision::Rest => break closed(&hold.run),
            }
        };
        hold.flush(true).await?;
        if let Halt::Closed(_) = halt
            && let Err(error) = self.seal_ledger(&hold.run.tenant, Heads::OpenedAndClosed).await
        {
            // The run is as it is; the next sealing commits its head.
            tracing::warn!(run = hold.run.id, tenant = hold.run.tenant, %error, "ledger not sealed or not anchored");
        }
        Ok((hold.run, halt))
    }

    /// One batch: intents first, then all effects at once, then what became of them.
    async fn perform_all(
        &self,
        hold: &mut Hold,
        effects: Vec<Effect>,
        reader: &Participant,
        from: ReadBackFrom<'_>,
    ) -> Result<(), EngineError> {
        let Some(plan) = hold.run.plan().cloned() else { return Ok(()) };
        let wave = hold.run.next_wave();
        if effects.iter().any(Effect::writes_to_directory) {
            self.confirm_organization(&hold.tenant, &plan.organization.id).await?;
        }
        let stopped = self.0.store.tenant_hold(&hold.run.tenant).await?;
        let before = hold.run.clone();
        let mut to_do = Vec::new();
        for effect in effects {
            if let Some(outcome) = settled_untried(&hold.run, &plan, &effect) {
                self.settle(hold, &effect, outcome, Detail::default(), wave, Cost::default())?;
            } else if let Some(why) = stopped.as_ref().filter(|_| effect.writes_to_directory()) {
                let kind = crate::tenant_hold::error_type(why);
                let reason = format!("writes of tenant '{}' are stopped ({})", why.tenant, why.detail);
                let problem = failure::stopped(&plan, &effect, kind, &reason);
                let detail = Detail { problem: Some(problem), ..Detail::default() };
                self.settle(hold, &effect, Outcome::Failed(kind), detail, wave, Cost::default())?;
            } else {
                self.intend(hold, &effect)?;
                to_do.push(effect);
            }
        }
        hold.flush(false).await?;
        hold.still_held()?;
        let password = hold.password().await?;
        let place = Place { engine: self, tenant: &hold.tenant, run: &before, plan: &plan, reader, from };
        let work = to_do.iter().map(|effect| perform(&place, effect, password.as_ref()));
        for (effect, performed) in to_do.iter().zip(futures::future::join_all(work).await) {
            self.conclude(hold, &plan, effect, performed, wave).await?;
        }
        Ok(())
    }

    fn intend(&self, hold: &mut Hold, effect: &Effect) -> Result<(), EngineError> {
        if !effect.is_fenced() {
            return Ok(());
        }
        let fact = Fact::Intended { effect: effect.key(), directory_time: hold.tenant.writer().directory_time() };
        hold.record(self.0.clock.now(), &self.0.owner, fact, Private::None)
    }

    /// Records what became of an effect: its end, or when it is tried again.
    async fn conclude(
        &self,
        hold: &mut Hold,
        plan: &Plan,
        effect: &Effect,
        performed: Performed,
        wave: u32,
    ) -> Result<(), EngineError> {
        let Performed { result, cost } = performed;
        let fault = match result {
            Ok(end) => return self.settle(hold, effect, end.outcome, end.detail, wave, cost),
            Err(fault) => fault,
        };
        let now = self.0.clock.now();
        if fault.kind == FaultKind::Frozen {
            // Not a try: nothing was sent. Without an intent or a call there is nothing to tell.
            return match effect.is_fenced() || cost.calls > 0 {
                true => {
                    let fact = Fact::Withdrawn { effect: effect.key(), wave, cost };
                    hold.record(now, &self.0.owner, fact, Private::None)
                }
                false => Ok(()),
            };
        }
        let tries = hold.run.tries(&effect.key());
        if let Next::RetryAt(retry_at) = failure::after_fault(effect, tries, &fault, now, self.0.randomness.fraction())
        {
            let private = fault.detail.clone().map_or(Private::None, Private::Words);
            let (fault, status) = (fault.kind, fault.status);
            let fact = Fact::Attempted { effect: effect.key(), fault, status, retry_at, wave, cost };
            return hold.record(now, &self.0.owner, fact, private);
        }
        if effect.touches_directory() && fault.stops_the_tenant() {
            self.stop_tenant(&hold.run.tenant, &fault).await?;
        }
        let problem = failure::problem(plan, effect, &fault);
        let outcome = Outcome::Failed(problem.kind);
        self.settle(hold, effect, outcome, Detail { problem: Some(problem), ..Detail::default() }, wave, cost)
    }

    pub(crate) fn settle(
        &self,
        hold: &mut Hold,
        effect: &Effect,
        outcome: Outcome,
        detail: Detail,
        wave: u32,
        cost: Cost,
    ) -> Result<(), EngineError> {
        let set_now = match (effect, hold.run.plan()) {
            (Effect::CreateAccount, Some(plan)) => !plan.sets_password_late(),
            (Effect::SetPassword, Some(_)) => true,
            _ => false,
        };
        let given = hold.run.plan().is_some_and(|plan| plan.password == PlannedPassword::Given);
        if set_now && given && outcome.is_success() {
            hold.forget_password();
        }
        tracing::info!(
            run = hold.run.id,
            tenant = hold.run.tenant,
            step = effect.key().step.name(),
            outcome = outcome.word(),
            calls = cost.calls,
            "settled"
        );
        let fact = Fact::Settled { effect: effect.key(), outcome, wave, cost };
        let private = if detail == Detail::default() { Private::None } else { Private::Detail(Box::new(detail)) };
        hold.record(self.0.clock.now(), &self.0.owner, fact, private)
    }
}
