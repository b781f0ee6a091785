//! What the key must be allowed to read, and which verb needs it.

use dayone_core::fault::{Fault, FaultKind};

use super::finding::{Area, Finding};

/// An operation that reads.
pub(super) struct Capability {
    /// As in the specification.
    pub(super) operation: &'static str,
    /// What it reads, for people.
    pub(super) what: &'static str,
    /// Which verbs need it.
    pub(super) verbs: &'static str,
}

const fn reads(operation: &'static str, what: &'static str, verbs: &'static str) -> Capability {
    Capability { operation, what, verbs }
}

const ALL: &str = "plan, provision, verify";
const PLAN: &str = "plan, provision";

pub(super) const ORGANIZATION: Capability = reads("GET /organizations/{id}", "the organisation's settings", PLAN);
pub(super) const USERS: Capability = reads("GET /systemusers", "users", ALL);
pub(super) const SEARCH: Capability = reads("POST /search/systemusers", "users by what is asked for", ALL);
pub(super) const KEYS: Capability = reads("GET /systemusers/{id}/sshkeys", "SSH keys", "verify");
pub(super) const SYSTEMS: Capability = reads("POST /search/systems", "systems", ALL);
pub(super) const APPLICATIONS: Capability = reads("GET /applications", "applications", ALL);
pub(super) const RADIUS: Capability = reads("GET /radiusservers", "RADIUS servers", ALL);
pub(super) const GROUPS: Capability = reads("GET /v2/usergroups", "user groups", ALL);
pub(super) const MEMBERS: Capability =
    reads("GET /v2/usergroups/{group_id}/members", "members of user groups", "provision (bulk), verify");
pub(super) const MEMBER_OF: Capability =
    reads("GET /v2/users/{user_id}/memberof", "groups of a user", "provision, verify");
pub(super) const SYSTEM_GROUPS: Capability = reads("GET /v2/systemgroups", "system groups", PLAN);
pub(super) const GROUP_POLICIES: Capability =
    reads("GET /v2/systemgroups/{group_id}/policies", "policies of system groups", PLAN);
pub(super) const LDAP: Capability = reads("GET /v2/ldapservers", "LDAP servers", ALL);
pub(super) const DIRECTORIES: Capability = reads("GET /v2/directories", "directories", ALL);
pub(super) const POLICIES: Capability = reads("GET /v2/policies", "policies", PLAN);
pub(super) const GRANTS: Capability =
    reads("GET /v2/usergroups/{group_id}/systems and its like", "what groups grant", PLAN);
pub(super) const REACH: Capability =
    reads("GET /v2/users/{user_id}/systems and its like", "what users reach", "verify, explain");
pub(super) const BINDINGS: Capability =
    reads("GET /v2/users/{user_id}/associations", "direct bindings of users", "verify");

/// Says how reading went, and hands on what was read.
pub(super) fn judge<T>(capability: &Capability, read: Result<T, Fault>, findings: &mut Vec<Finding>) -> Option<T> {
    let Capability { operation, what, verbs } = capability;
    match read {
        Ok(value) => {
            findings.push(Area::Reading.ok(format!("Can read {what} ({operation}).")));
            Some(value)
        }
        Err(fault) => {
            findings.push(failed(capability, &fault, verbs));
            None
        }
    }
}

fn failed(capability: &Capability, fault: &Fault, verbs: &str) -> Finding {
    let Capability { operation, what, .. } = capability;
    match fault.kind {
        FaultKind::Forbidden | FaultKind::Unauthenticated => Area::Reading.fail(
            format!("The key may not read {what} ({operation}); needed by {verbs}."),
            format!("Give the key's administrator a role that may read {what}."),
        ),
        _ => Area::Reading.fail(
            format!("Could not read {what}, needed by {verbs}: {fault}."),
            "Try again later; if it stays so, look at status.jumpcloud.com.",
        ),
    }
}

/// Nothing is there on which it could be tried.
pub(super) fn untried(capability: &Capability, lacking: &str, findings: &mut Vec<Finding>) {
    let Capability { operation, what, verbs } = capability;
    findings.push(Area::Reading.unproven(
        format!("Reading {what} ({operation}) could not be tried: there is no {lacking}; needed by {verbs}."),
        "Run doctor again when there is one.",
    ));
}
