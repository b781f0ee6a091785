//! The kinds of things an organisation holds; most are also nodes of its graph, the last six are not.

use serde::{Deserialize, Serialize};

/// A kind of document, named as in JumpCloud's graph types.
// Source: JumpCloud API v2, GraphType, read 2026-03 (workday is a directory type, not a graph type).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// A system user: the account of a person.
    User,
    /// A group of users.
    UserGroup,
    /// A group of systems.
    SystemGroup,
    /// A device.
    System,
    /// A group of policies.
    PolicyGroup,
    /// A policy.
    Policy,
    /// A command.
    Command,
    /// An application with single sign-on.
    Application,
    /// A RADIUS server.
    RadiusServer,
    /// An LDAP server.
    LdapServer,
    /// A Google Workspace directory.
    GSuite,
    /// A Microsoft 365 directory.
    #[serde(rename = "office_365")]
    Office365,
    /// An Active Directory.
    ActiveDirectory,
    /// A Workday directory.
    Workday,
    /// An identity provider routing policy.
    IdpRoutingPolicy,
    /// An item of the password manager.
    PasswordManagerItem,
    /// What a policy is made from.
    PolicyTemplate,
    /// The password policy of user groups.
    PasswordPolicy,
    /// The organisation's own words for one type of mail.
    CustomEmail,
    /// A change of a user's state that is to come.
    ScheduledState,
    /// A bulk job with its rows.
    BulkJob,
    /// What came of a policy on a system.
    PolicyResult,
}

impl Kind {
    /// All kinds, in the order of their declaration.
    pub const ALL: [Kind; 22] = [
        Kind::User,
        Kind::UserGroup,
        Kind::SystemGroup,
        Kind::System,
        Kind::PolicyGroup,
        Kind::Policy,
        Kind::Command,
        Kind::Application,
        Kind::RadiusServer,
        Kind::LdapServer,
        Kind::GSuite,
        Kind::Office365,
        Kind::ActiveDirectory,
        Kind::Workday,
        Kind::IdpRoutingPolicy,
        Kind::PasswordManagerItem,
        Kind::PolicyTemplate,
        Kind::PasswordPolicy,
        Kind::CustomEmail,
        Kind::ScheduledState,
        Kind::BulkJob,
        Kind::PolicyResult,
    ];

