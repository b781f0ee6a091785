//! From a proposal to an open run.

use dayone_core::account::AccountFacts;
use dayone_core::chain::Head;
use dayone_core::change::{Act, Change, ChangeKind, ChangePlan, Field, Phase, replay};
use dayone_core::event::{Cost, Fact, Private};
use dayone_core::problem::{ErrorType, Problem};
use dayone_core::steps::Step;
use dayone_store::{Holder, NewRun, Opening, Token, TokenKind};
use jiff::{SignedDuration, Timestamp};

use super::request::{ChangeRequest, ProposeError};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::journal::{self, Draft, Stream};
use crate::tenant::Tenant;

/// How old a plan may be when its run is opened; an older one is made again and compared.
pub(crate) const PLAN_STAYS: SignedDuration = SignedDuration::from_secs(60);

/// What would be done. Nothing has been written.
#[derive(Debug, Clone)]
pub struct ChangeProposal {
    /// The plan.
    pub plan: ChangePlan,
    /// What was asked for.
    pub request: ChangeRequest,
    /// What the survey cost.
    pub cost: Cost,
    /// Open runs that this one takes the place of.
    pub supersedes: Vec<String>,
    pub(crate) person: Option<String>,
    pub(crate) facts: AccountFacts,
    pub(crate) made_at: Timestamp,
}

/// Whom a change is about.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Whose<'a> {
    /// Somebody with an account.
    Account {
        /// The person in the store, if there is one.
        person: Option<&'a str>,
        /// The account as it was.
        facts: &'a AccountFacts,
    },
    /// Nobody: it is about groups and mails.
    Nobody,
}

/// All that is left of a change is what waits for a time of grace.
pub(crate) fn only_late_acts(change: &Change) -> bool {
    let Some(plan) = change.plan() else { return false };
    plan.acts.iter().all(|planned| planned.phase >= Phase::TakeLate || change.settled(&planned.act.key()).is_some())
}

impl Engine {
    /// Records the plan, and holds the run for [`Engine::drive_change`]. Runs that it takes the place of are cancelled.
    ///
    /// `agreed` is the digest, or the beginning of one, that a person agreed to.
    ///
    /// # Errors
    /// The plan has moved, or can't be made any more; those of the store.
    pub async fn open_change(
        &self,
        tenant: &Tenant,
        mut proposal: ChangeProposal,
        actor: &str,
        agreed: Option<&str>,
    ) -> Result<String, ProposeError> {
        let made = proposal.plan.digest.to_string();
        if self.0.clock.now().duration_since(proposal.made_at) > PLAN_STAYS {
            tenant.forget_older(PLAN_STAYS, self.0.clock.now());
            proposal = self.propose_change(tenant, proposal.request.clone()).await?;
        }
        let agreed = agreed.map_or(made, str::to_lowercase);
        if !proposal.plan.digest.to_string().starts_with(&agreed) {
            return Err(ProposeError::Refused(vec![stale(&proposal.plan, &agreed)]));
        }
        let run_id = self.0.randomness.id(8);
        for earlier in &proposal.supersedes {
            self.stop(earlier, actor, &format!("run {run_id} takes its place")).await?;
        }
        let whose = Whose::Account { person: proposal.person.as_deref(), facts: &proposal.facts };
        self.record_change(tenant, &proposal.plan, whose, proposal.cost, &run_id, actor).await?;
        Ok(run_id)
    }

