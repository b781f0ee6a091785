//! Groups of users and of systems.
// Source: JumpCloud API v2, read 2026-03.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::graph::{Hop, Sudo};
use super::lenient;
use crate::paging::Row;

/// How a group gets its members.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MembershipMethod {
    /// Not set: by hand.
    #[default]
    #[serde(rename = "NOTSET")]
    NotSet,
    /// By hand.
    Static,
    /// A rule proposes, a person decides.
    DynamicReviewRequired,
    /// By a rule alone; a member added by hand doesn't stay.
    DynamicAutomated,
    /// In a word that we don't know. Not to be sent.
    #[serde(other)]
    Unknown,
}

/// A group id and name on systems.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PosixGroup {
    /// The number.
    #[serde(deserialize_with = "lenient::or_default")]
    pub id: i64,
    /// The name.
    #[serde(deserialize_with = "lenient::or_default")]
    pub name: String,
}

/// What a user group gives to its members.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct GroupAttributes {
    /// Administrator rights on the systems that the group reaches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sudo: Option<Sudo>,
    /// Groups on systems.
    #[serde(deserialize_with = "lenient::or_default", skip_serializing_if = "Vec::is_empty")]
    pub posix_groups: Vec<PosixGroup>,
    /// The rest: LDAP groups, RADIUS replies, Samba.
    #[serde(flatten)]
    pub others: Map<String, Value>,
}

/// A group of users.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct UserGroup {
    /// The group's id.
    #[serde(flatten, with = "super::id")]
    pub id: String,
    /// Its name, unique in the organisation.
    #[serde(deserialize_with = "lenient::or_default")]
    pub name: String,
    /// What it is for.
    #[serde(deserialize_with = "lenient::or_default")]
    pub description: String,
    /// Its e-mail address.
    #[serde(deserialize_with = "lenient::or_default")]
    pub email: String,
    /// What it gives to its members.
    #[serde(deserialize_with = "lenient::or_default")]
    pub attributes: GroupAttributes,
    /// How it gets its members.
    #[serde(deserialize_with = "lenient::or_default")]
    pub membership_method: MembershipMethod,
    /// The rule, as the directory answers: `{"queryType", "filters"}`.
    #[serde(deserialize_with = "lenient::or_default")]
    pub member_query: Option<Value>,
    /// Who is exempt from the rule.
    #[serde(deserialize_with = "lenient::or_default")]
    pub member_query_exemptions: Vec<Hop>,
    /// Administrators are told of what the rule proposes.
    #[serde(deserialize_with = "lenient::or_default")]
    pub member_suggestions_notify: bool,
    /// The organisation's id.
    #[serde(deserialize_with = "lenient::or_default")]
    pub organization_object_id: String,
}

impl UserGroup {
    /// True if a rule alone decides on its members, so that nobody is added by hand.
    #[must_use]
    pub fn is_automatic(&self) -> bool {
        self.membership_method == MembershipMethod::DynamicAutomated
    }
}

/// A group of systems.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct SystemGroup {
    /// The group's id.
    #[serde(flatten, with = "super::id")]
    pub id: String,
    /// Its name, unique in the organisation.
    #[serde(deserialize_with = "lenient::or_default")]
    pub name: String,
    /// What it is for.
    #[serde(deserialize_with = "lenient::or_default")]
    pub description: String,
    /// Its e-mail address.
    #[serde(deserialize_with = "lenient::or_default")]
    pub email: String,
    /// Attributes, as the directory answers.
    #[serde(deserialize_with = "lenient::or_default")]
    pub attributes: Map<String, Value>,
    /// How it gets its members.
    #[serde(deserialize_with = "lenient::or_default")]
    pub membership_method: MembershipMethod,
    /// The rule, as the directory answers: `{"queryType", "filters"}`.
    #[serde(deserialize_with = "lenient::or_default")]
    pub member_query: Option<Value>,
    /// What is exempt from the rule.
    #[serde(deserialize_with = "lenient::or_default")]
    pub member_query_exemptions: Vec<Hop>,
    /// Administrators are told of what the rule proposes.
    #[serde(deserialize_with = "lenient::or_default")]
    pub member_suggestions_notify: bool,
}

impl Row for UserGroup {
    fn key(&self) -> &str {
        &self.id
    }
}

impl Row for SystemGroup {
    fn key(&self) -> &str {
        &self.id
    }
}