    /// The name JumpCloud uses in the graph, such as `user_group`.
    pub fn name(self) -> &'static str {
        match self {
            Kind::User => "user",
            Kind::UserGroup => "user_group",
            Kind::SystemGroup => "system_group",
            Kind::System => "system",
            Kind::PolicyGroup => "policy_group",
            Kind::Policy => "policy",
            Kind::Command => "command",
            Kind::Application => "application",
            Kind::RadiusServer => "radius_server",
            Kind::LdapServer => "ldap_server",
            Kind::GSuite => "g_suite",
            Kind::Office365 => "office_365",
            Kind::ActiveDirectory => "active_directory",
            Kind::Workday => "workday",
            Kind::IdpRoutingPolicy => "idp_routing_policy",
            Kind::PasswordManagerItem => "password_manager_item",
            Kind::PolicyTemplate => "policy_template",
            Kind::PasswordPolicy => "password_policy",
            Kind::CustomEmail => "custom_email",
            Kind::ScheduledState => "scheduled_state",
            Kind::BulkJob => "bulk_job",
            Kind::PolicyResult => "policy_result",
        }
    }

    /// The key of its documents in a seed.
    pub(crate) fn plural(self) -> &'static str {
        match self {
            Kind::User => "users",
            Kind::UserGroup => "user_groups",
            Kind::SystemGroup => "system_groups",
            Kind::System => "systems",
            Kind::PolicyGroup => "policy_groups",
            Kind::Policy => "policies",
            Kind::Command => "commands",
            Kind::Application => "applications",
            Kind::RadiusServer => "radius_servers",
            Kind::LdapServer => "ldap_servers",
            Kind::GSuite => "g_suites",
            Kind::Office365 => "office_365s",
            Kind::ActiveDirectory => "active_directories",
            Kind::Workday => "workdays",
            Kind::IdpRoutingPolicy => "idp_routing_policies",
            Kind::PasswordManagerItem => "password_manager_items",
            Kind::PolicyTemplate => "policy_templates",
            Kind::PasswordPolicy => "password_policies",
            Kind::CustomEmail => "custom_emails",
            Kind::ScheduledState => "scheduled_states",
            Kind::BulkJob => "bulk_jobs",
            Kind::PolicyResult => "policy_results",
        }
    }

    /// The kind of that name.
    pub fn named(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The kind a path segment of API v1 or v2 stands for, such as `usergroups`.
    pub(crate) fn of_segment(segment: &str) -> Option<Kind> {
        Some(match segment {
            "users" | "systemusers" => Kind::User,
            "usergroups" => Kind::UserGroup,
            "systemgroups" => Kind::SystemGroup,
            "systems" => Kind::System,
            "policygroups" => Kind::PolicyGroup,
            "policies" => Kind::Policy,
            "commands" => Kind::Command,
            "applications" => Kind::Application,
            "radiusservers" => Kind::RadiusServer,
            "ldapservers" => Kind::LdapServer,
            "gsuites" => Kind::GSuite,
            "office365s" => Kind::Office365,
            "activedirectories" => Kind::ActiveDirectory,
            "workdays" => Kind::Workday,
            "policytemplates" => Kind::PolicyTemplate,
            "passwordpolicies" => Kind::PasswordPolicy,
            _ => return None,
        })
    }

    /// Distance from the people: access flows from a lower rank to a higher one.
    pub(crate) fn rank(self) -> u8 {
        match self {
            Kind::User => 0,
            Kind::UserGroup => 1,
            Kind::SystemGroup => 2,
            Kind::System => 3,
            Kind::PolicyGroup => 4,
            _ => 5,
        }
    }

    /// Whether API v1 owns the document (its id is `_id`) or v2 (its id is `id`).
    pub(crate) fn is_v1(self) -> bool {
        matches!(self, Kind::User | Kind::System | Kind::Application | Kind::RadiusServer | Kind::Command)
    }

    /// What may be associated with this kind by `POST .../associations`; memberships are another thing.
    // Source: JumpCloud API v2, GraphOperation-* definitions, read 2026-03.
    pub(crate) fn partners(self) -> &'static [Kind] {
        const PEOPLE: &[Kind] = &[Kind::User, Kind::UserGroup];
        const DEVICES: &[Kind] = &[Kind::System, Kind::SystemGroup];
        match self {
            Kind::User | Kind::UserGroup => &[
                Kind::ActiveDirectory,
                Kind::Application,
                Kind::GSuite,
                Kind::IdpRoutingPolicy,
                Kind::LdapServer,
                Kind::Office365,
                Kind::PasswordManagerItem,
                Kind::RadiusServer,
                Kind::System,
                Kind::SystemGroup,
            ],
            Kind::System | Kind::SystemGroup => {
                &[Kind::Command, Kind::Policy, Kind::PolicyGroup, Kind::User, Kind::UserGroup]
            }
            Kind::Policy | Kind::PolicyGroup => DEVICES,
            Kind::Command => &[Kind::System, Kind::SystemGroup, Kind::PasswordManagerItem],
            Kind::Workday
            | Kind::PolicyTemplate
            | Kind::PasswordPolicy
            | Kind::CustomEmail
            | Kind::ScheduledState
            | Kind::BulkJob
            | Kind::PolicyResult => &[],
            _ => PEOPLE,
        }
    }

    /// What may be a member of this kind by `POST .../members`.
    pub(crate) fn member(self) -> Option<Kind> {
        match self {
            Kind::UserGroup => Some(Kind::User),
            Kind::SystemGroup => Some(Kind::System),
            Kind::PolicyGroup => Some(Kind::Policy),
            _ => None,
        }
    }
}
