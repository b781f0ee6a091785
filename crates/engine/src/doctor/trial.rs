//! The trial: a staged throw-away account is made, looked at, and deleted.
//!
//! This is the one place beside undo and scheduled deletion where an account is deleted: doctor undoes what it has
//! itself made a moment before, and knows the account by the id of that very answer, or by a name with eight random
//! characters. The account is in no group, is never activated, and has no password.

use std::time::Duration;

use dayone_core::fault::{Delivery, Fault, FaultKind};
use dayone_jumpcloud::{NewUser, Removal, User, UserKey, UserQuery, UserState};

use super::finding::{Area, Finding, Health};
use crate::engine::Engine;
use crate::tenant::Tenant;

/// How the throw-away account's name begins.
pub(super) const PREFIX: &str = "dayone-doctor-";
/// Waits before each try of the deletion, and before each look for an account whose creation was not answered.
const WAITS: [u64; 5] = [0, 500, 1500, 3000, 5000];

pub(super) async fn attempt(
    engine: &Engine,
    tenant: &Tenant,
    organization: &str,
    findings: &[Finding],
) -> Vec<Finding> {
    let broken = |finding: &Finding| finding.state == Health::Fail && finding.area.matters_for_writes();
    if findings.iter().any(broken) {
        return vec![
            Area::Writing.unproven("Writing was not tried: something above fails.", "Mend it, then try again."),
        ];
    }
    if let Ok(Some(_)) = engine.frozen(&tenant.settings.name).await {
        return vec![
            Area::Writing.unproven("Writing was not tried: it is frozen.", "`dayone unfreeze`, then try again."),
        ];
    }
    if let Some(finding) = elsewhere(tenant, organization).await {
        return vec![finding];
    }
    let username = format!("{PREFIX}{}", engine.randomness().id(8).to_lowercase());
    let created = tenant.writer().create_user(&account(&username)).await;
    let mut findings = Vec::new();
    let id = match created {
        Ok(user) => {
            findings.push(checked(engine, tenant, &user, &username, organization).await);
            Some(user.id)
        }
        Err(fault) => {
            findings.push(refused(&fault));
            if fault.delivery != Delivery::Unknown {
                return findings;
            }
            match look(engine, tenant, &username).await {
                Ok(found) => found,
                Err(fault) => {
                    findings.push(leftover(&username, None, &fault));
                    return findings;
                }
            }
        }
    };
    if let Some(id) = id {
        findings.push(delete(engine, tenant, &username, &id).await);
    }
    findings
}

/// Before anything is written, the key that writes must see the same organisation.
async fn elsewhere(tenant: &Tenant, organization: &str) -> Option<Finding> {
    if !tenant.has_read_key() {
        return None;
    }
    match tenant.writer().organization(organization).await {
        Ok(Some(found)) if found.id == organization => None,
        Ok(_) => Some(Area::Writing.fail(
            format!("The key that writes does not see organisation {organization}."),
            "Give api_key and read_api_key of one and the same organisation.",
        )),
        Err(fault) => Some(Area::Writing.fail(
            format!("The key that writes could not read its organisation: {fault}."),
            "Give a valid api_key; a wrong region looks the same as a wrong key.",
        )),
    }
}

/// Staged, at a domain that nobody has, with nothing but what is required.
fn account(username: &str) -> NewUser {
    NewUser { state: Some(UserState::Staged), ..NewUser::new(username, format!("{username}@example.com")) }
}

/// The answer beside what was sent. Another organisation stops all writes of the tenant.
async fn checked(engine: &Engine, tenant: &Tenant, user: &User, username: &str, organization: &str) -> Finding {
    if !user.organization.is_empty() && user.organization != organization {
        let fault = Fault {
            kind: FaultKind::WrongOrganization,
            delivery: Delivery::Unknown,
            operation: "POST /systemusers".into(),
            status: None,
            retry_after: None,
            detail: None,
        };
        let stopped = match engine.stop_tenant(&tenant.settings.name, &fault).await {
            Ok(()) => "all writes of the tenant are stopped",
            Err(_) => "writes could not be stopped",
        };
        let found = &user.organization;
        return Area::Writing.fail(
            format!("The throw-away account was created in organisation {found}, not in {organization}: {stopped}."),
            "Set jumpcloud_org_id and api_key of one and the same organisation before anything else is written.",
        );
    }
    if user.state != UserState::Staged || !user.username.eq_ignore_ascii_case(username) {
        return Area::Writing.fail(
            "The throw-away account did not come back as it was sent: staged, with its name.",
            "Don't write until JumpCloud's answer is understood: accounts would be active too early.",
        );
    }
    Area::Writing.ok("A staged throw-away account was created, and came back as sent (POST /systemusers).")
}

fn refused(fault: &Fault) -> Finding {
    Area::Writing.fail(
        format!("No account could be created: {fault}."),
        "Give the key's administrator a role that may create users, and look at the seats.",
    )
}

/// The account of a creation that was not answered, if it shows within ten seconds.
async fn look(engine: &Engine, tenant: &Tenant, username: &str) -> Result<Option<String>, Fault> {
    let query = UserQuery {
        any_of: vec![(UserKey::Username, username.to_owned())],
        term: None,
        fields: vec!["_id", "username"],
    };
    for wait in WAITS {
        engine.clock().sleep(Duration::from_millis(wait)).await;
        if let Some(user) = tenant.writer().search_users(&query).await?.into_iter().next() {
            return Ok(Some(user.id));
        }
    }
    Ok(None)
}

async fn delete(engine: &Engine, tenant: &Tenant, username: &str, id: &str) -> Finding {
    let removal = Removal::for_undo(tenant.writer());
    let mut waits = WAITS.into_iter();
    loop {
        engine.clock().sleep(Duration::from_millis(waits.next().unwrap_or_default())).await;
        match removal.delete_user(id).await {
            Ok(_) => return Area::Writing.ok("The throw-away account was deleted (DELETE /systemusers/{id})."),
            Err(fault) if fault.is_transient() && waits.len() > 0 => {}
            Err(fault) => return leftover(username, Some(id), &fault),
        }
    }
}

fn leftover(username: &str, id: Option<&str>, fault: &Fault) -> Finding {
    let (what, id) = match id {
        Some(id) => ("is LEFT BEHIND", format!(" ({id})")),
        None => ("MAY BE LEFT BEHIND", String::new()),
    };
    Area::Writing.fail(
        format!("Throw-away account {username}{id} {what}: {fault}."),
        format!("Delete {username} in the admin console; it is staged, and nobody can sign in with it."),
    )
}
