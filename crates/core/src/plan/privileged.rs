//! Access that is looked at twice: listed, or giving sudo, whichever way it is gained.

use super::{Plan, PlannedLdap};
use crate::pattern;
use crate::settings::{Privileged, TenantSettings};
use crate::snapshot::{Access, Group};

/// Why a group is looked at twice.
pub(crate) fn group(group: &Group, access: &Access, rules: &Privileged) -> Option<String> {
    if is_listed(&rules.groups, &group.name) {
        return Some("listed as privileged".into());
    }
    if group.grants_sudo || access.systems.iter().any(|system| system.sudo) {
        return Some("grants sudo".into());
    }
    let applications =
        access.applications.iter().map(|app| &app.name).filter(|name| is_listed(&rules.applications, name));
    let systems = access.systems.iter().map(|system| &system.name);
    let systems = systems.chain(access.system_groups.iter().map(|group| &group.name));
    let systems = systems.filter(|name| is_listed(&rules.systems, name));
    let servers = access.ldap_servers.iter().chain(&access.radius_servers).map(|server| &server.name);
    let servers = servers.filter(|name| is_listed(&rules.servers, name));
    applications.chain(systems).chain(servers).next().map(|name| format!("grants {name}"))
}

/// Why a second person has to agree to a plan.
pub(super) fn approval(plan: &Plan, settings: &TenantSettings) -> Vec<String> {
    let mut reasons = Vec::new();
    if settings.approval.privileged_groups {
        for group in plan.groups.iter().chain(&plan.dynamic_groups) {
            reasons.extend(group.privileged.as_ref().map(|why| format!("{} is privileged: {why}", group.name)));
        }
        let rules = &settings.privileged;
        // A group that is missing now may be there when its turn comes.
        for group in plan.missing_groups.iter().filter(|group| is_listed(&rules.groups, &group.name)) {
            reasons.push(format!("{} is privileged: listed as privileged", group.name));
        }
        for system in plan.systems.iter().filter(|system| is_listed(&rules.systems, &system.name)) {
            reasons.push(format!("{} is privileged: bound directly", system.name));
        }
        if let PlannedLdap::Direct { server } = &plan.ldap
            && is_listed(&rules.servers, &server.name)
        {
            reasons.push(format!("{} is privileged: bound directly", server.name));
        }
    }
    if settings.approval.sudo && (plan.account.sudo || plan.systems.iter().any(|system| system.sudo)) {
        reasons.push("sudo is given".into());
    }
    reasons
}

/// A rule names it.
pub(super) fn is_listed(rules: &[String], name: &str) -> bool {
    rules.iter().any(|rule| pattern::matches(rule, name))
}
