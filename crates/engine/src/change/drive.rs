//! Fold, decide, perform, append: the loop that carries a change to its end.

use dayone_core::change::{Act, Change, ChangeDecision, ChangePlan, PlannedAct, decide, not_tried};
use dayone_core::event::{Cost, Detail, Ending, Fact, Outcome, Private};
use dayone_core::failure::{Next, next_try};
use dayone_core::fault::FaultKind;
use dayone_store::Heads;
use jiff::SignedDuration;

use super::perform::{Done, problem, stopped, try_once};
use crate::drive::Halt;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::hold::Hold;

impl Engine {
    /// Carries a change on until it ends, or waits for longer than `patience`.
    ///
    /// # Errors
    /// [`EngineError::HeldElsewhere`], [`EngineError::Fenced`], and those of the store. It can be driven again.
    pub async fn drive_change(&self, run_id: &str, patience: SignedDuration) -> Result<(Change, Halt), EngineError> {
        let hold = Hold::<Change>::take(self, run_id).await?;
        self.drive_change_held(hold, patience).await
    }

    pub(crate) async fn drive_change_held(
        &self,
        mut hold: Hold<Change>,
        patience: SignedDuration,
    ) -> Result<(Change, Halt), EngineError> {
        let halt = loop {
            let now = self.0.clock.now();
            match decide(&hold.run, now) {
                ChangeDecision::Perform(_) if self.frozen(&hold.run.tenant).await?.is_some() => break Halt::Frozen,
                ChangeDecision::Perform(acts) => Box::pin(self.perform_acts(&mut hold, acts)).await?,
                ChangeDecision::WaitUntil(time) if time.duration_since(now) <= patience => {
                    hold.flush(false).await?;
                    self.0.clock.sleep_until(time).await;
                }
                ChangeDecision::WaitUntil(time) => break Halt::Waiting(time),
                ChangeDecision::AwaitRelease => break Halt::Quarantined,
                ChangeDecision::AwaitApproval(time) => break Halt::AwaitingApproval(time),
                ChangeDecision::Expire => {
                    hold.record(now, &self.0.owner, Fact::Rejected { expired: true }, Private::None)?;
                }
                ChangeDecision::Close(ending) => {
                    hold.record(now, &self.0.owner, Fact::Closed { ending }, Private::None)?;
                }
                ChangeDecision::Rest => break Halt::Closed(hold.run.ending().unwrap_or(Ending::Failed)),
            }
        };
        hold.flush(true).await?;
        if let Halt::Closed(_) = halt {
            self.after_the_end(&hold.run).await?;
        }
        Ok((hold.run, halt))
    }

    /// The ledger commits what has ended; whoever has left can be hired again.
    async fn after_the_end(&self, change: &Change) -> Result<(), EngineError> {
        let locked = change.settled(&Act::Suspend.key()).is_some_and(|settled| settled.outcome.is_success())
            || change.settled(&Act::DeleteAccount.key()).is_some_and(|settled| settled.outcome.is_success());
        if locked {
            let person = self.0.row(&change.id).await?.person;
            self.0.store.retire_requests(&change.tenant, &person).await?;
        }
        if let Err(error) = self.seal_ledger(&change.tenant, Heads::OpenedAndClosed).await {
            // The change is as it is; the next sealing commits its head.
            tracing::warn!(run = change.id, tenant = change.tenant, %error, "ledger not sealed or not anchored");
        }
        Ok(())
    }

