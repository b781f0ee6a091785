//! What happens next in a run: nothing but its events and the time decide.

use jiff::{SignedDuration, Timestamp};

use crate::after_care;
use crate::effect::{Amendment, Channel, Effect, EffectKey, StateChange};
use crate::event::{Ending, Outcome, Skip};
use crate::failure::PATIENCE;
use crate::plan::{Plan, PlannedLdap};
use crate::run::{Progress, Run, Stage, Stop};
use crate::steps::Step;

/// What happens next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// These effects, all at once.
    Perform(Vec<Effect>),
    /// Nothing before this time.
    WaitUntil(Timestamp),
    /// A person has to look, and to release it.
    AwaitRelease,
    /// A person has to agree by this time.
    AwaitApproval(Timestamp),
    /// The others of the batch have to come as far, by this time at the latest.
    AwaitBatch(Timestamp),
    /// Nobody agreed in time.
    Expire,
    /// Nothing more: record the ending.
    Close(Ending),
    /// Nothing at all: the run is closed.
    Rest,
}

/// How long a run waits for the others of its batch before it goes on without them.
const GATHERING: SignedDuration = SignedDuration::from_mins(60);
/// The same where the batch was activated at its time: everybody's turn has come at once.
const GATHERING_WHEN_DUE: SignedDuration = SignedDuration::from_mins(2);

/// Decides on the next batch of effects.
#[must_use]
pub fn decide(run: &Run, now: Timestamp) -> Decision {
    match &run.stage {
        Stage::Received => Decision::Rest,
        Stage::Refused { .. } => Decision::Close(Ending::Failed),
        Stage::Recorded(_) => Decision::Close(Ending::Succeeded),
        Stage::Stopped { why: Stop::Cancelled, plan } => {
            let left = plan.as_ref().and_then(|plan| open(run, plan, unscheduled(run), now));
            left.unwrap_or(Decision::Close(Ending::Cancelled))
        }
        Stage::Stopped { .. } => Decision::Close(Ending::Failed),
        Stage::Quarantined(_) => Decision::AwaitRelease,
        Stage::AwaitingApproval { until, .. } if *until <= now => Decision::Expire,
        Stage::AwaitingApproval { until, .. } => Decision::AwaitApproval(*until),
        Stage::Active(plan) => decide_active(run, plan, now),
        Stage::Closed { ending, last, .. } => match &**last {
            Stage::Active(plan) => after_care::decide(run, *ending, plan, now),
            _ => Decision::Rest,
        },
        Stage::Erased { .. } => Decision::Rest,
    }
}

fn decide_active(run: &Run, plan: &Plan, now: Timestamp) -> Decision {
    if let Some(next) = open(run, plan, vec![Effect::CreateAccount], now) {
        return next;
    }
    if !run.succeeded(&Effect::CreateAccount) {
        return Decision::Close(Ending::Failed);
    }
    if let Some(next) = open(run, plan, build(run, plan), now) {
        return next;
    }
    let scheduled = activation_by_directory(run, plan, now);
    if scheduled.is_none() {
        if let Some(next) = open(run, plan, withdrawn(run, StateChange::Activation), now) {
            return next;
        }
        if let Some(due) = plan.activates_at()
            && due > now
            && held(run, plan).is_none()
            && run.settled(&Effect::Activate).is_none()
        {
            return Decision::WaitUntil(due);
        }
    }
    let activation = scheduled.unwrap_or_else(|| activate(run, plan));
    for wave in [activation, suspension(run, plan)] {
        if let Some(next) = open(run, plan, wave, now) {
            return next;
        }
    }
    if let Some(until) = gathering(run, plan) {
        return Decision::AwaitBatch(until);
    }
    for wave in [notify(plan), vec![Effect::ReadBack], grace(run, plan)] {
        if let Some(next) = open(run, plan, wave, now) {
            return next;
        }
    }
    let complete = run.failures().next().is_none() && run.lets_in();
    Decision::Close(if complete { Ending::Succeeded } else { Ending::Partial })
}

