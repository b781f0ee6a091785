//! What happens next in a run: nothing but its events and the time decide.

use jiff::Timestamp;

use crate::effect::{Amendment, Channel, Effect};
use crate::event::{Ending, Outcome, Skip};
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
    /// Nobody agreed in time.
    Expire,
    /// Nothing more: record the ending.
    Close(Ending),
    /// Nothing at all: the run is closed.
    Rest,
}

/// Decides on the next batch of effects.
#[must_use]
pub fn decide(run: &Run, now: Timestamp) -> Decision {
    match &run.stage {
        Stage::Received => Decision::Rest,
        Stage::Refused { .. } => Decision::Close(Ending::Failed),
        Stage::Stopped { why: Stop::Cancelled, .. } => Decision::Close(Ending::Cancelled),
        Stage::Stopped { .. } => Decision::Close(Ending::Failed),
        Stage::Quarantined(_) => Decision::AwaitRelease,
        Stage::AwaitingApproval { until, .. } if *until <= now => Decision::Expire,
        Stage::AwaitingApproval { until, .. } => Decision::AwaitApproval(*until),
        Stage::Active(plan) => decide_active(run, plan, now),
        Stage::Closed { .. } | Stage::Erased { .. } => Decision::Rest,
    }
}

fn decide_active(run: &Run, plan: &Plan, now: Timestamp) -> Decision {
    if let Some(next) = open(run, vec![Effect::CreateAccount], now) {
        return next;
    }
    if !run.succeeded(&Effect::CreateAccount) {
        return Decision::Close(Ending::Failed);
    }
    if let Some(next) = open(run, build(run, plan), now) {
        return next;
    }
    if let Some(due) = plan.activation.due
        && due > now
        && held(run, plan).is_none()
        && run.settled(&Effect::Activate).is_none()
    {
        return Decision::WaitUntil(due);
    }
    for wave in [activate(run, plan), notify(plan), vec![Effect::ReadBack], grace(run, plan)] {
        if let Some(next) = open(run, wave, now) {
            return next;
        }
    }
    let complete =
        run.failures().next().is_none() && run.settled(&Effect::Activate).is_some_and(|end| end.outcome.is_success());
    Decision::Close(if complete { Ending::Succeeded } else { Ending::Partial })
}

/// What of a wave is still to be done: now, or later. None: all of it is settled.
fn open(run: &Run, wave: Vec<Effect>, now: Timestamp) -> Option<Decision> {
    let mut ready = Vec::new();
    let mut later: Option<Timestamp> = None;
    for effect in wave {
        match run.effects.get(&effect.key()) {
            None | Some(Progress::Intended { .. }) => ready.push(effect),
            Some(Progress::Waiting { retry_at, .. }) if *retry_at <= now => ready.push(effect),
            Some(Progress::Waiting { retry_at, .. }) => {
                later = Some(later.map_or(*retry_at, |time| time.min(*retry_at)));
            }
            Some(Progress::Settled(_)) => {}
        }
    }
    match (ready.is_empty(), later) {
        (false, _) => Some(Decision::Perform(ready)),
        (true, Some(time)) => Some(Decision::WaitUntil(time)),
        (true, None) => None,
    }
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
        Effect::Activate => held(run, plan),
        Effect::NotifyManager if plan.manager.is_none() => Some(Skip::NotAsked),
        Effect::NotifyManager if !plan.mail_configured => Some(Skip::NotConfigured),
        Effect::NotifyIt(Channel::Mail) if plan.it_recipients.is_empty() => Some(Skip::NotConfigured),
        Effect::NotifyIt(Channel::Mail) if !plan.mail_configured => Some(Skip::NotConfigured),
        _ => None,
    };
    skip.map(Outcome::Skipped)
}
