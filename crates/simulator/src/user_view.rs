//! A system user as answers show it.

use std::sync::{Arc, LazyLock};

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::document::{Fields, flag, set, text};
use crate::shown::Shown;
use crate::stored::Stored;

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

/// A changed document with what depends on the time of reading.
pub(crate) fn present(mut user: Value, now: Timestamp) -> Value {
    if is_expired(&user, now) {
        set(&mut user, "password_expired", true);
    }
    if has_null_manager(&user)
        && let Value::Object(map) = &mut user
    {
        map.shift_remove("manager");
    }
    let statuses = (*enrollment(&user, now)).clone();
    set(&mut user, "mfaEnrollment", statuses);
    user
}

/// A stored document with what depends on the time of reading.
pub(crate) fn shown(user: &Stored, now: Timestamp) -> Shown {
    let mut shown = Shown::new(user.clone());
    if is_expired(user, now) {
        shown = shown.instead("password_expired", Arc::new(true.into()));
    }
    if has_null_manager(user) {
        shown = shown.without("manager");
    }
    shown.instead("mfaEnrollment", enrollment(user, now))
}

fn is_expired(user: &impl Fields, now: Timestamp) -> bool {
    text(user, "password_expiration_date").parse::<Timestamp>().is_ok_and(|at| at <= now)
}

/// The specification types it a string; a user without a manager has none.
fn has_null_manager(user: &impl Fields) -> bool {
    user.get("manager").is_some_and(Value::is_null)
}

/// How far the user is with each second factor.
fn enrollment(user: &impl Fields, now: Timestamp) -> Arc<Value> {
    static STATUSES: LazyLock<Vec<(&'static str, Arc<Value>)>> = LazyLock::new(|| {
        let all = ["DISABLED", "ENROLLED", "PENDING_ACTIVATION", "NOT_ENROLLED", "ENROLLMENT_EXPIRED", "IN_ENROLLMENT"];
        all.into_iter().map(|status| (status, Arc::new(statuses(status)))).collect()
    });
    let status = if flag(user, "totp_enabled") { "ENROLLED" } else { status(user, now) };
    let known = STATUSES.iter().find(|(known, _)| *known == status);
    known.map_or_else(|| Arc::new(statuses(status)), |(_, statuses)| Arc::clone(statuses))
}

fn statuses(totp: &str) -> Value {
    json!({
        "overallStatus": totp,
        "totpStatus": totp,
        "webAuthnStatus": "NOT_ENROLLED",
        "pushStatus": "NOT_ENROLLED",
        "jcGoStatus": "NOT_ENROLLED",
    })
}

/// SYNTHETIC: which status follows from which setting.
fn status(user: &impl Fields, now: Timestamp) -> &'static str {
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
