//! A run carried to its end without any input or output: decisions, scripted outcomes, a directory in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use dayone_core::account::{AccountFacts, AccountState};
use dayone_core::decide::{Decision, decide, settled_untried};
use dayone_core::effect::{Amendment, Effect, EffectKey, StateChange};
use dayone_core::event::{Cost, Detail, EarlyStep, Ending, Event, Fact, FoundGroup, Outcome, Private};
use dayone_core::failure::{Next, after_fault, problem};
use dayone_core::fault::{Delivery, Fault, FaultKind};
use dayone_core::plan::{Plan, PlannedPassword};
use dayone_core::problem::ErrorType;
use dayone_core::run::{Run, fold, replay};
use dayone_core::snapshot::Access;
use dayone_core::steps::{Place, STEPS};
use jiff::{SignedDuration, Timestamp};

use crate::support::Case;

/// What the directory does with one try of an effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scripted {
    /// It does as wished.
    Done,
    /// It does as wished, and the answer leaves out what can be amended.
    DoneBare,
    /// It refuses for good.
    Refused(FaultKind),
    /// It takes the change and does not keep it.
    NotKept,
    /// It does nothing, for now.
    Busy(FaultKind),
    /// It is not asked: writes are frozen.
    Frozen,
    /// It does as wished, but the answer is lost.
    AnswerLost,
    /// The process dies before the call.
    CrashBefore,
    /// The process dies after the call, before the outcome is recorded.
    CrashAfter,
}

/// The directory, and the mails that were sent.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct World {
    pub(crate) account: Option<AccountFacts>,
    pub(crate) accounts_created: usize,
    pub(crate) groups_created: BTreeMap<String, usize>,
    pub(crate) memberships: BTreeSet<String>,
    pub(crate) bound: BTreeSet<String>,
    pub(crate) keys: usize,
    pub(crate) activations: usize,
    pub(crate) mails: BTreeMap<EffectKey, usize>,
    /// What the directory is to do by itself, and when.
    pub(crate) scheduled: BTreeMap<StateChange, BTreeSet<Timestamp>>,
    /// Groups that the directory has by now, beside those of the plan: name and id.
    pub(crate) found: BTreeMap<String, String>,
}

/// Why the driver stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Halt {
    Ended(Ending),
    AwaitingApproval(Timestamp),
    AwaitingBatch(Timestamp),
    Quarantined,
    Crashed,
}

/// One run, its log and its world.
#[derive(Clone)]
pub(crate) struct Driver {
    pub(crate) events: Vec<Event>,
    pub(crate) run: Run,
    pub(crate) world: World,
    pub(crate) now: Timestamp,
    /// Times to which the driver had to wait.
    pub(crate) waits: Vec<Timestamp>,
    /// The world just before each event was recorded.
    pub(crate) before: Vec<World>,
    /// Each effect that was tried, in order.
    pub(crate) tried: Vec<Effect>,
}

pub(crate) const RUN: &str = "jc-prov-12345";
const ACTOR: &str = "hr.admin@company.com";

impl Driver {
    /// A run of this hire that has been opened and planned.
    pub(crate) fn planned(case: &Case) -> Driver {
        let mut driver = Driver::opened(case);
        let early = early();
        let cost = Cost { calls: 4, round_trips: 3, took_us: 90_000 };
        match case.planned() {
            Ok(planned) => {
                let plan = planned.plan;
                let hours = SignedDuration::from_hours(plan.approval_hours.into());
                let approval_until = (!plan.approval.is_empty()).then(|| case.now + hours);
                let fact = Fact::Planned { early, cost, due: plan.activation.due, approval_until, guards: Vec::new() };
                driver.record(fact, Private::Plan(Box::new(plan)));
            }
            Err(refusal) => {
                let problems = refusal.problems.iter().map(|problem| (problem.step, problem.kind)).collect();
                let request = case.request();
                let person = dayone_core::event::RefusedPerson {
                    username: request.username.map(Into::into),
                    email: Some(request.email.into()),
                    first_name: Some(request.first_name.into()),
                    last_name: Some(request.last_name.into()),
                    department: Some(request.department.into()),
                    ..Default::default()
                };
                let refused = dayone_core::event::Refused { refusal, person };
                driver.record(Fact::Refused { early, cost, problems }, Private::Refusal(Box::new(refused)));
            }
        }
        driver
    }

