//! How each of the sixteen steps stands.

use jiff::Timestamp;

use super::{Progress, Run, Stage};
use crate::effect::{Effect, StateChange};
use crate::event::{Outcome, Skip};
use crate::fault::FaultKind;
use crate::plan::{Plan, PlannedLdap, PlannedPassword};
use crate::request::SEED_INPUTS;
use crate::steps::{Place, Step};

/// How a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// Not begun.
    Pending,
    /// Begun.
    Running,
    /// Waits to try again.
    Waiting(Timestamp),
    /// Done, as planned.
    Ok,
    /// Nothing had to be done.
    Skipped,
    /// Done, but not all of it could be found.
    Incomplete,
    /// Not done.
    Failed,
}

/// How a step stands, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepStatus {
    /// The step.
    pub step: Step,
    /// How it stands.
    pub state: StepState,
    /// How long it took, in microseconds; None if it made no call and took no time worth telling.
    pub took_us: Option<i64>,
    /// What came of it, in a few words.
    pub note: String,
}

impl StepState {
    /// The word beside the mark.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            StepState::Pending => "pending",
            StepState::Running => "running",
            StepState::Waiting(_) => "waiting",
            StepState::Ok => "ok",
            StepState::Skipped => "skipped",
            StepState::Incomplete => "incomplete",
            StepState::Failed => "failed",
        }
    }
}

impl Run {
    /// How all sixteen steps stand.
    #[must_use]
    pub fn steps(&self) -> Vec<StepStatus> {
        Step::all().map(|step| self.step(step)).collect()
    }

    /// How a step stands.
    #[must_use]
    pub fn step(&self, step: Step) -> StepStatus {
        let (state, note) = match (&self.stage, self.plan()) {
            (_, Some(plan)) => self.planned_step(plan, step),
            (Stage::Refused { refusal, .. }, None) => refused_step(refusal, step),
            (Stage::Closed { last, .. }, None) => match &**last {
                Stage::Refused { refusal, .. } => refused_step(refusal, step),
                _ => (StepState::Pending, String::new()),
            },
            _ => (StepState::Pending, String::new()),
        };
        StepStatus { step, state, took_us: self.step_took(step), note }
    }

    fn step_took(&self, step: Step) -> Option<i64> {
        if step.info().place != Place::Effect {
            return self.early.iter().find(|early| early.step == step).map(|early| early.took_us);
        }
        let slowest =
            self.effects.iter().filter(|(key, _)| key.step == step).filter_map(|(_, progress)| match progress {
                Progress::Settled(settled) if settled.cost.calls > 0 || settled.outcome.is_success() => {
                    Some(settled.cost.took_us)
                }
                _ => None,
            });
        slowest.max()
    }

