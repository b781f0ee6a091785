//! A system user as answers show it.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::document::{flag, set, text};

/// A user with every field of the specification's answer, at its default.
pub(crate) fn blank(id: &str, organization: &str, created: &str) -> Value {
    let mut user = person(id, organization, created);
    if let (Value::Object(whole), Value::Object(access)) = (&mut user, access()) {
        whole.extend(access);
    }
    user
}

/// Who the account stands for, and its state.
fn person(id: &str, organization: &str, created: &str) -> Value {
    json!({
        "_id": id,
        "id": id,
        "username": "",
        "email": "",
        "firstname": "",
        "middlename": "",
        "lastname": "",
        "displayname": "",
        "organization": organization,
        "state": "ACTIVATED",
        "activated": false,
        "suspended": false,
        "account_locked": false,
        "account_locked_date": null,
        "created": created,
        // SYNTHETIC: no source shows the text for a plain create.
        "creationSource": "jumpcloud:ui",
        "admin": null,
        "badLoginAttempts": 0,
        "company": "",
        "costCenter": "",
        "department": "",
        "description": "",
        "employeeIdentifier": "",
        "employeeType": "",
        "jobTitle": "",
        "location": "",
        "manager": null,
        "alternateEmail": "",
        "managedAppleId": "",
        "recoveryEmail": {},
        "addresses": [],
        "phoneNumbers": [],
        "relationships": [],
        "attributes": [],
    })
}

/// What the account may do, and its credentials.
fn access() -> Value {
    json!({
        "allow_public_key": false,
        "public_key": "",
        "ssh_keys": [],
        "ldap_binding_user": false,
        "samba_service_user": false,
        "sudo": false,
        "passwordless_sudo": false,
        "enable_managed_uid": false,
        "unix_uid": null,
        "unix_guid": null,
        "enable_user_portal_multifactor": false,
        "totp_enabled": false,
        "mfa": { "configured": false, "exclusion": false },
        "password_never_expires": false,
        "password_date": null,
        "password_expiration_date": null,
        "password_expired": false,
        "disableDeviceMaxLoginAttempts": false,
        "delegatedAuthority": null,
        "external_dn": "",
        "external_source_type": "",
        "external_password_expiration_date": "",
        "externally_managed": false,
        "restrictedFields": [],
    })
}

/// The document with what depends on the time of reading.
pub(crate) fn present(mut user: Value, now: Timestamp) -> Value {
    let expires = text(&user, "password_expiration_date").parse::<Timestamp>().ok();
    if expires.is_some_and(|at| at <= now) {
        set(&mut user, "password_expired", true);
    }
    if user.get("manager").is_some_and(Value::is_null) {
        // The specification types it a string; a user without a manager has none.
        if let Value::Object(map) = &mut user {
            map.shift_remove("manager");
        }
    }
    let status = enrollment(&user, now);
    let totp = if flag(&user, "totp_enabled") { "ENROLLED" } else { status };
    let statuses = json!({
        "overallStatus": totp,
        "totpStatus": totp,
        "webAuthnStatus": "NOT_ENROLLED",
        "pushStatus": "NOT_ENROLLED",
        "jcGoStatus": "NOT_ENROLLED",
    });
    set(&mut user, "mfaEnrollment", statuses);
    user
}

/// SYNTHETIC: which status follows from which setting.
fn enrollment(user: &Value, now: Timestamp) -> &'static str {
    let mfa = user.get("mfa").unwrap_or(&Value::Null);
    if !flag(user, "enable_user_portal_multifactor") {
        return "DISABLED";
    }
    if flag(mfa, "configured") {
        return "ENROLLED";
    }
    if text(user, "state") == "STAGED" {
        return "PENDING_ACTIVATION";
    }
    if !flag(mfa, "exclusion") {
        return "NOT_ENROLLED";
    }
    match text(mfa, "exclusionUntil").parse::<Timestamp>() {
        Ok(until) if until <= now => "ENROLLMENT_EXPIRED",
        _ => "IN_ENROLLMENT",
    }
}