    /// A run of this hire of which nothing is known but the request.
    pub(crate) fn opened(case: &Case) -> Driver {
        let request = case.request();
        let fact = Fact::Opened {
            tenant: case.settings.name.clone(),
            attempt_of: None,
            ticket: request.ticket.as_ref().map(ToString::to_string),
            inputs_given: request.inputs_given(),
            batch: None,
        };
        let event =
            Event { seq: 1, at: case.now, actor: ACTOR.into(), fact, private: Private::Request(Box::new(request)) };
        Driver {
            run: replay(RUN, std::slice::from_ref(&event)).unwrap(),
            events: vec![event],
            world: World::default(),
            now: case.now,
            waits: Vec::new(),
            before: vec![World::default()],
            tried: Vec::new(),
        }
    }

    /// Everything is done as wished.
    pub(crate) fn finished(case: &Case) -> Driver {
        let mut driver = Driver::planned(case);
        assert!(matches!(driver.drive(&mut |_| Scripted::Done), Halt::Ended(_)));
        driver
    }

    /// One event more, a second later.
    pub(crate) fn record(&mut self, fact: Fact, private: Private) {
        self.now += SignedDuration::from_secs(1);
        let event = Event { seq: self.run.seq + 1, at: self.now, actor: ACTOR.into(), fact, private };
        self.run = fold(self.run.clone(), &event).unwrap_or_else(|error| panic!("{error}"));
        self.events.push(event);
        self.before.push(self.world.clone());
    }

    /// A new process: nothing is left but the log, as it is stored.
    pub(crate) fn restart(&mut self) {
        let stored = serde_json::to_string(&self.events).unwrap();
        self.events = serde_json::from_str(&stored).unwrap();
        let run = replay(RUN, &self.events).unwrap();
        assert_eq!(run, self.run, "the log says all that the process knew");
        self.run = run;
    }

    /// Carries the run on until it ends, waits for a person, or the process dies.
    pub(crate) fn drive(&mut self, script: &mut dyn FnMut(&Effect) -> Scripted) -> Halt {
        for _ in 0..2_000 {
            match decide(&self.run, self.now) {
                Decision::Perform(effects) => {
                    assert!(!effects.is_empty(), "an empty batch would never end");
                    if self.perform(effects, script) {
                        return Halt::Crashed;
                    }
                }
                Decision::WaitUntil(_) if self.run.ending().is_some() => {
                    return Halt::Ended(self.run.ending().unwrap());
                }
                Decision::WaitUntil(time) => {
                    assert!(time > self.now, "waiting for what has come would never end");
                    self.waits.push(time);
                    self.now = time;
                }
                Decision::AwaitRelease => return Halt::Quarantined,
                Decision::AwaitApproval(until) => return Halt::AwaitingApproval(until),
                Decision::AwaitBatch(until) => return Halt::AwaitingBatch(until),
                Decision::Expire => self.record(Fact::Rejected { expired: true }, Private::None),
                Decision::Close(ending) => self.record(Fact::Closed { ending }, Private::None),
                Decision::Rest => return Halt::Ended(self.run.ending().unwrap()),
            }
        }
        panic!("the run does not end: {:#?}", self.run.effects);
    }

    /// Drives through every death of the process.
    pub(crate) fn drive_through(&mut self, script: &mut dyn FnMut(&Effect) -> Scripted) -> Ending {
        for _ in 0..200 {
            match self.drive(script) {
                Halt::Crashed => self.restart(),
                Halt::Ended(ending) => return ending,
                Halt::AwaitingApproval(_) => self.record(Fact::Approved, Private::None),
                Halt::AwaitingBatch(_) => self.record(Fact::Gathered, Private::None),
                Halt::Quarantined => self.record(Fact::Released { approval_until: None }, Private::None),
            }
        }
        panic!("the process dies for ever");
    }