    fn planned_step(&self, plan: &Plan, step: Step) -> (StepState, String) {
        match step {
            Step::InputValidation => {
                let given = self.inputs_given;
                (StepState::Ok, format!("{given} inputs given, {} by default", SEED_INPUTS.saturating_sub(given)))
            }
            Step::DuplicateCheck => {
                let id = if plan.account.employee_id.is_some() { ", employee id" } else { "" };
                (StepState::Ok, format!("username, e-mail{id} are free"))
            }
            Step::PasswordGeneration => match plan.password {
                PlannedPassword::ActivationLink => (StepState::Skipped, "activation link: none is set".into()),
                PlannedPassword::Generated => (StepState::Ok, "generated to policy, sealed".into()),
                PlannedPassword::Given => (StepState::Ok, "given, meets the policy, sealed".into()),
            },
            Step::GroupResolution => {
                let by_rule = plan.dynamic_groups.len() + plan.groups.iter().filter(|group| !group.is_static()).count();
                let by_us = plan.groups.iter().filter(|group| group.is_static()).count() + plan.missing_groups.len();
                (StepState::Ok, format!("{by_us} static, {by_rule} dynamic"))
            }
            Step::GroupVerification => self.verification(plan),
            Step::CustomAttributes if plan.account.attributes.is_empty() => {
                (StepState::Skipped, "none asked for".into())
            }
            Step::CustomAttributes => {
                let note = format!("{}, in step 6, read back", plan.account.attributes.len());
                self.folded(step, note)
            }
            Step::SystemBinding if self.untouched(step) => {
                let direct = plan.systems.len();
                let through = plan.reached_systems().values().filter(|system| !system.direct).count();
                self.folded(step, format!("{direct} direct, {through} through groups"))
            }
            Step::LdapBinding => match &plan.ldap {
                PlannedLdap::NotAsked { granted_by: Some(group) } if self.untouched(step) => {
                    (StepState::Skipped, format!("not asked; {group} grants LDAP"))
                }
                PlannedLdap::NotAsked { granted_by: None } if self.untouched(step) => {
                    (StepState::Skipped, "not asked".into())
                }
                PlannedLdap::ThroughGroup { granted_by } => {
                    self.folded(step, format!("bind user, in step 6; directory through {granted_by}"))
                }
                PlannedLdap::Direct { server } => self.touched(step, format!("bind user; {}", server.name)),
                PlannedLdap::NotAsked { .. } => self.touched(step, String::new()),
            },
            Step::SshKeyConfiguration => match &plan.ssh_key {
                None => (StepState::Skipped, "no key given".into()),
                Some(key) => self.touched(step, format!("{} {}", key.algorithm, key.fingerprint)),
            },
            Step::MfaConfiguration => self.mfa(plan),
            Step::GroupAssignment if plan.groups.is_empty() && plan.missing_groups.is_empty() => {
                (StepState::Skipped, "no group resolved".into())
            }
            Step::GroupAssignment => self.touched(step, self.assignment(plan)),
            Step::UserCreation => {
                let note = self.account.as_ref().map(|account| format!("{}, staged", account.id)).unwrap_or_default();
                self.touched(step, note)
            }
            Step::ActivationEmail => {
                let note = match plan.activation.recipient() {
                    Some(recipient) => format!("requested by JumpCloud to {}", masked(recipient)),
                    None => "activated without mail".into(),
                };
                let scheduled =
                    plan.scheduled_for(StateChange::Activation).filter(|_| !self.succeeded(&Effect::Activate));
                match (plan.activates_at(), scheduled) {
                    (Some(due), _) if !self.is_begun(step) && self.account.is_some() => {
                        (StepState::Waiting(due), format!("due {due}"))
                    }
                    (_, Some(at)) => self.touched(step, format!("scheduled by JumpCloud for {at}")),
                    _ => self.touched(step, note),
                }
            }
            Step::ManagerNotification => {
                let note = plan.manager.as_ref().map(|manager| format!("{}, accepted by SMTP", manager.email));
                self.touched(step, note.unwrap_or_default())
            }
            Step::ItNotification => self.touched(step, plan.it_recipients.join(", ")),
            Step::SystemBinding => self.touched(step, format!("{} direct", plan.systems.len())),
            Step::Documentation => self.touched(step, "read back as planned".into()),
        }
    }

    fn verification(&self, plan: &Plan) -> (StepState, String) {
        let missing: Vec<&str> = plan
            .missing_groups
            .iter()
            .filter(|group| !group.create && !self.succeeded(&Effect::AddToNamed { name: group.name.clone() }))
            .map(|group| group.name.as_str())
            .collect();
        if !missing.is_empty() {
            return (StepState::Incomplete, format!("missing: {}", missing.join(", ")));
        }
        let created = plan.missing_groups.iter().filter(|group| group.create).count();
        match created {
            0 => (StepState::Ok, "all exist".into()),
            created => (StepState::Ok, format!("{created} to be created")),
        }
    }

    fn assignment(&self, plan: &Plan) -> String {
        let ends: Vec<_> = self
            .effects
            .iter()
            .filter(|(key, _)| key.step == Step::GroupAssignment && !key.subject.starts_with("create:"))
            .collect();
        let wanted = plan.groups.iter().filter(|group| group.is_static()).count() + plan.missing_groups.len();
        let added = ends
            .iter()
            .filter(|(_, progress)| matches!(progress, Progress::Settled(settled) if settled.outcome.is_success()))
            .count();
        let retried = ends
            .iter()
            .filter(|(_, progress)| match progress {
                Progress::Settled(settled) => settled.tries.count > 1,
                Progress::Waiting { .. } => true,
                Progress::Intended { .. } => false,
            })
            .count();
        let retried = if retried > 0 { format!(" ({retried} retried)") } else { String::new() };
        let dynamic = plan.dynamic_groups.len() + plan.groups.iter().filter(|group| !group.is_static()).count();
        let dynamic = if dynamic > 0 { format!(", {dynamic} dynamic by rule") } else { String::new() };
        format!("{added} of {wanted} added{retried}{dynamic}")
    }

