//! The sections of a report, each from the plan, the account as read back, and what became of the effects.

use std::collections::BTreeMap;

use super::document::*;
use super::seconds;
use crate::account::{AccountFacts, AccountState};
use crate::effect::{Channel, Effect, StateChange};
use crate::event::{Outcome, Skip};
use crate::mapping::Source;
use crate::plan::{ActivationMail, Plan, PlannedGroup, PlannedPassword, Prediction, reached};
use crate::problem::ErrorType;
use crate::run::{Run, Settled, Stage};
use crate::snapshot::{Access, ApplicationKind};

/// A group of the plan and what became of it.
pub(super) struct GroupEnd {
    pub(super) group: PlannedGroup,
    /// The account is a member, as far as is known.
    pub(super) member: bool,
    /// It was asked for, by rule or request.
    pub(super) asked: bool,
    /// Its id; None if it does not exist.
    pub(super) id: Option<String>,
    /// Why the account is not a member.
    pub(super) failed: Option<ErrorType>,
}

pub(super) fn user_info(run: &Run) -> UserInfo {
    if let Some(account) = &run.account {
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        return UserInfo {
            jumpcloud_user_id: Some(account.id.clone()),
            username: text(&account.username),
            email: text(&account.email),
            first_name: text(&account.first_name),
            last_name: text(&account.last_name),
            display_name: text(&account.display_name),
            department: text(&account.department),
            job_title: text(&account.job_title),
            employee_id: text(&account.employee_id),
        };
    }
    let refused = match &run.stage {
        Stage::Refused { person, .. } => Some(person),
        Stage::Closed { last, .. } => match &**last {
            Stage::Refused { person, .. } => Some(person),
            _ => None,
        },
        _ => None,
    };
    if let Some(person) = refused {
        return UserInfo {
            jumpcloud_user_id: None,
            username: person.username.clone(),
            email: person.email.clone(),
            first_name: person.first_name.clone(),
            last_name: person.last_name.clone(),
            display_name: person.first_name.as_ref().zip(person.last_name.as_ref()).map(|(a, b)| format!("{a} {b}")),
            department: person.department.clone(),
            job_title: person.job_title.clone(),
            employee_id: person.employee_id.clone(),
        };
    }
    if let Some(account) = run.recorded().and_then(|recorded| recorded.account()) {
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        return UserInfo {
            jumpcloud_user_id: Some(account.id.clone()),
            username: text(&account.username),
            email: text(&account.email),
            first_name: text(&account.first_name),
            last_name: text(&account.last_name),
            display_name: text(&account.full_name()),
            department: None,
            job_title: None,
            employee_id: text(&account.employee_id),
        };
    }
    let plan = run.plan().map(|plan| &plan.account);
    UserInfo {
        jumpcloud_user_id: None,
        username: plan.map(|account| account.username.clone()),
        email: plan.map(|account| account.email.clone()),
        first_name: plan.map(|account| account.first_name.clone()),
        last_name: plan.map(|account| account.last_name.clone()),
        display_name: plan.map(|account| account.display_name.clone()),
        department: plan.map(|account| account.department.clone()),
        job_title: plan.and_then(|account| account.job_title.clone()),
        employee_id: plan.and_then(|account| account.employee_id.clone()),
    }
}

pub(super) fn account_details(run: &Run, plan: &Plan, account: &AccountFacts) -> AccountDetails {
    let status = match account.state {
        AccountState::Suspended => AccountStatus::Suspended,
        AccountState::Activated if account.activated => AccountStatus::Activated,
        AccountState::Activated | AccountState::Staged => AccountStatus::PendingActivation,
    };
    AccountDetails {
        created: true,
        created_timestamp: account.created.map(seconds),
        account_status: status,
        activation_email_sent: activation_email(run, plan).sent,
        organization_id: plan.organization.id.clone(),
        login_portal: plan.login_portal.clone(),
        activation_due: plan.activates_at(),
        activation_by: plan.activation.due.map(|_| if plan.by_directory() { "jumpcloud" } else { "dayone" }.to_owned()),
        start_date: plan.activation.start_date,
        end_date: plan.activation.end_date,
    }
}

