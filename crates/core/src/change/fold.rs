//! A change as far as its events tell.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{ChangeKind, ChangePlan};
use crate::effect::EffectKey;
use crate::event::{Cost, Ending, Event, Fact, Outcome, Private};
use crate::fault::FaultKind;
use crate::run::{IllegalEvent, Progress, Settled, Stop, Tries};
use crate::steps::Step;

/// One execution of one plan of a change.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Its id.
    pub id: String,
    /// The tenant.
    pub tenant: String,
    /// What kind of change it is.
    pub kind: ChangeKind,
    /// Who started it.
    pub actor: String,
    /// When.
    pub opened_at: Timestamp,
    /// The ticket given.
    pub ticket: Option<String>,
    /// The run that it is about.
    pub of: Option<String>,
    /// Who agreed, where somebody had to.
    pub approver: Option<String>,
    /// How far it has come.
    pub stage: ChangeStage,
    /// What became of each act that was touched.
    pub acts: BTreeMap<EffectKey, Progress>,
    /// Calls to the directory, those of the survey among them.
    pub calls: u32,
    /// Sequence number of the last event.
    pub seq: i64,
    wave: u32,
}

/// How far a change has come.
#[derive(Debug, Clone, PartialEq)]
pub enum ChangeStage {
    /// It is being carried out.
    Active(Box<ChangePlan>),
    /// A guard tripped: a person has to look, and to release it.
    Quarantined(Box<ChangePlan>),
    /// A second person has to agree.
    AwaitingApproval {
        /// What would be done.
        plan: Box<ChangePlan>,
        /// When silence means no.
        until: Timestamp,
    },
    /// A person stopped it, or nobody agreed; about to close.
    Stopped {
        /// What would have been done.
        plan: Box<ChangePlan>,
        /// Why it is not.
        why: Stop,
    },
    /// Nothing is left to do.
    Closed {
        /// How it ended.
        ending: Ending,
        /// When.
        at: Timestamp,
        /// What was planned.
        plan: Box<ChangePlan>,
    },
    /// The person's values were erased: only clear facts remain.
    Erased {
        /// How it had ended, if it had.
        ending: Option<Ending>,
    },
}

/// Folds all events of a change, the first being its opening.
///
/// # Errors
/// An event that can't follow the ones before; an empty list.
pub fn replay(id: &str, events: &[Event]) -> Result<Change, IllegalEvent> {
    let illegal = |seq, kind, why| IllegalEvent { run: id.to_owned(), seq, kind, why };
    let (first, rest) = events.split_first().ok_or(illegal(0, "none", "there is no event"))?;
    let change = open(id, first).ok_or(illegal(first.seq, first.fact.kind(), "a change begins with its opening"))?;
    rest.iter().try_fold(change, fold)
}

fn open(id: &str, event: &Event) -> Option<Change> {
    let Fact::ChangeOpened { tenant, change, ticket, of, cost, approval_until, guards } = &event.fact else {
        return None;
    };
    let stage = match &event.private {
        Private::Change(plan) if !guards.is_empty() => ChangeStage::Quarantined(plan.clone()),
        Private::Change(plan) => planned(plan.clone(), *approval_until),
        _ => ChangeStage::Erased { ending: None },
    };
    Some(Change {
        id: id.to_owned(),
        tenant: tenant.clone(),
        kind: *change,
        actor: event.actor.clone(),
        opened_at: event.at,
        ticket: ticket.clone(),
        of: of.clone(),
        approver: None,
        stage,
        acts: BTreeMap::new(),
        calls: cost.calls,
        seq: event.seq,
        wave: 0,
    })
}

fn planned(plan: Box<ChangePlan>, approval_until: Option<Timestamp>) -> ChangeStage {
    match approval_until {
        Some(until) => ChangeStage::AwaitingApproval { plan, until },
        None => ChangeStage::Active(plan),
    }
}

