//! The rows of a batch in one tenant: as many runs at once as its budget of calls can use.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use dayone_core::event::{Batch, Ending};
use dayone_core::plan::{Dates, Manner, Refusal};
use dayone_core::request::{Parsed, Request};
use dayone_core::run::Run;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Mutex, mpsc, watch};
use tokio::task::JoinSet;

use super::propose::{Ahead, TOGETHER};
use crate::drive::Halt;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::guards::Judgement;
use crate::intake::{Known, Proposal, key_reused};
use crate::opening::refuse_if_moved;
use crate::tenant::Tenant;

/// Longer waits are left to workers.
const PATIENCE: SignedDuration = SignedDuration::from_mins(15);
/// How old a proposal may be when its run is opened; older ones are made again, all that wait at once.
const PROPOSAL_STAYS: SignedDuration = SignedDuration::from_secs(60);
/// As many seconds' work are proposed at once, so that proposals don't grow old.
const WORK_AHEAD: f64 = 30.0;

/// What a batch is carried out with.
#[derive(Debug, Clone)]
pub struct BatchOptions {
    /// The batch.
    pub batch: Batch,
    /// Who asks.
    pub actor: String,
    /// Runs in hand at once.
    pub at_once: usize,
    /// How the plans are carried out.
    pub manner: Manner,
    /// What the guards said of all of them.
    pub judgement: Judgement,
    /// An operator has said how many there are: those that an earlier try has quarantined are released.
    pub release: bool,
}

/// A row to be carried out.
pub struct Row {
    /// Its number, the caller's.
    pub number: u64,
    /// The request.
    pub parsed: Parsed,
    /// The digest of the plan that was agreed to.
    pub agreed: String,
}

/// What became of a row.
#[derive(Debug)]
pub enum RowEvent {
    /// Its run was opened, or taken up again.
    Started {
        /// The row.
        number: u64,
        /// The run.
        run_id: String,
        /// The batch had done it before.
        earlier: bool,
    },
    /// Its run has come as far as it comes for now.
    Halted {
        /// The row; None: told by the run alone, at the end of the batch.
        number: Option<u64>,
        /// The run.
        run: Box<Run>,
        /// Where it stands.
        halt: Halt,
    },
    /// Its run had ended before, with success.
    AlreadyDone {
        /// The row.
        number: u64,
        /// The run.
        run: Box<Run>,
    },
    /// Nothing was begun: the request key is in use for other content.
    Refused {
        /// The row.
        number: u64,
        /// Why.
        refusal: Refusal,
    },
    /// Somebody else is carrying its run on.
    Elsewhere {
        /// The row.
        number: u64,
    },
}

/// Why a batch ended before its rows did.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// The engine could not go on.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The tenant's writes are stopped.
    #[error("writes of tenant '{tenant}' are stopped: {why}")]
    Held {
        /// The tenant.
        tenant: String,
        /// The hold's words.
        why: String,
    },
}

/// A row whose next step is known.
struct Ready {
    number: u64,
    agreed: String,
    what: What,
}

/// A row that is new.
struct Fresh {
    number: u64,
    agreed: String,
    attempt_of: Option<String>,
    parsed: Parsed,
}

enum What {
    Open {
        proposal: Box<Proposal>,
        attempt_of: Option<String>,
    },
    GoOn {
        run_id: String,
    },
    /// The dates of a run that waits for its activation are moved.
    MoveDates {
        run_id: String,
        dates: Dates,
    },
    Resume {
        run_id: String,
    },
}

/// What a run's task ends with.
struct Done {
    number: u64,
    result: Result<Option<(Run, Halt)>, EngineError>,
}

/// A batch's rows of one tenant.
struct Work<'a> {
    engine: &'a Engine,
    tenant: Arc<Tenant>,
    options: &'a BatchOptions,
    seen: &'a (dyn Fn(RowEvent) + Send + Sync),
    begun_at: Timestamp,
    ended: AtomicU64,
    /// This batch, and those in which runs were begun that go on here.
    batches: Mutex<BTreeSet<String>>,
    /// Usernames that rows of this batch get, whether their runs are open yet or not.
    usernames: Mutex<BTreeSet<String>>,
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
                self.gather_watched(&name, &batch, &watcher).await?;
            }
        }
        Ok(())
    }
}

