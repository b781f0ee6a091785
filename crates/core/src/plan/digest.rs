//! What a plan's digest covers: everything that a person agrees to. Not the password, random values, times or seats.

use serde::Serialize;

use super::{Plan, PlannedGroup};
use crate::chain::Digest;
use crate::guard::{Guard, TrippedGuard};
use crate::snapshot::Access;

/// The digest of a plan.
pub(super) fn digest(plan: &Plan) -> Digest {
    #[derive(Serialize)]
    struct Covered<'a> {
        version: u8,
        tenant: &'a str,
        organization: &'a str,
        config: &'a Digest,
        account: &'a crate::account::AccountFields,
        password: &'a super::PlannedPassword,
        groups: &'a [PlannedGroup],
        dynamic_groups: &'a [PlannedGroup],
        missing_groups: &'a [super::MissingGroup],
        systems: Vec<(&'a str, bool)>,
        reached_with_sudo: Vec<String>,
        ldap: &'a super::PlannedLdap,
        ssh_key: Option<&'a str>,
        activation: &'a super::PlannedActivation,
        manner: super::Manner,
        contract: Option<&'a super::PlannedContract>,
        manager: Option<&'a str>,
        it_recipients: &'a [String],
        it_channels: &'a [String],
        weakening: &'a [crate::settings::Weakening],
        approval: &'a [String],
        /// Which tripped, not their numbers: those change with the hour.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        guards: Vec<Guard>,
        calls: &'a [super::PlannedCall],
    }
    let reached = plan.reached_systems();
    of(&Covered {
        version: 1,
        tenant: &plan.tenant,
        organization: &plan.organization.id,
        config: &plan.config_digest,
        account: &plan.account,
        password: &plan.password,
        groups: &plan.groups,
        dynamic_groups: &plan.dynamic_groups,
        missing_groups: &plan.missing_groups,
        systems: plan.systems.iter().map(|system| (system.id.as_str(), system.sudo)).collect(),
        reached_with_sudo: reached.iter().filter(|(_, system)| system.sudo).map(|(id, _)| id.clone()).collect(),
        ldap: &plan.ldap,
        ssh_key: plan.ssh_key.as_ref().map(|key| key.fingerprint.as_str()),
        activation: &plan.activation,
        manner: plan.manner,
        contract: plan.contract.as_ref(),
        manager: plan.manager.as_ref().map(|manager| manager.email.as_str()),
        it_recipients: &plan.it_recipients,
        it_channels: &plan.it_channels,
        weakening: &plan.weakening,
        approval: &plan.approval,
        guards: plan.guards.iter().map(|tripped| tripped.guard).collect(),
        calls: &plan.calls,
    })
}

fn of(value: &impl Serialize) -> Digest {
    // Every type above serialises: maps have text keys only.
    Digest::of(serde_json::to_string(value).unwrap_or_default().as_bytes())
}

impl Plan {
    /// The same plan with these guards tripped, and the digest that goes with them.
    #[must_use]
    pub fn with_guards(mut self, guards: Vec<TrippedGuard>) -> Plan {
        self.guards = guards;
        self.digest = digest(&self);
        self
    }

    /// The digest that the plan would have if no guard had tripped: guards are about others than this person, and are
    /// released by a person of their own.
    #[must_use]
    pub fn digest_without_guards(&self) -> Digest {
        match self.guards.is_empty() {
            true => self.digest,
            false => self.clone().with_guards(Vec::new()).digest,
        }
    }

    /// Groups of this plan whose access in the directory is no longer the one agreed to, by name.
    ///
    /// This is the check right before activation: the account itself has been created since the plan was made, so a
    /// whole new plan can't be compared.
    pub fn moved_groups<'a>(&'a self, now: impl Fn(&str) -> Option<Access> + 'a) -> impl Iterator<Item = &'a str> {
        self.granting_groups()
            .filter(move |group| now(&group.id).map(Access::sorted).as_ref() != Some(&group.access))
            .map(|group| group.name.as_str())
    }
}