    /// A person asks for what failed to be done again.
    pub(crate) fn resume(&mut self) {
        self.record(Fact::Resumed, Private::None);
    }

    pub(crate) fn plan(&self) -> Plan {
        self.run.plan().unwrap().clone()
    }

    /// The names of the effects that were settled, with how, in the order of the log.
    pub(crate) fn settled(&self) -> Vec<(EffectKey, Outcome)> {
        let ends = self.events.iter().filter_map(|event| match &event.fact {
            Fact::Settled { effect, outcome, .. } => Some((effect.clone(), *outcome)),
            _ => None,
        });
        ends.collect()
    }

    /// One batch; true if the process died.
    pub(crate) fn perform(&mut self, effects: Vec<Effect>, script: &mut dyn FnMut(&Effect) -> Scripted) -> bool {
        let plan = self.plan();
        let wave = self.run.next_wave();
        let cost = Cost { calls: 1, round_trips: 1, took_us: 120_000 };
        let mut to_do = Vec::new();
        for effect in effects {
            if let Some(outcome) = settled_untried(&self.run, &plan, &effect) {
                let fact = Fact::Settled { effect: effect.key(), outcome, wave, cost: Cost::default() };
                self.record(fact, Private::None);
                continue;
            }
            if effect.is_fenced() {
                let fact = Fact::Intended { effect: effect.key(), directory_time: Some(self.now) };
                self.record(fact, Private::None);
            }
            to_do.push(effect);
        }
        for effect in to_do {
            self.tried.push(effect.clone());
            let scripted = script(&effect);
            let done = match scripted {
                Scripted::Done => Ok(self.do_it(&plan, &effect, false)),
                Scripted::DoneBare => Ok(self.do_it(&plan, &effect, true)),
                Scripted::NotKept => Ok((Outcome::Failed(ErrorType::AttributeFailed), self.not_kept(&plan, &effect))),
                Scripted::Refused(kind) => Err(fault(kind, Delivery::NotApplied)),
                Scripted::Busy(kind) => Err(fault(kind, Delivery::NotApplied)),
                Scripted::Frozen if effect.writes_to_directory() => {
                    self.record(Fact::Withdrawn { effect: effect.key(), wave, cost }, Private::None);
                    continue;
                }
                Scripted::Frozen => Ok(self.do_it(&plan, &effect, false)),
                Scripted::AnswerLost => {
                    self.do_it(&plan, &effect, false);
                    Err(fault(FaultKind::Unavailable, Delivery::Unknown))
                }
                Scripted::CrashBefore => return true,
                Scripted::CrashAfter => {
                    self.do_it(&plan, &effect, false);
                    return true;
                }
            };
            let (outcome, detail) = match done {
                Ok(done) => done,
                Err(fault) => {
                    let tries = self.run.tries(&effect.key());
                    if let Next::RetryAt(retry_at) = after_fault(&effect, tries, &fault, self.now, 0.5) {
                        let (kind, status) = (fault.kind, fault.status);
                        let fact = Fact::Attempted { effect: effect.key(), fault: kind, status, retry_at, wave, cost };
                        self.record(fact, Private::Words("the directory's words".into()));
                        continue;
                    }
                    let problem = problem(&plan, &effect, &fault);
                    (Outcome::Failed(problem.kind), Detail { problem: Some(problem), ..Detail::default() })
                }
            };
            self.record(Fact::Settled { effect: effect.key(), outcome, wave, cost }, Private::Detail(Box::new(detail)));
        }
        false
    }

    fn not_kept(&self, plan: &Plan, effect: &Effect) -> Detail {
        let message = "JumpCloud took the change, but did not keep it".to_owned();
        let problem = dayone_core::failure::failed(plan, effect, ErrorType::AttributeFailed, message);
        Detail { problem: Some(problem), account: self.world.account.clone().map(Box::new), ..Detail::default() }
    }

