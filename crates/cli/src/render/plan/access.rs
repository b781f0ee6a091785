//! What the account reaches in all: totals, direct bindings, sudo, privileged groups.

use std::collections::BTreeSet;

use dayone_core::plan::Plan;
use dayone_core::snapshot::{Access, Named};

use crate::render::fields::Margins;
use crate::render::line::{Ink, Page, Span};

/// Adds the lines below the groups.
pub(super) fn add(page: &mut Page, plan: &Plan, margins: Margins) {
    margins.add(page, "gains", [gains(plan)]);
    for system in &plan.systems {
        let sudo = if system.sudo { ", with sudo" } else { "" };
        let also = system.also_through.as_ref().map(|group| format!(", also through {group}")).unwrap_or_default();
        let text = format!("{} ({}) directly{sudo}: {}{also}", system.name, system.os, system.because);
        margins.add(page, "binds", [text]);
    }
    let reached = plan.reached_systems();
    let with_sudo: Vec<&str> =
        reached.values().filter(|system| system.sudo).map(|system| system.name.as_str()).collect();
    if !with_sudo.is_empty() {
        margins.add(page, Span::new(Ink::Caution, "SUDO"), [format!("on {}", with_sudo.join(", "))]);
    }
    for group in plan.groups.iter().chain(&plan.dynamic_groups) {
        if let Some(reason) = &group.privileged {
            margins.add(page, Span::new(Ink::Caution, "PRIVILEGED"), [format!("{}: {reason}", group.name)]);
        }
    }
}

fn gains(plan: &Plan) -> String {
    let reached = plan.reached_systems();
    let with_sudo = reached.values().filter(|system| system.sudo).count();
    let applications: BTreeSet<&str> = plan
        .granting_groups()
        .flat_map(|group| &group.access.applications)
        .map(|application| application.id.as_str())
        .collect();
    let counted = |of: fn(&Access) -> &Vec<Named>| {
        plan.granting_groups().flat_map(|group| of(&group.access)).map(|named| &named.id).collect::<BTreeSet<_>>().len()
    };
    let (ldap, radius, policies) = (
        counted(|access| &access.ldap_servers),
        counted(|access| &access.radius_servers),
        counted(|access| &access.policies),
    );
    let count = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    let policies = if policies > 0 { format!(", policies on systems: {policies}") } else { String::new() };
    format!(
        "{} ({with_sudo} with sudo), {}, {ldap} LDAP, {radius} RADIUS{policies}",
        count(reached.len(), "system"),
        count(applications.len(), "application")
    )
}
