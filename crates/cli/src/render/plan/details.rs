//! The account, the person's place, activation, security, attributes.

use dayone_core::plan::{ActivationMail, Plan, PlannedLdap, PlannedManager, PlannedPassword, WindowRule};
use dayone_core::run::masked;
use dayone_core::settings::Weakening;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::PlanView;
use crate::render::fields::Margins;
use crate::render::line::{Ink, Page, Span};

/// Adds the lines between heading and groups.
pub(super) fn add(page: &mut Page, view: &PlanView<'_>, margins: Margins) {
    let plan = view.plan;
    margins.add(page, "account", account(plan));
    margins.add(page, "position", position(plan));
    margins.add(page, "ticket", office(view));
    if let Some(window) = window(plan) {
        margins.add(page, "window", [window]);
    }
    margins.add(page, "activation", [activation(plan)]);
    margins.add(page, "security", security(plan));
    if !plan.account.attributes.is_empty() {
        let attributes = plan.account.attributes.iter().map(|(name, value)| format!("{name}={value}"));
        margins.add(page, "attributes", attributes);
    }
    margins.add(page, "tells", [tells(plan)]);
    if !plan.weakening.is_empty() {
        let inputs = plan.weakening.iter().map(|weakening| Span::new(Ink::Caution, weakens(*weakening)));
        margins.add(page, Span::new(Ink::Caution, "WEAKENS"), inputs);
    }
}

/// The input that weakens security, and how.
fn weakens(weakening: Weakening) -> &'static str {
    match weakening {
        Weakening::AllowSudo => "allow_sudo",
        Weakening::MfaDisabled => "enable_mfa=false",
        Weakening::LongMfaGrace => "mfa_exclusion_days over 30",
        Weakening::PasswordNeverExpires => "password_never_expires",
        Weakening::SkipGroupDefaults => "skip_group_defaults",
        Weakening::UnixIds => "unix_uid or unix_guid given",
        Weakening::DirectBindings => "system_bindings",
        Weakening::ForeignEmail => "email outside email_domains",
    }
}

fn account(plan: &Plan) -> Vec<Span> {
    let account = &plan.account;
    let mut items = vec![Span::new(Ink::Strong, &account.username), Span::from(&account.email)];
    items.extend(account.employee_id.as_ref().map(Span::from));
    items.push("username free, e-mail free".into());
    items.extend(plan.username_source.because().map(|because| Span::new(Ink::Caution, because)));
    items.extend(account.alternate_email.as_ref().map(|address| Span::from(format!("alternate {address}"))));
    items
}

fn position(plan: &Plan) -> Vec<String> {
    let account = &plan.account;
    let place = [Some(&account.department), account.job_title.as_ref(), account.location.as_ref()];
    let mut items = vec![place.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" / ")];
    items.extend(account.company.clone());
    items.extend(account.employee_type.clone());
    items.push(match &plan.manager {
        None => "no manager given".into(),
        Some(PlannedManager { name: Some(name), account_id: Some(_), .. }) => format!("manager {name}"),
        Some(PlannedManager { email, account_id: Some(_), .. }) => format!("manager {email}"),
        Some(PlannedManager { email, .. }) => format!("manager {email} (no account in the directory)"),
    });
    items
}

fn office(view: &PlanView<'_>) -> Vec<String> {
    let (plan, request) = (view.plan, view.request);
    let mut items = vec![request.ticket.as_ref().map_or("none".to_owned(), ToString::to_string)];
    items.extend(request.requested_by.as_ref().map(|person| format!("asked for by {person}")));
    items.push(match (plan.seats.used, plan.seats.allowed) {
        (Some(used), Some(allowed)) => format!("seat {used} of {allowed}"),
        _ => "seats not stated by JumpCloud".into(),
    });
    let id = |id: Option<i64>| id.map_or("assigned by JumpCloud".to_owned(), |id| id.to_string());
    items.push(match (plan.account.unix_uid, plan.account.unix_gid) {
        (None, None) => "uid and gid assigned by JumpCloud".into(),
        (uid, gid) => format!("uid {}, gid {}", id(uid), id(gid)),
    });
    items
}

