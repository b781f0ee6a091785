//! One event more: the only way in which a run changes.

use jiff::Timestamp;

use super::{Progress, Run, Settled, Stage, Stop, Tries};
use crate::after_care::is_care;
use crate::effect::{Effect, EffectKey, StateChange};
use crate::event::{Cost, Detail, Event, Fact, Outcome, Private};
use crate::fault::FaultKind;
use crate::plan::{Moved, Plan};
use crate::problem::ErrorType;
use crate::recorded::Recorded;
use crate::steps::Step;

/// An event that can't follow what came before.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("event {seq} ({kind}) of run {run} can't follow what came before: {why}")]
pub struct IllegalEvent {
    /// The run.
    pub run: String,
    /// The event.
    pub seq: i64,
    /// Its kind.
    pub kind: &'static str,
    /// Why not.
    pub why: &'static str,
}

/// Folds all events of a run, the first being its opening.
///
/// # Errors
/// An event that can't follow the ones before; an empty list.
pub fn replay(id: &str, events: &[Event]) -> Result<Run, IllegalEvent> {
    let illegal = |seq, kind, why| IllegalEvent { run: id.to_owned(), seq, kind, why };
    let (first, rest) = events.split_first().ok_or(illegal(0, "none", "there is no event"))?;
    let run = open(id, first).ok_or(illegal(first.seq, first.fact.kind(), "a run begins with its opening"))?;
    rest.iter().try_fold(run, fold)
}

fn open(id: &str, event: &Event) -> Option<Run> {
    let Fact::Opened { tenant, attempt_of, ticket, inputs_given, batch } = &event.fact else { return None };
    Some(Run {
        id: id.to_owned(),
        tenant: tenant.clone(),
        actor: event.actor.clone(),
        opened_at: event.at,
        attempt_of: attempt_of.clone(),
        ticket: ticket.clone(),
        inputs_given: *inputs_given,
        batch: batch.clone(),
        gathered: false,
        request: match &event.private {
            Private::Request(request) => Some(request.clone()),
            _ => None,
        },
        stage: Stage::Received,
        early: Vec::new(),
        effects: std::collections::BTreeMap::new(),
        care: std::collections::BTreeMap::new(),
        asked: std::collections::BTreeMap::new(),
        dates_set_at: event.at,
        account: None,
        calls: 0,
        revealed: false,
        seq: event.seq,
        waves: std::collections::BTreeMap::new(),
    })
}

/// The effect that this is about.
fn touched(fact: &Fact) -> Option<&EffectKey> {
    match fact {
        Fact::Intended { effect, .. } | Fact::Attempted { effect, .. } | Fact::Settled { effect, .. } => Some(effect),
        _ => None,
    }
}

