//! Verification: every line of the steps after a hire, checked against the live directory, or handed to a person.
//!
//! A run is compared with its plan; an account that no run knows, or that was changed since, with what the mapping gives
//! now and what was given by name. Only the key for reading is used.

mod access;
mod account;
mod activation;
mod chain;
mod check;
mod compare;
mod expected;
mod fields;
mod line;
mod membership;
mod records;
mod schedule;
mod target;

use dayone_core::account::AccountFacts;
use dayone_core::change::{Change, ChangeKind};
use dayone_core::effect::{Effect, StateChange};
use dayone_core::event::Ending;
use dayone_core::fault::Fault;
use dayone_core::plan::Plan;
use dayone_core::provenance::Provenance;
use dayone_core::run::{Run, Stage};
use dayone_jumpcloud::ScheduledState;
use dayone_store::{RunFilter, TokenKind};
use jiff::Timestamp;

use crate::course::RunOf;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::live::{self, Live};
use crate::tenant::Tenant;

pub use check::{Basis, Check, CheckState, Verified};
pub use line::Line;

use chain::Chain;
use expected::Expected;

/// What is verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VerifyTarget {
    /// A run, by its id.
    Run(String),
    /// An account: by its latest run, if it has one.
    Username(String),
}

/// Why nothing could be verified.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The engine's own errors.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The directory could not be read.
    #[error("JumpCloud could not be read: {0}")]
    Directory(Fault),
    /// The run planned nothing that could be compared.
    #[error("run {run} has nothing to verify: {why}")]
    Nothing {
        /// The run.
        run: String,
        /// Why.
        why: &'static str,
    },
}

/// Everything that the checks look at.
struct Examination<'a> {
    tenant: &'a Tenant,
    username: String,
    run: Option<(&'a Run, &'a Plan)>,
    /// The last change of the account since its hire.
    changed: Option<&'a Change>,
    chain: Option<Chain>,
    live: Option<Live>,
    expected: Expected,
    /// What JumpCloud is to do by itself; None: nothing of the kind was ever planned.
    schedule: Option<Vec<ScheduledState>>,
    now: Timestamp,
}

impl Engine {
    /// Checks an account against its run's plan, or against the mapping.
    ///
    /// # Errors
    /// [`VerifyError::Nothing`] for a run without a plan; else the directory or the store could not be read.
    pub async fn verify(&self, tenant: &Tenant, target: VerifyTarget) -> Result<Verified, VerifyError> {
        match target {
            VerifyTarget::Run(id) => {
                if self.change_kind(&id).await?.is_some() {
                    let change = self.change(&id).await?;
                    let Some(plan) = change.plan().filter(|_| change.tenant == tenant.settings.name) else {
                        return Err(VerifyError::Nothing { run: id, why: "the person's values were erased" });
                    };
                    let username = plan.subject.username.clone();
                    return self.verify_account(tenant, username).await;
                }
                let run = self.run(&id).await?;
                if run.tenant != tenant.settings.name {
                    return Err(EngineError::NoSuchRun(id).into());
                }
                let Some(plan) = run.plan() else {
                    let why = if matches!(run.stage, Stage::Erased { .. }) {
                        "the person's values were erased"
                    } else {
                        "it was refused before anything was planned"
                    };
                    return Err(VerifyError::Nothing { run: id, why });
                };
                self.verify_run(tenant, &run, plan).await
            }
            VerifyTarget::Username(username) => {
                let username = username.trim().to_owned();
                let run = self.latest_run(tenant, &username).await?;
                let changed = match &run {
                    Some(run) => self.changed_since(tenant, run).await?,
                    None => false,
                };
                match run.filter(|_| !changed).as_ref().and_then(|run| Some((run, run.plan()?))) {
                    Some((run, plan)) => self.verify_run(tenant, run, plan).await,
                    None => self.verify_account(tenant, username).await,
                }
            }
        }
    }

    async fn verify_run(&self, tenant: &Tenant, run: &Run, plan: &Plan) -> Result<Verified, VerifyError> {
        let username = plan.account.username.clone();
        let id = run.account.as_ref().map(|account| account.id.as_str());
        let live = live::read(tenant.reader(), id, &username).await.map_err(VerifyError::Directory)?;
        let expected = expected::of_plan(tenant.reader(), run, plan, live.as_ref()).await;
        let expected = expected.map_err(VerifyError::Directory)?;
        let chain = chain::walk(self.store(), &run.id).await?;
        let concerns =
            StateChange::ALL.into_iter().any(|change| run.has_asked(change) || plan.scheduled_for(change).is_some());
        let schedule = match live.as_ref().filter(|_| concerns) {
            Some(live) => Some(tenant.reader().scheduled_states(&live.facts.id).await.map_err(VerifyError::Directory)?),
            None => None,
        };
        let (run, now) = (Some((run, plan)), self.clock().now());
        let chain = Some(chain);
        Ok(Examination { tenant, username, run, changed: None, chain, live, expected, schedule, now }.judge())
    }