/// The change after one more event.
///
/// # Errors
/// The event can't follow what came before.
pub fn fold(mut change: Change, event: &Event) -> Result<Change, IllegalEvent> {
    let id = change.id.clone();
    let illegal = |why| Err(IllegalEvent { run: id.clone(), seq: event.seq, kind: event.fact.kind(), why });
    if change.seq.checked_add(1) != Some(event.seq) {
        return illegal("its number is not the next");
    }
    let erased = matches!(change.stage, ChangeStage::Erased { .. });
    let active = erased || matches!(change.stage, ChangeStage::Active(_));
    match &event.fact {
        Fact::Intended { effect, .. } | Fact::Attempted { effect, .. } | Fact::Settled { effect, .. } if !active => {
            let _ = effect;
            return illegal("the change is not at a point where it can happen");
        }
        Fact::Intended { effect, .. } | Fact::Attempted { effect, .. } | Fact::Settled { effect, .. }
            if matches!(change.acts.get(effect), Some(Progress::Settled(_))) =>
        {
            return illegal("the act is done with");
        }
        Fact::Intended { effect, directory_time } => {
            let mut tries = change.tries(effect);
            tries.uncertain |= change.may_have_happened(effect);
            let intended = Progress::Intended { at: event.at, directory_time: *directory_time, tries };
            change.acts.insert(effect.clone(), intended);
        }
        Fact::Attempted { effect, fault, status, retry_at, wave, cost } => {
            let uncertain = !matches!(fault, FaultKind::RateLimited | FaultKind::Frozen);
            let mut tries = change.tried(effect, event.at);
            tries.uncertain |= uncertain;
            let waiting = Progress::Waiting { retry_at: *retry_at, fault: *fault, status: *status, tries };
            change.acts.insert(effect.clone(), waiting);
            change.count(*wave, *cost);
        }
        Fact::Withdrawn { effect, wave, cost } => {
            if let Some(Progress::Intended { tries, .. }) = change.acts.get(effect) {
                match *tries {
                    Tries { count: 0, uncertain: false, .. } => drop(change.acts.remove(effect)),
                    tries => {
                        let fault = FaultKind::Frozen;
                        let waiting = Progress::Waiting { retry_at: event.at, fault, status: None, tries };
                        change.acts.insert(effect.clone(), waiting);
                    }
                }
            }
            change.count(*wave, *cost);
        }
        Fact::Settled { effect, outcome, wave, cost } => {
            let tries = change.tried(effect, event.at);
            let detail = match &event.private {
                Private::Detail(detail) => (**detail).clone(),
                _ => crate::event::Detail::default(),
            };
            let settled = Settled { outcome: *outcome, at: event.at, tries, cost: *cost, detail };
            change.acts.insert(effect.clone(), Progress::Settled(Box::new(settled)));
            change.count(*wave, *cost);
        }
        Fact::Resumed => match std::mem::replace(&mut change.stage, ChangeStage::Erased { ending: None }) {
            ChangeStage::Closed { ending: Ending::Partial | Ending::Failed | Ending::Cancelled, plan, .. } => {
                change.stage = ChangeStage::Active(plan);
                change.forget_failures();
            }
            ChangeStage::Erased { .. } => change.forget_failures(),
            _ => return illegal("nothing of it failed"),
        },
        Fact::Released { approval_until } => match change.stage {
            ChangeStage::Quarantined(plan) => change.stage = planned(plan, *approval_until),
            ChangeStage::Erased { .. } => {}
            _ => return illegal("no guard holds it"),
        },
        Fact::Approved => match change.stage {
            ChangeStage::AwaitingApproval { plan, .. } => {
                change.stage = ChangeStage::Active(plan);
                change.approver = Some(event.actor.clone());
            }
            ChangeStage::Erased { .. } => {}
            _ => return illegal("it does not wait for approval"),
        },
        Fact::Rejected { expired } => match change.stage {
            ChangeStage::AwaitingApproval { plan, .. } => {
                let why = if *expired { Stop::Expired } else { Stop::Denied };
                change.stage = ChangeStage::Stopped { plan, why };
            }
            ChangeStage::Erased { .. } => {}
            _ => return illegal("it does not wait for approval"),
        },
        Fact::Cancelled => match change.stage {
            ChangeStage::Active(plan) | ChangeStage::Quarantined(plan) | ChangeStage::AwaitingApproval { plan, .. } => {
                change.stage = ChangeStage::Stopped { plan, why: Stop::Cancelled };
            }
            ChangeStage::Erased { .. } => {}
            _ => return illegal("nothing of it is still to come"),
        },
        Fact::Closed { ending } => match change.stage {
            ChangeStage::Active(plan) | ChangeStage::Stopped { plan, .. } => {
                change.stage = ChangeStage::Closed { ending: *ending, at: event.at, plan };
            }
            ChangeStage::Erased { .. } => change.stage = ChangeStage::Erased { ending: Some(*ending) },
            _ => return illegal("the change is not at a point where it can happen"),
        },
        Fact::PersonErased => change.stage = ChangeStage::Erased { ending: change.ending() },
        _ => return illegal("it is no event of a change"),
    }
    if event.private == Private::Erased || matches!(change.stage, ChangeStage::Erased { .. }) {
        change.stage = ChangeStage::Erased { ending: change.ending() };
        change.forget_person();
    }
    change.seq = event.seq;
    Ok(change)
}

