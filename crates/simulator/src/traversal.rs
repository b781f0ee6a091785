//! Walking the graph: what a node reaches, by which paths.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::collection::Sight;
use crate::graph::Node;
use crate::kind::Kind;
use crate::organization::Organization;

/// A step of a path: where it leads, and the edge's attributes.
type Step<'a> = (&'a Node, &'a Value);

/// Something reached, with all paths to it.
#[derive(Debug)]
pub(crate) struct Reached<'a> {
    from: &'a Node,
    node: &'a Node,
    paths: Vec<Vec<Step<'a>>>,
}

/// Everything of the kinds that `from` reaches, in the order of kind and id.
pub(crate) fn reached<'a>(
    organization: &'a Organization,
    sight: Sight,
    from: &'a Node,
    targets: &[Kind],
) -> Vec<Reached<'a>> {
    let mut found: BTreeMap<&Node, Vec<Vec<Step<'_>>>> = BTreeMap::new();
    for target in targets {
        let mut walk = Walk { organization, sight, target: *target, found: &mut found };
        walk.start(from);
    }
    found.into_iter().map(|(node, paths)| Reached { from, node, paths }).collect()
}

struct Walk<'a, 'f> {
    organization: &'a Organization,
    sight: Sight,
    target: Kind,
    found: &'f mut BTreeMap<&'a Node, Vec<Vec<Step<'a>>>>,
}

impl<'a> Walk<'a, '_> {
    fn start(&mut self, from: &'a Node) {
        let mut path = Vec::new();
        let down = self.target.rank() > from.0.rank();
        self.go(from, &mut path, down);
        match (from.0, self.target) {
            // What binds a system's group binds the system.
            (Kind::System, Kind::Policy | Kind::PolicyGroup | Kind::Command) => {
                for step in self.steps(from, Kind::SystemGroup) {
                    self.go(step.0, &mut vec![step], true);
                }
            }
            // What is bound to a group of systems is bound to each of them.
            (Kind::Policy | Kind::PolicyGroup | Kind::Command, Kind::System) => {
                self.enter_groups(from, &[]);
                for step in self.steps(from, Kind::PolicyGroup) {
                    self.enter_groups(step.0, &[step]);
                }
            }
            _ => {}
        }
    }

    /// From the end of a path to groups of systems and to each member.
    fn enter_groups(&mut self, from: &'a Node, before: &[Step<'a>]) {
        for step in self.steps(from, Kind::SystemGroup) {
            let mut path = before.to_vec();
            path.push(step);
            for last in self.steps(step.0, self.target) {
                self.record(&path, last);
            }
        }
    }

    fn go(&mut self, node: &'a Node, path: &mut Vec<Step<'a>>, down: bool) {
        let onward = |kind: Kind| if down { kind.rank() > node.0.rank() } else { kind.rank() < node.0.rank() };
        for last in if onward(self.target) { self.steps(node, self.target) } else { Vec::new() } {
            self.record(path, last);
        }
        for group in [Kind::UserGroup, Kind::SystemGroup, Kind::PolicyGroup] {
            if group == self.target || !onward(group) || !between(group, node.0, self.target) {
                continue;
            }
            for step in self.steps(node, group) {
                path.push(step);
                self.go(step.0, path, down);
                path.pop();
            }
        }
    }

    fn steps(&self, node: &'a Node, kind: Kind) -> Vec<Step<'a>> {
        let seen = self.organization.graph.seen(node, kind, self.sight);
        seen.map(|(other, edge)| (other, &edge.attributes)).collect()
    }

    fn record(&mut self, path: &[Step<'a>], last: Step<'a>) {
        let mut whole = Vec::with_capacity(path.len() + 1);
        whole.extend_from_slice(path);
        whole.push(last);
        self.found.entry(last.0).or_default().push(whole);
    }
}

/// Whether a group lies on the way between two kinds.
fn between(group: Kind, from: Kind, target: Kind) -> bool {
    let (low, high) = (from.rank().min(target.rank()), from.rank().max(target.rank()));
    group.rank() > low && group.rank() < high
}

impl Reached<'_> {
    /// The id of what was reached.
    pub(crate) fn id(&self) -> &str {
        &self.node.1
    }

    /// As `GraphObjectWithPaths`.
    pub(crate) fn described(&self, organization: &Organization) -> Value {
        let drawn = self.paths.iter().map(|path| {
            let mut before: Option<&Node> = None;
            let edges = path.iter().map(|(to, attributes)| {
                let mut edge = Map::new();
                if let Some(before) = before {
                    edge.insert("from".to_owned(), object(before));
                }
                edge.insert("to".to_owned(), object(to));
                edge.insert("attributes".to_owned(), (*attributes).clone());
                before = Some(to);
                Value::Object(edge)
            });
            Value::Array(edges.collect())
        });
        json!({
            "type": self.node.0.name(),
            "id": self.node.1,
            "compiledAttributes": compiled(organization, self),
            "paths": drawn.collect::<Vec<Value>>(),
        })
    }
}

fn object(node: &Node) -> Value {
    json!({ "type": node.0.name(), "id": node.1 })
}

/// What the attributes along all paths come to: sudo if any path grants it; a group's own attributes where it is reached.
fn compiled(organization: &Organization, reached: &Reached<'_>) -> Value {
    let Reached { from, node, paths } = reached;
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
            std::iter::once(*from).chain(path.iter().map(|(to, _)| *to)).filter(|(kind, _)| *kind == Kind::UserGroup);
        let of_groups = groups.filter_map(|(_, id)| organization.of(Kind::UserGroup).get(id)?.get("attributes"));
        for attributes in path.iter().map(|(_, attributes)| *attributes).chain(of_groups) {
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
