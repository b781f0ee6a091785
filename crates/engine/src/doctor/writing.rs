//! Operations that write: not provable by reading.

use super::finding::{Area, Finding};
use crate::tenant::Tenant;

/// Each with what it does and which verb needs it; the first and the last are proved by a trial.
const WRITES: [(&str, &str, &str); 7] = [
    ("POST /systemusers", "creating users", "provision"),
    ("PUT /systemusers/{id}", "changing users, MFA settings among them", "provision, move"),
    ("POST /v2/usergroups/{group_id}/members", "adding members to user groups", "provision, move"),
    (
        "POST /v2/users/{user_id}/associations",
        "binding systems and LDAP",
        "provision with system_bindings or ldap_bind",
    ),
    ("POST /systemusers/{id}/sshkeys", "adding SSH keys", "provision with public_key"),
    ("POST /systemusers/{id}/state/activate", "activating users", "provision"),
    ("DELETE /systemusers/{id}", "deleting users", "runs undo"),
];

/// What no reading, and no trial, has proved.
pub(super) fn unproven(tenant: &Tenant, tried: bool) -> Vec<Finding> {
    let by_trial = |operation: &str| operation == "POST /systemusers" || operation.starts_with("DELETE");
    let key = if tenant.has_read_key() { ", with the key that writes" } else { "" };
    WRITES
        .iter()
        .filter(|(operation, ..)| !(tried && by_trial(operation)))
        .map(|(operation, what, verbs)| {
            let mend = match by_trial(operation) {
                true => "`dayone doctor --try` makes and deletes a staged throw-away account.",
                false => "Give the key's administrator a role that may do this; the first hire proves it.",
            };
            let what = format!("{what} ({operation}), needed by {verbs}{key}: not provable by reading.");
            Area::Writing.unproven(capital(&what), mend)
        })
        .collect()
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}
