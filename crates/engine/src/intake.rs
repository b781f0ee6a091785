//! From a document to a proposal: parse, find what is known already, survey, plan.

use std::collections::BTreeSet;
use std::time::Instant;

use dayone_core::event::{Batch, Cost, EarlyStep, Ending, RefusedPerson};
use dayone_core::plan::{Dates, Manner, Planned, Refusal, plan_in};
use dayone_core::problem::{Affected, ErrorType, Problem};
use dayone_core::request::{Difference, Door, Parsed, Request, parse};
use dayone_core::run::{Run, Stage};
use dayone_core::settings::TenantSettings;
use dayone_core::snapshot::Snapshot;
use dayone_core::steps::Step;
use dayone_store::{Token, TokenKind};
use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::{Map, Value};

use crate::engine::Engine;
use crate::error::EngineError;
use crate::guards::{Intention, Judgement};
use crate::reschedule;
use crate::survey::{self, SurveyError};
use crate::tenant::Tenant;

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
    /// How the plan is to be carried out.
    pub manner: Manner,
    /// What the guards said; nothing where there is no plan.
    pub judgement: Judgement,
    pub(crate) person: RefusedPerson,
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

/// What a plan is made on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Basis {
    pub(crate) manner: Manner,
    /// When the dates were looked at: a start that has passed since is still the start.
    pub(crate) seen_at: Timestamp,
    pub(crate) made_at: Timestamp,
    pub(crate) survey: Survey,
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
    /// The same request with other dates, for a run that waits for its activation: [`Engine::propose_dates`] moves them.
    DatesMoved {
        /// The run.
        run: Box<Run>,
        /// The dates that differ.
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
                manner: Manner::default(),
                judgement: Judgement::default(),
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
        Ok(compare(run, request, &tenant.settings, self.0.clock.now()))
    }

    /// Surveys the directory, makes a plan, and asks the guards about one hire on its own. Writes nothing.
    pub async fn propose(&self, tenant: &Tenant, parsed: Parsed) -> Proposal {
        self.propose_in(Manner::default(), tenant, parsed).await
    }

    /// The same, for a plan that is carried out in this manner.
    pub async fn propose_in(&self, manner: Manner, tenant: &Tenant, parsed: Parsed) -> Proposal {
        let mut proposal = self.propose_as_of(self.0.clock.now(), manner, tenant, parsed).await;
        self.ask_guards(tenant, &mut proposal).await;
        proposal
    }

    pub(crate) async fn ask_guards(&self, tenant: &Tenant, proposal: &mut Proposal) {
        if proposal.verdict.is_err() {
            return;
        }
        match self.judge(tenant, Intention::SINGLE).await {
            Ok(judgement) => proposal.judged(judgement),
            // Opening counts again, and holds the run back where that is due.
            Err(error) => tracing::warn!(tenant = tenant.settings.name, %error, "joiners could not be counted"),
        }
    }

    /// The same without asking the guards, with dates as they were seen at this time: a start that has passed since is
    /// still the start.
    pub(crate) async fn propose_as_of(
        &self,
        seen_at: Timestamp,
        manner: Manner,
        tenant: &Tenant,
        parsed: Parsed,
    ) -> Proposal {
        let (now, parsed) = (self.0.clock.now(), [parsed]);
        let surveyed = {
            let requests: Vec<&Request> = parsed.iter().map(|parsed| &parsed.request).collect();
            Box::pin(survey::survey(self, tenant, &requests, &mut BTreeSet::new(), now)).await
        };
        let [parsed] = parsed;
        let (survey, snapshot) = match surveyed {
            Err(SurveyError::Fault(fault)) => (Survey::default(), Err(Box::new(survey::unreadable(tenant, &fault)))),
            Err(SurveyError::Problem(problem)) => (Survey::default(), Err(problem)),
            Err(SurveyError::Store(error)) => (Survey::default(), Err(Box::new(survey::store_unreadable(&error)))),
            Ok(mut surveyed) => {
                let snapshot = surveyed.snapshots.pop().unwrap_or_else(|| Ok(Snapshot::default()));
                (Survey { cost: surveyed.cost, people_us: surveyed.people_us, groups_us: surveyed.groups_us }, snapshot)
            }
        };
        let basis = Basis { manner, seen_at, made_at: now, survey };
        self.proposal(tenant, parsed, snapshot.as_ref().map_err(|problem| &**problem), basis)
    }

    /// The plan of a request over what was read for it.
    pub(crate) fn proposal(
        &self,
        tenant: &Tenant,
        parsed: Parsed,
        snapshot: Result<&Snapshot, &Problem>,
        basis: Basis,
    ) -> Proposal {
        let Parsed { request, password } = parsed;
        let Basis { manner, seen_at, made_at, survey } = basis;
        let started = Instant::now();
        let verdict = match snapshot {
            Err(problem) => {
                let completed =
                    if problem.step == Step::InputValidation { Vec::new() } else { vec![Step::InputValidation] };
                Err(Refusal { problems: vec![problem.clone()], completed })
            }
            Ok(snapshot) => {
                let mut rng = self.0.randomness.rng();
                let given = password.as_ref();
                plan_in(manner, &request, given, &tenant.settings, snapshot, seen_at, &mut rng).map(Box::new)
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
            manner,
            judgement: Judgement::default(),
            password,
            made_at,
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

    pub(crate) async fn key_token(&self, tenant: &Tenant, request: &Request) -> Result<Token, EngineError> {
        let key = request.request_key.clone().unwrap_or_else(|| request.identity());
        self.token(tenant, TokenKind::RequestKey, &format!("joiner\n{key}")).await
    }

    pub(crate) async fn token(&self, tenant: &Tenant, kind: TokenKind, value: &str) -> Result<Token, EngineError> {
        let mut rng = self.0.randomness.rng();
        Ok(self.0.vault.token(&tenant.settings.name, kind, value, &mut rng).await?)
    }

    /// Tokens by which the run is found again: username, e-mail, employee id, words of the name.
    pub(crate) async fn tokens(&self, tenant: &Tenant, proposal: &Proposal) -> Result<Vec<Token>, EngineError> {
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

fn compare(run: Run, request: &Request, settings: &TenantSettings, now: Timestamp) -> Known {
    let ended_without = matches!(run.ending(), Some(Ending::Failed | Ending::Cancelled))
        && run.account.is_none()
        && !run.account_is_uncertain();
    if ended_without || matches!(run.stage, Stage::Erased { .. }) {
        return Known::Attempt { of: run.id };
    }
    let differences = run.request.as_ref().map(|earlier| earlier.differences(request)).unwrap_or_default();
    let only_dates = differences.iter().all(|difference| Dates::FIELDS.contains(&difference.field.as_str()));
    if !differences.is_empty() && only_dates && reschedule::can_follow(&run, request, settings, now) {
        return Known::DatesMoved { run: Box::new(run), differences };
    }
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
        remedy(run, differences),
    )
    .about(Affected::Field("request_key".into()))
}

fn remedy(run: &Run, differences: &[Difference]) -> String {
    let only_the_end = differences.iter().all(|difference| difference.field == "end_date");
    match (only_the_end, run.ending()) {
        (true, _) => format!("To move the last day: dayone runs reschedule {} --end-date DATE", run.id),
        (false, Some(Ending::Partial)) => {
            format!("To correct what is undone: dayone runs resume {} --set FIELD=VALUE", run.id)
        }
        (false, _) => {
            format!("Look at dayone runs show {}; give another request_key if this is another request", run.id)
        }
    }
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
