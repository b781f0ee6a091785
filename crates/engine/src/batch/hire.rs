//! The rows of a batch in one tenant: as many runs at once as its budget of calls can use.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use dayone_core::run::Run;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Mutex, mpsc, watch};
use tokio::task::JoinSet;

use super::planning::{Ready, What};
use super::row::{BatchError, BatchOptions, Row, RowEvent};
use crate::acts::Sight;
use crate::drive::Halt;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::intake::Proposal;
use crate::opening::refuse_if_moved;
use crate::tenant::Tenant;

/// How often a run is looked at that somebody else holds.
const LOOK: Duration = Duration::from_millis(250);
/// Longer waits are left to workers.
const PATIENCE: SignedDuration = SignedDuration::from_mins(15);

/// What a run's task ends with.
struct Done {
    number: u64,
    result: Result<Option<(Run, Halt)>, EngineError>,
}

/// A batch's rows of one tenant.
pub(super) struct Work<'a> {
    pub(super) engine: &'a Engine,
    pub(super) tenant: Arc<Tenant>,
    pub(super) options: &'a BatchOptions,
    pub(super) seen: &'a (dyn Fn(RowEvent) + Send + Sync),
    pub(super) begun_at: Timestamp,
    pub(super) ended: AtomicU64,
    /// This batch, and those in which runs were begun that go on here.
    pub(super) batches: Mutex<BTreeSet<String>>,
    /// Usernames that rows of this batch get, whether their runs are open yet or not.
    pub(super) usernames: Mutex<BTreeSet<String>>,
}

impl Engine {
    /// Carries out rows of one tenant until there are none left, or `stop` turns true: then the runs in hand come as far
    /// as they come. At the end people are told of all at once, and everything is read back.
    ///
    /// Carrying out the same rows again goes on where this ended.
    ///
    /// # Errors
    /// Those of the store, and a hold of the tenant; what was begun is kept.
    pub async fn hire_many(
        &self,
        tenant: Arc<Tenant>,
        options: &BatchOptions,
        mut rows: mpsc::Receiver<Row>,
        stop: watch::Receiver<bool>,
        seen: &(dyn Fn(RowEvent) + Send + Sync),
    ) -> Result<(), BatchError> {
        let begun_at = self.0.clock.now();
        let name = tenant.settings.name.clone();
        let batches = Mutex::new(BTreeSet::from([options.batch.id.clone()]));
        let work = Work {
            engine: self,
            tenant,
            options,
            seen,
            begun_at,
            ended: AtomicU64::new(0),
            batches,
            usernames: Mutex::default(),
        };
        // Rows are planned while earlier ones are carried out: those that wait here are the head start.
        let (planned, to_do) = mpsc::channel(options.at_once);
        let (planning, carrying) = futures::join!(work.plan(&mut rows, planned), work.carry_out(to_do, &stop));
        carrying?;
        planning?;
        if !*stop.borrow() {
            let watcher = |run: &Run, halt| seen(RowEvent::Halted { number: None, run: Box::new(run.clone()), halt });
            for batch in work.batches.into_inner() {
                let began = Instant::now();
                while !self.gather_watched(&name, &batch, &watcher).await? && began.elapsed() < self.0.lease * 2 {
                    tokio::time::sleep(LOOK).await;
                }
            }
        }
        Ok(())
    }
}

