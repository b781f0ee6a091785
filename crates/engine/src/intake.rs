//! From a document to an open run: parse, find what is known already, survey, plan, open.

use std::collections::BTreeSet;
use std::time::Instant;

use dayone_core::event::{Batch, Cost, EarlyStep, Ending, Fact, Private, Refused, RefusedPerson};
use dayone_core::plan::{Plan, Planned, Refusal, plan};
use dayone_core::problem::{Affected, ErrorType, Problem};
use dayone_core::request::{Difference, Door, Parsed, Request, parse};
use dayone_core::run::{Run, Stage};
use dayone_core::snapshot::Snapshot;
use dayone_core::steps::Step;
use dayone_store::{Holder, NameHolder, NewRun, Opening, Token, TokenKind};
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use serde_json::{Map, Value};

use crate::engine::Engine;
use crate::error::EngineError;
use crate::journal::{self, Draft, Stream};
use crate::row::After;
use crate::survey::{self, SurveyError};
use crate::tenant::Tenant;

/// How old a plan may be when its run is opened; an older one is made again and compared.
const PLAN_STAYS: SignedDuration = SignedDuration::from_secs(60);
/// How often a plan is made again because somebody else was given its username meanwhile.
const NAMES_LOST: u32 = 16;

/// What would happen: a plan, or everything that is wrong. Nothing has been written.
pub struct Proposal {
    /// The tenant.
    pub tenant: String,
    /// The request; None if it could not be read.
    pub request: Option<Box<Request>>,
    /// The plan, or why there is none.
    pub verdict: Result<Box<Planned>, Refusal>,
    /// What the survey cost.
    pub cost: Cost,
    /// How long the first five steps took.
    pub early: Vec<EarlyStep>,
    /// The batch that the request came in with.
    pub batch: Option<Batch>,
    person: RefusedPerson,
    password: Option<SecretString>,
    pub(crate) made_at: Timestamp,
}

/// What a survey cost.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Survey {
    pub(crate) cost: Cost,
    /// How long the look-up of accounts took, in microseconds.
    pub(crate) people_us: i64,
    /// How long the reading of groups and their access took, in microseconds.
    pub(crate) groups_us: i64,
}

impl Proposal {
    /// The password that the request gave.
    pub(crate) fn password_given(&self) -> Option<SecretString> {
        self.password.clone()
    }
}

/// What the store knows of a request already.
#[derive(Debug)]
pub enum Known {
    /// Nothing.
    Nothing,
    /// The same request: its run is open, waits, or has succeeded.
    Same(Box<Run>),
    /// The same request: its run ended with something missing. `runs resume` goes on.
    Unfinished(Box<Run>),
    /// The request key is in use for other content.
    Different {
        /// The run that uses it.
        run: Box<Run>,
        /// The fields that differ.
        differences: Vec<Difference>,
    },
    /// An earlier attempt ended without an account: a new one is linked to it.
    Attempt {
        /// The earlier run.
        of: String,
    },
}

impl Engine {
    /// Reads a document.
    ///
    /// # Errors
    /// A proposal that lists everything that is wrong with it.
    pub fn read(&self, tenant: &Tenant, document: &Map<String, Value>) -> Result<Parsed, Box<Proposal>> {
        let started = Instant::now();
        let door = Door { forms_usernames: tenant.settings.naming.is_some() };
        parse(document, door).map_err(|problems| {
            let mut completed = Vec::new();
            if problems.iter().all(|problem| problem.step != Step::InputValidation) {
                completed.push(Step::InputValidation);
            }
            Box::new(Proposal {
                tenant: tenant.settings.name.clone(),
                request: None,
                verdict: Err(Refusal { problems, completed }),
                cost: Cost::default(),
                early: vec![EarlyStep { step: Step::InputValidation, took_us: elapsed_us(started) }],
                batch: None,
                person: person_of(document),
                password: None,
                made_at: self.0.clock.now(),
            })
        })
    }

