//! A tenant inherits from `[defaults]`: tables merge, lists replace, `groups.default_add` extends.

use std::collections::BTreeMap;

use crate::tree::{Node, Value};

/// Keys of a tenant of which only one can be: the tenant's own choice drops the inherited one.
pub(crate) const ALTERNATIVES: [&[&str]; 2] = [&["region", "base_url"], &["api_key", "oauth", "provider_key"]];

/// A secret source is one value, though it is written as a table.
const SECRETS: [&str; 4] = ["api_key", "read_api_key", "provider_key", "client_secret"];

/// The tenant's own values over the inherited ones.
pub(crate) fn inherit(defaults: Option<&Node>, own: &Node) -> Node {
    let mut own = own.clone();
    let added = own.table_mut().and_then(|own| own.get_mut("groups")).and_then(|groups| groups.take("default_add"));
    let mut merged = match defaults.cloned() {
        Some(mut inherited) => {
            extend(&mut inherited);
            drop_alternatives(&mut inherited, &own);
            merge(inherited, own)
        }
        None => own,
    };
    if let Some(added) = added {
        add(&mut merged, added, ["groups", "default"]);
    }
    join_privileged(&mut merged);
    merged
}

/// A section such as `[guards]` is what `[defaults]` inherits.
pub(crate) fn with_section(name: &str, section: Option<Node>, defaults: Option<Node>) -> Option<Node> {
    let Some(section) = section else { return defaults };
    let table = BTreeMap::from([(name.to_owned(), section.clone())]);
    let shared = Node { value: Value::Table(table), ..section };
    Some(match defaults {
        Some(defaults) => merge(shared, defaults),
        None => shared,
    })
}

/// `groups.privileged` is another way to write `privileged.groups`.
fn join_privileged(tenant: &mut Node) {
    let groups = tenant.table_mut().and_then(|tenant| tenant.get_mut("groups"));
    if let Some(privileged) = groups.and_then(|groups| groups.take("privileged")) {
        add(tenant, privileged, ["privileged", "groups"]);
    }
}

fn merge(mut under: Node, mut over: Node) -> Node {
    if let (Value::Table(below), Value::Table(above)) = (&mut under.value, &mut over.value) {
        for (key, value) in std::mem::take(above) {
            let value = match below.remove(&key) {
                Some(inherited) if !SECRETS.contains(&key.as_str()) => merge(inherited, value),
                _ => value,
            };
            below.insert(key, value);
        }
        *above = std::mem::take(below);
    }
    over
}

fn drop_alternatives(inherited: &mut Node, own: &Node) {
    for keys in ALTERNATIVES {
        if keys.iter().any(|key| own.get(&[key]).is_some()) {
            for key in keys.iter().filter(|key| own.get(&[key]).is_none()) {
                inherited.take(key);
            }
        }
    }
}

/// Moves `groups.default_add` to the end of `groups.default`.
fn extend(tenant: &mut Node) {
    let groups = tenant.table_mut().and_then(|tenant| tenant.get_mut("groups"));
    if let Some(added) = groups.and_then(|groups| groups.take("default_add")) {
        add(tenant, added, ["groups", "default"]);
    }
}

/// Extends the list at `table.key`.
fn add(tenant: &mut Node, added: Node, [table, key]: [&str; 2]) {
    let empty = Node { value: Value::Table(BTreeMap::new()), ..added.clone() };
    let Some(tenant) = tenant.table_mut() else { return };
    let Some(table) = tenant.entry(table.to_owned()).or_insert(empty).table_mut() else { return };
    match (table.get_mut(key).map(|node| &mut node.value), added.value) {
        (Some(Value::List(list)), Value::List(more)) => list.extend(more),
        (None, more) => {
            table.insert(key.to_owned(), Node { value: more, ..added });
        }
        _ => {}
    }
}
