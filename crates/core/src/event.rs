//! Events: a run is nothing but these. Each has a clear part without personal values, and a private part that is
//! sealed before it is stored.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::account::AccountFacts;
use crate::change::{ChangeKind, ChangePlan};
use crate::effect::EffectKey;
use crate::fault::FaultKind;
use crate::guard::Guard;
use crate::plan::{Corrected, Moved, Plan, Refusal};
use crate::problem::{ErrorType, Problem};
use crate::request::Request;
use crate::steps::Step;

/// Something that happened in a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// 1 for the first, then one more each.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub actor: String,
    /// What, without personal values.
    pub fact: Fact,
    /// The rest; erased when the person's values are.
    pub private: Private,
}

/// What happened, without personal values. The version of the format is part of each stored body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    /// A request was accepted for processing. Private: the request.
    Opened {
        /// The tenant.
        tenant: String,
        /// The run of an earlier, unsuccessful attempt at the same request.
        attempt_of: Option<String>,
        /// The ticket given.
        ticket: Option<String>,
        /// How many of the seed's inputs were given.
        inputs_given: usize,
        /// The batch that it came in with.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        batch: Option<Batch>,
    },
    /// The plan was made. Private: the plan.
    Planned {
        /// How long the first five steps took.
        early: Vec<EarlyStep>,
        /// What the survey cost.
        cost: Cost,
        /// When activation is due, if later than now.
        due: Option<Timestamp>,
        /// A second person has to agree by then; None while a guard holds the run: the time begins with its release.
        approval_until: Option<Timestamp>,
        /// Guards that tripped: the run is quarantined.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        guards: Vec<Guard>,
    },
    /// No plan could be made; nothing was written. Private: all problems.
    Refused {
        /// How long the first five steps took.
        early: Vec<EarlyStep>,
        /// What the survey cost.
        cost: Cost,
        /// Type and step of each problem.
        problems: Vec<(Step, ErrorType)>,
    },
    /// An effect that must not happen twice is about to be tried: the fence.
    Intended {
        /// The effect.
        effect: EffectKey,
        /// The directory's clock, as last seen.
        directory_time: Option<Timestamp>,
    },
    /// An effect met a fault that may pass. Private: the directory's words.
    Attempted {
        /// The effect.
        effect: EffectKey,
        /// The fault.
        fault: FaultKind,
        /// The HTTP status, if an answer arrived.
        status: Option<u16>,
        /// When it is tried again.
        retry_at: Timestamp,
        /// The batch of effects that it was in.
        wave: u32,
        /// What it cost.
        cost: Cost,
    },
    /// An effect that was about to be tried was not: writes are frozen, and nothing was sent.
    Withdrawn {
        /// The effect.
        effect: EffectKey,
        /// The batch of effects that it was in.
        wave: u32,
        /// What it cost to find out.
        cost: Cost,
    },
    /// An effect is done with. Private: what came of it.
    Settled {
        /// The effect.
        effect: EffectKey,
        /// How it ended.
        outcome: Outcome,
        /// The batch of effects that it was in.
        wave: u32,
        /// What it cost.
        cost: Cost,
    },
    /// The others of the batch have come as far: people are told, and everything is read back, of all at once.
    Gathered,
    /// A person asked for what failed to be done again.
    Resumed,
    /// A person let a quarantined run go on. Private: why.
    Released {
        /// A second person has to agree by then.
        approval_until: Option<Timestamp>,
    },
    /// A second person agreed.
    Approved,
    /// A second person disagreed, or nobody answered.
    Rejected {
        /// Nobody answered in time.
        expired: bool,
    },
    /// A person stopped the run.
    Cancelled,
    /// A person gave other dates. Private: the request and the plan as they are now.
    Rescheduled {
        /// When activation is due, if later than at once.
        due: Option<Timestamp>,
    },
    /// A person gave other values for what is undone, and lets it be done. Private: the request and the plan as they are
    /// now.
    Corrected {
        /// The inputs that changed, by name.
        inputs: Vec<String>,
        /// Effects that are wished for no more, or otherwise: they count as never touched.
        reopened: Vec<EffectKey>,
    },
    /// The password was shown, once, and is gone from the store.
    Revealed,
    /// The person's values were erased.
    PersonErased,
    /// Nothing is left to do.
    Closed {
        /// How it ended.
        ending: Ending,
    },
    /// A change of what is there was accepted for processing. Private: its plan.
    ChangeOpened {
        /// The tenant.
        tenant: String,
        /// What kind of change it is.
        change: ChangeKind,
        /// The ticket given.
        ticket: Option<String>,
        /// The run that it is about.
        of: Option<String>,
        /// What the survey cost.
        cost: Cost,
        /// A second person has to agree by then.
        approval_until: Option<Timestamp>,
        /// Guards that tripped: the run is quarantined.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        guards: Vec<Guard>,
    },
}

