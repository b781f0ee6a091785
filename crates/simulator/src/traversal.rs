//! Walking the graph: what a node reaches, by which paths.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::collection::Sight;
use crate::graph::Node;
use crate::kind::Kind;
use crate::organization::Organization;

/// A step of a path: where it leads, and the edge's attributes.
type Step = (Node, Value);

/// Everything of the kinds that `from` reaches, with all paths, as `GraphObjectWithPaths` in the order of kind and id.
pub(crate) fn reached(organization: &Organization, sight: &Sight, from: &Node, targets: &[Kind]) -> Vec<Value> {
    let mut found: BTreeMap<Node, Vec<Vec<Step>>> = BTreeMap::new();
    for target in targets {
        let mut walk = Walk { organization, sight, target: *target, found: &mut found };
        walk.start(from);
    }
    found.into_iter().map(|(node, paths)| described(organization, from, &node, &paths)).collect()
}

struct Walk<'a> {
    organization: &'a Organization,
    sight: &'a Sight,
    target: Kind,
    found: &'a mut BTreeMap<Node, Vec<Vec<Step>>>,
}

impl Walk<'_> {
    fn start(&mut self, from: &Node) {
        let mut path = Vec::new();
        let down = self.target.rank() > from.0.rank();
        self.go(from, &mut path, down);
        match (from.0, self.target) {
            // What binds a system's group binds the system.
            (Kind::System, Kind::Policy | Kind::PolicyGroup | Kind::Command) => {
                self.over_groups(from, Vec::new(), true);
            }
            // What is bound to a group of systems is bound to each of them.
            (Kind::Policy | Kind::PolicyGroup | Kind::Command, Kind::System) => {
                self.over_groups(from, Vec::new(), false);
                for step in self.steps(from, Kind::PolicyGroup) {
                    let group = step.0.clone();
                    self.over_groups(&group, vec![step], false);
                }
            }
            _ => {}
        }
    }

    /// From the end of a path up to system groups, then down from each.
    fn over_groups(&mut self, from: &Node, before: Vec<Step>, from_system: bool) {
        let groups: Vec<Step> = self.steps(from, Kind::SystemGroup);
        for step in groups {
            let node = step.0.clone();
            let mut path = before.clone();
            path.push(step);
            if from_system {
                self.go(&node, &mut path, true);
            } else {
                for last in self.steps(&node, self.target) {
                    self.record(&path, last);
                }
            }
        }
    }

    fn go(&mut self, node: &Node, path: &mut Vec<Step>, down: bool) {
        let onward = |kind: Kind| if down { kind.rank() > node.0.rank() } else { kind.rank() < node.0.rank() };
        for last in if onward(self.target) { self.steps(node, self.target) } else { Vec::new() } {
            self.record(path, last);
        }
        for group in [Kind::UserGroup, Kind::SystemGroup, Kind::PolicyGroup] {
            if group == self.target || !onward(group) || !between(group, node.0, self.target) {
                continue;
            }
            for step in self.steps(node, group) {
                let next = step.0.clone();
                path.push(step);
                self.go(&next, path, down);
                path.pop();
            }
        }
    }

    fn steps(&self, node: &Node, kind: Kind) -> Vec<Step> {
        let seen = self.organization.graph.neighbours(node, kind).filter(|(_, edge)| self.sight.sees(edge.written));
        seen.map(|(other, edge)| (other.clone(), edge.attributes.clone())).collect()
    }

    fn record(&mut self, path: &[Step], last: Step) {
        let mut whole = path.to_vec();
        let node = last.0.clone();
        whole.push(last);
        self.found.entry(node).or_default().push(whole);
    }
}

/// Whether a group lies on the way between two kinds.
fn between(group: Kind, from: Kind, target: Kind) -> bool {
    let (low, high) = (from.rank().min(target.rank()), from.rank().max(target.rank()));
    group.rank() > low && group.rank() < high
}

fn described(organization: &Organization, from: &Node, node: &Node, paths: &[Vec<Step>]) -> Value {
    let drawn: Vec<Value> = paths
        .iter()
        .map(|path| {
            let mut before: Option<&Node> = None;
            let edges = path.iter().map(|(to, attributes)| {
                let mut edge = Map::new();
                if let Some(before) = before {
                    edge.insert("from".to_owned(), object(before));
                }
                edge.insert("to".to_owned(), object(to));
                edge.insert("attributes".to_owned(), attributes.clone());
                before = Some(to);
                Value::Object(edge)
            });
            Value::Array(edges.collect())
        })
        .collect();
    json!({
        "type": node.0.name(),
        "id": node.1,
        "compiledAttributes": compiled(organization, from, node, paths),
        "paths": drawn,
    })
}

fn object(node: &Node) -> Value {
    json!({ "type": node.0.name(), "id": node.1 })
}

/// What the attributes along all paths come to: sudo if any path grants it; a group's own attributes where it is reached.
fn compiled(organization: &Organization, from: &Node, node: &Node, paths: &[Vec<Step>]) -> Value {
    if node.0 == Kind::UserGroup {
        let attributes = organization.of(Kind::UserGroup).get(&node.1).and_then(|group| group.get("attributes"));
        return attributes.filter(|value| value.is_object()).cloned().unwrap_or_else(|| json!({}));
    }
    if !matches!(node.0, Kind::System | Kind::SystemGroup) {
        return json!({});
    }
    let mut sudo: Option<(bool, bool)> = None;
    for path in paths {
        let groups =
            std::iter::once(from).chain(path.iter().map(|(to, _)| to)).filter(|(kind, _)| *kind == Kind::UserGroup);
        let of_groups = groups.filter_map(|(_, id)| organization.of(Kind::UserGroup).get(id)?.get("attributes"));
        for attributes in path.iter().map(|(_, attributes)| attributes).chain(of_groups) {
            if let Some(grant) = attributes.get("sudo") {
                let flag = |name| grant.get(name).and_then(Value::as_bool).unwrap_or(false);
                let (enabled, without) = sudo.unwrap_or((false, false));
                sudo = Some((enabled || flag("enabled"), without || flag("withoutPassword")));
            }
        }
    }
    match sudo {
        Some((enabled, without)) => json!({ "sudo": { "enabled": enabled, "withoutPassword": without } }),
        None => json!({}),
    }
}