    /// What the store knows of this request.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn known(&self, tenant: &Tenant, request: &Request) -> Result<Known, EngineError> {
        let token = self.key_token(tenant, request).await?;
        let Some(row) = self.0.store.run_by_key(&tenant.settings.name, &token).await? else {
            return Ok(Known::Nothing);
        };
        let run = self.run(&row.run_id).await?;
        Ok(compare(run, request))
    }

    /// Surveys the directory and makes a plan. Writes nothing.
    pub async fn propose(&self, tenant: &Tenant, parsed: Parsed) -> Proposal {
        let (now, parsed) = (self.0.clock.now(), [parsed]);
        let surveyed = {
            let requests: Vec<&Request> = parsed.iter().map(|parsed| &parsed.request).collect();
            Box::pin(survey::survey(self, tenant, &requests, &mut BTreeSet::new(), now)).await
        };
        let [parsed] = parsed;
        let (cost, snapshot) = match surveyed {
            Err(SurveyError::Fault(fault)) => (Survey::default(), Err(Box::new(survey::unreadable(tenant, &fault)))),
            Err(SurveyError::Problem(problem)) => (Survey::default(), Err(problem)),
            Err(SurveyError::Store(error)) => (Survey::default(), Err(Box::new(survey::store_unreadable(&error)))),
            Ok(mut surveyed) => {
                let snapshot = surveyed.snapshots.pop().unwrap_or_else(|| Ok(Snapshot::default()));
                (Survey { cost: surveyed.cost, people_us: surveyed.people_us, groups_us: surveyed.groups_us }, snapshot)
            }
        };
        self.proposal(tenant, parsed, snapshot.as_ref().map_err(|problem| &**problem), cost, now)
    }

    /// The plan of a request over what was read for it.
    pub(crate) fn proposal(
        &self,
        tenant: &Tenant,
        parsed: Parsed,
        snapshot: Result<&Snapshot, &Problem>,
        survey: Survey,
        now: Timestamp,
    ) -> Proposal {
        let Parsed { request, password } = parsed;
        let started = Instant::now();
        let verdict = match snapshot {
            Err(problem) => {
                let completed =
                    if problem.step == Step::InputValidation { Vec::new() } else { vec![Step::InputValidation] };
                Err(Refusal { problems: vec![problem.clone()], completed })
            }
            Ok(snapshot) => {
                let mut rng = self.0.randomness.rng();
                plan(&request, password.as_ref(), &tenant.settings, snapshot, now, &mut rng).map(Box::new)
            }
        };
        let early = match snapshot {
            Ok(_) => early(survey.people_us, survey.groups_us, elapsed_us(started)),
            Err(_) => Vec::new(),
        };
        Proposal {
            tenant: tenant.settings.name.clone(),
            person: person_of_request(&request),
            request: Some(Box::new(request)),
            verdict,
            cost: survey.cost,
            early,
            batch: None,
            password,
            made_at: now,
        }
    }

    /// Records the request and its plan, or its refusal, and holds the run for [`Engine::drive`].
    ///
    /// `agreed` is the digest, or the beginning of one, that a person agreed to. Where somebody else has been given the
    /// planned username meanwhile, the plan is made again, which `agreed` may not allow.
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
            match self.open_once(&tenant, &proposal, actor, attempt_of.clone()).await? {
                Opened::Run(run_id) => return Ok(run_id),
                Opened::NameTaken(_) => self.plan_again(&tenant, &mut proposal, agreed).await,
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
            match self.open_once(tenant, &proposal, actor, attempt_of.clone()).await? {
                Opened::Run(run_id) => return Ok(run_id),
                // A refusal takes no name.
                Opened::NameTaken(holder) => proposal.verdict = Err(name_lost(&proposal, holder)),
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
            holder: Some(Holder { owner: self.0.owner.clone(), lease: self.0.lease }),
        };
        Ok(match self.0.store.open_run(new).await? {
            Opening::Opened { .. } => Opened::Run(run_id),
            // Somebody else opened the same request at the same moment: theirs it is.
            Opening::Existing(row) => Opened::Run(row.run_id),
            Opening::NameTaken(holder) => Opened::NameTaken(holder),
        })
    }

    /// Makes an old plan again, and compares it with what was agreed to: without that, with itself.
    async fn check_again(&self, tenant: &Tenant, proposal: &mut Proposal, agreed: Option<&str>) {
        let Ok(planned) = &proposal.verdict else { return };
        let made = planned.plan.digest.to_string();
        let age = self.0.clock.now().duration_since(proposal.made_at);
        if age > PLAN_STAYS {
            tenant.forget();
            self.plan_again(tenant, proposal, Some(agreed.unwrap_or(&made))).await;
        } else if let Some(agreed) = agreed {
            refuse_if_moved(proposal, agreed);
        }
    }

    /// Makes a plan again, and compares it with what was agreed to, if anything was.
    async fn plan_again(&self, tenant: &Tenant, proposal: &mut Proposal, agreed: Option<&str>) {
        if let Some(request) = &proposal.request {
            let parsed = Parsed { request: (**request).clone(), password: proposal.password.clone() };
            *proposal = Proposal { batch: proposal.batch.take(), ..self.propose(tenant, parsed).await };
        }
        if let Some(agreed) = agreed {
            refuse_if_moved(proposal, agreed);
        }
    }

    /// The person of an earlier run for the same identity: all their values are sealed under one key.
    pub(crate) async fn same_person(&self, tenant: &Tenant, request: &Request) -> Result<Option<String>, EngineError> {
        let token = match &request.employee_id {
            Some(id) => self.token(tenant, TokenKind::EmployeeId, id.as_str()).await?,
            None => self.token(tenant, TokenKind::Email, request.email.as_str()).await?,
        };
        let found = self.0.store.find_people(&tenant.settings.name, &token).await?;
        Ok(found.into_iter().next().map(|found| found.person))
    }

    async fn key_token(&self, tenant: &Tenant, request: &Request) -> Result<Token, EngineError> {
        let key = request.request_key.clone().unwrap_or_else(|| request.identity());
        self.token(tenant, TokenKind::RequestKey, &format!("joiner\n{key}")).await
    }

    async fn token(&self, tenant: &Tenant, kind: TokenKind, value: &str) -> Result<Token, EngineError> {
        let mut rng = self.0.randomness.rng();
        Ok(self.0.vault.token(&tenant.settings.name, kind, value, &mut rng).await?)
    }

    /// Tokens by which the run is found again: username, e-mail, employee id, words of the name.
    async fn tokens(&self, tenant: &Tenant, proposal: &Proposal) -> Result<Vec<Token>, EngineError> {
        let username = match &proposal.verdict {
            Ok(planned) => Some(planned.plan.account.username.clone()),
            Err(_) => proposal.person.username.clone(),
        };
        let known = [
            (TokenKind::Username, username),
            (TokenKind::Email, proposal.person.email.clone()),
            (TokenKind::EmployeeId, proposal.person.employee_id.clone()),
        ];
        let mut tokens = Vec::new();
        for (kind, value) in known {
            if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
                tokens.push(self.token(tenant, kind, &value).await?);
            }
        }
        let name: Vec<String> =
            [&proposal.person.first_name, &proposal.person.last_name].into_iter().flatten().cloned().collect();
        let mut rng = self.0.randomness.rng();
        tokens.extend(self.0.vault.name_tokens(&tenant.settings.name, &name.join(" "), &mut rng).await?);
        Ok(tokens)
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

