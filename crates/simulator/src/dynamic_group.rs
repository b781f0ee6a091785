//! Dynamic groups: members by rule, evaluated whenever a rule or a candidate changes.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::collection::Written;
use crate::document::{Fields, at, scalar, text};
use crate::filter::{Op, Test, of_search, v1_op, v2_op};
use crate::graph::{Edge, Graph, Node};
use crate::kind::Kind;
use crate::organization::Organization;
use crate::shown::Shown;
use crate::stored::Stored;

/// Who should join and who should leave a group whose rule only proposes: `add` or `remove`, and whom.
pub(crate) fn proposals(organization: &Organization, group_kind: Kind, group: &str) -> Vec<(&'static str, Node)> {
    let known = organization.of(group_kind).get(group).zip(group_kind.member());
    let Some((document, member_kind)) = known else { return Vec::new() };
    if text(document, "membershipMethod") != "DYNAMIC_REVIEW_REQUIRED" {
        return Vec::new();
    }
    let Ok(Some(test)) = rule(document) else { return Vec::new() };
    let node = (group_kind, group.to_owned());
    let proposed = organization.of(member_kind).all().filter_map(|(id, candidate)| {
        let member = (member_kind, id.to_owned());
        if is_exempt(document, &member) {
            return None;
        }
        match (test.holds(&with_named_attributes(candidate)), organization.graph.edge(&node, &member).is_some()) {
            (true, false) => Some(("add", member)),
            (false, true) => Some(("remove", member)),
            _ => None,
        }
    });
    proposed.collect()
}

/// The rule of an automatic group, understood once.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    test: Test,
    /// Ids whose membership is decided by hand.
    exempt: HashSet<String>,
}

/// Who joined or left a group by its rule.
#[derive(Clone, Debug)]
pub(crate) struct Moved {
    /// `add` or `remove`.
    pub(crate) op: &'static str,
    pub(crate) group: Node,
    pub(crate) member: Node,
}

/// Evaluates all rules for one user or system.
pub(crate) fn on_candidate(organization: &mut Organization, kind: Kind, id: &str, written: Written) -> Vec<Moved> {
    let mut moved = Vec::new();
    if organization.rules.is_empty() {
        return moved;
    }
    let group_kind = if kind == Kind::User { Kind::UserGroup } else { Kind::SystemGroup };
    let Some(candidate) = organization.of(kind).get(id).map(with_named_attributes) else { return moved };
    let member = (kind, id.to_owned());
    let Organization { rules, graph, .. } = organization;
    for (group, rule) in rules.iter().filter(|(group, _)| group.0 == group_kind) {
        moved.extend(settle(graph, rule, group, &member, &candidate, written));
    }
    moved
}

/// Takes the rule of a group, and evaluates it for all candidates.
pub(crate) fn on_rule(organization: &mut Organization, group_kind: Kind, group: &str, written: Written) -> Vec<Moved> {
    let mut moved = Vec::new();
    let Some(member_kind) = group_kind.member() else { return moved };
    let Some(document) = organization.of(group_kind).get(group) else { return moved };
    let node = (group_kind, group.to_owned());
    let test = if is_automatic(document) { rule(document).ok().flatten() } else { None };
    let Some(test) = test else {
        organization.rules.remove(&node);
        return moved;
    };
    let exemptions = document.get("memberQueryExemptions").and_then(Value::as_array);
    let exempt = exemptions.into_iter().flatten().map(|one| text(one, "id").to_owned()).collect();
    let rule = Rule { test, exempt };
    let candidates: Vec<(Node, Shown)> = organization
        .of(member_kind)
        .all()
        .map(|(id, candidate)| ((member_kind, id.to_owned()), with_named_attributes(candidate)))
        .collect();
    for (member, candidate) in &candidates {
        moved.extend(settle(&mut organization.graph, &rule, &node, member, candidate, written));
    }
    organization.rules.insert(node, rule);
    moved
}

/// Whether members come and go by rule alone.
pub(crate) fn is_automatic(group: &impl Fields) -> bool {
    text(group, "membershipMethod") == "DYNAMIC_AUTOMATED"
}

/// Whether the rule leaves this member to manual decisions.
pub(crate) fn is_exempt(group: &impl Fields, member: &Node) -> bool {
    let exemptions = group.get("memberQueryExemptions").and_then(Value::as_array);
    exemptions.is_some_and(|list| list.iter().any(|one| text(one, "id") == member.1))
}