/// The run after one more event.
///
/// # Errors
/// The event can't follow what came before.
pub fn fold(mut run: Run, event: &Event) -> Result<Run, IllegalEvent> {
    let illegal = |why| Err(IllegalEvent { run: run.id.clone(), seq: event.seq, kind: event.fact.kind(), why });
    if run.seq.checked_add(1) != Some(event.seq) {
        return illegal("its number is not the next");
    }
    if touched(&event.fact).is_some_and(|effect| !run.may_touch(effect)) {
        return illegal("the run is not at a point where it can happen");
    }
    let is_scheduled = run.is_scheduled(StateChange::Activation);
    match (&event.fact, &mut run.stage) {
        (Fact::Planned { early, cost, approval_until, guards, .. }, Stage::Received) => {
            run.stage = match &event.private {
                Private::Plan(plan) if !guards.is_empty() => Stage::Quarantined(plan.clone()),
                Private::Plan(plan) => planned(plan.clone(), *approval_until),
                _ => Stage::Erased { ending: None },
            };
            run.early.clone_from(early);
            run.count_wave(0, *cost);
        }
        (Fact::Refused { early, cost, .. }, Stage::Received) => {
            run.stage = match &event.private {
                Private::Refusal(refused) => {
                    Stage::Refused { refusal: refused.refusal.clone(), person: refused.person.clone() }
                }
                _ => Stage::Erased { ending: None },
            };
            run.early.clone_from(early);
            run.count_wave(0, *cost);
        }
        (
            Fact::Intended { effect, directory_time },
            Stage::Active(_) | Stage::Stopped { .. } | Stage::Closed { .. } | Stage::Erased { .. },
        ) => {
            if let Some(Progress::Settled(_)) = run.progress(effect) {
                return illegal("the effect is done with");
            }
            run.ask(effect);
            let mut tries = run.tries(effect);
            // An intent after an intent: whoever had the first one was killed before its outcome was stored.
            tries.uncertain |= run.may_have_happened(effect);
            tries.first_directory_time = tries.first_directory_time.or(*directory_time);
            let intended = Progress::Intended { at: event.at, directory_time: *directory_time, tries };
            run.note(effect, intended);
        }
        (
            Fact::Attempted { effect, fault, status, retry_at, wave, cost },
            Stage::Active(_) | Stage::Stopped { .. } | Stage::Closed { .. } | Stage::Erased { .. },
        ) => {
            if let Some(Progress::Settled(_)) = run.progress(effect) {
                return illegal("the effect is done with");
            }
            let mut tries = run.tried(effect, event.at);
            tries.uncertain |= matches!(fault, FaultKind::Unavailable | FaultKind::Unintelligible);
            let waiting = Progress::Waiting { retry_at: *retry_at, fault: *fault, status: *status, tries };
            run.note(effect, waiting);
            run.count(effect, *wave, *cost);
        }
        (
            Fact::Withdrawn { effect, wave, cost },
            Stage::Active(_) | Stage::Stopped { .. } | Stage::Closed { .. } | Stage::Erased { .. },
        ) => {
            if let Some(Progress::Settled(_)) = run.progress(effect) {
                return illegal("the effect is done with");
            }
            run.withdraw(effect, event.at);
            run.count(effect, *wave, *cost);
        }
        (
            Fact::Settled { effect, outcome, wave, cost },
            Stage::Active(_) | Stage::Stopped { .. } | Stage::Closed { .. } | Stage::Erased { .. },
        ) => {
            if let Some(Progress::Settled(_)) = run.progress(effect) {
                return illegal("the effect is done with");
            }
            let mut tries = run.tried(effect, event.at);
            tries.uncertain |= *outcome == Outcome::Failed(ErrorType::ApiUnavailable);
            let detail = match &event.private {
                Private::Detail(detail) => (**detail).clone(),
                _ => Detail::default(),
            };
            if let Some(account) = &detail.account
                && !is_care(effect)
            {
                run.account = Some(account.clone());
            }
            let settled = Settled { outcome: *outcome, at: event.at, tries, cost: *cost, detail };
            run.note(effect, Progress::Settled(Box::new(settled)));
            run.count(effect, *wave, *cost);
        }
        (Fact::Gathered, Stage::Active(_) | Stage::Erased { .. }) => run.gathered = true,
        (Fact::Resumed, Stage::Closed { last, .. }) => match &**last {
            Stage::Active(plan) => {
                run.stage = Stage::Active(plan.clone());
                run.forget_failures();
            }
            // A run that was cancelled after its account was created can be taken up again.
            Stage::Stopped { plan: Some(plan), why: Stop::Cancelled } if run.account.is_some() => {
                run.stage = Stage::Active(plan.clone());
                run.forget_failures();
                run.forget_schedules(|_| true);
            }
            _ => return illegal("nothing was planned that could be resumed"),
        },
        (Fact::Resumed, Stage::Erased { ending }) => {
            *ending = None;
            run.forget_failures();
        }
        (Fact::Released { approval_until }, Stage::Quarantined(plan)) => {
            run.stage = planned(plan.clone(), *approval_until);
        }
        (Fact::Approved, Stage::AwaitingApproval { plan, .. }) => run.stage = Stage::Active(plan.clone()),
        (Fact::Rejected { expired }, Stage::AwaitingApproval { plan, .. }) => {
            let why = if *expired { Stop::Expired } else { Stop::Denied };
            run.stage = Stage::Stopped { plan: Some(plan.clone()), why };
        }
        (Fact::Cancelled, Stage::Active(plan) | Stage::Quarantined(plan) | Stage::AwaitingApproval { plan, .. }) => {
            run.stage = Stage::Stopped { plan: Some(plan.clone()), why: Stop::Cancelled };
            run.forget_schedules(|_| true);
        }
        // The run has closed, but what it has scheduled is still to come.
        (Fact::Cancelled, Stage::Closed { last, .. }) => {
            let Stage::Active(plan) = &**last else { return illegal("nothing of it is still to come") };
            if !is_scheduled {
                return illegal("nothing of it is still to come");
            }
            run.stage = Stage::Stopped { plan: Some(plan.clone()), why: Stop::Cancelled };
            run.forget_schedules(|_| true);
        }
        (Fact::Rescheduled { .. }, Stage::Closed { last, .. }) if !matches!(**last, Stage::Active(_)) => {
            return illegal("nothing of it is still to come");
        }
        (Fact::Rescheduled { .. }, Stage::Active(_) | Stage::AwaitingApproval { .. } | Stage::Closed { .. }) => {
            if let Private::Moved(moved) = &event.private {
                run.reschedule(moved, event.at);
            }
        }
        (Fact::Rescheduled { .. }, Stage::Erased { ending }) => *ending = None,
        (Fact::Corrected { .. }, Stage::Closed { last, .. }) if !matches!(**last, Stage::Active(_)) => {
            return illegal("nothing of it can be corrected");
        }
        (Fact::Corrected { reopened, .. }, Stage::Closed { .. }) => {
            if let Private::Corrected(corrected) = &event.private {
                run.stage = Stage::Active(Box::new(corrected.plan.clone()));
                run.request = Some(Box::new(corrected.request.clone()));
            }
            run.forget_failures();
            run.reopen(reopened);
        }
        (Fact::Corrected { reopened, .. }, Stage::Erased { ending }) => {
            *ending = None;
            run.forget_failures();
            run.reopen(reopened);
        }
        (Fact::Cancelled, Stage::Received) => run.stage = Stage::Stopped { plan: None, why: Stop::Cancelled },
        (Fact::Closed { .. }, Stage::Closed { .. }) => return illegal("the run is closed"),
        (Fact::Closed { ending }, Stage::Erased { ending: ended }) => *ended = Some(*ending),
        (
            Fact::Closed { ending },
            stage @ (Stage::Active(_) | Stage::Refused { .. } | Stage::Recorded(_) | Stage::Stopped { .. }),
        ) => {
            let last = std::mem::replace(stage, Stage::Received);
            run.stage = Stage::Closed { ending: *ending, at: event.at, last: Box::new(last) };
        }
        (Fact::Adopted { .. }, Stage::Received) => {
            run.stage = match &event.private {
                Private::Adoption(adoption) => Stage::Recorded(Box::new(Recorded::Adoption((**adoption).clone()))),
                _ => Stage::Erased { ending: None },
            };
        }
        (Fact::Reviewed { .. }, Stage::Received) => {
            run.stage = match &event.private {
                Private::Review(reviewed) => Stage::Recorded(Box::new(Recorded::Review((**reviewed).clone()))),
                _ => Stage::Erased { ending: None },
            };
        }
        (Fact::Revealed, _) => run.revealed = true,
        (Fact::PersonErased, _) => run.stage = Stage::Erased { ending: run.ending() },
        (_, Stage::Erased { .. }) => {}
        _ => return illegal("the run is not at a point where it can happen"),
    }
    if event.private == Private::Erased || matches!(run.stage, Stage::Erased { .. }) {
        run.stage = Stage::Erased { ending: run.ending() };
        run.forget_person();
    }
    run.seq = event.seq;
    Ok(run)
}

