//! What is reached over any number of steps, with the ways to it.
// Source: JumpCloud API v2, read 2026-03.

use dayone_core::fault::Fault;

use crate::call::Call;
use crate::client::Client;
use crate::wire::GraphObject;

/// What users and user groups reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reach {
    /// Systems.
    Systems,
    /// Applications.
    Applications,
    /// LDAP servers.
    LdapServers,
    /// RADIUS servers.
    RadiusServers,
    /// System groups.
    SystemGroups,
    /// Directories of any type.
    Directories,
    /// Google Workspaces.
    GSuites,
    /// Microsoft 365 organisations.
    Office365s,
    /// Active Directories.
    ActiveDirectories,
}

impl Reach {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Systems,
        Self::Applications,
        Self::LdapServers,
        Self::RadiusServers,
        Self::SystemGroups,
        Self::Directories,
        Self::GSuites,
        Self::Office365s,
        Self::ActiveDirectories,
    ];

    fn of_user(self) -> &'static str {
        match self {
            Self::Systems => "GET /v2/users/{user_id}/systems",
            Self::Applications => "GET /v2/users/{user_id}/applications",
            Self::LdapServers => "GET /v2/users/{user_id}/ldapservers",
            Self::RadiusServers => "GET /v2/users/{user_id}/radiusservers",
            Self::SystemGroups => "GET /v2/users/{user_id}/systemgroups",
            Self::Directories => "GET /v2/users/{user_id}/directories",
            Self::GSuites => "GET /v2/users/{user_id}/gsuites",
            Self::Office365s => "GET /v2/users/{user_id}/office365s",
            Self::ActiveDirectories => "GET /v2/users/{user_id}/activedirectories",
        }
    }

    fn of_user_group(self) -> &'static str {
        match self {
            Self::Systems => "GET /v2/usergroups/{group_id}/systems",
            Self::Applications => "GET /v2/usergroups/{group_id}/applications",
            Self::LdapServers => "GET /v2/usergroups/{group_id}/ldapservers",
            Self::RadiusServers => "GET /v2/usergroups/{group_id}/radiusservers",
            Self::SystemGroups => "GET /v2/usergroups/{group_id}/systemgroups",
            Self::Directories => "GET /v2/usergroups/{group_id}/directories",
            Self::GSuites => "GET /v2/usergroups/{group_id}/gsuites",
            Self::Office365s => "GET /v2/usergroups/{group_id}/office365s",
            Self::ActiveDirectories => "GET /v2/usergroups/{group_id}/activedirectories",
        }
    }
}

impl Client {
    /// What a user reaches, directly or through groups: `GET /v2/users/{user_id}/systems` and its like.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn reached_by_user(&self, user_id: &str, what: Reach) -> Result<Vec<GraphObject>, Fault> {
        self.v2_list(|| Call::read(what.of_user()).of(user_id)).await
    }

    /// What a user group's members reach: `GET /v2/usergroups/{group_id}/systems` and its like.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn reached_by_user_group(&self, group_id: &str, what: Reach) -> Result<Vec<GraphObject>, Fault> {
        self.v2_list(|| Call::read(what.of_user_group()).of(group_id)).await
    }
}
