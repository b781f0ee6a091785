//! What is sent to make groups, and to change them.
// Source: JumpCloud API v2, read 2026-03: PUT replaces a group, and takes its own representation back.

use serde::Serialize;
use serde_json::Value;

use super::graph::Hop;
use super::group::{GroupAttributes, MembershipMethod, SystemGroup, UserGroup};

/// What is sent to make a user group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewUserGroup {
    /// The name, unique in the organisation.
    pub name: String,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What it gives to its members.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<GroupAttributes>,
    /// How it gets its members.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub membership_method: Option<MembershipMethod>,
    /// The rule of a dynamic group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member_query: Option<Value>,
}

/// What is sent to make a system group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewSystemGroup {
    /// The name, unique in the organisation.
    pub name: String,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// How it gets its members.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub membership_method: Option<MembershipMethod>,
    /// The rule of a dynamic group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member_query: Option<Value>,
}

/// What a group is replaced with: everything, since what is left out goes back to its default. Made from a group as it
/// was read, so that what isn't changed stays.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GroupReplacement<A> {
    /// The name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Its e-mail address.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub email: String,
    /// What it gives to its members.
    pub attributes: A,
    /// How it gets its members.
    pub membership_method: MembershipMethod,
    /// The rule of a dynamic group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member_query: Option<Value>,
    /// Who or what is exempt from the rule.
    pub member_query_exemptions: Vec<Hop>,
    /// Administrators are told of what the rule proposes.
    pub member_suggestions_notify: bool,
}

/// What a user group is replaced with.
pub type UserGroupReplacement = GroupReplacement<GroupAttributes>;

/// What a system group is replaced with.
pub type SystemGroupReplacement = GroupReplacement<serde_json::Map<String, Value>>;

impl From<UserGroup> for UserGroupReplacement {
    fn from(group: UserGroup) -> Self {
        GroupReplacement {
            name: group.name,
            description: group.description,
            email: group.email,
            attributes: group.attributes,
            membership_method: group.membership_method,
            member_query: group.member_query.map(stated),
            member_query_exemptions: group.member_query_exemptions,
            member_suggestions_notify: group.member_suggestions_notify,
        }
    }
}

impl From<SystemGroup> for SystemGroupReplacement {
    fn from(group: SystemGroup) -> Self {
        GroupReplacement {
            name: group.name,
            description: group.description,
            email: group.email,
            attributes: group.attributes,
            membership_method: group.membership_method,
            member_query: group.member_query.map(stated),
            member_query_exemptions: group.member_query_exemptions,
            member_suggestions_notify: group.member_suggestions_notify,
        }
    }
}

/// A rule as it may be sent: what is null in an answer is left out of a request.
fn stated(query: Value) -> Value {
    match query {
        Value::Object(fields) => Value::Object(fields.into_iter().filter(|(_, value)| !value.is_null()).collect()),
        other => other,
    }
}