/// A plan that nothing holds back but, where it is needed, the second person.
fn planned(plan: Box<Plan>, approval_until: Option<Timestamp>) -> Stage {
    match approval_until {
        Some(until) => Stage::AwaitingApproval { plan, until },
        None => Stage::Active(plan),
    }
}

impl Run {
    /// Care is for runs that have closed, everything else for those that have not; a run that was stopped only takes
    /// back what it has scheduled.
    fn may_touch(&self, effect: &EffectKey) -> bool {
        match self.stage {
            Stage::Closed { .. } => is_care(effect),
            Stage::Stopped { .. } => effect.unschedules().is_some(),
            Stage::Erased { .. } => true,
            Stage::Received
            | Stage::Active(_)
            | Stage::Quarantined(_)
            | Stage::AwaitingApproval { .. }
            | Stage::Refused { .. } => !is_care(effect),
            Stage::Recorded(_) => false,
        }
    }

    /// What the directory is about to be asked to do later.
    fn ask(&mut self, effect: &EffectKey) {
        let Some(change) = effect.schedules() else { return };
        let at = self.plan().and_then(|plan| plan.scheduled_for(change));
        self.asked.entry(change).or_default().extend(at);
    }

    fn note(&mut self, effect: &EffectKey, progress: Progress) {
        let all = if is_care(effect) { &mut self.care } else { &mut self.effects };
        all.insert(effect.clone(), progress);
    }