fn compare(run: Run, request: &Request) -> Known {
    let ended_without = matches!(run.ending(), Some(Ending::Failed | Ending::Cancelled))
        && run.account.is_none()
        && !run.account_is_uncertain();
    if ended_without || matches!(run.stage, Stage::Erased { .. }) {
        return Known::Attempt { of: run.id };
    }
    let differences = run.request.as_ref().map(|earlier| earlier.differences(request)).unwrap_or_default();
    match (differences.is_empty(), run.ending()) {
        (false, _) => Known::Different { run: Box::new(run), differences },
        (true, Some(Ending::Partial | Ending::Failed | Ending::Cancelled)) => Known::Unfinished(Box::new(run)),
        (true, _) => Known::Same(Box::new(run)),
    }
}

/// The error of a request key that is in use for other content.
#[must_use]
pub fn key_reused(run: &Run, differences: &[Difference]) -> Problem {
    let shown = |value: &Option<Value>| value.as_ref().map_or("nothing".to_owned(), ToString::to_string);
    let fields: Vec<String> = differences
        .iter()
        .map(|difference| format!("{} {} -> {}", difference.field, shown(&difference.before), shown(&difference.after)))
        .collect();
    Problem::before_creation(
        ErrorType::RequestKeyReused,
        Step::InputValidation,
        format!("This person was requested before in run {}, with other content: {}", run.id, fields.join("; ")),
        format!("Look at dayone runs show {}; give another request_key if this is another request", run.id),
    )
    .about(Affected::Field("request_key".into()))
}