impl Work<'_> {
    async fn carry_out(
        &self,
        mut to_do: mpsc::Receiver<Ready>,
        stop: &watch::Receiver<bool>,
    ) -> Result<(), BatchError> {
        let mut stopped = stop.clone();
        let mut running: JoinSet<Done> = JoinSet::new();
        // Plans that were made again because they had grown old.
        let mut again: VecDeque<Ready> = VecDeque::new();
        let mut outcome = Ok(());
        let mut open = true;
        let mut may_stop = true;
        while outcome.is_ok() && !*stop.borrow() && (open || !again.is_empty() || !running.is_empty()) {
            let free = running.len() < self.options.at_once;
            if free && let Some(next) = again.pop_front() {
                outcome = self.start(next, &mut again, &mut to_do, &mut running).await;
                continue;
            }
            tokio::select! {
                next = to_do.recv(), if open && free => match next {
                    Some(next) => outcome = self.start(next, &mut again, &mut to_do, &mut running).await,
                    None => open = false,
                },
                Some(done) = running.join_next(), if !running.is_empty() => outcome = self.note(done),
                changed = stopped.changed(), if may_stop => may_stop = changed.is_ok(),
            }
        }
        // The planner stops where it is.
        drop(to_do);
        while let Some(done) = running.join_next().await {
            outcome = outcome.and(self.note(done));
        }
        outcome
    }

    /// A run has come as far as it comes.
    fn note(&self, done: Result<Done, tokio::task::JoinError>) -> Result<(), BatchError> {
        self.ended.fetch_add(1, Ordering::Relaxed);
        // A task that has panicked has been reported by the runtime; its run can be taken up again.
        let Ok(Done { number, result }) = done else { return Ok(()) };
        match result? {
            Some((run, halt)) => (self.seen)(RowEvent::Halted { number: Some(number), run: Box::new(run), halt }),
            None => (self.seen)(RowEvent::Elsewhere { number }),
        }
        Ok(())
    }

    async fn start(
        &self,
        next: Ready,
        again: &mut VecDeque<Ready>,
        to_do: &mut mpsc::Receiver<Ready>,
        running: &mut JoinSet<Done>,
    ) -> Result<(), BatchError> {
        let held = self.engine.0.store.tenant_hold(&self.tenant.settings.name).await.map_err(EngineError::from)?;
        if let Some(hold) = held {
            return Err(BatchError::Held { tenant: hold.tenant, why: hold.detail });
        }
        let Ready { number, agreed, what, is_second } = next;
        let (run_id, earlier) = match what {
            What::Open { ref proposal, .. } if !is_second && self.is_old(proposal) => {
                let first = Ready { number, agreed, what, is_second };
                let waiting =
                    std::iter::once(first).chain(again.drain(..)).chain(std::iter::from_fn(|| to_do.try_recv().ok()));
                let waiting: Vec<Ready> = waiting.collect();
                self.propose_again(waiting, again).await;
                return Ok(());
            }
            What::Open { proposal, attempt_of } => (self.open(*proposal, &agreed, attempt_of).await?, false),
            What::GoOn { run_id } => {
                if self.options.release {
                    self.release(&run_id).await?;
                }
                (run_id, true)
            }
            What::MoveDates { run_id, dates } => {
                let moved = self.engine.propose_dates(&run_id, |_| dates).await?;
                match self.engine.reschedule(moved, &self.options.actor).await {
                    Ok(run) => (run.id, true),
                    Err(EngineError::HeldElsewhere { .. } | EngineError::NotNow { .. }) => {
                        (self.seen)(RowEvent::Elsewhere { number });
                        return Ok(());
                    }
                    Err(error) => return Err(error.into()),
                }
            }
            What::Resume { run_id } => match self.engine.resume_with(&run_id, &self.options.actor, Sight::AsRead).await
            {
                Ok(run) => (run.id, true),
                Err(EngineError::HeldElsewhere { .. }) => {
                    (self.seen)(RowEvent::Elsewhere { number });
                    return Ok(());
                }
                Err(error) => return Err(error.into()),
            },
        };
        (self.seen)(RowEvent::Started { number, run_id: run_id.clone(), earlier });
        let engine = self.engine.clone();
        running.spawn(async move {
            let result = match advance(&engine, &run_id).await {
                Ok(halted) => Ok(Some(halted)),
                Err(EngineError::HeldElsewhere { .. } | EngineError::Fenced { .. }) => Ok(None),
                Err(error) => Err(error),
            };
            Done { number, result }
        });
        Ok(())
    }

    /// Lets a run go on that an earlier try has quarantined. Any other is left as it is.
    async fn release(&self, run_id: &str) -> Result<(), EngineError> {
        let reason = "so many were expected";
        match self.engine.release(run_id, &self.options.actor, reason).await {
            Ok(_) | Err(EngineError::NotNow { .. } | EngineError::HeldElsewhere { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn open(
        &self,
        mut proposal: Proposal,
        agreed: &str,
        attempt_of: Option<String>,
    ) -> Result<String, EngineError> {
        refuse_if_moved(&mut proposal, agreed);
        proposal.judged(self.options.judgement.clone());
        proposal.batch = Some(self.options.batch.clone());
        self.engine.open_as_agreed(&self.tenant, proposal, &self.options.actor, attempt_of).await
    }
}

/// Carries a run on. One that is held is tried until a process that was killed would have lost its lease.
async fn advance(engine: &Engine, run_id: &str) -> Result<(Run, Halt), EngineError> {
    let began = Instant::now();
    loop {
        match Box::pin(engine.advance(run_id, PATIENCE)).await {
            Err(EngineError::HeldElsewhere { .. }) if began.elapsed() < engine.0.lease * 2 => {
                tokio::time::sleep(LOOK).await;
            }
            done => return done,
        }
    }
}