fn settle(
    graph: &mut Graph,
    rule: &Rule,
    group: &Node,
    member: &Node,
    candidate: &Shown,
    written: Written,
) -> Option<Moved> {
    if rule.exempt.contains(&member.1) {
        return None;
    }
    let op = match (rule.test.holds(candidate), graph.edge(group, member).is_some()) {
        (true, false) => {
            graph.connect(group, member, Edge { attributes: Value::Null, by_rule: true, written });
            "add"
        }
        (false, true) => {
            graph.disconnect(group, member, written);
            "remove"
        }
        _ => return None,
    };
    Some(Moved { op, group: group.clone(), member: member.clone() })
}

/// The document with `attributes` as an object, so that a rule can name `attributes.costCenter`.
// SYNTHETIC: how a rule names a custom attribute.
fn with_named_attributes(document: &Stored) -> Shown {
    let view = Shown::new(document.clone());
    let Some(list) = document.get("attributes").and_then(Value::as_array) else { return view };
    let named: Map<String, Value> =
        list.iter().map(|one| (text(one, "name").to_owned(), one.get("value").cloned().unwrap_or_default())).collect();
    view.instead("attributes", Arc::new(named.into()))
}

/// The rule of a group: none, a test, or what can't be understood of it.
// Source: JumpCloud API v2, MemberQuery: filters and searchFilters are stringified JSON; the item's form
// {field, operator, value} is what published scripts send.
pub(crate) fn rule(group: &impl Fields) -> Result<Option<Test>, String> {
    let Some(query) = group.get("memberQuery").filter(|query| query.is_object()) else { return Ok(None) };
    let filters = query.get("filters").filter(|filters| !filters.is_null());
    let is_list = |filters: &Value| {
        filters.as_array().is_some_and(|list| list.iter().all(|one| one.is_string() || one.is_object()))
    };
    if filters.is_some_and(|filters| !is_list(filters)) {
        return Err("filters must be a list of texts or objects".to_owned());
    }
    match text(query, "queryType") {
        "Search" => {
            let stated = query.get("searchFilters").cloned().unwrap_or_default();
            let filter = match &stated {
                Value::String(json) => {
                    serde_json::from_str(json).map_err(|_| "searchFilters is not JSON".to_owned())?
                }
                other => other.clone(),
            };
            of_search(&filter).map(Some).map_err(|_| "searchFilters cannot be understood".to_owned())
        }
        "Filter" | "FilterQuery" | "" => {
            let Some(filters) = query.get("filters").and_then(Value::as_array) else { return Ok(None) };
            let mut tests = Vec::new();
            for filter in filters {
                conditions(filter, &mut tests)?;
            }
            Ok((!tests.is_empty()).then_some(Test::All(tests)))
        }
        other => Err(format!("unknown queryType {other}")),
    }
}

/// The operators of both versions' filters, whatever the letters' case.
fn operator_named(name: &str) -> Option<Op> {
    v2_op(name).or_else(|| v1_op(&name.to_ascii_lowercase(), true))
}

fn conditions(filter: &Value, tests: &mut Vec<Test>) -> Result<(), String> {
    match filter {
        Value::Null => Ok(()),
        Value::Array(items) => items.iter().try_for_each(|item| conditions(item, tests)),
        Value::Object(_) => {
            let operator = text(filter, "operator");
            let op = operator_named(operator).ok_or_else(|| format!("unknown operator {operator}"))?;
            let value = at(filter, "value").cloned().unwrap_or_default();
            let values: Vec<String> = match (&value, op) {
                (Value::Array(items), _) => items.iter().filter_map(scalar).collect(),
                (Value::String(text), Op::In) => text.split('|').map(str::to_owned).collect(),
                (other, _) => scalar(other).into_iter().collect(),
            };
            let path = text(filter, "field");
            if path.is_empty() {
                return Err("a filter needs a field".to_owned());
            }
            tests.push(Test::Field { path: path.to_owned(), op, values });
            Ok(())
        }
        Value::String(stated) => {
            if let Ok(parsed @ (Value::Object(_) | Value::Array(_))) = serde_json::from_str::<Value>(stated) {
                return conditions(&parsed, tests);
            }
            let mut parts = stated.splitn(3, ':');
            let (Some(path), Some(operator), Some(value)) = (parts.next(), parts.next(), parts.next()) else {
                return Err("a filter is field:operator:value or JSON".to_owned());
            };
            let op = operator_named(operator).ok_or_else(|| format!("unknown operator {operator}"))?;
            let values =
                if op == Op::In { value.split('|').map(str::to_owned).collect() } else { vec![value.to_owned()] };
            tests.push(Test::Field { path: path.to_owned(), op, values });
            Ok(())
        }
        _ => Err("a filter is text or an object".to_owned()),
    }
}
