//! What a correction changes of the account itself: only what it does not have yet.

use std::collections::BTreeSet;

use super::Desk;
use super::access::{Standing, standing};
use crate::effect::Effect;
use crate::plan::{PlannedLdap, PlannedManager, activation, groups, make};
use crate::problem::Affected;

impl Desk<'_> {
    pub(super) fn ldap(&mut self) {
        let asked = self.request.ldap_bind.unwrap_or(false);
        if !asked {
            if self.facts.ldap_binding_user {
                self.is_settled("ldap_bind", "it is an LDAP bind user");
                return;
            }
            if let PlannedLdap::Direct { server } = &self.plan.ldap {
                let (what, bound) =
                    (format!("LDAP server {}", server.name), Effect::BindLdap { id: server.id.clone() });
                if !self.is_undone(&what, "ldap_bind", &bound) {
                    return;
                }
            }
        }
        self.plan.account.ldap_binding_user = asked;
        match make::ldap(&self.plan.account, &self.plan.groups, self.snapshot) {
            Ok(ldap) => self.plan.ldap = ldap,
            Err(problem) => self.problems.push(problem.about(Affected::Field("ldap_bind".into()))),
        }
    }

    pub(super) fn key(&mut self) {
        if !self.is_undone("the SSH key", "public_key", &Effect::AddKey) {
            return;
        }
        match make::planned_key(self.request, &self.plan.account.username) {
            Ok(key) => self.plan.ssh_key = key,
            Err(problem) => self.problems.push(problem),
        }
    }

    pub(super) fn manager(&mut self) {
        let field = "manager_email";
        if self.facts.manager.is_some() {
            return self.is_settled(field, "it has a manager");
        }
        if standing(self.run, &Effect::NotifyManager) == Standing::Done {
            return self.is_settled(field, "the manager has been told");
        }
        let found = make::manager(self.request, &self.snapshot.people);
        self.plan.account.manager = found.map(|account| account.id.clone());
        self.plan.manager = self.request.manager_email.as_ref().map(|email| PlannedManager {
            email: email.normalised(),
            account_id: found.map(|account| account.id.clone()),
            name: found.map(|account| account.display_name.clone()),
        });
    }

    pub(super) fn attributes(&mut self) {
        let (before, now) = (&self.old_request.attributes, &self.request.attributes);
        let changed: BTreeSet<String> = before
            .keys()
            .chain(now.keys())
            .filter(|name| before.get(*name) != now.get(*name))
            .map(|name| name.as_str().to_owned())
            .collect();
        for name in changed {
            if self.facts.attributes.contains_key(&name) {
                self.is_settled(&format!("attributes.{name}"), "it has this attribute");
                continue;
            }
            let value = now.iter().find(|(one, _)| one.as_str() == name).map(|(_, value)| value.as_str().to_owned());
            match value {
                Some(value) => drop(self.plan.account.attributes.insert(name, value)),
                None => drop(self.plan.account.attributes.remove(&name)),
            }
        }
        // Rules of groups look at attributes, too.
        let wanted = groups::wanted(self.request, self.settings);
        let verified = groups::verify(&wanted, &self.plan.account, self.settings, self.snapshot);
        self.plan.dynamic_groups = verified.dynamic;
    }

    pub(super) fn activation(&mut self) {
        let field = if self.old_request.personal_email == self.request.personal_email {
            "send_activation_email"
        } else {
            "personal_email"
        };
        if self.run.lets_in() || standing(self.run, &Effect::Activate) == Standing::Uncertain {
            return self.is_settled(field, "it has been activated, or may have been");
        }
        match activation::mail(self.request, self.settings, self.plan.password) {
            Ok(mail) => self.plan.activation.mail = mail,
            Err(problem) => self.problems.push(problem),
        }
    }

    /// The account has it.
    fn is_settled(&mut self, field: &str, why: &str) {
        let username = self.plan.account.username.clone();
        let message = format!("the account {username} is beyond a correction of this: {why}");
        let flag = match field.strip_prefix("attributes.") {
            Some(name) => format!("--attribute {name}=VALUE"),
            None => format!("--{} VALUE", field.replace('_', "-")),
        };
        self.refuse(field, message, format!("dayone move {username} {flag}"));
    }
}
