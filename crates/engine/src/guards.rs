//! Guards as the engine asks them: the facts come from the store and the survey, the verdict from the core.

use dayone_core::guard::{self, JoinerFacts, TrippedGuard};
use dayone_core::run::{Run, Stage};
use dayone_store::Ceiling;
use jiff::{SignedDuration, Timestamp};

use crate::engine::Engine;
use crate::error::EngineError;
use crate::intake::Proposal;
use crate::survey;
use crate::tenant::Tenant;

/// How far back joiners count.
const WINDOW: SignedDuration = SignedDuration::from_hours(1);

/// What somebody means to do to a tenant, as far as guards go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Intention {
    /// How many join.
    pub joiners: u64,
    /// How many an operator says that there are: if that is right, the guards of joiners are released.
    pub expected: Option<u64>,
}

/// What the guards say of an intention: judged once, it holds for each of its hires.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judgement {
    /// What was looked at.
    pub facts: JoinerFacts,
    /// The guards that tripped. Empty: none, or the intention was expected.
    pub tripped: Vec<TrippedGuard>,
}

impl Intention {
    /// One hire on its own.
    pub const SINGLE: Intention = Intention { joiners: 1, expected: None };
}

impl Engine {
    /// Asks the guards of a tenant. Reads the directory if this process has not read it yet; a directory that can't be
    /// read counts as empty, and no hire of it can be planned anyway.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn judge(&self, tenant: &Tenant, intention: Intention) -> Result<Judgement, EngineError> {
        let now = self.0.clock.now();
        let Intention { joiners, expected } = intention;
        let opened = self.0.store.joining(&tenant.settings.name, since_us(now)).await?;
        let accounts = survey::accounts(tenant, now).await;
        let facts = JoinerFacts { accounts, opened, joiners, expected };
        Ok(Judgement { facts, tripped: guard::tripped(&tenant.settings.guards, &facts) })
    }
}

impl Judgement {
    /// It is about one hire, and is made anew whenever that is planned anew.
    pub(crate) fn is_single(&self) -> bool {
        self.facts.joiners == 1 && !self.facts.are_expected()
    }
}

impl Proposal {
    /// The plan, as the guards judged it: for one hire of many, about which they were asked together ([`Engine::judge`]).
    pub fn judged(&mut self, judgement: Judgement) {
        if let Ok(planned) = &mut self.verdict
            && planned.plan.guards != judgement.tripped
        {
            planned.plan = planned.plan.clone().with_guards(judgement.tripped.clone());
        }
        self.judgement = judgement;
    }

    /// What must not be passed when the run is opened: others may have opened runs since the guards were asked. None
    /// where nothing will join, or a guard has tripped already, or an operator has released them.
    pub(crate) fn ceiling(&self, tenant: &Tenant, now: Timestamp) -> Option<Ceiling> {
        let planned = self.verdict.as_ref().ok()?;
        let settings = &tenant.settings.guards;
        let limited = planned.plan.guards.is_empty() && !self.judgement.facts.are_expected();
        limited.then(|| Ceiling { since_us: since_us(now), most: guard::allowed(settings, self.accounts(tenant)) })
    }

    /// The size that the guards went by; what was read since may have been forgotten.
    fn accounts(&self, tenant: &Tenant) -> Option<u64> {
        self.judgement.facts.accounts.or_else(|| survey::known_accounts(tenant))
    }

    /// So many joined meanwhile that this one is too much.
    pub(crate) fn crowded(&mut self, tenant: &Tenant, joining: u64) {
        let accounts = self.accounts(tenant);
        let facts = JoinerFacts { accounts, opened: joining, joiners: 1, expected: None };
        self.judged(Judgement { facts, tripped: guard::tripped(&tenant.settings.guards, &facts) });
    }
}

/// The run has an account, or will have one unless something is in its way.
pub(crate) fn joins(run: &Run) -> bool {
    let made = run.account.is_some()
        || run.succeeded(&dayone_core::effect::Effect::CreateAccount)
        || run.account_is_uncertain();
    match &run.stage {
        Stage::Received | Stage::Active(_) | Stage::Quarantined(_) | Stage::AwaitingApproval { .. } => true,
        Stage::Refused { .. } | Stage::Recorded(_) => false,
        Stage::Stopped { .. } | Stage::Closed { .. } => made,
        Stage::Erased { ending } => made || ending.is_none(),
    }
}

fn since_us(now: Timestamp) -> i64 {
    now.checked_sub(WINDOW).unwrap_or(Timestamp::MIN).as_microsecond()
}