    fn mfa(&self, plan: &Plan) -> (StepState, String) {
        let mfa = plan.account.mfa;
        let note = match (mfa.required, self.account.as_ref().and_then(|account| account.mfa_exclusion_until)) {
            (false, _) => "not required, as asked".into(),
            (true, Some(until)) => format!("required, grace until {}", until.strftime("%-d %b %H:%M UTC")),
            (true, None) if mfa.has_grace() => format!("required, {} days of grace from activation", mfa.grace_days),
            (true, None) => "required at once".into(),
        };
        self.folded(Step::MfaConfiguration, note)
    }

    /// Something of it was done, not only taken back.
    fn is_begun(&self, step: Step) -> bool {
        self.effects.keys().any(|key| key.step == step && key.unschedules().is_none())
    }

    fn untouched(&self, step: Step) -> bool {
        !self.effects.keys().any(|key| key.step == step)
    }

    /// A step whose work folds into the creation: done when that is, unless something had to be mended.
    fn folded(&self, step: Step, note: String) -> (StepState, String) {
        if !self.untouched(step) {
            return self.touched(step, note);
        }
        match self.settled(&Effect::CreateAccount) {
            Some(settled) if settled.outcome.is_success() => (StepState::Ok, note),
            _ => (StepState::Pending, String::new()),
        }
    }

    /// A step with effects of its own: the worst of them counts.
    fn touched(&self, step: Step, note: String) -> (StepState, String) {
        let effects: Vec<&Progress> =
            self.effects.iter().filter(|(key, _)| key.step == step).map(|(_, progress)| progress).collect();
        if effects.is_empty() {
            return (StepState::Pending, String::new());
        }
        let mut worst = StepState::Skipped;
        let mut words = None;
        for progress in effects {
            let (state, text) = match progress {
                Progress::Intended { .. } => (StepState::Running, None),
                Progress::Waiting { retry_at, fault, status, tries } => {
                    (StepState::Waiting(*retry_at), Some(retry_note(*fault, *status, tries.count)))
                }
                Progress::Settled(settled) => match settled.outcome {
                    Outcome::Changed | Outcome::AlreadySo => (StepState::Ok, None),
                    Outcome::Skipped(skip) => (StepState::Skipped, Some(skip.words().to_owned())),
                    Outcome::Failed(kind) => {
                        let message = settled.detail.problem.as_ref().map(|problem| problem.message.clone());
                        (StepState::Failed, Some(message.unwrap_or_else(|| kind.name().to_owned())))
                    }
                },
            };
            if rank(state) > rank(worst) || words.is_none() {
                words = text.or(words);
            }
            if rank(state) > rank(worst) {
                worst = state;
            }
        }
        let note = match worst {
            StepState::Ok => note,
            StepState::Running => String::new(),
            _ => words.unwrap_or(note),
        };
        (worst, note)
    }
}

fn rank(state: StepState) -> u8 {
    match state {
        StepState::Pending => 0,
        StepState::Skipped => 1,
        StepState::Ok => 2,
        StepState::Incomplete => 3,
        StepState::Failed => 4,
        StepState::Running => 5,
        StepState::Waiting(_) => 6,
    }
}

fn retry_note(fault: FaultKind, status: Option<u16>, tries: u32) -> String {
    if fault == FaultKind::Frozen {
        return "not sent: writes are frozen".into();
    }
    let what = match (fault, status) {
        (_, Some(status)) => format!("HTTP {status}"),
        (_, None) => "no answer".into(),
    };
    format!("{what}, try {tries}; trying again")
}

fn refused_step(refusal: &crate::plan::Refusal, step: Step) -> (StepState, String) {
    let own: Vec<&str> = refusal
        .problems
        .iter()
        .filter(|problem| problem.step == step)
        .map(|problem| problem.message.as_str())
        .collect();
    match (own.is_empty(), refusal.completed.contains(&step)) {
        (false, _) => (StepState::Failed, own.join("; ")),
        (true, true) => (StepState::Ok, String::new()),
        (true, false) => (StepState::Pending, String::new()),
    }
}

/// An address as it may stand on a screen that others see.
#[must_use]
pub fn masked(address: &str) -> String {
    match crate::fields::Email::parse(address) {
        Ok(email) => email.masked(),
        Err(_) => "...".into(),
    }
}

impl Skip {
    /// Why, in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Skip::NotAsked => "not asked",
            Skip::NotConfigured => "not configured",
            Skip::HeldByMfa => "held by step 12: MFA or sudo is not as planned",
            Skip::HeldByAccess => "held: access is missing, and activate_on_partial is off",
            Skip::NotYet => "not yet",
        }
    }
}