/// What of a wave is still to be done: now, or later. None: all of it is settled.
fn open(run: &Run, plan: &Plan, wave: Vec<Effect>, now: Timestamp) -> Option<Decision> {
    let opens = plan.opens(now);
    let mut ready = Vec::new();
    let mut later: Option<Timestamp> = None;
    for effect in wave {
        let progress = run.effects.get(&effect.key());
        let due = match progress {
            Some(Progress::Settled(_)) => continue,
            None | Some(Progress::Intended { .. }) => now,
            Some(Progress::Waiting { retry_at, .. }) => (*retry_at).max(now),
        };
        let waits = effect.waits_for_window()
            && !progress.is_some_and(|progress| is_under_way(progress, now))
            && settled_untried(run, plan, &effect).is_none();
        let due = if waits { due.max(opens) } else { due };
        if due <= now {
            ready.push(effect);
        } else {
            later = Some(later.map_or(due, |time| time.min(due)));
        }
    }
    match (ready.is_empty(), later) {
        (false, _) => Some(Decision::Perform(ready)),
        (true, Some(time)) => Some(Decision::WaitUntil(time)),
        (true, None) => None,
    }
}

/// It was begun a moment ago: it is not left half done because the change window closes.
fn is_under_way(progress: &Progress, now: Timestamp) -> bool {
    let begun = match progress {
        Progress::Intended { at, .. } => Some(*at),
        Progress::Waiting { tries, .. } => tries.first,
        Progress::Settled(_) => None,
    };
    begun.is_some_and(|at| now.duration_since(at) <= PATIENCE)
}

/// Steps 7 to 12: independent of one another, but a group is created before the account is added to it.
fn build(run: &Run, plan: &Plan) -> Vec<Effect> {
    let mut wave: Vec<Effect> = amendments(run, plan).into_iter().map(Effect::Amend).collect();
    for group in plan.groups.iter().filter(|group| group.is_static()) {
        wave.push(Effect::AddMember { id: group.id.clone(), name: group.name.clone() });
    }
    for missing in &plan.missing_groups {
        let name = missing.name.clone();
        let create = Effect::CreateGroup { name: name.clone() };
        if missing.create && !run.succeeded(&create) {
            wave.push(create);
        } else {
            wave.push(Effect::AddToNamed { name });
        }
    }
    for system in &plan.systems {
        wave.push(Effect::BindSystem { id: system.id.clone(), sudo: system.sudo });
    }
    if let PlannedLdap::Direct { server } = &plan.ldap {
        wave.push(Effect::BindLdap { id: server.id.clone() });
    }
    if plan.ssh_key.is_some() {
        wave.push(Effect::AddKey);
    }
    wave
}

/// What the answer to the creation lacks, and what was already amended.
fn amendments(run: &Run, plan: &Plan) -> Vec<Amendment> {
    let Some(facts) = &run.account else { return Vec::new() };
    let account = &plan.account;
    let done = |amendment| run.effects.contains_key(&Effect::Amend(amendment).key());
    // What is found when everything is read back is told; a person has it mended by resuming the run.
    let read_back = run.settled(&Effect::ReadBack).is_some();
    [
        (Amendment::Attributes, account.missing_attributes(facts).is_empty()),
        (Amendment::Manager, account.manager.is_none() || account.manager == facts.manager),
        (Amendment::Sudo, account.sudo == facts.sudo),
        (Amendment::LdapFlag, account.ldap_binding_user == facts.ldap_binding_user),
        (Amendment::Mfa, account.mfa_as_planned(facts) || run.settled(&Effect::Activate).is_some()),
    ]
    .into_iter()
    .filter(|(amendment, as_planned)| !(*as_planned || read_back) || done(*amendment))
    .map(|(amendment, _)| amendment)
    .collect()
}

/// Step 13: the last directory write.
fn activate(run: &Run, plan: &Plan) -> Vec<Effect> {
    if !plan.sets_password_late() || held(run, plan).is_some() {
        return vec![Effect::Activate];
    }
    match run.settled(&Effect::SetPassword).map(|settled| settled.outcome.is_success()) {
        None => vec![Effect::SetPassword],
        Some(true) => vec![Effect::Activate],
        // A password that could not be set is a failed activation: the account stays staged.
        Some(false) => Vec::new(),
    }
}

/// Step 13 where the directory does it by itself later. None: it is ours, since its time has come or none was agreed to.
fn activation_by_directory(run: &Run, plan: &Plan, now: Timestamp) -> Option<Vec<Effect>> {
    let at = plan.scheduled_for(StateChange::Activation)?;
    let effect = Effect::Schedule { change: StateChange::Activation, at: Some(at) };
    (run.settled(&effect).is_some() || at > now).then(|| vec![effect])
}

