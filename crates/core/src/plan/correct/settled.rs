//! Inputs that can't be corrected any more: the account has them, or the run was opened with them.

use crate::problem::Problem;
use crate::request::Request;
use crate::run::Run;

/// Inputs that can still be undone when the account exists. Whether they are is seen value by value.
const OPEN: [&str; 11] = [
    "user_groups",
    "additional_groups",
    "exclude_groups",
    "skip_group_defaults",
    "system_bindings",
    "ldap_bind",
    "public_key",
    "manager_email",
    "attributes",
    "send_activation_email",
    "personal_email",
];

/// The old request with those inputs of the new one that can still be undone.
pub(super) fn with_open_inputs(old: &Request, new: &Request) -> Request {
    Request {
        user_groups: new.user_groups.clone(),
        additional_groups: new.additional_groups.clone(),
        exclude_groups: new.exclude_groups.clone(),
        skip_group_defaults: new.skip_group_defaults,
        system_bindings: new.system_bindings.clone(),
        ldap_bind: new.ldap_bind,
        public_key: new.public_key.clone(),
        manager_email: new.manager_email.clone(),
        attributes: new.attributes.clone(),
        send_activation_email: new.send_activation_email,
        personal_email: new.personal_email.clone(),
        ..old.clone()
    }
}

/// A problem for each of these inputs that is settled once there is an account.
#[must_use]
pub fn settled_inputs<'a>(run: &Run, names: impl IntoIterator<Item = &'a str>) -> Vec<Problem> {
    let username = run.plan().map_or("USERNAME", |plan| plan.account.username.as_str());
    let settled = names.into_iter().filter(|name| !OPEN.contains(name));
    settled
        .map(|name| {
            let (message, mend) = match name {
                "start_date" | "end_date" | "time_zone" => (
                    format!("{name} belongs to the dates of the run"),
                    format!("dayone runs reschedule {} --help", run.id),
                ),
                "tenant" | "request_key" | "requested_by" | "ticket" => {
                    (format!("{name} belongs to the run as it was opened"), "leave it out here".to_owned())
                }
                "password" => (
                    "the account exists with its password, or without one".to_owned(),
                    "reset it in the JumpCloud admin console".to_owned(),
                ),
                _ => (
                    format!("the account {username} exists already with its {name}: a correction does not change it"),
                    format!("dayone move {username} --{} VALUE", name.replace('_', "-")),
                ),
            };
            Problem::with_field(name, message, mend)
        })
        .collect()
}
