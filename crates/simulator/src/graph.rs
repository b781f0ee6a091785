//! The edges between an organisation's things: memberships and associations.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::collection::Written;
use crate::kind::Kind;

/// A node: kind and id.
pub(crate) type Node = (Kind, String);

/// An edge, stored once a direction.
#[derive(Clone, Debug)]
pub(crate) struct Edge {
    /// Attributes such as sudo, or null.
    pub(crate) attributes: Value,
    /// Made by a dynamic group's rule, not by hand.
    pub(crate) by_rule: bool,
    pub(crate) written: Written,
}

/// All edges of an organisation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Graph {
    edges: BTreeMap<Node, BTreeMap<Node, Edge>>,
}

impl Graph {
    pub(crate) fn edge(&self, a: &Node, b: &Node) -> Option<&Edge> {
        self.edges.get(a).and_then(|to| to.get(b))
    }

    /// Connects two nodes, or changes the connection.
    pub(crate) fn connect(&mut self, a: &Node, b: &Node, edge: Edge) {
        self.edges.entry(a.clone()).or_default().insert(b.clone(), edge.clone());
        self.edges.entry(b.clone()).or_default().insert(a.clone(), edge);
    }

    /// Whether there was a connection to cut.
    pub(crate) fn disconnect(&mut self, a: &Node, b: &Node) -> bool {
        let cut = self.edges.get_mut(a).is_some_and(|to| to.remove(b).is_some());
        if let Some(to) = self.edges.get_mut(b) {
            to.remove(a);
        }
        cut
    }

    /// Cuts all connections of a node.
    pub(crate) fn forget(&mut self, node: &Node) {
        for other in self.edges.remove(node).unwrap_or_default().into_keys() {
            if let Some(back) = self.edges.get_mut(&other) {
                back.remove(node);
            }
        }
    }

    /// The neighbours of one kind, by id.
    pub(crate) fn neighbours(&self, node: &Node, kind: Kind) -> impl Iterator<Item = (&Node, &Edge)> {
        self.edges
            .get(node)
            .into_iter()
            .flat_map(move |to| to.range((kind, String::new())..))
            .take_while(move |(other, _)| other.0 == kind)
    }

    /// Each edge once, in the direction access flows.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&Node, &Node, &Edge)> {
        self.edges
            .iter()
            .flat_map(|(a, to)| to.iter().map(move |(b, edge)| (a, b, edge)))
            .filter(|(a, b, _)| (a.0.rank(), a) < (b.0.rank(), b))
    }
}
