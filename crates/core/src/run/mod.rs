//! A run: the fold of its events.

mod fold;
mod progress;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::account::AccountFacts;
use crate::after_care::is_care;
use crate::effect::{Effect, EffectKey, StateChange};
use crate::event::{Batch, Cost, Detail, EarlyStep, Ending, FoundGroup, Outcome, RefusedPerson};
use crate::fault::FaultKind;
use crate::plan::{Plan, Refusal};
use crate::problem::ErrorType;
use crate::recorded::Recorded;
use crate::request::Request;

pub use fold::{IllegalEvent, fold, replay};
pub use progress::{StepState, StepStatus, masked};

/// One execution of one plan, as far as its events tell.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Its id.
    pub id: String,
    /// The tenant.
    pub tenant: String,
    /// Who started it.
    pub actor: String,
    /// When.
    pub opened_at: Timestamp,
    /// The run of an earlier attempt at the same request.
    pub attempt_of: Option<String>,
    /// The ticket given.
    pub ticket: Option<String>,
    /// How many of the seed's inputs were given.
    pub inputs_given: usize,
    /// The batch that it came in with.
    pub batch: Option<Batch>,
    /// The others of the batch have come as far as people being told.
    pub gathered: bool,
    /// The request; None when the person's values were erased, or it could not be read.
    pub request: Option<Box<Request>>,
    /// How far it has come.
    pub stage: Stage,
    /// How long the first five steps took.
    pub early: Vec<EarlyStep>,
    /// What became of each effect that was touched.
    pub effects: BTreeMap<EffectKey, Progress>,
    /// What became of what is looked after since the run closed.
    pub care: BTreeMap<EffectKey, Progress>,
    /// Times for which this run has asked `JumpCloud` to change the account's state, or may have.
    pub asked: BTreeMap<StateChange, BTreeSet<Timestamp>>,
    /// When its dates were agreed to.
    pub dates_set_at: Timestamp,
    /// The account as the directory last answered it.
    pub account: Option<Box<AccountFacts>>,
    /// Calls to the directory in all.
    pub calls: u32,
    /// The password was shown.
    pub revealed: bool,
    /// Sequence number of the last event.
    pub seq: i64,
    /// Round trips by wave; wave 0 is the survey.
    waves: BTreeMap<u32, u32>,
}

/// How far a run has come.
#[derive(Debug, Clone, PartialEq)]
pub enum Stage {
    /// The request is recorded.
    Received,
    /// A plan is being carried out.
    Active(Box<Plan>),
    /// A guard tripped: a person has to look, and to release it.
    Quarantined(Box<Plan>),
    /// A second person has to agree.
    AwaitingApproval {
        /// What would be done.
        plan: Box<Plan>,
        /// When silence means no.
        until: Timestamp,
    },
    /// No plan could be made; about to close.
    Refused {
        /// Why.
        refusal: Refusal,
        /// What the request said of the person.
        person: RefusedPerson,
    },
    /// Something was written down, and nothing is to be done; about to close.
    Recorded(Box<Recorded>),
    /// A person stopped it, or nobody agreed; about to close.
    Stopped {
        /// The plan that was stopped.
        plan: Option<Box<Plan>>,
        /// Why.
        why: Stop,
    },
    /// Nothing is left to do.
    Closed {
        /// How it ended.
        ending: Ending,
        /// When.
        at: Timestamp,
        /// What it was when it closed.
        last: Box<Stage>,
    },
    /// The person's values were erased: only clear facts remain.
    Erased {
        /// How it had ended, if it had.
        ending: Option<Ending>,
    },
}

/// Why a run was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// A person cancelled it.
    Cancelled,
    /// A second person disagreed.
    Denied,
    /// Nobody answered in time.
    Expired,
}

/// What became of an effect.
#[derive(Debug, Clone, PartialEq)]
pub enum Progress {
    /// It was about to be tried, and nothing is known since: look before doing it again.
    Intended {
        /// When.
        at: Timestamp,
        /// The directory's clock then.
        directory_time: Option<Timestamp>,
        /// Tries before this one.
        tries: Tries,
    },
    /// It met a fault that may pass.
    Waiting {
        /// When it is tried again.
        retry_at: Timestamp,
        /// The fault.
        fault: FaultKind,
        /// The HTTP status.
        status: Option<u16>,
        /// Tries so far.
        tries: Tries,
    },
    /// It is done with.
    Settled(Box<Settled>),
}

/// Tries of an effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tries {
    /// How many.
    pub count: u32,
    /// When the first was made.
    pub first: Option<Timestamp>,
    /// The directory's clock at the first intent: an account created since may be ours.
    pub first_directory_time: Option<Timestamp>,
    /// One of them may have happened although nobody saw its answer: look before doing it again, whatever came since.
    pub uncertain: bool,
}

/// The end of an effect.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled {
    /// How it ended.
    pub outcome: Outcome,
    /// When.
    pub at: Timestamp,
    /// Tries, this one included.
    pub tries: Tries,
    /// What it cost, all tries.
    pub cost: Cost,
    /// What came of it; empty when the person's values were erased.
    pub detail: Detail,
}

impl Run {
    /// The plan, as long as there is one.
    #[must_use]
    pub fn plan(&self) -> Option<&Plan> {
        self.stage.plan()
    }

