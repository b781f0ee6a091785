//! The graph: who is bound to what, directly or through groups.
// Source: JumpCloud API v2, read 2026-03.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::lenient;
use crate::paging::Row;

/// What a node of the graph is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the directory's own")]
pub enum GraphType {
    ActiveDirectory,
    Application,
    Command,
    GSuite,
    IdpRoutingPolicy,
    LdapServer,
    #[serde(rename = "office_365")]
    Office365,
    Policy,
    PolicyGroup,
    RadiusServer,
    PasswordManagerItem,
    System,
    SystemGroup,
    User,
    UserGroup,
    Workday,
    /// Not stated, or in a word that we don't know. Not to be sent.
    #[default]
    #[serde(other)]
    Unknown,
}

impl GraphType {
    /// The directory's word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ActiveDirectory => "active_directory",
            Self::Application => "application",
            Self::Command => "command",
            Self::GSuite => "g_suite",
            Self::IdpRoutingPolicy => "idp_routing_policy",
            Self::LdapServer => "ldap_server",
            Self::Office365 => "office_365",
            Self::Policy => "policy",
            Self::PolicyGroup => "policy_group",
            Self::RadiusServer => "radius_server",
            Self::PasswordManagerItem => "password_manager_item",
            Self::System => "system",
            Self::SystemGroup => "system_group",
            Self::User => "user",
            Self::UserGroup => "user_group",
            Self::Workday => "workday",
            Self::Unknown => "unknown",
        }
    }
}

/// Administrator rights, of a direct binding or through a group.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Sudo {
    /// The right itself.
    #[serde(deserialize_with = "lenient::or_default")]
    pub enabled: bool,
    /// Without being asked for a password.
    #[serde(deserialize_with = "lenient::or_default")]
    pub without_password: bool,
}

/// A node at an end of an edge.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Hop {
    /// The node's id.
    pub id: String,
    /// What it is.
    #[serde(rename = "type", deserialize_with = "lenient::or_default")]
    pub kind: GraphType,
    /// Attributes of the node, as the directory answers.
    #[serde(deserialize_with = "lenient::or_default", skip_serializing_if = "Map::is_empty")]
    pub attributes: Map<String, Value>,
}

/// A direct connection.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Edge {
    /// Where it starts, if that isn't the node asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Hop>,
    /// Where it ends.
    pub to: Hop,
    /// Attributes of the connection, as the directory answers: `sudo` and others.
    #[serde(deserialize_with = "lenient::or_default", skip_serializing_if = "Map::is_empty")]
    pub attributes: Map<String, Value>,
}

impl Edge {
    /// The administrator rights of this connection.
    #[must_use]
    pub fn sudo(&self) -> Sudo {
        sudo_of(&self.attributes).or_else(|| sudo_of(&self.to.attributes)).unwrap_or_default()
    }
}

/// A node that is reached, and every way to it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct GraphObject {
    /// The node's id.
    pub id: String,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: GraphType,
    /// Each way is a list of edges; one of length 1 is a direct binding.
    #[serde(deserialize_with = "lenient::or_default")]
    pub paths: Vec<Vec<Edge>>,
    /// What all ways together give: `sudo` and others.
    #[serde(deserialize_with = "lenient::or_default")]
    pub compiled_attributes: Map<String, Value>,
}

impl GraphObject {
    /// True if one of the ways is a direct binding.
    #[must_use]
    pub fn is_direct(&self) -> bool {
        self.paths.iter().any(|path| path.len() == 1)
    }

    /// The ids of the user groups through which it is reached: the first step of each longer way. Sorted, each once.
    #[must_use]
    pub fn via_user_groups(&self) -> Vec<&str> {
        let longer = self.paths.iter().filter(|path| path.len() > 1).filter_map(|path| path.first());
        let groups = longer.filter(|edge| edge.to.kind == GraphType::UserGroup).map(|edge| edge.to.id.as_str());
        let mut groups: Vec<_> = groups.collect();
        groups.sort_unstable();
        groups.dedup();
        groups
    }

    /// The administrator rights that all ways together give.
    #[must_use]
    pub fn sudo(&self) -> Sudo {
        sudo_of(&self.compiled_attributes).unwrap_or_default()
    }
}

impl Row for GraphObject {
    fn key(&self) -> &str {
        &self.id
    }
}

impl Row for Edge {
    fn key(&self) -> &str {
        &self.to.id
    }
}

fn sudo_of(attributes: &Map<String, Value>) -> Option<Sudo> {
    Sudo::deserialize(attributes.get("sudo")?).ok()
}

/// A change of one edge.
#[derive(Debug, Serialize)]
pub(crate) struct GraphOperation<'a> {
    pub(crate) op: &'static str,
    #[serde(rename = "type")]
    pub(crate) kind: GraphType,
    pub(crate) id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) attributes: Option<EdgeAttributes>,
}

#[derive(Debug, Serialize)]
pub(crate) struct EdgeAttributes {
    pub(crate) sudo: Sudo,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_the_same_read_and_written() {
        for word in ["active_directory", "g_suite", "office_365", "radius_server", "user_group", "idp_routing_policy"] {
            let kind: GraphType = serde_json::from_value(word.into()).unwrap();
            assert_eq!((kind.as_str(), serde_json::to_value(kind).unwrap()), (word, word.into()));
        }
    }

    #[test]
    fn a_reached_system_tells_its_ways_and_rights() {
        let reached: GraphObject = serde_json::from_str(
            r#"{"id":"s","type":"system","compiledAttributes":{"sudo":{"enabled":true,"withoutPassword":false}},
            "paths":[[{"to":{"type":"system","id":"s"},"attributes":null}],
                     [{"to":{"type":"user_group","id":"g"},"attributes":null},
                      {"from":{"type":"user_group","id":"g"},"to":{"type":"system","id":"s","attributes":null}}]]}"#,
        )
        .unwrap();
        assert!(reached.is_direct() && reached.sudo().enabled && !reached.sudo().without_password);
        assert_eq!(reached.via_user_groups(), ["g"]);
    }

    #[test]
    fn null_attributes_are_none() {
        let edge: Edge = serde_json::from_str(r#"{"to":{"type":"user","id":"u","attributes":null}}"#).unwrap();
        assert_eq!(edge.sudo(), Sudo::default());
    }
}