    /// One batch: intents first, then all acts at once, then what became of them.
    async fn perform_acts(&self, hold: &mut Hold<Change>, acts: Vec<PlannedAct>) -> Result<(), EngineError> {
        let Some(plan) = hold.run.plan().cloned() else { return Ok(()) };
        let wave = hold.run.next_wave();
        if acts.iter().any(|planned| planned.act.writes_to_directory()) {
            self.confirm_organization(&hold.tenant, &plan.organization.id).await?;
        }
        let held = self.0.store.tenant_hold(&hold.run.tenant).await?;
        let before = hold.run.clone();
        let mut to_do = Vec::new();
        for planned in acts {
            if let Some(outcome) = not_tried(&hold.run, &plan, &planned) {
                self.settle_act(hold, &planned.act, outcome, Detail::default(), wave, Cost::default())?;
            } else if let Some(why) = held.as_ref().filter(|_| planned.act.writes_to_directory()) {
                let kind = crate::tenant_hold::error_type(why);
                let reason = format!("writes of tenant '{}' are stopped ({})", why.tenant, why.detail);
                let detail = Detail { problem: Some(stopped(&plan, &planned.act, kind, &reason)), ..Detail::default() };
                self.settle_act(hold, &planned.act, Outcome::Failed(kind), detail, wave, Cost::default())?;
            } else {
                if planned.act.is_fenced() {
                    let directory_time = hold.tenant.writer().directory_time();
                    let fact = Fact::Intended { effect: planned.act.key(), directory_time };
                    hold.record(self.0.clock.now(), &self.0.owner, fact, Private::None)?;
                }
                to_do.push(planned);
            }
        }
        hold.flush(false).await?;
        hold.still_held()?;
        let tenant = hold.tenant.clone();
        let work = to_do.iter().map(|planned| try_once(self, &tenant, &before, &plan, planned));
        for (planned, done) in to_do.iter().zip(futures::future::join_all(work).await) {
            self.conclude_act(hold, &plan, &planned.act, done, wave).await?;
        }
        Ok(())
    }

    /// Records what became of an act: its end, or when it is tried again.
    async fn conclude_act(
        &self,
        hold: &mut Hold<Change>,
        plan: &ChangePlan,
        act: &Act,
        done: Done,
        wave: u32,
    ) -> Result<(), EngineError> {
        let Done { result, cost } = done;
        let fault = match result {
            Ok((outcome, detail)) => return self.settle_act(hold, act, outcome, detail, wave, cost),
            Err(fault) => fault,
        };
        let now = self.0.clock.now();
        if fault.kind == FaultKind::Frozen {
            // Not a try: nothing was sent. Without an intent or a call there is nothing to tell.
            return match act.is_fenced() || cost.calls > 0 {
                true => {
                    let fact = Fact::Withdrawn { effect: act.key(), wave, cost };
                    hold.record(now, &self.0.owner, fact, Private::None)
                }
                false => Ok(()),
            };
        }
        let tries = hold.run.tries(&act.key());
        if let Next::RetryAt(retry_at) = next_try(act.tries(), tries, &fault, now, self.0.randomness.fraction()) {
            let private = fault.detail.clone().map_or(Private::None, Private::Words);
            let fact =
                Fact::Attempted { effect: act.key(), fault: fault.kind, status: fault.status, retry_at, wave, cost };
            return hold.record(now, &self.0.owner, fact, private);
        }
        if !act.tells() && fault.stops_the_tenant() {
            self.stop_tenant(&hold.run.tenant, &fault).await?;
        }
        let problem = problem(plan, act, &fault);
        let outcome = Outcome::Failed(problem.kind);
        self.settle_act(hold, act, outcome, Detail { problem: Some(problem), ..Detail::default() }, wave, cost)
    }

    fn settle_act(
        &self,
        hold: &mut Hold<Change>,
        act: &Act,
        outcome: Outcome,
        detail: Detail,
        wave: u32,
        cost: Cost,
    ) -> Result<(), EngineError> {
        tracing::info!(
            run = hold.run.id,
            tenant = hold.run.tenant,
            step = act.key().step.name(),
            outcome = outcome.word(),
            calls = cost.calls,
            "settled"
        );
        let fact = Fact::Settled { effect: act.key(), outcome, wave, cost };
        let private = if detail == Detail::default() { Private::None } else { Private::Detail(Box::new(detail)) };
        hold.record(self.0.clock.now(), &self.0.owner, fact, private)
    }
}
