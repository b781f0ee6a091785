//! The document: the organisation with its groups, and what they grant.

use std::collections::BTreeSet;

use dayone_jumpcloud::{CustomEmail, CustomEmailType, GraphType, UserGroup};
use serde_json::{Value, json};

use super::account;
use super::pseudonyms::Pseudonyms;
use super::reading::{Bond, Recorded};

/// Fields of a rule that say who somebody is.
const PERSONAL: &[&str] = &[
    "username",
    "email",
    "alternateEmail",
    "firstname",
    "middlename",
    "lastname",
    "displayname",
    "employeeIdentifier",
];

/// One organisation of a seed.
pub(crate) fn organization(recorded: &Recorded, people: &Pseudonyms) -> Value {
    let Recorded { organization, .. } = recorded;
    let rules: String =
        recorded.user_groups.iter().filter_map(|group| kept_rule(group, people)).map(Value::to_string).collect();
    let mut settings = serde_json::to_value(&organization.settings).unwrap_or_default();
    without_nothing(&mut settings);
    if people.are_replaced() {
        settings.as_object_mut().map(|settings| settings.remove("name"));
    }
    let mut entitlement = serde_json::to_value(&organization.entitlement).unwrap_or_default();
    without_nothing(&mut entitlement);
    let name = if people.are_replaced() { "Recorded organisation" } else { &organization.display_name };
    let directories = |kind: GraphType| -> Vec<Value> {
        let of_kind = recorded.directories.iter().filter(|directory| directory.kind == kind);
        of_kind.map(|directory| json!({ "id": directory.id, "name": directory.name })).collect()
    };
    json!({
        "id": organization.id,
        "name": name,
        "settings": settings,
        "document": { "entitlement": entitlement },
        "users": recorded.users.iter().map(|user| account::document(user, people, &rules)).collect::<Vec<_>>(),
        "user_groups": recorded.user_groups.iter().map(|group| user_group(group, people)).collect::<Vec<_>>(),
        "system_groups": recorded.system_groups.iter().map(|group| json!({
            "id": group.id, "name": group.name, "description": people.free_text(&group.description),
        })).collect::<Vec<_>>(),
        "systems": recorded.systems.iter().map(|system| json!({
            "id": system.id, "hostname": people.host(&system.hostname), "displayName": people.host(&system.display_name),
            "os": system.os, "osFamily": system.os_family, "version": system.version, "active": system.active,
        })).collect::<Vec<_>>(),
        "applications": recorded.applications.iter().map(|application| json!({
            "id": application.id, "name": application.name, "displayName": application.display_name,
            "displayLabel": application.display_label, "ssoUrl": "",
            "sso": { "type": application.sso.as_ref().map_or(Value::from(""), |sso| sso["type"].clone()) },
        })).collect::<Vec<_>>(),
        "radius_servers": recorded.radius_servers.iter().map(|server| json!({
            "id": server.id, "name": server.name, "mfa": server.mfa,
        })).collect::<Vec<_>>(),
        "ldap_servers": recorded.ldap_servers.iter().map(|server| json!({
            "id": server.id, "name": server.name, "userLockoutAction": server.user_lockout_action,
            "userPasswordExpirationAction": server.user_password_expiration_action,
        })).collect::<Vec<_>>(),
        "g_suites": directories(GraphType::GSuite),
        "office_365s": directories(GraphType::Office365),
        "active_directories": directories(GraphType::ActiveDirectory),
        "policies": recorded.policies.iter().map(|policy| json!({ "id": policy.id, "name": policy.name })).collect::<Vec<_>>(),
        "policy_groups": recorded.policy_groups.iter().map(|group| json!({ "id": group.id, "name": group.name })).collect::<Vec<_>>(),
        "custom_emails": recorded.mails.iter().map(|(kind, mail)| own_mail(*kind, mail, people)).collect::<Vec<_>>(),
        "edges": edges(recorded),
    })
}

fn user_group(group: &UserGroup, people: &Pseudonyms) -> Value {
    let mut document = json!({
        "id": group.id,
        "name": group.name,
        "description": people.free_text(&group.description),
        "email": people.email(&group.email),
        "attributes": group.attributes,
        "memberQueryExemptions": group.member_query_exemptions,
        "membershipMethod": group.membership_method,
    });
    match (kept_rule(group, people), group.member_query.is_some()) {
        (Some(rule), _) => document["memberQuery"] = rule.clone(),
        // Whom a rule names by name stays in by hand.
        (None, true) => document["membershipMethod"] = "STATIC".into(),
        (None, false) => {}
    }
    document
}

/// The rule, unless it says who somebody is and that isn't to be written.
fn kept_rule<'a>(group: &'a UserGroup, people: &Pseudonyms) -> Option<&'a Value> {
    let personal = |rule: &Value| PERSONAL.iter().any(|field| rule.to_string().contains(field));
    group.member_query.as_ref().filter(|rule| !people.are_replaced() || !personal(rule))
}

/// A mail with the organisation's own words, unless they say whom to ask or who wrote them.
fn own_mail(kind: CustomEmailType, mail: &CustomEmail, people: &Pseudonyms) -> Value {
    json!({
        "type": kind,
        "subject": people.words("subject", &mail.subject),
        "title": people.words("title", &mail.title),
        "header": people.words("header", &mail.header),
        "body": people.words("body", &mail.body),
        "button": people.words("button", &mail.button),
        "nextStepContactInfo": people.code("contact", &mail.next_step_contact_info),
    })
}

/// The edges whose ends were both read.
fn edges(recorded: &Recorded) -> Vec<Value> {
    let mut known: BTreeSet<&str> = recorded.policy_groups.iter().map(|group| group.id.as_str()).collect();
    known.extend(recorded.users.iter().map(|user| user.id.as_str()));
    known.extend(recorded.user_groups.iter().map(|group| group.id.as_str()));
    known.extend(recorded.system_groups.iter().map(|group| group.id.as_str()));
    known.extend(recorded.systems.iter().map(|system| system.id.as_str()));
    known.extend(recorded.applications.iter().map(|application| application.id.as_str()));
    known.extend(recorded.radius_servers.iter().map(|server| server.id.as_str()));
    known.extend(recorded.ldap_servers.iter().map(|server| server.id.as_str()));
    known.extend(recorded.directories.iter().map(|directory| directory.id.as_str()));
    known.extend(recorded.policies.iter().map(|policy| policy.id.as_str()));
    let both = recorded.bonds.iter().filter(|bond| known.contains(bond.edge.to.id.as_str()));
    both.map(|Bond { from: (kind, id), edge, by_rule }| {
        let attributes = if edge.attributes.is_empty() { Value::Null } else { json!(edge.attributes) };
        json!({
            "from": { "type": kind, "id": id },
            "to": { "type": edge.to.kind, "id": edge.to.id },
            "attributes": attributes,
            "by_rule": by_rule,
        })
    })
    .collect()
}

/// Without fields that say nothing, or that we could not read.
fn without_nothing(value: &mut Value) {
    if let Value::Object(map) = value {
        map.retain(|_, inner| !inner.is_null() && inner != "UNKNOWN" && inner != "");
        map.values_mut().for_each(without_nothing);
    }
}
