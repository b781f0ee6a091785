//! The rows of a batch on their way to a run: what the store knows of them, and their plans, made together.

use std::collections::{BTreeSet, VecDeque};
use std::sync::atomic::Ordering;

use dayone_core::event::Ending;
use dayone_core::plan::{Dates, Refusal};
use dayone_core::request::{Parsed, Request};
use jiff::SignedDuration;
use tokio::sync::mpsc;

use super::hire::Work;
use super::propose::{Ahead, TOGETHER};
use super::row::{Row, RowEvent};
use crate::error::EngineError;
use crate::intake::{Known, Proposal, key_reused};

/// How old a proposal may be when its run is opened; older ones are made again, all that wait at once.
const PROPOSAL_STAYS: SignedDuration = SignedDuration::from_secs(60);
/// As many seconds' work are proposed at once, so that proposals don't grow old.
const WORK_AHEAD: f64 = 30.0;

/// A row whose next step is known.
pub(super) struct Ready {
    pub(super) number: u64,
    pub(super) agreed: String,
    pub(super) what: What,
    /// Its plan had grown old and was made again. It is not a second time, or a slow directory would let none come to be.
    pub(super) is_second: bool,
}

/// A row that is new.
pub(super) struct Fresh {
    pub(super) number: u64,
    pub(super) agreed: String,
    pub(super) attempt_of: Option<String>,
    pub(super) parsed: Parsed,
}

pub(super) enum What {
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

impl Work<'_> {
    /// Plans row after row, until there are none left or nobody wants them.
    pub(super) async fn plan(
        &self,
        rows: &mut mpsc::Receiver<Row>,
        planned: mpsc::Sender<Ready>,
    ) -> Result<(), EngineError> {
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
    pub(super) async fn prepare(&self, rows: &mut mpsc::Receiver<Row>) -> Result<Option<VecDeque<Ready>>, EngineError> {
        let size = self.together();
        let mut fresh: Vec<Fresh> = Vec::new();
        let mut ready = VecDeque::new();
        let mut any = false;
        while fresh.len() < size {
            let Some(Row { number, parsed, agreed }) = rows.recv().await else { break };
            any = true;
            let mut again = |what| ready.push_back(Ready { number, agreed: agreed.clone(), what, is_second: false });
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

    pub(super) async fn propose(&self, fresh: Vec<Fresh>, ready: &mut VecDeque<Ready>) {
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
            ready.push_back(Ready { number, agreed, what, is_second: false });
        }
    }

    /// As many rows as will be done while their plans are fresh.
    pub(super) fn together(&self) -> usize {
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

    pub(super) fn is_old(&self, proposal: &Proposal) -> bool {
        proposal.request.is_some() && self.engine.0.clock.now().duration_since(proposal.made_at) > PROPOSAL_STAYS
    }

    /// Plans that have grown old are made again, all at once.
    pub(super) async fn propose_again(&self, waiting: Vec<Ready>, ready: &mut VecDeque<Ready>) {
        let mut fresh = Vec::new();
        let planned = waiting.iter().filter_map(|waiting| match &waiting.what {
            What::Open { proposal, .. } => proposal.username(),
            What::GoOn { .. } | What::MoveDates { .. } | What::Resume { .. } => None,
        });
        let own: BTreeSet<String> = planned.collect();
        let mut usernames = self.usernames.lock().await;
        usernames.retain(|name| !own.contains(name));
        drop(usernames);
        let before = ready.len();
        for Ready { number, agreed, what, is_second } in waiting {
            match what {
                What::Open { proposal, attempt_of } => match proposal.into_parsed() {
                    Ok(parsed) => fresh.push(Fresh { number, agreed, attempt_of, parsed }),
                    Err(proposal) => {
                        ready.push_back(Ready { number, agreed, what: What::Open { proposal, attempt_of }, is_second })
                    }
                },
                what => ready.push_back(Ready { number, agreed, what, is_second }),
            }
        }
        self.propose(fresh, ready).await;
        ready.iter_mut().skip(before).for_each(|again| again.is_second = true);
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
