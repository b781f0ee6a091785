//! Corrections: a run that ended with something missing goes on with other inputs.

use std::collections::BTreeSet;

use dayone_core::decide::{Decision, decide};
use dayone_core::event::{Fact, Private};
use dayone_core::plan::{Corrected, Correction, Manner, Plan, WayOn, correct, settled_inputs, way_on};
use dayone_core::problem::{Affected, Problem};
use dayone_core::request::{Changes, Difference, Door, Parsed, Request};
use dayone_core::run::Run;
use dayone_core::snapshot::Snapshot;
use jiff::Timestamp;

use crate::engine::Engine;
use crate::error::EngineError;
use crate::hold::Hold;
use crate::intake::{Known, Proposal};
use crate::look_ahead::without_own_account;
use crate::survey::{self, SurveyError};
use crate::tenant::Tenant;

/// What other inputs would make of a run. Nothing has been written.
pub enum Corrections {
    /// The run left nothing behind: the corrected request is a new attempt. [`Engine::open`] opens it.
    Attempt(Box<NewAttempt>),
    /// The run goes on: [`Engine::correct`].
    Same(Box<Correcting>),
    /// Everything that is wrong with the new values.
    Refused(Vec<Problem>),
}

/// A corrected request that is tried anew.
pub struct NewAttempt {
    /// The run that it is an attempt of.
    pub of: Run,
    /// What would happen.
    pub proposal: Proposal,
    /// The inputs that differ.
    pub differences: Vec<Difference>,
}

/// A run that goes on with other inputs.
#[derive(Debug, Clone)]
pub struct Correcting {
    /// The run as it is.
    pub run: Run,
    /// Request and plan as they would be, and what is opened again.
    pub correction: Correction,
    /// The inputs that differ.
    pub differences: Vec<Difference>,
}

impl Correcting {
    /// The plan as it is.
    #[must_use]
    pub fn before(&self) -> Option<&Plan> {
        self.run.plan()
    }

    /// Request and plan as they would be.
    #[must_use]
    pub fn after(&self) -> &Corrected {
        &self.correction.corrected
    }
}

impl Engine {
    /// What becomes of a run with other inputs: the directory is read anew. Nothing is written.
    ///
    /// # Errors
    /// [`EngineError::NotNow`] if the run can't be corrected, or has these values already; those of the store.
    pub async fn propose_correction(&self, run_id: &str, changes: &Changes) -> Result<Corrections, EngineError> {
        let run = self.run(run_id).await?;
        let tenant = self.tenant(&run.tenant)?;
        let not_now = |why: String| EngineError::NotNow { run: run_id.into(), act: "corrected", why };
        let way = way_on(&run).map_err(not_now)?;
        let Some(old) = run.request.as_deref() else { return Err(not_now("its request is gone".into())) };
        let door = Door { forms_usernames: tenant.settings.naming.is_some() };
        let request = match old.changed(changes, door) {
            Ok(request) => request,
            Err(mut problems) => {
                if way == WayOn::SameRun {
                    problems.extend(unchangeable(&run, changes, &problems));
                }
                return Ok(Corrections::Refused(problems));
            }
        };
        let differences = old.differences(&request);
        tenant.forget();
        match way {
            WayOn::NewAttempt => self.propose_attempt(run, request, &tenant).await,
            WayOn::SameRun => {
                let opened_with = changes.names().into_iter().filter(|name| OPENED_WITH.contains(name));
                let refused = settled_inputs(&run, opened_with);
                if !refused.is_empty() {
                    return Ok(Corrections::Refused(refused));
                }
                if differences.is_empty() {
                    return Err(not_now("these are its values already".into()));
                }
                self.propose_same(run, request, differences, &tenant).await
            }
        }
    }