    /// Makes the world as wished, and answers as the directory would.
    fn do_it(&mut self, plan: &Plan, effect: &Effect, bare: bool) -> (Outcome, Detail) {
        let may_have_happened = self.run.may_have_happened(&effect.key());
        let world = &mut self.world;
        let with_account = |world: &World| Detail { account: world.account.clone().map(Box::new), ..Detail::default() };
        let changed = |changed: bool| if changed { Outcome::Changed } else { Outcome::AlreadySo };
        match effect {
            Effect::CreateAccount => {
                if may_have_happened && world.account.is_some() {
                    return (Outcome::AlreadySo, with_account(world));
                }
                assert!(world.account.is_none(), "a second account");
                world.accounts_created += 1;
                world.account = Some(created(plan, self.now, bare));
                (Outcome::Changed, with_account(world))
            }
            Effect::Amend(amendment) => {
                let facts = world.account.as_mut().unwrap();
                match amendment {
                    Amendment::Attributes => facts.attributes.extend(plan.account.attributes.clone()),
                    Amendment::Manager => facts.manager.clone_from(&plan.account.manager),
                    Amendment::Sudo => facts.sudo = plan.account.sudo,
                    Amendment::LdapFlag => facts.ldap_binding_user = plan.account.ldap_binding_user,
                    Amendment::Mfa => {
                        facts.mfa_required = plan.account.mfa.required;
                        facts.mfa_exclusion = plan.account.mfa.has_grace();
                    }
                }
                (Outcome::Changed, with_account(world))
            }
            Effect::CreateGroup { name } => {
                let made = world.groups_created.entry(name.clone()).or_default();
                if *made == 0 || !may_have_happened {
                    *made += 1;
                }
                let group = FoundGroup { id: format!("60c0{:0>20}", world.found.len() + 1), access: Access::default() };
                let id = world.found.entry(name.clone()).or_insert(group.id).clone();
                let group = Some(FoundGroup { id, access: group.access });
                (changed(!may_have_happened), Detail { group, ..Detail::default() })
            }
            Effect::AddMember { id, .. } => (changed(world.memberships.insert(id.clone())), Detail::default()),
            Effect::AddToNamed { name } => match world.found.get(name) {
                Some(id) => {
                    let group = Some(FoundGroup { id: id.clone(), access: Access::default() });
                    (changed(world.memberships.insert(id.clone())), Detail { group, ..Detail::default() })
                }
                None => {
                    let kind = ErrorType::GroupNotFound;
                    let message = format!("User group '{name}' does not exist in JumpCloud");
                    let problem = Some(dayone_core::failure::failed(plan, effect, kind, message));
                    (Outcome::Failed(kind), Detail { problem, ..Detail::default() })
                }
            },
            Effect::BindSystem { id, .. } | Effect::BindLdap { id } => {
                (changed(world.bound.insert(id.clone())), Detail::default())
            }
            Effect::AddKey => {
                let new = !(may_have_happened && world.keys > 0);
                world.keys += usize::from(new);
                (changed(new), Detail::default())
            }
            Effect::SetPassword => (Outcome::Changed, with_account(world)),
            Effect::Activate => {
                let facts = world.account.as_mut().unwrap();
                if facts.state == AccountState::Activated && may_have_happened {
                    return (Outcome::AlreadySo, with_account(world));
                }
                world.activations += 1;
                facts.state = AccountState::Activated;
                facts.activated = plan.password != PlannedPassword::ActivationLink;
                facts.password_expiration_date =
                    facts.activated.then(|| self.now + SignedDuration::from_hours(24 * 90));
                if plan.account.mfa.has_grace() && !bare {
                    let days = i64::from(plan.account.mfa.grace_days);
                    facts.mfa_exclusion_until = Some(self.now + SignedDuration::from_hours(24 * days));
                }
                (Outcome::Changed, Detail::default())
            }
            Effect::SetGrace => {
                let days = i64::from(plan.account.mfa.grace_days);
                let facts = world.account.as_mut().unwrap();
                facts.mfa_exclusion_until = Some(self.now + SignedDuration::from_hours(24 * days));
                (Outcome::Changed, with_account(world))
            }
            Effect::Schedule { change, at } => {
                let times = world.scheduled.entry(*change).or_default();
                let before = times.clone();
                times.retain(|time| !self.run.asked.get(change).is_some_and(|asked| asked.contains(time)));
                times.extend(*at);
                (changed(*times != before), Detail::default())
            }
            Effect::Care(care) => {
                if care.tells() {
                    *world.mails.entry(effect.key()).or_default() += 1;
                }
                (Outcome::Changed, Detail::default())
            }
            Effect::NotifyManager | Effect::NotifyIt(_) => {
                *world.mails.entry(effect.key()).or_default() += 1;
                (Outcome::Changed, Detail::default())
            }
            Effect::ReadBack => {
                let by_rule = plan.groups.iter().chain(&plan.dynamic_groups).filter(|group| !group.is_static());
                let seen = by_rule.filter(|group| group.will_hold()).map(|group| group.id.clone());
                let memberships = world.memberships.iter().cloned().chain(seen).collect();
                (Outcome::Changed, Detail { memberships: Some(memberships), ..with_account(world) })
            }
        }
    }
}