    /// The dates become these; what was scheduled for others is to be scheduled anew.
    fn reschedule(&mut self, moved: &Moved, at: Timestamp) {
        let plan = Box::new(moved.plan.clone());
        let before = self.plan().cloned();
        match &mut self.stage {
            Stage::Active(old) | Stage::AwaitingApproval { plan: old, .. } => *old = plan,
            _ => self.stage = Stage::Active(plan),
        }
        let stays =
            |change| before.as_ref().is_some_and(|old| old.scheduled_for(change) == moved.plan.scheduled_for(change));
        self.forget_schedules(|change| !stays(change));
        self.request = Some(Box::new(moved.request.clone()));
        self.dates_set_at = at;
    }

    /// These changes are to be scheduled, or taken back, anew.
    fn forget_schedules(&mut self, which: impl Fn(StateChange) -> bool) {
        self.effects.retain(|key, _| !key.schedules().or(key.unschedules()).is_some_and(&which));
    }

    /// These effects count as never touched.
    fn reopen(&mut self, effects: &[EffectKey]) {
        self.effects.retain(|key, _| !effects.contains(key));
    }

    /// What a hire cost; what is looked after later is not part of it.
    fn count(&mut self, effect: &EffectKey, wave: u32, cost: Cost) {
        if is_care(effect) {
            return;
        }
        self.count_wave(wave, cost);
    }

    fn count_wave(&mut self, wave: u32, cost: Cost) {
        self.calls = self.calls.saturating_add(cost.calls);
        let deepest = self.waves.entry(wave).or_default();
        *deepest = (*deepest).max(cost.round_trips);
    }

    fn tried(&self, effect: &EffectKey, at: Timestamp) -> Tries {
        let tries = self.tries(effect);
        Tries { count: tries.count.saturating_add(1), first: tries.first.or(Some(at)), ..tries }
    }

    /// What was about to be tried was not sent: the effect is as it was before the intent. What may have happened
    /// earlier still may have.
    fn withdraw(&mut self, effect: &EffectKey, at: Timestamp) {
        let Some(Progress::Intended { tries, .. }) = self.effects.get(effect) else { return };
        let tries = *tries;
        if tries.count == 0 && !tries.uncertain {
            self.effects.remove(effect);
            return;
        }
        let waiting = Progress::Waiting { retry_at: at, fault: FaultKind::Frozen, status: None, tries };
        self.effects.insert(effect.clone(), waiting);
    }

    /// What is known of the person goes; what was done, and how it ended, stays.
    fn forget_person(&mut self) {
        self.request = None;
        self.account = None;
        for progress in self.effects.values_mut().chain(self.care.values_mut()) {
            if let Progress::Settled(settled) = progress {
                settled.detail = Detail::default();
            }
        }
    }

    /// What failed, what was held by it, and what has to be read again, is to be done anew; the rest stays done. What may
    /// have happened although it failed is looked for before it is done again.
    fn forget_failures(&mut self) {
        self.effects.retain(|key, progress| {
            let Progress::Settled(settled) = progress else { return true };
            let held = matches!(settled.outcome, Outcome::Skipped(_)) && key.step == Step::ActivationEmail;
            let read_back = *key == Effect::ReadBack.key();
            if settled.outcome.is_failure() && settled.tries.uncertain {
                let first_directory_time = settled.tries.first_directory_time;
                let tries = Tries { first_directory_time, uncertain: true, ..Tries::default() };
                *progress = Progress::Intended { at: settled.at, directory_time: first_directory_time, tries };
                return true;
            }
            !(settled.outcome.is_failure() || held || read_back)
        });
    }
}
