//! Acts carried out: each ensures its wish, and looks before it acts where it may have acted before.

use dayone_core::change::{Act, Bound, BoundKind, Change, ChangePlan, PlannedAct};
use dayone_core::event::{Cost, Detail, Outcome};
use dayone_core::failure::because;
use dayone_core::fault::{Fault, FaultKind};
use dayone_core::problem::{Affected, ErrorType, Problem};
use dayone_core::steps::Step;
use dayone_core::{change, ssh_key};
use dayone_jumpcloud::{
    Added, Client, Grant, Holder, Hop, Meter, MfaSettings, NewSshKey, Removal, Removed, Sudo, UserPatch, UserState,
};

use super::stand::graph;
use super::{baseline, fields, prove, tell};
use crate::engine::Engine;
use crate::tenant::Tenant;

/// How an act went, and what it cost.
pub(super) struct Done {
    pub(super) result: Result<(Outcome, Detail), Fault>,
    pub(super) cost: Cost,
}

/// What an act may use.
pub(super) struct Scene<'a> {
    pub(super) engine: &'a Engine,
    pub(super) change: &'a Change,
    pub(super) plan: &'a ChangePlan,
    pub(super) act: &'a Act,
    pub(super) client: Client,
}

impl Scene<'_> {
    /// The account's id.
    pub(super) fn account(&self) -> &str {
        &self.plan.subject.account_id
    }

    /// A try of before may have happened although nobody saw its answer.
    pub(super) fn may_have_happened(&self) -> bool {
        self.change.may_have_happened(&self.act.key())
    }

    /// It went, but not as wished.
    pub(super) fn failed(&self, kind: ErrorType, message: impl Into<String>) -> (Outcome, Detail) {
        let problem = explained(self.plan, self.act, kind, message.into());
        (Outcome::Failed(kind), Detail { problem: Some(problem), ..Detail::default() })
    }
}

const CHANGED: Outcome = Outcome::Changed;
const ALREADY_SO: Outcome = Outcome::AlreadySo;

/// Carries an act out, once.
pub(super) async fn try_once(
    engine: &Engine,
    tenant: &Tenant,
    change: &Change,
    plan: &ChangePlan,
    planned: &PlannedAct,
) -> Done {
    let meter = Meter::new();
    let started = std::time::Instant::now();
    let client = tenant.writer().observed(meter.clone());
    let scene = Scene { engine, change, plan, act: &planned.act, client };
    let result = Box::pin(ensure(&scene)).await;
    let calls = u32::try_from(meter.count()).unwrap_or(u32::MAX);
    let took_us = i64::try_from(started.elapsed().as_micros()).unwrap_or(i64::MAX);
    Done { result, cost: Cost { calls, round_trips: calls, took_us } }
}

async fn ensure(scene: &Scene<'_>) -> Result<(Outcome, Detail), Fault> {
    let (client, account) = (&scene.client, scene.account());
    let plain = |outcome: Outcome| Ok((outcome, Detail::default()));
    match scene.act {
        Act::SetFields { changes, attributes } => fields::set(scene, changes, attributes).await,
        Act::SetManager { report, to, .. } => plain(set_manager(client, &report.id, to.as_deref()).await?),
        Act::AddMember { group } => plain(match client.add_member(&group.id, account).await? {
            Added::Added => CHANGED,
            Added::AlreadyThere => ALREADY_SO,
        }),
        Act::RemoveMember { group } => plain(removed(client.remove_member(&group.id, account).await?)),
        Act::Exempt { group } => exempt(scene, &group.id).await,
        Act::Include { group } => include(scene, &group.id).await,
        Act::Bind { to } => plain(bind(client, account, to).await?),
        Act::Unbind { to } => {
            plain(removed(client.remove_association(Holder::User(account), graph(to.kind), &to.id).await?))
        }
        Act::AddKey { name, line, .. } => add_key(scene, name, line).await,
        Act::RemoveKey { id, .. } => plain(removed(client.remove_ssh_key(account, id).await?)),
        Act::ResetMfa => reset_mfa(scene).await,
        Act::ExpirePassword => {
            client.expire_user_password(account).await?;
            plain(CHANGED)
        }
        Act::Unschedule => unschedule(scene).await,
        Act::Suspend => suspend(scene).await,
        Act::Reactivate => reactivate(scene).await,
        Act::DeleteAccount => delete(scene).await,
        Act::ReadBack { late, nothing_left } => prove::read_back(scene, *late, *nothing_left).await,
        Act::Baseline { ensure } => baseline::perform(scene, ensure).await,
        Act::TellManager => tell::manager(scene).await,
        Act::TellIt { .. } => tell::it(scene).await,
    }
}