impl Work<'_> {
    /// Plans row after row, until there are none left or nobody wants them.
    async fn plan(&self, rows: &mut mpsc::Receiver<Row>, planned: mpsc::Sender<Ready>) -> Result<(), EngineError> {
        loop {
            let ready = self.prepare(rows).await?;
            let Some(ready) = ready else { return Ok(()) };
            for one in ready {
                if planned.send(one).await.is_err() {
                    return Ok(());
                }
            }
        }
    }

    /// Reads what the store knows of the next rows, and makes plans for those that are new. None: there are none.
    async fn prepare(&self, rows: &mut mpsc::Receiver<Row>) -> Result<Option<VecDeque<Ready>>, EngineError> {
        let size = self.together();
        let mut fresh: Vec<Fresh> = Vec::new();
        let mut ready = VecDeque::new();
        let mut any = false;
        while fresh.len() < size {
            let Some(Row { number, parsed, agreed }) = rows.recv().await else { break };
            any = true;
            let mut again = |what| ready.push_back(Ready { number, agreed: agreed.clone(), what });
            match self.engine.known(&self.tenant, &parsed.request).await? {
                Known::Nothing => fresh.push(Fresh { number, agreed, attempt_of: None, parsed }),
                Known::Attempt { of } => fresh.push(Fresh { number, agreed, attempt_of: Some(of), parsed }),
                Known::Same(run) if run.ending() == Some(Ending::Succeeded) => {
                    (self.seen)(RowEvent::AlreadyDone { number, run });
                }
                Known::Same(run) => {
                    let earlier = run.batch.into_iter().map(|batch| batch.id);
                    self.batches.lock().await.extend(earlier);
                    again(What::GoOn { run_id: run.id });
                }
                Known::DatesMoved { run, .. } => {
                    again(What::MoveDates { run_id: run.id, dates: Dates::of(&parsed.request) });
                }
                Known::Unfinished(run) => again(What::Resume { run_id: run.id }),
                Known::Different { run, differences } => {
                    let refusal = Refusal { problems: vec![key_reused(&run, &differences)], completed: Vec::new() };
                    (self.seen)(RowEvent::Refused { number, refusal });
                }
            }
        }
        self.propose(fresh, &mut ready).await;
        Ok(any.then_some(ready))
    }

    async fn propose(&self, fresh: Vec<Fresh>, ready: &mut VecDeque<Ready>) {
        if fresh.is_empty() {
            return;
        }
        let mut wanted = Vec::with_capacity(fresh.len());
        let mut parsed = Vec::with_capacity(fresh.len());
        for Fresh { number, agreed, attempt_of, parsed: request } in fresh {
            wanted.push((number, agreed, attempt_of));
            parsed.push(request);
        }
        // One of these at a time: they are planned by the one task that holds this.
        let mut usernames = self.usernames.lock().await;
        let mut ahead = Ahead { accounts: 0, usernames: std::mem::take(&mut *usernames) };
        let proposals = self.engine.propose_many(self.options.manner, &self.tenant, parsed, &mut ahead).await;
        *usernames = ahead.usernames;
        drop(usernames);
        for ((number, agreed, attempt_of), proposal) in wanted.into_iter().zip(proposals) {
            let what = What::Open { proposal: Box::new(proposal), attempt_of };
            ready.push_back(Ready { number, agreed, what });
        }
    }

    /// As many rows as will be done while their plans are fresh.
    fn together(&self) -> usize {
        let ended = self.ended.load(Ordering::Relaxed);
        let seconds = self.engine.0.clock.now().duration_since(self.begun_at).as_secs_f64();
        if ended == 0 || seconds < 1.0 {
            return TOGETHER;
        }
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "small"
        )]
        let rows = (ended as f64 / seconds * WORK_AHEAD) as usize;
        rows.clamp(self.options.at_once.min(TOGETHER), TOGETHER)
    }

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
        let Ready { number, agreed, what } = next;
        let (run_id, earlier) = match what {
            What::Open { ref proposal, .. } if self.is_old(proposal) => {
                let first = Ready { number, agreed, what };
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
            What::Resume { run_id } => match self.engine.resume(&run_id, &self.options.actor).await {
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
            let result = match Box::pin(engine.advance(&run_id, PATIENCE)).await {
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

    fn is_old(&self, proposal: &Proposal) -> bool {
        proposal.request.is_some() && self.engine.0.clock.now().duration_since(proposal.made_at) > PROPOSAL_STAYS
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

    /// Plans that have grown old are made again, all at once.
    async fn propose_again(&self, waiting: Vec<Ready>, ready: &mut VecDeque<Ready>) {
        let mut fresh = Vec::new();
        let planned = waiting.iter().filter_map(|waiting| match &waiting.what {
            What::Open { proposal, .. } => proposal.username(),
            What::GoOn { .. } | What::MoveDates { .. } | What::Resume { .. } => None,
        });
        let own: BTreeSet<String> = planned.collect();
        let mut usernames = self.usernames.lock().await;
        usernames.retain(|name| !own.contains(name));
        drop(usernames);
        for Ready { number, agreed, what } in waiting {
            match what {
                What::Open { proposal, attempt_of } => match proposal.into_parsed() {
                    Ok(parsed) => fresh.push(Fresh { number, agreed, attempt_of, parsed }),
                    Err(proposal) => {
                        ready.push_back(Ready { number, agreed, what: What::Open { proposal, attempt_of } })
                    }
                },
                what => ready.push_back(Ready { number, agreed, what }),
            }
        }
        self.propose(fresh, ready).await;
    }
}

impl Proposal {
    /// The username that was planned, in lower case.
    fn username(&self) -> Option<String> {
        self.verdict.as_ref().ok().map(|planned| planned.plan.account.username.to_lowercase())
    }

    /// The request, to be planned again; the proposal itself where there is none.
    fn into_parsed(self: Box<Self>) -> Result<Parsed, Box<Proposal>> {
        let Some(request) = &self.request else { return Err(self) };
        let request: Request = (**request).clone();
        Ok(Parsed { request, password: self.password_given() })
    }
}
