//! Checks that need a whole tenant, or all of them.

use std::collections::BTreeMap;

use crate::merge::ALTERNATIVES;
use crate::problem::Problem;
use crate::tree::{Node, Value, join};

/// Checks one tenant, merged with what it inherits. `channels` are those that are configured.
pub(crate) fn check_tenant(name: &str, tenant: &Node, channels: &[&str], problems: &mut Vec<Problem>) {
    for keys in ALTERNATIVES {
        let set: Vec<&Node> = keys.iter().filter_map(|key| tenant.get(&[key])).collect();
        if let [first, second, ..] = set.as_slice() {
            let what = format!("`{}` is set beside `{}`", second.path, first.path);
            problems.push(Problem::new(&second.key_at, &second.path, what, format!("one of: {}", keys.join(", "))));
        }
    }
    let key = join("tenants", name);
    if ALTERNATIVES[1].iter().all(|key| tenant.get(&[key]).is_none()) {
        let what = format!("`{key}` has nothing to prove who is calling");
        let hint = "add api_key = { env = \"NAME\" }, oauth or provider_key";
        problems.push(Problem::new(&tenant.key_at, &key, what, hint));
    }
    if let (Some(node), None) = (tenant.get(&["provider_key"]), tenant.get(&["jumpcloud_org_id"])) {
        let what = format!("`{key}` has a provider's key, but no `jumpcloud_org_id`");
        let hint = "a provider's key sees several organisations: say which one this is";
        problems.push(Problem::new(&node.key_at, &key, what, hint));
    }
    if text(tenant, "password_handling") == Some("activation_link")
        && let Some(node) = tenant.get(&["jumpcloud_send_activation_email"])
        && matches!(node.value, Value::Boolean(false))
    {
        let what = format!("`{}` is false, though `password_handling` is \"activation_link\"", node.path);
        let hint = "nobody could sign in: send the e-mail, or use \"generate\"";
        problems.push(Problem::new(&node.at, &node.path, what, hint));
    }
    if let Some(days) = tenant.get(&["change_windows", "days"])
        && matches!(&days.value, Value::List(list) if list.is_empty())
    {
        let what = format!("`{}` is empty: the window would never open", days.path);
        problems.push(Problem::new(&days.at, &days.path, what, "name at least one day, or leave it out"));
    }
    for recipient in items(tenant, "notify_it") {
        if let Value::String(channel) = &recipient.value
            && !channel.contains('@')
            && !channels.contains(&channel.as_str())
        {
            let what = format!("`{}` is {channel:?}, which is not configured", recipient.path);
            problems.push(Problem::new(&recipient.at, &recipient.path, what, format!("add [notify.{channel}]")));
        }
    }
}

/// No two tenants may be one organisation, or answer to one company name.
pub(crate) fn check_tenants(tenants: &BTreeMap<String, Node>, problems: &mut Vec<Problem>) {
    let ids = tenants.iter().filter_map(|(name, tenant)| Some((name.as_str(), tenant.get(&["jumpcloud_org_id"])?)));
    twice(ids, "organisation", "each organisation is one tenant", problems);
    let companies = tenants
        .iter()
        .flat_map(|(name, tenant)| items(tenant, "company_names").iter().map(move |company| (name.as_str(), company)));
    twice(companies, "company name", "a company name selects one tenant: leave it out of the other", problems);
}

fn twice<'a>(values: impl Iterator<Item = (&'a str, &'a Node)>, thing: &str, hint: &str, problems: &mut Vec<Problem>) {
    let mut seen: BTreeMap<String, (&str, &Node)> = BTreeMap::new();
    let mut values: Vec<_> = values.collect();
    values.sort_by(|a, b| a.1.at.cmp(&b.1.at));
    for (tenant, node) in values {
        let Value::String(value) = &node.value else { continue };
        match seen.get(&value.to_lowercase()) {
            Some((first, _)) if *first == tenant => {}
            Some((first, there)) => {
                let what = format!("`{}` gives {tenant} the {thing} of {first} ({}): {value:?}", node.path, there.at);
                problems.push(Problem::new(&node.at, &node.path, what, hint));
            }
            None => {
                seen.insert(value.to_lowercase(), (tenant, node));
            }
        }
    }
}

fn text<'a>(tenant: &'a Node, key: &str) -> Option<&'a str> {
    match &tenant.get(&[key])?.value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

fn items<'a>(tenant: &'a Node, key: &str) -> &'a [Node] {
    match tenant.get(&[key]).map(|node| &node.value) {
        Some(Value::List(items)) => items,
        _ => &[],
    }
}