    /// What it writes down, if that is all that it does.
    #[must_use]
    pub fn recorded(&self) -> Option<&Recorded> {
        match &self.stage {
            Stage::Recorded(recorded) => Some(recorded),
            Stage::Closed { last, .. } => match &**last {
                Stage::Recorded(recorded) => Some(recorded),
                _ => None,
            },
            _ => None,
        }
    }

    /// How it ended, if it has.
    #[must_use]
    pub fn ending(&self) -> Option<Ending> {
        match &self.stage {
            Stage::Closed { ending, .. } => Some(*ending),
            Stage::Erased { ending } => *ending,
            _ => None,
        }
    }

    /// The end of an effect, if it has come.
    #[must_use]
    pub fn settled(&self, effect: &Effect) -> Option<&Settled> {
        self.settled_key(&effect.key())
    }

    /// The end of an effect, if it has come.
    #[must_use]
    pub fn settled_key(&self, key: &EffectKey) -> Option<&Settled> {
        match self.progress(key) {
            Some(Progress::Settled(settled)) => Some(settled),
            _ => None,
        }
    }

    /// What became of an effect, if it was touched.
    #[must_use]
    pub fn progress(&self, key: &EffectKey) -> Option<&Progress> {
        if is_care(key) { self.care.get(key) } else { self.effects.get(key) }
    }

    /// The person can sign in, or will be able to without anything of ours.
    #[must_use]
    pub fn lets_in(&self) -> bool {
        self.succeeded(&Effect::Activate) || self.is_scheduled(StateChange::Activation)
    }

    /// `JumpCloud` was asked for this change, and took it.
    #[must_use]
    pub fn is_scheduled(&self, change: StateChange) -> bool {
        let at = self.plan().and_then(|plan| plan.scheduled_for(change));
        at.is_some() && self.succeeded(&Effect::Schedule { change, at })
    }

    /// This run has asked for this change at some time, or may have.
    #[must_use]
    pub fn has_asked(&self, change: StateChange) -> bool {
        self.asked.get(&change).is_some_and(|times| !times.is_empty())
    }

    /// The world is as this effect wishes.
    #[must_use]
    pub fn succeeded(&self, effect: &Effect) -> bool {
        self.settled(effect).is_some_and(|settled| settled.outcome.is_success())
    }

    /// Tries of an effect so far.
    #[must_use]
    pub fn tries(&self, key: &EffectKey) -> Tries {
        match self.progress(key) {
            Some(Progress::Intended { tries, .. } | Progress::Waiting { tries, .. }) => *tries,
            Some(Progress::Settled(_)) | None => Tries::default(),
        }
    }

    /// The log holds an intent of this effect whose outcome is not known: it may have happened.
    #[must_use]
    pub fn may_have_happened(&self, key: &EffectKey) -> bool {
        matches!(self.progress(key), Some(Progress::Intended { .. })) || self.tries(key).uncertain
    }

    /// The creation was given up, but one of its tries may have happened: nobody knows whether there is an account.
    #[must_use]
    pub fn account_is_uncertain(&self) -> bool {
        let Some(settled) = self.settled(&Effect::CreateAccount) else { return false };
        // After any other failure the directory was asked, and has no account that could be ours.
        let nobody_looked = matches!(
            settled.outcome,
            Outcome::Failed(
                ErrorType::ApiUnavailable
                    | ErrorType::ApiRateLimit
                    | ErrorType::AuthenticationFailed
                    | ErrorType::PermissionDenied
                    | ErrorType::WritesFrozen
            )
        );
        nobody_looked && settled.tries.uncertain
    }

    /// A group that was missing when the plan was made, and was created or found since.
    #[must_use]
    pub fn found_group(&self, name: &str) -> Option<&FoundGroup> {
        let added = Effect::AddToNamed { name: name.to_owned() };
        let created = Effect::CreateGroup { name: name.to_owned() };
        [added, created].iter().find_map(|effect| self.settled(effect)?.detail.group.as_ref())
    }

    /// Calls that had to wait for one another, in all.
    #[must_use]
    pub fn round_trips(&self) -> u32 {
        self.waves.values().fold(0, |sum, trips| sum.saturating_add(*trips))
    }

    /// The number of the next batch of effects.
    #[must_use]
    pub fn next_wave(&self) -> u32 {
        self.waves.keys().last().map_or(0, |wave| wave.saturating_add(1))
    }

    /// The groups that the account was found in when everything was read back, by id.
    #[must_use]
    pub fn memberships(&self) -> Option<&[String]> {
        self.settled(&Effect::ReadBack)?.detail.memberships.as_deref()
    }

    /// All effects that failed, in the order of their steps.
    pub fn failures(&self) -> impl Iterator<Item = (&EffectKey, &Settled)> {
        self.effects.iter().filter_map(|(key, progress)| match progress {
            Progress::Settled(settled) if settled.outcome.is_failure() => Some((key, &**settled)),
            _ => None,
        })
    }
}

impl Stage {
    /// The plan, as long as there is one.
    #[must_use]
    pub fn plan(&self) -> Option<&Plan> {
        match self {
            Stage::Active(plan) | Stage::Quarantined(plan) | Stage::AwaitingApproval { plan, .. } => Some(plan),
            Stage::Stopped { plan, .. } => plan.as_deref(),
            Stage::Closed { last, .. } => last.plan(),
            Stage::Received | Stage::Refused { .. } | Stage::Recorded(_) | Stage::Erased { .. } => None,
        }
    }
}