/// What came of recording a request.
pub(crate) enum Opened {
    Run(String),
    /// Somebody else has the username, or is to have it.
    NameTaken(NameHolder),
}

/// Replaces a plan that is not the one agreed to by a refusal.
pub(crate) fn refuse_if_moved(proposal: &mut Proposal, agreed: &str) {
    let agreed = agreed.to_lowercase();
    if let Ok(planned) = &proposal.verdict
        && !planned.plan.digest.to_string().starts_with(&agreed)
    {
        let problem = stale(&planned.plan, &agreed);
        let completed = Step::all().take_while(|step| *step <= Step::GroupVerification).collect();
        proposal.verdict = Err(Refusal { problems: vec![problem], completed });
    }
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
            let hours = SignedDuration::from_hours(i64::from(plan.approval_hours));
            let approval_until = (!plan.approval.is_empty()).then(|| now.checked_add(hours).unwrap_or(now));
            let fact = Fact::Planned { early, cost, due: plan.activation.due, approval_until };
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

fn early(people_us: i64, groups_us: i64, plan_us: i64) -> Vec<EarlyStep> {
    let step = |step, took_us| EarlyStep { step, took_us };
    vec![
        step(Step::InputValidation, plan_us),
        step(Step::DuplicateCheck, people_us),
        step(Step::PasswordGeneration, plan_us),
        step(Step::GroupResolution, plan_us),
        step(Step::GroupVerification, groups_us),
    ]
}

fn person_of(document: &Map<String, Value>) -> RefusedPerson {
    let text = |name: &str| document.get(name).and_then(Value::as_str).map(str::to_owned);
    RefusedPerson {
        username: text("username"),
        email: text("email"),
        first_name: text("first_name"),
        last_name: text("last_name"),
        department: text("department"),
        job_title: text("job_title"),
        employee_id: text("employee_id"),
    }
}

fn person_of_request(request: &Request) -> RefusedPerson {
    RefusedPerson {
        username: request.username.as_ref().map(ToString::to_string),
        email: Some(request.email.normalised()),
        first_name: Some(request.first_name.to_string()),
        last_name: Some(request.last_name.to_string()),
        department: Some(request.department.to_string()),
        job_title: request.job_title.as_ref().map(ToString::to_string),
        employee_id: request.employee_id.as_ref().map(ToString::to_string),
    }
}

fn elapsed_us(started: Instant) -> i64 {
    i64::try_from(started.elapsed().as_micros()).unwrap_or(i64::MAX)
}
