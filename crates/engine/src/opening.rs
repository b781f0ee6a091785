//! From a proposal to an open run: the plan is compared with what was agreed to, and recorded.

use dayone_core::event::{Fact, Private, Refused};
use dayone_core::plan::{Plan, Refusal};
use dayone_core::problem::{Affected, ErrorType, Problem};
use dayone_core::request::{Parsed, Request};
use dayone_core::steps::Step;
use dayone_store::{Ceiling, Holder, NameHolder, NewRun, Opening, TokenKind};
use jiff::{SignedDuration, Timestamp};

use crate::engine::Engine;
use crate::error::EngineError;
use crate::intake::Proposal;
use crate::journal::{self, Draft, Stream};
use crate::row::After;
use crate::tenant::Tenant;

/// The kind of a hire's run.
pub(crate) const JOINER: &str = "joiner";
/// How old a plan may be when its run is opened; an older one is made again and compared.
const PLAN_STAYS: SignedDuration = SignedDuration::from_secs(60);
/// How often a plan is made again because somebody else was given its username meanwhile.
const NAMES_LOST: u32 = 16;

/// What came of recording a request.
enum Opened {
    Run(String),
    /// Somebody else has the username, or is to have it.
    NameTaken(NameHolder),
    /// So many join already that this one would pass a guard's limit.
    Crowded {
        /// How many.
        joining: u64,
    },
}

impl Engine {
    /// Records the request and its plan, or its refusal, and holds the run for [`Engine::drive`].
    ///
    /// `agreed` is the digest, or the beginning of one, that a person agreed to. Joiners are counted once more: a run
    /// that would pass a guard's limit is opened quarantined, even where no guard had tripped when it was proposed.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn open(
        &self,
        mut proposal: Proposal,
        actor: &str,
        agreed: Option<&str>,
        attempt_of: Option<String>,
    ) -> Result<String, EngineError> {
        let tenant = self.tenant(&proposal.tenant)?;
        self.check_again(&tenant, &mut proposal, agreed).await;
        for _ in 0..NAMES_LOST {
            let ceiling = proposal.ceiling(&tenant, self.0.clock.now());
            match self.open_once(&tenant, &proposal, actor, attempt_of.clone(), ceiling).await? {
                Opened::Run(run_id) => return Ok(run_id),
                Opened::NameTaken(_) => self.plan_again(&tenant, &mut proposal, agreed).await,
                Opened::Crowded { joining } => proposal.crowded(&tenant, joining),
            }
        }
        self.open_as_agreed(&tenant, proposal, actor, attempt_of).await
    }

    /// Records the request with the plan as it is: if it loses its username, it is refused.
    pub(crate) async fn open_as_agreed(
        &self,
        tenant: &Tenant,
        mut proposal: Proposal,
        actor: &str,
        attempt_of: Option<String>,
    ) -> Result<String, EngineError> {
        loop {
            let ceiling = proposal.ceiling(tenant, self.0.clock.now());
            match self.open_once(tenant, &proposal, actor, attempt_of.clone(), ceiling).await? {
                Opened::Run(run_id) => return Ok(run_id),
                // A refusal takes no name, and joins nobody.
                Opened::NameTaken(holder) => proposal.verdict = Err(name_lost(&proposal, holder)),
                Opened::Crowded { joining } => proposal.crowded(tenant, joining),
            }
        }
    }

    /// Records the request with the plan as it is.
    async fn open_once(
        &self,
        tenant: &Tenant,
        proposal: &Proposal,
        actor: &str,
        attempt_of: Option<String>,
        ceiling: Option<Ceiling>,
    ) -> Result<Opened, EngineError> {
        let run_id = self.0.randomness.id(8);
        let new_person = self.0.randomness.id(16);
        let person = match &proposal.request {
            Some(request) => self.same_person(tenant, request).await?.unwrap_or(new_person),
            None => new_person,
        };
        let drafts = drafts(proposal, actor, self.0.clock.now(), attempt_of.clone());
        let stream = Stream { tenant: &proposal.tenant, person: &person, run_id: &run_id };
        let head = dayone_core::chain::Head::EMPTY;
        let events = journal::seal(&self.0.vault, &self.0.randomness, &stream, head, &drafts).await?;
        let folded: Vec<_> = (1..).zip(&drafts).map(|(seq, draft)| draft.event(seq)).collect();
        let run = dayone_core::run::replay(&run_id, &folded)?;
        let after = After::of(&run, self.0.clock.now());
        let key = match &proposal.request {
            Some(request) => self.key_token(tenant, request).await?,
            // A request that can't be read has no key of its own: each such attempt stands alone.
            None => self.token(tenant, TokenKind::RequestKey, &format!("unread\n{run_id}")).await?,
        };
        let username = match &proposal.verdict {
            Ok(planned) => Some(self.username_token(&proposal.tenant, &planned.plan.account.username).await?),
            Err(_) => None,
        };
        let new = NewRun {
            run_id: run_id.clone(),
            tenant: proposal.tenant.clone(),
            person,
            request_key: key,
            supersedes: attempt_of,
            state: after.state,
            due_us: after.due_us,
            opened_us: run.opened_at.as_microsecond(),
            summary: after.summary,
            ticket: run.ticket.clone(),
            batch: proposal.batch.as_ref().map(|batch| batch.id.clone()),
            tokens: self.tokens(tenant, proposal).await?,
            username,
            events,
            joins: after.joins,
            kind: JOINER.into(),
            ceiling,
            holder: Some(Holder { owner: self.0.owner.clone(), lease: self.0.lease }),
        };
        Ok(match self.0.store.open_run(new).await? {
            Opening::Opened { .. } => Opened::Run(run_id),
            // Somebody else opened the same request at the same moment: theirs it is.
            Opening::Existing(row) => Opened::Run(row.run_id),
            Opening::NameTaken(holder) => Opened::NameTaken(holder),
            Opening::Crowded { joining } => Opened::Crowded { joining },
        })
    }

    /// Makes an old plan again, and compares it with what was agreed to: without that, with itself.
    async fn check_again(&self, tenant: &Tenant, proposal: &mut Proposal, agreed: Option<&str>) {
        let Ok(planned) = &proposal.verdict else { return };
        let made = planned.plan.digest_without_guards().to_string();
        let age = self.0.clock.now().duration_since(proposal.made_at);
        if age > PLAN_STAYS {
            tenant.forget_older(PLAN_STAYS, self.0.clock.now());
            self.plan_again(tenant, proposal, Some(agreed.unwrap_or(&made))).await;
        } else if let Some(agreed) = agreed {
            refuse_if_moved(proposal, agreed);
        }
    }

    /// Makes a plan again, and compares it with what was agreed to, if anything was.
    async fn plan_again(&self, tenant: &Tenant, proposal: &mut Proposal, agreed: Option<&str>) {
        if let Some(request) = &proposal.request {
            let parsed = Parsed { request: (**request).clone(), password: proposal.password_given() };
            let (batch, manner) = (proposal.batch.take(), proposal.manner);
            let judgement = std::mem::take(&mut proposal.judgement);
            *proposal = self.propose_as_of(self.0.clock.now(), manner, tenant, parsed).await;
            proposal.batch = batch;
            match judgement.is_single() {
                true => self.ask_guards(tenant, proposal).await,
                false => proposal.judged(judgement),
            }
        }
        if let Some(agreed) = agreed {
            refuse_if_moved(proposal, agreed);
        }
    }
}

