//! One account of the document.

use dayone_jumpcloud::{User, UserState};
use serde_json::{Value, json};

use super::pseudonyms::Pseudonyms;

/// An account: its department, title, location, unix ids and rights stay; who it is doesn't. Values of custom
/// attributes stay where the rule of a group asks for them.
pub(crate) fn document(user: &User, people: &Pseudonyms, rules: &str) -> Value {
    let mut account = person(user, people, rules);
    if let (Value::Object(whole), Value::Object(rights)) = (&mut account, rights(user)) {
        whole.extend(rights);
    }
    if !user.recovery_email.address.is_empty() {
        account["recoveryEmail"] = json!({ "address": people.email(&user.recovery_email.address) });
    }
    if user.state != UserState::Unknown {
        account["state"] = json!(user.state);
    }
    account
}

/// What isn't set is not written: a null there is no date.
fn mfa(user: &User) -> Value {
    let mut mfa = json!({ "configured": user.mfa.configured, "exclusion": user.mfa.exclusion });
    if let Some(until) = user.mfa.exclusion_until {
        mfa["exclusionUntil"] = json!(until);
    }
    if let Some(days) = user.mfa.exclusion_days {
        mfa["exclusionDays"] = json!(days);
    }
    mfa
}

/// Who it is, and where in the organisation.
fn person(user: &User, people: &Pseudonyms, rules: &str) -> Value {
    let attributes = user.attributes.iter().map(|attribute| {
        let asked_for = !attribute.value.is_empty() && rules.contains(&attribute.value);
        let value = if asked_for { attribute.value.clone() } else { people.code("value", &attribute.value) };
        json!({ "name": attribute.name, "value": value })
    });
    let addresses = user.addresses.iter().map(|address| {
        json!({
            "type": address.kind, "country": address.country,
            "streetAddress": people.code("street", &address.street_address),
            "extendedAddress": people.code("street", &address.extended_address),
            "poBox": people.code("box", &address.po_box),
            "postalCode": people.code("post", &address.postal_code),
            "locality": people.code("town", &address.locality),
            "region": people.code("region", &address.region),
        })
    });
    let numbers =
        user.phone_numbers.iter().map(|phone| json!({ "type": phone.kind, "number": people.phone(&phone.number) }));
    let keys = user.ssh_keys.iter().map(|key| {
        json!({
            "_id": key.id, "name": people.code("key", &key.name), "public_key": people.public_key(&key.public_key),
            "create_date": key.create_date,
        })
    });
    json!({
        "id": user.id,
        "username": people.username(&user.username),
        "email": people.email(&user.email),
        "firstname": people.given(&user.firstname),
        "middlename": people.given(&user.middlename),
        "lastname": people.family(&user.lastname),
        "displayname": people.displayed(user),
        "alternateEmail": people.email(&user.alternate_email),
        "employeeIdentifier": people.code("E", &user.employee_identifier),
        "description": people.free_text(&user.description),
        "company": user.company,
        "costCenter": user.cost_center,
        "department": user.department,
        "employeeType": user.employee_type,
        "jobTitle": user.job_title,
        "location": user.location,
        "manager": user.manager,
        "attributes": attributes.collect::<Vec<_>>(),
        "addresses": addresses.collect::<Vec<_>>(),
        "phoneNumbers": numbers.collect::<Vec<_>>(),
        "ssh_keys": keys.collect::<Vec<_>>(),
        "public_key": people.public_key(&user.public_key),
        "created": user.created,
    })
}

/// What it may do.
fn rights(user: &User) -> Value {
    json!({
        "activated": user.activated,
        "suspended": user.suspended,
        "account_locked": user.account_locked,
        "account_locked_date": user.account_locked_date,
        "allow_public_key": user.allow_public_key,
        "ldap_binding_user": user.ldap_binding_user,
        "samba_service_user": user.samba_service_user,
        "sudo": user.sudo,
        "passwordless_sudo": user.passwordless_sudo,
        "enable_managed_uid": user.enable_managed_uid,
        "unix_uid": user.unix_uid,
        "unix_guid": user.unix_guid,
        "enable_user_portal_multifactor": user.enable_user_portal_multifactor,
        "totp_enabled": user.totp_enabled,
        "mfa": mfa(user),
        "password_never_expires": user.password_never_expires,
        "password_date": user.password_date,
        "password_expiration_date": user.password_expiration_date,
        "password_expired": user.password_expired,
        "externally_managed": user.externally_managed,
    })
}
