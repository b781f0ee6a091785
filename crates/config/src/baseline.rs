//! The baseline of a tenant: in a file of its own if so wished, checked as far as that needs no directory, and written.

use std::collections::BTreeMap;

use dayone_core::baseline::{Declaration, Rule, RuleDeclaration};
use serde::Serialize;
use thiserror::Error;

use crate::problem::Problem;
use crate::tree::{Node, Value};

const KEY: &str = "baseline";

/// Joins what two files say of a tenant, if one of them says nothing but its baseline, and the other nothing of that.
///
/// # Errors
/// The second, if they can't be joined.
pub(crate) fn join(first: &mut Node, mut second: Node) -> Result<(), Node> {
    match (first.table_mut(), second.table_mut()) {
        (Some(there), Some(more)) if is_baseline_alone(more) && !there.contains_key(KEY) => there.append(more),
        (Some(there), Some(more)) if is_baseline_alone(there) && !more.contains_key(KEY) => {
            more.append(there);
            *first = second;
        }
        _ => return Err(second),
    }
    Ok(())
}

fn is_baseline_alone(tenant: &BTreeMap<String, Node>) -> bool {
    tenant.keys().all(|key| key == KEY) && !tenant.is_empty()
}

/// Checks what the schema can't say: each rule is either conditions or a query.
pub(crate) fn check(tenant: &Node, problems: &mut Vec<Problem>) {
    for groups in ["user_groups", "system_groups"] {
        let Some(Value::Table(groups)) = tenant.get(&[KEY, groups]).map(|node| &node.value) else { continue };
        for node in groups.values().filter_map(|group| group.get(&["rule"])) {
            let declared = node.json().and_then(|json| serde_json::from_value::<RuleDeclaration>(json).ok());
            if let Some(Err(error)) = declared.as_ref().map(Rule::declared) {
                let hint = "write `conditions = [{ field = \"department\", operator = \"eq\", value = \"Sales\" }]`, \
                            or else JumpCloud's own `query`";
                problems.push(Problem::new(&node.at, &node.path, format!("`{}` {error}", node.path), hint));
            }
        }
    }
}

/// A declaration that TOML can't hold.
#[derive(Debug, Error)]
#[error("the declaration can't be written as TOML: {0}")]
pub struct NotToml(#[from] toml::ser::Error);

/// The text of a file that declares a tenant's baseline and nothing else, as `include` takes it.
///
/// # Errors
/// A declaration that TOML can't hold.
pub fn baseline_toml(tenant: &str, declaration: &Declaration) -> Result<String, NotToml> {
    #[derive(Serialize)]
    struct Tenants<'a> {
        tenants: BTreeMap<&'a str, Tenant<'a>>,
    }
    #[derive(Serialize)]
    struct Tenant<'a> {
        baseline: &'a Declaration,
    }
    let tenants = BTreeMap::from([(tenant, Tenant { baseline: declaration })]);
    Ok(toml::to_string_pretty(&Tenants { tenants })?)
}
