//! Section 4: what only works or fails when the person tries it.

use dayone_core::account::AccountState;
use dayone_jumpcloud::System;

use super::activation::nothing_to_do;
use super::check::Check;
use super::line::Line;
use super::{Examination, target};
use crate::live::Live;

pub(super) fn checks(examination: &Examination<'_>) -> Vec<Check> {
    let Some(live) = &examination.live else {
        let lines = [
            (Line::SignIn, "sign-in"),
            (Line::SystemAccess, "systems"),
            (Line::SsoAccess, "applications"),
            (Line::LdapAccess, "LDAP"),
        ];
        return lines.map(|(line, subject)| nothing_to_do(line, subject)).into();
    };
    vec![sign_in(examination, live), systems(live), applications(examination, live), ldap(examination, live)]
}

fn sign_in(examination: &Examination<'_>, live: &Live) -> Check {
    let portal = &examination.tenant.settings.login_portal;
    let found = match live.facts.state {
        AccountState::Activated => "whether signing in works is not known",
        AccountState::Staged => "the account is staged: nobody can sign in yet",
        AccountState::Suspended => "the account is suspended: nobody can sign in",
    };
    let instruction = format!("Have {} sign in to the user portal.", live.facts.username);
    Check::manual(Line::SignIn, "sign-in", found, instruction).at(portal.clone())
}

fn systems(live: &Live) -> Check {
    let (line, subject) = (Line::SystemAccess, "systems");
    // One that can be reached by a command comes first.
    let mut machines: Vec<&System> = live.systems.iter().filter_map(|object| live.machines.get(&object.id)).collect();
    machines.sort_by_key(|system| (system.os_family == "windows", system.label().to_owned()));
    let Some(first) = machines.first() else {
        return match live.systems.len() {
            0 => Check::confirmed(line, subject, "the account reaches no system: nothing to test"),
            count => {
                Check::manual(line, subject, format!("reaches {count} systems"), "Have the person sign in on each.")
            }
        };
    };
    let names: Vec<&str> = machines.iter().map(|system| system.label()).collect();
    let found = format!("reaches {}: {}; whether signing in works is not known", names.len(), names.join(", "));
    let check = Check::manual(line, subject, found, "Have the person sign in on each; agents need a few minutes.");
    match (first.os_family.as_str(), first.hostname.as_str()) {
        ("windows", _) | (_, "") => check.at(first.label()),
        (_, host) => check.at(target::ssh(&live.facts.username, host)),
    }
}

fn applications(examination: &Examination<'_>, live: &Live) -> Check {
    let (line, subject) = (Line::SsoAccess, "applications");
    if live.applications.is_empty() {
        return Check::confirmed(line, subject, "the account reaches no application: nothing to test");
    }
    let names: Vec<&str> = live.applications.iter().map(|object| live.name(&object.id)).collect();
    let found = format!("reaches {}: {}; whether sign-on works is not known", names.len(), names.join(", "));
    Check::manual(line, subject, found, "Have the person open each application from the user portal.").at(examination
        .tenant
        .settings
        .login_portal
        .clone())
}

fn ldap(examination: &Examination<'_>, live: &Live) -> Check {
    let (line, subject) = (Line::LdapAccess, "LDAP");
    if live.ldap_servers.is_empty() && !live.facts.ldap_binding_user {
        return Check::confirmed(line, subject, "not applicable: the account is in no LDAP directory");
    }
    let organization = live.facts.organization.as_deref().or(examination.tenant.settings.organization_id.as_deref());
    let found = match live.facts.ldap_binding_user {
        true => "bind user; whether binding works is not known",
        false => "in the LDAP directory; whether authentication works is not known",
    };
    let instruction = "Run the command with the person's password; the host may differ by region.";
    let check = Check::manual(line, subject, found, instruction);
    match organization {
        Some(organization) => check.at(target::ldapsearch(organization, &live.facts.username)),
        None => check,
    }
}
