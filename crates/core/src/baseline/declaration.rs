//! What is declared, by name. These types are read from the configuration and written by import alike.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::kinds::{GrantKind, GroupKind, Sudo};
use super::rule::RuleMembers;

/// Groups, what they grant, and the organisation's own mails, as `dayone baseline apply` makes them true.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Declaration {
    /// Groups of users, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub user_groups: BTreeMap<String, UserGroupDeclaration>,
    /// Groups of systems, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub system_groups: BTreeMap<String, SystemGroupDeclaration>,
    /// The organisation's own words in JumpCloud's mails, by mail.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub emails: BTreeMap<EmailKind, EmailWords>,
}

/// A group of users. What is left out is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct UserGroupDeclaration {
    /// What it is for.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Administrator rights on every system that the group reaches. Default: `off`.
    #[serde(skip_serializing_if = "Sudo::is_off")]
    pub sudo: Sudo,
    /// Systems, by display name, else host name. Every thing may be given by its id instead of its name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub systems: Vec<String>,
    /// Systems, with sudo on them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub systems_with_sudo: Vec<String>,
    /// Systems, with sudo on them that asks for no password.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub systems_with_passwordless_sudo: Vec<String>,
    /// Groups of systems: declared here, or there already.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub system_groups: Vec<String>,
    /// Applications, by label.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub applications: Vec<String>,
    /// LDAP servers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ldap_servers: Vec<String>,
    /// RADIUS servers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub radius_servers: Vec<String>,
    /// Google Workspace directories.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub g_suites: Vec<String>,
    /// Microsoft 365 directories.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub office_365s: Vec<String>,
    /// Who is in it by rule. Without it, members are added by hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleDeclaration>,
}

/// A group of systems. What is left out is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SystemGroupDeclaration {
    /// What it is for.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Policies that hold on its systems.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<String>,
    /// Groups of policies that hold on its systems.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub policy_groups: Vec<String>,
    /// Which systems are in it by rule. Without it, members are added by hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleDeclaration>,
}

/// Who is in a group by rule: `conditions`, all of which must hold, or else `query`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RuleDeclaration {
    /// What happens to whom the rule fits. Default: `automatic`.
    #[serde(skip_serializing_if = "RuleMembers::is_automatic")]
    pub members: RuleMembers,
    /// Conditions, all of which must hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<ConditionDeclaration>,
    /// A rule of another form, as JumpCloud's `memberQuery` in JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
}

/// A condition of a rule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConditionDeclaration {
    /// The field as JumpCloud names it: `department`, `attributes.costCenter`.
    pub field: String,
    /// The comparison as JumpCloud names it: `eq`, `ne`, `in`.
    pub operator: String,
    /// What is compared with; several for `in`, separated by `|`.
    pub value: String,
}

/// One of JumpCloud's mails that can have the organisation's own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the directory's own")]
pub enum EmailKind {
    ActivateGappsUser,
    ActivateO365User,
    LockoutNoticeUser,
    PasswordExpiration,
    PasswordExpirationWarning,
    PasswordResetConfirmation,
    UserChangePassword,
    ActivateUserCustom,
}

/// The words of a mail. What is left out is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EmailWords {
    /// Its subject.
    pub subject: String,
    /// The title above the text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The line below the title.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub header: String,
    /// The text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub body: String,
    /// What stands on the button.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub button: String,
    /// Whom to ask.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub next_step_contact_info: String,
}

impl Declaration {
    /// Nothing is declared.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.user_groups.is_empty() && self.system_groups.is_empty() && self.emails.is_empty()
    }

    /// The group of this name is declared.
    #[must_use]
    pub fn names(&self, kind: GroupKind, name: &str) -> bool {
        match kind {
            GroupKind::System => self.system_groups.contains_key(name),
            GroupKind::User => self.user_groups.contains_key(name),
        }
    }
}

impl UserGroupDeclaration {
    /// What it grants, each list with the rights that it gives.
    #[must_use]
    pub fn lists(&self) -> [(GrantKind, Sudo, &[String]); 9] {
        [
            (GrantKind::System, Sudo::Off, &self.systems),
            (GrantKind::System, Sudo::WithPassword, &self.systems_with_sudo),
            (GrantKind::System, Sudo::WithoutPassword, &self.systems_with_passwordless_sudo),
            (GrantKind::SystemGroup, Sudo::Off, &self.system_groups),
            (GrantKind::Application, Sudo::Off, &self.applications),
            (GrantKind::LdapServer, Sudo::Off, &self.ldap_servers),
            (GrantKind::RadiusServer, Sudo::Off, &self.radius_servers),
            (GrantKind::GSuite, Sudo::Off, &self.g_suites),
            (GrantKind::Office365, Sudo::Off, &self.office_365s),
        ]
    }

    /// The list for such a grant; none for what a group of users can't grant.
    pub(super) fn list_mut(&mut self, kind: GrantKind, sudo: Sudo) -> Option<&mut Vec<String>> {
        Some(match (kind, sudo) {
            (GrantKind::System, Sudo::Off) => &mut self.systems,
            (GrantKind::System, Sudo::WithPassword) => &mut self.systems_with_sudo,
            (GrantKind::System, Sudo::WithoutPassword) => &mut self.systems_with_passwordless_sudo,
            (GrantKind::SystemGroup, _) => &mut self.system_groups,
            (GrantKind::Application, _) => &mut self.applications,
            (GrantKind::LdapServer, _) => &mut self.ldap_servers,
            (GrantKind::RadiusServer, _) => &mut self.radius_servers,
            (GrantKind::GSuite, _) => &mut self.g_suites,
            (GrantKind::Office365, _) => &mut self.office_365s,
            (GrantKind::Policy | GrantKind::PolicyGroup, _) => return None,
        })
    }
}

impl SystemGroupDeclaration {
    /// What it brings to its systems.
    #[must_use]
    pub fn lists(&self) -> [(GrantKind, &[String]); 2] {
        [(GrantKind::Policy, &self.policies), (GrantKind::PolicyGroup, &self.policy_groups)]
    }
}

impl EmailKind {
    /// All of them.
    pub const ALL: [EmailKind; 8] = [
        EmailKind::ActivateGappsUser,
        EmailKind::ActivateO365User,
        EmailKind::LockoutNoticeUser,
        EmailKind::PasswordExpiration,
        EmailKind::PasswordExpirationWarning,
        EmailKind::PasswordResetConfirmation,
        EmailKind::UserChangePassword,
        EmailKind::ActivateUserCustom,
    ];

    /// The directory's word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            EmailKind::ActivateGappsUser => "activate_gapps_user",
            EmailKind::ActivateO365User => "activate_o365_user",
            EmailKind::LockoutNoticeUser => "lockout_notice_user",
            EmailKind::PasswordExpiration => "password_expiration",
            EmailKind::PasswordExpirationWarning => "password_expiration_warning",
            EmailKind::PasswordResetConfirmation => "password_reset_confirmation",
            EmailKind::UserChangePassword => "user_change_password",
            EmailKind::ActivateUserCustom => "activate_user_custom",
        }
    }
}