pub(super) fn security_settings(run: &Run, plan: &Plan, account: &AccountFacts) -> SecuritySettings {
    let password_set = match plan.password {
        PlannedPassword::ActivationLink => account.activated,
        _ if plan.sets_password_late() => run.succeeded(&Effect::SetPassword),
        _ => true,
    };
    SecuritySettings {
        mfa_required: account.mfa_required,
        mfa_configured: account.mfa_configured,
        mfa_exclusion_until: account.mfa_exclusion_until.filter(|_| account.mfa_exclusion).map(seconds),
        mfa_exclusion_days: plan.account.mfa.grace_days,
        password_set,
        password_never_expires: account.password_never_expires,
        password_expiration_date: account
            .password_expiration_date
            .filter(|_| password_set && !account.password_never_expires)
            .map(seconds),
        allow_public_key_auth: account.allow_public_key,
        ssh_public_key_added: run.succeeded(&Effect::AddKey),
        sudo_enabled: account.sudo,
        ldap_binding_user: account.ldap_binding_user,
        weakening_inputs: plan.weakening.iter().map(|weakening| weakening.field().to_owned()).collect(),
    }
}

pub(super) fn unix_attributes(plan: &Plan, account: &AccountFacts) -> UnixAttributes {
    UnixAttributes {
        uid: account.unix_uid,
        gid: account.unix_gid,
        home_directory: plan.unix.home_directory.clone(),
        default_shell: plan.unix.default_shell.clone(),
    }
}

/// Every group of the plan, in the order of its sources, then those that a rule adds unasked.
pub(super) fn groups(run: &Run, plan: &Plan) -> Vec<GroupEnd> {
    let seen = |id: &str| run.memberships().map(|ids| ids.iter().any(|found| found == id));
    let failure = |settled: Option<&Settled>| match settled.map(|settled| settled.outcome) {
        Some(Outcome::Failed(kind)) => Some(kind),
        _ => None,
    };
    let mut ends: Vec<GroupEnd> = plan
        .groups
        .iter()
        .map(|group| {
            let added = Effect::AddMember { id: group.id.clone(), name: group.name.clone() };
            let settled = run.settled(&added);
            let member = match group.is_static() {
                true => settled.is_some_and(|settled| settled.outcome.is_success()) && seen(&group.id) != Some(false),
                false => seen(&group.id) == Some(true),
            };
            GroupEnd { group: group.clone(), member, asked: true, id: Some(group.id.clone()), failed: failure(settled) }
        })
        .collect();
    for missing in &plan.missing_groups {
        let added = run.settled(&Effect::AddToNamed { name: missing.name.clone() });
        let created = run.settled(&Effect::CreateGroup { name: missing.name.clone() });
        let found = run.found_group(&missing.name);
        let member = added.is_some_and(|settled| settled.outcome.is_success())
            && found.is_some_and(|found| seen(&found.id) != Some(false));
        let group = PlannedGroup {
            id: found.map(|found| found.id.clone()).unwrap_or_default(),
            name: missing.name.clone(),
            source: missing.source,
            because: missing.because.clone(),
            access: found.map(|found| found.access.clone()).unwrap_or_default(),
            automatic: None,
            privileged: None,
        };
        let failed = failure(added).or(failure(created));
        ends.push(GroupEnd { group, member, asked: true, id: found.map(|found| found.id.clone()), failed });
    }
    ends.sort_by_key(|end| end.group.source);
    ends.extend(plan.dynamic_groups.iter().map(|group| {
        let member = seen(&group.id).unwrap_or(false);
        GroupEnd { group: group.clone(), member, asked: false, id: Some(group.id.clone()), failed: None }
    }));
    ends
}

pub(super) fn group_assignments(run: &Run, ends: &[GroupEnd]) -> GroupAssignments {
    let asked: Vec<&GroupEnd> = ends.iter().filter(|end| end.asked).collect();
    let names = |wanted: fn(Option<ErrorType>) -> bool| -> Vec<String> {
        asked.iter().filter(|end| !end.member && wanted(end.failed)).map(|end| end.group.name.clone()).collect()
    };
    GroupAssignments {
        total_groups_assigned: asked.iter().filter(|end| end.member).count(),
        groups: asked
            .iter()
            .filter(|end| end.id.is_some())
            .map(|end| GroupAssignment {
                group_name: end.group.name.clone(),
                group_id: end.id.clone(),
                group_type: "user_group".into(),
                assignment_source: end.group.source,
                added: end.member,
                inherited_access: inherited(&end.group.access),
                because: end.group.because.clone(),
            })
            .collect(),
        groups_not_found: names(|failed| failed == Some(ErrorType::GroupNotFound)),
        groups_failed: match run.ending() {
            Some(_) => names(|failed| failed != Some(ErrorType::GroupNotFound)),
            None => names(|failed| failed.is_some_and(|kind| kind != ErrorType::GroupNotFound)),
        },
        dynamic_groups: ends
            .iter()
            .filter(|end| !end.asked)
            .filter(|end| end.member || end.group.automatic == Some(Prediction::Member))
            .map(|end| DynamicGroup {
                group_name: end.group.name.clone(),
                group_id: end.group.id.clone(),
                because: end.group.because.clone(),
                member: end.member,
                inherited_access: inherited(&end.group.access),
            })
            .collect(),
    }
}

