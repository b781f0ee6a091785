//! Section 1: the account itself.

use dayone_core::account::AccountState;

use super::check::Check;
use super::line::Line;
use super::{Examination, fields, target};
use crate::live::Live;

pub(super) fn checks(examination: &Examination<'_>) -> Vec<Check> {
    let Some(live) = &examination.live else {
        return vec![
            absent(examination),
            examination.absent(Line::Status, "state"),
            examination.absent(Line::Attributes, "fields"),
        ];
    };
    let mut checks = vec![appears(examination, live), status(examination, live), attributes(examination, live)];
    checks.extend(ssh_key(examination, live));
    checks.push(sudo(examination, live));
    checks
}

fn absent(examination: &Examination<'_>) -> Check {
    let wanted = match examination.run.and_then(|(run, _)| run.account.as_ref()) {
        Some(account) => format!("planned account {}, found none: it was deleted", account.id),
        None => format!("there is no account {}", examination.username),
    };
    Check::differs(Line::Appears, "account", wanted).instructed(match examination.run {
        Some((run, _)) => format!("Look at `dayone runs show {}`.", run.id),
        None => "Check the spelling; `dayone provision` creates it.".to_owned(),
    })
}

fn appears(examination: &Examination<'_>, live: &Live) -> Check {
    let facts = &live.facts;
    let organization = facts.organization.as_deref().unwrap_or("(not stated)");
    let console = target::console(&examination.tenant.settings.login_portal, &facts.id);
    let settings = &examination.tenant.settings;
    let planned = examination.run.map(|(_, plan)| plan.organization.id.as_str());
    let planned = planned.or(settings.organization_id.as_deref());
    let check = match (planned, &facts.organization) {
        (Some(planned), Some(found)) if planned != found => Check::differs(
            Line::Appears,
            "account",
            format!("account {}: planned in organisation {planned}, found in {found}", facts.id),
        ),
        _ if examination.run.is_some_and(|(run, _)| run.account.is_none()) => Check::differs(
            Line::Appears,
            "account",
            format!("planned an account of this run, found {}, which it did not create", facts.id),
        ),
        _ => Check::confirmed(Line::Appears, "account", format!("account {} in organisation {organization}", facts.id)),
    };
    check.at(console)
}

fn status(examination: &Examination<'_>, live: &Live) -> Check {
    let facts = &live.facts;
    let (line, subject) = (Line::Status, "state");
    if examination.is_over() {
        return match facts.state {
            AccountState::Suspended => Check::confirmed(line, subject, "SUSPENDED: the contract has ended"),
            AccountState::Staged => Check::confirmed(line, subject, "STAGED: the contract has ended"),
            AccountState::Activated => {
                Check::differs(line, subject, "planned SUSPENDED since the last day, found ACTIVATED")
                    .instructed("Suspend the account in the admin console.")
            }
        };
    }
    if let Some(change) = examination.has_left() {
        return Check::confirmed(line, subject, format!("SUSPENDED: run {} locked it", change.id));
    }
    match (facts.state, examination.scheduled()) {
        (AccountState::Activated, None) if facts.activated => {
            Check::confirmed(line, subject, "ACTIVATED, with a password")
        }
        (AccountState::Activated, None) => {
            Check::confirmed(line, subject, "ACTIVATED; pending until the person has set a password")
        }
        (AccountState::Activated, Some(due)) => {
            Check::differs(line, subject, format!("planned STAGED until {due}, found ACTIVATED"))
                .instructed("Find out who activated it: the person can sign in before the start.")
        }
        (AccountState::Staged, Some(due)) => {
            Check::confirmed(line, subject, format!("STAGED, as planned; activation is due {due}"))
        }
        (AccountState::Staged, None) => Check::differs(line, subject, "planned ACTIVATED, found STAGED")
            .instructed("`dayone runs resume RUN` activates it, once what held it is mended."),
        (AccountState::Suspended, _) => Check::differs(line, subject, "planned ACTIVATED, found SUSPENDED")
            .instructed("Find out who suspended it, and why."),
    }
}

fn attributes(examination: &Examination<'_>, live: &Live) -> Check {
    let facts = &live.facts;
    let console = target::console(&examination.tenant.settings.login_portal, &facts.id);
    let Some((_, plan)) = examination.run else {
        let found = format!(
            "department {:?}, job title {:?}, location {:?}, {} custom attributes",
            facts.department,
            facts.job_title,
            facts.location,
            facts.attributes.len(),
        );
        let check = Check::manual(Line::Attributes, "fields", found, "No run knows what was asked for: compare them.");
        return check.at(console);
    };
    let differing = fields::differences(&plan.account, facts);
    if differing.is_empty() {
        let count = plan.account.attributes.len();
        let found = format!("every field as planned, {count} custom attributes among them");
        return Check::confirmed(Line::Attributes, "fields", found);
    }
    Check::differs(Line::Attributes, "fields", differing.join("; "))
        .instructed("Set what was planned, or find out who changed it.")
        .at(console)
}

fn ssh_key(examination: &Examination<'_>, live: &Live) -> Option<Check> {
    let (_, plan) = examination.run?;
    let (line, subject) = (Line::Attributes, "SSH key");
    let found = match live.fingerprints.len() {
        0 => "no key".to_owned(),
        _ => live.fingerprints.join(", "),
    };
    Some(match &plan.ssh_key {
        Some(key) if !live.fingerprints.contains(&key.fingerprint) => {
            Check::differs(line, subject, format!("planned {}, found {found}", key.fingerprint))
        }
        Some(_) if live.fingerprints.len() > 1 => {
            Check::differs(line, subject, format!("planned one key, found {found}"))
                .instructed("The person may have added a key; ask.")
        }
        Some(key) => Check::confirmed(line, subject, format!("{} {}", key.algorithm, key.fingerprint)),
        None if live.fingerprints.is_empty() => Check::confirmed(line, subject, "no key, as planned"),
        None => Check::differs(line, subject, format!("planned no key, found {found}"))
            .instructed("The person may have added a key; ask."),
    })
}

/// Sudo that was planned, on the account and on direct bindings; and sudo on systems that nobody planned.
fn sudo(examination: &Examination<'_>, live: &Live) -> Check {
    let (line, subject) = (Line::Attributes, "sudo");
    let expected = &examination.expected;
    let mut differing = Vec::new();
    if let Some((_, plan)) = examination.run
        && plan.account.sudo != live.facts.sudo
    {
        differing.push(format!("on the account: planned {}, found {}", plan.account.sudo, live.facts.sudo));
    }
    if live.passwordless_sudo {
        differing.push("without password on the account: never planned, found".to_owned());
    }
    for edge in &live.bindings {
        let Some((name, planned)) = expected.direct.get(&edge.to.id) else { continue };
        if edge.sudo().enabled != *planned {
            differing.push(format!("on {name}: planned {planned}, found {}", edge.sudo().enabled));
        }
    }
    for object in &live.systems {
        let direct = expected.direct.contains_key(&object.id);
        if object.sudo().enabled && !direct && !expected.sudo.contains(&object.id) {
            differing.push(format!("on {}: not planned, found through {}", live.name(&object.id), live.ways(object)));
        }
    }
    if !differing.is_empty() {
        return Check::differs(line, subject, differing.join("; ")).instructed("Take away what nobody should have.");
    }
    match (live.facts.sudo, expected.sudo.len()) {
        (true, _) => Check::confirmed(line, subject, "on every system that the account reaches"),
        (false, 0) => Check::confirmed(line, subject, "none"),
        (false, count) => Check::confirmed(line, subject, format!("on {count} systems, as granted")),
    }
}