/// When, how, and what the person gets to sign in with; the address is masked, for it may be a private one.
fn activation(plan: &Plan) -> String {
    let activation = &plan.activation;
    let by = if plan.by_directory() { ", by JumpCloud itself" } else { "" };
    let when = plan.activates_at().map_or_else(|| "at once".to_owned(), |at| format!("on {}{by}", local(at, plan)));
    let mail = match (&activation.mail, plan.password) {
        (ActivationMail::Suppressed, _) => "no mail".to_owned(),
        (ActivationMail::Default { recipient } | ActivationMail::Override { recipient }, password) => match password {
            PlannedPassword::ActivationLink => format!("link to {}, valid 7 days", masked(recipient)),
            PlannedPassword::Generated | PlannedPassword::Given => format!("welcome mail to {}", masked(recipient)),
        },
    };
    let password = match plan.password {
        PlannedPassword::ActivationLink => "no password is set",
        PlannedPassword::Generated => "a password is generated and sealed, to be shown once",
        PlannedPassword::Given => "the password given is set",
    };
    let end = plan.contract.as_ref().map_or_else(String::new, |contract| {
        format!(
            "; last day {}: JumpCloud suspends the account on {}",
            contract.end_date,
            local(contract.suspends_at, plan)
        )
    });
    format!("{when}: {mail}; {password}{end}")
}

/// The change window, where it matters.
fn window(plan: &Plan) -> Option<Span> {
    match (plan.starts_at, &plan.window, plan.manner.windows) {
        (Some(at), ..) => {
            Some(Span::new(Ink::Caution, format!("closed: writing begins when it opens, {}", local(at, plan))))
        }
        (None, Some(_), WindowRule::Ignored) => Some(Span::new(Ink::Caution, "not waited for, as asked")),
        (None, Some(_), WindowRule::Kept) => Some("open".into()),
        (None, None, _) => None,
    }
}

fn local(at: Timestamp, plan: &Plan) -> String {
    let zone = TimeZone::get(&plan.activation.time_zone).unwrap_or(TimeZone::UTC);
    at.to_zoned_datetime(zone).strftime("%Y-%m-%d %H:%M (%Q)").to_string()
}

fn security(plan: &Plan) -> Vec<Span> {
    let account = &plan.account;
    let caution = |is: bool, text: String| Span::new(if is { Ink::Caution } else { Ink::Plain }, text);
    let grace = match account.mfa.grace_days {
        0 => "at once".to_owned(),
        1 => "1 day of grace".to_owned(),
        days => format!("{days} days of grace"),
    };
    let mut items = vec![
        caution(
            !account.mfa.required,
            if account.mfa.required { format!("MFA required, {grace}") } else { "MFA not required".into() },
        ),
        caution(account.sudo, if account.sudo { "sudo on".into() } else { "sudo off".into() }),
        Span::from(ldap(plan)),
        Span::from(key(plan)),
    ];
    if account.password_never_expires {
        items.push(caution(true, "password never expires".into()));
    }
    items
}

fn ldap(plan: &Plan) -> String {
    match &plan.ldap {
        PlannedLdap::NotAsked { granted_by: None } => "LDAP bind off".into(),
        PlannedLdap::NotAsked { granted_by: Some(group) } => format!("LDAP bind off ({group} grants LDAP)"),
        PlannedLdap::ThroughGroup { granted_by } => format!("LDAP bind on, through {granted_by}"),
        PlannedLdap::Direct { server } => format!("LDAP bind on, {}", server.name),
    }
}

fn key(plan: &Plan) -> String {
    match (&plan.ssh_key, plan.account.allow_public_key) {
        (None, false) => "SSH key none".into(),
        (None, true) => "SSH key none, public keys allowed".into(),
        (Some(key), allowed) => {
            let allowed = if allowed { "" } else { ", public keys not allowed" };
            format!("SSH key {} {}{allowed}", key.algorithm, key.fingerprint)
        }
    }
}

fn tells(plan: &Plan) -> String {
    let manager = plan.manager.as_ref().map(|manager| manager.email.as_str());
    let mail = manager.into_iter().chain(plan.it_recipients.iter().map(String::as_str));
    let told: Vec<&str> = match plan.mail_configured {
        true => mail.chain(plan.it_channels.iter().map(String::as_str)).collect(),
        false => plan.it_channels.iter().map(String::as_str).collect(),
    };
    match (told.is_empty(), plan.mail_configured) {
        (false, _) => told.join(", "),
        (true, true) => "nobody".into(),
        (true, false) => "nobody: no mail server is configured".into(),
    }
}