fn inherited(access: &Access) -> InheritedAccess {
    InheritedAccess {
        systems: access.systems.len(),
        applications: access.applications.iter().map(|application| application.name.clone()).collect(),
        ldap_servers: access.ldap_servers.len(),
        radius_servers: access.radius_servers.len(),
        policies: access.policies.len(),
    }
}

pub(super) fn systems(run: &Run, plan: &Plan, account: &AccountFacts, ends: &[GroupEnd]) -> SystemBindings {
    let direct: Vec<_> = plan
        .systems
        .iter()
        .filter(|system| run.succeeded(&Effect::BindSystem { id: system.id.clone(), sudo: system.sudo }))
        .cloned()
        .collect();
    let member = || ends.iter().filter(|end| end.member).map(|end| &end.group);
    let all = reached(&direct, member(), account.sudo);
    let through = reached(&[], member(), account.sudo).len();
    SystemBindings {
        directly_bound_systems: direct.len(),
        group_inherited_systems: through,
        total_accessible_systems: all.len(),
        systems: all
            .into_iter()
            .map(|(id, system)| SystemBinding {
                system_name: system.name,
                system_id: id,
                os: system.os,
                access_via: system.via,
                sudo_access: system.sudo,
            })
            .collect(),
    }
}

pub(super) fn applications(ends: &[GroupEnd]) -> ApplicationAccess {
    let mut seen = std::collections::BTreeSet::new();
    let mut applications = Vec::new();
    for end in ends.iter().filter(|end| end.member) {
        for application in &end.group.access.applications {
            if seen.insert(application.id.clone()) {
                applications.push(ApplicationGrant {
                    application_name: application.name.clone(),
                    access_via: end.group.name.clone(),
                    sso_enabled: application.sso,
                    kind: match application.kind {
                        ApplicationKind::Application => "application".into(),
                        ApplicationKind::GSuite => "g_suite".into(),
                        ApplicationKind::Office365 => "office365".into(),
                    },
                });
            }
        }
    }
    ApplicationAccess { total_applications: applications.len(), applications }
}

pub(super) fn attributes(plan: &Plan, account: &AccountFacts) -> CustomAttributes {
    let set: BTreeMap<_, _> =
        account.attributes.iter().filter(|(name, _)| plan.account.attributes.contains_key(*name)).collect();
    CustomAttributes {
        attributes_set: set.len(),
        attributes: set
            .into_iter()
            .map(|(name, value)| CustomAttribute { name: name.clone(), value: value.clone() })
            .collect(),
    }
}

pub(super) fn special_access(run: &Run, plan: &Plan, account: &AccountFacts) -> Vec<SpecialAccess> {
    let special = |kind: &str, subject: &str, because: &str| SpecialAccess {
        kind: kind.into(),
        subject: subject.into(),
        because: because.into(),
    };
    let mut list = Vec::new();
    if account.sudo {
        list.push(special("sudo", "every system reached", "allow_sudo"));
    }
    for system in &plan.systems {
        if run.succeeded(&Effect::BindSystem { id: system.id.clone(), sudo: system.sudo }) {
            let with = if system.sudo { "with sudo, " } else { "" };
            list.push(special("direct_binding", &system.name, &format!("{with}{}", system.because)));
        }
    }
    if account.ldap_binding_user {
        list.push(special("ldap", "LDAP bind user", "ldap_bind"));
    }
    for end in groups(run, plan).iter().filter(|end| end.member) {
        if let Some(why) = &end.group.privileged {
            list.push(special("privileged_group", &end.group.name, why));
        }
        if end.group.source == Source::Additional {
            list.push(special("additional_group", &end.group.name, &end.group.because));
        }
    }
    list
}

pub(super) fn notifications(run: &Run, plan: &Plan) -> NotificationsSent {
    NotificationsSent {
        activation_email: activation_email(run, plan),
        manager_notification: manager_notification(run, plan),
        it_notification: it_notification(run, plan),
    }
}

