//! What the directory holds: seats, password policy, LDAP.

use dayone_core::password::Policy;
use dayone_jumpcloud::Organization;

use super::finding::{Area, Finding};
use super::reading::Read;
use crate::survey::shared;
use crate::tenant::Tenant;

/// Free seats below which somebody should order more.
const FEW: u64 = 5;

pub(super) fn examine(tenant: &Tenant, organization: &Organization, read: &Read, findings: &mut Vec<Finding>) {
    findings.push(seats(organization, read.users));
    findings.push(passwords(tenant, organization));
    findings.extend(ldap(organization, read));
}

fn seats(organization: &Organization, used: Option<u64>) -> Finding {
    let used_words = used.map_or("an unknown number of".to_owned(), |used| used.to_string());
    let Some(allowed) = shared::seats(organization) else {
        return Area::Directory.ok(format!("Seats: {used_words} used; free is not stated by JumpCloud."));
    };
    let what = format!("Seats: {used_words} of {allowed} used.");
    match used.map(|used| allowed.saturating_sub(used)) {
        Some(0) => Area::Directory.fail(what, "Order seats: no account can be created."),
        Some(free) if free < FEW => Area::Directory.warn(what, "Order seats before the next hires."),
        _ => Area::Directory.ok(what),
    }
}

fn passwords(tenant: &Tenant, organization: &Organization) -> Finding {
    let live = shared::policy(&organization.settings);
    let policy = Policy::stricter(&tenant.settings.variables.password_policy, &live);
    let kinds = [
        (policy.lowercase, "lower case"),
        (policy.uppercase, "upper case"),
        (policy.letters, "letters"),
        (policy.digits, "digits"),
        (policy.symbols, "symbols"),
    ];
    let kinds: Vec<&str> = kinds.into_iter().filter_map(|(asked, name)| asked.then_some(name)).collect();
    let mut what = format!("Passwords: at least {} characters", policy.min_length);
    if !kinds.is_empty() {
        what = format!("{what} with {}", kinds.join(", "));
    }
    if policy.kinds > 0 {
        what = format!("{what}, {} of the four kinds", policy.kinds);
    }
    let days = organization
        .settings
        .password_policy
        .password_expiration_in_days
        .filter(|_| organization.settings.password_policy.enable_password_expiration_in_days)
        .or(organization.settings.system_user_password_expiration_in_days);
    match days.filter(|days| *days > 0) {
        Some(days) => Area::Directory.ok(format!("{what}; they end after {days} days.")),
        None => Area::Directory.ok(format!("{what}; JumpCloud states no end.")),
    }
}

fn ldap(organization: &Organization, read: &Read) -> Option<Finding> {
    let servers = read.ldap_servers.as_ref()?;
    Some(match servers.as_slice() {
        [] => Area::Directory.warn("There is no LDAP server.", "ldap_bind will be refused until LDAP is set up."),
        _ if organization.settings.disable_ldap => Area::Directory
            .warn("LDAP is turned off in the organisation's settings.", "Turn it on before ldap_bind is used."),
        [only] => Area::Directory.ok(format!("LDAP server: {}.", only.name)),
        several => Area::Directory.ok(format!("{} LDAP servers.", several.len())),
    })
}