impl Change {
    /// The plan, as long as there is one.
    #[must_use]
    pub fn plan(&self) -> Option<&ChangePlan> {
        match &self.stage {
            ChangeStage::Active(plan)
            | ChangeStage::Quarantined(plan)
            | ChangeStage::AwaitingApproval { plan, .. }
            | ChangeStage::Stopped { plan, .. }
            | ChangeStage::Closed { plan, .. } => Some(plan),
            ChangeStage::Erased { .. } => None,
        }
    }

    /// How it ended, if it has.
    #[must_use]
    pub fn ending(&self) -> Option<Ending> {
        match &self.stage {
            ChangeStage::Closed { ending, .. } => Some(*ending),
            ChangeStage::Erased { ending } => *ending,
            _ => None,
        }
    }

    /// The end of an act, if it has come.
    #[must_use]
    pub fn settled(&self, key: &EffectKey) -> Option<&Settled> {
        match self.acts.get(key) {
            Some(Progress::Settled(settled)) => Some(settled),
            _ => None,
        }
    }

    /// Tries of an act so far.
    #[must_use]
    pub fn tries(&self, key: &EffectKey) -> Tries {
        match self.acts.get(key) {
            Some(Progress::Intended { tries, .. } | Progress::Waiting { tries, .. }) => *tries,
            Some(Progress::Settled(_)) | None => Tries::default(),
        }
    }

    /// The log holds an intent of this act whose outcome is not known: it may have happened.
    #[must_use]
    pub fn may_have_happened(&self, key: &EffectKey) -> bool {
        matches!(self.acts.get(key), Some(Progress::Intended { .. })) || self.tries(key).uncertain
    }

    /// All acts that failed, in the order of their steps.
    pub fn failures(&self) -> impl Iterator<Item = (&EffectKey, &Settled)> {
        self.acts.iter().filter_map(|(key, progress)| match progress {
            Progress::Settled(settled) if settled.outcome.is_failure() => Some((key, &**settled)),
            _ => None,
        })
    }

    /// The number of the next batch of acts.
    #[must_use]
    pub fn next_wave(&self) -> u32 {
        self.wave.saturating_add(1)
    }

    fn tried(&self, key: &EffectKey, at: Timestamp) -> Tries {
        let tries = self.tries(key);
        Tries { count: tries.count.saturating_add(1), first: tries.first.or(Some(at)), ..tries }
    }

    fn count(&mut self, wave: u32, cost: Cost) {
        self.calls = self.calls.saturating_add(cost.calls);
        self.wave = self.wave.max(wave);
    }

    fn forget_person(&mut self) {
        for progress in self.acts.values_mut() {
            if let Progress::Settled(settled) = progress {
                settled.detail = crate::event::Detail::default();
            }
        }
    }

    /// What failed, what was held by it, and what has to be read again, is to be done anew; the rest stays done.
    fn forget_failures(&mut self) {
        self.acts.retain(|key, progress| {
            let Progress::Settled(settled) = progress else { return true };
            if settled.outcome.is_failure() && settled.tries.uncertain {
                let tries = Tries { uncertain: true, ..Tries::default() };
                *progress = Progress::Intended { at: settled.at, directory_time: None, tries };
                return true;
            }
            let held = matches!(settled.outcome, Outcome::Skipped(crate::event::Skip::HeldByAccess));
            !(settled.outcome.is_failure() || held || key.step == Step::Documentation)
        });
    }
}
