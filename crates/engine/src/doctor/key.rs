//! The key: whether it works, whom it reaches, and how our clock compares.

use dayone_core::fault::{Fault, FaultKind};
use dayone_jumpcloud::OrganizationSummary;
use jiff::SignedDuration;

use super::finding::{Area, Finding, listed};
use crate::engine::Engine;
use crate::tenant::Tenant;

/// A difference of clocks that is odd.
const ODD: SignedDuration = SignedDuration::from_secs(60);
/// A difference of clocks that breaks what depends on time.
const WRONG: SignedDuration = SignedDuration::from_mins(5);

/// What the key can see.
pub(super) enum Seen {
    /// It does not work, or nothing answers.
    Nothing,
    /// It works, but may not list organisations.
    NotListed,
    /// These organisations.
    Organizations(Vec<OrganizationSummary>),
}

pub(super) async fn examine(engine: &Engine, tenant: &Tenant, findings: &mut Vec<Finding>) -> Seen {
    let reader = tenant.reader();
    let listed = reader.organizations().await;
    // Read at once: the difference should hold the time of one answer at most.
    let now = engine.clock().now();
    let seen = match listed {
        Ok(organizations) => {
            findings.push(Area::Key.ok(format!("The {} works.", label(tenant))));
            findings.extend(reach(engine, tenant, &organizations));
            Seen::Organizations(organizations)
        }
        Err(fault) if fault.kind == FaultKind::Forbidden && tenant.settings.organization_id.is_some() => {
            findings.push(Area::Key.ok(format!("The {} works, and may not list organisations.", label(tenant))));
            Seen::NotListed
        }
        Err(fault) => {
            findings.push(refused(tenant, &fault));
            Seen::Nothing
        }
    };
    if let Some(theirs) = reader.directory_time() {
        findings.push(clock(now.duration_since(theirs)));
    }
    findings.push(read_key(tenant));
    seen
}

fn label(tenant: &Tenant) -> &'static str {
    if tenant.has_read_key() { "key for reading" } else { "API key" }
}

fn refused(tenant: &Tenant, fault: &Fault) -> Finding {
    let label = label(tenant);
    match fault.kind {
        FaultKind::Unauthenticated => Area::Key.fail(
            format!("JumpCloud refuses the {label}: it is invalid or expired, or belongs to another region."),
            "A wrong region looks the same as a wrong key: compare region (us, eu, in) or base_url with the address of \
             the admin console; else make a new key there and set it.",
        ),
        FaultKind::Forbidden => Area::Key.fail(
            format!("The {label} may not list organisations, or this address is blocked."),
            "Set jumpcloud_org_id, give the key's administrator a role that may read, and look whether the \
             organisation allows this address.",
        ),
        FaultKind::RateLimited => Area::Key.fail(
            "JumpCloud's rate limit was exceeded.",
            "Wait until other programs with this key are done, then try again.",
        ),
        _ => Area::Key.fail(
            format!("JumpCloud could not be reached: {fault}."),
            "Look at the network, the proxy and base_url, and at status.jumpcloud.com.",
        ),
    }
}

/// Whom the key reaches beside its own tenant.
fn reach(engine: &Engine, tenant: &Tenant, organizations: &[OrganizationSummary]) -> Vec<Finding> {
    let mut findings = Vec::new();
    if organizations.len() > 1 {
        findings.push(Area::Key.warn(
            format!("The {} reaches {} organisations: a provider's key.", label(tenant), organizations.len()),
            "Where it can be, use a key of this organisation alone: its loss would concern one client.",
        ));
    }
    let own = &tenant.settings.name;
    let others: Vec<&str> = engine
        .0
        .tenants
        .values()
        .filter(|other| other.settings.name != *own)
        .filter(|other| {
            let id = other.settings.organization_id.as_ref();
            id.is_some_and(|id| organizations.iter().any(|organization| organization.id == *id))
        })
        .map(|other| other.settings.name.as_str())
        .collect();
    if !others.is_empty() {
        findings.push(Area::Key.warn(
            format!("The {} also reaches the organisations of other tenants: {}.", label(tenant), listed(others)),
            "Give each tenant a key of its own, so that no mistake in one reaches another.",
        ));
    }
    findings
}

fn clock(ahead: SignedDuration) -> Finding {
    let off = ahead.abs();
    let way = if ahead.is_negative() { "behind" } else { "ahead of" };
    let what = format!("Our clock is {} s {way} JumpCloud's.", off.as_secs());
    let mend = "Set this machine's clock by NTP: start dates, leases and evidence depend on it.";
    if off > WRONG {
        Area::Clock.fail(what, mend)
    } else if off > ODD {
        Area::Clock.warn(what, mend)
    } else {
        Area::Clock.ok("Our clock agrees with JumpCloud's.")
    }
}

fn read_key(tenant: &Tenant) -> Finding {
    if tenant.has_read_key() {
        return Area::Key.unproven(
            "read_api_key is set; that it can't write is not provable by reading.",
            "Look at its administrator's role in the admin console: it should be read only.",
        );
    }
    Area::Key
        .ok("One key both reads and writes.")
        .with_hint("With read_api_key, plan, verify and doctor never use the key that writes.")
}