fn removed(removed: Removed) -> Outcome {
    match removed {
        Removed::Removed => CHANGED,
        Removed::NotThere => ALREADY_SO,
    }
}

async fn set_manager(client: &Client, report: &str, to: Option<&str>) -> Result<Outcome, Fault> {
    let now = client.user(report).await?.map(|user| user.manager.unwrap_or_default());
    // Whoever is gone needs no manager.
    let Some(now) = now else { return Ok(ALREADY_SO) };
    if now == to.unwrap_or_default() {
        return Ok(ALREADY_SO);
    }
    client.set_manager(report, to).await?;
    Ok(CHANGED)
}

async fn bind(client: &Client, account: &str, to: &Bound) -> Result<Outcome, Fault> {
    let sudo = (to.kind == BoundKind::System && to.sudo).then_some(Sudo { enabled: true, without_password: false });
    let grant = Grant { kind: graph(to.kind), id: to.id.clone(), sudo };
    Ok(match client.add_association(Holder::User(account), &grant).await? {
        Added::Added => CHANGED,
        Added::AlreadyThere => ALREADY_SO,
    })
}

/// The rule is told not to count the account in, and the membership that it gave is taken: without the first, it would
/// be given again.
async fn exempt(scene: &Scene<'_>, group: &str) -> Result<(Outcome, Detail), Fault> {
    let (client, account) = (&scene.client, scene.account());
    let Some(found) = client.user_group(group).await? else { return Ok((ALREADY_SO, Detail::default())) };
    let mut outcome = ALREADY_SO;
    if found.member_query_exemptions.iter().all(|exempt| exempt.id != account) {
        let mut exemptions = found.member_query_exemptions.clone();
        exemptions.push(Hop { id: account.to_owned(), kind: dayone_jumpcloud::GraphType::User, ..Hop::default() });
        client.exempt_from_user_group(&found, exemptions).await?;
        outcome = CHANGED;
    }
    match client.remove_member(group, account).await? {
        Removed::Removed => outcome = CHANGED,
        Removed::NotThere => {}
    }
    Ok((outcome, Detail::default()))
}

async fn include(scene: &Scene<'_>, group: &str) -> Result<(Outcome, Detail), Fault> {
    let (client, account) = (&scene.client, scene.account());
    let Some(found) = client.user_group(group).await? else { return Ok((ALREADY_SO, Detail::default())) };
    let exemptions: Vec<Hop> =
        found.member_query_exemptions.iter().filter(|exempt| exempt.id != account).cloned().collect();
    if exemptions.len() == found.member_query_exemptions.len() {
        return Ok((ALREADY_SO, Detail::default()));
    }
    client.exempt_from_user_group(&found, exemptions).await?;
    Ok((CHANGED, Detail::default()))
}

async fn add_key(scene: &Scene<'_>, name: &str, line: &str) -> Result<(Outcome, Detail), Fault> {
    let wanted = ssh_key::parse(line).ok().map(|key| key.fingerprint);
    let keys = scene.client.ssh_keys(scene.account()).await?;
    let mut there = keys.iter().map(|key| ssh_key::parse(&key.public_key).ok().map(|key| key.fingerprint));
    if wanted.is_some() && there.any(|fingerprint| fingerprint == wanted) {
        return Ok((ALREADY_SO, Detail::default()));
    }
    scene
        .client
        .add_ssh_key(scene.account(), &NewSshKey { name: name.to_owned(), public_key: line.to_owned() })
        .await?;
    Ok((CHANGED, Detail::default()))
}

async fn reset_mfa(scene: &Scene<'_>) -> Result<(Outcome, Detail), Fault> {
    if scene.may_have_happened() && scene.client.user(scene.account()).await?.is_none_or(|user| !user.mfa.configured) {
        return Ok((ALREADY_SO, Detail::default()));
    }
    let after = MfaSettings { exclusion: Some(false), exclusion_days: None, exclusion_until: None };
    scene.client.reset_user_mfa(scene.account(), &after).await?;
    Ok((CHANGED, Detail::default()))
}

async fn unschedule(scene: &Scene<'_>) -> Result<(Outcome, Detail), Fault> {
    let scheduled = scene.client.scheduled_states(scene.account()).await?;
    for job in &scheduled {
        scene.client.unschedule_state(&job.scheduled_job_id).await?;
    }
    Ok((if scheduled.is_empty() { ALREADY_SO } else { CHANGED }, Detail::default()))
}

async fn suspend(scene: &Scene<'_>) -> Result<(Outcome, Detail), Fault> {
    let patch = UserPatch { state: Some(UserState::Suspended), ..UserPatch::default() };
    let user = scene.client.update_user(scene.account(), &patch).await?;
    if user.state != UserState::Suspended && !user.suspended {
        return Ok(scene.failed(ErrorType::AttributeFailed, "JumpCloud took the suspension but did not keep it"));
    }
    Ok((CHANGED, Detail::default()))
}

