//! The account's fields that are otherwise than planned, with both values.

use dayone_core::account::{AccountFacts, AccountFields};

/// Each difference in words: `department: planned "Engineering", found "Sales"`.
pub(super) fn differences(planned: &AccountFields, found: &AccountFacts) -> Vec<String> {
    let mut words = Vec::new();
    for name in planned.differences(found) {
        if name == "attributes" {
            words.extend(attributes(planned, found));
            continue;
        }
        let (planned, found) = values(name, planned, found);
        words.push(format!("{name}: planned {planned}, found {found}"));
    }
    words
}

fn attributes(planned: &AccountFields, found: &AccountFacts) -> Vec<String> {
    let mut words = Vec::new();
    for (name, value) in &planned.attributes {
        match found.attributes.get(name) {
            Some(there) if there == value => {}
            Some(there) => words.push(format!("attributes.{name}: planned {value:?}, found {there:?}")),
            None => words.push(format!("attributes.{name}: planned {value:?}, found nothing")),
        }
    }
    for (name, there) in &found.attributes {
        if !planned.attributes.contains_key(name) {
            words.push(format!("attributes.{name}: not planned, found {there:?}"));
        }
    }
    words
}

/// The value planned and the value found of a field.
fn values(name: &str, planned: &AccountFields, found: &AccountFacts) -> (String, String) {
    let text = |planned: &str, found: &str| (shown(planned), shown(found));
    let maybe = |planned: &Option<String>, found: &str| text(planned.as_deref().unwrap_or_default(), found);
    let flag = |planned: bool, found: bool| (planned.to_string(), found.to_string());
    let number = |planned: Option<i64>, found: Option<i64>| {
        let shown = |id: Option<i64>| id.map_or("nothing".to_owned(), |id| id.to_string());
        (shown(planned), shown(found))
    };
    match name {
        "username" => text(&planned.username, &found.username),
        "email" => text(&planned.email, &found.email),
        "first_name" => text(&planned.first_name, &found.first_name),
        "last_name" => text(&planned.last_name, &found.last_name),
        "display_name" => text(&planned.display_name, &found.display_name),
        "department" => text(&planned.department, &found.department),
        "job_title" => maybe(&planned.job_title, &found.job_title),
        "company_name" => maybe(&planned.company, &found.company),
        "office_location" => maybe(&planned.location, &found.location),
        "employee_id" => maybe(&planned.employee_id, &found.employee_id),
        "employee_type" => maybe(&planned.employee_type, &found.employee_type),
        "alternate_email" => maybe(&planned.alternate_email, &found.alternate_email),
        "manager" => maybe(&planned.manager, found.manager.as_deref().unwrap_or_default()),
        "password_never_expires" => flag(planned.password_never_expires, found.password_never_expires),
        "enable_mfa" => flag(planned.mfa.required, found.mfa_required),
        "allow_public_key" => flag(planned.allow_public_key, found.allow_public_key),
        "ldap_bind" => flag(planned.ldap_binding_user, found.ldap_binding_user),
        "allow_sudo" => flag(planned.sudo, found.sudo),
        "unix_uid" => number(planned.unix_uid, found.unix_uid),
        "unix_guid" => number(planned.unix_gid, found.unix_gid),
        _ => ("another value".to_owned(), "this one".to_owned()),
    }
}

fn shown(text: &str) -> String {
    if text.is_empty() { "nothing".to_owned() } else { format!("{text:?}") }
}
