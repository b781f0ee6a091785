//! Kinds of groups, of what they grant, and of administrator rights.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A kind of group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupKind {
    /// A group of systems.
    System,
    /// A group of users.
    User,
}

/// A kind of thing that a group grants, or brings to its systems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each name says it")]
pub enum GrantKind {
    Policy,
    PolicyGroup,
    System,
    SystemGroup,
    Application,
    LdapServer,
    RadiusServer,
    GSuite,
    #[serde(rename = "office_365")]
    Office365,
}

/// Administrator rights on the systems that are reached.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sudo {
    /// None.
    #[default]
    Off,
    /// With the person's password.
    WithPassword,
    /// Without being asked for a password.
    WithoutPassword,
}

impl GroupKind {
    /// Both, in the order in which they are made.
    pub const ALL: [GroupKind; 2] = [GroupKind::System, GroupKind::User];

    /// What it can grant.
    // Source: JumpCloud API v2, read 2026-03: no user group is bound to a policy.
    #[must_use]
    pub fn grants(self) -> &'static [GrantKind] {
        match self {
            GroupKind::System => &[GrantKind::Policy, GrantKind::PolicyGroup],
            GroupKind::User => &[
                GrantKind::System,
                GrantKind::SystemGroup,
                GrantKind::Application,
                GrantKind::LdapServer,
                GrantKind::RadiusServer,
                GrantKind::GSuite,
                GrantKind::Office365,
            ],
        }
    }

    /// The table of the declaration in which it stands.
    #[must_use]
    pub fn table(self) -> &'static str {
        match self {
            GroupKind::System => "system_groups",
            GroupKind::User => "user_groups",
        }
    }

    /// For people.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            GroupKind::System => "system group",
            GroupKind::User => "user group",
        }
    }
}

impl GrantKind {
    /// All of them.
    pub const ALL: [GrantKind; 9] = [
        GrantKind::Policy,
        GrantKind::PolicyGroup,
        GrantKind::System,
        GrantKind::SystemGroup,
        GrantKind::Application,
        GrantKind::LdapServer,
        GrantKind::RadiusServer,
        GrantKind::GSuite,
        GrantKind::Office365,
    ];

    /// The key of the declaration that lists it. Systems with administrator rights have keys of their own.
    #[must_use]
    pub fn key(self, sudo: Sudo) -> &'static str {
        match (self, sudo) {
            (GrantKind::System, Sudo::WithPassword) => "systems_with_sudo",
            (GrantKind::System, Sudo::WithoutPassword) => "systems_with_passwordless_sudo",
            (GrantKind::System, Sudo::Off) => "systems",
            (GrantKind::SystemGroup, _) => "system_groups",
            (GrantKind::Application, _) => "applications",
            (GrantKind::LdapServer, _) => "ldap_servers",
            (GrantKind::RadiusServer, _) => "radius_servers",
            (GrantKind::GSuite, _) => "g_suites",
            (GrantKind::Office365, _) => "office_365s",
            (GrantKind::Policy, _) => "policies",
            (GrantKind::PolicyGroup, _) => "policy_groups",
        }
    }

    /// For people.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            GrantKind::System => "system",
            GrantKind::SystemGroup => "system group",
            GrantKind::Application => "application",
            GrantKind::LdapServer => "LDAP server",
            GrantKind::RadiusServer => "RADIUS server",
            GrantKind::GSuite => "Google Workspace",
            GrantKind::Office365 => "Microsoft 365",
            GrantKind::Policy => "policy",
            GrantKind::PolicyGroup => "policy group",
        }
    }
}

impl Sudo {
    /// The word of the declaration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Sudo::Off => "off",
            Sudo::WithPassword => "with_password",
            Sudo::WithoutPassword => "without_password",
        }
    }

    /// For people.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Sudo::Off => "no sudo",
            Sudo::WithPassword => "sudo",
            Sudo::WithoutPassword => "sudo without password",
        }
    }

    /// True if nothing is given.
    #[must_use]
    pub fn is_off(&self) -> bool {
        *self == Sudo::Off
    }
}