    async fn propose_attempt(&self, run: Run, request: Request, tenant: &Tenant) -> Result<Corrections, EngineError> {
        let differences = run.request.as_ref().map(|old| old.differences(&request)).unwrap_or_default();
        if request.password_given {
            let mend = "leave it out with --unset password, or send the request again with --password-file FILE";
            let message = "the password that was given is gone with the attempt";
            return Ok(Corrections::Refused(vec![Problem::with_field("password", message, mend)]));
        }
        let of = match self.known(tenant, &request).await? {
            Known::Nothing => run.id.clone(),
            Known::Attempt { of } => of,
            Known::Same(other) | Known::Unfinished(other) => return Err(superseded(&run, &other)),
            Known::Different { run: other, .. } | Known::DatesMoved { run: other, .. } => {
                return Err(superseded(&run, &other));
            }
        };
        let manner = run.plan().map_or_else(Manner::default, |plan| plan.manner);
        let proposal = self.propose_in(manner, tenant, Parsed { request, password: None }).await;
        if let Err(refusal) = &proposal.verdict {
            return Ok(Corrections::Refused(refusal.problems.clone()));
        }
        let of = self.run(&of).await?;
        Ok(Corrections::Attempt(Box::new(NewAttempt { of, proposal, differences })))
    }

    async fn propose_same(
        &self,
        run: Run,
        request: Request,
        differences: Vec<Difference>,
        tenant: &Tenant,
    ) -> Result<Corrections, EngineError> {
        let now = self.0.clock.now();
        let mut snapshot = match self.look(tenant, &request, now).await {
            Ok(snapshot) => snapshot,
            Err(problem) => return Ok(Corrections::Refused(vec![*problem])),
        };
        if let Some(problem) = without_own_account(&run, &mut snapshot) {
            return Ok(Corrections::Refused(vec![problem]));
        }
        Ok(match correct(&run, &request, &tenant.settings, &snapshot, now) {
            Ok(correction) => Corrections::Same(Box::new(Correcting { run, correction, differences })),
            Err(problems) => Corrections::Refused(problems),
        })
    }

    async fn look(&self, tenant: &Tenant, request: &Request, now: Timestamp) -> Result<Snapshot, Box<Problem>> {
        let surveyed = Box::pin(survey::survey(self, tenant, &[request], &mut BTreeSet::new(), now)).await;
        match surveyed {
            Ok(mut surveyed) => surveyed.snapshots.pop().unwrap_or_else(|| Ok(Snapshot::default())),
            Err(SurveyError::Fault(fault)) => Err(Box::new(survey::unreadable(tenant, &fault))),
            Err(SurveyError::Problem(problem)) => Err(problem),
            Err(SurveyError::Store(error)) => Err(Box::new(survey::store_unreadable(&error))),
        }
    }

    /// Lets a run go on as was agreed to; [`Engine::drive`] or a worker carries it on, also after a crash.
    ///
    /// # Errors
    /// [`EngineError::NotNow`] if the run has moved on since it was proposed, [`EngineError::HeldElsewhere`], and those
    /// of the store.
    pub async fn correct(&self, agreed: Correcting, actor: &str) -> Result<Run, EngineError> {
        let Correcting { run, correction, differences } = agreed;
        let mut hold = Hold::<Run>::take(self, &run.id).await?;
        if hold.run.seq != run.seq {
            hold.flush(true).await?;
            let why = "it has moved on meanwhile: look at it again".to_owned();
            return Err(EngineError::NotNow { run: run.id, act: "corrected", why });
        }
        let now = self.0.clock.now();
        let Correction { corrected, reopened } = correction;
        let inputs = differences.into_iter().map(|difference| difference.field).collect();
        hold.record(now, actor, Fact::Corrected { inputs, reopened }, Private::Corrected(Box::new(corrected)))?;
        // Who asks for this run does not wait for the others of its batch.
        if matches!(decide(&hold.run, now), Decision::AwaitBatch(_)) {
            hold.record(now, actor, Fact::Gathered, Private::None)?;
        }
        hold.flush(false).await?;
        Ok(hold.run)
    }
}

/// Inputs that make no difference between requests.
const OPENED_WITH: [&str; 3] = ["tenant", "request_key", "requested_by"];

/// Inputs named beside others that can't be read, and that can't be changed anyway.
fn unchangeable(run: &Run, changes: &Changes, known: &[Problem]) -> Vec<Problem> {
    let field = |problem: &Problem| match &problem.affected {
        Some(Affected::Field(name)) => Some(name.clone()),
        _ => None,
    };
    let told: BTreeSet<String> = known.iter().filter_map(field).collect();
    settled_inputs(run, changes.names().into_iter().filter(|name| !told.contains(*name)))
}

fn superseded(run: &Run, other: &Run) -> EngineError {
    let why = format!("this person has run {} meanwhile: `dayone runs show {}`", other.id, other.id);
    EngineError::NotNow { run: run.id.clone(), act: "corrected", why }
}