/// The batch that a run belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// Its id.
    pub id: String,
    /// Manager and IT get one message about all its people.
    pub digest: bool,
}

/// The private part of an event.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "private", content = "value", rename_all = "snake_case")]
pub enum Private {
    /// There is none.
    #[default]
    None,
    /// There was one; the person's values were erased.
    Erased,
    /// The request.
    Request(Box<Request>),
    /// The plan.
    Plan(Box<Plan>),
    /// The plan of a change.
    Change(Box<ChangePlan>),
    /// The request and the plan, with other dates.
    Moved(Box<Moved>),
    /// The request and the plan, with other inputs.
    Corrected(Box<Corrected>),
    /// Why no plan could be made, and what is known of the person.
    Refusal(Box<Refused>),
    /// What came of an effect.
    Detail(Box<Detail>),
    /// Words of a person or of the directory.
    Words(String),
}

/// Why no plan could be made, and what the request said of the person, whatever of it could be read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Refused {
    /// All problems.
    pub refusal: Refusal,
    /// What the request said of the person.
    pub person: RefusedPerson,
}

/// What a request that could not be planned said of the person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "named as the inputs")]
pub struct RefusedPerson {
    pub username: Option<String>,
    pub email: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub department: Option<String>,
    pub job_title: Option<String>,
    pub employee_id: Option<String>,
}

/// What came of an effect.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Detail {
    /// What went wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// The account as the directory answered it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<Box<AccountFacts>>,
    /// The groups that the account is in, by id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memberships: Option<Vec<String>>,
    /// The id of a group that was created or found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<FoundGroup>,
    /// Where a notification went.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub recipients: Vec<String>,
    /// The digest that told them: the run under whose number it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// Something worth telling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A group that was missing when the plan was made, and was created or found since.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FoundGroup {
    /// 24 hex digits.
    pub id: String,
    /// What it grants.
    pub access: crate::snapshot::Access,
}

/// How long one of the first five steps took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlyStep {
    /// The step.
    pub step: Step,
    /// In microseconds.
    pub took_us: i64,
}

/// What something cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// Calls to the directory, repeated ones counted each time.
    pub calls: u32,
    /// Calls that had to wait for one another.
    pub round_trips: u32,
    /// In microseconds.
    pub took_us: i64,
}

/// How an effect ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The world is now as wished, and was not before.
    Changed,
    /// The world was already as wished.
    AlreadySo,
    /// It was not tried.
    Skipped(Skip),
    /// It could not be done.
    Failed(ErrorType),
}

/// Why an effect was not tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Skip {
    /// Nobody asked for it.
    NotAsked,
    /// Nothing is configured that could do it.
    NotConfigured,
    /// MFA or sudo is not as planned, so the account stays staged.
    HeldByMfa,
    /// Access is missing, and the tenant does not activate then.
    HeldByAccess,
    /// Its turn has not come.
    NotYet,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// Everything is as planned.
    Succeeded,
    /// The account exists, something is missing.
    Partial,
    /// No account was created.
    Failed,
    /// A person stopped it.
    Cancelled,
}

impl Fact {
    /// The kind, as stored beside the body.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Fact::Opened { .. } => "opened",
            Fact::Planned { .. } => "planned",
            Fact::Refused { .. } => "refused",
            Fact::Intended { .. } => "intended",
            Fact::Attempted { .. } => "attempted",
            Fact::Withdrawn { .. } => "withdrawn",
            Fact::Settled { .. } => "settled",
            Fact::Gathered => "gathered",
            Fact::Resumed => "resumed",
            Fact::Released { .. } => "released",
            Fact::Approved => "approved",
            Fact::Rejected { .. } => "rejected",
            Fact::Cancelled => "cancelled",
            Fact::Rescheduled { .. } => "rescheduled",
            Fact::Corrected { .. } => "corrected",
            Fact::Revealed => "revealed",
            Fact::PersonErased => "person_erased",
            Fact::Closed { .. } => "closed",
            Fact::ChangeOpened { .. } => "change_opened",
        }
    }
}

impl Outcome {
    /// The world is as wished.
    #[must_use]
    pub fn is_success(self) -> bool {
        matches!(self, Outcome::Changed | Outcome::AlreadySo)
    }

    /// For logs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Changed => "changed",
            Outcome::AlreadySo => "already_so",
            Outcome::Skipped(_) => "skipped",
            Outcome::Failed(kind) => kind.name(),
        }
    }

    /// It could not be done.
    #[must_use]
    pub fn is_failure(self) -> bool {
        matches!(self, Outcome::Failed(_))
    }
}
