//! Rules beside what the directory really has: groups by name, systems by id.

use std::collections::BTreeSet;

use dayone_core::nearest::nearest;
use dayone_core::pattern;
use dayone_core::settings::{OnMissingGroup, WarningCode, WarningLevel};
use dayone_jumpcloud::{MembershipMethod, UserGroup};

use super::finding::{Area, Finding, listed};
use super::reading::{Read, every};
use crate::survey::shared::by_rule_alone;
use crate::tenant::Tenant;

pub(super) fn examine(tenant: &Tenant, read: &Read, findings: &mut Vec<Finding>) {
    if let Some(groups) = &read.groups {
        findings.extend(rules(tenant, groups));
        findings.extend(privileged(tenant, groups, read));
        findings.extend(prefixes(tenant, "user group", "UG-", groups.iter().map(|group| group.name.as_str())));
    }
    if let Some(groups) = &read.system_groups {
        findings.extend(prefixes(tenant, "system group", "SG-", groups.iter().map(|group| group.name.as_str())));
    }
    if let Some(bound) = &read.bound {
        let known: BTreeSet<&str> = bound.iter().map(|system| system.id.as_str()).collect();
        findings.extend(systems(tenant, &known));
    }
}

fn rules(tenant: &Tenant, groups: &[UserGroup]) -> Vec<Finding> {
    let named = every(&tenant.settings.groups);
    if named.is_empty() {
        return vec![Area::Mapping.warn(
            "No rule gives any group.",
            "Write groups.default, groups.department, groups.role or groups.location.",
        )];
    }
    let mut findings: Vec<Finding> = named.iter().filter_map(|name| rule(tenant, name, groups)).collect();
    if findings.is_empty() {
        findings.push(Area::Mapping.ok(format!("Rules name {} groups; all exist.", named.len())));
    }
    let unnamed: Vec<&str> = groups
        .iter()
        .filter(|group| !by_rule_alone(group))
        .map(|group| group.name.as_str())
        .filter(|name| !named.contains(name))
        .collect();
    if !unnamed.is_empty() {
        findings.push(Area::Mapping.ok(format!("In no rule, so given by request alone: {}.", listed(unnamed))));
    }
    findings
}

/// What is wrong with a group that rules name.
fn rule(tenant: &Tenant, name: &str, groups: &[UserGroup]) -> Option<Finding> {
    let Some(group) = groups.iter().find(|group| group.name == name) else {
        return Some(missing(tenant, name, groups));
    };
    if by_rule_alone(group) {
        return Some(Area::Mapping.warn(
            format!("{name} is named by a rule, but its own rule in JumpCloud alone decides who is in it."),
            "Take it out of the mapping, or make it static.",
        ));
    }
    (group.membership_method == MembershipMethod::DynamicReviewRequired).then(|| {
        Area::Mapping.warn(
            format!("{name} has a rule in JumpCloud whose proposals wait for review; we add people all the same."),
            "Make it static, or take it out of the mapping.",
        )
    })
}

fn missing(tenant: &Tenant, name: &str, groups: &[UserGroup]) -> Finding {
    let what = format!("Rules name {name}, which does not exist in JumpCloud.");
    let near = nearest(name, groups.iter().map(|group| group.name.as_str()));
    let mend = match near {
        Some(near) => format!("Did you mean {near}? Else create {name}."),
        None => format!("Create {name}, or take it out of the mapping."),
    };
    match tenant.settings.on_missing_group {
        OnMissingGroup::Create => Area::Mapping.warn(format!("{what} It will be created, granting nothing."), mend),
        OnMissingGroup::Continue => Area::Mapping.fail(format!("{what} Hires by that rule will be partial."), mend),
        OnMissingGroup::Fail => Area::Mapping.fail(format!("{what} Hires by that rule will be refused."), mend),
    }
}

/// A name of privileged access that fits nothing guards nothing.
fn privileged(tenant: &Tenant, groups: &[UserGroup], read: &Read) -> Vec<Finding> {
    let privileged = &tenant.settings.privileged;
    let mut findings = Vec::new();
    for wanted in &privileged.groups {
        if !groups.iter().any(|group| pattern::matches(wanted, &group.name)) {
            findings.push(idle(wanted, "group", nearest(wanted, groups.iter().map(|group| group.name.as_str()))));
        }
    }
    let Some(applications) = &read.applications else { return findings };
    for wanted in &privileged.applications {
        if !applications.iter().any(|application| application.label().eq_ignore_ascii_case(wanted)) {
            findings.push(idle(wanted, "application", nearest(wanted, applications.iter().map(|one| one.label()))));
        }
    }
    findings
}

fn idle(wanted: &str, kind: &str, near: Option<&str>) -> Finding {
    let mend = match near {
        Some(near) => format!("Did you mean {near}?"),
        None => format!("Name a {kind} that exists."),
    };
    Area::Mapping.warn(format!("privileged names the {kind} {wanted}, which fits nothing: it guards nothing."), mend)
}

fn systems(tenant: &Tenant, known: &BTreeSet<&str>) -> Vec<Finding> {
    let wanted = every(&tenant.settings.system_bindings);
    let missing: Vec<&str> = wanted.iter().filter(|id| !known.contains(*id)).copied().collect();
    match (wanted.len(), missing.is_empty()) {
        (0, _) => Vec::new(),
        (all, true) => vec![Area::Mapping.ok(format!("system_bindings name {all} systems; all exist."))],
        (_, false) => vec![Area::Mapping.fail(
            format!("system_bindings name systems that don't exist: {}.", listed(missing)),
            "Take the ids from the admin console, or take the rule out: hires by it are refused.",
        )],
    }
}

fn prefixes<'a>(tenant: &Tenant, kind: &str, prefix: &str, names: impl Iterator<Item = &'a str>) -> Option<Finding> {
    if tenant.settings.warning_level(WarningCode::GroupOutsidePrefixes) == WarningLevel::Off {
        return None;
    }
    let outside: Vec<&str> = names.filter(|name| !name.starts_with(prefix)).collect();
    Some(match outside.len() {
        0 => Area::Groups.ok(format!("Every {kind} is named {prefix}….")),
        count => Area::Groups.warn(
            format!(
                "Outside the prefix {prefix}: {count} {kind}{}: {}.",
                if count == 1 { "" } else { "s" },
                listed(outside)
            ),
            "Rename them, or set warnings.group_outside_prefixes = \"off\".",
        ),
    })
}