fn activation_email(run: &Run, plan: &Plan) -> ActivationEmail {
    let settled = run.settled(&Effect::Activate);
    let done = settled.filter(|settled| settled.outcome.is_success());
    let recipient = match &plan.activation.mail {
        ActivationMail::Suppressed => None,
        ActivationMail::Default { recipient } | ActivationMail::Override { recipient } => Some(recipient.clone()),
    };
    let sent = done.is_some() && recipient.is_some();
    let scheduled = plan
        .scheduled_for(StateChange::Activation)
        .filter(|_| run.is_scheduled(StateChange::Activation) && recipient.is_some())
        .map(|at| format!("JumpCloud is to send it when it activates the account, {at}"));
    let mut includes = match plan.password {
        PlannedPassword::ActivationLink => vec!["activation_link", "portal_url"],
        PlannedPassword::Generated | PlannedPassword::Given => vec!["welcome", "portal_url"],
    };
    if plan.account.mfa.required {
        includes.push("mfa_instructions");
    }
    ActivationEmail {
        sent,
        sent_timestamp: done.filter(|_| sent).map(|settled| seconds(settled.at)),
        includes: if sent { includes.into_iter().map(str::to_owned).collect() } else { Vec::new() },
        delivery: match done.map(|settled| settled.outcome) {
            None if scheduled.is_some() => Delivery::Scheduled,
            Some(Outcome::Changed) if sent => Delivery::Requested,
            Some(_) if sent => Delivery::Unknown,
            _ => Delivery::NotSent,
        },
        reason: match (sent, recipient.is_some()) {
            (true, _) => None,
            (false, false) => Some("suppressed: send_activation_email is false".into()),
            (false, true) => Some(scheduled.unwrap_or_else(|| unsent_reason(settled))),
        },
        recipient,
    }
}

fn manager_notification(run: &Run, plan: &Plan) -> ManagerNotification {
    let settled = run.settled(&Effect::NotifyManager);
    let done = settled.filter(|settled| settled.outcome.is_success());
    ManagerNotification {
        sent: done.is_some(),
        recipient: plan.manager.as_ref().map(|manager| manager.email.clone()),
        sent_timestamp: done.map(|settled| seconds(settled.at)),
        delivery: if done.is_some() { Delivery::Accepted } else { Delivery::NotSent },
        reason: if done.is_some() { None } else { Some(unsent_reason(settled)) },
        digest: done.and_then(|settled| settled.detail.digest.clone()),
    }
}

fn it_notification(run: &Run, plan: &Plan) -> ItNotification {
    let channels = [Channel::Mail, Channel::Slack, Channel::Teams]
        .map(|channel| (channel, run.settled(&Effect::NotifyIt(channel))));
    let sent: Vec<(Channel, &Settled)> = channels
        .iter()
        .filter_map(|(channel, settled)| {
            Some((*channel, (*settled)?)).filter(|(_, settled)| settled.outcome.is_success())
        })
        .collect();
    let mut recipients = Vec::new();
    for (channel, _) in &sent {
        match channel {
            Channel::Mail => recipients.extend(plan.it_recipients.iter().cloned()),
            Channel::Slack | Channel::Teams => recipients.push(channel.name().to_owned()),
        }
    }
    let failed = channels.iter().filter_map(|(_, settled)| *settled).find(|settled| settled.outcome.is_failure());
    ItNotification {
        sent: !sent.is_empty(),
        recipients,
        sent_timestamp: sent.iter().map(|(_, settled)| settled.at).max().map(seconds),
        delivery: if sent.is_empty() { Delivery::NotSent } else { Delivery::Accepted },
        reason: match (sent.is_empty(), failed) {
            (_, Some(failed)) => Some(unsent_reason(Some(failed))),
            (true, None) => Some(unsent_reason(channels[0].1)),
            (false, None) => None,
        },
        digest: sent.iter().find_map(|(_, settled)| settled.detail.digest.clone()),
    }
}

fn unsent_reason(settled: Option<&Settled>) -> String {
    match settled.map(|settled| (settled.outcome, &settled.detail.problem)) {
        Some((Outcome::Skipped(skip), _)) => skip.words().into(),
        Some((Outcome::Failed(_), Some(problem))) => problem.message.clone(),
        Some((Outcome::Failed(kind), None)) => kind.name().into(),
        Some(_) | None => Skip::NotYet.words().into(),
    }
}