fn early() -> Vec<EarlyStep> {
    let steps = STEPS.iter().filter(|row| row.place != Place::Effect);
    steps.map(|row| EarlyStep { step: row.step, took_us: 1_000 }).collect()
}

fn fault(kind: FaultKind, delivery: Delivery) -> Fault {
    let status = match kind {
        FaultKind::RateLimited => Some(429),
        FaultKind::Conflict => Some(409),
        FaultKind::Refused => Some(400),
        FaultKind::Unauthenticated => Some(401),
        FaultKind::Forbidden => Some(403),
        FaultKind::Unavailable | FaultKind::WrongOrganization | FaultKind::Unintelligible | FaultKind::Frozen => None,
    };
    let retry_after = (kind == FaultKind::RateLimited).then(|| Duration::from_secs(2));
    Fault { kind, delivery, operation: "POST /x".into(), status, retry_after, detail: Some("no".into()) }
}

/// The account as the directory answers its creation; `bare` leaves out what can be amended.
fn created(plan: &Plan, now: Timestamp, bare: bool) -> AccountFacts {
    let wanted = &plan.account;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    AccountFacts {
        id: "60a1b2c3d4e5f6a7b8c9d0e1".into(),
        organization: Some(plan.organization.id.clone()),
        username: wanted.username.clone(),
        email: wanted.email.clone(),
        first_name: wanted.first_name.clone(),
        last_name: wanted.last_name.clone(),
        display_name: wanted.display_name.clone(),
        department: wanted.department.clone(),
        job_title: text(&wanted.job_title),
        company: text(&wanted.company),
        location: text(&wanted.location),
        employee_id: text(&wanted.employee_id),
        employee_type: text(&wanted.employee_type),
        alternate_email: text(&wanted.alternate_email),
        manager: if bare { None } else { wanted.manager.clone() },
        attributes: if bare { BTreeMap::new() } else { wanted.attributes.clone() },
        state: AccountState::Staged,
        activated: false,
        suspended: false,
        created: Some(now),
        mfa_required: wanted.mfa.required && !bare,
        mfa_configured: false,
        mfa_exclusion: wanted.mfa.has_grace() && !bare,
        mfa_exclusion_until: None,
        password_never_expires: wanted.password_never_expires,
        password_expiration_date: None,
        allow_public_key: wanted.allow_public_key,
        ldap_binding_user: wanted.ldap_binding_user && !bare,
        sudo: wanted.sudo && !bare,
        unix_uid: wanted.unix_uid.or(Some(5042)),
        unix_gid: wanted.unix_gid.or(Some(5042)),
        samba_service_user: false,
        ssh_key_fingerprints: Vec::new(),
    }
}