    /// By the mapping and what was given by hand; by nothing at all, once the person has left.
    async fn verify_account(&self, tenant: &Tenant, username: String) -> Result<Verified, VerifyError> {
        let live = live::read(tenant.reader(), None, &username).await.map_err(VerifyError::Directory)?;
        let (mut expected, mut changed) = (Expected::default(), None);
        if let Some(live) = &live {
            let (change, provenance) = self.since_hired(tenant, &live.facts).await?;
            let left = live.facts.suspended && change.as_ref().is_some_and(|change| change.kind == ChangeKind::Leaver);
            if !left {
                let read = expected::of_mapping(tenant, live, &provenance).await;
                expected = read.map_err(VerifyError::Directory)?;
            }
            changed = change;
        }
        let (changed, now) = (changed.as_ref(), self.clock().now());
        let (run, chain, schedule) = (None, None, None);
        Ok(Examination { tenant, username, run, changed, chain, live, expected, schedule, now }.judge())
    }

    /// The last change of an account that has ended, and how it came to have what it has.
    async fn since_hired(
        &self,
        tenant: &Tenant,
        facts: &AccountFacts,
    ) -> Result<(Option<Change>, Provenance), EngineError> {
        let provenance = self.provenance(tenant, facts).await?;
        let Some(person) = self.person_of(tenant, facts).await? else { return Ok((None, provenance)) };
        let last = self.recorded(tenant, &person).await?.into_iter().rev().find_map(|(_, run)| match run {
            RunOf::Change(change) => {
                let plan = change.plan().filter(|plan| plan.subject.account_id == facts.id);
                let counts = plan.is_some() && change.ending().is_some_and(|ending| ending != Ending::Cancelled);
                counts.then_some(*change)
            }
            RunOf::Hire(_) => None,
        });
        Ok((last, provenance))
    }

    /// The account that a hire made has been changed since: the hire's plan says no longer what should be.
    async fn changed_since(&self, tenant: &Tenant, run: &Run) -> Result<bool, EngineError> {
        let Some(account) = &run.account else { return Ok(false) };
        let (last, _) = self.since_hired(tenant, account).await?;
        Ok(last.is_some_and(|change| change.opened_at > run.opened_at))
    }

    /// The latest run of a username that made an account.
    async fn latest_run(&self, tenant: &Tenant, username: &str) -> Result<Option<Run>, EngineError> {
        let name = &tenant.settings.name;
        let mut rng = self.randomness().rng();
        let token = self.vault().token(name, TokenKind::Username, username, &mut rng).await?;
        let kind = Some(crate::opening::JOINER.to_owned());
        let filter = RunFilter { tenant: Some(name.clone()), token: Some(token), kind, ..RunFilter::default() };
        for row in self.store().runs(&filter).await? {
            let run = self.run(&row.run_id).await?;
            if run.account.is_some() && run.plan().is_some() {
                return Ok(Some(run));
            }
        }
        Ok(None)
    }
}

impl Examination<'_> {
    fn judge(self) -> Verified {
        let mut checks = account::checks(&self);
        checks.extend(schedule::checks(&self));
        checks.extend(membership::checks(&self));
        checks.extend(activation::checks(&self));
        checks.extend(access::checks(&self));
        checks.extend(records::checks(&self));
        Verified {
            tenant: self.tenant.settings.name.clone(),
            username: self.live.as_ref().map_or(self.username, |live| live.facts.username.clone()),
            account_id: self.live.as_ref().map(|live| live.facts.id.clone()),
            basis: match (self.run, self.changed) {
                (Some((run, _)), _) => Basis::Plan { run: run.id.clone() },
                (None, Some(change)) => Basis::Change { run: change.id.clone() },
                (None, None) => Basis::Mapping,
            },
            checks,
        }
    }

    /// Somebody has left: nothing at all is expected any more.
    fn has_left(&self) -> Option<&Change> {
        let suspended = self.live.as_ref().is_some_and(|live| live.facts.suspended);
        self.changed.filter(|change| suspended && change.kind == ChangeKind::Leaver)
    }

    /// What goes beyond what is expected is a difference, not only noted.
    fn is_strict(&self) -> bool {
        self.run.is_some() || self.has_left().is_some()
    }

    /// The check of a line that can't be made, since there is no account.
    fn absent(&self, line: Line, subject: &'static str) -> Check {
        Check::differs(line, subject, "planned an account, found none")
            .instructed("Find out who deleted it, or whether it was ever created.")
    }

    /// When the activation is due, if that is still to come.
    fn scheduled(&self) -> Option<Timestamp> {
        let (run, plan) = self.run?;
        let by_directory = run.is_scheduled(StateChange::Activation) && !run.succeeded(&Effect::Activate);
        plan.activates_at().filter(|due| *due > self.now && (run.ending().is_none() || by_directory))
    }

    /// The contract has ended.
    fn is_over(&self) -> bool {
        let contract = self.run.and_then(|(_, plan)| plan.contract.as_ref());
        contract.is_some_and(|contract| contract.suspends_at <= self.now)
    }
}