/// Replaces a plan that is not the one agreed to by a refusal. A guard that tripped since only adds that somebody looks.
pub(crate) fn refuse_if_moved(proposal: &mut Proposal, agreed: &str) {
    let agreed = agreed.to_lowercase();
    let fits = |plan: &Plan| {
        [plan.digest, plan.digest_without_guards()].iter().any(|digest| digest.to_string().starts_with(&agreed))
    };
    if let Ok(planned) = &proposal.verdict
        && !fits(&planned.plan)
    {
        let problem = stale(&planned.plan, &agreed);
        let completed = Step::all().take_while(|step| *step <= Step::GroupVerification).collect();
        proposal.verdict = Err(Refusal { problems: vec![problem], completed });
    }
}

/// The refusal of a request that lost its username to others again and again.
fn name_lost(proposal: &Proposal, holder: NameHolder) -> Refusal {
    let username =
        proposal.verdict.as_ref().map_or_else(|_| String::new(), |planned| planned.plan.account.username.clone());
    let run = holder.run_id;
    let problem = Problem::before_creation(
        ErrorType::UserAlreadyExists,
        Step::DuplicateCheck,
        format!(
            "Username '{username}' was given to somebody else at the same moment, by run {run}, as others before it"
        ),
        "Run the request again",
    );
    Refusal { problems: vec![problem.about(Affected::User(username))], completed: vec![Step::InputValidation] }
}

fn stale(plan: &Plan, agreed: &str) -> Problem {
    Problem::before_creation(
        ErrorType::PlanStale,
        Step::UserCreation,
        format!(
            "The plan has moved: agreed was {}, now it is {}",
            &agreed[..agreed.len().min(12)],
            plan.digest.short()
        ),
        "Run `dayone plan` again, look at what has changed, and agree to the new digest",
    )
}

fn drafts(proposal: &Proposal, actor: &str, now: Timestamp, attempt_of: Option<String>) -> Vec<Draft> {
    let request = proposal.request.as_deref();
    let opened = Fact::Opened {
        tenant: proposal.tenant.clone(),
        attempt_of,
        ticket: request.and_then(|request| request.ticket.as_ref()).map(ToString::to_string),
        inputs_given: request.map_or(0, Request::inputs_given),
        batch: proposal.batch.clone(),
    };
    let private = request.map_or(Private::None, |request| Private::Request(Box::new(request.clone())));
    let mut drafts = vec![Draft::new(now, actor, opened, private)];
    let (early, cost) = (proposal.early.clone(), proposal.cost);
    let second = match &proposal.verdict {
        Ok(planned) => {
            let plan = &planned.plan;
            // The time to answer begins when the run is released.
            let approval_until = approval_until(plan, now).filter(|_| plan.guards.is_empty());
            let guards = plan.guards.iter().map(|tripped| tripped.guard).collect();
            let fact = Fact::Planned { early, cost, due: plan.activates_at(), approval_until, guards };
            let mut draft = Draft::new(now, actor, fact, Private::Plan(Box::new(plan.clone())));
            draft.password = planned.password.clone();
            draft
        }
        Err(refusal) => {
            let problems = refusal.problems.iter().map(|problem| (problem.step, problem.kind)).collect();
            let refused = Refused { refusal: refusal.clone(), person: proposal.person.clone() };
            let fact = Fact::Refused { early, cost, problems };
            Draft::new(now, actor, fact, Private::Refusal(Box::new(refused)))
        }
    };
    drafts.push(second);
    drafts
}

/// When silence means no, if a second person has to agree.
pub(crate) fn approval_until(plan: &Plan, now: Timestamp) -> Option<Timestamp> {
    let hours = SignedDuration::from_hours(i64::from(plan.approval_hours));
    (!plan.approval.is_empty()).then(|| now.checked_add(hours).unwrap_or(now))
}
