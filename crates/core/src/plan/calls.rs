//! The calls that a plan will make, in order.

use super::{Plan, PlannedCall, PlannedPassword};
use crate::effect::StateChange;
use crate::run::masked;
use crate::steps::Step;

/// Every call from the first write on; calls of one step run at once.
pub(super) fn calls(plan: &Plan) -> Vec<PlannedCall> {
    let mut calls = Vec::new();
    let mut call = |step: Step, method: &str, path: &str, about: String| {
        calls.push(PlannedCall { step, method: method.into(), path: path.into(), about });
    };
    let fields = if plan.account.attributes.is_empty() { "" } else { ", with its attributes" };
    let folded = format!("create {} staged{fields}", plan.account.username);
    call(Step::UserCreation, "POST", "/api/systemusers", folded);
    for group in plan.missing_groups.iter().filter(|group| group.create) {
        call(Step::GroupAssignment, "POST", "/api/v2/usergroups", format!("create {}", group.name));
        call(Step::GroupAssignment, "POST", "/api/v2/usergroups/{group}/members", format!("add to {}", group.name));
    }
    for group in plan.groups.iter().filter(|group| group.is_static()) {
        let path = format!("/api/v2/usergroups/{}/members", group.id);
        call(Step::GroupAssignment, "POST", &path, format!("add to {}", group.name));
    }
    for system in &plan.systems {
        let sudo = if system.sudo { " with sudo" } else { "" };
        let about = format!("bind {}{sudo}", system.name);
        call(Step::SystemBinding, "POST", "/api/v2/users/{user}/associations", about);
    }
    if let super::PlannedLdap::Direct { server } = &plan.ldap {
        call(Step::LdapBinding, "POST", "/api/v2/users/{user}/associations", format!("bind {}", server.name));
    }
    if let Some(key) = &plan.ssh_key {
        call(Step::SshKeyConfiguration, "POST", "/api/systemusers/{user}/sshkeys", format!("add {}", key.fingerprint));
    }
    if plan.sets_password_late() {
        call(Step::ActivationEmail, "PUT", "/api/systemusers/{user}", "set the password [sealed]".into());
    }
    let mail = match plan.activation.recipient() {
        Some(recipient) => format!("activate, mail to {}", masked(recipient)),
        None => "activate without mail".into(),
    };
    let at_once = ("POST", "/api/systemusers/{user}/state/activate");
    let later = ("POST", "/api/v2/bulk/userstates");
    let look = ("GET", "/api/v2/bulk/userstates", "look what is scheduled already");
    let mut last = Vec::new();
    match plan.scheduled_for(StateChange::Activation) {
        Some(at) => last.push((later, format!("let JumpCloud {mail}, {at}"))),
        None => last.push((at_once, mail)),
    }
    let suspension = plan.scheduled_for(StateChange::Suspension);
    last.extend(suspension.map(|at| (later, format!("let JumpCloud suspend the account, {at}"))));
    for ((method, path), about) in last {
        if path == later.1 {
            call(Step::ActivationEmail, look.0, look.1, look.2.into());
        }
        call(Step::ActivationEmail, method, path, about);
    }
    call(Step::Documentation, "GET", "/api/systemusers/{user}", "read the account back".into());
    call(Step::Documentation, "GET", "/api/v2/users/{user}/memberof", "read the memberships back".into());
    calls
}

impl Plan {
    /// The password is set right before activation, so that its age starts then. What JumpCloud activates by itself
    /// needs one from the start.
    #[must_use]
    pub fn sets_password_late(&self) -> bool {
        self.activation.due.is_some() && !self.by_directory() && self.password != PlannedPassword::ActivationLink
    }

    /// How many of the calls write.
    #[must_use]
    pub fn writes(&self) -> usize {
        self.calls.iter().filter(|call| call.method != "GET").count()
    }
}