async fn reactivate(scene: &Scene<'_>) -> Result<(Outcome, Detail), Fault> {
    let now = scene.client.user(scene.account()).await?;
    if now.is_some_and(|user| user.state == UserState::Activated && !user.suspended) {
        return Ok((ALREADY_SO, Detail::default()));
    }
    let patch = UserPatch { state: Some(UserState::Activated), ..UserPatch::default() };
    let user = scene.client.update_user(scene.account(), &patch).await?;
    if user.suspended || user.state == UserState::Suspended {
        return Ok(scene.failed(ErrorType::ActivationFailed, "JumpCloud took the activation but did not keep it"));
    }
    Ok((CHANGED, Detail::default()))
}

async fn delete(scene: &Scene<'_>) -> Result<(Outcome, Detail), Fault> {
    let removal = match scene.plan.kind {
        change::ChangeKind::Undo => Removal::for_undo(&scene.client),
        change::ChangeKind::Deletion => Removal::for_scheduled_deletion(&scene.client),
        // No other plan holds this act; if one did, nothing is deleted.
        _ => {
            return Ok(scene.failed(ErrorType::InvalidInput, "Only an undo or a scheduled deletion deletes an account"));
        }
    };
    Ok((
        match removal.delete_user(scene.account()).await? {
            dayone_jumpcloud::Gone::Deleted => CHANGED,
            dayone_jumpcloud::Gone::AlreadyGone => ALREADY_SO,
        },
        Detail::default(),
    ))
}

/// The error of an act that could not be done.
pub(super) fn problem(plan: &ChangePlan, act: &Act, fault: &Fault) -> Problem {
    let kind = match fault.kind {
        FaultKind::RateLimited => ErrorType::ApiRateLimit,
        FaultKind::Unavailable | FaultKind::Unintelligible => ErrorType::ApiUnavailable,
        FaultKind::Unauthenticated => ErrorType::AuthenticationFailed,
        FaultKind::Forbidden => ErrorType::PermissionDenied,
        FaultKind::WrongOrganization => ErrorType::OrganizationNotFound,
        FaultKind::Frozen => ErrorType::WritesFrozen,
        FaultKind::Conflict | FaultKind::Refused => own_type(act, fault.status),
    };
    explained(plan, act, kind, format!("{}: it {}", sentence(act), because(fault)))
}

/// The error of an act that was not tried because all writes of its tenant are stopped.
pub(super) fn stopped(plan: &ChangePlan, act: &Act, kind: ErrorType, reason: &str) -> Problem {
    explained(plan, act, kind, format!("{}: it was not tried: {reason}", sentence(act)))
}

fn sentence(act: &Act) -> String {
    let text = act.describe();
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

fn explained(plan: &ChangePlan, act: &Act, kind: ErrorType, message: String) -> Problem {
    let who = &plan.subject.display_name;
    let impact = if act.tells() {
        format!("The change of {who} is done, but not everybody knows.")
    } else {
        format!("The change of {who} is not complete.")
    };
    let remediation = match kind {
        ErrorType::AuthenticationFailed | ErrorType::PermissionDenied | ErrorType::OrganizationNotFound => {
            "Mend the API key, run `dayone doctor`, then resume the run"
        }
        _ => "Mend the cause, then `dayone runs resume` does what is left",
    };
    Problem {
        kind,
        step: act.key().step,
        message,
        affected: Some(match act {
            Act::Baseline { ensure } => Affected::Group(ensure.subject().to_owned()),
            _ => Affected::User(plan.subject.username.clone()),
        }),
        impact,
        remediation: remediation.to_owned(),
        actions: vec![remediation.to_owned()],
    }
}

fn own_type(act: &Act, status: Option<u16>) -> ErrorType {
    match act.key().step {
        Step::GroupAssignment if status == Some(404) => ErrorType::GroupNotFound,
        Step::GroupAssignment => ErrorType::GroupMembershipFailed,
        Step::SystemBinding if status == Some(404) => ErrorType::SystemNotFound,
        Step::SystemBinding => ErrorType::SystemBindingFailed,
        Step::LdapBinding => ErrorType::LdapBindingFailed,
        Step::SshKeyConfiguration => ErrorType::SshKeyInvalid,
        Step::MfaConfiguration => ErrorType::MfaConfigurationFailed,
        Step::ActivationEmail => ErrorType::ActivationFailed,
        Step::ManagerNotification | Step::ItNotification => ErrorType::NotificationFailed,
        _ => ErrorType::AttributeFailed,
    }
}
