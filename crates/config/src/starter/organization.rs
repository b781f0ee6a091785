//! The file of one client organisation: what is known of it, and what its memberships suggest, as comments.

use dayone_core::proposal::{Proposals, ProposedGroup, ProposedRule};

use super::place;
use super::template::NAMING;
use super::toml_text::{key, quoted, remark};
use crate::secret::SecretSource;
use crate::tenant::Address;

/// What is known of a client organisation.
#[derive(Debug, Clone)]
pub struct OrganizationStarter<'a> {
    /// The tenant's name: lower-case letters, digits, `-`, `_`.
    pub tenant: &'a str,
    /// The organisation's id.
    pub organization_id: &'a str,
    /// Its name in the admin console.
    pub organization_name: &'a str,
    /// Where its data is.
    pub address: &'a Address,
    /// Where the provider's key comes from.
    pub provider_key: &'a SecretSource,
    /// Domains of its accounts' e-mail with how many have each, the most common first.
    pub email_domains: &'a [(String, usize)],
    /// What its memberships suggest.
    pub proposals: &'a Proposals,
    /// When it was looked at.
    pub seen_on: jiff::civil::Date,
}

/// The text of `tenants/NAME.toml`. Every proposal is a comment: nothing is given that nobody has looked at.
#[must_use]
pub fn organization_file(starter: &OrganizationStarter<'_>) -> String {
    let OrganizationStarter { tenant, organization_id, organization_name, provider_key, proposals, seen_on, .. } =
        starter;
    let name = remark(organization_name);
    let mut lines = vec![
        format!(
            "# {name}: written by `dayone config init --provider` from what it held on {seen_on}: {} people.",
            proposals.people
        ),
        String::new(),
        format!("[tenants.{tenant}]"),
        "# Where its data is: a key is valid in its own region only.".into(),
        place(starter.address),
        "# The provider's key sees several organisations; a key of this one alone would stand here as api_key.".into(),
        format!("provider_key = {provider_key}"),
        "# Compared with the directory before the first write, so that no other organisation is written to:".into(),
        format!("jumpcloud_org_id = {}", quoted(organization_id)),
        "# Company names in requests that mean this tenant:".into(),
        format!("# company_names = [{}]", quoted(organization_name)),
    ];
    lines.extend(domains(starter.email_domains));
    lines.push(
        "# Who in IT is told of each hire: addresses, and \"slack\" or \"teams\" when configured in dayone.toml."
            .into(),
    );
    lines.push("# notify_it = [\"it@example.com\"]".into());
    lines.push(String::new());
    lines.extend(rules(tenant, proposals));
    format!("{}\n{}", lines.join("\n"), NAMING.replace("%TENANT%", tenant).trim_end()) + "\n"
}

fn domains(found: &[(String, usize)]) -> Vec<String> {
    let total: usize = found.iter().map(|(_, count)| count).sum();
    let Some((first, count)) = found.first() else {
        return vec![
            "# An e-mail elsewhere is probably a mistake; it is marked in plan and approval:".into(),
            "# email_domains = [\"example.com\"]".into(),
        ];
    };
    vec![
        format!(
            "# An e-mail elsewhere is probably a mistake; it is marked in plan and approval ({count} of {total} have this domain):"
        ),
        format!("# email_domains = [{}]", quoted(first)),
    ]
}

fn rules(tenant: &str, proposals: &Proposals) -> Vec<String> {
    let mut lines = vec![
        "# Which groups people get. What follows is proposed from who is in which group today: nothing is given before".into(),
        "# somebody has looked at it and taken the \"# \" away. The numbers say how many of the people with that value are in".into(),
        "# the group, and how many of all others.".into(),
        format!("# [tenants.{tenant}.groups]"),
    ];
    lines.extend(list("default", "for everyone: no group holds nearly all", &proposals.default));
    let tables = [
        ("department", &proposals.department),
        ("role", &proposals.role),
        ("location", &proposals.location),
        ("employee_type", &proposals.employee_type),
    ];
    for (table, rules) in tables.into_iter().filter(|(_, rules)| !rules.is_empty()) {
        lines.push(format!("# [tenants.{tenant}.groups.{table}]"));
        for ProposedRule { value, people, groups } in rules {
            let people = if *people == 1 { "1 person".to_owned() } else { format!("{people} people") };
            lines.extend(list(&key(value), &format!("{people}: no group goes with it clearly"), groups));
        }
    }
    lines.push(String::new());
    lines
}

fn list(key: &str, nothing: &str, groups: &[ProposedGroup]) -> Vec<String> {
    if groups.is_empty() {
        return vec![format!("# {key} = []  # {nothing}")];
    }
    let mut lines = vec![format!("# {key} = [")];
    lines.extend(groups.iter().map(|group| format!("#   {},  # {}", quoted(&group.name), reason(group))));
    lines.push("# ]".into());
    lines
}

fn reason(group: &ProposedGroup) -> String {
    let counts = group.counts;
    let others = if counts.others > 0 {
        format!("; of the others {} of {}", counts.outside, counts.others)
    } else {
        String::new()
    };
    let name = if group.is_named_after { "; the name says so" } else { "" };
    format!("{} of {}{others}{name}", counts.inside, counts.people)
}
