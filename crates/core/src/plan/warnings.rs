//! What is unusual about a plan, and which inputs weaken security.

use jiff::Timestamp;

use super::username::facts;
use super::{PlannedPassword, Prediction, UsernameSource, Warning};
use crate::fields::TimeZoneName;
use crate::mapping;
use crate::naming::{self, Bar, PassedOver};
use crate::plan::Plan;
use crate::request::Request;
use crate::settings::{Rules, TenantSettings, WarningCode, WarningLevel, Weakening};
use crate::snapshot::{ApplicationKind, ExistingAccount, Membership, Shared};

/// Days of MFA grace beyond which it is called long.
const LONG_GRACE_DAYS: u16 = 14;
/// Days of MFA grace beyond which it counts as weakening.
const WEAK_GRACE_DAYS: u16 = 30;
/// Days until the start beyond which it is called far away.
const FAR_AWAY_DAYS: i32 = 14;
/// Days for which an activation link is valid. Source: JumpCloud support, activation e-mail.
const LINK_DAYS: u16 = 7;
/// Free seats below which we say so.
const FEW_SEATS: u64 = 3;
/// Username length that Windows takes. Source: JumpCloud support, naming convention for users.
const WINDOWS_USERNAME: usize = 20;

/// All warnings that the tenant has not switched off.
pub(super) fn warnings(
    plan: &Plan,
    request: &Request,
    settings: &TenantSettings,
    shared: &Shared,
    manager: Option<&ExistingAccount>,
    now: Timestamp,
) -> Vec<Warning> {
    let mut list = List { settings, warnings: Vec::new() };
    about_username(&mut list, plan, request);
    about_groups(&mut list, plan, request, shared);
    about_security(&mut list, plan, request);
    about_dates(&mut list, plan, request, now);
    about_schedule(&mut list, plan);
    about_mail(&mut list, plan, request);
    about_manager(&mut list, request, manager);
    if let (Some(used), Some(allowed)) = (plan.seats.used, plan.seats.allowed)
        && used <= allowed
        && allowed - used < FEW_SEATS
    {
        let free = allowed - used;
        list.add(WarningCode::SeatsLow, format!("after this hire {free} of {allowed} seats are free"), "order seats");
    }
    list.warnings
}

struct List<'a> {
    settings: &'a TenantSettings,
    warnings: Vec<Warning>,
}

impl List<'_> {
    fn add(&mut self, code: WarningCode, message: impl Into<String>, mend: impl Into<String>) {
        if self.settings.warning_level(code) != WarningLevel::Off {
            self.warnings.push(Warning { code, message: message.into(), mend: mend.into() });
        }
    }
}

fn about_username(list: &mut List<'_>, plan: &Plan, request: &Request) {
    let username = &plan.account.username;
    let rule = list.settings.naming.as_ref();
    if let (Some(rule), Some(given)) = (rule, &request.username)
        && !naming::is_by_rule(rule, &facts(request), given)
        && let Ok(formed) = naming::pick(rule, &facts(request), |_| None)
    {
        let formed = formed.username;
        let message = format!("username {username} differs from the naming rule, which gives {formed}");
        list.add(WarningCode::UsernameDiffersFromNaming, message, format!("--username {formed}"));
    }
    if let Some(given) = &request.username
        && let Some(why) = naming::not_for_people(given, rule)
    {
        let message = match why {
            Bar::Word => "the username holds a word that is not used in names".to_owned(),
            why => PassedOver::new(format!("username {given}"), why).to_string(),
        };
        list.add(WarningCode::UsernameNotForPeople, message, "give a name that belongs to the person");
    }
    let roughly =
        [&request.first_name, &request.last_name].iter().any(|name| naming::is_spelled_roughly(name.as_str()));
    if roughly && plan.username_source != UsernameSource::Given {
        let message =
            format!("username {username} is spelled by rule of thumb from letters without an ASCII form of their own");
        list.add(WarningCode::UsernameSpelledRoughly, message, "--username NAME, as the person spells it");
    }
    if username.len() > WINDOWS_USERNAME {
        let message =
            format!("username {username} is longer than the {WINDOWS_USERNAME} characters that Windows takes");
        list.add(WarningCode::UsernameLong, message, "give a shorter username if the person uses Windows");
    }
}