    /// Records the opening, and holds the run.
    pub(crate) async fn record_change(
        &self,
        tenant: &Tenant,
        plan: &ChangePlan,
        whose: Whose<'_>,
        cost: Cost,
        run_id: &str,
        actor: &str,
    ) -> Result<(), EngineError> {
        let now = self.0.clock.now();
        let name = &tenant.settings.name;
        let (person, tokens) = match whose {
            Whose::Account { person, facts } => (person, self.tokens_of(tenant, facts, plan).await?),
            Whose::Nobody => (None, Vec::new()),
        };
        let person = person.map_or_else(|| self.0.randomness.id(16), str::to_owned);
        let hours = SignedDuration::from_hours(i64::from(plan.approval_hours));
        let until =
            (!plan.approval.is_empty() && plan.guards.is_empty()).then(|| now.checked_add(hours).unwrap_or(now));
        let opened = Fact::ChangeOpened {
            tenant: name.clone(),
            change: plan.kind,
            ticket: plan.ticket.clone(),
            of: plan.of.clone(),
            cost,
            approval_until: until,
            guards: plan.guards.iter().map(|tripped| tripped.guard).collect(),
        };
        let drafts = [Draft::new(now, actor, opened, Private::Change(Box::new(plan.clone())))];
        let stream = Stream { tenant: name, person: &person, run_id };
        let events = journal::seal(&self.0.vault, &self.0.randomness, &stream, Head::EMPTY, &drafts).await?;
        let change = replay(run_id, &[drafts[0].event(1)])?;
        let after = super::row::after(&change, now);
        let rename = renamed(plan);
        let new = NewRun {
            run_id: run_id.to_owned(),
            tenant: name.clone(),
            person,
            // A change is no request that could be sent twice: done again, it finds nothing to do.
            request_key: self.token(tenant, TokenKind::RequestKey, &format!("change\n{run_id}")).await?,
            supersedes: None,
            state: after.state,
            due_us: after.due_us,
            opened_us: now.as_microsecond(),
            closed_us: None,
            summary: after.summary,
            ticket: plan.ticket.clone(),
            batch: None,
            tokens,
            username: match rename {
                Some(username) => Some(self.username_token(name, username).await?),
                None => None,
            },
            events,
            joins: false,
            ceiling: None,
            kind: plan.kind.name().into(),
            holder: Some(Holder { owner: self.0.owner.clone(), lease: self.0.lease }),
        };
        match self.0.store.open_run(new).await? {
            Opening::Opened { .. } => Ok(()),
            Opening::Existing(_) | Opening::NameTaken(_) | Opening::Crowded { .. } => {
                let why = "somebody else was given the username at the same moment".to_owned();
                Err(EngineError::NotNow { run: run_id.to_owned(), act: "opened", why })
            }
        }
    }

    /// Tokens by which the run is found again: those of the account as it was, and as it will be.
    async fn tokens_of(
        &self,
        tenant: &Tenant,
        facts: &AccountFacts,
        plan: &ChangePlan,
    ) -> Result<Vec<Token>, EngineError> {
        let after = |field: Field| changed(plan, field).map(str::to_owned);
        let known = [
            (TokenKind::Username, Some(facts.username.clone())),
            (TokenKind::Username, after(Field::Username)),
            (TokenKind::Email, Some(facts.email.clone())),
            (TokenKind::Email, after(Field::Email)),
            (TokenKind::EmployeeId, Some(facts.employee_id.clone())),
            (TokenKind::EmployeeId, after(Field::EmployeeId)),
        ];
        let mut tokens = Vec::new();
        for (kind, value) in known {
            if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
                tokens.push(self.token(tenant, kind, &value).await?);
            }
        }
        let first = after(Field::FirstName).unwrap_or_else(|| facts.first_name.clone());
        let last = after(Field::LastName).unwrap_or_else(|| facts.last_name.clone());
        let mut rng = self.0.randomness.rng();
        tokens.extend(self.0.vault.name_tokens(&tenant.settings.name, &format!("{first} {last}"), &mut rng).await?);
        Ok(tokens)
    }

    /// Stops an open run, whatever it is.
    async fn stop(&self, run_id: &str, actor: &str, why: &str) -> Result<(), EngineError> {
        let stopped = match ChangeKind::named(&self.0.row(run_id).await?.kind) {
            Some(_) => self.cancel_change(run_id, actor, why).await.map(drop),
            None => self.cancel(run_id, actor, why).await.map(drop),
        };
        match stopped {
            // It has ended meanwhile.
            Err(EngineError::NotNow { .. }) => Ok(()),
            other => other,
        }
    }
}

/// The value that a field is to have.
fn changed(plan: &ChangePlan, wanted: Field) -> Option<&str> {
    plan.acts.iter().find_map(|planned| match &planned.act {
        Act::SetFields { changes, .. } => {
            changes.iter().find(|change| change.field == wanted).map(|change| change.to.as_str())
        }
        _ => None,
    })
}

/// The username that a change gives.
pub(crate) fn renamed(plan: &ChangePlan) -> Option<&str> {
    changed(plan, Field::Username)
}

fn stale(plan: &ChangePlan, agreed: &str) -> Problem {
    let message = format!(
        "The plan has moved: agreed was {}, now it is {}",
        &agreed[..agreed.len().min(12)],
        plan.digest.short()
    );
    let mend = "Look at the plan again, and agree to the new digest";
    Problem::before_creation(ErrorType::PlanStale, Step::UserCreation, message, mend)
        .with_impact("Nothing was changed.")
}
