//! The edges between an organisation's things: memberships and associations.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use serde_json::Value;

use crate::collection::{Sight, Written};
use crate::kind::Kind;

/// A node: kind and id.
pub(crate) type Node = (Kind, String);

/// An edge, found from both its ends.
#[derive(Clone, Debug)]
pub(crate) struct Edge {
    /// Attributes such as sudo, or null.
    pub(crate) attributes: Value,
    /// Made by a dynamic group's rule, not by hand.
    pub(crate) by_rule: bool,
    pub(crate) written: Written,
}

/// An edge that is no more, which a read may still see.
#[derive(Clone, Debug)]
struct Gone {
    a: Node,
    b: Node,
    edge: Arc<Edge>,
    cut: Written,
}

/// All edges of an organisation, from both their ends.
#[derive(Clone, Debug, Default)]
pub(crate) struct Graph {
    edges: BTreeMap<Node, BTreeMap<Node, Arc<Edge>>>,
    gone: VecDeque<Gone>,
}

impl Graph {
    pub(crate) fn edge(&self, a: &Node, b: &Node) -> Option<&Edge> {
        self.edges.get(a).and_then(|to| to.get(b)).map(|edge| &**edge)
    }

    /// Connects two nodes, or changes the connection: then it is seen as before, with its new attributes.
    pub(crate) fn connect(&mut self, a: &Node, b: &Node, mut edge: Edge) {
        if let Some(known) = self.edge(a, b) {
            edge.written = known.written;
        }
        let edge = Arc::new(edge);
        self.edges.entry(a.clone()).or_default().insert(b.clone(), Arc::clone(&edge));
        self.edges.entry(b.clone()).or_default().insert(a.clone(), edge);
    }

    /// Whether there was a connection to cut.
    pub(crate) fn disconnect(&mut self, a: &Node, b: &Node, cut: Written) -> bool {
        let Some(edge) = self.edges.get_mut(a).and_then(|to| to.remove(b)) else { return false };
        if let Some(to) = self.edges.get_mut(b) {
            to.remove(a);
        }
        self.remember(a.clone(), b.clone(), edge, cut);
        true
    }

    /// Cuts all connections of a node.
    pub(crate) fn forget(&mut self, node: &Node, cut: Written) {
        for (other, edge) in self.edges.remove(node).unwrap_or_default() {
            if let Some(back) = self.edges.get_mut(&other) {
                back.remove(node);
            }
            self.remember(node.clone(), other, edge, cut);
        }
    }

    fn remember(&mut self, a: Node, b: Node, edge: Arc<Edge>, cut: Written) {
        while self.gone.front().is_some_and(|gone| !gone.cut.may_matter(cut)) {
            self.gone.pop_front();
        }
        if cut.seq > 0 {
            self.gone.push_back(Gone { a, b, edge, cut });
        }
    }

    /// The neighbours of one kind, by id, as last written.
    pub(crate) fn neighbours(&self, node: &Node, kind: Kind) -> impl Iterator<Item = (&Node, &Edge)> {
        self.edges
            .get(node)
            .into_iter()
            .flat_map(move |to| to.range((kind, String::new())..))
            .take_while(move |(other, _)| other.0 == kind)
            .map(|(other, edge)| (other, &**edge))
    }

    /// The neighbours of one kind, by id, as a read sees them.
    pub(crate) fn seen<'a>(
        &'a self,
        node: &'a Node,
        kind: Kind,
        sight: Sight,
    ) -> Box<dyn Iterator<Item = (&'a Node, &'a Edge)> + 'a> {
        let present = self.neighbours(node, kind).filter(move |(_, edge)| sight.sees(edge.written));
        let unseen_cuts = self.gone.iter().filter(|gone| !sight.sees(gone.cut) && sight.sees(gone.edge.written));
        let still = unseen_cuts.filter_map(|gone| match (&gone.a, &gone.b) {
            (a, b) if a == node && b.0 == kind => Some((b, &*gone.edge)),
            (a, b) if b == node && a.0 == kind => Some((a, &*gone.edge)),
            _ => None,
        });
        let still: Vec<(&Node, &Edge)> = still.collect();
        if still.is_empty() {
            return Box::new(present);
        }
        let mut all: BTreeMap<&Node, &Edge> = still.into_iter().collect();
        all.extend(present);
        Box::new(all.into_iter())
    }

    /// Each edge once, in the direction access flows.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&Node, &Node, &Edge)> {
        self.edges
            .iter()
            .flat_map(|(a, to)| to.iter().map(move |(b, edge)| (a, b, &**edge)))
            .filter(|(a, b, _)| (a.0.rank(), a) < (b.0.rank(), b))
    }
}