fn about_groups(list: &mut List<'_>, plan: &Plan, request: &Request, shared: &Shared) {
    for group in &plan.groups {
        let name = &group.name;
        if !name.starts_with("UG-") && !name.starts_with("SG-") {
            let message = format!("group {name} is outside the UG- and SG- prefixes");
            list.add(WarningCode::GroupOutsidePrefixes, message, "rename the group, or check that it is the one meant");
        }
        if shared.group(name).is_some_and(|found| found.membership == Membership::Reviewed) {
            let message = format!("group {name} has a rule whose suggestions a person reviews");
            list.add(WarningCode::GroupNeedsReview, message, "check that the rule agrees, or it will suggest removal");
        }
    }
    for group in plan.groups.iter().chain(&plan.dynamic_groups) {
        match &group.automatic {
            Some(Prediction::Unknown(reason)) => {
                let message = format!("whether {}'s rule adds the account can't be predicted: {reason}", group.name);
                list.add(WarningCode::DynamicUnpredictable, message, "look at the group after the hire");
            }
            Some(Prediction::NotMember) => {
                let message = format!("{} is dynamic and its rule does not match the account", group.name);
                list.add(WarningCode::DynamicUnpredictable, message, "change the fields or the group's rule");
            }
            Some(Prediction::Member) | None => {}
        }
    }
    let rules: &Rules = &list.settings.groups;
    if !rules.department.is_empty()
        && request.skip_group_defaults != Some(true)
        && let Some(unmapped) = mapping::unmapped_department(rules, request.department.as_str())
    {
        let department = request.department.as_str();
        let mend = match unmapped.suggestion {
            Some(nearest) => format!("did you mean {nearest}? Or add a rule under groups.department"),
            None => "add a rule under groups.department".into(),
        };
        list.add(WarningCode::DepartmentUnmapped, format!("department {department:?} has no rule"), mend);
    }
}

fn about_security(list: &mut List<'_>, plan: &Plan, request: &Request) {
    let account = &plan.account;
    if !account.mfa.required {
        list.add(WarningCode::MfaOff, "MFA is not required", "leave out enable_mfa: false");
    } else if account.mfa.grace_days > LONG_GRACE_DAYS {
        let message = format!("MFA grace is {} days", account.mfa.grace_days);
        list.add(WarningCode::MfaGraceLong, message, format!("--mfa-exclusion-days {LONG_GRACE_DAYS} or fewer"));
    }
    let with_sudo: Vec<String> =
        plan.reached_systems().into_values().filter(|system| system.sudo).map(|system| system.name).collect();
    if account.sudo || !with_sudo.is_empty() {
        let systems = if with_sudo.is_empty() { "no system yet".into() } else { with_sudo.join(", ") };
        let message = format!("sudo on {systems}");
        list.add(WarningCode::Sudo, message, "leave out allow_sudo, or set sudo_scope = \"direct\"");
    }
    for system in &plan.systems {
        if let Some(group) = &system.also_through {
            let message = format!("system {} is bound directly, though {group} grants it", system.name);
            list.add(WarningCode::DirectBinding, message, "leave out the binding");
        }
    }
    if request.ldap_bind == Some(true) {
        list.add(WarningCode::LdapAsked, "LDAP binding is asked for", "leave it out unless an application needs LDAP");
    }
    if account.password_never_expires {
        list.add(WarningCode::PasswordNeverExpires, "the password never expires", "leave out password_never_expires");
    }
    if plan.ssh_key.is_some() && !account.allow_public_key {
        let message = "an SSH key is given, but allow_public_key is off: devices will not use it";
        list.add(WarningCode::PublicKeyNotAllowed, message, "--allow-public-key");
    }
}

fn about_dates(list: &mut List<'_>, plan: &Plan, request: &Request, now: Timestamp) {
    let Some(start) = request.start_date else {
        let looks_like_start =
            |name: &str| matches!(name.to_lowercase().as_str(), "startdate" | "hiredate" | "joindate");
        if let Some((name, value)) = plan.account.attributes.iter().find(|(name, _)| looks_like_start(name)) {
            let message = format!("{name} is {value}, but without start_date the person can sign in today");
            let mend = format!("--start-date {value} --time-zone {}", plan.activation.time_zone);
            list.add(WarningCode::StartWithoutDate, message, mend);
        }
        return;
    };
    let Ok(zone) = TimeZoneName::parse(&plan.activation.time_zone) else { return };
    let today = now.to_zoned_datetime(zone.zone()).date();
    let days = today.until(start).map(|span| span.get_days()).unwrap_or_default();
    if days > FAR_AWAY_DAYS {
        list.add(
            WarningCode::StartFarAway,
            format!("{start} is {days} days away; the account is created now, staged"),
            "run the request closer to the start",
        );
    }
    if days < 0 {
        list.add(WarningCode::StartPassed, format!("{start} has passed: activation is at once"), "check start_date");
    }
    let before = list.settings.activation.activate_days_before;
    if plan.password == PlannedPassword::ActivationLink && plan.activation.due.is_some() && before > LINK_DAYS {
        let message = format!("the link is mailed {before} days before the start, but is valid for {LINK_DAYS} days");
        list.add(WarningCode::ActivationLinkLapses, message, format!("activate_days_before = {LINK_DAYS} or fewer"));
    }
}