/// The end of the contract, once the person can come in. It is handed to the directory: it must come even if nothing of
/// ours runs by then.
fn suspension(run: &Run, plan: &Plan) -> Vec<Effect> {
    let change = StateChange::Suspension;
    match plan.scheduled_for(change) {
        Some(at) if run.lets_in() => vec![Effect::Schedule { change, at: Some(at) }],
        Some(_) => Vec::new(),
        None => withdrawn(run, change),
    }
}

/// What the directory was asked for and is not to do any more.
fn withdrawn(run: &Run, change: StateChange) -> Vec<Effect> {
    if run.has_asked(change) { vec![Effect::Schedule { change, at: None }] } else { Vec::new() }
}

/// Nothing that this run has scheduled is left.
fn unscheduled(run: &Run) -> Vec<Effect> {
    StateChange::ALL.into_iter().flat_map(|change| withdrawn(run, change)).collect()
}

/// Why the account must stay staged, if it must.
#[must_use]
pub fn held(run: &Run, plan: &Plan) -> Option<Skip> {
    let failed = |effect: &Effect| run.settled(effect).is_some_and(|settled| settled.outcome.is_failure());
    if failed(&Effect::Amend(Amendment::Mfa)) || failed(&Effect::Amend(Amendment::Sudo)) {
        return Some(Skip::HeldByMfa);
    }
    let access_missing = run.failures().any(|(key, _)| {
        matches!(
            key.step,
            Step::CustomAttributes
                | Step::GroupAssignment
                | Step::SystemBinding
                | Step::LdapBinding
                | Step::SshKeyConfiguration
        )
    });
    (access_missing && !plan.activate_on_partial).then_some(Skip::HeldByAccess)
}

/// Until when this run waits for the others of its batch, if that is what it does.
fn gathering(run: &Run, plan: &Plan) -> Option<Timestamp> {
    run.batch.as_ref().filter(|_| !run.gathered)?;
    let settled = |(key, progress): (&EffectKey, &Progress)| match progress {
        Progress::Settled(settled) if key.step < Step::ManagerNotification => Some(settled.at),
        _ => None,
    };
    let since = run.effects.iter().filter_map(settled).max().unwrap_or(run.opened_at);
    let wait = if plan.activation.due.is_some() { GATHERING_WHEN_DUE } else { GATHERING };
    Some(since.checked_add(wait).unwrap_or(since))
}

/// The messages about this run that somebody is to get and has not got.
pub fn untold<'a>(run: &'a Run, plan: &'a Plan) -> impl Iterator<Item = Effect> + 'a {
    let open = |effect: &Effect| run.settled(effect).is_none() && settled_untried(run, plan, effect).is_none();
    notify(plan).into_iter().filter(open)
}

fn notify(plan: &Plan) -> Vec<Effect> {
    let mut wave = vec![Effect::NotifyManager, Effect::NotifyIt(Channel::Mail)];
    let has = |channel: Channel| plan.it_channels.iter().any(|name| name == channel.name());
    wave.extend([Channel::Slack, Channel::Teams].into_iter().filter(|channel| has(*channel)).map(Effect::NotifyIt));
    wave
}

/// The end of the grace period, where the account that was read back lacks it.
fn grace(run: &Run, plan: &Plan) -> Vec<Effect> {
    let activated = run.settled(&Effect::Activate).is_some_and(|settled| settled.outcome.is_success());
    let tried = run.effects.contains_key(&Effect::SetGrace.key());
    let read_back = run.settled(&Effect::ReadBack).and_then(|settled| settled.detail.account.as_ref());
    let missing = read_back.is_some_and(|facts| !facts.mfa_configured && facts.mfa_exclusion_until.is_none());
    let wanted = activated && plan.account.mfa.has_grace() && (missing || tried);
    if wanted { vec![Effect::SetGrace] } else { Vec::new() }
}

/// How an effect that was not tried ends, where the run already says so.
#[must_use]
pub fn settled_untried(run: &Run, plan: &Plan, effect: &Effect) -> Option<Outcome> {
    let skip = match effect {
        Effect::Activate | Effect::Schedule { change: StateChange::Activation, at: Some(_) } => held(run, plan),
        Effect::NotifyManager if plan.manager.is_none() => Some(Skip::NotAsked),
        Effect::NotifyManager if !plan.mail_configured => Some(Skip::NotConfigured),
        Effect::NotifyIt(Channel::Mail) if plan.it_recipients.is_empty() => Some(Skip::NotConfigured),
        Effect::NotifyIt(Channel::Mail) if !plan.mail_configured => Some(Skip::NotConfigured),
        _ => None,
    };
    skip.map(Outcome::Skipped)
}
