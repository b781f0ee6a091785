//! Section 3: the way in. Whether a mail arrived, only the person knows.

use dayone_core::account::AccountState;
use dayone_core::plan::{Plan, PlannedPassword};
use dayone_core::report::report;
use dayone_core::run::{Run, masked};
use jiff::SignedDuration;

use super::check::Check;
use super::line::Line;
use super::{Examination, target};
use crate::live::Live;

pub(super) fn checks(examination: &Examination<'_>) -> Vec<Check> {
    let Some(live) = &examination.live else {
        let lines = [
            (Line::ActivationMail, "activation e-mail"),
            (Line::PasswordSetup, "password"),
            (Line::MfaEnrollment, "MFA"),
        ];
        return lines.map(|(line, subject)| nothing_to_do(line, subject)).into();
    };
    vec![mail(examination, live), password(examination, live), mfa(examination, live)]
}

/// What can't be done while there is no account.
pub(super) fn nothing_to_do(line: Line, subject: &'static str) -> Check {
    Check::manual(line, subject, "there is no account", "Wait until there is one.")
}

fn mail(examination: &Examination<'_>, live: &Live) -> Check {
    let (line, subject) = (Line::ActivationMail, "activation e-mail");
    let console = target::console(&examination.tenant.settings.login_portal, &live.facts.id);
    let Some((run, plan)) = examination.run else {
        let found = "no run knows whether one was asked for";
        return Check::manual(line, subject, found, "Ask the person; the admin console can send it again.").at(console);
    };
    let Some(recipient) = plan.activation.recipient().map(masked) else {
        return Check::confirmed(line, subject, "none was asked for");
    };
    if let Some(due) = examination.scheduled() {
        let found = format!("it will be sent to {recipient} on activation, {due}");
        return Check::manual(line, subject, found, "Verify again after that.");
    }
    let sent = report(run).notifications_sent.map(|sent| sent.activation_email);
    match sent {
        Some(mail) if mail.sent => {
            let when = mail.sent_timestamp.map_or(String::new(), |time| format!(" at {time}"));
            let found = format!("JumpCloud was asked to send it to {recipient}{when}; whether it arrived is not known");
            let instruction =
                format!("Ask the person whether it is in {recipient} (junk too); the admin console can send it again.");
            Check::manual(line, subject, found, instruction).at(console)
        }
        other => {
            let why = other.and_then(|mail| mail.reason).unwrap_or_else(|| "not yet".to_owned());
            Check::differs(line, subject, format!("planned to {recipient}, found not sent: {why}"))
                .instructed(format!("`dayone runs resume {}` sends it, once the cause is mended.", run.id))
        }
    }
}

fn password(examination: &Examination<'_>, live: &Live) -> Check {
    let (line, subject) = (Line::PasswordSetup, "password");
    let facts = &live.facts;
    let portal = examination.tenant.settings.login_portal.clone();
    let revealed = examination.run.map(|(run, plan)| (run, plan.password));
    match revealed {
        Some((run, PlannedPassword::Generated)) if facts.activated && !run.revealed => Check::manual(
            line,
            subject,
            "a generated password is set, and nobody has seen it yet",
            format!(
                "`dayone runs reveal {}` shows it once; hand it over safely, and let the person change it.",
                run.id
            ),
        )
        .at(portal),
        _ if facts.activated => {
            let ends = facts.password_expiration_date.map_or(String::new(), |end| format!("; it ends {end}"));
            Check::confirmed(line, subject, format!("a password is set{ends}"))
        }
        Some((_, PlannedPassword::Generated | PlannedPassword::Given)) if examination.scheduled().is_none() => {
            Check::differs(line, subject, "planned a password, found none set")
                .instructed("Set one in the admin console, or send the activation e-mail again.")
        }
        Some((_, PlannedPassword::Generated | PlannedPassword::Given)) => {
            Check::manual(line, subject, "it is set right before activation", "Verify again after that.")
        }
        Some((_, PlannedPassword::ActivationLink)) | None => Check::manual(
            line,
            subject,
            "no password is set yet",
            "Let the person open the link of the activation e-mail (valid 7 days) and choose one.",
        )
        .at(portal),
    }
}

fn mfa(examination: &Examination<'_>, live: &Live) -> Check {
    let (line, subject) = (Line::MfaEnrollment, "MFA");
    let facts = &live.facts;
    if facts.mfa_configured {
        return Check::confirmed(line, subject, "a second factor is enrolled");
    }
    if let Some((run, plan)) = examination.run {
        if plan.account.mfa.required != facts.mfa_required {
            let found = format!("planned required {}, found {}", plan.account.mfa.required, facts.mfa_required);
            return Check::differs(line, subject, found);
        }
        if grace_is_lost(examination, run, plan, live) {
            let found = format!("planned {} days of grace, found none", plan.account.mfa.grace_days);
            return Check::differs(line, subject, found)
                .instructed("Set the exclusion in the admin console, or the person may be shut out.");
        }
    }
    if !facts.mfa_required {
        return Check::confirmed(line, subject, "not required, and not enrolled");
    }
    let until = match facts.mfa_exclusion_until.filter(|_| facts.mfa_exclusion) {
        Some(until) if until < examination.now => format!("; the grace ended {until}"),
        Some(until) => format!("; grace until {until}"),
        None if facts.state == AccountState::Staged => "; the grace begins with activation".to_owned(),
        None => String::new(),
    };
    let status = serde_json::to_value(live.enrollment).ok();
    let status = status.as_ref().and_then(|status| status.as_str()).unwrap_or("UNKNOWN");
    let found = format!("required, not enrolled ({status}){until}");
    Check::manual(line, subject, found, "Help the person to enrol a second factor in the user portal.").at(examination
        .tenant
        .settings
        .login_portal
        .clone())
}

/// Grace was planned, and can't have ended yet, but isn't there.
fn grace_is_lost(examination: &Examination<'_>, run: &Run, plan: &Plan, live: &Live) -> bool {
    let mfa = plan.account.mfa;
    let lasts = SignedDuration::from_hours(24 * i64::from(mfa.grace_days));
    let surely_running = run.opened_at.checked_add(lasts).is_ok_and(|end| end > examination.now);
    mfa.has_grace() && surely_running && !live.facts.mfa_exclusion
}