/// Who activates the account, and when that really happens.
fn about_schedule(list: &mut List<'_>, plan: &Plan) {
    if let (Some(due), Some(at)) = (plan.activation.due, plan.activates_at())
        && due != at
    {
        let message = format!("activation is due {due}, outside the change window: it comes when that opens, {at}");
        list.add(WarningCode::ActivationOutsideWindow, message, "--outside-window, or another activation.at");
    }
    if plan.by_directory() {
        let password = match plan.password {
            PlannedPassword::ActivationLink => "",
            PlannedPassword::Generated | PlannedPassword::Given => {
                "; the password is set when the account is created, and its age begins then"
            }
        };
        let message = format!(
            "JumpCloud activates the account by itself: what its groups grant is not looked at again before{password}"
        );
        let mend = "leave out --directory-schedule, and keep `dayone serve` running";
        list.add(WarningCode::ActivationByDirectory, message, mend);
    }
}

/// What depends on the dates of a plan.
const OF_DATES: [WarningCode; 6] = [
    WarningCode::StartFarAway,
    WarningCode::StartWithoutDate,
    WarningCode::StartPassed,
    WarningCode::ActivationLinkLapses,
    WarningCode::ActivationOutsideWindow,
    WarningCode::ActivationByDirectory,
];

/// The warnings of a plan whose dates have changed.
pub(super) fn after_moving(plan: &Plan, request: &Request, settings: &TenantSettings, now: Timestamp) -> Vec<Warning> {
    let kept = plan.warnings.iter().filter(|warning| !OF_DATES.contains(&warning.code)).cloned();
    let mut list = List { settings, warnings: kept.collect() };
    about_dates(&mut list, plan, request, now);
    about_schedule(&mut list, plan);
    list.warnings
}

fn about_mail(list: &mut List<'_>, plan: &Plan, request: &Request) {
    let to_own_mailbox =
        plan.activation.recipient().is_some_and(|recipient| recipient.eq_ignore_ascii_case(request.email.as_str()));
    if plan.password != PlannedPassword::ActivationLink || !to_own_mailbox {
        return;
    }
    let mailbox = plan.granting_groups().flat_map(|group| &group.access.applications).find(|application| {
        let name = application.name.to_lowercase();
        application.kind != ApplicationKind::Application
            || ["google workspace", "g suite", "office 365", "microsoft 365"].iter().any(|suite| name.contains(suite))
    });
    if let Some(application) = mailbox {
        let message = format!(
            "the activation link goes to the mailbox behind {}, which the person opens by signing in through JumpCloud",
            application.name
        );
        list.add(WarningCode::ActivationUnreachable, message, "--personal-email ADDRESS");
    }
}

fn about_manager(list: &mut List<'_>, request: &Request, manager: Option<&ExistingAccount>) {
    let Some(email) = &request.manager_email else { return };
    match manager {
        None => list.add(
            WarningCode::ManagerNotInDirectory,
            format!("manager {email} has no account in the directory: mail is sent, the manager field stays empty"),
            "check manager_email",
        ),
        Some(account) if !account.active => list.add(
            WarningCode::ManagerNotActive,
            format!("manager {email} has an account that is not active"),
            "check manager_email",
        ),
        Some(_) => {}
    }
}

/// Inputs of this request that weaken security.
pub(super) fn weakening(plan: &Plan, request: &Request, settings: &TenantSettings) -> Vec<Weakening> {
    let account = &plan.account;
    let domain = request.email.domain();
    let foreign = !settings.email_domains.is_empty()
        && !settings.email_domains.iter().any(|allowed| allowed.eq_ignore_ascii_case(&domain));
    [
        (request.allow_sudo.unwrap_or(settings.variables.default_sudo), Weakening::AllowSudo),
        (!account.mfa.required, Weakening::MfaDisabled),
        (account.mfa.grace_days > WEAK_GRACE_DAYS, Weakening::LongMfaGrace),
        (account.password_never_expires, Weakening::PasswordNeverExpires),
        (request.skip_group_defaults == Some(true), Weakening::SkipGroupDefaults),
        (request.unix_uid.is_some() || request.unix_guid.is_some(), Weakening::UnixIds),
        (!request.system_bindings.is_empty(), Weakening::DirectBindings),
        (foreign, Weakening::ForeignEmail),
    ]
    .into_iter()
    .filter_map(|(found, weakening)| found.then_some(weakening))
    .collect()
}
